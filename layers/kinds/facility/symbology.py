"""How facilities are drawn: a shape and colour for each type."""

from __future__ import annotations

from layers.palette import BLUE, GREEN, GREY, INK, PURPLE, SKY, VERMILION, WHITE, YELLOW
from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import Text, tr


def _rule(value: str, label: Text, colour: str, shape: Shape, size: float = 5.5) -> Rule:
    symbol = Symbol(shape=shape, size=size, fill=colour, line=WHITE, line_width=0.5)
    return Rule(label=label, field="facility_type", equals=(value,), symbol=symbol)


SYMBOLOGY = Symbology(
    rules=(
        _rule("hospital", tr("hospital"), PURPLE, Shape.PLUS, 7.5),
        _rule("health", tr("health facility"), PURPLE, Shape.PLUS),
        _rule("school", tr("school"), SKY, Shape.TRIANGLE),
        _rule("water", tr("water facility"), BLUE, Shape.CIRCLE),
        _rule("power", tr("power plant"), YELLOW, Shape.STAR, 7.5),
        _rule("heating", tr("heating plant"), VERMILION, Shape.SQUARE),
        _rule("social", tr("social facility"), GREEN, Shape.DIAMOND),
        _rule("shelter", tr("protective shelter"), INK, Shape.HOUSE),
        Rule(
            label=tr("other facility"),
            symbol=Symbol(shape=Shape.CIRCLE, size=5.0, fill=GREY, line=WHITE, line_width=0.5),
        ),
    ),
    order=48,
    max_scale=3_000_000.0,
    label_field="name_en",
    label_max_scale=150_000.0,
)
