"""Fields of the layer kind admin_area: administrative areas of any level, as polygons with P-codes."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(
        name="code",
        label=tr("P-code"),
        required=True,
        help=tr("P-code or KATOTTG; oblast 4 characters, raion 6, hromada 9"),
    ),
    Field(
        name="level",
        label=tr("Level"),
        type="integer",
        least=0,
        most=4,
        help=tr("1 oblast, 2 raion, 3 hromada, 4 settlement"),
    ),
    Field(name="name_en", label=tr("Name (English)")),
    Field(name="name_uk", label=tr("Name (Ukrainian)")),
    Field(name="parent_code", label=tr("Parent P-code")),
    Field(name="katottg", label=tr("KATOTTG")),
    Field(name="population", label=tr("Population"), type="integer", unit="people", least=0),
    Field(name="population_date", label=tr("Date of the population"), type="date"),
    Field(
        name="official_status",
        label=tr("Official status"),
        vocabulary={
            "none": tr("none"),
            "possible_hostilities": tr("possible hostilities"),
            "active_hostilities": tr("active hostilities"),
            "occupied": tr("temporarily occupied"),
            "compulsory_evacuation": tr("compulsory evacuation"),
        },
    ),
    Field(name="official_status_date", label=tr("Date of the official status"), type="date"),
    Field(name="approximate", label=tr("Approximate border"), type="boolean"),
)
