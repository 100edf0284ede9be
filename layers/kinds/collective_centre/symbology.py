"""How collective centres are drawn: houses, filled by status."""

from __future__ import annotations

from layers.palette import BLUE, GREY, INK, PALE_GREY, SKY, WHITE
from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import Text, tr


def _rule(value: str, label: Text, fill: str, line: str = INK) -> Rule:
    symbol = Symbol(shape=Shape.HOUSE, size=8.5, fill=fill, line=line, line_width=0.8)
    return Rule(label=label, field="status", equals=(value,), symbol=symbol)


SYMBOLOGY = Symbology(
    rules=(
        _rule("active", tr("active centre"), BLUE),
        _rule("standby", tr("standby centre"), SKY),
        _rule("planned", tr("planned centre"), WHITE, BLUE),
        _rule("closed", tr("closed centre"), PALE_GREY, GREY),
        Rule(
            label=tr("centre of unknown status"),
            symbol=Symbol(shape=Shape.HOUSE, size=8.5, fill=BLUE, line=WHITE, line_width=0.8),
        ),
    ),
    order=54,
    label_field="name_en",
    label_max_scale=250_000.0,
)
