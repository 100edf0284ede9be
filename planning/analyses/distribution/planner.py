"""The plan of a distribution: allocation, tours, timetable, what is left over and why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planning.analyses.distribution.allocation import allocate, most_pieces
from planning.analyses.distribution.problem import DistributionPlan, DistributionProblem
from planning.analyses.distribution.shortage import shortages
from planning.analyses.distribution.timetable import Timetable, timetable
from planning.analyses.distribution.top_up import top_up
from planning.analyses.distribution.tours import rounds
from planning.run_control import RunControl

# tours that carry less than this share of what was allocated make a fair shortage be shared again
_SHARE_AGAIN = 0.98
_MOST_SHARINGS = 2


def plan_distribution(problem: DistributionProblem, control: RunControl) -> DistributionPlan:
    """The best plan found; the same problem always gives the same plan.

    Where a shortage is to be fair and the tours cannot carry what the allocation hopes for, the
    allocation is made again for the vehicle time that the tours proved to have.
    """
    most = most_pieces(problem, control.part(0.0, 0.05))
    best: Timetable | None = None
    share, parts = 1.0, _MOST_SHARINGS if problem.fair else 1
    asked = problem
    for number in range(parts):
        part = control.part(0.05 + 0.95 * number / parts, 0.05 + 0.95 * (number + 1) / parts)
        allocation = allocate(asked, part.part(0.0, 0.3), vehicle_share=share)
        table = timetable(asked, allocation.stationed, rounds(asked, allocation, part.part(0.3, 0.85)))
        allotted = float(np.einsum("wsi,i->", allocation.pieces, problem.people_per_piece))
        carried = float((problem.need - table.need_left).sum(axis=0) @ problem.people_per_piece)
        top_up(table, part.part(0.85, 1.0))
        if best is None or _worth(table) > _worth(best):
            best = table
        if allotted <= 0 or carried >= _SHARE_AGAIN * allotted:
            break
        share *= carried / allotted
        trucks = zip(problem.trucks, allocation.stationed, strict=True)
        asked = replace(problem, trucks=tuple(replace(truck, warehouse=here) for truck, here in trucks))
    assert best is not None
    return DistributionPlan(
        trips=best.all_trips(),
        stationed=best.stationed,
        shortages=shortages(problem, best.need_left, best.stock_left),
        most_pieces=most,
    )


def _worth(table: Timetable) -> float:
    """Worth of what is delivered: weighted people, with falling worth along each site's need when fair."""
    problem = table.problem
    worth = problem.priority[:, None] * problem.people_per_piece[None, :] * problem.need
    met = 1.0 - table.need_left / np.maximum(problem.need, 1)
    if problem.fair:
        met = (1.0 - 0.1**met) / 0.9
    return float((worth * met).sum())
