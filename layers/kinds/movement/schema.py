"""Fields of the layer kind movement: origin and destination records."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="from_name", label=tr("From")),
    Field(name="to_name", label=tr("To")),
    Field(name="from_lon", label=tr("From longitude"), type="number", unit="°"),
    Field(name="from_lat", label=tr("From latitude"), type="number", unit="°"),
    Field(name="to_lon", label=tr("To longitude"), type="number", unit="°"),
    Field(name="to_lat", label=tr("To latitude"), type="number", unit="°"),
    Field(name="from_code", label=tr("From P-code")),
    Field(name="to_code", label=tr("To P-code")),
    Field(name="people", label=tr("People"), type="integer", unit="people", least=0),
    Field(name="movement_date", label=tr("Date"), type="date"),
    Field(name="status", label=tr("Status")),
    Field(name="mode", label=tr("Mode")),
)
