"""Ways through the road network for one vehicle, with closures: matrices, routes and reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.errors import NoRoute
from planning.front import Front, front_of, require_front
from planning.network.closure import Closures
from planning.network.closures import closures_of
from planning.network.costs import EdgeCosts, edge_costs
from planning.network.engine import DijkstraEngine, Engine
from planning.network.hierarchy import HierarchyEngine
from planning.network.reach import Reach, reached
from planning.network.reasons import reason_for
from planning.network.road_graph import DEFAULT_JOIN_M, RoadGraph, road_graph
from planning.network.road_table import road_column, road_layers
from planning.network.route import Route, route_between
from planning.network.snapping import Snap, snapped
from planning.network.speed_table import speed_assumptions
from planning.network.speeds import Profile, Rules, profile_of, rules_of
from planning.network.topology import Floats
from planning.network.vehicles import VEHICLE_BITS
from planning.network.waits import Waits, waits_of
from planning.outcome import Assumption, Ground, data_assumption
from planning.run_control import RunControl

DEFAULT_SNAP_KM = 5.0

Place = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Fastest ways from each origin (row) to each destination (column); infinite where none leads.

    Attributes
    ----------
    duration_min : float array, shape (origins, destinations)
    length_km : float array, shape (origins, destinations)
        Along the fastest way, with the straight ways between the places and their roads.
    """

    duration_min: Floats
    length_km: Floats


