"""Fields of the layer kind border_crossing: border crossing points (BCP)."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="name_en", label=tr("Name (English)"), required=True),
    Field(name="name_uk", label=tr("Name (Ukrainian)")),
    Field(name="country", label=tr("Neighbour"), help=tr("ISO 3166-1 alpha-2 of the neighbour")),
    Field(
        name="crossing_type",
        label=tr("Type"),
        vocabulary={
            "road": tr("road"),
            "rail": tr("rail"),
            "pedestrian": tr("pedestrian"),
            "river": tr("river"),
        },
    ),
    Field(
        name="status",
        label=tr("Status"),
        vocabulary={
            "open": tr("open"),
            "restricted": tr("restricted"),
            "closed": tr("closed"),
        },
    ),
    Field(name="status_date", label=tr("Date of the status"), type="date"),
    Field(name="pedestrians", label=tr("Takes pedestrians"), type="boolean"),
    Field(name="cars", label=tr("Takes cars"), type="boolean"),
    Field(name="buses", label=tr("Takes buses"), type="boolean"),
    Field(name="trucks", label=tr("Takes trucks"), type="boolean"),
    Field(name="people_per_hour", label=tr("Throughput"), type="number", unit="people/h", least=0),
)
