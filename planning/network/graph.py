"""The road graph as a value: nodes, edges, joins, barred turns, and the order that makes ways fast."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from planning.network.arcs import Arcs, Turns, arcs_of
from planning.network.chains import Chains
from planning.network.hierarchy import Hierarchy, NodeOrder, order_of
from planning.network.joining import Joins
from planning.network.road_table import RoadTable
from planning.network.topology import Bools, Floats, Ints, Topology, point_at
from planning.run_control import RunControl


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
    turns : Turns
        Barred turns.
    key : bytes
        Fingerprint of the layers it was built from, with `join_m`.
    node_order : NodeOrder
        What makes ways fast, once it is known.
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
    turns: Turns
    key: bytes = b""
    node_order: NodeOrder = field(default_factory=NodeOrder)

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

    @cached_property
    def arcs(self) -> Arcs:
        """Directed arcs, as engines take them."""
        return arcs_of(self.nodes, self.tail, self.head, self.forward, self.backward, self.turns)

    @cached_property
    def chains(self) -> Chains:
        """Arcs in rows through states where nothing branches off, as the hierarchy takes them."""
        rows = self.node_order.rows
        return Chains.of(self.arcs) if rows is None else Chains(self.arcs, *rows)

    @property
    def hierarchy(self) -> Hierarchy | None:
        """What answers fast; None until `prepared` or opened with its order."""
        return self.node_order.hierarchy(lambda: self.chains)

    def prepared(self, control: RunControl | None = None) -> Hierarchy:
        """Make the order, if it is not known yet, and the hierarchy; takes seconds to minutes.

        Raises
        ------
        Cancelled
            When stopped through `control`.
        """
        if self.node_order.order is None:
            node = self.arcs.state_node[self.chains.kept]
            lon, lat = self.node_lon[node], self.node_lat[node]
            self.node_order.become(order_of(self.chains, lon, lat, control or RunControl()))
        found = self.hierarchy
        assert found is not None
        return found

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

    def stretches(self, edge: Ints, first: Floats, last: Floats) -> tuple[Floats, Ints]:
        """Vertices of many stretches one after the other, each with its line, and where each one's begin."""
        along = self.topology.along
        begin, end = self.topology.start[edge], self.topology.start[edge + 1]
        whole = along[end - 1] - along[begin]
        low = np.clip(np.searchsorted(along, along[begin] + first * whole, side="right"), begin + 1, end - 1)
        high = np.clip(np.searchsorted(along, along[begin] + last * whole, side="left"), low, end - 1)
        start = np.concatenate(([0], np.cumsum(high - low + 2)))
        vertices = np.empty((start[-1], 2))
        run = np.arange(start[-1]) - np.repeat(start[:-1] + 1 - low, high - low + 2)
        vertices[:] = self.topology.vertex[np.clip(run, 0, len(along) - 1)]
        vertices[start[:-1]] = self.points_at(edge, first)
        vertices[start[1:] - 1] = self.points_at(edge, last)
        return vertices, start

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


def graph_of(
    topology: Topology,
    roads: RoadTable,
    joins: Joins,
    join_m: float,
    length_m: Floats,
    component: Ints,
    component_km: Floats,
    turns: Turns,
    key: bytes,
) -> RoadGraph:
    """The graph of its parts."""
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
        turns=turns,
        key=key,
    )
