"""The tables of an evacuation plan."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import numpy as np

from layers.sensitivity import Sensitivity
from layers.text import Text, tr
from planning.analyses.evacuation.boarding import NOWHERE
from planning.analyses.evacuation.problem import (
    OWN_CAR,
    STRETCHER,
    WALKING,
    WAYS,
    WHEELCHAIR,
    EvacuationPlan,
)
from planning.analyses.evacuation.setting import Setting
from planning.outcome import Cell, Column, FeatureRef, Table

_LOCAL = "Europe/Kyiv"
MOBILITY = {WALKING: "walking", WHEELCHAIR: "wheelchair", STRETCHER: "stretcher", OWN_CAR: "walking"}
IN_CONTROL = tr("no route: in the area of control")
MEETING = tr("where they would meet without boarding points")
_ORIGIN = Column(name="origin", label=tr("From"))
_DESTINATION = Column(name="destination", label=tr("To"))
_MOBILITY = Column(
    name="mobility",
    label=tr("Mobility"),
    words={
        "walking": tr("walking"),
        "wheelchair": tr("in a wheelchair"),
        "stretcher": tr("on a stretcher"),
    },
)
_PEOPLE = Column(name="people", label=tr("People"), unit="people")


class Clock:
    """Local time of the minutes of a plan, which starts the day after today.

    Attributes
    ----------
    start : datetime
    """

    def __init__(self, today: dt.date, departure_hour: float) -> None:
        midnight = dt.datetime.combine(today + dt.timedelta(days=1), dt.time())
        self.start = midnight + dt.timedelta(hours=departure_hour)

    def at(self, minutes: float) -> dt.datetime:
        """The local time, to the minute, never later than it is."""
        return self.start + dt.timedelta(minutes=int(np.floor(minutes + 1e-6)))


def tables(
    setting: Setting, plan: EvacuationPlan, clock: Clock, sensitivity: Sensitivity
) -> tuple[Table, ...]:
    """movements, arrivals, left_over, and the balance of each origin."""
    return (
        _movements(setting, plan, clock, sensitivity),
        _arrivals(setting, plan, clock, sensitivity),
        _left_over(setting, plan),
        _balance(setting, plan),
    )


def boards_at(setting: Setting, group: int) -> Cell:
    """The boarding point of a group of people; in words where they have none."""
    point = setting.boarding.point[group]
    return MEETING if point == NOWHERE else setting.boarding.points.names[point]


def _movements(setting: Setting, plan: EvacuationPlan, clock: Clock, sensitivity: Sensitivity) -> Table:
    problem = setting.problem
    with_points = bool(setting.boarding.points.names)
    rows: list[tuple[Cell, ...]] = []
    refs: list[FeatureRef | None] = []
    for number, ride in enumerate(plan.rides, start=1):
        own = ride.vehicle < 0
        vehicle: Cell = tr("own cars") if own else problem.vehicles[ride.vehicle].name
        length = (problem.car_km if own else problem.out_km)[ride.origin, ride.destination]
        for arrives_min, people in ride.arrivals:
            for way in np.nonzero(people)[0]:
                rows.append(
                    (
                        number,
                        problem.origins[ride.origin],
                        *([None if own else boards_at(setting, ride.origin)] if with_points else []),
                        problem.destinations[ride.destination],
                        MOBILITY[int(way)],
                        vehicle,
                        clock.at(ride.boards_min),
                        clock.at(ride.departs_min),
                        clock.at(arrives_min),
                        int(people[way]),
                        float(length),
                    )
                )
                refs.append(setting.destinations.refs[ride.destination])
    columns = (
        Column(name="ride", label=tr("Ride")),
        _ORIGIN,
        *([Column(name="boards_at", label=tr("Boards at"))] if with_points else []),
        _DESTINATION,
        _MOBILITY,
        Column(name="vehicle", label=tr("Vehicle")),
        Column(name="boards", label=tr("Boards from"), unit=_LOCAL),
        Column(name="departs", label=tr("Departs"), unit=_LOCAL),
        Column(name="arrives", label=tr("Arrives"), unit=_LOCAL),
        _PEOPLE,
        Column(name="length_km", label=tr("Length"), unit="km", decimals=0),
    )
    return Table(
        name="movements",
        title=tr("Who is moved where, when and in what"),
        columns=columns,
        rows=tuple(rows),
        features=tuple(refs),
        sensitivity=sensitivity,
    )


def _arrivals(setting: Setting, plan: EvacuationPlan, clock: Clock, sensitivity: Sensitivity) -> Table:
    problem = setting.problem
    by_hour: dict[tuple[int, int], int] = defaultdict(int)
    for ride in plan.rides:
        for arrives_min, people in ride.arrivals:
            by_hour[ride.destination, int((arrives_min + 1e-6) // 60)] += int(people.sum())
    free = problem.places.copy()
    rows: list[tuple[Cell, ...]] = []
    refs: list[FeatureRef | None] = []
    for (destination, hour), count in sorted(by_hour.items()):
        free[destination] -= count
        places = None if problem.is_crossing[destination] else int(free[destination])
        rows.append((problem.destinations[destination], hour, clock.at(hour * 60.0), count, places))
        refs.append(setting.destinations.refs[destination])
    columns = (
        _DESTINATION,
        Column(name="hour", label=tr("Hour of the plan"), unit="h"),
        Column(name="from", label=tr("In the hour from"), unit=_LOCAL),
        _PEOPLE,
        Column(name="free_places", label=tr("Places free afterwards"), unit="people"),
    )
    return Table(
        name="arrivals",
        title=tr("Who arrives where in which hour"),
        columns=columns,
        rows=tuple(rows),
        features=tuple(refs),
        sensitivity=sensitivity,
    )


def left_over_rows(setting: Setting, plan: EvacuationPlan) -> list[tuple[int, int, int, Text]]:
    """(origin, way of travelling, people, reason) of everybody left over, those in control included."""
    rows = [(item.origin, item.way, item.people, item.reason) for item in plan.left_over]
    for origin, way in np.argwhere(setting.controlled > 0):
        rows.append((int(origin), int(way), int(setting.controlled[origin, way]), IN_CONTROL))
    return sorted(rows, key=lambda row: (row[0], row[1], str(row[3])))


def _left_over(setting: Setting, plan: EvacuationPlan) -> Table:
    rows = left_over_rows(setting, plan)
    own, shared = tr("own car"), tr("vehicle of the plan")
    columns = (
        _ORIGIN,
        _MOBILITY,
        Column(name="travel", label=tr("Would travel by")),
        _PEOPLE,
        Column(name="reason", label=tr("Reason")),
    )
    return Table(
        name="left_over",
        title=tr("Who is left over, and why"),
        columns=columns,
        rows=tuple(
            (setting.problem.origins[o], MOBILITY[way], own if way == OWN_CAR else shared, people, reason)
            for o, way, people, reason in rows
        ),
        features=tuple(setting.origins.refs[o] for o, _, _, _ in rows),
    )


def _balance(setting: Setting, plan: EvacuationPlan) -> Table:
    problem = setting.problem
    moved = np.zeros_like(problem.people)
    for ride in plan.rides:
        moved[ride.origin] += ride.people
    total = problem.people + setting.controlled
    rows: list[tuple[Cell, ...]] = []
    refs: list[FeatureRef | None] = []
    for origin, name in enumerate(problem.origins):
        for mobility in dict.fromkeys(MOBILITY.values()):
            ways = [way for way in WAYS if MOBILITY[way] == mobility]
            people, gone = int(total[origin, ways].sum()), int(moved[origin, ways].sum())
            if people:
                rows.append((name, mobility, people, gone, people - gone))
                refs.append(setting.origins.refs[origin])
    columns = (
        _ORIGIN,
        _MOBILITY,
        _PEOPLE,
        Column(name="moved", label=tr("Moved"), unit="people"),
        Column(name="left_over", label=tr("Left over"), unit="people"),
    )
    return Table(
        name="balance",
        title=tr("People, moved and left over of each origin"),
        columns=columns,
        rows=tuple(rows),
        features=tuple(refs),
    )
