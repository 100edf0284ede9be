"""How warehouses are drawn: brown squares, hollow where closed."""

from __future__ import annotations

from layers.palette import BROWN, GREY, WHITE
from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import tr

SYMBOLOGY = Symbology(
    rules=(
        Rule(
            label=tr("closed warehouse"),
            field="status",
            equals=("closed",),
            symbol=Symbol(shape=Shape.SQUARE, size=8.5, fill=WHITE, line=GREY, line_width=1.2),
        ),
        Rule(
            label=tr("warehouse"),
            symbol=Symbol(shape=Shape.SQUARE, size=9.0, fill=BROWN, line=WHITE, line_width=1.0),
        ),
    ),
    order=56,
    label_field="name_en",
    label_max_scale=2_000_000.0,
)
