"""Fields of the layer kind damage: damaged infrastructure; records known only by area have no geometry."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="damage_id", label=tr("Id")),
    Field(name="name", label=tr("Name")),
    Field(
        name="infrastructure_type",
        label=tr("Infrastructure"),
        vocabulary={
            "water": tr("water supply"),
            "sewage": tr("sewage"),
            "heating": tr("heating"),
            "power": tr("power"),
            "road": tr("road"),
            "bridge": tr("bridge"),
            "housing": tr("housing"),
            "health": tr("health"),
            "education": tr("education"),
            "other": tr("other"),
        },
    ),
    Field(
        name="extent",
        label=tr("Extent"),
        vocabulary={
            "destroyed": tr("destroyed"),
            "severe": tr("severely damaged"),
            "moderate": tr("moderately damaged"),
            "possible": tr("possibly damaged"),
            "none": tr("no visible damage"),
            "unknown": tr("unknown"),
        },
    ),
    Field(name="damage_date", label=tr("Date"), type="date"),
    Field(name="people_affected", label=tr("People affected"), type="integer", unit="people", least=0),
    Field(
        name="repair_status",
        label=tr("Repair"),
        vocabulary={
            "none": tr("not begun"),
            "planned": tr("planned"),
            "ongoing": tr("ongoing"),
            "done": tr("done"),
        },
    ),
    Field(
        name="passable",
        label=tr("Passable"),
        type="boolean",
        help=tr("For roads and bridges; empty when not assessed"),
    ),
    Field(name="area_code", label=tr("P-code")),
    Field(name="area_name", label=tr("Area")),
    Field(name="source", label=tr("Source")),
)
