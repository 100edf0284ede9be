"""The plan of an evacuation: assignment, schedule, who is left over and why, and how good it is."""

from __future__ import annotations

import numpy as np

from planning.analyses.evacuation.assignment import assign, least_clearance_min
from planning.analyses.evacuation.left_over import left_over
from planning.analyses.evacuation.problem import WAY_WEIGHT, EvacuationPlan, EvacuationProblem
from planning.analyses.evacuation.schedule import Greed, Schedule
from planning.run_control import RunControl

# ways of choosing rides that are tried; the best schedule is kept
_GREEDS = (Greed(off_target=0.95), Greed(off_target=0.6), Greed(off_target=0.2))


def plan_evacuation(problem: EvacuationProblem, control: RunControl) -> EvacuationPlan:
    """The best plan found; the same problem always gives the same plan.

    Best is: most people by weight, then the earliest clearance, then the least person-minutes on the way.
    """
    assignment, most_people = assign(problem, control.part(0.0, 0.3))
    schedules: list[Schedule] = []
    for number, greed in enumerate(_GREEDS):
        first, last = 0.3 + 0.6 * number / len(_GREEDS), 0.3 + 0.6 * (number + 1) / len(_GREEDS)
        schedules.append(Schedule(problem, assignment, greed))
        schedules[-1].run(control.part(first, last))
    best = max(schedules, key=_merit)
    moved = problem.people - best.left
    rides = sorted(
        best.rides, key=lambda ride: (ride.departs_min, ride.vehicle, ride.origin, ride.destination)
    )
    return EvacuationPlan(
        rides=tuple(rides),
        left_over=left_over(best),
        most_people=most_people,
        least_clearance_min=least_clearance_min(problem, moved, control.part(0.9, 1.0)),
    )


def _merit(schedule: Schedule) -> tuple[float, float, float]:
    moved = (schedule.problem.people - schedule.left) @ np.array(WAY_WEIGHT)
    clearance = max((ride.arrives_min for ride in schedule.rides), default=0.0)
    spent = sum((ride.arrives_min - ride.boards_min) * int(ride.people.sum()) for ride in schedule.rides)
    return float(np.round(schedule.problem.weight @ moved, 6)), -clearance, -spent
