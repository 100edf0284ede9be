"""How admin areas are drawn: thin grey outlines that leave the map to what lies on them."""

from __future__ import annotations

from layers.palette import GREY, INK, PURPLE
from layers.symbology import Rule, Symbol, Symbology
from layers.text import tr

_STATUS = (
    ("occupied", tr("temporarily occupied"), Symbol(fill=GREY, fill_opacity=0.35, line=INK, hatch=True)),
    ("active_hostilities", tr("active hostilities"), Symbol(fill="#fd8d3c", fill_opacity=0.35, line=INK)),
    ("possible_hostilities", tr("possible hostilities"), Symbol(fill="#fecc5c", fill_opacity=0.35, line=INK)),
    (
        "compulsory_evacuation",
        tr("compulsory evacuation"),
        Symbol(fill=PURPLE, fill_opacity=0.35, line=INK, hatch=True),
    ),
)

SYMBOLOGY = Symbology(
    rules=(
        *(
            Rule(label=label, field="official_status", equals=(value,), symbol=symbol)
            for value, label, symbol in _STATUS
        ),
        Rule(label=tr("oblast"), field="level", equals=(1,), symbol=Symbol(line="#6e6e6e", line_width=1.0)),
        Rule(label=tr("raion"), field="level", equals=(2,), symbol=Symbol(line="#8c8c8c", line_width=0.6)),
        Rule(label=tr("hromada"), field="level", equals=(3,), symbol=Symbol(line="#a6a6a6", line_width=0.35)),
        Rule(label=tr("admin area"), symbol=Symbol(line="#8c8c8c", line_width=0.5)),
    ),
    order=10,
    label_field="name_en",
    label_max_scale=2_000_000.0,
)
