"""Parameters of the check of the road network."""

from __future__ import annotations

from dataclasses import dataclass, field

from layers.text import tr
from planning.network.choices import JOIN, SNAP


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkCheckParameters:
    """Which gaps are joined, how far a place may be from a road, and what is near enough to be suspicious."""

    join_m: float = field(default=50.0, metadata=JOIN)
    snap_km: float = field(default=5.0, metadata=SNAP)
    beside_m: float = field(
        default=10.0,
        metadata={
            "label": tr("A dead end is suspicious within"),
            "unit": "m",
            "least": 0,
            "most": 500,
            "help": tr("of another road of its level, joined or not; Corridor's default"),
        },
    )
