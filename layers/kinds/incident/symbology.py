"""How incidents are drawn: small crosses, heavier where people were killed."""

from __future__ import annotations

from layers.palette import BLACK, INK
from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import tr

SYMBOLOGY = Symbology(
    rules=(
        Rule(
            label=tr("incident with fatalities"),
            field="fatalities",
            at_least=1,
            below=float("inf"),
            symbol=Symbol(shape=Shape.CROSS, size=7.0, fill=BLACK, line=BLACK, line_width=1.6),
        ),
        Rule(
            label=tr("incident"),
            symbol=Symbol(shape=Shape.CROSS, size=5.0, fill=INK, line=INK, line_width=0.9),
        ),
    ),
    order=44,
)
