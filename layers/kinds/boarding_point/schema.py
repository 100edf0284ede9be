"""Fields of the layer kind boarding_point: where people gather to be taken out."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="boarding_point_id", label=tr("Boarding point id")),
    Field(name="name_en", label=tr("Name (English)")),
    Field(name="name_uk", label=tr("Name (Ukrainian)")),
    Field(
        name="status",
        label=tr("Status"),
        vocabulary={
            "open": tr("open"),
            "closed": tr("closed"),
            "unknown": tr("unknown"),
        },
        help=tr("Evacuation uses open ones only"),
    ),
    Field(
        name="capacity_people_per_hour",
        label=tr("People that can board"),
        type="number",
        unit="people/h",
        least=0,
    ),
    Field(
        name="wheelchair_access",
        label=tr("Wheelchair access"),
        type="boolean",
        help=tr("Without it, wheelchair users and stretcher cases are fetched elsewhere"),
    ),
    Field(name="note", label=tr("Note")),
)
