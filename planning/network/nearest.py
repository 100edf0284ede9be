"""The nearest of several hubs for every place, in one search over the whole network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.network.engine import Entries
from planning.network.forest import Forest, OpenArcs, forest_to_hubs
from planning.network.snapping import Snap
from planning.network.topology import Floats, Ints
from planning.network.travel import TravelNetwork


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """Each place's fastest way to, or from, the hub nearest in time.

    Attributes
    ----------
    hub : int array
        Index of the hub; -1 where no way leads.
    minutes, km : float array
        With the straight ways between the places and their roads; infinite where no way leads.
    places, hubs : Snap
        How they are attached to roads.
    arcs, forest : OpenArcs, Forest
        Of all fastest ways; arcs turned round where ways lead from the hubs.
    starts : Entries
        Where each place enters the network, or is reached from.
    direct_min : float array
        Of a way to a hub on the same edge; infinite where there is none.
    """

    hub: Ints
    minutes: Floats
    km: Floats
    places: Snap
    hubs: Snap
    arcs: OpenArcs
    forest: Forest
    starts: Entries
    direct_min: Floats


def nearest_hubs(network: TravelNetwork, places: Floats, hubs: Floats, *, from_hubs: bool = False) -> Nearest:
    """The hub nearest to each place, by minutes to it, or with `from_hubs` from it.

    Equals the least of each row of `TravelNetwork.matrix`, and costs one search in place of one a hub.

    Parameters
    ----------
    places, hubs : float array, shape (n, 2)
        Degrees, EPSG:4326.
    """
    graph, access = network.graph, network.rules.access_kmh
    place = network.snap(places[:, 0], places[:, 1])
    hub = network.snap(hubs[:, 0], hubs[:, 1])
    arcs = OpenArcs.of(network)
    if from_hubs:
        arcs = arcs.turned()
        ends = hub.leaving(graph, network.minutes, access)
        starts = place.arriving(graph, network.minutes, access, network.vehicle)
    else:
        ends = hub.arriving(graph, network.minutes, access, network.vehicle)
        starts = place.leaving(graph, network.minutes, access)
    arcs = arcs.with_hubs(ends, far_edge(hub, ends))
    forest = forest_to_hubs(arcs)
    state = np.maximum(starts.state, 0)
    by_end = np.where(starts.state >= 0, forest.minutes[state] + starts.minutes, np.inf)
    best = np.argmin(by_end, axis=1)
    each = np.arange(len(places))
    minutes = by_end[each, best]
    at = state[each, best]
    reached = np.isfinite(minutes)
    km = np.where(reached, forest.km[at] + starts.km[each, best], np.inf)
    found = np.where(reached, forest.hub[at], -1)
    direct_hub, direct_min, direct_km = _along_one_edge(network, place, hub, from_hubs=from_hubs)
    stays = np.isfinite(direct_min) & (direct_min <= minutes)
    return Nearest(
        hub=np.where(stays, direct_hub, found),
        minutes=np.where(stays, direct_min, minutes),
        km=np.where(stays, direct_km, km),
        places=place,
        hubs=hub,
        arcs=arcs,
        forest=forest,
        starts=starts,
        direct_min=direct_min,
    )


def far_edge(snap: Snap, entries: Entries) -> Ints:
    """The edge of each place where an entry drives to its further end; -1 where to the nearer."""
    nearer = (snap.share > 0.5).astype(np.int64)
    return np.where(entries.side == nearer[:, None], -1, snap.edge[:, None])


def _along_one_edge(
    network: TravelNetwork, place: Snap, hub: Snap, *, from_hubs: bool
) -> tuple[Ints, Floats, Floats]:
    """The nearest hub on the very edge of each place, where that may be driven that way: hub, minutes, km."""
    graph = network.graph
    count = len(place.edge)
    found, minutes, km = np.full(count, -1), np.full(count, np.inf), np.full(count, np.inf)
    by_edge: dict[int, list[int]] = {}
    for index in np.flatnonzero(hub.attached).tolist():
        by_edge.setdefault(int(hub.edge[index]), []).append(index)
    shares = np.isin(place.edge, np.array(list(by_edge), dtype=np.int64)) & place.attached
    for index in np.flatnonzero(shares).tolist():
        edge = int(place.edge[index])
        for other in by_edge[edge]:
            step = float(hub.share[other] - place.share[index]) * (-1.0 if from_hubs else 1.0)
            if not ((step >= 0 and graph.forward[edge]) or (step <= 0 and graph.backward[edge])):
                continue
            access_km = float(place.distance_km[index] + hub.distance_km[other])
            direct = abs(step) * network.minutes[edge] + access_km / network.rules.access_kmh * 60.0
            if (place.lonlat[index] == hub.lonlat[other]).all():
                direct, access_km, step = 0.0, 0.0, 0.0
            if direct < minutes[index]:
                found[index], minutes[index] = other, direct
                km[index] = abs(step) * float(graph.length_m[edge]) / 1000.0 + access_km
    return found, minutes, km
