"""How roads are recognised: Geofabrik, HOT and other OpenStreetMap lines, with or without attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues
from layers.text import tr

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "road_number": ("road_number", "ref", "road_no", "number"),
    "name": ("name", "name:en", "road_name"),
    "road_class": ("road_class", "fclass", "highway", "class", "road_type", "type"),
    "status": ("status", "condition", "access_status", "road_status", "accessibility"),
    "one_way": ("one_way", "oneway"),
    "speed_kmh": ("speed_kmh", "maxspeed", "speed"),
    "surface": ("surface",),
    "bridge": ("bridge",),
    "tunnel": ("tunnel",),
    "level": ("level", "layer"),
    "max_weight_t": ("max_weight_t", "maxweight"),
    "max_height_m": ("max_height_m", "maxheight"),
    "length_km": ("length_km",),
    "from_place": ("from_place",),
    "to_place": ("to_place",),
    "osm_id": ("osm_id", "osmid", "full_id"),
}
PATHS = ("footway", "path", "steps", "pedestrian", "cycleway", "bridleway", "corridor", "platform")
VALUES = {
    "road_class": {
        "motorway_link": "motorway", "trunk_link": "trunk", "primary_link": "primary",
        "secondary_link": "secondary", "tertiary_link": "tertiary", "unclassified": "local",
        "residential": "local",
        "living_street": "local", "service": "local", "road": "local", "track_grade*": "track",
        "international": "trunk", "national": "primary", "regional": "secondary", "territorial": "tertiary",
        **dict.fromkeys(PATHS, "path"),
    },
    "status": {
        "passable": "open", "accessible": "open", "restricted": "slowed", "limited": "slowed",
        "damaged": "slowed",
        "constrained": "slowed", "passable with difficulties": "slowed", "відкрито": "open",
        "обмежено": "slowed", "закрито": "closed",
        "impassable": "closed", "blocked": "closed", "not accessible": "closed",
    },
    "one_way": {
        "b": "both", "no": "both", "0": "both", "false": "both", "f": "forward", "yes": "forward",
        "1": "forward",
        "true": "forward", "t": "backward", "-1": "backward", "reverse": "backward",
    },
}  # fmt: skip
_CLASSES = (
    "motorway", "trunk", "primary", "secondary", "tertiary", "residential", "unclassified", "service",
    "track",
    "footway", "path", "living_street", "steps", "pedestrian", "cycleway", "local", "ferry",
    *VALUES["road_class"],
)  # fmt: skip


def recognise(sample: Sample) -> Recognition | None:
    """Lines with a road class, or lines with an OSM id in a file named for roads."""
    if Geometry.LINE not in sample.geometry or Geometry.POLYGON in sample.geometry:
        return None
    clues = Clues(sample, COLUMNS)
    publisher = ""
    classed = clues.values_in(0.8, "road_class", _CLASSES)
    if clues.columns_named(0.3, "fclass", "oneway", "maxspeed"):
        publisher = "Geofabrik"
    elif clues.is_hot():
        publisher = "HOT"
    named = clues.file_says(0.6, "road", "highway", "street", "дорог", "motorway")
    if "osm_id" in clues.columns:
        clues.add(0.3, tr("column {column}", column=clues.columns["osm_id"]))
        publisher = publisher or "OpenStreetMap"
    if not (classed or named):
        return None
    return clues.result(publisher)
