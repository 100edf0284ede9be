"""What an outcome is called by the analysis, or the check, that gave it."""

from __future__ import annotations

from collections.abc import Iterable

from layers.text import Text, tr
from planning.analysis import Analysis

_CHECKS: dict[str, Text] = {"network_check": tr("Check of the roads")}


def outcome_labels(analyses: Iterable[Analysis]) -> dict[str, Text]:
    """A label for each name that an outcome may bear."""
    return {analysis.name: analysis.label for analysis in analyses} | _CHECKS
