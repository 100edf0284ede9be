"""Rounds put on the clock: loading bays, convoys and the working day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planning.analyses.distribution.problem import DistributionProblem, IntArray, Stop, Trip
from planning.analyses.distribution.tours import Delivery, Round

_CLOSE = 1e-6


class Timetable:
    """The trips fixed so far; adding one keeps bays, convoys, shifts, loads and stock within their limits.

    Attributes
    ----------
    trips : dict of (truck, day) to list of Trip
        In order of time.
    stock_left : int array (W, I)
    need_left : int array (S, I)
    """

    def __init__(self, problem: DistributionProblem, stationed: Sequence[int]) -> None:
        self.problem, self.stationed = problem, tuple(stationed)
        self.trips: dict[tuple[int, int], list[Trip]] = {
            (truck, day): [] for truck in range(len(problem.trucks)) for day in range(problem.horizon_days)
        }
        self.stock_left: IntArray = problem.stock.copy()
        self.need_left: IntArray = problem.need.copy()
        self._starts: dict[tuple[int, int], list[float]] = {}

    def all_trips(self) -> tuple[Trip, ...]:
        """Every trip, by day, time of departure and vehicle."""
        trips = [trip for day in self.trips.values() for trip in day]
        return tuple(sorted(trips, key=lambda trip: (trip.day, trip.departs_min, trip.truck)))

    def ready_min(self, truck: int, day: int) -> float:
        """When a truck is back from its last trip of the day."""
        trips = self.trips[truck, day]
        return trips[-1].returns_min if trips else 0.0

    def earliest_start(self, warehouse: int, day: int, after_min: float) -> float:
        """When a truck may begin to load: a bay is free, and the convoy it would leave with is not full."""
        problem = self.problem
        starts = self._starts.get((warehouse, day), [])
        candidates = {after_min}
        for start in starts:
            candidates |= {start + problem.loading_min, start + problem.convoy_gap_min}
        return min(
            time for time in candidates if time >= after_min and self._may_start(starts, warehouse, time)
        )

    def add(self, truck: int, day: int, warehouse: int, deliveries: Sequence[Delivery]) -> bool:
        """Add a trip at the end of a truck's day; False when it would not be back in time."""
        start = self.earliest_start(warehouse, day, self.ready_min(truck, day))
        trip = self.timed(truck, day, warehouse, start, deliveries)
        if trip.returns_min > self.problem.working_min + _CLOSE:
            return False
        self.trips[truck, day].append(trip)
        self._starts.setdefault((warehouse, day), []).append(start)
        for stop in trip.stops:
            self.need_left[stop.site] -= stop.pieces
            self.stock_left[warehouse] -= stop.pieces
        return True

    def replace(self, old: Trip, new: Trip) -> None:
        """Put `new`, which starts when `old` does, in place of it."""
        trips = self.trips[old.truck, old.day]
        trips[next(position for position, trip in enumerate(trips) if trip is old)] = new
        for trip, sign in ((old, 1), (new, -1)):
            for stop in trip.stops:
                self.need_left[stop.site] += sign * stop.pieces
                self.stock_left[trip.warehouse] += sign * stop.pieces

    def latest_return(self, trip: Trip) -> float:
        """When a trip must be back: before its truck's next one begins, or at the end of the day."""
        later = [other.starts_min for other in self.trips[trip.truck, trip.day]]
        after = [start for start in later if start > trip.starts_min]
        return min(after, default=self.problem.working_min)

    def timed(
        self, truck: int, day: int, warehouse: int, start_min: float, deliveries: Sequence[Delivery]
    ) -> Trip:
        """A trip with its times; deliveries to the same site in a row make one stop."""
        problem = self.problem
        now = departs = start_min + problem.loading_min
        length, here = 0.0, -1
        stops: list[Stop] = []
        for delivery in deliveries:
            site = delivery.site
            if site == here:
                stops[-1] = Stop(
                    site=site,
                    arrives_min=stops[-1].arrives_min,
                    leaves_min=stops[-1].leaves_min,
                    pieces=stops[-1].pieces + delivery.pieces,
                )
                continue
            drive_min = problem.out_min[warehouse, site] if here < 0 else problem.between_min[here, site]
            length += float(problem.out_km[warehouse, site] if here < 0 else problem.between_km[here, site])
            arrives = now + float(drive_min)
            now = arrives + problem.unloading_min
            stops.append(Stop(site=site, arrives_min=arrives, leaves_min=now, pieces=delivery.pieces))
            here = site
        return Trip(
            truck=truck,
            day=day,
            warehouse=warehouse,
            starts_min=start_min,
            departs_min=departs,
            returns_min=now + float(problem.back_min[here, warehouse]),
            length_km=length + float(problem.back_km[here, warehouse]),
            stops=tuple(stops),
        )

    def _may_start(self, starts: list[float], warehouse: int, time: float) -> bool:
        problem = self.problem
        bays = int(problem.bays[warehouse])
        if bays and _busiest(starts, time, problem.loading_min) >= bays:
            return False
        return _busiest(starts, time, problem.convoy_gap_min) < problem.max_convoy


def timetable(problem: DistributionProblem, stationed: Sequence[int], rounds: Sequence[Round]) -> Timetable:
    """The rounds on the clock, each as early as it can be; rounds that would end after work are left out."""
    table = Timetable(problem, stationed)
    waiting: dict[tuple[int, int], list[Round]] = {}
    for item in sorted(rounds, key=lambda item: item.turn):
        waiting.setdefault((item.truck, item.day), []).append(item)
    while waiting:
        truck, day = min(
            waiting,
            key=lambda key: (key[1], table.ready_min(*key), -_alone_min(problem, waiting[key][0]), key),
        )
        queue = waiting[truck, day]
        item = queue.pop(0)
        table.add(truck, day, item.warehouse, item.deliveries)
        if not queue:
            del waiting[truck, day]
    return table


def _alone_min(problem: DistributionProblem, item: Round) -> float:
    """Time of the longest leg pair of a round: long rounds load first."""
    sites = [delivery.site for delivery in item.deliveries]
    return float(np.max(problem.round_trip_min[item.warehouse, sites]))


def _busiest(starts: list[float], time: float, length: float) -> int:
    """Most intervals of `length` from `starts` that overlap at one moment of the interval from `time`."""
    near = [start for start in starts if abs(start - time) < length - _CLOSE]
    moments = [time, *(start for start in near if start > time)]
    return max(
        sum(start <= moment + _CLOSE and moment < start + length - _CLOSE for start in near)
        for moment in moments
    )
