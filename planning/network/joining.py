"""Dead ends joined to what lies near: gaps in the data closed within a distance the planner sets.

Each join is listed with its gap and its two points. A dead end is joined where that connects two pieces
of the network, shortest gaps first, and where the way round by road is many times longer than the gap.
A dead end that lies on another road (within `TOUCH_M`) meets it; that is no gap.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from layers.text import tr
from planning.network.plane import geodesic_m, scale_at, to_plane
from planning.network.topology import Bools, Floats, Ints, Topology, cut
from planning.run_control import RunControl

TOUCH_M = 0.1  # ten times the grid of the vertices: drawn as touching
DETOUR_LEAST_M = 1_000.0  # a shorter way round is a junction drawn as its parts, not a gap
DETOUR_FACTOR = 10.0
_MOST_CANDIDATES = 20  # nearest edges looked at for each dead end, for the joins within one piece
_CHUNK = 1_000
_LINES_AT_ONCE = 100_000
_BINS_A_CELL = 4  # a way is searched in a cell of so many bins each way, and one bin around it
_CELLS_AT_ONCE = 4_000_000  # of a table of metres by source and node: 32 MB


@dataclass(frozen=True, slots=True, eq=False)
class Joins:
    """The gaps that were closed: arrays, one element a join.

    Attributes
    ----------
    origin, target : float array, shape (joins, 2)
        The dead end and the point it was joined to, degrees.
    gap_m : float array
        Geodesic.
    """

    origin: Floats
    target: Floats
    gap_m: Floats

    def __len__(self) -> int:
        return len(self.gap_m)

    def lines(self) -> NDArray[np.object_]:
        """Each join as a LineString in EPSG:4326."""
        lines: NDArray[np.object_] = shapely.linestrings(np.stack((self.origin, self.target), axis=1))
        return lines


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """A dead end and a place on an edge near it; `at` is the plane distance along the edge."""

    dead: Ints
    edge: Ints
    at: Floats
    gap_m: Floats

    def __len__(self) -> int:
        return len(self.dead)

    def of(self, rows: Ints | Bools) -> Pairs:
        """Some of the pairs."""
        return Pairs(self.dead[rows], self.edge[rows], self.at[rows], self.gap_m[rows])


class Pieces:
    """Pieces of the network as they are connected one by one (union-find)."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def root(self, piece: int) -> int:
        """What stands for everything connected with a piece."""
        while self._parent[piece] != piece:
            self._parent[piece] = self._parent[self._parent[piece]]
            piece = self._parent[piece]
        return piece

    def connect(self, one: int, other: int) -> bool:
        """Connect two pieces; False when they already were."""
        one, other = self.root(one), self.root(other)
        self._parent[one] = other
        return one != other


def joined(topology: Topology, join_m: float, control: RunControl) -> tuple[Topology, Joins]:
    """Join dead ends within `join_m` metres; the joins become edges of their own."""
    stage = tr("looking for gaps in the roads")
    dead = np.flatnonzero(topology.degree() == 1)
    pairs = candidates(topology, dead, max(join_m, TOUCH_M), control.part(0.0, 0.6))
    control.step(0.6, stage)
    joins = Joins(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0))
    touching = _nearest_each(pairs.of(pairs.gap_m <= TOUCH_M))
    topology, joins, pairs = _joined_at(topology, joins, touching, pairs.of(pairs.gap_m <= join_m))
    control.step(0.65, stage)
    between = _between_pieces(topology, pairs)
    control.step(0.7, stage)
    topology, joins, pairs = _joined_at(topology, joins, between, pairs)
    control.step(0.75, stage)
    limit = np.maximum(DETOUR_LEAST_M, DETOUR_FACTOR * pairs.gap_m)
    pairs = _nearest_few(pairs.of(_not_round_the_corner(topology, pairs, limit)))
    while len(pairs):
        now, later = _with_long_detour(topology, pairs, control)
        topology, joins, pairs = _joined_at(topology, joins, now, later)
    return topology, joins


