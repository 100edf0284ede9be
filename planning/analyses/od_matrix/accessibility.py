"""Who is near a service by road, in the baseline and after a scenario's changes."""

from __future__ import annotations

import numpy as np

from layers.text import Text, tr
from layers.workspace import Workspace
from planning.analyses.od_matrix.pairs import Access
from planning.analyses.od_matrix.parameters import OdMatrixParameters
from planning.errors import MissingData
from planning.network.nearest import nearest_hubs
from planning.network.snapping import Attached
from planning.network.travel import TravelNetwork
from planning.outcome import Assumption, Ground
from planning.population import population_sources
from planning.run_control import RunControl
from planning.sites import Sites, people_at_homes, sites_of

SERVICES: tuple[tuple[str, Text], ...] = (
    ("layer:warehouse", tr("warehouse")),
    ("layer:hospital", tr("hospital")),
    ("layer:crossing", tr("border crossing point")),
)
_Count = tuple[int, float, float, float, float]


def accessibility(
    situations: tuple[tuple[Workspace, TravelNetwork], ...],
    parameters: OdMatrixParameters,
    control: RunControl,
) -> tuple[tuple[Access, ...], tuple[Assumption, ...]]:
    """People within the time of the nearest destination, warehouse, hospital and crossing.

    Parameters
    ----------
    situations : tuple of (Workspace, TravelNetwork)
        As it is now; and the baseline, where something was changed.
    """
    now = situations[0][0]
    if not (parameters.population or population_sources(now)):
        return (), ()
    services = [*SERVICES]
    if parameters.destination.strip().casefold() not in {text for text, _ in SERVICES}:
        services.insert(0, (parameters.destination, tr("destination")))
    homes = [
        people_at_homes(situation, parameters.population, network.front)[0]
        for situation, network in situations
    ]
    found, notes = [], list(homes[0].assumptions)
    for number, (text, label) in enumerate(services):
        control.step(number / len(services), tr("counting people near a service"))
        counts = []
        for (situation, network), people in zip(situations, homes, strict=True):
            hubs = _hubs(situation, text, parameters)
            counts.append(None if hubs is None else _count(network, people, hubs, parameters.max_minutes))
            notes += () if hubs is None else hubs.assumptions
        after = counts[0]
        if after is None:
            continue
        before = counts[1] if len(counts) > 1 else None
        found.append(
            Access(
                service=label,
                sites=after[0],
                people=after[1],
                within=after[2],
                no_way=after[3],
                off_road=after[4],
                people_before=None if before is None else before[1],
                within_before=None if before is None else before[2],
                no_way_before=None if before is None else before[3],
            )
        )
    notes.append(_stated(parameters.max_minutes))
    return tuple(found), tuple(dict.fromkeys(notes))


def _hubs(situation: Workspace, text: str, parameters: OdMatrixParameters) -> Sites | None:
    """The sites of a service; None where the workspace holds none that is open."""
    try:
        return sites_of(situation, text, vehicle=parameters.vehicle)
    except MissingData:
        return None


def _count(network: TravelNetwork, people: Sites, hubs: Sites, max_minutes: float) -> _Count:
    """Sites, everybody, those within the time, those from whom no way leads, those off the roads."""
    nearest = nearest_hubs(network, people.lonlat, hubs.lonlat)
    within = nearest.minutes <= max_minutes
    off_road = nearest.places.state == Attached.TOO_FAR
    no_way = ~np.isfinite(nearest.minutes) & ~off_road
    return (
        len(hubs),
        float(people.people.sum()),
        float(people.people[within].sum()),
        float(people.people[no_way].sum()),
        float(people.people[off_road].sum()),
    )


def _stated(max_minutes: float) -> Assumption:
    text = tr(
        "A service counts as near within {minutes:g} min by road from where people live to the nearest one "
        "that is open",
        minutes=max_minutes,
    )
    is_default = max_minutes == 60.0
    return Assumption(
        text=text,
        ground=Ground.DEFAULT if is_default else Ground.CHOSEN,
        source="Corridor" if is_default else "planner",
    )
