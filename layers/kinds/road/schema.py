"""Fields of the layer kind road: roads as lines."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="road_number", label=tr("Road number")),
    Field(name="name", label=tr("Name")),
    Field(
        name="road_class",
        label=tr("Class"),
        vocabulary={
            "motorway": tr("motorway"),
            "trunk": tr("trunk"),
            "primary": tr("primary"),
            "secondary": tr("secondary"),
            "tertiary": tr("tertiary"),
            "local": tr("local"),
            "track": tr("track"),
            "path": tr("path (no vehicles)"),
            "ferry": tr("ferry"),
        },
    ),
    Field(
        name="status",
        label=tr("Status"),
        vocabulary={
            "open": tr("open"),
            "slowed": tr("slowed"),
            "closed": tr("closed"),
        },
    ),
    Field(
        name="one_way",
        label=tr("One-way"),
        vocabulary={
            "both": tr("both directions"),
            "forward": tr("with the drawing direction"),
            "backward": tr("against the drawing direction"),
        },
    ),
    Field(name="speed_kmh", label=tr("Speed"), type="number", unit="km/h", least=0, most=200),
    Field(name="surface", label=tr("Surface")),
    Field(name="bridge", label=tr("Bridge"), type="boolean"),
    Field(name="tunnel", label=tr("Tunnel"), type="boolean"),
    Field(name="level", label=tr("Level"), type="integer"),
    Field(name="max_weight_t", label=tr("Weight limit"), type="number", unit="t", least=0),
    Field(name="max_height_m", label=tr("Height limit"), type="number", unit="m", least=0),
    Field(
        name="length_km",
        label=tr("Stated length"),
        type="number",
        unit="km",
        least=0,
        help=tr("Real length where the drawn line is generalised; empty otherwise"),
    ),
    Field(name="from_place", label=tr("From")),
    Field(name="to_place", label=tr("To")),
    Field(name="osm_id", label=tr("OSM id")),
)
