"""Presets of the planner's rule for centres near the contact line: no publisher states them."""

from __future__ import annotations

EVACUATE_KM, DECONGEST_KM, DECONGEST_TO_PERCENT = 10.0, 20.0, 50.0
