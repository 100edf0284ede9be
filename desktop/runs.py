"""Outcomes of a sitting."""

from __future__ import annotations

from dataclasses import dataclass

from planning.outcome import MapLayer, Outcome


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """An outcome and its number in this sitting."""

    number: int
    outcome: Outcome

    def key(self, layer: MapLayer) -> str:
        """Key of one of its map layers on the map."""
        return f"outcome:{self.number}:{layer.name}"


def spoken_of(outcome: Outcome) -> set[str]:
    """Names of the layers that findings and tables refer to."""
    refs = [ref for finding in outcome.findings for ref in finding.features]
    refs += [ref for table in outcome.tables for ref in table.features if ref is not None]
    return {ref.layer for ref in refs if not ref.of_outcome}
