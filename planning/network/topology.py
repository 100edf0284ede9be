"""Lines to nodes and edges: split where roads meet, duplicates merged, levels respected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
import shapely
from numpy.typing import NDArray

from planning.network.plane import along_lines, line_lengths_m, to_plane
from planning.network.road_table import BACKWARD, FORWARD, RoadTable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_GRID = 1e7  # vertices equal to 1e-7 degree (1 cm, the precision of OpenStreetMap) are one point
_SAME_POINT = 0.01  # plane units; a cut this near an end of an edge is that end


@dataclass(frozen=True, eq=False)
class Topology:
    """Nodes and edges with their drawn shape.

    Attributes
    ----------
    node : float array, shape (nodes, 2)
        Degrees, longitude first.
    vertex : float array, shape (vertices, 2)
        The vertices of all edges one after the other.
    start : int array, shape (edges + 1,)
        Where each edge's vertices begin.
    tail, head : int array
        Node at the first and last vertex of each edge.
    road : int array
        Row of the road table.
    line : int array
        Edges cut from one stretch of road share it; see `same_line` and `same_road`.
    forward, backward : bool array
        Whether one may drive from tail to head, and from head to tail.
    level : int array
    drawn_m : float array
        Geodesic length of the drawn edge.
    join : int array
        Index of the join an edge stands for, -1 for roads.
    same_line, same_road : int array
        Roads that duplicate a stretch which another road already gave.
    """

    node: Floats
    vertex: Floats
    start: Ints
    tail: Ints
    head: Ints
    road: Ints
    line: Ints
    forward: Bools
    backward: Bools
    level: Ints
    drawn_m: Floats
    join: Ints
    same_line: Ints
    same_road: Ints

    def __len__(self) -> int:
        return len(self.tail)

    def lines(self, *, plane: bool = False) -> NDArray[np.object_]:
        """Each edge as a LineString, in degrees or in the plane of `planning.network.plane`."""
        owner = np.repeat(np.arange(len(self)), np.diff(self.start))
        vertices = self.plane_vertex if plane else self.vertex
        lines: NDArray[np.object_] = shapely.linestrings(vertices, indices=owner)
        return lines

    @cached_property
    def plane_vertex(self) -> Floats:
        """The vertices in the plane of `planning.network.plane`."""
        return to_plane(self.vertex)

    @cached_property
    def along(self) -> Floats:
        """Running plane distance at each vertex over all edges; see `point_at`."""
        return along_lines(np.hypot(*np.diff(self.plane_vertex, axis=0).T), self.start)

    def degree(self) -> Ints:
        """Edge ends at each node."""
        return np.bincount(self.tail, minlength=len(self.node)) + np.bincount(
            self.head, minlength=len(self.node)
        )


def topology_of(roads: RoadTable, parted: Floats | None = None) -> Topology:
    """Split every road where it shares a vertex with another or with itself, and where it is parted.

    Multilines are taken apart. Stretches drawn twice are merged: one may drive them as any of the
    duplicates whose direction is stated allows. Roads that pass one another at different levels are not
    joined by a shared vertex; one that ends there is.

    Parameters
    ----------
    parted : float array, shape (n, 2), optional
        Vertices of roads that become nodes, such as those with a barrier.
    """
    vertex, owner = _vertices(roads)
    point = _points(vertex)
    repeated = np.zeros(len(vertex), dtype=bool)
    repeated[1:] = (point[1:] == point[:-1]) & (owner[1:] == owner[:-1])
    vertex, owner, point = vertex[~repeated], owner[~repeated], point[~repeated]
    long_enough = np.bincount(owner, minlength=owner.max(initial=-1) + 1) > 1
    kept = long_enough[owner]
    vertex, owner, point = vertex[kept], owner[kept], point[kept]
    first = np.ones(len(owner), dtype=bool)
    first[1:] = owner[1:] != owner[:-1]
    last = np.roll(first, -1)
    road = _road_of_parts(roads)[owner]
    before = np.where(first, -1, np.roll(point, 1))
    after = np.where(last, -1, np.roll(point, -1))
    point = _told_apart_by_level(point, before, after, roads.level[road])
    before = np.where(first, -1, np.roll(point, 1))
    after = np.where(last, -1, np.roll(point, -1))
    is_node = _are_nodes(point, before, after)
    if parted is not None and len(parted):
        is_node |= np.isin(place_keys(vertex), place_keys(parted))
    return _merged(_split(vertex, point, is_node, first, last, road), roads)


def _vertices(roads: RoadTable) -> tuple[Floats, Ints]:
    parts = shapely.get_parts(roads.geometry)
    coordinates, owner = shapely.get_coordinates(parts, return_index=True)
    finite = np.isfinite(coordinates).all(axis=1)
    return coordinates[finite], owner[finite].astype(np.int64)


def _road_of_parts(roads: RoadTable) -> Ints:
    _, road = shapely.get_parts(roads.geometry, return_index=True)
    return np.asarray(road, dtype=np.int64)


def _points(vertex: Floats) -> Ints:
    """A number for each distinct place on the grid."""
    _, point = np.unique(place_keys(vertex), return_inverse=True)
    return np.asarray(point, dtype=np.int64)


def place_keys(lonlat: Floats) -> Ints:
    """One number for each place, the same within 1e-7 degree."""
    cells = np.round(lonlat * _GRID).astype(np.int64)
    return np.asarray((cells[:, 0] + 1_800_000_000) * 2_000_000_000 + cells[:, 1] + 900_000_000)


def _are_nodes(point: Ints, before: Ints, after: Ints) -> Bools:
    """Which vertices are nodes: where a road ends, or where roads part."""
    if not len(point):
        return np.zeros(0, dtype=bool)
    points = int(point.max()) + 1
    pairs = np.concatenate((point * points + before, point * points + after))
    pairs = np.sort(pairs[np.concatenate((before, after)) >= 0])
    fresh = np.ones(len(pairs), dtype=bool)
    fresh[1:] = np.diff(pairs) != 0
    neighbours = np.bincount(pairs[fresh] // points, minlength=points)
    is_end = np.bincount(point[(before < 0) | (after < 0)], minlength=points) > 0
    return np.asarray((is_end | (neighbours != 2))[point], dtype=np.bool_)


def _told_apart_by_level(point: Ints, before: Ints, after: Ints, level: Ints) -> Ints:
    """Points, with a new one for each further level at which a road passes through a shared point."""
    rows = np.flatnonzero(_points_of_several_levels(point, level))
    if not len(rows):
        return point
    point = point.copy()
    following = int(point.max()) + 1
    rows = rows[np.argsort(point[rows], kind="stable")]
    for group in np.split(rows, np.flatnonzero(np.diff(point[rows])) + 1):
        passing = []
        for value in np.unique(level[group]).tolist():
            own = group[level[group] == value]
            if len({*before[own].tolist(), *after[own].tolist()} - {-1}) > 1:
                passing.append(value)
        numbers = {value: following + index - 1 for index, value in enumerate(passing)}
        for row in group.tolist() if len(passing) > 1 else ():
            nearest = min(passing, key=partial(_apart, int(level[row])))
            if nearest != passing[0]:
                point[row] = numbers[nearest]
        following += max(0, len(passing) - 1)
    return point


def _apart(level: int, other: int) -> int:
    return abs(level - other)


def _points_of_several_levels(point: Ints, level: Ints) -> Bools:
    """Which vertices lie at a point that vertices of another level share."""
    if not len(point):
        return np.zeros(0, dtype=bool)
    lowest = np.full(int(point.max()) + 1, np.iinfo(np.int64).max)
    highest = np.full(len(lowest), np.iinfo(np.int64).min)
    np.minimum.at(lowest, point, level)
    np.maximum.at(highest, point, level)
    return np.asarray((lowest != highest)[point], dtype=np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class _Stretches:
    """Edges before duplicates are merged; `point` numbers the place of each vertex."""

    vertex: Floats
    point: Ints
    start: Ints
    tail: Ints
    head: Ints
    road: Ints
    node: Floats


def _split(vertex: Floats, point: Ints, is_node: Bools, first: Bools, last: Bools, road: Ints) -> _Stretches:
    """Edges between neighbouring nodes along each road."""
    begins = np.flatnonzero(is_node & ~last)
    ends = np.flatnonzero(is_node & ~first)
    start, gather = _gathered(begins, ends - begins + 1)
    both = np.concatenate((begins, ends))
    used, index = np.unique(point[both], return_index=True)
    return _Stretches(
        vertex=vertex[gather],
        point=point[gather],
        start=start,
        tail=np.searchsorted(used, point[begins]),
        head=np.searchsorted(used, point[ends]),
        road=road[begins],
        node=vertex[both[index]],
    )


def _gathered(begins: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Starts of runs laid one after the other, and the index of each of their elements."""
    start = np.concatenate(([0], np.cumsum(count)))
    return start, np.arange(start[-1]) - np.repeat(start[:-1], count) + np.repeat(begins, count)


