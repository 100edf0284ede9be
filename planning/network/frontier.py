"""Ways between the fastest and the one least exposed to the front: what less exposure costs in time.

Exposure of a way is the minutes driven within each of several distances of the front, added up, so that
nearer roads count more. Ways that no other beats in both time and exposure, and that are best for some
weight of the two, are found by cutting the weights in two again and again.

Source: Aneja and Nair, Bicriteria transportation problem, Management Science 25, 1979.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from layers.text import tr
from planning.front import Front
from planning.network.route import Route
from planning.network.stops import through
from planning.network.topology import Floats
from planning.network.travel import Place, TravelNetwork
from planning.run_control import RunControl

# Ways that differ by less are told as one
LEAST_DIFFERENCE_MIN = 0.5
# So that of ways equally little exposed the fastest is found
_LEAST_TIME = 1e-3
_MOST_SEARCHES = 24


@dataclass(frozen=True, slots=True, eq=False)
class Exposed:
    """A way with its exposure to the front.

    Attributes
    ----------
    exposure_min : float
        Minutes within each distance, added up.
    """

    route: Route
    exposure_min: float


def nearness(network: TravelNetwork, front: Front, bands_km: Sequence[float]) -> Floats:
    """How many of the distances each edge lies within, by its middle."""
    graph = network.graph
    middle = graph.points_at(np.arange(len(graph)), np.full(len(graph), 0.5))
    count = np.zeros(len(graph))
    for km in bands_km:
        zone = front.zone(km)
        shapely.prepare(zone)
        count += shapely.contains_xy(zone, middle[:, 0], middle[:, 1])
    return count


def frontier(
    network: TravelNetwork,
    stops: Sequence[Place],
    near: Floats,
    count: int,
    control: RunControl | None = None,
) -> tuple[Exposed, ...]:
    """Up to `count` ways through the stops, from the fastest to the least exposed; none when there is no way.

    Parameters
    ----------
    near : float array
        Of each edge, see `nearness`.
    """
    control = control or RunControl()
    searches = _Searches(network, stops, near, control)
    fastest = searches.best(1.0, 0.0)
    if fastest is None:
        return ()
    least = searches.best(_LEAST_TIME, 1.0)
    if least is None or least.exposure_min >= fastest.exposure_min - LEAST_DIFFERENCE_MIN:
        return (fastest,)
    found, open_ = [fastest, least], [(fastest, least)]
    while open_ and searches.made < _MOST_SEARCHES:
        # the widest gap first, so that a limited number of searches spreads over the whole
        open_.sort(key=_gap)
        one, other = open_.pop()
        minutes = other.route.duration_min - one.route.duration_min
        exposure = one.exposure_min - other.exposure_min
        if minutes <= 0 or exposure <= 0:
            continue
        between = searches.best(exposure, minutes)
        if between is None or not _is_new(between, found, exposure, minutes, one):
            continue
        found.append(between)
        open_ += [(one, between), (between, other)]
    found.sort(key=lambda way: (way.route.duration_min, way.exposure_min))
    return _spread(_undominated(found), count)


class _Searches:
    """Ways by weights of time and exposure, counted."""

    def __init__(
        self, network: TravelNetwork, stops: Sequence[Place], near: Floats, control: RunControl
    ) -> None:
        self._network, self._stops, self._near, self._control = network, stops, near, control
        self.made = 0

    def best(self, of_time: float, of_exposure: float) -> Exposed | None:
        """The way of least weighted sum."""
        self._control.step(self.made / _MOST_SEARCHES, tr("weighing time against exposure"))
        self.made += 1
        weight = of_time + of_exposure * self._near
        costs = self._network.minutes * weight / max(float(weight.max()), 1e-12)
        route = through(self._network, self._network.minutes if of_exposure == 0 else costs, self._stops)
        return None if route is None else Exposed(route, exposure_of(route, self._near))


def exposure_of(route: Route, near: Floats) -> float:
    """Minutes of a way within each distance, added up."""
    return float(route.edge_min @ near[route.edges])


def _gap(pair: tuple[Exposed, Exposed]) -> float:
    one, other = pair
    return (other.route.duration_min - one.route.duration_min) * (one.exposure_min - other.exposure_min)


def _is_new(way: Exposed, found: list[Exposed], of_time: float, of_exposure: float, end: Exposed) -> bool:
    """Whether a way lies below the line between two others, and is none of those found."""
    own = of_time * way.route.duration_min + of_exposure * way.exposure_min
    line = of_time * end.route.duration_min + of_exposure * end.exposure_min
    apart = all(
        abs(way.route.duration_min - other.route.duration_min) >= LEAST_DIFFERENCE_MIN
        or abs(way.exposure_min - other.exposure_min) >= LEAST_DIFFERENCE_MIN
        for other in found
    )
    return own < line - 1e-6 * max(1.0, line) and apart


def _undominated(ways: list[Exposed]) -> list[Exposed]:
    """Ascending by time, each less exposed than all before."""
    kept: list[Exposed] = []
    for way in ways:
        if not kept or way.exposure_min < kept[-1].exposure_min - 1e-9:
            kept.append(way)
    return kept


def _spread(ways: list[Exposed], count: int) -> tuple[Exposed, ...]:
    """The ends, and of those between the ones spread most evenly by their number."""
    if len(ways) <= count:
        return tuple(ways)
    if count == 1:
        return (ways[0],)
    chosen = np.round(np.linspace(0, len(ways) - 1, count)).astype(int)
    return tuple(ways[index] for index in chosen.tolist())
