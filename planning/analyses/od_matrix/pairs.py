"""What was found between many places, before it is told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.text import Text
from planning.analyses.od_matrix.parameters import OdMatrixParameters
from planning.network.travel import Matrix, TravelNetwork
from planning.outcome import Action, Assumption
from planning.sites import Sites


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """Pairs without a way, for one reason.

    Attributes
    ----------
    origins, destinations : int array
        Pair by pair.
    place : str
        Why one place is attached to no road, see `planning.network.snapping.Attached`; empty where the
        reason lies between the two.
    actions : tuple of Action
        What could be done about it.
    """

    reason: Text
    origins: NDArray[np.int64]
    destinations: NDArray[np.int64]
    place: str = ""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """People near a service, now and in the baseline.

    Attributes
    ----------
    people : float
        Of all who are counted.
    within, within_before : float
        People within the time; `within_before` is None where nothing was changed.
    no_way, no_way_before : float
        People near a road from whom no way leads to any.
    off_road : float
        People further from any road than is allowed.
    """

    service: Text
    sites: int
    people: float
    within: float
    no_way: float
    off_road: float
    people_before: float | None = None
    within_before: float | None = None
    no_way_before: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Everything the findings are made from.

    Attributes
    ----------
    front_km : float array, shape of the matrix
        Nearest approach of each way to the front; NaN where it was not measured.
    is_listed : bool
        Whether the matrix has few enough pairs to be listed.
    access : tuple of Access
        Empty without a population.
    lines : DataFrame
        Columns origin, destination (index), geometry: ways to the nearest destination.
    """

    parameters: OdMatrixParameters
    network: TravelNetwork
    origins: Sites
    destinations: Sites
    matrix: Matrix
    front_km: NDArray[np.float64]
    is_listed: bool
    unreachable: tuple[Unreachable, ...]
    access: tuple[Access, ...]
    lines: pd.DataFrame
    assumptions: tuple[Assumption, ...]

    @property
    def nearest(self) -> NDArray[np.int64]:
        """Index of each origin's nearest destination; -1 where no way leads to any."""
        best = np.argmin(self.matrix.duration_min, axis=1)
        reached = np.isfinite(self.matrix.duration_min.min(axis=1))
        return np.where(reached, best, -1).astype(np.int64)
