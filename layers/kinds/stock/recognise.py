"""How stock is recognised: lists of items and quantities by warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "warehouse_id": ("warehouse_id", "warehouse_code", "warehouse", "wh", "hub", "location"),
    "item": ("item", "item_name", "commodity", "nfi", "product", "article", "товар"),
    "quantity": ("quantity", "qty", "stock", "available", "pieces", "amount", "balance", "кількість"),
    "weight_kg": ("weight_kg", "unit_weight_kg", "weight"),
    "volume_m3": ("volume_m3", "unit_volume_m3", "volume"),
    "people_per_piece": ("people_per_piece", "persons_per_kit"),
    "counted_on": ("counted_on", "count_date", "stock_date", "date"),
}
TAGS: Names = {"item": ("#item+name", "#item"), "quantity": ("#item+quantity", "#value+quantity")}


def recognise(sample: Sample) -> Recognition | None:
    """A table of items with quantities, held in warehouses."""
    if sample.geometry != frozenset({Geometry.NONE}):
        return None
    clues = Clues(sample, COLUMNS, TAGS)
    if not {"item", "quantity"} <= set(clues.columns):
        return None
    clues.fields(0.4, "item", "quantity", "warehouse_id")
    clues.file_says(0.4, "stock", "inventory", "pipeline", "склад")
    found = clues.result()
    return found if found is not None and found.confidence >= 0.6 else None
