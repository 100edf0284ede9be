"""How roads are drawn: width by class; closed roads stand out; ferries and tracks are broken lines."""

from __future__ import annotations

from layers.palette import BLUE, ORANGE, VERMILION
from layers.symbology import Rule, Symbol, Symbology
from layers.text import Text, tr


def _class(
    value: str,
    label: Text,
    colour: str,
    width: float,
    dashes: tuple[float, ...] = (),
    max_scale: float = float("inf"),
) -> Rule:
    symbol = Symbol(line=colour, line_width=width, dashes=dashes)
    return Rule(label=label, field="road_class", equals=(value,), symbol=symbol, max_scale=max_scale)


SYMBOLOGY = Symbology(
    rules=(
        # closed to vehicles by their nature, not by an event
        _class("path", tr("path (no vehicles)"), "#c4b8a5", 0.3, (1.0, 1.5), 75_000.0),
        Rule(
            label=tr("closed road"),
            field="status",
            equals=("closed",),
            symbol=Symbol(line=VERMILION, line_width=1.8, dashes=(3.0, 2.0)),
        ),
        Rule(
            label=tr("slowed road"),
            field="status",
            equals=("slowed",),
            symbol=Symbol(line=ORANGE, line_width=1.8),
        ),
        _class("motorway", tr("motorway"), "#6b4c2a", 1.8),
        _class("trunk", tr("trunk road"), "#7d5c36", 1.5),
        _class("primary", tr("primary road"), "#967448", 1.1),
        _class("secondary", tr("secondary road"), "#a98d67", 0.8, max_scale=3_000_000.0),
        _class("tertiary", tr("tertiary road"), "#b8a386", 0.6, max_scale=1_000_000.0),
        _class("local", tr("local road"), "#c4b8a5", 0.4, max_scale=300_000.0),
        _class("track", tr("track"), "#c4b8a5", 0.4, (2.0, 1.5), 150_000.0),
        _class("ferry", tr("ferry"), BLUE, 0.8, (4.0, 2.0)),
        Rule(label=tr("road of unknown class"), symbol=Symbol(line="#967448", line_width=0.9)),
    ),
    order=24,
    label_field="road_number",
    label_max_scale=600_000.0,
)
