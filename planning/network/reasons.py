"""Why no way leads from one place to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.text import Text, tr, trn
from planning.network.closure import Closure, Effect, named
from planning.network.gaps import Gap, join_that_connects
from planning.network.plane import geodesic_m
from planning.network.remedies import MOST_JOIN_M, to_drive_both_ways, to_join, to_lift, to_snap
from planning.network.route import route_between
from planning.network.snapping import Attached, Snap, snapped
from planning.outcome import Action
from planning.run_control import RunControl

if TYPE_CHECKING:
    from planning.network.travel import Place, TravelNetwork

# So dear that a way takes as little closed road as can be, yet it adds up without loss
_CLOSED_TIMES = 1_000.0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no way.

    Attributes
    ----------
    text : Text
    closures : tuple of Closure
        Those that would have to be lifted.
    gap : Gap or None
        The gap in the road data that would have to be joined.
    actions : tuple of Action
        What could be done about it.
    """

    text: Text
    closures: tuple[Closure, ...] = ()
    gap: Gap | None = None
    actions: tuple[Action, ...] = ()


def reason_for(
    network: TravelNetwork,
    origin: Place,
    destination: Place,
    names: tuple[Text | str, Text | str] = (tr("the origin"), tr("the destination")),
) -> Reason | None:
    """Why `network` has no way from `origin` to `destination`; None when it has one."""
    places = np.array([origin, destination], dtype=np.float64)
    ends = snapped(network.graph, network.closures, places, network.snap_km)
    for index, name in enumerate(names):
        if not ends.attached[index]:
            return Reason(not_attached(network, ends, index, name), actions=attaching(network, ends, index))
    if route_between(network, network.fast_engine, network.minutes, ends) is not None:
        return None
    pieces = network.graph.component[ends.edge]
    if pieces[0] != pieces[1]:
        return _not_joined(network, int(ends.edge[0]), int(ends.edge[1]))
    lifted = _closures_to_lift(network, ends)
    if lifted:
        return Reason(_closed_by(lifted), closures=lifted, actions=to_lift(network, lifted))
    return Reason(_one_way(network, ends, names), actions=to_drive_both_ways(network, ends))


def not_attached(network: TravelNetwork, snap: Snap, index: int, place: Text | str) -> Text:
    """Why a place is attached to no road."""
    nearest = float(snap.distance_km[index])
    state = snap.state[index]
    if state == Attached.TOO_FAR:
        return tr(
            "{place} is {km:,.1f} km from the nearest road, further than the {limit:g} km allowed",
            place=place,
            km=nearest,
            limit=network.snap_km,
        )
    by = network.closures.on(snap.edge[index : index + 1], (Effect.CLOSED,))
    by_text = named(by) if by else tr("an area closed to roads")
    if state == Attached.BARRED:
        return tr(
            "{place} lies in an area closed to roads, or its road lies beyond one: {by}",
            place=place,
            by=by_text,
        )
    return tr(
        "every road within {limit:g} km of {place} is closed: {by}",
        limit=network.snap_km,
        place=place,
        by=by_text,
    )


def attaching(network: TravelNetwork, snap: Snap, index: int) -> tuple[Action, ...]:
    """What could be done for a place that is attached to no road."""
    if snap.state[index] == Attached.TOO_FAR:
        return to_snap(float(snap.distance_km[index]))
    return to_lift(network, network.closures.on(snap.edge[index : index + 1], (Effect.CLOSED,)))


def _closures_to_lift(network: TravelNetwork, ends: Snap) -> tuple[Closure, ...]:
    """Closures on the way between two attached places that takes the least closed road; may be none."""
    costs = np.where(network.closures.closed, network.open_minutes * _CLOSED_TIMES, network.minutes)
    way = route_between(network, network.engine_for(costs), costs, ends)
    return () if way is None else network.closures.on(way.edges, (Effect.CLOSED,))


def _closed_by(closures: tuple[Closure, ...]) -> Text:
    return trn(
        "the way is closed by {named}",
        "the way is closed by {count:,} closures: {named}",
        len(closures),
        named=named(closures),
    )


def _not_joined(network: TravelNetwork, one: int, other: int) -> Reason:
    """Two pieces of the road data: what would join them."""
    graph = network.graph
    gap = join_that_connects(graph.topology, one, other, MOST_JOIN_M, RunControl())
    joins = gap is not None
    if gap is None:
        gap = _nearest_between(network, int(graph.component[one]), int(graph.component[other]))
        text = tr(
            "the roads at the two places are not joined in the data, and no gap of up to {most:,.0f} m at a "
            "dead end would join them; the two pieces come within {km:,.1f} km of each other at "
            "{lon:.5f},{lat:.5f}",
            most=MOST_JOIN_M,
            km=gap.gap_m / 1000.0,
            lon=gap.origin[0],
            lat=gap.origin[1],
        )
    else:
        text = tr(
            "the roads at the two places are not joined in the data: the widest gap on the way is "
            "{gap:,.0f} m, at {lon:.5f},{lat:.5f}; joining dead ends within {join:,.0f} m (now {now:g} m) "
            "would connect them, if there is a road",
            gap=gap.gap_m,
            lon=gap.origin[0],
            lat=gap.origin[1],
            join=float(np.ceil(gap.gap_m / 10.0) * 10.0),
            now=graph.join_m,
        )
    return Reason(text, gap=gap, actions=to_join(gap.gap_m) if joins else ())


def _nearest_between(network: TravelNetwork, one: int, other: int) -> Gap:
    """Where two pieces of the network come nearest to each other."""
    graph = network.graph
    few, many = np.flatnonzero(graph.component == one), np.flatnonzero(graph.component == other)
    if len(few) > len(many):
        few, many = many, few
    lines = graph.plane_lines
    index, found = shapely.STRtree(lines[many]).query_nearest(lines[few], all_matches=False)
    best = int(np.argmin(shapely.distance(lines[few[index]], lines[many[found]])))
    pair = np.array([few[index[best]], many[found[best]]])
    ends = shapely.get_coordinates(shapely.shortest_line(graph.lines[pair[0]], graph.lines[pair[1]]))
    origin, target = (float(ends[0, 0]), float(ends[0, 1])), (float(ends[1, 0]), float(ends[1, 1]))
    return Gap(float(geodesic_m(*origin, *target)), origin, target)


def _one_way(network: TravelNetwork, ends: Snap, names: tuple[Text | str, Text | str]) -> Text:
    """No closure, and one piece of roads: one-way roads do not let one out of, or into, a place."""
    access = network.rules.access_kmh
    leaving = ends.leaving(network.graph, network.minutes, access).rows(slice(0, 1))
    arriving = ends.arriving(network.graph, network.minutes, access, network.vehicle).rows(slice(1, 2))
    out = np.isfinite(network.engine.trees(leaving).minutes).sum()
    into = np.isfinite(network.engine.turned.trees(arriving).minutes).sum()
    (lon, lat), (to_lon, to_lat) = ends.road_lonlat.tolist()
    if out <= into:
        return tr(
            "one-way roads do not lead out of {place}, at {lon:.5f},{lat:.5f}",
            place=names[0],
            lon=lon,
            lat=lat,
        )
    return tr(
        "one-way roads do not lead to {place}, at {lon:.5f},{lat:.5f}", place=names[1], lon=to_lon, lat=to_lat
    )
