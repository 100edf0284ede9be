"""What is checked in boarding points: repeated ids, status, capacity, places."""

from __future__ import annotations

from layers.checks import inside_country, repeated_points, usual
from layers.kinds.boarding_point.schema import FIELDS
from layers.layer_kind import Check

CHECKS: tuple[Check, ...] = (
    *usual(FIELDS, ("boarding_point_id",)),
    inside_country,
    repeated_points,
)
