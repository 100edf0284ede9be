"""What is checked in border crossing points: status, repeated names, dates."""

from __future__ import annotations

from layers.checks import not_in_future, repeated_points, usual
from layers.kinds.border_crossing.schema import FIELDS
from layers.layer_kind import Check

CHECKS: tuple[Check, ...] = (
    *usual(FIELDS, ("name_en",)),
    not_in_future("status_date"),
    repeated_points,
)
