"""What is checked in stock: quantities, one row an item and warehouse, counts not to come."""

from __future__ import annotations

from layers.checks import not_in_future, usual
from layers.kinds.stock.schema import FIELDS
from layers.layer_kind import Check

CHECKS: tuple[Check, ...] = (
    *usual(FIELDS, ("warehouse_id", "item")),
    not_in_future("counted_on"),
)
