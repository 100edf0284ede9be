"""Ways through several stops, in the order given or in the quickest."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import shapely

from planning.network.route import Route, route_between
from planning.network.topology import Floats
from planning.network.travel import Place, TravelNetwork

MOST_ORDERED = 7  # 5,040 orders


def through(network: TravelNetwork, costs: Floats, stops: Sequence[Place]) -> Route | None:
    """The way of least cost from the first stop to the last by all between; None when there is none."""
    legs = []
    engine = network.fast_engine if costs is network.minutes else network.engine_for(costs)
    places = np.asarray(stops, dtype=np.float64)
    for ends in itertools.pairwise(places):
        lon, lat = np.array(ends).T
        leg = route_between(network, engine, costs, network.snap(lon, lat))
        if leg is None:
            return None
        legs.append(leg)
    return legs[0] if len(legs) == 1 else _joined(legs)


def quickest_order(network: TravelNetwork, stops: Sequence[Place]) -> tuple[int, ...]:
    """Indices of the stops in the order of least time; the first and the last stay.

    Every order is tried. Where none can be driven the given one is kept.
    """
    between = range(1, len(stops) - 1)
    if len(between) > MOST_ORDERED:
        raise ValueError(f"at most {MOST_ORDERED} stops between can be ordered")
    minutes = network.durations(np.array(stops), np.array(stops))
    best, least = tuple(range(len(stops))), np.inf
    for middle in itertools.permutations(between):
        order = (0, *middle, len(stops) - 1)
        total = float(sum(minutes[one, other] for one, other in itertools.pairwise(order)))
        if total < least - 1e-9:
            best, least = order, total
    return best


def _joined(legs: Sequence[Route]) -> Route:
    """Ways one after another as one; a closure or join met twice is told once."""
    vertices = np.concatenate([shapely.get_coordinates(leg.geometry) for leg in legs])
    different = np.ones(len(vertices), dtype=bool)
    different[1:] = (np.diff(vertices, axis=0) != 0).any(axis=1)
    kept = vertices[different]
    bridges = {id(bridge): bridge for leg in legs for bridge in leg.damaged_bridges}
    return Route(
        length_km=sum(leg.length_km for leg in legs),
        duration_min=sum(leg.duration_min for leg in legs),
        geometry=shapely.LineString(kept if len(kept) > 1 else np.repeat(kept, 2, axis=0)),
        edges=np.concatenate([leg.edges for leg in legs]),
        with_line=np.concatenate([leg.with_line for leg in legs]),
        edge_km=np.concatenate([leg.edge_km for leg in legs]),
        edge_min=np.concatenate([leg.edge_min for leg in legs]),
        access_km=(legs[0].access_km[0], legs[-1].access_km[1]),
        damaged_bridges=tuple(bridges.values()),
        joins=np.unique(np.concatenate([leg.joins for leg in legs])),
        stops=_between(legs),
    )


def _between(legs: Sequence[Route]) -> tuple[tuple[float, float], ...]:
    """Km and minutes at the end of every leg but the last."""
    km = itertools.accumulate(leg.length_km for leg in legs[:-1])
    minutes = itertools.accumulate(leg.duration_min for leg in legs[:-1])
    return tuple(zip(km, minutes, strict=True))
