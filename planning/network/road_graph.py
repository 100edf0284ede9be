"""The road graph: every road layer of the workspace as one network of nodes and edges."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from layers.layer import Layer
from layers.text import tr
from layers.workspace import Workspace
from planning.errors import MissingData
from planning.network.joining import Joins, joined
from planning.network.plane import line_lengths_m
from planning.network.road_table import RoadTable, road_layers, road_table
from planning.network.topology import (
    Bools,
    Floats,
    Ints,
    Topology,
    point_at,
    subdivided,
    topology_of,
)
from planning.run_control import RunControl

LONGEST_EDGE_M = 2_000.0  # a closure takes whole edges; longer ones would close more road than is meant
DEFAULT_JOIN_M = 50.0


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """Nodes and edges of all roads, with the joins that were made; arrays, one element an edge.

    Attributes
    ----------
    node_lon, node_lat : float array
        Degrees (EPSG:4326).
    tail, head : int array
        Node at the first and last vertex of the edge's line.
    length_m : float array
        Geodesic; where the road states its length, that length shared out by the drawn one.
    road : int array
        Row of `roads`; a join bears the road of its dead end.
    forward, backward : bool array
        Whether one may drive from tail to head, and from head to tail.
    join : int array
        Index into `joins`, -1 for roads.
    roads : RoadTable
    joins : Joins
    join_m : float
        The distance within which dead ends were joined.
    component : int array
        Piece of the network each edge belongs to, whatever its direction; 0 is the longest.
    component_km : float array
        Length of each piece without joins, descending.
    """

    node_lon: Floats
    node_lat: Floats
    tail: Ints
    head: Ints
    length_m: Floats
    road: Ints
    forward: Bools
    backward: Bools
    join: Ints
    roads: RoadTable
    joins: Joins
    join_m: float
    component: Ints
    component_km: Floats
    topology: Topology

    def __len__(self) -> int:
        return len(self.tail)

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_lon)

    @property
    def largest_share(self) -> float:
        """Share of the length that lies in the longest piece."""
        return float(self.component_km[0] / max(self.component_km.sum(), 1e-12))

    @property
    def road_layer(self) -> NDArray[np.object_]:
        """Name of the layer each edge comes from."""
        return np.array(self.roads.layers, dtype=object)[self.roads.layer[self.road]]

    @property
    def road_fid(self) -> Ints:
        """Feature each edge comes from."""
        return self.roads.fid[self.road]

    @property
    def road_class(self) -> NDArray[np.object_]:
        """Class of each edge as stated; empty where it is unknown."""
        return self.roads.road_class[self.road]

    @cached_property
    def lines(self) -> NDArray[np.object_]:
        """Each edge as a LineString in EPSG:4326, tail first."""
        return self.topology.lines()

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of `lines`."""
        return shapely.STRtree(self.lines)

    @cached_property
    def plane_lines(self) -> NDArray[np.object_]:
        """Each edge in the plane of `planning.network.plane`."""
        return self.topology.lines(plane=True)

    @cached_property
    def plane_tree(self) -> shapely.STRtree:
        """Index of `plane_lines`."""
        return shapely.STRtree(self.plane_lines)

    def points_at(self, edge: Ints, share: Floats) -> Floats:
        """Degrees, shape (n, 2), of the places at a share (0 tail, 1 head) of each edge."""
        along, start = self.topology.along, self.topology.start
        whole = along[start[edge + 1] - 1] - along[start[edge]]
        return point_at(self.topology, edge, share * whole)[1]

    def stretch(self, edge: int, first: float, last: float) -> Floats:
        """Vertices, shape (k, 2), of an edge between two shares of it; against its line when first > last."""
        start, stop = int(self.topology.start[edge]), int(self.topology.start[edge + 1])
        low, high = min(first, last), max(first, last)
        if low <= 0.0 and high >= 1.0:
            vertices = self.topology.vertex[start:stop]
        else:
            along = self.topology.along[start:stop]
            measure, whole = along - along[0], along[-1] - along[0]
            inner = self.topology.vertex[start:stop][(measure > low * whole) & (measure < high * whole)]
            ends = self.points_at(np.array([edge, edge]), np.array([low, high]))
            vertices = np.concatenate((ends[:1], inner, ends[1:]))
        return vertices if first <= last else vertices[::-1]

    def edges_of(self, road: int) -> Ints:
        """Edges along a row of `roads`, ascending; also where the line of a duplicate was kept."""
        roads, edges = self._edges_by_road
        first, last = np.searchsorted(roads, (road, road + 1))
        return edges[first:last]

    @cached_property
    def _edges_by_road(self) -> tuple[Ints, Ints]:
        line, road = self.topology.line, self.topology.same_road
        by_line = np.argsort(line, kind="stable")
        first = np.searchsorted(line[by_line], self.topology.same_line)
        count = np.searchsorted(line[by_line], self.topology.same_line, side="right") - first
        run = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
        roads = np.concatenate((self.road, np.repeat(road, count)))
        edges = np.concatenate((np.arange(len(self)), by_line[run]))
        order = np.lexsort((edges, roads))
        return roads[order], edges[order]


