"""Nodes and edges with their drawn shape, and how edges are cut."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from planning.network.plane import along_lines, line_lengths_m, to_plane

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


def place_keys(lonlat: Floats) -> Ints:
    """One number for each place, the same within 1e-7 degree."""
    cells = np.round(lonlat * _GRID).astype(np.int64)
    return np.asarray((cells[:, 0] + 1_800_000_000) * 2_000_000_000 + cells[:, 1] + 900_000_000)


def gathered(begins: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Starts of runs laid one after the other, and the index of each of their elements."""
    start = np.concatenate(([0], np.cumsum(count)))
    return start, np.arange(start[-1]) - np.repeat(start[:-1], count) + np.repeat(begins, count)


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
    changed_start, gather = gathered(start[changed], np.diff(start)[changed])
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
