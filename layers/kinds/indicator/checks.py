"""What is checked in indicator tables: one row an area and date."""

from __future__ import annotations

from layers.checks import not_in_future, usual
from layers.kinds.indicator.schema import FIELDS
from layers.layer_kind import Check

CHECKS: tuple[Check, ...] = (
    *usual(FIELDS, ("area_code", "indicator_date")),
    not_in_future("indicator_date"),
)
