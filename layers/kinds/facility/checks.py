"""What is checked in facilities: types, repeated ids and spots, places outside the country."""

from __future__ import annotations

from layers.checks import inside_country, repeated_points, usual
from layers.kinds.facility.schema import FIELDS
from layers.layer_kind import Check

CHECKS: tuple[Check, ...] = (
    *usual(FIELDS, ("facility_id",)),
    inside_country,
    repeated_points,
)
