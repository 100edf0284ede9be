"""What driving an edge costs, in minutes, composed step by step in one declared order; and why.

1. speed: of the class and surface from the table, or the road's own, and of a convoy's slowest vehicle;
2. weather: the share of the speed left in snow, ice or mud;
3. slowed: roads slowed by their status or by damage, the worst of them;
4. wait: checkpoints, border crossing points, and what the scenario adds;
5. closed: status, vehicle limits, damage, hazard areas, area of control, distance to the front.

Curfew, daylight and halts hold for a whole way by its departure: see `planning.network.timetable`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from layers.text import Text, tr
from planning.network.closure import Closures, Effect, listed, named
from planning.network.graph import RoadGraph
from planning.network.speed_table import SURFACE_LABELS
from planning.network.speeds import (
    CONVOY,
    ROAD_CLASSES,
    SURFACES,
    Profile,
    Rules,
    dry_speeds_kmh,
    surface_groups,
)
from planning.network.topology import Floats, Ints
from planning.network.waits import Waits

if TYPE_CHECKING:
    from planning.network.travel import TravelNetwork


class Factor(StrEnum):
    """The steps, in their order."""

    SPEED = "speed"
    WEATHER = "weather"
    SLOWED = "slowed"
    WAIT = "wait"
    CLOSED = "closed"


LABELS = {
    Factor.SPEED: tr("speed"),
    Factor.WEATHER: tr("weather"),
    Factor.SLOWED: tr("slowed"),
    Factor.WAIT: tr("wait"),
    Factor.CLOSED: tr("closed"),
}


@dataclass(frozen=True, slots=True, eq=False)
class EdgeCosts:
    """Minutes to drive each edge after each step; arrays, one element an edge.

    Attributes
    ----------
    kmh : float array
        Speed in dry weather.
    surface : int array
        Index in `SURFACES` of the group of the surface of each road (row of the road table).
    after : mapping of Factor to float array
        Minutes with this step and all before it; infinite where closed.
    """

    kmh: Floats
    surface: NDArray[np.int8]
    after: dict[Factor, Floats]

    @property
    def minutes(self) -> Floats:
        """With all steps."""
        return self.after[Factor.CLOSED]

    @property
    def open_minutes(self) -> Floats:
        """With nothing closed or slowed, and no wait."""
        return self.after[Factor.WEATHER]


def edge_costs(
    graph: RoadGraph,
    profile: Profile,
    rules: Rules,
    surface: NDArray[np.object_],
    closures: Closures,
    waits: Waits,
) -> EdgeCosts:
    """Compose the minutes of each edge.

    Parameters
    ----------
    surface : object array
        As stated, one element a road.
    """
    kmh = dry_speeds_kmh(profile, rules, graph.roads, surface)[graph.road]
    dry = graph.length_m / 1000.0 / kmh * 60.0
    weather = dry / rules.weather_factor
    slowed = weather / closures.speed_factor
    waited = slowed + waits.minutes
    after = {
        Factor.SPEED: dry,
        Factor.WEATHER: weather,
        Factor.SLOWED: slowed,
        Factor.WAIT: waited,
        Factor.CLOSED: np.where(closures.closed, np.inf, waited),
    }
    return EdgeCosts(kmh=kmh, surface=surface_groups(surface), after=after)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostStep:
    """What one step makes of the minutes of some edges.

    Attributes
    ----------
    factor : Factor
    why : Text
    km : float
        Of the edges that the step changes; all of them for the speed.
    before_min, after_min : float
        Of all the edges; infinite where one is closed.
    """

    factor: Factor
    why: Text | str
    km: float
    before_min: float
    after_min: float


def explained(
    network: TravelNetwork,
    edges: Ints,
    shares: Floats | None = None,
    minutes: Floats | None = None,
) -> tuple[CostStep, ...]:
    """Why some edges cost what they cost, step by step; steps that change nothing are left out.

    Parameters
    ----------
    edges : int array
        One edge, or those of a way.
    shares : float array, optional
        Driven part of each; the whole without it.
    minutes : float array, optional
        Spent on each: of a way, where waits count as they are met.
    """
    costs, graph = network.costs, network.graph
    part = np.ones(len(edges)) if shares is None else shares
    km = part * graph.length_m[edges] / 1000.0
    before, steps = 0.0, []
    for factor in Factor:
        after = float((part * costs.after[factor][edges]).sum())
        if minutes is not None and factor in (Factor.WAIT, Factor.CLOSED):
            after = float(minutes.sum())
        earlier = np.zeros(len(edges)) if factor is Factor.SPEED else costs.after[_before(factor)][edges]
        with np.errstate(invalid="ignore"):
            touched = costs.after[factor][edges] != earlier
        if touched.any():
            steps.append(
                CostStep(
                    factor=factor,
                    why=_why(network, factor, edges, km),
                    km=float(km[touched].sum()),
                    before_min=before,
                    after_min=after,
                )
            )
        before = after
    return tuple(steps)


def _before(factor: Factor) -> Factor:
    order = list(Factor)
    return order[order.index(factor) - 1]


def _why(network: TravelNetwork, factor: Factor, edges: Ints, km: Floats) -> Text | str:
    if factor is Factor.SPEED:
        return _speeds(network, edges, km)
    if factor is Factor.WEATHER:
        return tr("{share:.0%} of the speed is left", share=network.rules.weather_factor)
    if factor is Factor.SLOWED:
        return named(network.closures.on(edges, (Effect.SLOWED,)))
    if factor is Factor.WAIT:
        waits = network.waits.on(edges)
        return listed(
            [tr("{minutes:,.0f} min at {place}", minutes=one.minutes, place=one.text) for one in waits]
        )
    return named(network.closures.on(edges, (Effect.CLOSED,)))


def _speeds(network: TravelNetwork, edges: Ints, km: Floats) -> Text:
    """The classes, surfaces and speeds that most of the way is driven at, the longest first."""
    graph, roads = network.graph, network.graph.roads
    row = graph.road[edges]
    kinds: dict[tuple[str, str, bool, float], float] = {}
    for one, length, kmh in zip(row.tolist(), km.tolist(), network.costs.kmh[edges].tolist(), strict=True):
        stated = bool(roads.speed_kmh[one] > 0)
        key = (str(roads.road_class[one]), SURFACES[int(network.costs.surface[one])], stated, kmh)
        kinds[key] = kinds.get(key, 0.0) + length
    longest = sorted(kinds.items(), key=lambda item: -item[1])
    texts = [_speed(network, *key, length) for key, length in longest[:5]]
    if len(longest) > 5:
        texts.append(tr("{more:,} more", more=len(longest) - 5))
    return listed(texts)


def _speed(
    network: TravelNetwork, road_class: str, surface: str, stated: bool, kmh: float, km: float
) -> Text:
    profile, rules = network.profile, network.rules
    if profile.name == CONVOY and kmh >= rules.convoy_slowest_kmh:
        ground: Text = tr("slowest vehicle of the convoy")
    elif stated:
        ground = tr("stated by the road")
    elif road_class in ROAD_CLASSES:
        ground = tr("table of speeds")
    else:
        ground = tr("class not known, taken as {road_class}", road_class=rules.default_class)
    return tr(
        "{km:,.1f} km of {road_class}, {surface}, at {kmh:g} km/h ({ground})",
        km=km,
        road_class=road_class or tr("unknown class"),
        surface=SURFACE_LABELS[surface],
        kmh=kmh,
        ground=ground,
    )
