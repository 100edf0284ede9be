"""Places where the road data may lack a road or a junction: what a way might use if it were there.

Three kinds are looked at: a dead end and another road near it, two dead ends that face each other over a
distance (a town whose streets the data lacks), and two roads of one level that cross without a junction.
Nothing of this is taken for a road; it is only asked how much shorter a way would be with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planning.network.graph import RoadGraph
from planning.network.plane import geodesic_m, scale_at, to_plane
from planning.network.topology import Bools, Floats, Ints

NEAR_KM = 10.0  # from a dead end to any road
FACING_KM = 40.0  # from a dead end to a dead end: the streets of a large city
_BESIDE_M = 3.0  # from a crossing to the ends of the piece that would be its junction
_MOST_PAIRS = 60_000
_SAMPLE = 200


@dataclass(frozen=True, slots=True, eq=False)
class Lacking:
    """What the data may lack: pieces, and how one would drive over each.

    Attributes
    ----------
    origin, target : float array, shape (pieces, 2)
        Ends of each piece, degrees; of a junction a point on either road some metres from the crossing.
    gap_m : float array
        Geodesic; 0 for a junction.
    tail, head : int array
        Nodes of the graph: one element a way over a piece, in one direction.
    piece : int array
        The piece each way runs over.
    edges, shares : int and float array, shape (ways, 2)
        Edges driven in part before and after the piece, and how much of each; an edge is -1 where none is.
    near_km : float
        How far from a dead end roads were looked for.
    """

    origin: Floats
    target: Floats
    gap_m: Floats
    tail: Ints
    head: Ints
    piece: Ints
    edges: Ints
    shares: Floats
    near_km: float

    def __len__(self) -> int:
        return len(self.gap_m)

    @property
    def is_junction(self) -> Bools:
        """Whether each piece is a junction where two roads cross, not a gap."""
        return np.asarray(self.gap_m == 0.0, dtype=np.bool_)

    def lines(self) -> NDArray[np.object_]:
        """Each piece as a LineString in EPSG:4326."""
        lines: NDArray[np.object_] = shapely.linestrings(np.stack((self.origin, self.target), axis=1))
        return lines


def lacking(graph: RoadGraph, within: Bools, barred: shapely.Geometry) -> Lacking:
    """Pieces that the data may lack.

    Parameters
    ----------
    within : bool array
        Nodes that a way may use; others are left out.
    barred : Geometry
        Areas that no piece may cross; EPSG:4326.
    """
    degree = np.bincount(np.concatenate((graph.tail, graph.head)), minlength=graph.nodes)
    dead = np.flatnonzero((degree == 1) & within)
    edges = np.flatnonzero(within[graph.tail] & within[graph.head])
    near, near_km = _near_roads(graph, dead, edges)
    parts = [near, _facing(graph, dead), _crossings(graph, edges)]
    shifts = np.cumsum([0, *(len(part) for part in parts)])
    whole = Lacking(
        origin=np.concatenate([part.origin for part in parts]),
        target=np.concatenate([part.target for part in parts]),
        gap_m=np.concatenate([part.gap_m for part in parts]),
        tail=np.concatenate([part.tail for part in parts]),
        head=np.concatenate([part.head for part in parts]),
        piece=np.concatenate([part.piece + shift for part, shift in zip(parts, shifts[:-1], strict=True)]),
        edges=np.concatenate([part.edges for part in parts]),
        shares=np.concatenate([part.shares for part in parts]),
        near_km=near_km,
    )
    return _without(whole, shapely.intersects(barred, whole.lines())) if not barred.is_empty else whole


def _near_roads(graph: RoadGraph, dead: Ints, edges: Ints) -> tuple[Lacking, float]:
    """From each dead end to the nearest point of every road near it."""
    points, scale = _plane_points(graph, dead)
    lines = graph.plane_lines[edges]
    tree = shapely.STRtree(lines)
    reach_km = _reach_km(tree, points, scale, NEAR_KM)
    row, place = tree.query(points, predicate="dwithin", distance=reach_km * 1000.0 * scale)
    edge = edges[place]
    other = (graph.tail[edge] != dead[row]) & (graph.head[edge] != dead[row])
    row, edge = row[other], edge[other]
    line = graph.plane_lines[edge]
    share = shapely.line_locate_point(line, points[row]) / np.maximum(shapely.length(line), 1e-9)
    here = np.column_stack((graph.node_lon[dead[row]], graph.node_lat[dead[row]]))
    there = graph.points_at(edge, share)
    piece, none = np.arange(len(row)), np.full(len(row), -1)
    zero = np.zeros(len(row))
    ways = []
    for node, onward, back, part in (
        (graph.tail[edge], graph.backward[edge], graph.forward[edge], share),
        (graph.head[edge], graph.forward[edge], graph.backward[edge], 1.0 - share),
    ):
        out = (dead[row], node, piece, np.column_stack((none, edge)), np.column_stack((zero, part)))
        into = (node, dead[row], piece, np.column_stack((edge, none)), np.column_stack((part, zero)))
        ways += [tuple(column[onward] for column in out), tuple(column[back] for column in into)]
    gap_m = np.maximum(geodesic_m(*here.T, *there.T), 1e-3)
    return _made(here, there, gap_m, ways, reach_km), reach_km


def _facing(graph: RoadGraph, dead: Ints) -> Lacking:
    """From each dead end to every other over a distance that streets of a city may span."""
    points, scale = _plane_points(graph, dead)
    tree = shapely.STRtree(points)
    reach_km = _reach_km(tree, points, scale, FACING_KM)
    one, other = tree.query(points, predicate="dwithin", distance=reach_km * 1000.0 * scale)
    once = one < other
    tail, head = dead[one[once]], dead[other[once]]
    here = np.column_stack((graph.node_lon[tail], graph.node_lat[tail]))
    there = np.column_stack((graph.node_lon[head], graph.node_lat[head]))
    piece, edges = np.arange(len(tail)), np.full((len(tail), 2), -1)
    shares = np.zeros((len(tail), 2))
    ways = [(tail, head, piece, edges, shares), (head, tail, piece, edges, shares)]
    return _made(here, there, np.maximum(geodesic_m(*here.T, *there.T), 1e-3), ways, reach_km)


def _crossings(graph: RoadGraph, edges: Ints) -> Lacking:
    """Where two roads of one level cross without a node in common."""
    lines = graph.plane_lines[edges]
    # neighbours are most of those whose boxes meet, and need no look at their lines
    row, other = shapely.STRtree(lines).query(lines)
    one, two = edges[row[row < other]], edges[other[row < other]]
    apart = graph.topology.level[one] == graph.topology.level[two]
    for here in (graph.tail, graph.head):
        for there in (graph.tail, graph.head):
            apart &= here[one] != there[two]
    one, two = one[apart], two[apart]
    cross = shapely.crosses(graph.plane_lines[one], graph.plane_lines[two])
    one, two = one[cross], two[cross]
    point = shapely.point_on_surface(shapely.intersection(graph.lines[one], graph.lines[two]))
    lonlat = np.column_stack((shapely.get_x(point), shapely.get_y(point)))
    shares = [_share(graph, edge, lonlat) for edge in (one, two)]
    piece = np.arange(len(one))
    ways = []
    for first, last, first_share, last_share in (
        (one, two, shares[0], shares[1]),
        (two, one, shares[1], shares[0]),
    ):
        for from_, may_come, came in (
            (graph.tail[first], graph.forward[first], first_share),
            (graph.head[first], graph.backward[first], 1.0 - first_share),
        ):
            for to, may_go, gone in (
                (graph.tail[last], graph.backward[last], last_share),
                (graph.head[last], graph.forward[last], 1.0 - last_share),
            ):
                may = may_come & may_go
                columns = (from_, to, piece, np.column_stack((first, last)), np.column_stack((came, gone)))
                ways.append(tuple(column[may] for column in columns))
    beside = [
        graph.points_at(edge, _aside(share, graph.length_m[edge]))
        for edge, share in zip((one, two), shares, strict=True)
    ]
    return _made(beside[0], beside[1], np.zeros(len(one)), ways, NEAR_KM)


def _aside(share: Floats, length_m: Floats) -> Floats:
    """A share of an edge some metres towards its longer part."""
    step = _BESIDE_M / np.maximum(length_m, _BESIDE_M)
    return np.clip(np.where(share < 0.5, share + step, share - step), 0.0, 1.0)


def _share(graph: RoadGraph, edge: Ints, lonlat: Floats) -> Floats:
    line = graph.plane_lines[edge]
    at = shapely.line_locate_point(line, shapely.points(to_plane(lonlat)))
    return np.asarray(at / np.maximum(shapely.length(line), 1e-9), dtype=np.float64)


def _plane_points(graph: RoadGraph, nodes: Ints) -> tuple[NDArray[np.object_], Floats]:
    lonlat = np.column_stack((graph.node_lon[nodes], graph.node_lat[nodes]))
    points: NDArray[np.object_] = shapely.points(to_plane(lonlat))
    return points, scale_at(lonlat[:, 1])


def _reach_km(tree: shapely.STRtree, points: NDArray[np.object_], scale: Floats, most_km: float) -> float:
    """How far can be looked from each point without more pairs than are looked through in time."""
    if not len(points):
        return most_km
    some = np.unique(np.linspace(0, len(points) - 1, _SAMPLE).astype(np.int64))
    reach_km = most_km / 128.0
    while reach_km < most_km:  # from below, as a wide search among dense streets takes long
        distance = reach_km * 1000.0 * scale[some]
        pairs = len(tree.query(points[some], predicate="dwithin", distance=distance)[0])
        if 4.0 * pairs * len(points) / len(some) > _MOST_PAIRS:
            break
        reach_km *= 2.0
    return reach_km


def _made(
    origin: Floats, target: Floats, gap_m: Floats, ways: Sequence[tuple[NDArray[Any], ...]], near_km: float
) -> Lacking:
    tail, head, piece, edges, shares = (np.concatenate(column) for column in zip(*ways, strict=True))
    return Lacking(
        origin=origin,
        target=target,
        gap_m=gap_m,
        tail=tail.astype(np.int64),
        head=head.astype(np.int64),
        piece=piece.astype(np.int64),
        edges=edges.astype(np.int64),
        shares=shares.astype(np.float64),
        near_km=near_km,
    )


def _without(whole: Lacking, gone: Bools) -> Lacking:
    """What is left when some pieces are taken out."""
    kept = ~gone
    number = np.cumsum(kept) - 1
    ways = kept[whole.piece]
    return Lacking(
        origin=whole.origin[kept],
        target=whole.target[kept],
        gap_m=whole.gap_m[kept],
        tail=whole.tail[ways],
        head=whole.head[ways],
        piece=number[whole.piece[ways]].astype(np.int64),
        edges=whole.edges[ways],
        shares=whole.shares[ways],
        near_km=whole.near_km,
    )
