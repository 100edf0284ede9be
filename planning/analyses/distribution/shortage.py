"""Why need stays unmet, piece by piece."""

from __future__ import annotations

import numpy as np

from layers.text import Text, tr
from planning.analyses.distribution.problem import DistributionProblem, IntArray, Shortage


def shortages(
    problem: DistributionProblem, need_left: IntArray, stock_left: IntArray
) -> tuple[Shortage, ...]:
    """A reason for every piece that stays unmet.

    Stock that is left and could be driven to the site explains as many pieces by vehicle time as it
    holds, sites of higher priority first; the rest is want of stock.
    """
    left = stock_left.copy()
    result: list[Shortage] = []
    carried, servable = problem.carried(), problem.servable()
    reachable = np.isfinite(problem.out_min) & np.isfinite(problem.back_min.T)
    order = sorted(range(len(problem.sites)), key=lambda site: (-problem.priority[site], site))
    for site in order:
        for item in np.nonzero(need_left[site] > 0)[0]:
            pieces = int(need_left[site, item])
            whole = _whole_reason(problem, site, int(item), reachable, carried, servable)
            if whole is not None:
                result.append(
                    Shortage(item=int(item), site=site, pieces=pieces, cause=whole[0], reason=whole[1])
                )
                continue
            for warehouse in np.nonzero(servable[:, site] & carried[:, item])[0]:
                taken = min(pieces, int(left[warehouse, item]))
                left[warehouse, item] -= taken
                pieces -= taken
            late = int(need_left[site, item]) - pieces
            for count, cause, reason in (
                (late, "vehicle_time", tr("no vehicle time")),
                (pieces, "stock", tr("no stock")),
            ):
                if count:
                    result.append(
                        Shortage(item=int(item), site=site, pieces=count, cause=cause, reason=reason)
                    )
    return tuple(sorted(result, key=lambda shortage: (shortage.item, shortage.site, shortage.cause)))


def _whole_reason(
    problem: DistributionProblem,
    site: int,
    item: int,
    reachable: np.ndarray,
    carried: np.ndarray,
    servable: np.ndarray,
) -> tuple[str, Text] | None:
    """The reason that holds for every piece of an item at a site, if there is one."""
    if site in problem.barred:
        return "barred", problem.barred[site]
    stocked = problem.stock[:, item] > 0
    if not reachable[:, site].any() and problem.warehouses:
        why = problem.no_route.get(site, tr("no road leads there from any warehouse"))
        return "route", tr("no route: {why}", why=why)
    if not stocked.any():
        return "stock", tr("no stock")
    if not (stocked & reachable[:, site]).any():
        return "route", tr("no route: none from a warehouse that holds the item")
    if not problem.trucks:
        return "vehicle", tr("no vehicle time: there is no vehicle")
    if not (stocked & reachable[:, site] & carried[:, item]).any():
        return "vehicle", tr("no vehicle time: no vehicle of the warehouse can carry a piece")
    usable = stocked & carried[:, item] & reachable[:, site]
    if not (usable & servable[:, site]).any():
        shortest = float(problem.round_trip_min[usable, site].min())
        return "vehicle_time", tr(
            "no vehicle time: the trip takes {trip_h:.1f} h, a truck must be back after {day_h:.1f} h",
            trip_h=shortest / 60,
            day_h=problem.working_min / 60,
        )
    return None
