"""Fields of the layer kind warehouse: warehouses; what lies in them is the layer kind stock."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="warehouse_id", label=tr("Warehouse id"), required=True),
    Field(name="name_en", label=tr("Name (English)")),
    Field(name="name_uk", label=tr("Name (Ukrainian)")),
    Field(name="operator", label=tr("Operator")),
    Field(name="area_code", label=tr("P-code")),
    Field(
        name="status",
        label=tr("Status"),
        vocabulary={
            "active": tr("active"),
            "closed": tr("closed"),
        },
    ),
    Field(name="loading_bays", label=tr("Loading bays"), type="integer", least=0),
)
