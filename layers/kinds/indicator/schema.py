"""Fields of the layer kind indicator: a table joined to areas; every further column is an indicator."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="area_code", label=tr("P-code")),
    Field(name="area_name", label=tr("Area")),
    Field(name="area_level", label=tr("Level"), type="integer", least=0, most=4),
    Field(name="indicator_date", label=tr("Date"), type="date"),
)
