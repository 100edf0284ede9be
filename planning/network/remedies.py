"""What could be done where no way leads: closures to lift, another vehicle, wider joins, one-way roads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from layers.text import tr, trn
from planning.network.closure import Cause, Closure
from planning.network.engine import DijkstraEngine, Entries
from planning.network.speeds import PROFILES, Profile
from planning.network.topology import Ints
from planning.network.vehicles import VEHICLE_BITS
from planning.outcome import Action

if TYPE_CHECKING:
    from planning.network.snapping import Snap
    from planning.network.travel import TravelNetwork

MOST_JOIN_M = 5_000.0
MOST_SNAP_KM = 100.0
_LIFTABLE = (Cause.STATUS, Cause.DAMAGE, Cause.HAZARD)
# So dear that a way drives against as few one-way roads as can be
_AGAINST_TIMES = 1_000.0


def to_lift(network: TravelNetwork, closures: Iterable[Closure]) -> tuple[Action, ...]:
    """What lifts closures: a change for each layer of records, another vehicle, no distance to the front.

    The area of control is nothing that can be lifted.
    """
    closures = tuple(closures)
    actions: list[Action] = []
    by_layer: dict[str, list[int]] = {}
    for closure in closures:
        if closure.cause in _LIFTABLE and closure.fid is not None:
            by_layer.setdefault(closure.layer, []).append(closure.fid)
    for layer, fids in by_layer.items():
        ids = ",".join(str(fid) for fid in sorted(set(fids)))
        text = trn(
            "Lift {count:,} closure of {layer}",
            "Lift {count:,} closures of {layer}",
            len(set(fids)),
            layer=layer,
        )
        actions.append(Action(text=text, change="lift_closures", values=(("layer", layer), ("fids", ids))))
    limits = [closure for closure in closures if closure.cause is Cause.LIMIT]
    smaller = _smaller_vehicle(network, limits) if limits else None
    if smaller is not None:
        text = tr("Go by {vehicle}", vehicle=smaller.label)
        actions.append(Action(text=text, parameters=(("vehicle", smaller.name),)))
    if any(closure.cause is Cause.FRONT for closure in closures):
        text = tr("Do not keep away from the front")
        actions.append(Action(text=text, parameters=(("avoid_front_km", "0"),)))
    return tuple(actions)


def to_join(gap_m: float) -> tuple[Action, ...]:
    """Joining dead ends within a gap; nothing where it is wider than may be joined."""
    join_m = float(np.ceil(gap_m / 10.0) * 10.0)
    if join_m > MOST_JOIN_M:
        return ()
    text = tr("Join dead ends within {join:,.0f} m", join=join_m)
    return (Action(text=text, parameters=(("join_m", f"{join_m:g}"),)),)


def to_snap(distance_km: float) -> tuple[Action, ...]:
    """Looking further for a road; nothing where the nearest is further than may be looked."""
    snap_km = float(np.ceil(distance_km + 0.05))
    if snap_km > MOST_SNAP_KM:
        return ()
    text = tr("Look for roads up to {km:g} km from a place", km=snap_km)
    return (Action(text=text, parameters=(("snap_km", f"{snap_km:g}"),)),)


def to_drive_both_ways(network: TravelNetwork, ends: Snap) -> tuple[Action, ...]:
    """Opening both ways the fewest one-way roads that keep one from driving between two attached places."""
    graph = network.graph
    roads = graph.road[_driven_against(network, ends)]
    actions = []
    for number in np.unique(graph.roads.layer[roads]).tolist():
        own = roads[graph.roads.layer[roads] == number]
        fids = np.unique(graph.roads.fid[own])
        layer = graph.roads.layers[number]
        text = trn(
            "Open {count:,} one-way road of {layer} both ways",
            "Open {count:,} one-way roads of {layer} both ways",
            len(fids),
            layer=layer,
        )
        values = (("layer", layer), ("fids", ",".join(str(fid) for fid in fids.tolist())))
        actions.append(Action(text=text, change="two_way", values=values))
    return tuple(actions)


def _driven_against(network: TravelNetwork, ends: Snap) -> Ints:
    """Edges of the way with the least driven against one-way roads."""
    graph, minutes = network.graph, network.minutes
    count = len(graph)
    tail, head = np.concatenate((graph.tail, graph.head)), np.concatenate((graph.head, graph.tail))
    may = np.concatenate((graph.forward, graph.backward))
    both = np.concatenate((minutes, minutes))
    cost = np.maximum(np.where(may, both, both * _AGAINST_TIMES), 1e-9)
    order = np.lexsort((cost, head, tail))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)
    kept = order[fresh]
    engine = DijkstraEngine(graph.nodes, tail[kept], head[kept], cost[kept], np.zeros(len(kept)), kept)
    start, end = (int(edge) for edge in ends.edge)
    leaving = _ends_of(start, graph.tail, graph.head, cost[start + count], cost[start])
    arriving = _ends_of(end, graph.tail, graph.head, cost[end], cost[end + count])
    way = engine.way(leaving, arriving)
    if way is None:
        return np.zeros(0, dtype=np.int64)
    # from its place one drives to the tail against the line, and to the head along it; and the other way in
    arcs = np.concatenate(
        (
            [start + (count if leaving.side[0, way.entry] == 0 else 0)],
            way.arcs,
            [end + (0 if arriving.side[0, way.exit] == 0 else count)],
        )
    )
    return np.unique(arcs[~may[arcs]] % count).astype(np.int64)


def _ends_of(edge: int, tail: Ints, head: Ints, to_tail: float, to_head: float) -> Entries:
    return Entries(
        np.array([[tail[edge], head[edge]]]),
        np.array([[to_tail, to_head]]),
        np.zeros((1, 2)),
        np.array([[0, 1]]),
    )


def _smaller_vehicle(network: TravelNetwork, limits: list[Closure]) -> Profile | None:
    """The heaviest vehicle that no limit in the way refuses."""
    roads = network.graph.roads
    rows = np.unique(np.concatenate([network.graph.road[closure.edges] for closure in limits]))
    weight, height = roads.max_weight_t[rows], roads.max_height_m[rows]
    fitting = [
        profile
        for profile in PROFILES
        if not ((weight < profile.gross_weight_t).any() or (height < profile.height_m).any())
        and not (roads.closed_to[rows] & VEHICLE_BITS[profile.name]).any()
    ]
    return max(fitting, key=lambda profile: profile.gross_weight_t, default=None)
