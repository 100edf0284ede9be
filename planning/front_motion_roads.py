"""What a moved front does to the roads: which are lost, and which places no longer reach their hub."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from layers.workspace import Workspace
from planning.front import Front
from planning.network.closures import closures_of
from planning.network.snapping import Snap, snapped
from planning.network.travel import DEFAULT_SNAP_KM, travel_network
from planning.run_control import RunControl

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class RoadsAfter:
    """Roads after a move, against those before it.

    Attributes
    ----------
    lost_km, regained_km : float
        Length of usable road that came into the area of control, or out of it.
    bridges_lost : int
        Bridges among the roads lost.
    edges_lost : int array
        Edges of the road graph.
    cut_off : int array
        Places (by number) that reached their nearest hub before and do not any more.
    """

    lost_km: float
    regained_km: float
    bridges_lost: int
    edges_lost: Ints
    cut_off: Ints


class RoadState:
    """The road network before the front moves, and what each place reaches.

    Attributes
    ----------
    graph : RoadGraph
    hub : int array
        Nearest hub by time of each place; -1 where none is reached there and back.
    place_edges, hub_edges : int array
        Edge of the graph that each place or hub is attached to.
    """

    def __init__(
        self,
        situation: Workspace,
        front: Front,
        places: NDArray[np.float64],
        hubs: NDArray[np.float64],
        profile: str,
        control: RunControl,
    ) -> None:
        travel = travel_network(situation, profile=profile, control=control.part(0.0, 0.6))
        self.graph = travel.graph
        self._rules = travel.rules
        without = closures_of(
            situation, self.graph, profile=travel.profile, rules=travel.rules, front=None, avoid_front_km=0.0
        )
        self._without = without
        self._held = travel.closures.closed & ~without.closed
        self._meets = _meeting(self.graph.tree, front.area, len(self.graph))
        self._places = places
        self._snap = snapped(self.graph, travel.closures, places, DEFAULT_SNAP_KM)
        self._hub_snap = snapped(self.graph, travel.closures, hubs, DEFAULT_SNAP_KM)
        self.place_edges, self.hub_edges = self._snap.edge, self._hub_snap.edge
        self._tree = shapely.STRtree(shapely.points(places))
        self.hub = np.full(len(places), -1, dtype=np.int64)
        if len(hubs):
            minutes = travel.matrix(places, hubs, control.part(0.6, 1.0)).duration_min
            nearest = np.argmin(minutes, axis=1)
            reached = np.isfinite(minutes[np.arange(len(places)), nearest])
            self.hub[reached] = nearest[reached]
        component = self._components(travel.closures.closed)
        # one-way streets may let a place be left but not reached; only ways there and back count
        self.hub[~self._connected(component, self._snap, self._hub_snap, self.hub)] = -1

    def after(self, area: shapely.Geometry, region: shapely.Geometry, *, exact: bool) -> RoadsAfter:
        """Roads when `area` is under control; `region` is what changed hands (both EPSG:4326).

        The coarse answer leaves a place at the road it was attached to; the exact one attaches it anew
        where that road is closed.
        """
        if region.is_empty:
            nothing = np.zeros(0, dtype=np.int64)
            return RoadsAfter(0.0, 0.0, 0, nothing, nothing)
        graph = self.graph
        meets = self._meets.copy()
        near = np.unique(graph.tree.query(shapely.get_parts(region), predicate="intersects")[1])
        shapely.prepare(area)
        meets[near] = shapely.intersects(area, graph.lines[near])
        held = meets & ~self._without.closed
        lost, regained = held & ~self._held, self._held & ~held
        closed = self._without.closed | meets
        snap, hub_snap = self._snap, self._hub_snap
        if exact:
            barred = shapely.union(self._without.barred, area) if not self._without.barred.is_empty else area
            closures = dataclasses.replace(self._without, closed=closed, barred=barred)
            snap, hub_snap = (self._attached_anew(item, closures, region) for item in (snap, hub_snap))
        connected = self._connected(self._components(closed), snap, hub_snap, self.hub)
        under = np.zeros(len(self._places), dtype=bool)
        inside = self._tree.query(region, predicate="intersects")
        under[inside] = shapely.contains_xy(area, self._places[inside, 0], self._places[inside, 1])
        roads = graph.road[np.flatnonzero(lost)]
        return RoadsAfter(
            lost_km=float(graph.length_m[lost].sum() / 1000.0),
            regained_km=float(graph.length_m[regained].sum() / 1000.0),
            bridges_lost=int(graph.roads.bridge[np.unique(roads)].sum()),
            edges_lost=np.flatnonzero(lost).astype(np.int64),
            cut_off=np.flatnonzero((self.hub >= 0) & ~connected & ~under).astype(np.int64),
        )

    def _attached_anew(self, snap: Snap, closures: Any, region: shapely.Geometry) -> Snap:
        """Attachments with those done again whose road is closed now or whose way to it may be barred."""
        margin = shapely.box(*shapely.bounds(region)).buffer(2 * DEFAULT_SNAP_KM / 70.0)
        again = closures.closed[snap.edge] | ~snap.attached
        again &= shapely.contains_xy(margin, snap.lonlat[:, 0], snap.lonlat[:, 1])
        crossing = shapely.linestrings(np.stack((snap.lonlat, snap.road_lonlat), axis=1))
        again |= shapely.intersects(region, crossing)
        rows = np.flatnonzero(again)
        if not len(rows):
            return snap
        fresh = snapped(self.graph, closures, snap.lonlat[rows], DEFAULT_SNAP_KM)
        edge, share, state = snap.edge.copy(), snap.share.copy(), snap.state.copy()
        edge[rows], share[rows], state[rows] = fresh.edge, fresh.share, fresh.state
        return dataclasses.replace(snap, edge=edge, share=share, state=state)

    def _components(self, closed: Bools) -> Ints:
        """Strongly connected part of each node: ways there and back."""
        graph = self.graph
        ahead = np.flatnonzero(~closed & graph.forward)
        back = np.flatnonzero(~closed & graph.backward)
        tail = np.concatenate((graph.tail[ahead], graph.head[back]))
        head = np.concatenate((graph.head[ahead], graph.tail[back]))
        arcs = coo_matrix((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(graph.nodes, graph.nodes))
        _, label = connected_components(arcs, directed=True, connection="strong")
        # nodes whose roads are all closed are no way on
        open_ = np.zeros(graph.nodes, dtype=bool)
        open_[tail] = True
        return np.where(open_, label, -1).astype(np.int64)

    def _connected(self, component: Ints, snap: Snap, hub_snap: Snap, hub: Ints) -> Bools:
        """Whether each place and its hub lie in one part of the network."""
        if not len(hub_snap.edge):
            return np.zeros(len(hub), dtype=bool)
        ends = self._end_components(component, snap)
        hub_ends = self._end_components(component, hub_snap)[np.maximum(hub, 0)]
        same = (ends[:, :, None] == hub_ends[:, None, :]) & (ends[:, :, None] >= 0)
        return np.asarray(same.any(axis=(1, 2)) & (hub >= 0))

    def _end_components(self, component: Ints, snap: Snap) -> Ints:
        ends = np.column_stack((component[self.graph.tail[snap.edge]], component[self.graph.head[snap.edge]]))
        return np.where(snap.attached[:, None], ends, -1)


def _meeting(tree: shapely.STRtree, area: shapely.Geometry, count: int) -> Bools:
    meets = np.zeros(count, dtype=bool)
    meets[np.unique(tree.query(shapely.get_parts(area), predicate="intersects")[1])] = True
    return meets
