"""Fields of the layer kind partner: partner organisations and where they work."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="partner_id", label=tr("Partner id")),
    Field(name="name", label=tr("Name")),
    Field(name="acronym", label=tr("Acronym")),
    Field(name="partner_type", label=tr("Type")),
    Field(name="sectors", label=tr("Sectors")),
    Field(name="area_code", label=tr("P-code")),
    Field(name="activities", label=tr("Activities")),
)
