"""What is checked in partners: repeated ids."""

from __future__ import annotations

from layers.checks import usual
from layers.kinds.partner.schema import FIELDS
from layers.layer_kind import Check

CHECKS: tuple[Check, ...] = (*usual(FIELDS, ("partner_id",)),)
