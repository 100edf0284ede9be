"""Suspicious places of a road network: a checklist for whoever mends the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from layers.text import Text, tr
from planning.network.graph import RoadGraph
from planning.network.plane import scale_at, to_plane
from planning.network.topology import Bools, Floats, Ints
from planning.run_control import RunControl

# Above these a speed limit is more likely a slip of the pen; no road of the class is signed so in Europe
MOST_KMH = {
    "motorway": 150.0,
    "trunk": 130.0,
    "primary": 110.0,
    "secondary": 110.0,
    "tertiary": 100.0,
    "local": 90.0,
    "track": 50.0,
    "path": 20.0,
    "ferry": 75.0,
}
LEAST_KMH = 5.0
_CHUNK = 20_000


class Doubt(StrEnum):
    """What is suspicious."""

    DEAD_END = "dead_end"
    CROSSING = "crossing"
    ONE_WAY_TRAP = "one_way_trap"
    SPEED = "speed"


DOUBTS: dict[Doubt, Text] = {
    Doubt.DEAD_END: tr("dead end beside a road"),
    Doubt.CROSSING: tr("crossing without junction"),
    Doubt.ONE_WAY_TRAP: tr("one-way roads that cannot be left or reached"),
    Doubt.SPEED: tr("implausible speed"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Suspicion:
    """One suspicious place.

    Attributes
    ----------
    lon, lat : float
        Degrees.
    edge : int
    """

    doubt: Doubt
    lon: float
    lat: float
    edge: int
    text: Text


def suspicions(
    graph: RoadGraph, *, beside_m: float = 10.0, control: RunControl | None = None
) -> tuple[Suspicion, ...]:
    """Everything suspicious in a network, by kind and then by edge.

    Parameters
    ----------
    beside_m : float
        A dead end nearer than this to another road of its level is suspicious, joined or not.
    """
    control = control or RunControl()
    checks: tuple[Callable[[], list[Suspicion]], ...] = (
        lambda: _dead_ends(graph, beside_m, control.part(0.0, 0.4)),
        lambda: _crossings(graph, control.part(0.4, 0.8)),
        lambda: _one_way_traps(graph),
        lambda: _speeds(graph),
    )
    found: list[Suspicion] = []
    for number, check in enumerate(checks):
        control.step(number / len(checks), tr("looking for suspicious places"))
        found += sorted(check(), key=lambda one: one.edge)
    return tuple(found)


def _dead_ends(graph: RoadGraph, beside_m: float, control: RunControl) -> list[Suspicion]:
    """Dead ends near another road: those that were joined, and those that were not."""
    joins = graph.joins
    result = []
    join_edge = {int(graph.join[edge]): int(edge) for edge in np.flatnonzero(graph.join >= 0)[::-1]}
    for number in np.flatnonzero(joins.gap_m <= beside_m).tolist():
        text = tr("a road ends {metres:.1f} m from another; joined", metres=float(joins.gap_m[number]))
        lon, lat = joins.origin[number].tolist()
        result.append(Suspicion(Doubt.DEAD_END, lon, lat, join_edge[number], text))
    nodes, own = _ends(graph)
    place = np.column_stack((graph.node_lon[nodes], graph.node_lat[nodes]))
    points, scale = shapely.points(to_plane(place)), scale_at(place[:, 1])
    for first in range(0, len(nodes), _CHUNK):
        control.step(first / len(nodes), tr("looking for suspicious places"))
        some = slice(first, first + _CHUNK)
        end, edge = graph.plane_tree.query(points[some], predicate="dwithin", distance=beside_m * scale[some])
        end = end + first
        near = ~_meet(graph, own[end], edge) & (graph.join[edge] < 0)
        near &= graph.topology.level[own[end]] == graph.topology.level[edge]
        end, edge = end[near], edge[near]
        metres = shapely.distance(points[end], graph.plane_lines[edge]) / scale[end]
        order = np.lexsort((edge, metres, end))
        _, nearest = np.unique(end[order], return_index=True)
        for row in order[nearest].tolist():
            text = tr("a road ends {metres:.1f} m from another; not joined", metres=float(metres[row]))
            lon, lat = place[end[row]].tolist()
            result.append(Suspicion(Doubt.DEAD_END, lon, lat, int(own[end[row]]), text))
    return result


def _ends(graph: RoadGraph) -> tuple[Ints, Ints]:
    """Nodes where one edge ends alone, and that edge."""
    both = np.concatenate((graph.tail, graph.head))
    count = np.bincount(both, minlength=graph.nodes)
    alone = np.flatnonzero(count[both] == 1)
    return both[alone], (alone % len(graph)).astype(np.int64)


def _meet(graph: RoadGraph, one: Ints, other: Ints) -> Bools:
    """Whether two edges share a node or are one; pair by pair."""
    result = one == other
    for here in (graph.tail, graph.head):
        for there in (graph.tail, graph.head):
            result |= here[one] == there[other]
    return np.asarray(result, dtype=np.bool_)


def _crossings(graph: RoadGraph, control: RunControl) -> list[Suspicion]:
    """Where two roads of one level cross and neither has a junction there."""
    roads = np.flatnonzero(graph.join < 0)
    result: list[Suspicion] = []
    for first in range(0, len(roads), _CHUNK):
        control.step(first / len(roads), tr("looking for suspicious places"))
        some = roads[first : first + _CHUNK]
        row, other = graph.plane_tree.query(graph.plane_lines[some], predicate="crosses")
        one = some[row]
        pair = (one < other) & (graph.join[other] < 0) & ~_meet(graph, one, other)
        pair &= graph.topology.level[one] == graph.topology.level[other]
        one, other = one[pair], other[pair].astype(np.int64)
        points = shapely.point_on_surface(shapely.intersection(graph.lines[one], graph.lines[other]))
        for edge, point in zip(one.tolist(), points, strict=True):
            text = tr("two roads of the same level cross here without a junction")
            result.append(Suspicion(Doubt.CROSSING, point.x, point.y, edge, text))
    return result


def _one_way_traps(graph: RoadGraph) -> list[Suspicion]:
    """Pieces of a connected network that one-way roads let nobody out of, or into."""
    arcs = graph.arcs
    ends = (arcs.state_node[arcs.tail], arcs.state_node[arcs.head])
    net = coo_matrix((np.ones(len(arcs), np.int8), ends), shape=(graph.nodes, graph.nodes)).tocsr()
    count, part = connected_components(net, connection="strong")
    within = part[graph.tail] == part[graph.head]
    km = np.bincount(part[graph.tail][within], weights=graph.length_m[within] / 1000.0, minlength=count)
    main = np.zeros(count, dtype=bool)  # the largest part of each piece is no trap
    largest = np.full(len(graph.component_km), -1.0)
    best = np.full(len(graph.component_km), -1)
    for edge_part, piece in np.unique(np.column_stack((part[graph.tail], graph.component)), axis=0).tolist():
        if km[edge_part] > largest[piece]:
            largest[piece], best[piece] = km[edge_part], edge_part
    main[best[best >= 0]] = True
    trapped = (~main[part[graph.tail]] | ~main[part[graph.head]]) & (graph.join < 0)
    edges = np.flatnonzero(trapped)
    return [_trap(graph, group) for group in _connected(graph, edges)]


def _connected(graph: RoadGraph, edges: Ints) -> list[Ints]:
    """Edges in groups that hang together."""
    if not len(edges):
        return []
    ones = np.ones(len(edges), np.int8)
    net = coo_matrix((ones, (graph.tail[edges], graph.head[edges])), shape=(graph.nodes, graph.nodes))
    _, label = connected_components(net, directed=False)
    own = label[graph.tail[edges]]
    order = np.argsort(own, kind="stable")
    return np.split(edges[order], np.flatnonzero(np.diff(own[order])) + 1)


def _trap(graph: RoadGraph, edges: Ints) -> Suspicion:
    km = float(graph.length_m[edges].sum() / 1000.0)
    lon, lat = graph.points_at(edges[:1], np.array([0.5]))[0].tolist()
    text = tr("{km:,.2f} km of one-way roads that cannot be both reached and left", km=km)
    return Suspicion(Doubt.ONE_WAY_TRAP, lon, lat, int(edges[0]), text)


def _speeds(graph: RoadGraph) -> list[Suspicion]:
    """Roads whose stated speed is outside what their class bears; one entry a road."""
    roads = graph.roads
    most: Floats = np.array([MOST_KMH.get(name, np.inf) for name in roads.road_class], dtype=np.float64)
    with np.errstate(invalid="ignore"):
        odd = (roads.speed_kmh > most) | (roads.speed_kmh < LEAST_KMH)
    rows, first = np.unique(graph.road, return_index=True)
    result = []
    for row, edge in zip(rows[odd[rows]].tolist(), first[odd[rows]].tolist(), strict=True):
        lon, lat = graph.points_at(np.array([edge]), np.array([0.5]))[0].tolist()
        text = tr(
            "{kmh:g} km/h stated on a road of class “{road_class}”",
            kmh=float(roads.speed_kmh[row]),
            road_class=roads.road_class[row] or tr("unknown"),
        )
        result.append(Suspicion(Doubt.SPEED, lon, lat, int(edge), text))
    return result
