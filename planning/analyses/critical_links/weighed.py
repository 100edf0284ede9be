"""What was found of critical links, before it is told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.gazetteer import Place
from planning.analyses.critical_links.links import Link
from planning.analyses.critical_links.parameters import CriticalLinksParameters
from planning.network.critical import Loss
from planning.network.nearest import Nearest
from planning.network.travel import TravelNetwork
from planning.outcome import Assumption
from planning.sites import Sites


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WayLeft:
    """The way left to the largest group of people who lose theirs."""

    geometry: shapely.LineString
    people: float
    before_min: float
    after_min: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weighed:
    """A link with what its loss costs.

    Attributes
    ----------
    weight : float
        Person-hours added, with those cut off at their weight.
    near : str or None
        The populated place nearest to it.
    detour : WayLeft or None
        Only for the worst; None too where everybody is cut off.
    """

    link: Link
    loss: Loss
    weight: float
    near: str | None = None
    detour: WayLeft | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pair:
    """Two links lost together; `beyond` is what that weighs more than the two apart."""

    first: int
    second: int
    loss: Loss
    weight: float
    beyond: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """The worst pairs of an area; `first` and `second` are indices into `links`."""

    place: Place
    links: tuple[Weighed, ...]
    worst: tuple[Pair, ...]
    weighed: int
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Critical:
    """Everything the findings are made from.

    Attributes
    ----------
    worst : tuple of Weighed
        Descending by weight; only links whose loss costs something.
    links, cutting, bridges : int
        How many were weighed; how many of these cut people off, and how many are known bridges.
    """

    parameters: CriticalLinksParameters
    network: TravelNetwork
    hubs: Sites
    people: Sites
    nearest: Nearest
    worst: tuple[Weighed, ...]
    links: int
    cutting: int
    bridges: int
    pairs: Pairs | None
    assumptions: tuple[Assumption, ...]

    @property
    def with_way(self) -> NDArray[np.bool_]:
        """Which places have a way to a hub."""
        return np.isfinite(self.nearest.minutes)
