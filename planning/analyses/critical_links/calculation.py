"""Weighs the loss of every bridge and stretch of road on people's ways to the nearest hub."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.critical_links.findings import outcome_of
from planning.analyses.critical_links.links import NearestPlaces, links_that_matter
from planning.analyses.critical_links.pairs import worst_pairs
from planning.analyses.critical_links.parameters import CriticalLinksParameters
from planning.analyses.critical_links.weighed import Critical, WayLeft, Weighed
from planning.errors import MissingData
from planning.network.critical import LossOfLinks, Travellers
from planning.network.nearest import Nearest, far_edge, nearest_hubs
from planning.network.travel import TravelNetwork, travel_network
from planning.outcome import Assumption, Ground, Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario
from planning.sites import Sites, people_at_homes, sites_of

MOST_DETOURS = 12
_EACH = 50


def critical_links(
    workspace: Workspace,
    scenario: Scenario,
    parameters: CriticalLinksParameters,
    control: RunControl | None = None,
) -> Outcome:
    """People cut off and person-hours added when each bridge or stretch of road is lost.

    Raises
    ------
    UnknownPlace, AmbiguousPlace
        When a place is not in the workspace, or fits several.
    MissingData
        When there are no roads, no people, no open hub, or no front to keep away from.
    BadParameter
        When pairs are asked for within something that is no area.
    """
    control = control or RunControl()
    situation = scenario.applied_to(workspace)
    hubs = sites_of(situation, parameters.hubs, vehicle=parameters.vehicle, where="hubs")
    network = travel_network(
        situation,
        profile=str(parameters.vehicle),
        avoid_front_km=parameters.avoid_front_km,
        join_m=parameters.join_m,
        snap_km=parameters.snap_km,
        control_side=parameters.control_side.side,
        control=control.part(0.0, 0.3),
    )
    people = _people(situation, parameters, network)
    control.step(0.3, tr("looking for the nearest hubs"))
    nearest = nearest_hubs(network, people.lonlat, hubs.lonlat)
    own = far_edge(nearest.places, nearest.starts)
    who = Travellers.of(nearest.starts, own, people.people, nearest.direct_min)
    losses = LossOfLinks(nearest.arcs, nearest.forest, who)
    weighed, links, bridges = _weighed(situation, network, losses, parameters, control.part(0.35, 0.8))
    worst = _with_detours(situation, network, losses, people, nearest, weighed[: parameters.most_links])
    pairs = worst_pairs(situation, network, losses, parameters, control.part(0.85, 1.0))
    return outcome_of(
        Critical(
            parameters=parameters,
            network=network,
            hubs=hubs,
            people=people,
            nearest=nearest,
            worst=worst,
            links=links,
            cutting=sum(one.loss.cut_off > 0 for one in weighed),
            bridges=bridges,
            pairs=pairs,
            assumptions=(
                *network.assumptions,
                *hubs.assumptions,
                *people.assumptions,
                *_own_assumptions(parameters),
            ),
        )
    )


def _people(situation: Workspace, parameters: CriticalLinksParameters, network: TravelNetwork) -> Sites:
    """People by where they live, or those of a layer of sites."""
    choice = parameters.people.strip()
    if not choice.casefold().startswith("layer:"):
        return people_at_homes(situation, choice, network.front)[0]
    sites = sites_of(situation, choice, vehicle=parameters.vehicle, where="people")
    known = np.isfinite(sites.people)
    if not known.any():
        raise MissingData(
            tr("{choice} does not say how many people are where", choice=choice),
            where="people",
            expected=tr("Collective centres with occupancy, or places or areas with population."),
        )
    notes = list(sites.assumptions)
    if not known.all():
        text = tr(
            "{count:,} sites of {choice} without a count weigh nothing",
            count=int((~known).sum()),
            choice=choice,
        )
        notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source="Corridor"))
    return replace(sites, people=np.where(known, sites.people, 0.0), assumptions=tuple(notes))


def _weighed(
    situation: Workspace,
    network: TravelNetwork,
    losses: LossOfLinks,
    parameters: CriticalLinksParameters,
    control: RunControl,
) -> tuple[list[Weighed], int, int]:
    """Links whose loss costs something, the costliest first, each once; how many links, and bridges."""
    links = links_that_matter(situation, network, losses)
    found: dict[tuple[str, int], Weighed] = {}
    for number, link in enumerate(links):
        if number % _EACH == 0:
            control.step(number / len(links), tr("weighing the loss of links"))
        loss = losses.loss(link.lost)
        weight = loss.person_hours + parameters.hours_if_cut_off * loss.cut_off
        key = (str(link.sort), int(link.edges[0]))
        if (loss.cut_off > 0 or loss.person_hours > 1e-6) and (
            key not in found or weight > found[key].weight
        ):
            found[key] = Weighed(link=link, loss=loss, weight=weight)
    order = sorted(found.values(), key=lambda one: (-one.weight, -one.loss.people, int(one.link.lost[0])))
    every = {(str(link.sort), int(link.edges[0])): link.ref is not None for link in links}
    return order, len(every), sum(every.values())


def _with_detours(
    situation: Workspace,
    network: TravelNetwork,
    losses: LossOfLinks,
    people: Sites,
    nearest: Nearest,
    worst: list[Weighed],
) -> tuple[Weighed, ...]:
    """The worst links with the place they are near; and the first of them with the way that is left."""
    places = NearestPlaces(situation)
    result = []
    for rank, one in enumerate(worst):
        near = places.near(network.graph.plane_lines[one.link.lost[0]])
        detour = None
        if rank < MOST_DETOURS and (left := losses.detour(one.link.lost)) is not None:
            detour = WayLeft(
                geometry=_line(network, nearest, left.place, left.arcs),
                people=float(people.people[left.place]),
                before_min=left.before_min,
                after_min=left.after_min,
            )
        result.append(replace(one, near=near, detour=detour))
    return tuple(result)


def _line(
    network: TravelNetwork, nearest: Nearest, place: int, arcs: NDArray[np.int64]
) -> shapely.LineString:
    """The way of one place along whole edges, with the straight ways between roads and places."""
    graph, of = network.graph, nearest.arcs
    state_node = graph.arcs.state_node
    parts = [nearest.places.lonlat[place : place + 1], nearest.places.road_lonlat[place : place + 1]]
    for arc in arcs.tolist():
        hub = int(of.hub[arc])
        if hub >= 0:
            parts += [nearest.hubs.road_lonlat[hub : hub + 1], nearest.hubs.lonlat[hub : hub + 1]]
            continue
        edge = int(of.edge[arc])
        ahead = int(state_node[of.tail[arc]]) == int(graph.tail[edge])
        parts.append(graph.stretch(edge, 0.0 if ahead else 1.0, 1.0 if ahead else 0.0))
    return shapely.LineString(np.concatenate(parts))


def _own_assumptions(parameters: CriticalLinksParameters) -> tuple[Assumption, ...]:
    is_default = parameters.hours_if_cut_off == 24.0
    return (
        Assumption(
            text=tr(
                "Everybody makes one journey to the hub nearest in time, and to whichever is nearest when a "
                "link is lost; a lost link is lost in both directions, and people and hubs along it still "
                "reach its nearer end; roads left do not fill up"
            ),
            ground=Ground.DEFAULT,
            source="Corridor",
        ),
        Assumption(
            text=tr(
                "Links are ranked by person-hours added, with {hours:g} h for each person cut off",
                hours=parameters.hours_if_cut_off,
            ),
            ground=Ground.DEFAULT if is_default else Ground.CHOSEN,
            source="Corridor" if is_default else "planner",
        ),
    )
