"""One way through the network, with its line and what it crosses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from planning.network.closure import Closure, Effect
from planning.network.engine import Engine
from planning.network.road_graph import RoadGraph
from planning.network.snapping import Snap
from planning.network.topology import Bools, Floats, Ints

if TYPE_CHECKING:
    from planning.network.travel import TravelNetwork

_AT_SPOT = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """A way from one place to another.

    Attributes
    ----------
    length_km, duration_min : float
        With the straight ways between the places and their roads.
    geometry : LineString
        EPSG:4326, from the origin to the destination.
    edges : int array
        In driving order; the first and last may be driven in part.
    with_line : bool array
        Whether each is driven from its tail to its head.
    edge_km, edge_min : float array
        Driven length of each edge, and the minutes spent on it: a wait counts where its spot is passed.
    access_km : tuple of float
        Straight way at the origin and at the destination.
    damaged_bridges : tuple of Closure
        Records of damaged bridges on the way.
    joins : int array
        Joins the way relies on, indices into `RoadGraph.joins`.
    stops : tuple of (float, float)
        Km and minutes from the start at each stop between.
    """

    length_km: float
    duration_min: float
    geometry: shapely.LineString
    edges: Ints
    with_line: Bools
    edge_km: Floats
    edge_min: Floats
    access_km: tuple[float, float]
    damaged_bridges: tuple[Closure, ...]
    joins: Ints
    stops: tuple[tuple[float, float], ...] = ()


def route_between(network: TravelNetwork, engine: Engine, costs: Floats, ends: Snap) -> Route | None:
    """The way that `engine` finds shortest between the first and second place of `ends`.

    Parameters
    ----------
    costs : float array
        Of each edge, the ones the engine was made from; the way is timed by the minutes of the network.
    """
    if not ends.attached.all():
        return None
    graph = network.graph
    path = _path(network, engine, ends, costs)
    if path is None:
        return None
    edges, first, last = path
    share = np.abs(last - first)
    edge_km = share * graph.length_m[edges] / 1000.0
    access_km = (float(ends.distance_km[0]), float(ends.distance_km[1]))
    driven = share > 0
    crossed = network.closures.on(edges[driven], (Effect.NOTED, Effect.SLOWED))
    joins = graph.join[edges[driven]]
    access_min = sum(access_km) / network.rules.access_kmh * 60.0
    edge_min = _minutes(network, edges, first, last)[driven]
    return Route(
        length_km=float(edge_km.sum()) + sum(access_km),
        duration_min=float(edge_min.sum()) + access_min,
        geometry=_line(graph, ends, edges, first, last),
        edges=edges[driven],
        with_line=(last >= first)[driven],
        edge_km=edge_km[driven],
        edge_min=edge_min,
        access_km=access_km,
        damaged_bridges=tuple(closure for closure in crossed if closure.is_bridge),
        joins=np.unique(joins[joins >= 0]),
    )


def _minutes(network: TravelNetwork, edges: Ints, first: Floats, last: Floats) -> Floats:
    """Minutes spent on each edge between two shares of it; searches share a wait out over its edge."""
    waits = network.waits.minutes[edges]
    at = network.waits.share[edges]
    low, high = np.minimum(first, last), np.maximum(first, last)
    with np.errstate(invalid="ignore"):
        driving = (high - low) * (network.minutes[edges] - waits)
        passed = (at >= low - _AT_SPOT) & (at <= high + _AT_SPOT)
    return np.where(high > low, driving, 0.0) + np.where(passed & (high > low), waits, 0.0)


def _path(
    network: TravelNetwork, engine: Engine, ends: Snap, cost: Floats
) -> tuple[Ints, Floats, Floats] | None:
    """Edges of the best way, with the share of each at which it is entered and left."""
    graph = network.graph
    start, end = (int(edge) for edge in ends.edge)
    from_share, to_share = (float(share) for share in ends.share)
    leaving = ends.leaving(graph, cost, np.inf).rows(slice(0, 1))
    arriving = ends.arriving(graph, cost, np.inf, network.vehicle).rows(slice(1, 2))
    way = engine.way(leaving, arriving)
    arcs = graph.arcs
    if way is None:
        edges, forth, by_way = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool), np.inf
    else:
        edges, forth = arcs.edge[way.arcs], arcs.with_line[way.arcs]
        outside = leaving.minutes[0, way.entry] + arriving.minutes[0, way.exit]
        by_way = float(cost[edges].sum() + outside)
    step = to_share - from_share
    may_stay = start == end and (
        (step >= 0 and graph.forward[start]) or (step <= 0 and graph.backward[start])
    )
    if may_stay and abs(step) * cost[start] <= by_way:
        return np.array([start]), np.array([from_share]), np.array([to_share])
    if way is None:
        return None
    entry, exit_ = float(leaving.side[0, way.entry]), float(arriving.side[0, way.exit])
    first = np.concatenate(([from_share], np.where(forth, 0.0, 1.0), [exit_]))
    last = np.concatenate(([entry], np.where(forth, 1.0, 0.0), [to_share]))
    return np.concatenate(([start], edges, [end])), first, last


def _line(graph: RoadGraph, ends: Snap, edges: Ints, first: Floats, last: Floats) -> shapely.LineString:
    pieces = [ends.lonlat[:1]]
    pieces += [
        graph.stretch(edge, begin, end)
        for edge, begin, end in zip(edges.tolist(), first.tolist(), last.tolist(), strict=True)
        if begin != end
    ]
    pieces += [ends.road_lonlat[1:], ends.lonlat[1:]]
    vertices = np.concatenate(pieces)
    different = np.ones(len(vertices), dtype=bool)
    different[1:] = (np.diff(vertices, axis=0) != 0).any(axis=1)
    kept = vertices[different]
    return shapely.LineString(kept if len(kept) > 1 else np.repeat(kept, 2, axis=0))
