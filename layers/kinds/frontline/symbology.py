"""How the front is drawn: a strong dark red line, the area of control hatched."""

from __future__ import annotations

from layers.palette import FRONT_RED
from layers.symbology import Symbol, Symbology, single
from layers.text import tr

SYMBOLOGY: Symbology = single(
    Symbol(fill=FRONT_RED, fill_opacity=0.12, line=FRONT_RED, line_width=2.2, hatch=True),
    tr("front line and area of control"),
    order=60,
)