def _merged(split: _Stretches, roads: RoadTable) -> Topology:
    """Merge edges that run over the same vertices; one whose class is known is kept."""
    edges = len(split.tail)
    signature = np.add.reduceat(_mixed(split.point), split.start[:-1]) if edges else np.zeros(0, np.uint64)
    low, high = np.minimum(split.tail, split.head), np.maximum(split.tail, split.head)
    unclassed = np.asarray(roads.road_class == "", dtype=bool)[split.road]
    order = np.lexsort((np.arange(edges), unclassed, signature, high, low))
    fresh = np.ones(edges, dtype=bool)
    for values in (signature, low, high):
        fresh[1:] &= values[order][1:] == values[order][:-1]
    fresh[1:] = ~fresh[1:]
    group = np.empty(edges, dtype=np.int64)
    group[order] = np.cumsum(fresh) - 1
    keeper = order[fresh]
    forward, backward = _directions(split, roads, keeper, group)
    kept = np.sort(keeper)  # edges keep the order of the roads
    double = np.setdiff1d(np.arange(edges), kept)
    start, gather = _gathered(split.start[:-1][kept], np.diff(split.start)[kept])
    vertex = split.vertex[gather]
    return Topology(
        node=split.node,
        vertex=vertex,
        start=start,
        tail=split.tail[kept],
        head=split.head[kept],
        road=split.road[kept],
        line=np.arange(len(kept)),
        forward=forward[group[kept]],
        backward=backward[group[kept]],
        level=roads.level[split.road[kept]],
        drawn_m=line_lengths_m(vertex, start),
        join=np.full(len(kept), -1),
        same_line=np.searchsorted(kept, keeper[group[double]]),
        same_road=split.road[double],
    )


