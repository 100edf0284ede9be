"""What a way passes: minutes and km within distances of the front, and its profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from planning.front import Front
from planning.network.route import Route
from planning.network.topology import Floats
from planning.network.travel import TravelNetwork

MOST_POINTS = 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Within:
    """What of a way lies within a distance of the front.

    Attributes
    ----------
    band_km : float
    km, minutes : float
    """

    band_km: float
    km: float
    minutes: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """Points along a way; arrays, one element a point.

    Attributes
    ----------
    km, minutes : float array
        Since the start.
    lonlat : float array, shape (n, 2)
    front_km : float array
        Geodesic, to the contact line; NaN without a front.
    """

    km: Floats
    minutes: Floats
    lonlat: Floats
    front_km: Floats


def within_front(
    network: TravelNetwork, front: Front, route: Route, bands_km: Sequence[float]
) -> tuple[Within, ...]:
    """Km and minutes of a way within each distance; edges across the limit count by their part within."""
    graph, minutes = network.graph, route.edge_min
    lines = graph.lines[route.edges]
    found = []
    for km in bands_km:
        zone = front.zone(km)
        shapely.prepare(zone)
        share = shapely.contains_properly(zone, lines).astype(float)
        across = np.flatnonzero((share == 0) & shapely.intersects(zone, lines))
        if len(across):
            inside = shapely.length(shapely.intersection(lines[across], zone))
            share[across] = inside / np.maximum(shapely.length(lines[across]), 1e-15)
        found.append(Within(band_km=km, km=float(share @ route.edge_km), minutes=float(share @ minutes)))
    return tuple(found)


def profile_of(network: TravelNetwork, route: Route, *, front: Front | None) -> Profile:
    """Time, length and distance to the front at up to `MOST_POINTS` points, the ends among them."""
    graph, minutes = network.graph, route.edge_min
    access = route.access_km[0]
    forth = route.with_line
    ends = np.where(forth, graph.head[route.edges], graph.tail[route.edges])
    starts = np.where(forth, graph.tail[route.edges], graph.head[route.edges])
    # an edge that is left before its end, at a stop, ends at no crossing
    at_crossing = np.append(ends[:-1] == starts[1:], False)[: len(ends)]
    line = shapely.get_coordinates(route.geometry)
    inner = np.column_stack((graph.node_lon[ends], graph.node_lat[ends]))[at_crossing]
    lonlat = np.concatenate((line[:1], inner, line[-1:]))
    km = np.concatenate(([0.0], access + np.cumsum(route.edge_km)[at_crossing], [route.length_km]))
    start_min = access / network.rules.access_kmh * 60.0
    at_min = np.concatenate(([0.0], start_min + np.cumsum(minutes)[at_crossing], [route.duration_min]))
    chosen = np.unique(
        np.searchsorted(km, np.linspace(0.0, km[-1], MOST_POINTS)).clip(0, len(km) - 1).tolist()
    )
    chosen = np.union1d(chosen, [0, len(km) - 1])
    points = shapely.points(lonlat[chosen])
    distance = np.full(len(chosen), np.nan) if front is None else front.distance_km(points)
    return Profile(km=km[chosen], minutes=at_min[chosen], lonlat=lonlat[chosen], front_km=distance)
