"""Places attached to the road: the nearest point on the nearest edge that may be used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely

from planning.network.closure import Closures
from planning.network.engine import Entries
from planning.network.plane import geodesic_m, scale_at, to_plane
from planning.network.road_graph import RoadGraph
from planning.network.topology import Bools, Floats, Ints

_AT_END_M = 0.01  # the grid of the vertices


class Attached(StrEnum):
    """Whether a place is attached to a road, and if not, why."""

    YES = "yes"
    TOO_FAR = "too_far"
    ROADS_CLOSED = "roads_closed"
    BARRED = "barred"


@dataclass(frozen=True, slots=True, eq=False)
class Snap:
    """Places and the roads they are attached to; arrays, one element a place.

    Attributes
    ----------
    lonlat : float array, shape (n, 2)
        The places.
    edge : int array
        Edge attached to; the nearest of all where a place is not attached.
    share : float array
        Where on the edge: 0 at its tail, 1 at its head.
    road_lonlat : float array, shape (n, 2)
        The point on the road.
    distance_km : float array
        Geodesic, from the place to the point on the road.
    state : object array of Attached
    """

    lonlat: Floats
    edge: Ints
    share: Floats
    road_lonlat: Floats
    distance_km: Floats
    state: np.ndarray[tuple[int], np.dtype[np.object_]]

    @property
    def attached(self) -> Bools:
        """Whether each place is attached to a road."""
        return np.asarray(self.state == Attached.YES, dtype=np.bool_)

    def leaving(self, graph: RoadGraph, minutes: Floats, access_kmh: float) -> Entries:
        """Where a way from each place enters the network.

        Parameters
        ----------
        minutes : float array
            Of each edge.
        """
        entries = self._entries(graph, minutes, access_kmh, graph.backward, graph.forward)
        state, arcs = entries.state, graph.arcs
        for side, drives_to, with_line in ((0, self.share, False), (1, 1.0 - self.share, True)):
            driven = (state[:, side] >= 0) & (drives_to * graph.length_m[self.edge] >= _AT_END_M)
            state[driven, side] = arcs.end_state(
                self.edge[driven], np.full(int(driven.sum()), with_line), state[driven, side]
            )
        return entries

    def arriving(self, graph: RoadGraph, minutes: Floats, access_kmh: float, vehicle: int) -> Entries:
        """From where a way to each place leaves the network.

        Parameters
        ----------
        vehicle : int
            Of `planning.network.vehicles.VEHICLE_BITS`: turns barred to it are not made.
        """
        entries = self._entries(graph, minutes, access_kmh, graph.forward, graph.backward)
        return self._with_copies(entries, graph, vehicle)

    def _with_copies(self, entries: Entries, graph: RoadGraph, vehicle: int) -> Entries:
        """The entries with the further states of their nodes, where those allow the last turn."""
        arcs = graph.arcs
        more: list[tuple[int, int, int]] = []  # place, column, state
        for place, column in np.argwhere((entries.state >= 0) & arcs.with_copies(entries.state)).tolist():
            edge, part = int(self.edge[place]), float(self.share[place])
            left_m = (part if column == 0 else 1.0 - part) * float(graph.length_m[edge])
            more += [
                (place, column, state)
                for state in arcs.copies_at(int(entries.state[place, column])).tolist()
                if left_m < _AT_END_M or arcs.may_start(state, edge, column == 0, vehicle)
            ]
        if not more:
            return entries
        place_, column_, state_ = np.array(more, dtype=np.int64).T
        number = np.arange(len(more)) - np.searchsorted(place_, place_)
        shape = (len(self.edge), int(number.max()) + 1)
        extra = Entries(
            np.full(shape, -1), np.full(shape, np.inf), np.zeros(shape), np.zeros(shape, np.int64)
        )
        extra.state[place_, number] = state_
        extra.side[place_, number] = column_
        extra.minutes[place_, number] = entries.minutes[place_, column_]
        extra.km[place_, number] = entries.km[place_, column_]
        return entries.beside(extra)

    def _entries(
        self, graph: RoadGraph, minutes: Floats, access_kmh: float, by_tail: Bools, by_head: Bools
    ) -> Entries:
        edge = self.edge
        attached = self.attached
        metres = graph.length_m[edge]
        # at an end of a one-way road one is at the crossroads, and may take any other
        tail_open = by_tail[edge] | (self.share * metres < _AT_END_M)
        head_open = by_head[edge] | ((1.0 - self.share) * metres < _AT_END_M)
        node = np.column_stack(
            (
                np.where(attached & tail_open, graph.tail[edge], -1),
                np.where(attached & head_open, graph.head[edge], -1),
            )
        )
        part = np.column_stack((self.share, 1.0 - self.share))
        access = self.distance_km[:, None]
        spent = np.where(node >= 0, part * np.where(attached, minutes[edge], 0.0)[:, None], np.inf)
        return Entries(
            state=node,
            minutes=spent + access / access_kmh * 60.0,
            km=part * metres[:, None] / 1000.0 + access,
            side=np.repeat([[0, 1]], len(edge), axis=0),
        )


def snapped(graph: RoadGraph, closures: Closures, lonlat: Floats, snap_km: float) -> Snap:
    """Attach places to the nearest usable road within `snap_km`.

    Closed roads and joins are not used, nor is a way to the road that crosses a barred area.
    """
    lonlat = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    plane = to_plane(lonlat)
    points = shapely.points(plane)
    usable = ~closures.closed & (graph.join < 0)
    count = len(lonlat)
    state = np.full(count, Attached.YES, dtype=object)
    edge = np.zeros(count, dtype=np.int64)
    if count:
        where, nearest = graph.plane_tree.query_nearest(points, all_matches=False)
        edge[where] = nearest
    _, _, distance_km = _on_road(graph, lonlat, points, edge)
    far = distance_km > snap_km
    state[far] = Attached.TOO_FAR
    again = ~far & (~usable[edge] | _crosses(closures, lonlat, _on_road(graph, lonlat, points, edge)[1]))
    for place in np.flatnonzero(again).tolist():
        edge[place], state[place] = _next_best(
            graph, closures, usable, lonlat[place], points[place], snap_km, int(edge[place])
        )
    share, road_lonlat, distance_km = _on_road(graph, lonlat, points, edge)
    return Snap(lonlat, edge, share, road_lonlat, distance_km, state)


def _on_road(
    graph: RoadGraph, lonlat: Floats, points: np.ndarray, edge: Ints
) -> tuple[Floats, Floats, Floats]:
    lines = graph.plane_lines[edge]
    whole = np.maximum(shapely.length(lines), 1e-9)
    share = np.clip(shapely.line_locate_point(lines, points) / whole, 0.0, 1.0)
    road_lonlat = graph.points_at(edge, share)
    metres = geodesic_m(lonlat[:, 0], lonlat[:, 1], road_lonlat[:, 0], road_lonlat[:, 1])
    return share, road_lonlat, metres / 1000.0


def _crosses(closures: Closures, lonlat: Floats, road_lonlat: Floats) -> Bools:
    """Whether the straight way to the road crosses a barred area."""
    if closures.barred.is_empty or not len(lonlat):
        return np.zeros(len(lonlat), dtype=bool)
    ways = shapely.linestrings(np.stack((lonlat, road_lonlat), axis=1))
    return np.asarray(shapely.intersects(closures.barred, ways), dtype=np.bool_)


def _next_best(
    graph: RoadGraph,
    closures: Closures,
    usable: Bools,
    lonlat: Floats,
    point: shapely.Point,
    snap_km: float,
    nearest: int,
) -> tuple[int, Attached]:
    """The nearest usable edge whose way is not barred; else the nearest, and why it cannot be used."""
    if shapely.intersects(closures.barred, shapely.points(lonlat)):
        return nearest, Attached.BARRED
    reach = snap_km * 1000.0 * float(scale_at(lonlat[1])) * 1.01
    edges = graph.plane_tree.query(point, predicate="dwithin", distance=reach)
    edges = edges[usable[edges]].astype(np.int64)
    if not len(edges):
        return nearest, Attached.ROADS_CLOSED
    edges = edges[np.lexsort((edges, shapely.distance(graph.plane_lines[edges], point)))]
    here = np.repeat(lonlat[None, :], len(edges), axis=0)
    _, road_lonlat, distance_km = _on_road(graph, here, np.repeat(point, len(edges)), edges)
    within = distance_km <= snap_km
    open_way = within & ~_crosses(closures, here, road_lonlat)
    if open_way.any():
        return int(edges[np.argmax(open_way)]), Attached.YES
    return nearest, Attached.BARRED if within.any() else Attached.ROADS_CLOSED
