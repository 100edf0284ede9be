"""What is checked in warehouses: ids, places outside the country."""

from __future__ import annotations

from layers.checks import inside_country, usual
from layers.kinds.warehouse.schema import FIELDS
from layers.layer_kind import Check

CHECKS: tuple[Check, ...] = (
    *usual(FIELDS, ("warehouse_id",)),
    inside_country,
)
