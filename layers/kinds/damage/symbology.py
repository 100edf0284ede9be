"""How damage is drawn: by what was damaged; by extent where that is all that is known."""

from __future__ import annotations

from layers.palette import (
    BLACK,
    BLUE,
    BROWN,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SEVERITY,
    SKY,
    VERMILION,
    YELLOW,
)
from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import Text, tr

_NOT_DAMAGE = Symbol(fill="", line=GREY, line_width=0.3, shape=Shape.CIRCLE, size=3.0)


def _type(value: str, label: Text, colour: str, shape: Shape) -> Rule:
    symbol = Symbol(fill=colour, fill_opacity=0.8, line=BLACK, line_width=0.6, shape=shape, size=6.5)
    return Rule(label=label, field="infrastructure_type", equals=(value,), symbol=symbol)


def _extent(value: str, label: Text, colour: str) -> Rule:
    symbol = Symbol(fill=colour, fill_opacity=0.8, line=INK, line_width=0.4, shape=Shape.DIAMOND, size=6.0)
    return Rule(label=label, field="extent", equals=(value,), symbol=symbol)


SYMBOLOGY = Symbology(
    rules=(
        Rule(label=tr("no visible damage"), field="extent", equals=("none",), symbol=_NOT_DAMAGE),
        _type("water", tr("water supply"), BLUE, Shape.CIRCLE),
        _type("sewage", tr("sewage"), BROWN, Shape.CIRCLE),
        _type("heating", tr("heating"), VERMILION, Shape.SQUARE),
        _type("power", tr("power"), YELLOW, Shape.STAR),
        _type("road", tr("road"), INK, Shape.CROSS),
        _type("bridge", tr("bridge"), BLACK, Shape.DIAMOND),
        _type("housing", tr("housing"), ORANGE, Shape.HOUSE),
        _type("health", tr("health"), PURPLE, Shape.PLUS),
        _type("education", tr("education"), SKY, Shape.TRIANGLE),
        _type("other", tr("other infrastructure"), GREEN, Shape.SQUARE),
        _extent("destroyed", tr("destroyed"), SEVERITY[4]),
        _extent("severe", tr("severely damaged"), SEVERITY[3]),
        _extent("moderate", tr("moderately damaged"), SEVERITY[2]),
        _extent("possible", tr("possibly damaged"), SEVERITY[1]),
        Rule(
            label=tr("damage of unknown kind"),
            symbol=Symbol(
                fill=GREY, fill_opacity=0.5, line=INK, line_width=0.4, shape=Shape.DIAMOND, size=5.0
            ),
        ),
    ),
    order=46,
)