def candidates(
    topology: Topology,
    dead: Ints,
    within_m: float,
    control: RunControl,
    piece: Ints | None = None,
    among: Bools | None = None,
) -> Pairs:
    """Places on other edges within reach of each dead end, at the same level unless at an end.

    Parameters
    ----------
    piece : int array, optional
        Of each node; with it only edges of other pieces than the dead end's are looked at.
    among : bool array, optional
        The edges to look at.
    """
    lines = _plane_lines(topology, control)
    some_edges = np.arange(len(lines)) if among is None else np.flatnonzero(among)
    tree = shapely.STRtree(lines[some_edges])
    own = _own_edge(topology)
    found = []
    for first in range(0, len(dead), _CHUNK):
        control.step(0.3 + 0.7 * first / len(dead), tr("looking for gaps in the roads"))
        some = dead[first : first + _CHUNK]
        points = shapely.points(to_plane(topology.node[some]))
        scale = scale_at(topology.node[some, 1])
        index, edge = tree.query(points, predicate="dwithin", distance=within_m * scale * 1.01)
        edge = some_edges[edge]
        other = own[some[index]] != edge
        if piece is not None:
            other &= piece[some[index]] != piece[topology.tail[edge]]
        found.append(_places(topology, lines, own, some[index[other]], edge[other], points[index[other]]))
    if not found:
        return Pairs(*(np.zeros(0, dtype=dtype) for dtype in (np.int64, np.int64, float, float)))
    dead_, edge_, at, gap, allowed = (np.concatenate(column) for column in zip(*found, strict=True))
    return Pairs(dead_, edge_, at, gap).of(allowed & (gap <= within_m))


def _plane_lines(topology: Topology, control: RunControl) -> NDArray[np.object_]:
    """See `Topology.lines`, some at a time."""
    lines = np.empty(len(topology), dtype=object)
    for first in range(0, len(topology), _LINES_AT_ONCE):
        control.step(0.3 * first / len(topology), tr("looking for gaps in the roads"))
        start = topology.start[first : first + _LINES_AT_ONCE + 1]
        owner = np.repeat(np.arange(len(start) - 1), np.diff(start))
        vertices = topology.plane_vertex[start[0] : start[-1]]
        lines[first : first + len(start) - 1] = shapely.linestrings(vertices, indices=owner)
    return lines


def _places(
    topology: Topology,
    lines: NDArray[np.object_],
    own: Ints,
    dead: Ints,
    edge: Ints,
    points: NDArray[np.object_],
) -> tuple[Ints, Ints, Floats, Floats, Bools]:
    at = shapely.line_locate_point(lines[edge], points)
    whole = shapely.length(lines[edge])
    near = shapely.get_coordinates(shapely.line_interpolate_point(lines[edge], at))
    here = shapely.get_coordinates(points)
    gap = np.hypot(*(near - here).T) / scale_at(topology.node[dead, 1])
    at_end = (at < 1.0) | (at > whole - 1.0)
    allowed = at_end | (topology.level[own[dead]] == topology.level[edge])
    return dead, edge, at, gap, allowed


def _own_edge(topology: Topology) -> Ints:
    """The first edge at each node; joins come last, so for a dead end it is its road."""
    edges = np.arange(len(topology))
    own = np.full(len(topology.node), len(topology), dtype=np.int64)
    np.minimum.at(own, topology.tail, edges)
    np.minimum.at(own, topology.head, edges)
    return own


def _nearest_each(pairs: Pairs) -> Pairs:
    """The nearest place for each dead end."""
    order = np.lexsort((pairs.edge, pairs.gap_m, pairs.dead))
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.diff(pairs.dead[order]) != 0
    return pairs.of(order[first])


def _between_pieces(topology: Topology, pairs: Pairs) -> Pairs:
    """Shortest gaps first, those that connect two pieces not yet connected (Kruskal)."""
    _, piece = connected_components(undirected_graph(topology), directed=False)
    here, there = piece[pairs.dead], piece[topology.tail[pairs.edge]]
    order = np.lexsort((pairs.edge, pairs.dead, pairs.gap_m))
    order = order[here[order] != there[order]]
    pieces = Pieces(int(piece.max(initial=-1)) + 1)
    chosen = [row for row in order.tolist() if pieces.connect(int(here[row]), int(there[row]))]
    return pairs.of(np.array(chosen, dtype=np.int64))


def _with_long_detour(topology: Topology, pairs: Pairs, control: RunControl) -> tuple[Pairs, Pairs]:
    """Gaps to join now, and gaps to look at again with those in place.

    A gap is joined when the way round by road is `DETOUR_FACTOR` times longer and over `DETOUR_LEAST_M`.
    """
    limit = np.maximum(DETOUR_LEAST_M, DETOUR_FACTOR * pairs.gap_m)
    long = _ways_m(topology, pairs, float(limit.max()), control) > limit
    pairs = pairs.of(long)
    now, later = _apart(topology, pairs, limit[long])
    return pairs.of(now), pairs.of(later)


