"""Fields of the layer kind reference: anything else: shown, never analysed."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (Field(name="name", label=tr("Name")),)
