"""What analyses over the road network ask alike; light to import."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from layers.text import tr

NO_ADVICE = tr("A distance from the front is no advice on access, and no route is safe")


class Vehicle(StrEnum):
    """Profiles of `planning.network.speeds`."""

    CAR = "car"
    TRUCK = "truck"
    BUS = "bus"
    CONVOY = "convoy"


class ControlSide(StrEnum):
    """Side of a front line that is under control, for lines whose row does not state it."""

    STATED = "stated"
    LEFT = "left"
    RIGHT = "right"

    @property
    def side(self) -> str:
        """As `planning.front.front_of` takes it."""
        return "" if self is ControlSide.STATED else str(self)


VEHICLE: dict[str, Any] = {
    "label": tr("Vehicle"),
    "help": tr("Speeds by class of road are in the table of speeds, and can be edited"),
}
AVOID_FRONT: dict[str, Any] = {
    "label": tr("Keep away from the front"),
    "unit": "km",
    "least": 0,
    "most": 300,
    "help": NO_ADVICE,
}
JOIN: dict[str, Any] = {
    "label": tr("Join dead ends within"),
    "unit": "m",
    "least": 0,
    "most": 5_000,
    "help": tr("Gaps in the road data up to this are closed, each listed; Corridor's default"),
}
SNAP: dict[str, Any] = {
    "label": tr("Farthest road from a place"),
    "unit": "km",
    "least": 0.1,
    "most": 100,
    "help": tr("A place further from any usable road is not reached; Corridor's default"),
}
CONTROL_SIDE: dict[str, Any] = {
    "label": tr("Side under control"),
    "help": tr("For a front given as lines that do not state it; in drawing direction"),
}
DEPART: dict[str, Any] = {
    "label": tr("Departure"),
    "optional": True,
    "help": tr("Local date and time, such as 2025-01-16 06:30; then arrivals are told"),
}
ARRIVE_BY: dict[str, Any] = {
    "label": tr("Arrive by"),
    "optional": True,
    "help": tr("Local date and time; then the latest departure is told, or what is reached by then"),
}
CURFEW: dict[str, Any] = {
    "label": tr("Curfew"),
    "optional": True,
    "help": tr("Local times, such as 22:00-05:00; nobody drives then"),
}
DAYLIGHT: dict[str, Any] = {
    "label": tr("Drive by daylight only"),
    "help": tr("From sunrise to sunset of the day and place"),
}
