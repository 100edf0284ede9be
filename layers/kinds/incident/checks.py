"""What is checked in incidents: dates, repeated ids and spots, places outside the country."""

from __future__ import annotations

from layers.checks import inside_country, not_in_future, repeated_points, usual
from layers.kinds.incident.schema import FIELDS
from layers.layer_kind import Check

CHECKS: tuple[Check, ...] = (
    *usual(FIELDS, ("incident_id",)),
    not_in_future("event_date"),
    inside_country,
    repeated_points,
)
