"""How reference layers are drawn: quiet grey."""

from __future__ import annotations

from layers.symbology import Symbol, Symbology, single
from layers.text import tr

SYMBOLOGY: Symbology = single(
    Symbol(fill="#bfbfbf", fill_opacity=0.4, line="#7f7f7f", line_width=0.5, size=3.5),
    tr("reference"),
    order=2,
    label_field="name",
    label_max_scale=400_000.0,
)
