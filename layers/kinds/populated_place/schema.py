"""Fields of the layer kind populated_place: cities, settlements and villages as points."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="code", label=tr("P-code")),
    Field(name="name_en", label=tr("Name (English)")),
    Field(name="name_uk", label=tr("Name (Ukrainian)")),
    Field(
        name="place_type",
        label=tr("Type"),
        vocabulary={
            "capital": tr("capital"),
            "oblast_centre": tr("oblast centre"),
            "city": tr("city"),
            "town": tr("town"),
            "settlement": tr("settlement"),
            "village": tr("village"),
        },
    ),
    Field(name="population", label=tr("Population"), type="integer", unit="people", least=0),
    Field(name="population_date", label=tr("Date of the population"), type="date"),
    Field(name="hromada_code", label=tr("Hromada P-code")),
    Field(name="oblast_code", label=tr("Oblast P-code")),
    Field(name="country", label=tr("Country"), help=tr("ISO 3166-1 alpha-2")),
)
