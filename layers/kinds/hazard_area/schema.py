"""Fields of the layer kind hazard_area: areas that endanger people or close roads."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="name", label=tr("Name")),
    Field(
        name="hazard_type",
        label=tr("Hazard"),
        vocabulary={
            "mines": tr("mines and explosive remnants"),
            "flooding": tr("flooding"),
            "shelling": tr("shelling"),
            "chemical": tr("chemical contamination"),
            "closed": tr("closed area"),
            "other": tr("other"),
        },
    ),
    Field(name="closes_roads", label=tr("Closes roads"), type="boolean"),
    Field(name="since", label=tr("Since"), type="date"),
    Field(name="until", label=tr("Until"), type="date"),
    Field(name="note", label=tr("Note")),
)
