"""What is checked in collective centres: occupancy against capacity, breakdowns, ids, dates, places."""

from __future__ import annotations

from layers.checks import (
    adds_up,
    field_named,
    inside_country,
    not_in_future,
    not_more,
    repeated_points,
    usual,
)
from layers.kinds.collective_centre.schema import FIELDS
from layers.layer_kind import Check

_OCCUPANCY = field_named(FIELDS, "occupancy")

CHECKS: tuple[Check, ...] = (
    *usual(FIELDS, ("site_id",)),
    not_more(_OCCUPANCY, field_named(FIELDS, "capacity")),
    adds_up([field_named(FIELDS, name) for name in ("women", "men", "girls", "boys")], _OCCUPANCY),
    *(
        not_more(field_named(FIELDS, part), _OCCUPANCY)
        for part in ("older_people", "people_with_disabilities", "wheelchair_users", "stretcher_cases")
    ),
    not_more(field_named(FIELDS, "toilets_accessible"), field_named(FIELDS, "toilets")),
    not_in_future("assessed_on"),
    inside_country,
    repeated_points,
)
