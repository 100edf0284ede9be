"""How populated places are drawn: plain dots by rank."""

from __future__ import annotations

from layers.palette import INK, WHITE
from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import tr

SYMBOLOGY = Symbology(
    rules=(
        Rule(
            label=tr("capital"),
            field="place_type",
            equals=("capital",),
            symbol=Symbol(shape=Shape.SQUARE, size=6.5, fill=INK, line=WHITE),
        ),
        Rule(
            label=tr("oblast centre"),
            field="place_type",
            equals=("oblast_centre",),
            symbol=Symbol(shape=Shape.CIRCLE, size=5.5, fill=INK, line=WHITE),
        ),
        Rule(
            label=tr("city or town"),
            field="place_type",
            equals=("city", "town"),
            symbol=Symbol(shape=Shape.CIRCLE, size=3.5, fill="#5a5a5a", line=WHITE, line_width=0.5),
        ),
        Rule(
            label=tr("other place"),
            symbol=Symbol(shape=Shape.CIRCLE, size=2.0, fill="#7f7f7f", line=WHITE, line_width=0.3),
        ),
    ),
    order=40,
    label_field="name_en",
    label_max_scale=1_500_000.0,
    max_scale=4_000_000.0,
)