@dataclass(frozen=True, eq=False)
class TravelNetwork:
    """The road graph as one vehicle finds it.

    Attributes
    ----------
    graph : RoadGraph
    closures : Closures
    profile, rules : Profile, Rules
    costs : EdgeCosts
        Minutes to drive each edge, and how they come about.
    waits : Waits
    front : Front or None
    avoid_front_km, snap_km : float
    assumptions : tuple of Assumption
        Everything the answers rest on.
    """

    graph: RoadGraph
    closures: Closures
    profile: Profile
    rules: Rules
    costs: EdgeCosts
    waits: Waits
    front: Front | None
    avoid_front_km: float
    snap_km: float
    assumptions: tuple[Assumption, ...]

    @property
    def minutes(self) -> Floats:
        """To drive each edge; infinite where it is closed."""
        return self.costs.minutes

    @property
    def open_minutes(self) -> Floats:
        """To drive each edge with nothing closed or slowed, and no wait."""
        return self.costs.open_minutes

    @property
    def vehicle(self) -> int:
        """The vehicle as turn restrictions know it."""
        return VEHICLE_BITS[self.profile.name]

    @cached_property
    def engine(self) -> DijkstraEngine:
        """Fastest ways to everywhere."""
        graph = self.graph
        minutes = graph.arcs.minutes(self.minutes, self.vehicle)
        return DijkstraEngine.of(graph.arcs, minutes, graph.length_m / 1000.0)

    @cached_property
    def fast_engine(self) -> Engine:
        """Fastest ways between places; by the hierarchy as soon as there is one."""
        return self.engine_for(self.minutes)

    def engine_for(self, costs: Floats) -> Engine:
        """Ways of least cost between places, for other costs of the edges; infinite leaves an edge out."""
        graph, hierarchy = self.graph, self.graph.hierarchy
        if hierarchy is not None:
            return HierarchyEngine(hierarchy, graph.arcs.minutes(costs, self.vehicle))
        if costs is self.minutes:
            return self.engine
        return DijkstraEngine.of(graph.arcs, graph.arcs.minutes(costs, self.vehicle), graph.length_m / 1000.0)

    def snap(self, lon: Floats, lat: Floats) -> Snap:
        """Attach places to the nearest usable road; `Snap.state` says why one is not attached."""
        return snapped(self.graph, self.closures, np.column_stack((lon, lat)), self.snap_km)

    def matrix(
        self,
        origins: Floats | Sequence[Place],
        destinations: Floats | Sequence[Place],
        control: RunControl | None = None,
    ) -> Matrix:
        """Fastest ways between places, given as (n, 2) longitudes and latitudes."""
        return self._matrix(origins, destinations, control or RunControl(), with_km=True)

    def durations(
        self,
        origins: Floats | Sequence[Place],
        destinations: Floats | Sequence[Place],
        control: RunControl | None = None,
    ) -> Floats:
        """Minutes of the fastest ways; many times faster than `matrix` where there is a hierarchy."""
        return self._matrix(origins, destinations, control or RunControl(), with_km=False).duration_min

    def _matrix(
        self,
        origins: Floats | Sequence[Place],
        destinations: Floats | Sequence[Place],
        control: RunControl,
        *,
        with_km: bool,
    ) -> Matrix:
        starts, inverse = np.unique(_places(origins), axis=0, return_inverse=True)
        ends, end_inverse = np.unique(_places(destinations), axis=0, return_inverse=True)
        from_, to = self._snapped(starts), self._snapped(ends)
        access = self.rules.access_kmh
        leaving = from_.leaving(self.graph, self.minutes, access)
        arriving = to.arriving(self.graph, self.minutes, access, self.vehicle)
        if with_km:
            minutes, km = self.engine.minutes_and_km(leaving, arriving, control)
        else:
            minutes = self.fast_engine.minutes(leaving, arriving, control)
            km = np.zeros_like(minutes)
        self._along_one_edge(from_, to, minutes, km)
        here = (starts[:, None, :] == ends[None, :, :]).all(axis=2)
        minutes[here], km[here] = 0.0, 0.0
        rows, columns = inverse.ravel(), end_inverse.ravel()
        return Matrix(minutes[np.ix_(rows, columns)], km[np.ix_(rows, columns)])

    def route(self, origin: Place, destination: Place) -> Route:
        """The fastest way.

        Raises
        ------
        NoRoute
            When there is none; says why.
        """
        route = self.route_by(self.minutes, origin, destination)
        if route is None:
            raise NoRoute(
                tr(
                    "there is no way by {profile} from {origin} to {destination}",
                    profile=self.profile.label,
                    origin=_named(origin),
                    destination=_named(destination),
                ),
                expected=self.why_not(origin, destination),
            )
        return route

    def route_by(self, costs: Floats, origin: Place, destination: Place) -> Route | None:
        """The way of least cost, measured in minutes and km; None when there is none.

        Parameters
        ----------
        costs : float array
            Of each edge; infinite leaves it out.
        """
        engine = self.fast_engine if costs is self.minutes else self.engine_for(costs)
        ends = self._snapped(_places([origin, destination]))
        return route_between(self, engine, costs, ends)

    def reach(self, origins: Place | Sequence[Place], max_minutes: float, *, to: bool = False) -> Reach:
        """Stretches of road within `max_minutes` of the nearest of several places.

        Parameters
        ----------
        to : bool
            Count the time to the places in place of the time from them.
        """
        snap = self._snapped(_places(origins))
        access_kmh = self.rules.access_kmh
        return reached(
            self.graph, self.minutes, access_kmh, self.engine, snap, max_minutes, self.vehicle, to=to
        )

    def why_not(self, origin: Place, destination: Place) -> Text:
        """Why no way leads from one place to another; says so when one does."""
        reason = reason_for(self, origin, destination)
        return tr("there is a way") if reason is None else reason.text

    def _snapped(self, places: Floats) -> Snap:
        return snapped(self.graph, self.closures, places, self.snap_km)

    def _along_one_edge(self, from_: Snap, to: Snap, minutes: Floats, km: Floats) -> None:
        """Put the direct way where both places lie on one edge and the edge may be driven that way."""
        both = from_.attached[:, None] & to.attached[None, :] & (from_.edge[:, None] == to.edge[None, :])
        for row, column in np.argwhere(both):
            edge = int(from_.edge[row])
            step = float(to.share[column] - from_.share[row])
            if not ((step >= 0 and self.graph.forward[edge]) or (step <= 0 and self.graph.backward[edge])):
                continue
            access_km = float(from_.distance_km[row] + to.distance_km[column])
            direct = abs(step) * self.minutes[edge] + access_km / self.rules.access_kmh * 60.0
            if direct <= minutes[row, column]:
                minutes[row, column] = direct
                km[row, column] = abs(step) * self.graph.length_m[edge] / 1000.0 + access_km


