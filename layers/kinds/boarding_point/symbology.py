"""How boarding points are drawn: stars, filled by status."""

from __future__ import annotations

from layers.palette import GREEN, GREY, INK, ORANGE, WHITE
from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import Text, tr


def _rule(value: str, label: Text, fill: str, line: str) -> Rule:
    symbol = Symbol(shape=Shape.STAR, size=10.0, fill=fill, line=line, line_width=0.8)
    return Rule(label=label, field="status", equals=(value,), symbol=symbol)


SYMBOLOGY = Symbology(
    rules=(
        _rule("open", tr("open boarding point"), GREEN, INK),
        _rule("closed", tr("closed boarding point"), WHITE, GREY),
        Rule(
            label=tr("boarding point of unknown status"),
            symbol=Symbol(shape=Shape.STAR, size=10.0, fill=ORANGE, line=INK, line_width=0.8),
        ),
    ),
    order=58,
    label_field="name_en",
    label_max_scale=600_000.0,
)
