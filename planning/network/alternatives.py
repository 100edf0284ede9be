"""Other ways worth knowing: each differs enough from those before it, and takes not much longer.

The penalty method: roads already used are made dearer, and the search is repeated (Akgün, Erkut and Batta,
On finding dissimilar paths, European Journal of Operational Research 121, 2000).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from layers.text import tr
from planning.network.route import Route
from planning.network.stops import through
from planning.network.travel import Place, TravelNetwork
from planning.run_control import RunControl

MOST_SHARED = 0.7  # of the length of the new way, with any one before it
MOST_TIMES_LONGER = 1.6
_DEARER = 1.4
_TRIES_EACH = 6


def ranked_routes(
    network: TravelNetwork,
    stops: Sequence[Place],
    count: int,
    control: RunControl | None = None,
) -> tuple[Route, ...]:
    """Up to `count` ways through the stops in their order, fastest first; none when there is no way.

    Every way after the first shares at most `MOST_SHARED` of its length with any other and takes at most
    `MOST_TIMES_LONGER` times as long as the fastest.
    """
    control = control or RunControl()
    fastest = through(network, network.minutes, stops)
    if fastest is None:
        return ()
    found, latest = [fastest], fastest
    costs = network.minutes.copy()
    tries = _TRIES_EACH * (count - 1)
    for attempt in range(tries):
        if len(found) == count:
            break
        control.step(attempt / tries, tr("looking for other ways"))
        costs[latest.edges] *= _DEARER
        other = through(network, costs, stops)
        if other is None:
            break
        latest = other
        is_quick = latest.duration_min <= MOST_TIMES_LONGER * fastest.duration_min
        if is_quick and all(shared_part(latest, one) <= MOST_SHARED for one in found):
            found.append(latest)
    return tuple(sorted(found, key=lambda route: route.duration_min))


def shared_part(route: Route, other: Route) -> float:
    """Share of the driven length of `route` that `other` drives too."""
    common = np.isin(route.edges, other.edges)
    return float(route.edge_km[common].sum() / max(route.edge_km.sum(), 1e-9))
