"""Which people and collective centres belong to which of several places: the nearest in time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.gazetteer import Place
from layers.workspace import Workspace
from planning.analyses.service_area.parameters import Direction, ServiceAreaParameters
from planning.network.nearest import nearest_hubs
from planning.network.travel import TravelNetwork
from planning.outcome import Assumption
from planning.population import population_sources
from planning.sites import people_at_homes


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """What belongs to each place within the longest time; arrays, one element a place.

    Attributes
    ----------
    people, people_min : float array or None
        People, and their mean minutes (NaN where there are none); None without a population.
    beyond : float or None
        People further than the longest time, or without a way.
    centre_place : int array or None
        Of each centre the nearest place, -1 beyond the longest time; None without centres.
    centre_min : float array or None
    """

    people: NDArray[np.float64] | None
    people_min: NDArray[np.float64] | None
    beyond: float | None
    centre_place: NDArray[np.int64] | None
    centre_min: NDArray[np.float64] | None
    assumptions: tuple[Assumption, ...]


def allocated(
    situation: Workspace,
    network: TravelNetwork,
    parameters: ServiceAreaParameters,
    places: tuple[Place, ...],
    centres: pd.DataFrame | None,
) -> Allocation:
    """People and centres by the place nearest to them by road, from it or to it as the area counts."""
    hubs = np.array([(place.lon, place.lat) for place in places])
    from_hubs = parameters.direction is Direction.FROM
    people = people_min = beyond = centre_place = centre_min = None
    notes: tuple[Assumption, ...] = ()
    if parameters.population or population_sources(situation):
        homes, _ = people_at_homes(situation, parameters.population, network.front)
        notes = homes.assumptions
        found = nearest_hubs(network, homes.lonlat, hubs, from_hubs=from_hubs)
        within = found.minutes <= parameters.max_minutes
        hub, count = found.hub[within], homes.people[within]
        people = np.bincount(hub, weights=count, minlength=len(places)).astype(np.float64)
        spent = np.bincount(hub, weights=count * found.minutes[within], minlength=len(places))
        people_min = np.where(people > 0, spent / np.maximum(people, 1e-12), np.nan)
        beyond = float(homes.people[~within].sum())
    if centres is not None and len(centres):
        points = shapely.point_on_surface(centres["geometry"].to_numpy())
        lonlat = np.column_stack((shapely.get_x(points), shapely.get_y(points)))
        found = nearest_hubs(network, lonlat, hubs, from_hubs=from_hubs)
        centre_place = np.where(found.minutes <= parameters.max_minutes, found.hub, -1)
        centre_min = found.minutes
    return Allocation(people, people_min, beyond, centre_place, centre_min, notes)