def _not_round_the_corner(topology: Topology, pairs: Pairs, limit: Floats) -> Bools:
    """Leave out edges that meet the dead end's own edge and are short."""
    own = _own_edge(topology)[pairs.dead]
    meets = np.zeros(len(pairs), dtype=bool)
    for one in (topology.tail, topology.head):
        for other in (topology.tail, topology.head):
            meets |= one[own] == other[pairs.edge]
    return ~(meets & (topology.drawn_m[own] + topology.drawn_m[pairs.edge] <= limit))


def _nearest_few(pairs: Pairs) -> Pairs:
    order = np.lexsort((pairs.edge, pairs.gap_m, pairs.dead))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = np.diff(pairs.dead[order]) != 0
    begins = np.flatnonzero(fresh)
    number = np.arange(len(order)) - np.repeat(begins, np.diff(np.append(begins, len(order))))
    return pairs.of(order[number < _MOST_CANDIDATES])


def _ways_m(topology: Topology, pairs: Pairs, limit_m: float, control: RunControl) -> Floats:
    """Length of the way by road over each gap, infinite beyond `limit_m`.

    Searched cell by cell: a way within the limit cannot leave the cell by more than the limit.
    """
    graph = undirected_graph(topology)
    plane = to_plane(topology.node)
    margin = limit_m * float(scale_at(np.abs(topology.node[:, 1]).max())) * 1.01
    bins = np.floor((plane - plane.min(axis=0)) / margin).astype(np.int64)
    wide = int(bins[:, 0].max()) + 2 * _BINS_A_CELL
    number = bins[:, 1] * wide + bins[:, 0]
    by_bin = np.argsort(number, kind="stable")
    number = number[by_bin]
    along = _along_m(topology, pairs)
    rest = topology.drawn_m[pairs.edge] - along
    way = np.full(len(pairs), np.inf)
    keys, group = np.unique(bins[pairs.dead] // _BINS_A_CELL, axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    for key, mine in zip(keys, np.split(order, np.cumsum(np.bincount(group.ravel()))[:-1]), strict=True):
        control.step(0.8, tr("looking for gaps in the roads"))
        west, south = key * _BINS_A_CELL - 1
        rows = (south + np.arange(_BINS_A_CELL + 2)) * wide
        first = np.searchsorted(number, rows + max(west, 0))
        last = np.searchsorted(number, rows + west + _BINS_A_CELL + 2)
        near = np.sort(np.concatenate([by_bin[one:end] for one, end in zip(first, last, strict=True)]))
        edge = pairs.edge[mine]
        sources, row = np.unique(pairs.dead[mine], return_inverse=True)
        reach = _reach_m(graph, near, sources, limit_m)
        way[mine] = np.minimum(
            _at(reach, row, near, topology.tail[edge]) + along[mine],
            _at(reach, row, near, topology.head[edge]) + rest[mine],
        )
    return way


def _reach_m(graph: csr_matrix, near: Ints, dead: Ints, limit_m: float) -> Floats:
    """Metres from each dead end (row) to the nodes `near` within the limit."""
    part = _part(graph, near)
    sources = np.searchsorted(near, dead)
    chunk = max(1, _CELLS_AT_ONCE // len(near))
    reach = [
        dijkstra(part, directed=False, indices=sources[first : first + chunk], limit=limit_m)
        for first in range(0, len(sources), chunk)
    ]
    return np.asarray(np.concatenate(reach), dtype=np.float64)


def _part(graph: csr_matrix, near: Ints) -> csr_matrix:
    """The graph of the nodes `near` alone, numbered in their order."""
    count = graph.indptr[near + 1] - graph.indptr[near]
    start = np.cumsum(count) - count
    entry = np.arange(count.sum()) - np.repeat(start, count) + np.repeat(graph.indptr[near], count)
    head = graph.indices[entry]
    place = np.minimum(np.searchsorted(near, head), len(near) - 1)
    inside = near[place] == head
    tail = np.repeat(np.arange(len(near)), count)[inside]
    return csr_matrix((graph.data[entry][inside], (tail, place[inside])), shape=(len(near), len(near)))


def _at(reach: Floats, row: Ints, near: Ints, node: Ints) -> Floats:
    """Metres in rows to nodes, pair by pair; infinite where a node is not among those near."""
    place = np.minimum(np.searchsorted(near, node), len(near) - 1)
    return np.where(near[place] == node, reach[row, place], np.inf)


def _along_m(topology: Topology, pairs: Pairs) -> Floats:
    """Metres along the edge to each place."""
    along = topology.along
    whole = along[topology.start[pairs.edge + 1] - 1] - along[topology.start[pairs.edge]]
    return np.asarray(topology.drawn_m[pairs.edge] * pairs.at / np.maximum(whole, 1e-9), dtype=np.float64)


def undirected_graph(topology: Topology) -> csr_matrix:
    """Undirected lengths in metres, parallel edges reduced to the shortest."""
    length = np.maximum(topology.drawn_m, 1e-6)
    low, high = np.minimum(topology.tail, topology.head), np.maximum(topology.tail, topology.head)
    order = np.lexsort((length, high, low))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    kept = order[fresh]
    nodes = len(topology.node)
    return coo_matrix((length[kept], (low[kept], high[kept])), shape=(nodes, nodes)).tocsr()


def _apart(topology: Topology, pairs: Pairs, limit: Floats) -> tuple[Ints, Ints]:
    """Pairs to take now, shortest first, and those too near a taken one to be judged yet."""
    place = to_plane(topology.node[pairs.dead]) / scale_at(topology.node[pairs.dead, 1])[:, None]
    taken: list[int] = []
    later: list[int] = []
    taken_place, taken_limit = np.empty_like(place), np.empty_like(limit)
    for row in np.lexsort((pairs.edge, pairs.dead, pairs.gap_m)).tolist():
        count = len(taken)
        apart = np.hypot(*(taken_place[:count] - place[row]).T)
        if (apart > np.maximum(limit[row], taken_limit[:count])).all():
            taken_place[count], taken_limit[count] = place[row], limit[row]
            taken.append(row)
        else:
            later.append(row)
    return np.array(taken, dtype=np.int64), np.array(later, dtype=np.int64)


def _joined_at(
    topology: Topology, joins: Joins, chosen: Pairs, others: Pairs
) -> tuple[Topology, Joins, Pairs]:
    """Make an edge for each chosen pair; gives the other pairs in terms of the pieces that remain.

    Those that touch are not listed as joins.
    """
    if not len(chosen):
        return topology, joins, others
    own = _own_edge(topology)[chosen.dead]
    parts, node, parent = cut(topology, chosen.edge, chosen.at)
    here, there = topology.node[chosen.dead], parts.node[node]
    gap = geodesic_m(*here.T, *there.T)
    is_join = chosen.gap_m > TOUCH_M
    yes = np.ones(len(chosen), dtype=bool)
    result = replace(
        parts,
        vertex=np.concatenate((parts.vertex, np.stack((here, there), axis=1).reshape(-1, 2))),
        start=np.concatenate((parts.start, len(parts.vertex) + 2 * np.arange(1, len(chosen) + 1))),
        tail=np.concatenate((parts.tail, chosen.dead)),
        head=np.concatenate((parts.head, node)),
        road=np.concatenate((parts.road, topology.road[own])),
        line=np.concatenate((parts.line, topology.line[own])),
        forward=np.concatenate((parts.forward, yes)),
        backward=np.concatenate((parts.backward, yes)),
        level=np.concatenate((parts.level, topology.level[own])),
        drawn_m=np.concatenate((parts.drawn_m, gap)),
        join=np.concatenate((parts.join, np.where(is_join, len(joins) + np.cumsum(is_join) - 1, -1))),
    )
    listed = Joins(
        np.concatenate((joins.origin, here[is_join])),
        np.concatenate((joins.target, there[is_join])),
        np.concatenate((joins.gap_m, gap[is_join])),
    )
    return result, listed, _on_pieces(others, parts, parent)


def _on_pieces(pairs: Pairs, parts: Topology, parent: Ints) -> Pairs:
    """Pairs on edges as they were, in terms of the pieces they were cut into."""
    begins = parts.along[parts.start[:-1]]
    first = np.searchsorted(parent, pairs.edge)
    place = begins[first] + pairs.at
    piece = np.searchsorted(begins, place, side="right") - 1
    piece = np.clip(piece, first, np.searchsorted(parent, pairs.edge, side="right") - 1).astype(np.int64)
    return Pairs(pairs.dead, piece, np.maximum(place - begins[piece], 0.0), pairs.gap_m)
