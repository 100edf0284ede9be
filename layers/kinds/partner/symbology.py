"""How partners are drawn: green diamonds."""

from __future__ import annotations

from layers.palette import GREEN, WHITE
from layers.symbology import Shape, Symbol, Symbology, single
from layers.text import tr

SYMBOLOGY: Symbology = single(
    Symbol(shape=Shape.DIAMOND, size=6.5, fill=GREEN, line=WHITE, line_width=0.7),
    tr("partner office"),
    order=50,
    label_field="acronym",
    label_max_scale=600_000.0,
)
