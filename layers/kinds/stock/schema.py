"""Fields of the layer kind stock: goods in warehouses, one row an item and warehouse."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="warehouse_id", label=tr("Warehouse id"), required=True),
    Field(name="item", label=tr("Item"), required=True),
    Field(name="quantity", label=tr("Quantity"), type="integer", unit="pieces", required=True, least=0),
    Field(name="weight_kg", label=tr("Weight a piece"), type="number", unit="kg", least=0),
    Field(name="volume_m3", label=tr("Volume a piece"), type="number", unit="m³", least=0),
    Field(
        name="people_per_piece", label=tr("People served by a piece"), type="number", unit="people", least=0
    ),
    Field(name="counted_on", label=tr("Counted on"), type="date"),
)