def road_graph(
    situation: Workspace, *, join_m: float = DEFAULT_JOIN_M, control: RunControl | None = None
) -> RoadGraph:
    """The network of all road layers together, kept for as long as their content stays the same.

    The status of a road is no part of it, so closing roads does not build it anew.

    Parameters
    ----------
    join_m : float
        Dead ends within this distance of another road are joined to it; 0 joins nothing.

    Raises
    ------
    MissingData
        When the workspace has no roads.
    Cancelled
        When stopped through `control`.
    """
    layers = road_layers(situation)
    return _GRAPHS.graph(layers, join_m, control or RunControl())


def built(roads: RoadTable, join_m: float, control: RunControl) -> RoadGraph:
    """Build the graph of a road table."""
    control.step(0.0, tr("splitting roads where they meet"))
    topology = topology_of(roads)
    if not len(topology):
        raise MissingData(
            tr("the road layers hold no line of any length"),
            where=", ".join(roads.layers),
            expected=tr("Roads as lines."),
            todo=tr("Import the roads again."),
        )
    topology, joins = joined(topology, join_m, control.part(0.3, 0.8))
    control.step(0.8, tr("measuring roads"))
    topology = subdivided(topology, LONGEST_EDGE_M)
    length_m = topology.drawn_m * _stated_factor(roads, topology)
    component, component_km = _components(topology, length_m)
    control.step(1.0, tr("road network built"))
    return RoadGraph(
        node_lon=topology.node[:, 0],
        node_lat=topology.node[:, 1],
        tail=topology.tail,
        head=topology.head,
        length_m=length_m,
        road=topology.road,
        forward=topology.forward,
        backward=topology.backward,
        join=topology.join,
        roads=roads,
        joins=joins,
        join_m=join_m,
        component=component,
        component_km=component_km,
        topology=topology,
    )


def _stated_factor(roads: RoadTable, topology: Topology) -> Floats:
    """Stated over drawn length of the road of each edge; 1 where no length is stated, and for joins."""
    stated = np.flatnonzero(roads.stated_km > 0)
    factor = np.ones(len(roads))
    if len(stated):
        parts, owner = shapely.get_parts(roads.geometry[stated], return_index=True)
        vertex, line = shapely.get_coordinates(parts, return_index=True)
        start = np.searchsorted(line, np.arange(len(parts) + 1))
        drawn_m = np.bincount(owner, weights=line_lengths_m(vertex, start), minlength=len(stated))
        known = drawn_m > 0
        factor[stated[known]] = roads.stated_km[stated[known]] * 1000.0 / drawn_m[known]
    return np.where(topology.join >= 0, 1.0, factor[topology.road])


def _components(topology: Topology, length_m: Floats) -> tuple[Ints, Floats]:
    nodes = len(topology.node)
    ones = np.ones(len(topology), dtype=np.int8)
    count, label = connected_components(
        coo_matrix((ones, (topology.tail, topology.head)), shape=(nodes, nodes)), directed=False
    )
    edge = label[topology.tail]
    km = np.bincount(edge, weights=np.where(topology.join < 0, length_m, 0.0) / 1000.0, minlength=count)
    used = np.flatnonzero(np.bincount(edge, minlength=count))
    order = used[np.argsort(-km[used], kind="stable")]
    rank = np.full(count, -1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    return np.asarray(rank[edge], dtype=np.int64), np.asarray(km[order], dtype=np.float64)


class _Graphs:
    """The graphs last used: found by the frames themselves, else by their content."""

    _MOST = 4

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._graphs: OrderedDict[tuple[bytes, float], RoadGraph] = OrderedDict()
        self._digests: list[tuple[tuple[weakref.ref[Any], ...], tuple[str, ...], bytes]] = []

    def graph(self, layers: tuple[Layer, ...], join_m: float, control: RunControl) -> RoadGraph:
        digest = self._known_digest(layers)
        table = None
        if digest is None:
            table = road_table(layers)
            digest = table.digest()
            references = tuple(weakref.ref(layer.frame) for layer in layers)
            with self._lock:
                self._digests = [*self._digests[-3 * self._MOST :], (references, _names(layers), digest)]
        key = (digest, float(join_m))
        with self._lock:
            if key in self._graphs:
                self._graphs.move_to_end(key)
                return self._graphs[key]
        graph = built(table or road_table(layers), join_m, control)
        with self._lock:
            self._graphs[key] = graph
            while len(self._graphs) > self._MOST:
                self._graphs.popitem(last=False)
        return graph

    def _known_digest(self, layers: tuple[Layer, ...]) -> bytes | None:
        with self._lock:
            for references, names, digest in self._digests:
                if names == _names(layers) and all(
                    reference() is layer.frame for reference, layer in zip(references, layers, strict=True)
                ):
                    return digest
        return None


def _names(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    return tuple(layer.name for layer in layers)


_GRAPHS = _Graphs()
