"""What is checked in admin areas: codes, levels, repeated codes."""

from __future__ import annotations

from layers.checks import usual
from layers.kinds.admin_area.schema import FIELDS
from layers.layer_kind import Check

CHECKS: tuple[Check, ...] = (*usual(FIELDS, ("code",)),)