def _mixed(point: Ints) -> NDArray[np.uint64]:
    """A well scattered number for each point, so that sums over different points differ (splitmix64)."""
    value = point.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: NDArray[np.uint64] = value ^ (value >> np.uint64(31))
    return mixed


def _directions(split: _Stretches, roads: RoadTable, keeper: Ints, group: Ints) -> tuple[Bools, Bools]:
    """Whether each group of duplicates may be driven with and against its keeper's drawing direction."""
    kept = keeper[group]
    second = split.point[split.start[:-1] + 1]
    is_loop = split.tail == split.head
    against = np.where(is_loop, second != second[kept], split.tail != split.tail[kept])
    way = np.where(against, -1, 1) * roads.one_way[split.road]
    known = roads.one_way_known[split.road]
    any_known = np.bincount(group[known], minlength=len(keeper)) > 0
    counts = known | ~any_known[group]
    forward = np.bincount(group[counts & (way != BACKWARD)], minlength=len(keeper)) > 0
    backward = np.bincount(group[counts & (way != FORWARD)], minlength=len(keeper)) > 0
    return forward, backward


def cut(topology: Topology, edge: Ints, at: Floats) -> tuple[Topology, Ints, Ints]:
    """Cut edges at distances along them.

    Parameters
    ----------
    edge : int array
        Edges to cut; one may occur several times.
    at : float array
        Distance from the edge's first vertex, in the plane of `planning.network.plane`.

    Returns
    -------
    topology : Topology
        With edges in the old order, each cut one replaced by its pieces.
    node : int array
        The node at each cut: a new one, or an old one where the cut is at an end of the edge.
    parent : int array
        The edge that each edge of the result is a piece of, ascending.
    """
    along = topology.along
    begin, end = along[topology.start[:-1]], along[topology.start[1:] - 1]
    place = begin[edge] + at
    node = np.full(len(edge), -1, dtype=np.int64)
    at_tail = place <= begin[edge] + _SAME_POINT
    at_head = ~at_tail & (place >= end[edge] - _SAME_POINT)
    node[at_tail], node[at_head] = topology.tail[edge[at_tail]], topology.head[edge[at_head]]
    inner = np.flatnonzero(~at_tail & ~at_head)
    inner = inner[np.lexsort((place[inner], edge[inner]))]
    fresh = np.ones(len(inner), dtype=bool)
    fresh[1:] = (np.diff(edge[inner]) != 0) | (np.diff(place[inner]) > _SAME_POINT)
    node[inner] = len(topology.node) + np.cumsum(fresh) - 1
    cuts = inner[fresh]
    pieces = np.ones(len(topology), dtype=np.int64)
    np.add.at(pieces, edge[cuts], 1)
    parent = np.repeat(np.arange(len(topology)), pieces)
    if not len(cuts):
        return topology, node, parent
    after, where = point_at(topology, edge[cuts], at[cuts])
    return _cut_at(topology, parent, after, where), node, parent


