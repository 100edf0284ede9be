"""What is checked in hazard areas: a known hazard, a beginning that is past."""

from __future__ import annotations

from layers.checks import inside_country, not_in_future, usual
from layers.kinds.hazard_area.schema import FIELDS
from layers.layer_kind import Check

CHECKS: tuple[Check, ...] = (
    *usual(FIELDS),
    not_in_future("since"),
    inside_country,
)
