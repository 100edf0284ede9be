"""Lines to nodes and edges: split where roads meet, duplicates merged, levels respected."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.text import tr
from planning.network.plane import line_lengths_m
from planning.network.road_table import BACKWARD, FORWARD, RoadTable
from planning.network.topology import Bools, Floats, Ints, Topology, gathered, place_keys
from planning.run_control import RunControl

_EDGES_AT_ONCE = 100_000


def topology_of(
    roads: RoadTable, parted: Floats | None = None, control: RunControl | None = None
) -> Topology:
    """Split every road where it shares a vertex with another or with itself, and where it is parted.

    Multilines are taken apart. Stretches drawn twice are merged: one may drive them as any of the
    duplicates whose direction is stated allows. Roads that pass one another at different levels are not
    joined by a shared vertex; one that ends there is.

    Parameters
    ----------
    parted : float array, shape (n, 2), optional
        Vertices of roads that become nodes, such as those with a barrier.
    """
    control = control or RunControl()
    stage = tr("splitting roads where they meet")
    control.step(0.0, stage)
    vertex, owner, road = _vertices(roads)
    control.step(0.2, stage)
    point = _points(vertex)
    control.step(0.4, stage)
    kept = _of_some_length(point, owner)
    vertex, owner, point, road = vertex[kept], owner[kept], point[kept], road[kept]
    first = np.ones(len(owner), dtype=bool)
    first[1:] = owner[1:] != owner[:-1]
    last = np.roll(first, -1)
    point = _told_apart_by_level(point, *_beside(point, first, last), roads.level[road])
    before, after = _beside(point, first, last)
    control.step(0.5, stage)
    is_node = _are_nodes(point, before, after)
    if parted is not None and len(parted):
        is_node |= np.isin(place_keys(vertex), place_keys(parted))
    control.step(0.6, stage)
    split = _split(vertex, point, is_node, first, last, road)
    control.step(0.7, stage)
    return _merged(split, roads, control.part(0.7, 1.0))


def _vertices(roads: RoadTable) -> tuple[Floats, Ints, Ints]:
    """Vertices of all lines one after the other, with the line and the road of each."""
    lines = shapely.get_num_geometries(roads.geometry)
    count = np.zeros(int(lines.sum()), dtype=np.int64)
    begin = np.cumsum(lines) - lines
    single, several = np.flatnonzero(lines == 1), np.flatnonzero(lines > 1)
    count[begin[single]] = shapely.get_num_coordinates(roads.geometry[single])
    if len(several):
        parts, owner = shapely.get_parts(roads.geometry[several], return_index=True)
        number = np.arange(len(parts)) - np.searchsorted(owner, owner)
        count[begin[several[owner]] + number] = shapely.get_num_coordinates(parts)
    coordinates = shapely.get_coordinates(roads.geometry)
    line = np.repeat(np.arange(len(count)), count)
    road = np.repeat(np.arange(len(lines)), lines)[line]
    finite = np.isfinite(coordinates).all(axis=1)
    return coordinates[finite], line[finite], road[finite]


def _of_some_length(point: Ints, owner: Ints) -> Bools:
    """Vertices that do not repeat the one before, of lines that have more than one."""
    kept = np.ones(len(point), dtype=bool)
    kept[1:] = (point[1:] != point[:-1]) | (owner[1:] != owner[:-1])
    several = np.bincount(owner[kept], minlength=int(owner.max(initial=-1)) + 1) > 1
    return np.asarray(kept & several[owner], dtype=np.bool_)


def _beside(point: Ints, first: Bools, last: Bools) -> tuple[Ints, Ints]:
    """The points before and after each vertex of a line; -1 at its ends."""
    return np.where(first, -1, np.roll(point, 1)), np.where(last, -1, np.roll(point, -1))


def _points(vertex: Floats) -> Ints:
    """A number for each distinct place on the grid."""
    _, point = np.unique(place_keys(vertex), return_inverse=True)
    return np.asarray(point, dtype=np.int64)


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
    start, gather = gathered(begins, ends - begins + 1)
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


def _merged(split: _Stretches, roads: RoadTable, control: RunControl) -> Topology:
    """Merge edges that run over the same vertices; one whose class is known is kept."""
    edges = len(split.tail)
    signature = np.add.reduceat(_mixed(split.point), split.start[:-1]) if edges else np.zeros(0, np.uint64)
    low, high = np.minimum(split.tail, split.head), np.maximum(split.tail, split.head)
    unclassed = np.asarray(roads.road_class == "", dtype=bool)[split.road]
    order = np.lexsort((unclassed, signature, high, low))
    control.step(0.2, tr("splitting roads where they meet"))
    fresh = np.ones(edges, dtype=bool)
    for values in (signature, low, high):
        fresh[1:] &= values[order][1:] == values[order][:-1]
    fresh[1:] = ~fresh[1:]
    group = np.empty(edges, dtype=np.int64)
    group[order] = np.cumsum(fresh) - 1
    keeper = order[fresh]
    forward, backward = _directions(split, roads, keeper, group)
    kept = np.sort(keeper)  # edges keep the order of the roads
    is_kept = np.zeros(edges, dtype=bool)
    is_kept[kept] = True
    double = np.flatnonzero(~is_kept)
    start, gather = gathered(split.start[:-1][kept], np.diff(split.start)[kept])
    vertex = split.vertex[gather]
    drawn_m = _lengths_m(vertex, start, control.part(0.4, 1.0))
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
        drawn_m=drawn_m,
        join=np.full(len(kept), -1),
        same_line=np.searchsorted(kept, keeper[group[double]]),
        same_road=split.road[double],
    )


def _lengths_m(vertex: Floats, start: Ints, control: RunControl) -> Floats:
    """Geodesic length of each edge, some at a time."""
    lengths = [np.zeros(0)]
    for first in range(0, len(start) - 1, _EDGES_AT_ONCE):
        control.step(first / len(start), tr("measuring roads"))
        own = start[first : first + _EDGES_AT_ONCE + 1]
        lengths.append(line_lengths_m(vertex[own[0] : own[-1]], own - own[0]))
    return np.concatenate(lengths)


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
