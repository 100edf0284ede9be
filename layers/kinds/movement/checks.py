"""What is checked in movements: bounds and dates."""

from __future__ import annotations

from layers.checks import not_in_future, usual
from layers.kinds.movement.schema import FIELDS
from layers.layer_kind import Check

CHECKS: tuple[Check, ...] = (
    *usual(FIELDS),
    not_in_future("movement_date"),
)
