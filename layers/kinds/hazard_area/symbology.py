"""How hazard areas are drawn: hatched, a colour for each hazard."""

from __future__ import annotations

from layers.palette import BLUE, BROWN, INK, ORANGE, PURPLE, VERMILION
from layers.symbology import Rule, Symbol, Symbology
from layers.text import Text, tr


def _rule(value: str, label: Text, colour: str) -> Rule:
    symbol = Symbol(fill=colour, fill_opacity=0.25, line=colour, line_width=1.2, hatch=True)
    return Rule(label=label, field="hazard_type", equals=(value,), symbol=symbol)


SYMBOLOGY = Symbology(
    rules=(
        _rule("mines", tr("mines and explosive remnants"), VERMILION),
        _rule("flooding", tr("flooding"), BLUE),
        _rule("shelling", tr("shelling"), ORANGE),
        _rule("chemical", tr("chemical contamination"), PURPLE),
        _rule("closed", tr("closed area"), INK),
        Rule(
            label=tr("other hazard"),
            symbol=Symbol(fill=BROWN, fill_opacity=0.25, line=BROWN, line_width=1.2, hatch=True),
        ),
    ),
    order=16,
    label_field="name",
    label_max_scale=1_000_000.0,
)
