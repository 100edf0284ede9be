"""What is checked in populated places: bounds and repeated codes."""

from __future__ import annotations

from layers.checks import not_in_future, usual
from layers.kinds.populated_place.schema import FIELDS
from layers.layer_kind import Check

CHECKS: tuple[Check, ...] = (
    *usual(FIELDS, ("code",)),
    not_in_future("population_date"),
)
