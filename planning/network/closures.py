"""Which edges are closed or slowed, by what, and on what records that rests."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from layers.layer import Layer
from layers.text import tr
from layers.workspace import Workspace
from planning.front import Front
from planning.network.closure import Cause, Closure, Closures, Effect
from planning.network.damage import damage_closures
from planning.network.road_graph import RoadGraph
from planning.network.road_table import road_column, road_layers
from planning.network.speeds import Profile, Rules
from planning.network.topology import Ints
from planning.network.vehicles import VEHICLE_BITS
from planning.outcome import Assumption, Ground, data_assumption


def no_closures(graph: RoadGraph) -> Closures:
    """Everything open."""
    return Closures(np.zeros(len(graph), dtype=bool), np.ones(len(graph)), (), shapely.MultiPolygon())


def closures_of(
    situation: Workspace,
    graph: RoadGraph,
    *,
    profile: Profile,
    rules: Rules,
    front: Front | None,
    avoid_front_km: float = 0.0,
) -> Closures:
    """Closures from road status, vehicle limits, damage, hazard areas, area of control and front."""
    damage, damage_assumptions = damage_closures(situation, graph, rules)
    hazards, hazard_areas, hazard_assumptions = _hazards(situation, graph)
    fronts, front_areas, front_assumptions = _front(graph, front, avoid_front_km)
    listed = (*_statuses(situation, graph), *_limits(graph, profile), *damage, *hazards, *fronts)
    closed = np.zeros(len(graph), dtype=bool)
    factor = np.ones(len(graph))
    for closure in listed:
        if closure.effect is Effect.CLOSED:
            closed[closure.edges] = True
        elif closure.effect is Effect.SLOWED:
            left = rules.slowed_factor if closure.speed_factor is None else closure.speed_factor
            factor[closure.edges] = np.minimum(factor[closure.edges], left)
    barred = shapely.union_all(np.array([*hazard_areas, *front_areas], dtype=object))
    shapely.prepare(barred)
    return Closures(
        closed,
        factor,
        listed,
        barred,
        (*damage_assumptions, *hazard_assumptions, *front_assumptions),
    )


def _statuses(situation: Workspace, graph: RoadGraph) -> list[Closure]:
    layers = road_layers(situation)
    status = road_column(layers, "status")
    number, name = road_column(layers, "road_number"), road_column(layers, "name")
    left = road_column(layers, "speed_factor")
    result = []
    for row in np.flatnonzero((status == "closed") | (status == "slowed")).tolist():
        called = number[row] or name[row] or str(graph.roads.fid[row])
        is_closed = status[row] == "closed"
        result.append(
            Closure(
                cause=Cause.STATUS,
                effect=Effect.CLOSED if is_closed else Effect.SLOWED,
                text=tr("road {road} closed", road=called)
                if is_closed
                else tr("road {road} slowed", road=called),
                layer=graph.roads.layers[graph.roads.layer[row]],
                fid=int(graph.roads.fid[row]),
                edges=graph.edges_of(row),
                speed_factor=None if is_closed or not left[row] else float(left[row]),
            )
        )
    return result


def _limits(graph: RoadGraph, profile: Profile) -> list[Closure]:
    """Roads closed to the vehicle by name or by a limit that it exceeds, one closure for each."""
    roads = graph.roads
    result = [
        Closure(
            cause=Cause.LIMIT,
            effect=Effect.CLOSED,
            text=tr("road closed to: {profile}", profile=profile.label),
            layer=roads.layers[roads.layer[row]],
            fid=int(roads.fid[row]),
            edges=graph.edges_of(row),
        )
        for row in np.flatnonzero(roads.closed_to & VEHICLE_BITS[profile.name]).tolist()
    ]
    too_heavy = roads.max_weight_t < profile.gross_weight_t
    too_high = roads.max_height_m < profile.height_m
    for values, refused, unit in ((roads.max_weight_t, too_heavy, "t"), (roads.max_height_m, too_high, "m")):
        result += [
            Closure(
                cause=Cause.LIMIT,
                effect=Effect.CLOSED,
                text=tr(
                    "limit of {limit:g} {unit} for a {profile}",
                    limit=float(values[row]),
                    unit=unit,
                    profile=profile.label,
                ),
                layer=roads.layers[roads.layer[row]],
                fid=int(roads.fid[row]),
                edges=graph.edges_of(row),
            )
            for row in np.flatnonzero(refused).tolist()
        ]
    return result


def _hazards(
    situation: Workspace, graph: RoadGraph
) -> tuple[list[Closure], list[shapely.Geometry], list[Assumption]]:
    """Edges that meet a hazard area that closes roads and is in force today."""
    found: list[Closure] = []
    areas: list[shapely.Geometry] = []
    assumptions: list[Assumption] = []
    today = situation.today()
    for layer in situation.of_kind("hazard_area"):
        if not (len(layer) and layer.has_geometry):
            continue
        frame = layer.frame
        closes = frame["closes_roads"].to_numpy(dtype=bool, na_value=False)
        shape = frame.geometry.to_numpy()
        placed = ~(shapely.is_missing(shape) | shapely.is_empty(shape))
        past = (frame["until"] < pd.Timestamp(today)).to_numpy(dtype=bool)
        future = (frame["since"] > pd.Timestamp(today)).to_numpy(dtype=bool)
        assumptions.append(data_assumption(layer, today))
        if (closes & (past | future)).any():
            assumptions.append(_not_in_force(layer, int((closes & (past | future)).sum())))
        for row in np.flatnonzero(closes & placed & ~past & ~future).tolist():
            area = shapely.make_valid(shapely.force_2d(shape[row]))
            name = frame["name"].iloc[row]
            known = isinstance(name, str) and name
            found.append(
                Closure(
                    cause=Cause.HAZARD,
                    effect=Effect.CLOSED,
                    text=tr("hazard area “{name}”", name=name) if known else tr("a hazard area"),
                    layer=layer.name,
                    fid=int(frame.index[row]),
                    edges=_meeting(graph, area),
                )
            )
            areas.append(area)
    return found, areas, assumptions


def _not_in_force(layer: Layer, count: int) -> Assumption:
    return Assumption(
        text=tr("{count:,} hazard areas are not in force today and close nothing", count=count),
        ground=Ground.IGNORED,
        source=layer.name,
        date=layer.provenance.date,
    )


def _front(
    graph: RoadGraph, front: Front | None, avoid_front_km: float
) -> tuple[list[Closure], list[shapely.Geometry], tuple[Assumption, ...]]:
    """Edges in the area of control or across the contact line, and those within the distance to avoid."""
    if front is None:
        return [], [], ()
    layer = ", ".join(front.layers)
    found = [
        Closure(
            cause=Cause.CONTROL,
            effect=Effect.CLOSED,
            text=tr("area of control of {date}", date=front.date.isoformat()),
            layer=layer,
            fid=None,
            edges=np.union1d(_meeting(graph, front.area), _meeting(graph, front.line)),
        )
    ]
    areas = [front.area]
    if avoid_front_km > 0:
        zone = front.zone(avoid_front_km)
        found.append(
            Closure(
                cause=Cause.FRONT,
                effect=Effect.CLOSED,
                text=tr(
                    "within {km:g} km of the front of {date}", km=avoid_front_km, date=front.date.isoformat()
                ),
                layer=layer,
                fid=None,
                edges=np.setdiff1d(_meeting(graph, zone), found[0].edges),
            )
        )
        areas.append(zone)
    return found, areas, front.assumptions


def _meeting(graph: RoadGraph, area: shapely.Geometry) -> Ints:
    """Edges that share a point with an area, ascending."""
    if area.is_empty:
        return np.zeros(0, dtype=np.int64)
    parts = shapely.get_parts(area)
    _, edges = graph.tree.query(parts, predicate="intersects")
    return np.unique(edges).astype(np.int64)
