"""How movements are drawn: purple broken lines."""

from __future__ import annotations

from layers.palette import PURPLE
from layers.symbology import Shape, Symbol, Symbology, single
from layers.text import tr

SYMBOLOGY: Symbology = single(
    Symbol(line=PURPLE, line_width=1.2, dashes=(4.0, 2.0), shape=Shape.TRIANGLE, size=5.0, fill=PURPLE),
    tr("movement"),
    order=30,
)
