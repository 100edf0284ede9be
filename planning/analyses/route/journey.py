"""What was found between two places, before it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layers.gazetteer import Place
from layers.sensitivity import Sensitivity
from layers.text import Text
from planning.analyses.route.lack import Lack
from planning.analyses.route.on_the_way import Passed
from planning.analyses.route.parameters import RouteParameters
from planning.analyses.route.trip import Asked, Trip
from planning.network.along_way import Profile, Within
from planning.network.closure import Closure
from planning.network.reasons import Reason
from planning.network.route import Route
from planning.network.travel import TravelNetwork
from planning.network.waits import Wait
from planning.outcome import Assumption


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A route and what is told of it.

    Attributes
    ----------
    front_km : float or None
        Nearest approach to the contact line; None without a front.
    slowed : tuple of Closure
        What slows roads on it.
    road_numbers : tuple of str
        In driving order, those of at least a twentieth of the way.
    roads : tuple
        What the road of each edge is called.
    exposure_min : float or None
        Minutes within each distance of the front, added up; None without a front.
    within : tuple of Within
        Empty without a front.
    profile : Profile
    is_backup : bool
        Whether it is the way that shares as little road as can be with the first.
    waits : tuple of (Wait, float)
        Where one waits, and the minutes driven before it.
    trip : Trip or None
        The way in time; None where no time was asked for.
    """

    rank: int
    route: Route
    front_km: float | None
    slowed: tuple[Closure, ...]
    road_numbers: tuple[str, ...]
    roads: tuple[Text | str, ...]
    exposure_min: float | None
    within: tuple[Within, ...]
    profile: Profile
    is_backup: bool
    waits: tuple[tuple[Wait, float], ...] = ()
    trip: Trip | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclosed:
    """The fastest way if nothing were closed, and what closes it."""

    length_km: float
    closures: tuple[Closure, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Journey:
    """Everything the findings are made from.

    Attributes
    ----------
    via : tuple of Place
        Stops between, in driving order.
    direct : Route or None
        The fastest way when nothing but the front is not kept away from; None when it was not asked for.
    unclosed : Unclosed or None
        The fastest way if nothing were closed, where that is shorter.
    lack : Lack or None
        What the data may lack where the way is long for the distance, or there is none.
    reason : Reason or None
        Why there is no way.
    asked : Asked
        What of time was asked for.
    crossings : tuple of Passed
        Border crossing points on roads, whether the ways pass them or not.
    closures : tuple of Closure
        Those near the ways, or in the way.
    restricted : bool
        Whether the destination is a border crossing point with restrictions.
    sensitivity : Sensitivity
        Of the places.
    layer_sensitivity : mapping of str to Sensitivity
        Of each layer.
    """

    parameters: RouteParameters
    origin: Place
    destination: Place
    via: tuple[Place, ...]
    network: TravelNetwork
    ways: tuple[Way, ...]
    direct: Route | None
    unclosed: Unclosed | None
    lack: Lack | None
    reason: Reason | None
    asked: Asked
    crossings: tuple[Passed, ...]
    closures: tuple[Closure, ...]
    restricted: bool
    sensitivity: Sensitivity
    layer_sensitivity: Mapping[str, Sensitivity]
    assumptions: tuple[Assumption, ...]