def point_at(topology: Topology, edge: Ints, at: Floats) -> tuple[Ints, Floats]:
    """The vertex before, and the degrees of, each place at a plane distance along an edge."""
    along = topology.along
    place = along[topology.start[edge]] + at
    after = np.searchsorted(along, place, side="right") - 1
    after = np.clip(after, topology.start[edge], topology.start[edge + 1] - 2)
    share = (place - along[after]) / np.maximum(along[after + 1] - along[after], 1e-12)
    share = np.clip(share, 0.0, 1.0)[:, None]
    return after, topology.vertex[after] * (1 - share) + topology.vertex[after + 1] * share


def _cut_at(topology: Topology, parent: Ints, after: Ints, where: Floats) -> Topology:
    """Cut at points `where`, each after vertex `after`, ascending, into pieces of `parent` edges."""
    nodes = len(topology.node)
    twice = np.repeat(after + 1, 2)
    vertex = np.insert(topology.vertex, twice, np.repeat(where, 2, axis=0), axis=0)
    begins = np.full(len(topology.vertex), -1, dtype=np.int64)
    begins[topology.start[:-1]] = topology.tail
    ends = np.full(len(topology.vertex), -1, dtype=np.int64)
    ends[topology.start[1:] - 1] = topology.head
    new = nodes + np.arange(len(where))
    none = np.full(len(where), -1)
    begins = np.insert(begins, twice, np.column_stack((none, new)).ravel())
    ends = np.insert(ends, twice, np.column_stack((new, none)).ravel())
    start = np.concatenate((np.flatnonzero(begins >= 0), [len(vertex)]))
    drawn = topology.drawn_m[parent]
    changed = np.flatnonzero(np.bincount(parent)[parent] > 1)
    changed_start, gather = _gathered(start[changed], np.diff(start)[changed])
    drawn[changed] = line_lengths_m(vertex[gather], changed_start)
    return replace(
        topology,
        node=np.concatenate((topology.node, where)),
        vertex=vertex,
        start=start,
        tail=begins[begins >= 0],
        head=ends[ends >= 0],
        road=topology.road[parent],
        line=topology.line[parent],
        forward=topology.forward[parent],
        backward=topology.backward[parent],
        level=topology.level[parent],
        drawn_m=drawn,
        join=topology.join[parent],
    )


def subdivided(topology: Topology, longest_m: float) -> Topology:
    """Cut edges longer than `longest_m` into equal pieces, so that a closure takes only its own stretch."""
    long = np.flatnonzero(topology.drawn_m > longest_m)
    if not len(long):
        return topology
    pieces = np.ceil(topology.drawn_m[long] / longest_m).astype(np.int64)
    plane = topology.along[topology.start[long + 1] - 1] - topology.along[topology.start[long]]
    edge = np.repeat(long, pieces - 1)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(pieces - 1) - (pieces - 1), pieces - 1) + 1
    at: Floats = np.repeat(plane / pieces, pieces - 1) * number.astype(np.float64)
    result, _, _ = cut(topology, edge, at)
    return result
