"""Fields of the layer kind frontline: the front: areas of control as polygons, or lines, each dated."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="name", label=tr("Name")),
    Field(name="front_date", label=tr("Date"), type="date", required=True),
    Field(
        name="control_side",
        label=tr("Controlled side"),
        vocabulary={
            "left": tr("left of the line"),
            "right": tr("right of the line"),
        },
        help=tr("For lines: the side under control, seen in drawing direction"),
    ),
    Field(name="source", label=tr("Source")),
)
