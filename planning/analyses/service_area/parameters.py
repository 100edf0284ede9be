"""Parameters of a service area."""

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


class Direction(StrEnum):
    """Whether minutes count from the places or to them."""

    FROM = "from"
    TO = "to"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAreaParameters:
    """From where, how far, by what."""

    origin: str = field(
        default="",
        metadata={
            "label": tr("Places"),
            "pick": "place",
            "help": tr(
                "A name, a P-code or lon,lat; or layer:warehouse, layer:hospital, layer:crossing or any "
                "layer; several with semicolons between"
            ),
        },
    )
    max_minutes: float = field(
        default=60.0, metadata={"label": tr("Within"), "unit": "min", "least": 1, "most": 1440}
    )
    breaks: tuple[float, ...] = field(
        default=(),
        metadata={
            "label": tr("Also within"),
            "unit": "min",
            "least": 1,
            "most": 1440,
            "optional": True,
            "help": tr("Shorter times to be shown too, such as 15,30"),
        },
    )
    direction: Direction = field(
        default=Direction.FROM,
        metadata={"label": tr("Count"), "help": tr("From the places, or to them; one-way roads differ")},
    )
    depart: str = field(default="", metadata=DEPART)
    arrive_by: str = field(default="", metadata=ARRIVE_BY)
    curfew: str = field(default="", metadata=CURFEW)
    daylight_only: bool = field(default=False, metadata=DAYLIGHT)
    vehicle: Vehicle = field(default=Vehicle.CAR, metadata=VEHICLE)
    avoid_front_km: float = field(default=0.0, metadata=AVOID_FRONT)
    off_road_km: float = field(
        default=2.0,
        metadata={
            "label": tr("Served beside a road"),
            "unit": "km",
            "least": 0.1,
            "most": 20,
            "help": tr("Corridor's default: people this near a road reached in time are counted as served"),
        },
    )
    population: str = field(
        default="",
        metadata={
            "label": tr("People counted from"),
            "pick": "population",
            "optional": True,
            "help": tr("grid, areas, places or a layer; empty for the best there is"),
        },
    )
    join_m: float = field(default=50.0, metadata=JOIN)
    snap_km: float = field(default=5.0, metadata=SNAP)
    control_side: ControlSide = field(default=ControlSide.STATED, metadata=CONTROL_SIDE)
