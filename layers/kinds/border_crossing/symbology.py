"""How border crossing points are drawn: by status, each with its own shape."""

from __future__ import annotations

from layers.palette import GREEN, GREY, INK, ORANGE, VERMILION, WHITE
from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import Text, tr


def _rule(value: str, label: Text, colour: str, shape: Shape) -> Rule:
    symbol = Symbol(shape=shape, size=8.0, fill=colour, line=INK, line_width=0.8)
    return Rule(label=label, field="status", equals=(value,), symbol=symbol)


SYMBOLOGY = Symbology(
    rules=(
        _rule("open", tr("open"), GREEN, Shape.SQUARE),
        _rule("restricted", tr("restricted"), ORANGE, Shape.TRIANGLE),
        Rule(
            label=tr("closed"),
            field="status",
            equals=("closed",),
            symbol=Symbol(shape=Shape.CROSS, size=7.0, fill=VERMILION, line=VERMILION, line_width=1.8),
        ),
        Rule(
            label=tr("status unknown"),
            symbol=Symbol(shape=Shape.SQUARE, size=7.0, fill=WHITE, line=GREY, line_width=1.0),
        ),
    ),
    order=52,
    label_field="name_en",
    label_max_scale=1_200_000.0,
)
