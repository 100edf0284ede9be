"""Parameters of a route."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from layers.text import tr
from planning.network.choices import (
    ARRIVE_BY,
    AVOID_FRONT,
    CONTROL_SIDE,
    CURFEW,
    DAYLIGHT,
    DEPART,
    JOIN,
    SNAP,
    VEHICLE,
    ControlSide,
    Vehicle,
)


class Mode(StrEnum):
    """Which ways are looked for."""

    FASTEST = "fastest"
    LEAST_EXPOSED = "least_exposed"
    FRONTIER = "frontier"


class AtCurfew(StrEnum):
    """What a trip does that meets a curfew, or the night where it drives by daylight only."""

    HALT = "halt"
    REFUSE = "refuse"


class ViaOrder(StrEnum):
    """In which order the stops between are taken."""

    GIVEN = "given"
    BEST = "best"


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
    via: str = field(
        default="",
        metadata={
            "label": tr("By way of"),
            "pick": "place",
            "optional": True,
            "help": tr("A name, a P-code or lon,lat; several with semicolons between"),
        },
    )
    via_order: ViaOrder = field(
        default=ViaOrder.GIVEN,
        metadata={
            "label": tr("Stops in order"),
            "help": tr("As given, or the order of least time for up to seven stops"),
        },
    )
    mode: Mode = field(
        default=Mode.FASTEST,
        metadata={
            "label": tr("Look for"),
            "help": tr(
                "The fastest ways, the way least exposed to the front, or ways from the fastest to the least "
                "exposed; no route is safe"
            ),
        },
    )
    bands_km: tuple[float, ...] = field(
        default=(10.0, 20.0, 50.0),
        metadata={
            "label": tr("Distances from the front"),
            "unit": "km",
            "least": 1,
            "most": 300,
            "help": tr("Exposure is the minutes within each of them, added up, so that nearer counts more"),
        },
    )
    backup: bool = field(
        default=False,
        metadata={
            "label": tr("Back-up route"),
            "help": tr("Also the way that shares as little road as can be with the first"),
        },
    )
    depart: str = field(default="", metadata=DEPART)
    arrive_by: str = field(default="", metadata=ARRIVE_BY)
    curfew: str = field(default="", metadata=CURFEW)
    daylight_only: bool = field(default=False, metadata=DAYLIGHT)
    at_curfew: AtCurfew = field(
        default=AtCurfew.HALT,
        metadata={
            "label": tr("At curfew or nightfall"),
            "help": tr("Halt where one is and go on after it, or tell that the trip cannot be made"),
        },
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
