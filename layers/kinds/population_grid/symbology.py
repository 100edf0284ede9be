"""How population grids are drawn: people a cell in steps of a power of ten."""

from __future__ import annotations

from layers.symbology import Rule, Symbol, Symbology
from layers.text import tr

VALUE_FIELD = "people"

_CLASSES = (
    (0.0, 1.0, "#ffffff", tr("under 1")),
    (1.0, 10.0, "#feedde", tr("1 to 10")),
    (10.0, 100.0, "#fdbe85", tr("10 to 100")),
    (100.0, 1_000.0, "#fd8d3c", tr("100 to 1,000")),
    (1_000.0, 10_000.0, "#d94701", tr("1,000 to 10,000")),
    (10_000.0, float("inf"), "#7f2704", tr("10,000 and more")),
)

SYMBOLOGY = Symbology(
    rules=tuple(
        Rule(
            label=label,
            field=VALUE_FIELD,
            at_least=low,
            below=high,
            symbol=Symbol(fill=colour, fill_opacity=0.7),
        )
        for low, high, colour, label in _CLASSES
    ),
    order=0,
)