def travel_network(
    situation: Workspace,
    *,
    profile: str = "car",
    avoid_front_km: float = 0.0,
    join_m: float = DEFAULT_JOIN_M,
    snap_km: float = DEFAULT_SNAP_KM,
    control_side: str = "",
    control: RunControl | None = None,
) -> TravelNetwork:
    """The road network as a vehicle finds it in `situation`.

    Parameters
    ----------
    profile : str
        Name of a profile of `planning.network.speeds`.
    avoid_front_km : float
        Roads within this distance of the front are closed too. Roads in the area of control always are.
    join_m : float
        Dead ends within this distance of another road are joined to it.
    snap_km : float
        A place further than this from any usable road is attached to none.
    control_side : str
        Which side of front lines is under control; see `planning.front.front_of`.

    Raises
    ------
    MissingData
        When there are no roads, or there is no front that could be avoided.
    """
    control = control or RunControl()
    vehicle, rules = profile_of(situation, profile), rules_of(situation)
    graph = road_graph(situation, join_m=join_m, control=control.part(0.0, 0.7))
    control.step(0.7, tr("closing roads"))
    if avoid_front_km > 0:
        front: Front | None = require_front(situation, control_side=control_side)
    else:
        front = front_of(situation, control_side=control_side)
    closures = closures_of(
        situation, graph, profile=vehicle, rules=rules, front=front, avoid_front_km=avoid_front_km
    )
    surface = road_column(road_layers(situation), "surface")
    waits = waits_of(situation, graph, rules)
    costs = edge_costs(graph, vehicle, rules, surface, closures, waits)
    control.step(1.0, tr("roads ready"))
    return TravelNetwork(
        graph=graph,
        closures=closures,
        profile=vehicle,
        rules=rules,
        costs=costs,
        waits=waits,
        front=front,
        avoid_front_km=avoid_front_km,
        snap_km=snap_km,
        assumptions=(
            *(data_assumption(layer, situation.today()) for layer in road_layers(situation)),
            *network_assumptions(graph, snap_km),
            *_turn_assumptions(graph),
            *_road_rule_assumptions(graph),
            *speed_assumptions(situation, vehicle, rules, graph.roads, surface),
            *closures.assumptions,
            *waits.assumptions,
        ),
    )


def network_assumptions(graph: RoadGraph, snap_km: float) -> tuple[Assumption, ...]:
    """What the joins and the farthest road from a place were."""
    is_default = graph.join_m == DEFAULT_JOIN_M
    return (
        Assumption(
            text=tr(
                "Dead ends of roads within {join_m:g} m of another road are joined to it: {joins:,} joins of "
                "up to {longest:,.0f} m; the network then lies in {pieces:,} pieces, the longest with "
                "{share:.1%} of its {km:,.0f} km",
                join_m=graph.join_m,
                joins=len(graph.joins),
                longest=float(graph.joins.gap_m.max(initial=0.0)),
                pieces=len(graph.component_km),
                share=graph.largest_share,
                km=float(graph.component_km.sum()),
            ),
            ground=Ground.DEFAULT if is_default else Ground.CHOSEN,
            source="Corridor" if is_default else "planner",
        ),
        Assumption(
            text=tr(
                "A place further than {snap_km:g} km from any usable road is not reached", snap_km=snap_km
            ),
            ground=Ground.DEFAULT if snap_km == DEFAULT_SNAP_KM else Ground.CHOSEN,
            source="Corridor" if snap_km == DEFAULT_SNAP_KM else "planner",
        ),
    )


def _turn_assumptions(graph: RoadGraph) -> tuple[Assumption, ...]:
    kept, unused = graph.turns.read - graph.turns.unused, graph.turns.unused
    result = []
    if kept:
        text = trn("{count:,} turn restriction is kept to", "{count:,} turn restrictions are kept to", kept)
        result.append(Assumption(text=text, ground=Ground.DATA, source="OpenStreetMap"))
    if unused:
        text = trn(
            "{count:,} turn restriction is not kept to: it holds at some hours only, or its roads are not "
            "told apart in the network",
            "{count:,} turn restrictions are not kept to: they hold at some hours only, or their roads "
            "are not told apart in the network",
            unused,
        )
        result.append(Assumption(text=text, ground=Ground.IGNORED, source="OpenStreetMap"))
    return tuple(result)


def _road_rule_assumptions(graph: RoadGraph) -> tuple[Assumption, ...]:
    result = []
    if graph.turns.barriers:
        text = trn(
            "{count:,} barrier on a road is not passed by those it is closed to",
            "{count:,} barriers on roads are not passed by those they are closed to",
            graph.turns.barriers,
        )
        result.append(Assumption(text=text, ground=Ground.DATA, source="OpenStreetMap"))
    if graph.roads.conditional.any():
        text = trn(
            "{count:,} road has rules for some hours or loads only, which are not applied",
            "{count:,} roads have rules for some hours or loads only, which are not applied",
            int(graph.roads.conditional.sum()),
        )
        result.append(Assumption(text=text, ground=Ground.IGNORED, source="OpenStreetMap"))
    return tuple(result)


def _places(places: Floats | Place | Sequence[Place]) -> Floats:
    return np.asarray(places, dtype=np.float64).reshape(-1, 2)


def _named(place: Place) -> str:
    return f"{place[0]:.5f},{place[1]:.5f}"
