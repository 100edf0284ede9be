"""Fields of the layer kind facility: facilities: health, education, water, power and others."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="facility_id", label=tr("Facility id")),
    Field(name="name_en", label=tr("Name (English)")),
    Field(name="name_uk", label=tr("Name (Ukrainian)")),
    Field(
        name="facility_type",
        label=tr("Type"),
        vocabulary={
            "hospital": tr("hospital"),
            "health": tr("health facility"),
            "school": tr("school"),
            "water": tr("water facility"),
            "power": tr("power plant"),
            "heating": tr("heating plant"),
            "social": tr("social facility"),
            "shelter": tr("protective shelter"),
            "other": tr("other"),
        },
    ),
    Field(
        name="status",
        label=tr("Status"),
        vocabulary={
            "operational": tr("operational"),
            "limited": tr("limited"),
            "closed": tr("closed"),
            "unknown": tr("unknown"),
        },
    ),
    Field(name="capacity", label=tr("Capacity"), type="number"),
    Field(name="capacity_unit", label=tr("Unit of the capacity")),
    Field(name="area_code", label=tr("P-code")),
)
