"""Finds ways between two places over the road network."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.gazetteer import Place, find_place
from layers.sensitivity import Sensitivity
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.analyses.route.findings import outcome_of
from planning.analyses.route.journey import Journey, Unclosed, Way
from planning.analyses.route.lack import WORTH_TELLING, lack_of
from planning.analyses.route.on_the_way import crossings_on
from planning.analyses.route.parameters import Mode, RouteParameters
from planning.analyses.route.search import Found, Stops, reason_between, stops_between, ways_of
from planning.analyses.route.trip import asked_of, assumptions_of, trip_of
from planning.crossing import refused, restricted
from planning.errors import BadParameter
from planning.hazards_on_ways import hazards_on_ways
from planning.network.along_way import profile_of, within_front
from planning.network.alternatives import MOST_SHARED, MOST_TIMES_LONGER
from planning.network.choices import NO_ADVICE
from planning.network.closure import Closure, Effect
from planning.network.front_approach import nearest_approach_km
from planning.network.frontier import exposure_of, nearness
from planning.network.plane import scale_at
from planning.network.reasons import Reason
from planning.network.road_table import road_column, road_layers
from planning.network.route import Route
from planning.network.stops import through
from planning.network.topology import Floats
from planning.network.travel import TravelNetwork, travel_network
from planning.network.waits import Wait
from planning.outcome import Assumption, Ground, Outcome
from planning.reached_areas import on_roads
from planning.run_control import RunControl
from planning.scenario import Scenario

CLOSURES_SHOWN_WITHIN_KM = 10.0


def route(
    workspace: Workspace,
    scenario: Scenario,
    parameters: RouteParameters,
    control: RunControl | None = None,
) -> Outcome:
    """Ways between two places, fastest first; no way is an outcome with the reason, not an error.

    Raises
    ------
    UnknownPlace, AmbiguousPlace
        When a place is not in the workspace, or fits several.
    BadParameter
        When two places that follow one another are the same.
    MissingData
        When there are no roads, or no front to keep away from.
    """
    control = control or RunControl()
    asked = asked_of(parameters)
    situation = scenario.applied_to(workspace)
    named = find_place(situation, parameters.origin), find_place(situation, parameters.destination)
    network = _network(situation, parameters, parameters.avoid_front_km, control.part(0.0, 0.5))
    (origin, from_note), (destination, to_note) = (on_roads(situation, network, one) for one in named)
    via = stops_between(situation, parameters, network, (origin, destination))
    places = (origin, *via, destination)
    stops = tuple((place.lon, place.lat) for place in places)
    _told_apart(places)
    near = None if network.front is None else nearness(network, network.front, parameters.bands_km)
    control.step(0.5, tr("looking for ways"))
    found, direct, reason = Found((), None), None, None
    not_there = refused(situation, destination, parameters.vehicle)
    if not_there is not None:
        reason = Reason(not_there)
    else:
        found = ways_of(network, stops, near, parameters, control.part(0.5, 0.8))
        direct = _direct(situation, parameters, stops, control.part(0.8, 0.85))
        if not found.routes:
            reason = reason_between(network, places)
    routes = found.routes if found.backup is None else (*found.routes, found.backup)
    # the first way of the other mode is long on purpose
    fastest = () if parameters.mode is Mode.LEAST_EXPOSED else found.routes
    lack = None
    if fastest or (reason is not None and reason.gap is not None):
        first = fastest[0] if fastest else None
        lack = lack_of(situation, network, stops, first, control.part(0.85, 0.9))
    outcome = outcome_of(
        Journey(
            parameters=parameters,
            origin=origin,
            destination=destination,
            via=via,
            network=network,
            ways=tuple(
                replace(way, trip=trip_of(situation, network, way, parameters, asked))
                for way in _ways(situation, network, found, near, parameters, control.part(0.9, 1.0))
            ),
            direct=direct,
            unclosed=_unclosed(network, stops, fastest),
            lack=lack,
            reason=reason,
            asked=asked,
            crossings=crossings_on(situation, network),
            closures=_closures_near(network, routes) if reason is None else reason.closures,
            restricted=restricted(situation, destination),
            sensitivity=_sensitivity(situation, *places),
            layer_sensitivity={layer.name: layer.sensitivity for layer in situation.layers},
            assumptions=(
                *network.assumptions,
                *assumptions_of(network, parameters, asked),
                *(note for note in (from_note, to_note) if note is not None),
                *_own_assumptions(parameters, near is not None),
            ),
        )
    )
    hazards = hazards_on_ways(situation, [route.geometry for route in routes])
    return replace(outcome, findings=(*outcome.findings, *hazards))


def _told_apart(places: tuple[Place, ...]) -> None:
    """Refuse a way from a place to itself."""
    for start, end in itertools.pairwise(places):
        if (start.lon, start.lat) == (end.lon, end.lat):
            raise BadParameter(
                tr("the way would lead from {place} to itself", place=start.name),
                where="destination",
                expected=tr("Two different places."),
                todo=tr("Give another destination, or a stop between."),
            )


def _direct(
    situation: Workspace,
    parameters: RouteParameters,
    stops: Stops,
    control: RunControl,
) -> Route | None:
    """The fastest way when the front is not kept away from."""
    if parameters.avoid_front_km == 0:
        return None
    network = _network(situation, parameters, 0.0, control)
    return through(network, network.minutes, stops)


def _network(
    situation: Workspace, parameters: RouteParameters, avoid_front_km: float, control: RunControl
) -> TravelNetwork:
    return travel_network(
        situation,
        profile=str(parameters.vehicle),
        avoid_front_km=avoid_front_km,
        join_m=parameters.join_m,
        snap_km=parameters.snap_km,
        control_side=parameters.control_side.side,
        control=control,
    )


def _unclosed(
    network: TravelNetwork,
    stops: Stops,
    routes: tuple[Route, ...],
) -> Unclosed | None:
    """The way that closures keep one from, where it is shorter than the fastest there is."""
    if not routes or not network.closures.closed.any():
        return None
    way = through(network, network.open_minutes, stops)
    if way is None or way.length_km >= WORTH_TELLING * routes[0].length_km:
        return None
    closures = network.closures.on(way.edges, (Effect.CLOSED,))
    return Unclosed(length_km=way.length_km, closures=closures) if closures else None


def _ways(
    situation: Workspace,
    network: TravelNetwork,
    found: Found,
    near: Floats | None,
    parameters: RouteParameters,
    control: RunControl,
) -> tuple[Way, ...]:
    numbers = road_column(road_layers(situation), "road_number")
    names = road_column(road_layers(situation), "name")
    routes = found.routes if found.backup is None else (*found.routes, found.backup)
    ways = []
    for index, route in enumerate(routes):
        control.step(index / len(routes), tr("measuring distances to the front"))
        front = network.front
        way = Way(
            rank=index + 1,
            route=route,
            front_km=nearest_approach_km(front, route.geometry),
            slowed=network.closures.on(route.edges, (Effect.SLOWED,)),
            road_numbers=_road_numbers(network, route, numbers),
            roads=_roads(network, route, numbers, names),
            exposure_min=None if near is None else exposure_of(route, near),
            within=() if front is None else within_front(network, front, route, parameters.bands_km),
            profile=profile_of(network, route, front=front),
            is_backup=route is found.backup,
            waits=_waits(network, route),
        )
        ways.append(way)
    return tuple(ways)


def _waits(network: TravelNetwork, route: Route) -> tuple[tuple[Wait, float], ...]:
    """Waits on a way, and the minutes before the road they hold on."""
    before = route.access_km[0] / network.rules.access_kmh * 60.0
    before_each = before + np.concatenate(([0.0], np.cumsum(route.edge_min)))
    return tuple(
        (wait, float(before_each[np.flatnonzero(np.isin(route.edges, wait.edges))[0]]))
        for wait in network.waits.on(route.edges)
    )


def _roads(
    network: TravelNetwork, route: Route, numbers: NDArray[np.object_], names: NDArray[np.object_]
) -> tuple[Text | str, ...]:
    """What the road of each edge is called: its number, else its name, else its class."""
    row = network.graph.road[route.edges]
    road_class = network.graph.road_class[route.edges]
    return tuple(
        str(numbers[one] or names[one] or kind or "") or tr("road without a name")
        for one, kind in zip(row.tolist(), road_class.tolist(), strict=True)
    )


def _road_numbers(network: TravelNetwork, found: Route, numbers: NDArray[np.object_]) -> tuple[str, ...]:
    graph = network.graph
    number = numbers[graph.road[found.edges]]
    seen = {}
    for name in dict.fromkeys(number.tolist()):
        seen[name] = float(found.edge_km[number == name].sum())
    return tuple(name for name, km in seen.items() if name and km >= 0.05 * found.length_km)


def _closures_near(network: TravelNetwork, routes: tuple[Route, ...]) -> tuple[Closure, ...]:
    """Closures with an edge near a way."""
    plane = [network.graph.plane_lines[one.edges] for one in routes]
    lines = np.concatenate(plane) if plane else np.zeros(0, dtype=object)
    if not len(lines):
        return ()
    lat = float(np.mean([shapely.centroid(one.geometry).y for one in routes]))
    metres = CLOSURES_SHOWN_WITHIN_KM * 1000.0 * float(scale_at(lat))
    _, near = network.graph.plane_tree.query(lines, predicate="dwithin", distance=metres)
    is_near = np.zeros(len(network.graph.length_m), dtype=bool)
    is_near[near] = True
    found = network.closures.on(np.flatnonzero(is_near), (Effect.CLOSED,))
    return tuple(replace(one, edges=np.unique(one.edges[is_near[one.edges]])) for one in found)


def _sensitivity(situation: Workspace, *places: Place) -> Sensitivity:
    levels = [situation.layer(place.layer).sensitivity for place in places if place.layer]
    return max((Sensitivity.LOW, *levels))


def _own_assumptions(parameters: RouteParameters, has_front: bool) -> tuple[Assumption, ...]:
    result = [Assumption(text=NO_ADVICE, ground=Ground.DEFAULT, source="Corridor")]
    if has_front and parameters.mode is not Mode.FASTEST:
        text = tr(
            "Exposure is the minutes within {bands} km of the front, added up, so that nearer roads count "
            "more; a stretch of road counts by where its middle lies",
            bands=", ".join(f"{km:g}" for km in parameters.bands_km),
        )
        result.append(Assumption(text=text, ground=Ground.DEFAULT, source="Corridor"))
    if parameters.mode is Mode.FASTEST and parameters.alternatives > 1:
        text = tr(
            "Other ways share at most {shared:.0%} of their length with any before, and take at most "
            "{times:g} times as long as the fastest",
            shared=MOST_SHARED,
            times=MOST_TIMES_LONGER,
        )
        result.append(Assumption(text=text, ground=Ground.DEFAULT, source="Corridor"))
    return tuple(result)
