"""What was found within the times, before it is told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.gazetteer import Place
from layers.sensitivity import Sensitivity
from planning.analyses.service_area.allocation import Allocation
from planning.analyses.service_area.parameters import ServiceAreaParameters
from planning.network.reasons import Reason
from planning.network.snapping import Snap
from planning.network.travel import TravelNetwork
from planning.outcome import Assumption
from planning.population import Population


@dataclass(frozen=True, slots=True, eq=False)
class Break:
    """What lies within one time.

    Attributes
    ----------
    area : Geometry
        EPSG:4326, polygonal.
    people : float or None
        None without a population.
    inside : bool array or None
        Which centres lie in the area; None without a layer of centres.
    joins : int array
        Joins of the road graph that the area relies on.
    """

    minutes: float
    area: shapely.Geometry
    area_km2: float
    road_km: float
    people: float | None
    inside: NDArray[np.bool_] | None
    joins: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """Everything the findings are made from.

    Attributes
    ----------
    not_attached : tuple of Reason
        Why places are attached to no road; empty when all are.
    centres : DataFrame or None
        Columns layer, fid, name, occupancy, geometry, sensitivity, within_min (NaN beyond every time).
    breaks : tuple of Break
        Ascending by minutes.
    sensitivity : Sensitivity
        Of the places.
    """

    parameters: ServiceAreaParameters
    places: tuple[Place, ...]
    network: TravelNetwork
    snap: Snap
    not_attached: tuple[Reason, ...]
    population: Population | None
    centres: pd.DataFrame | None
    breaks: tuple[Break, ...]
    allocation: Allocation
    sensitivity: Sensitivity
    assumptions: tuple[Assumption, ...]
