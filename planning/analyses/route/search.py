"""Which ways are looked for: the fastest and others, the frontier of time and exposure, and a back-up."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from layers.gazetteer import Place, find_place
from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.route.parameters import Mode, RouteParameters, ViaOrder
from planning.errors import BadParameter, MissingData
from planning.network.alternatives import ranked_routes, shared_part
from planning.network.frontier import frontier
from planning.network.reasons import Reason, reason_for
from planning.network.route import Route
from planning.network.stops import MOST_ORDERED, quickest_order, through
from planning.network.topology import Floats
from planning.network.travel import TravelNetwork
from planning.run_control import RunControl

LEAST_ON_FRONTIER = 5
# So dear that a way shares as little road as can be, yet it adds up without loss
_SHARED_TIMES = 1_000.0

Stops = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Ways, the first the one the planner asked for; and the back-up, where there is one."""

    routes: tuple[Route, ...]
    backup: Route | None


def stops_between(
    situation: Workspace, parameters: RouteParameters, network: TravelNetwork, ends: tuple[Place, Place]
) -> tuple[Place, ...]:
    """The stops between, in the order they are driven.

    Raises
    ------
    UnknownPlace, AmbiguousPlace
        When one is not in the workspace, or fits several.
    BadParameter
        When there are too many to be ordered.
    """
    parts = [part for part in parameters.via.split(";") if part.strip()]
    places = tuple(find_place(situation, part) for part in parts)
    if parameters.via_order is ViaOrder.GIVEN or len(places) < 2:
        return places
    if len(places) > MOST_ORDERED:
        raise BadParameter(
            tr("{count} stops were given to be ordered", count=len(places)),
            where="via",
            expected=tr("At most {most}.", most=MOST_ORDERED),
            todo=tr("Give them in their order, with via_order=given."),
        )
    every = (ends[0], *places, ends[1])
    order = quickest_order(network, [(place.lon, place.lat) for place in every])
    return tuple(every[index] for index in order[1:-1])


def ways_of(
    network: TravelNetwork,
    stops: Stops,
    near: Floats | None,
    parameters: RouteParameters,
    control: RunControl,
) -> Found:
    """Ways by the mode that was chosen.

    Raises
    ------
    MissingData
        When exposure is asked for and there is no front.
    """
    if parameters.mode is Mode.FASTEST:
        routes = ranked_routes(network, stops, parameters.alternatives, control)
    else:
        if near is None:
            raise MissingData(
                tr("the workspace holds no front line to be exposed to"),
                where="mode",
                todo=tr("Import a front, or look for the fastest way."),
            )
        most = max(LEAST_ON_FRONTIER, parameters.alternatives)
        ways = tuple(way.route for way in frontier(network, stops, near, most, control))
        routes = ways if parameters.mode is Mode.FRONTIER else _ends(ways)
    backup = None
    if parameters.backup and routes:
        backup = _disjoint(network, stops, routes[0])
    return Found(routes, backup)


def reason_between(network: TravelNetwork, places: tuple[Place, ...]) -> Reason | None:
    """Why the first leg without a way has none."""
    for origin, destination in itertools.pairwise(places):
        ends = (origin.lon, origin.lat), (destination.lon, destination.lat)
        reason = reason_for(network, *ends, (origin.name, destination.name))
        if reason is not None:
            return reason
    return None


def _ends(ways: tuple[Route, ...]) -> tuple[Route, ...]:
    """The least exposed way, and the fastest to compare it with."""
    return (ways[-1], ways[0]) if len(ways) > 1 else ways


def _disjoint(network: TravelNetwork, stops: Stops, first: Route) -> Route | None:
    """The way that shares as little time as can be with the first; None where it is the same."""
    costs = network.minutes.copy()
    costs[np.unique(first.edges)] *= _SHARED_TIMES
    route = through(network, costs / _SHARED_TIMES, stops)
    if route is None or shared_part(route, first) > 0.999:
        return None
    return route
