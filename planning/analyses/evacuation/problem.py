"""An evacuation as plain arrays: what is asked, and what a plan is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from layers.text import Text

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

# How people travel: in a vehicle of the plan (walking, wheelchair user, stretcher case), or in their own car.
WALKING, WHEELCHAIR, STRETCHER, OWN_CAR = range(4)
WAYS = (WALKING, WHEELCHAIR, STRETCHER, OWN_CAR)
# Where places are short: those who depend on special places count double, those with a car can look further.
WAY_WEIGHT = (1.0, 2.0, 2.0, 0.9)
DAY_MIN = 24 * 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """One vehicle.

    Attributes
    ----------
    places : tuple of int
        Seats, wheelchair places, stretcher places; each used only by those it is for.
    base : int
        Index of the base; -1 when unknown: the vehicle is then taken to stand where it is first needed.
    """

    name: str
    places: tuple[int, int, int]
    base: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EvacuationProblem:
    """People at O origins, D destinations, vehicles at B bases; minutes count from the start.

    Attributes
    ----------
    people : int array (O, 4)
        By way of travelling; see `WAYS`.
    weight : float array (O,)
        Above zero; the more, the earlier people leave and the fewer are left over.
    places : float array (D,)
        Free places; infinite for crossings.
    rate_per_h : float array (D,)
        Whole people a crossing lets through in each hour from the start; infinite for centres.
    accepts : bool array (D, 4)
    keeps_vehicle : bool array (D,)
        Whether the vehicle itself takes its people through the crossing and waits with them.
    out_min, out_km : float array (O, D)
        Infinite where there is no way; likewise below.
    car_min, car_km : float array (O, D)
    back_min : float array (D, O)
    start_min : float array (B, O)
    day_min : float
        Minutes a day in which vehicles may move, from the hour of the start; 1,440 is round the clock.
    car_spread_min : float
        Own cars leave evenly over this time.
    no_route : mapping of int to Text
        Why no destination can be reached from an origin.
    """

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    people: IntArray
    weight: FloatArray
    places: FloatArray
    rate_per_h: FloatArray
    accepts: BoolArray
    keeps_vehicle: BoolArray
    out_min: FloatArray
    out_km: FloatArray
    car_min: FloatArray
    car_km: FloatArray
    back_min: FloatArray
    start_min: FloatArray
    vehicles: tuple[Carrier, ...]
    boarding_min: float
    alighting_min: float
    horizon_min: float
    day_min: float = DAY_MIN
    car_spread_min: float = 0.0
    no_route: Mapping[int, Text] = field(default_factory=dict)

    @property
    def is_crossing(self) -> BoolArray:
        """Which destinations are crossings; (D,)."""
        return np.isfinite(self.rate_per_h)

    def capacity(self) -> IntArray:
        """Places of each vehicle; (V, 3)."""
        return np.array([v.places for v in self.vehicles], dtype=np.int64).reshape(len(self.vehicles), 3)

    def first_start_min(self) -> FloatArray:
        """How soon each vehicle can be at each origin; (V, O)."""
        table = np.vstack([self.start_min, np.zeros((1, len(self.origins)))])
        return table[[vehicle.base for vehicle in self.vehicles]]

    def ride_min(self, way: int) -> FloatArray:
        """From the start of boarding to the end of the drive; (O, D)."""
        if way == OWN_CAR:
            return self.car_min
        return self.boarding_min + self.out_min

    def earliest(self, after_min: FloatArray, lasting_min: FloatArray) -> FloatArray:
        """When something of that length may begin: now, or when movement is next allowed; inf for never."""
        if self.day_min >= DAY_MIN:
            return np.where(np.isfinite(lasting_min), after_min, np.inf)
        day = np.floor(after_min / DAY_MIN) * DAY_MIN
        fits = after_min - day + lasting_min <= self.day_min + 1e-9
        later = np.where(lasting_min <= self.day_min + 1e-9, day + DAY_MIN, np.inf)
        return np.where(fits, after_min, later)

    def open_min(self, until_min: float) -> float:
        """Minutes before `until_min` in which vehicles may move."""
        days, rest = divmod(until_min, DAY_MIN)
        return float(days * self.day_min + min(rest, self.day_min))

    def clock_min(self, open_min: float) -> float:
        """The moment by which `open_min` minutes of movement have passed."""
        days, rest = divmod(open_min, self.day_min)
        if rest == 0.0 and days > 0:
            days, rest = days - 1, self.day_min
        return float(days * DAY_MIN + rest)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ride:
    """People taken from an origin to a destination.

    Attributes
    ----------
    vehicle : int
        -1 for own cars.
    boards_min, departs_min : float
        Start of boarding, start of the drive.
    reaches_min : float
        End of the drive.
    free_min : float
        When the vehicle is empty and can go on.
    arrivals : tuple of (float, int array (4,))
        When people are in the centre or across the border, and how many by way of travelling; several
        where a crossing lets them through over several hours.
    """

    vehicle: int
    origin: int
    destination: int
    boards_min: float
    departs_min: float
    reaches_min: float
    free_min: float
    arrivals: tuple[tuple[float, IntArray], ...]

    @property
    def arrives_min(self) -> float:
        """When the last of them is there."""
        return self.arrivals[-1][0]

    @property
    def people(self) -> IntArray:
        """People by way of travelling; (4,)."""
        total: IntArray = np.sum([people for _, people in self.arrivals], axis=0)
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOver:
    """People of an origin and way of travelling who are not moved, and why."""

    origin: int
    way: int
    people: int
    cause: str
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EvacuationPlan:
    """Rides in order of departure, who is left over, and what no plan could beat.

    Attributes
    ----------
    most_people : int
        Upper bound on the people any plan can move within the horizon.
    least_clearance_min : float
        Lower bound on the time in which as many people as this plan moves can be moved.
    """

    rides: tuple[Ride, ...]
    left_over: tuple[LeftOver, ...]
    most_people: int
    least_clearance_min: float

    @property
    def moved(self) -> int:
        """People moved."""
        return int(sum(int(ride.people.sum()) for ride in self.rides))

    @property
    def clearance_min(self) -> float:
        """When the last one has arrived."""
        return max((ride.arrives_min for ride in self.rides), default=0.0)
