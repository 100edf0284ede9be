"""What is checked in fronts: a date, and not one to come."""

from __future__ import annotations

from layers.checks import not_in_future, usual
from layers.kinds.frontline.schema import FIELDS
from layers.layer_kind import Check

CHECKS: tuple[Check, ...] = (
    *usual(FIELDS),
    not_in_future("front_date"),
)
