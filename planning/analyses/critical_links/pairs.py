"""Two links of an area lost together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from layers.gazetteer import find_place
from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.critical_links.links import NearestPlaces, all_links, stretches_of
from planning.analyses.critical_links.parameters import CriticalLinksParameters
from planning.analyses.critical_links.weighed import Pair, Pairs, Weighed
from planning.errors import BadParameter
from planning.network.critical import LossOfLinks
from planning.network.travel import TravelNetwork
from planning.run_control import RunControl

MOST_WEIGHED = 40_000
MOST_LISTED = 20
_EACH = 100


def worst_pairs(
    situation: Workspace,
    network: TravelNetwork,
    losses: LossOfLinks,
    parameters: CriticalLinksParameters,
    control: RunControl,
) -> Pairs | None:
    """The costliest pairs of links of an area; None when none is asked for.

    Every pair of which one link is on anybody's fastest way is weighed, as the others cost nothing; of
    large areas, pairs with one of the links that cost most by themselves.

    Raises
    ------
    BadParameter
        When the place is no area.
    """
    if not parameters.pairs_within.strip():
        return None
    place = find_place(situation, parameters.pairs_within)
    if place.kind != "admin_area" or place.fid is None:
        raise BadParameter(
            tr("{place} is not an area", place=place.name),
            where="pairs_within",
            expected=tr("An oblast, raion or hromada by name or P-code."),
        )
    area = situation.layer(place.layer).frame.geometry.loc[place.fid]
    links = _by_weight(situation, network, losses, parameters, area)
    used = sum(one.loss.people > 0 for one in links)
    most = max(1, MOST_WEIGHED // max(1, len(links)))
    pairs = []
    for first in range(min(used, most)):
        for second in range(first + 1, len(links)):
            if links[first].link.edges[0] == links[second].link.edges[0]:
                continue  # one stretch, used in both directions
            if second % _EACH == 0:
                control.step(first / min(used, most), tr("weighing pairs of links"))
            both = np.concatenate((links[first].link.lost, links[second].link.lost))
            loss = losses.loss(both)
            weight = loss.person_hours + parameters.hours_if_cut_off * loss.cut_off
            beyond = weight - links[first].weight - links[second].weight
            pairs.append(Pair(first=first, second=second, loss=loss, weight=weight, beyond=beyond))
    pairs.sort(key=lambda pair: (-pair.weight, pair.first, pair.second))
    listed = pairs[:MOST_LISTED]
    surprise = max(pairs, key=lambda pair: pair.beyond, default=None)
    if surprise is not None and surprise.beyond > 1e-6 and surprise not in listed:
        listed.append(surprise)
    return Pairs(
        place=place, links=links, worst=tuple(listed), weighed=len(pairs), left_out=max(0, used - most)
    )


def _by_weight(
    situation: Workspace,
    network: TravelNetwork,
    losses: LossOfLinks,
    parameters: CriticalLinksParameters,
    area: shapely.Geometry,
) -> tuple[Weighed, ...]:
    """The links of the area, the costliest first; of each the edge nearest the hub is lost, or any."""
    graph = network.graph
    row = stretches_of(network, losses)
    tops = losses.costliest(row)
    places = NearestPlaces(situation)
    found = []
    for link in all_links(situation, network, row, area):
        own = tops[row[tops] == row[link.edges[0]]]
        choices = [np.array([edge]) for edge in own.tolist()] or [link.lost]
        for lost in choices:
            loss = losses.loss(lost)
            weight = loss.person_hours + parameters.hours_if_cut_off * loss.cut_off
            near = places.near(graph.plane_lines[lost[0]])
            found.append(
                Weighed(
                    link=replace(link, lost=lost),
                    loss=loss,
                    weight=weight,
                    near=near,
                )
            )
    return tuple(sorted(found, key=lambda one: (-one.weight, -one.loss.people, int(one.link.lost[0]))))
