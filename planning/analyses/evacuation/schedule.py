"""Rides of vehicles over time: each vehicle, when free, takes the ride that moves most for its time."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from layers.text import tr
from planning.analyses.evacuation.assignment import Assignment
from planning.analyses.evacuation.crossing_queue import CrossingQueue
from planning.analyses.evacuation.problem import (
    OWN_CAR,
    WALKING,
    EvacuationProblem,
    FloatArray,
    IntArray,
    Ride,
)
from planning.run_control import RunControl

_IN_VEHICLES = (2, 1, 0)  # stretcher cases first, then wheelchair users, then those who walk
_WAVE_MIN = 60.0
_CLOSE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Greed:
    """How rides are chosen.

    Attributes
    ----------
    off_target : float
        Worth of a person taken where the assignment did not send them, against one where it did.
    """

    off_target: float


class Schedule:
    """The rides fixed so far, and what people, places and crossings are left.

    Attributes
    ----------
    left : int array (O, 4)
        People not moved yet.
    places_left : float array (D,)
    queue : CrossingQueue
    """

    def __init__(self, problem: EvacuationProblem, assignment: Assignment, greed: Greed) -> None:
        self.problem, self.greed = problem, greed
        self.left: IntArray = problem.people.copy()
        self.places_left: FloatArray = problem.places.copy()
        self.queue = CrossingQueue(problem)
        self.rides: list[Ride] = []
        self._target = assignment.target.copy()
        self._spare = self.places_left - self._target.sum(axis=(0, 2))
        self._capacity = problem.capacity()
        self._worth = _worth_of_ways(problem)

    def run(self, control: RunControl) -> None:
        """Let every vehicle and wave of own cars go, in order of time."""
        problem = self.problem
        queue: list[tuple[float, int, int, int]] = []  # time, kind (0 cars, 1 vehicle), number, standing at
        queue += [(time, 0, wave, -1) for wave, time in enumerate(self._wave_times())]
        queue += [(0.0, 1, number, -1) for number in range(len(problem.vehicles))]
        heapq.heapify(queue)
        total = max(int(self.left.sum()), 1)
        while queue:
            time, kind, number, at = heapq.heappop(queue)
            control.step(1.0 - self.left.sum() / total, tr("scheduling rides"))
            if kind == 0:
                self._cars_leave(time, number)
            elif (ride := self._best_ride(time, number, at)) is not None:
                self._take(ride)
                heapq.heappush(queue, (ride.free_min, 1, number, ride.destination))
        self._fill_with_cars()

    def _fill_with_cars(self) -> None:
        """Give what was kept for people whom no vehicle reached to own cars that are left over."""
        self._target[:] = 0
        self._spare = self.places_left.copy()
        for wave, time in enumerate(self._wave_times()):
            self._cars_leave(time, wave)

    def _best_ride(self, time: float, vehicle: int, at: int) -> Ride | None:
        problem = self.problem
        capacity = self._capacity[vehicle]
        wanted = np.nonzero((np.minimum(self.left[:, :OWN_CAR], capacity) > 0).any(axis=1))[0]
        if len(wanted) == 0 or time >= problem.horizon_min:
            return None
        approach = self._approach(vehicle, at)[wanted]
        lasting = approach[:, None] + problem.ride_min(WALKING)[wanted]
        begins = problem.earliest(np.full(lasting.shape, time), lasting)
        loads = self._loads(wanted, capacity)
        count = loads.sum(axis=2)
        reaches = begins + lasting
        done = self._done(reaches, count)
        ends = np.where(problem.is_crossing, self.queue.end_min, problem.horizon_min)
        in_time = np.isfinite(reaches) & (done <= ends + _CLOSE) & (count > 0)
        if not in_time.any():
            return None
        freed = np.where(problem.keeps_vehicle, done, reaches) + problem.alighting_min
        on_target = np.minimum(loads, self._target[wanted][:, :, :OWN_CAR])
        worth = (on_target + self.greed.off_target * (loads - on_target)) @ self._worth
        score = np.where(in_time, worth * problem.weight[wanted][:, None] / (freed - time), -np.inf)
        while True:
            row, destination = np.unravel_index(int(np.argmax(score)), score.shape)
            if score[row, destination] == -np.inf:
                return None
            if count[row, destination] <= self._passing(int(destination), float(reaches[row, destination])):
                break
            score[row, destination] = -np.inf
        return self._ride(
            vehicle,
            int(wanted[row]),
            int(destination),
            float(begins[row, destination] + approach[row]),
            np.append(loads[row, destination], 0),
        )

    def _ride(self, vehicle: int, origin: int, destination: int, boards: float, people: IntArray) -> Ride:
        """A ride on the clock; a crossing counts its people at once."""
        problem = self.problem
        by_car = vehicle < 0
        departs = boards if by_car else boards + problem.boarding_min
        drive = problem.car_min if by_car else problem.out_min
        reaches = departs + float(drive[origin, destination])
        alights = 0.0 if by_car else problem.alighting_min
        if problem.is_crossing[destination]:
            there = reaches if problem.keeps_vehicle[destination] else reaches + alights
            arrivals = self.queue.passed(destination, there, people)
        else:
            arrivals = ((reaches + alights, people),)
        keeps = problem.keeps_vehicle[destination]
        return Ride(
            vehicle=vehicle,
            origin=origin,
            destination=destination,
            boards_min=boards,
            departs_min=departs,
            reaches_min=reaches,
            free_min=(arrivals[-1][0] if keeps else reaches) + alights,
            arrivals=arrivals,
        )

    def _approach(self, vehicle: int, at: int) -> FloatArray:
        problem = self.problem
        if at >= 0:
            return np.asarray(problem.back_min[at], dtype=float)
        base = problem.vehicles[vehicle].base
        if base < 0:
            return np.zeros(len(problem.origins))
        return np.asarray(problem.start_min[base], dtype=float)

    def _loads(self, wanted: IntArray, capacity: IntArray) -> IntArray:
        """People a vehicle could take from each wanted origin to each destination; (O', D, 3)."""
        problem = self.problem
        spare = np.broadcast_to(np.maximum(self._spare, 0.0), (len(wanted), len(problem.destinations))).copy()
        loads = np.zeros((*spare.shape, 3), dtype=np.int64)
        for way in _IN_VEHICLES:
            if capacity[way] == 0:
                continue
            target = self._target[wanted][:, :, way]
            most = np.minimum(self.left[wanted, way], capacity[way])[:, None]
            load = np.minimum(most, target + spare) * problem.accepts[None, :, way]
            spare -= np.maximum(load - target, 0.0)
            loads[:, :, way] = load.astype(np.int64)
        return loads

    def _done(self, reaches: FloatArray, count: IntArray) -> FloatArray:
        """When the last of each ride is in the centre or across the border, at the latest."""
        problem = self.problem
        walk_off = np.where(problem.keeps_vehicle, 0.0, problem.alighting_min)
        through = self.queue.done_at_latest(reaches + walk_off, count)
        result: FloatArray = np.where(problem.is_crossing, through, reaches + problem.alighting_min)
        return result

    def _take(self, ride: Ride) -> None:
        origin, destination = ride.origin, ride.destination
        self.rides.append(ride)
        gone = ride.people
        self.left[origin] -= gone
        self.places_left[destination] -= int(gone.sum())
        for way, people in enumerate(gone):
            aimed = int(min(people, self._target[origin, destination, way]))
            self._target[origin, destination, way] -= aimed
            self._spare[destination] -= int(people) - aimed
            self._release(origin, way)

    def _release(self, origin: int, way: int) -> None:
        """Give up targets for people who have left already, at the destinations with most of them."""
        excess = int(self._target[origin, :, way].sum() - self.left[origin, way])
        while excess > 0:
            destination = int(np.argmax(self._target[origin, :, way]))
            given = min(excess, int(self._target[origin, destination, way]))
            self._target[origin, destination, way] -= given
            self._spare[destination] += given
            excess -= given

    def _wave_times(self) -> list[float]:
        if not self.problem.people[:, OWN_CAR].any():
            return []
        waves = max(1, int(np.ceil(self.problem.car_spread_min / _WAVE_MIN)))
        return [float(wave * _WAVE_MIN) for wave in range(waves)]

    def _cars_leave(self, time: float, wave: int) -> None:
        """The own cars of a wave leave: to where the assignment sends them, else to what is free."""
        problem = self.problem
        waves_left = len(self._wave_times()) - wave
        for origin in np.nonzero(self.left[:, OWN_CAR] > 0)[0]:
            leaving = int(np.ceil(self.left[origin, OWN_CAR] / waves_left))
            drive = problem.car_min[origin]
            begins = problem.earliest(np.full(len(drive), time), drive)
            reaches = begins + drive
            aimed = self._target[origin, :, OWN_CAR]
            order = np.lexsort((reaches, -aimed))
            for destination in order:
                if leaving <= 0:
                    break
                if not np.isfinite(reaches[destination]) or not problem.accepts[destination, OWN_CAR]:
                    continue
                room = float(aimed[destination] + max(self._spare[destination], 0.0))
                people = int(min(leaving, room, self._passing(destination, reaches[destination])))
                if people > 0:
                    load = np.array([0, 0, 0, people], dtype=np.int64)
                    self._take(
                        self._ride(-1, int(origin), int(destination), float(begins[destination]), load)
                    )
                    leaving -= people

    def _passing(self, destination: int, reaches_min: float) -> float:
        """People who can still get in or across before the end."""
        problem = self.problem
        if not problem.is_crossing[destination]:
            return np.inf if reaches_min <= problem.horizon_min else 0.0
        there = reaches_min + (0.0 if problem.keeps_vehicle[destination] else problem.alighting_min)
        return self.queue.left_after(destination, there)


def _worth_of_ways(problem: EvacuationProblem) -> FloatArray:
    """Places for wheelchairs and stretchers are few and serve nobody else: seats a place, from 1 to 20.

    Without this a vehicle that could take wheelchair users would be spent on filling its seats.
    """
    places = problem.capacity().sum(axis=0).astype(float)
    return np.asarray(np.clip(places[WALKING] / np.maximum(places, 1.0), 1.0, 20.0), dtype=float)
