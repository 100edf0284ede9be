"""Why people are left over."""

from __future__ import annotations

import numpy as np

from layers.text import Text, tr
from planning.analyses.evacuation.assignment import possible
from planning.analyses.evacuation.problem import (
    OWN_CAR,
    STRETCHER,
    WALKING,
    WAYS,
    WHEELCHAIR,
    EvacuationProblem,
    LeftOver,
)
from planning.analyses.evacuation.schedule import Schedule


def left_over(schedule: Schedule) -> tuple[LeftOver, ...]:
    """A reason for everybody who is not moved.

    Where several things hold people back, places that stay free and could be reached in time explain as
    many people by vehicle time as they hold; crossings with throughput to spare explain the rest of those
    who can reach one; want of places explains what remains.
    """
    problem = schedule.problem
    in_time = possible(problem)
    free = schedule.places_left.copy()
    spare = schedule.queue.left().astype(float)
    result: list[LeftOver] = []
    for origin in range(len(problem.origins)):
        for way in WAYS:
            people = int(schedule.left[origin, way])
            if people == 0:
                continue
            whole = _whole_reason(problem, origin, way, in_time[origin, :, way])
            if whole is not None:
                result.append(
                    LeftOver(origin=origin, way=way, people=people, cause=whole[0], reason=whole[1])
                )
                continue
            late = 0
            for destination in np.nonzero(in_time[origin, :, way])[0]:
                room = spare if problem.is_crossing[destination] else free
                taken = int(min(people - late, max(room[destination], 0.0)))
                room[destination] -= taken
                late += taken
            crossings = bool((in_time[origin, :, way] & problem.is_crossing).any())
            rest = ("throughput", tr("no throughput left at the crossings in reach, and no free place"))
            rest = rest if crossings else ("places", tr("no free place"))
            time = ("vehicle_time", tr("no vehicle time"))
            if way == OWN_CAR:
                time = ("road_time", tr("the places and crossings still free are reached too late"))
            for count, (cause, reason) in ((late, time), (people - late, rest)):
                if count:
                    result.append(LeftOver(origin=origin, way=way, people=count, cause=cause, reason=reason))
    return tuple(result)


def _whole_reason(
    problem: EvacuationProblem, origin: int, way: int, in_time: np.ndarray
) -> tuple[str, Text] | None:
    """The reason that holds for everybody of an origin and way of travelling, if there is one."""
    if in_time.any():
        return None
    accepting = problem.accepts[:, way] & (problem.places > 0) & (problem.rate_per_h > 0)
    if not accepting.any():
        return "places", _no_destination(way)
    ways_min = problem.car_min if way == OWN_CAR else problem.out_min
    reachable = accepting & np.isfinite(ways_min[origin])
    if not reachable.any():
        why = problem.no_route.get(origin, tr("no road leads to a place that could take them"))
        return "route", tr("no route: {why}", why=why)
    approach = 0.0
    if way != OWN_CAR:
        able = problem.capacity()[:, way] > 0
        if not able.any():
            return "vehicle", _no_vehicle(way)
        approach = float(problem.first_start_min()[able, origin].min())
        if not np.isfinite(approach):
            return "route", tr("no route: no vehicle can get there from its base")
    shortest = approach + float(problem.ride_min(way)[origin, reachable].min())
    if shortest > problem.day_min:
        return "vehicle_time", tr(
            "no vehicle time: the nearest place takes {ride_h:.1f} h, vehicles may move {day_h:g} h a day",
            ride_h=shortest / 60,
            day_h=problem.day_min / 60,
        )
    return "vehicle_time", tr(
        "no vehicle time: the nearest place takes {ride_h:.1f} h, the plan has {all_h:g} h",
        ride_h=shortest / 60,
        all_h=problem.horizon_min / 60,
    )


def _no_destination(way: int) -> Text:
    return {
        WALKING: tr("no free place: no centre has one and no crossing can be used"),
        WHEELCHAIR: tr("no free place known to have wheelchair access"),
        STRETCHER: tr("no free place known to have wheelchair access, which a stretcher needs too"),
        OWN_CAR: tr("no free place: no centre has one and no crossing takes cars"),
    }[way]


def _no_vehicle(way: int) -> Text:
    return {
        WALKING: tr("no vehicle with seats"),
        WHEELCHAIR: tr("no vehicle with wheelchair places"),
        STRETCHER: tr("no vehicle with stretcher places"),
    }[way]
