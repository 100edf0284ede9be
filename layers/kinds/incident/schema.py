"""Fields of the layer kind incident: hostilities and incidents."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="incident_id", label=tr("Id")),
    Field(name="event_date", label=tr("Date"), type="date"),
    Field(name="event_type", label=tr("Type")),
    Field(name="sub_event_type", label=tr("Sub-type")),
    Field(name="fatalities", label=tr("Fatalities"), type="integer", unit="people", least=0),
    Field(name="status", label=tr("Status")),
    Field(name="place_name", label=tr("Place")),
    Field(name="area_code", label=tr("P-code")),
    Field(name="description", label=tr("Description")),
    Field(name="source", label=tr("Source")),
)
