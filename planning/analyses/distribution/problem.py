"""A distribution as plain arrays: what is asked, and what a plan is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from layers.text import Text

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truck:
    """One vehicle.

    Attributes
    ----------
    vehicle : str
        Vehicle id, with a number when the fleet has several of the type.
    warehouse : int
        Index of the warehouse it works from; -1 when the plan may choose.
    """

    vehicle: str
    warehouse: int
    payload_kg: float
    volume_m3: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DistributionProblem:
    """Stock at W warehouses, need for I items at S sites, and trucks.

    Attributes
    ----------
    stock : int array (W, I)
    weight_kg, volume_m3 : float array (W, I)
        Of one piece, finite wherever there is stock.
    need : int array (S, I)
        Pieces.
    people_per_piece : float array (I,)
    priority : float array (S,)
        Above zero; the more, the earlier a shortage spares the site.
    fair : bool
        Whether a shortage is shared in proportion to need among sites of the same priority.
    out_min, out_km : float array (W, S)
        By road from warehouse to site; infinite where there is no way.
    back_min, back_km : float array (S, W)
    between_min, between_km : float array (S, S)
    bays : int array (W,)
        Trucks that can load at once; 0 when there is no limit.
    horizon_days, working_min : int, float
        Working days and the minutes of each, by the end of which trucks are back. Where trips may last
        over night the working minutes of all days are one day.
    barred : mapping of int to Text
        Sites that must not be served, and why.
    no_route : mapping of int to Text
        Why a site cannot be reached from any warehouse.
    """

    items: tuple[str, ...]
    warehouses: tuple[str, ...]
    sites: tuple[str, ...]
    stock: IntArray
    weight_kg: FloatArray
    volume_m3: FloatArray
    need: IntArray
    people_per_piece: FloatArray
    priority: FloatArray
    fair: bool
    out_min: FloatArray
    out_km: FloatArray
    back_min: FloatArray
    back_km: FloatArray
    between_min: FloatArray
    between_km: FloatArray
    trucks: tuple[Truck, ...]
    bays: IntArray
    horizon_days: int
    working_min: float
    loading_min: float
    unloading_min: float
    max_convoy: int
    convoy_gap_min: float
    barred: Mapping[int, Text] = field(default_factory=dict)
    no_route: Mapping[int, Text] = field(default_factory=dict)

    @property
    def round_trip_min(self) -> FloatArray:
        """Time of a trip to one site alone, loading and unloading with it; (W, S)."""
        return self.loading_min + self.out_min + self.unloading_min + self.back_min.T

    def servable(self) -> NDArray[np.bool_]:
        """Whether a truck can go from a warehouse to a site and be back within a working day; (W, S)."""
        possible: NDArray[np.bool_] = self.round_trip_min <= self.working_min
        for site in self.barred:
            possible[:, site] = False
        return possible

    def carried(self) -> NDArray[np.bool_]:
        """Whether some truck that may work from a warehouse can carry a piece of an item; (W, I)."""
        result = np.zeros(self.stock.shape, dtype=bool)
        for truck in self.trucks:
            fits = (self.weight_kg <= truck.payload_kg) & (self.volume_m3 <= truck.volume_m3)
            rows = slice(None) if truck.warehouse < 0 else truck.warehouse
            result[rows] |= fits[rows]
        return result


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stop:
    """A delivery; minutes count from the start of the working day.

    Attributes
    ----------
    pieces : int array (I,)
    """

    site: int
    arrives_min: float
    leaves_min: float
    pieces: IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trip:
    """From a warehouse round its stops and back; loading begins at `starts_min`, day 0 is the first."""

    truck: int
    day: int
    warehouse: int
    starts_min: float
    departs_min: float
    returns_min: float
    length_km: float
    stops: tuple[Stop, ...]

    @property
    def pieces(self) -> IntArray:
        """Pieces of each item carried; (I,)."""
        total: IntArray = np.sum([stop.pieces for stop in self.stops], axis=0)
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """Pieces of an item that a site does not get, and why."""

    item: int
    site: int
    pieces: int
    cause: str
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DistributionPlan:
    """Trips, who works where, what is unmet, and how many pieces no plan could exceed.

    Attributes
    ----------
    stationed : tuple of int
        Warehouse each truck works from.
    most_pieces : int
        Upper bound on the pieces any plan can deliver (linear relaxation).
    """

    trips: tuple[Trip, ...]
    stationed: tuple[int, ...]
    shortages: tuple[Shortage, ...]
    most_pieces: int

    def delivered(self, problem: DistributionProblem) -> IntArray:
        """Pieces by warehouse, site and item that trips carry; (W, S, I)."""
        total = np.zeros((len(problem.warehouses), len(problem.sites), len(problem.items)), dtype=np.int64)
        for trip in self.trips:
            for stop in trip.stops:
                total[trip.warehouse, stop.site] += stop.pieces
        return total
