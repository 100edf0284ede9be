"""How far one gets in a time: stretches of road, cut where the time is up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from planning.network.engine import DijkstraEngine
from planning.network.road_graph import RoadGraph
from planning.network.snapping import Snap
from planning.network.topology import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Stretches of road within a time.

    Attributes
    ----------
    node_minutes : float array
        At each node; infinite beyond the time.
    edge : int array
        Edge of each stretch; an edge may have one at either end.
    first, last : float array
        The stretch in shares of the edge, from tail to head.
    snap : Snap
        The places it was counted from or to.
    """

    graph: RoadGraph
    node_minutes: Floats
    edge: Ints
    first: Floats
    last: Floats
    snap: Snap

    def vertices(self) -> tuple[Floats, Ints]:
        """Degrees of the vertices of all stretches one after the other, and where each one's begin."""
        return self.graph.stretches(self.edge, self.first, self.last)

    def lines(self) -> NDArray[np.object_]:
        """Each stretch as a LineString in EPSG:4326."""
        vertices, start = self.vertices()
        owner = np.repeat(np.arange(len(self.edge)), np.diff(start))
        lines: NDArray[np.object_] = shapely.linestrings(vertices, indices=owner)
        return lines

    def length_km(self) -> float:
        """Length of all stretches together."""
        return float(((self.last - self.first) * self.graph.length_m[self.edge]).sum() / 1000.0)


def reached(
    graph: RoadGraph,
    minutes: Floats,
    access_kmh: float,
    engine: DijkstraEngine,
    snap: Snap,
    max_minutes: float,
    vehicle: int,
    *,
    to: bool,
) -> Reach:
    """Stretches within `max_minutes` from the nearest of the places, or with `to`, to it.

    Parameters
    ----------
    vehicle : int
        Of `planning.network.vehicles.VEHICLE_BITS`.
    """
    arcs, edges = graph.arcs, np.arange(len(graph))
    if to:
        entries = snap.arriving(graph, minutes, access_kmh, vehicle)
        by_state = engine.turned.trees(entries.together(), most_minutes=max_minutes).minutes[0]
        at_tail = by_state[arcs.end_state(edges, np.zeros(len(edges), dtype=bool), graph.tail)]
        at_head = by_state[arcs.end_state(edges, np.ones(len(edges), dtype=bool), graph.head)]
        forward, backward = graph.backward, graph.forward
    else:
        entries = snap.leaving(graph, minutes, access_kmh)
        by_state = engine.trees(entries.together(), most_minutes=max_minutes).minutes[0]
        at_tail = arcs.edge_starts(by_state, True, graph.tail, vehicle)
        at_head = arcs.edge_starts(by_state, False, graph.head, vehicle)
        forward, backward = graph.forward, graph.backward
    node_minutes = arcs.on_nodes(by_state)
    node_minutes = np.where(node_minutes <= max_minutes, node_minutes, np.inf)
    from_tail = _share(max_minutes - at_tail, minutes, forward)
    from_head = _share(max_minutes - at_head, minutes, backward)
    edge, first, last = _around_places(minutes, access_kmh, snap, max_minutes, forward, backward)
    whole = from_tail + from_head >= 1.0
    tail_part, head_part = (from_tail > 0) & ~whole, (from_head > 0) & ~whole
    parts = [np.flatnonzero(part) for part in (whole, tail_part, head_part)]
    edge, first, last = _merged(
        np.concatenate((*parts, edge)),
        np.concatenate((np.zeros(len(parts[0]) + len(parts[1])), 1.0 - from_head[head_part], first)),
        np.concatenate((np.ones(len(parts[0])), from_tail[tail_part], np.ones(len(parts[2])), last)),
    )
    return Reach(graph=graph, node_minutes=node_minutes, edge=edge, first=first, last=last, snap=snap)


def _merged(edge: Ints, first: Floats, last: Floats) -> tuple[Ints, Floats, Floats]:
    """Stretches of each edge without overlaps, ascending."""
    if not len(edge):
        return edge, first, last
    order = np.lexsort((first, edge))
    edge, first, last = edge[order], first[order], last[order]
    covered = np.maximum.accumulate(edge * 2.0 + last)  # never beyond the next edge's beginning
    fresh = np.ones(len(edge), dtype=bool)
    fresh[1:] = edge[1:] * 2.0 + first[1:] > covered[:-1]
    ends = np.append(np.flatnonzero(fresh)[1:], len(edge)) - 1
    return edge[fresh], first[fresh], covered[ends] - edge[ends] * 2.0


def _share(left_minutes: Floats, minutes: Floats, may: Bools) -> Floats:
    """Share of each edge that is driven in the minutes left at one of its ends."""
    driven = np.isfinite(left_minutes) & np.isfinite(minutes) & may
    return np.where(
        driven, np.clip(np.where(driven, left_minutes, 0.0) / np.maximum(minutes, 1e-9), 0.0, 1.0), 0.0
    )


def _around_places(
    minutes: Floats,
    access_kmh: float,
    snap: Snap,
    max_minutes: float,
    forward: Bools,
    backward: Bools,
) -> tuple[Ints, Floats, Floats]:
    """The stretch of its own edge that is within the time of each place."""
    left = max_minutes - snap.distance_km / access_kmh * 60.0
    near = np.flatnonzero(snap.attached & (left > 0))
    edge, share = snap.edge[near], snap.share[near]
    part = left[near] / np.maximum(minutes[edge], 1e-9)
    first = np.where(backward[edge], np.maximum(share - part, 0.0), share)
    last = np.where(forward[edge], np.minimum(share + part, 1.0), share)
    long = last > first
    return edge[long], first[long], last[long]
