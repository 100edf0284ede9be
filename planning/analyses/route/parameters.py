"""Parameters of a route."""

from __future__ import annotations

from dataclasses import dataclass, field

from layers.text import tr
from planning.network.choices import AVOID_FRONT, CONTROL_SIDE, JOIN, SNAP, VEHICLE, ControlSide, Vehicle


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteParameters:
    """From where to where, by what, and what to keep away from."""

    origin: str = field(
        default="",
        metadata={"label": tr("From"), "pick": "place", "help": tr("A name, a P-code or lon,lat")},
    )
    destination: str = field(
        default="", metadata={"label": tr("To"), "pick": "place", "help": tr("A name, a P-code or lon,lat")}
    )
    vehicle: Vehicle = field(default=Vehicle.CAR, metadata=VEHICLE)
    avoid_front_km: float = field(default=0.0, metadata=AVOID_FRONT)
    alternatives: int = field(
        default=3,
        metadata={
            "label": tr("Ways to show"),
            "least": 1,
            "most": 6,
            "help": tr("The fastest, and others that share at most 70 % of their length with any before"),
        },
    )
    join_m: float = field(default=50.0, metadata=JOIN)
    snap_km: float = field(default=5.0, metadata=SNAP)
    control_side: ControlSide = field(default=ControlSide.STATED, metadata=CONTROL_SIDE)
