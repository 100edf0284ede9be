"""Which truck drives which round on which day: vehicle routing with reloads, solved by PyVRP."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyvrp
from pyvrp.stop import MaxIterations

from layers.text import Text, tr
from planning.analyses.distribution.allocation import Allocation
from planning.analyses.distribution.problem import DistributionProblem, IntArray
from planning.run_control import Cancelled, RunControl

# more deliveries than this and a warehouse's loads are cut to its larger trucks only
_MOST_DELIVERIES = 300
_SECONDS, _GRAMS, _LITRES, _HECTOMETRES = 60.0, 1000.0, 1000.0, 10.0
# work on a warehouse, in deliveries times iterations; not in seconds, so that a run repeats itself
_WORK = 40_000
_FEWEST_ITERATIONS, _MOST_ITERATIONS = 120, 800
# a later day costs as much as this many hectometres, so that what fits early goes early
_DAY_COST = 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Delivery:
    """What one truck brings to a site at one time, no more than it can hold."""

    site: int
    pieces: IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Round:
    """Deliveries of one trip, in order; `turn` is its place in the truck's day."""

    truck: int
    day: int
    warehouse: int
    turn: int
    deliveries: tuple[Delivery, ...]


class _Stop:
    """Stops PyVRP after a number of iterations, and as soon as the user cancels."""

    def __init__(self, iterations: int, control: RunControl, stage: Text) -> None:
        self._criterion = MaxIterations(iterations)
        self._iterations, self._control, self._stage = iterations, control, stage
        self._done = 0
        self.cancelled = False

    def __call__(self, best_cost: float) -> bool:
        try:
            self._control.step(self._done / self._iterations, self._stage)
        except Cancelled:
            self.cancelled = True
            return True
        self._done += 1
        return bool(self._criterion(best_cost))


def rounds(problem: DistributionProblem, allocation: Allocation, control: RunControl) -> tuple[Round, ...]:
    """The rounds of every truck on every day; deliveries that do not fit are in none."""
    result: list[Round] = []
    n_warehouses = len(problem.warehouses)
    for warehouse in range(n_warehouses):
        trucks = [number for number, here in enumerate(allocation.stationed) if here == warehouse]
        trucks.sort(key=lambda n: (-problem.trucks[n].payload_kg, -problem.trucks[n].volume_m3, n))
        deliveries = _deliveries(problem, allocation.pieces[warehouse], warehouse, trucks)
        part = control.part(warehouse / n_warehouses, (warehouse + 1) / n_warehouses)
        if deliveries:
            result += _rounds_of(problem, warehouse, trucks, deliveries, part)
    return tuple(result)


def _deliveries(
    problem: DistributionProblem, pieces: IntArray, warehouse: int, trucks: list[int]
) -> list[Delivery]:
    """Each site's pieces cut to loads of the smallest truck, or of a larger one when that makes too many."""
    sizes = sorted({(problem.trucks[n].payload_kg, problem.trucks[n].volume_m3) for n in trucks})
    result: list[Delivery] = []
    for payload_kg, volume_m3 in sizes:
        result = []
        for site in np.nonzero(pieces.sum(axis=1))[0]:
            result += _cut(problem, pieces[site], int(site), warehouse, payload_kg, volume_m3)
        fits = all(
            _fits(problem.weight_kg[warehouse], d.pieces, payload_kg)
            and _fits(problem.volume_m3[warehouse], d.pieces, volume_m3)
            for d in result
        )
        if fits and len(result) <= _MOST_DELIVERIES:
            break
    return result


def _cut(
    problem: DistributionProblem, pieces: IntArray, site: int, warehouse: int, kg: float, m3: float
) -> list[Delivery]:
    """Truckloads filled item after item; a piece that alone exceeds the truck goes alone."""
    result: list[Delivery] = []
    load = np.zeros_like(pieces)
    kg_left, m3_left = kg, m3
    for item in np.nonzero(pieces)[0]:
        weight, volume = problem.weight_kg[warehouse, item], problem.volume_m3[warehouse, item]
        left = int(pieces[item])
        while left > 0:
            room = [int(np.floor(kg_left / weight + 1e-9))] if weight > 0 else []
            room += [int(np.floor(m3_left / volume + 1e-9))] if volume > 0 else []
            count = min([left, *room])
            if count <= 0 and load.sum() > 0:
                result.append(Delivery(site=site, pieces=load))
                load, kg_left, m3_left = np.zeros_like(pieces), kg, m3
                continue
            count = max(count, 1)
            load[item] += count
            kg_left, m3_left = kg_left - count * weight, m3_left - count * volume
            left -= count
    if load.sum() > 0:
        result.append(Delivery(site=site, pieces=load))
    return result


def _fits(size: np.ndarray, pieces: IntArray, room: float) -> bool:
    return float(np.nan_to_num(size) @ pieces) <= room + 1e-6


def _rounds_of(
    problem: DistributionProblem,
    warehouse: int,
    trucks: list[int],
    deliveries: list[Delivery],
    control: RunControl,
) -> list[Round]:
    iterations = int(np.clip(_WORK // len(deliveries), _FEWEST_ITERATIONS, _MOST_ITERATIONS))
    stage = tr("planning trips from {warehouse}", warehouse=problem.warehouses[warehouse])
    data, slots = _routing_data(problem, warehouse, trucks, deliveries)
    stop = _Stop(iterations, control, stage)
    best = pyvrp.solve(data, stop, seed=1, collect_stats=False).best
    if stop.cancelled:
        raise Cancelled
    result: list[Round] = []
    if not best.is_feasible():
        return result
    for route in best.routes():
        truck, day = slots[route.vehicle_type()]
        trips: list[list[Delivery]] = [[]]
        for activity in route:
            if activity.is_client():
                trips[-1].append(deliveries[activity.idx])
            elif trips[-1]:
                trips.append([])
        result += [
            Round(truck=truck, day=day, warehouse=warehouse, turn=turn, deliveries=tuple(trip))
            for turn, trip in enumerate(trips)
            if trip
        ]
    return result


def _routing_data(
    problem: DistributionProblem, warehouse: int, trucks: list[int], deliveries: list[Delivery]
) -> tuple[pyvrp.ProblemData, list[tuple[int, int]]]:
    """PyVRP's form of one warehouse: location 0 is the warehouse, then one location a delivery.

    Unloading stands in the time of arriving at another place, so that two deliveries of one stop unload
    once; loading stands in the time of leaving the warehouse.
    """
    sites = np.array([delivery.site for delivery in deliveries])
    minutes, km = _matrices(problem, warehouse, sites)
    weight = np.nan_to_num(problem.weight_kg[warehouse])
    volume = np.nan_to_num(problem.volume_m3[warehouse])
    farthest = 2.0 * _HECTOMETRES * float(km.max())
    worth = np.array([problem.priority[d.site] * (problem.people_per_piece @ d.pieces) for d in deliveries])
    prizes = np.maximum(20 * farthest * worth / worth.mean(), 2 * farthest) + 10 * _DAY_COST
    clients = [
        pyvrp.Client(
            number + 1,
            delivery=[
                int(np.ceil(weight @ delivery.pieces * _GRAMS - 1e-3)),
                int(np.ceil(volume @ delivery.pieces * _LITRES - 1e-3)),
            ],
            prize=int(prizes[number]),
            required=False,
        )
        for number, delivery in enumerate(deliveries)
    ]
    slots = [(truck, day) for day in range(problem.horizon_days) for truck in trucks]
    bays = int(problem.bays[warehouse]) or len(trucks)
    types = []
    for truck, day in slots:
        rank = trucks.index(truck)
        waits = max(rank // bays * problem.loading_min, rank // problem.max_convoy * problem.convoy_gap_min)
        window_min = max(problem.working_min - waits, 0.0)
        types.append(
            pyvrp.VehicleType(
                capacity=[
                    int(problem.trucks[truck].payload_kg * _GRAMS + 1e-3),
                    int(problem.trucks[truck].volume_m3 * _LITRES + 1e-3),
                ],
                tw_early=0,
                tw_late=int(window_min * _SECONDS),
                fixed_cost=day * _DAY_COST,
                reload_depots=[0],
            )
        )
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in range(len(deliveries) + 1)],
        clients=clients,
        depots=[pyvrp.Depot(0)],
        vehicle_types=types,
        distance_matrices=[np.round(km * _HECTOMETRES).astype(np.int64)],
        duration_matrices=[np.ceil(minutes * _SECONDS).astype(np.int64)],
    )
    return data, slots


def _matrices(problem: DistributionProblem, warehouse: int, sites: IntArray) -> tuple[np.ndarray, np.ndarray]:
    """Minutes and kilometres between warehouse (0) and deliveries; ways that do not exist take a month."""
    n = len(sites) + 1
    minutes, km = np.zeros((n, n)), np.zeros((n, n))
    unload = problem.unloading_min
    minutes[0, 1:] = problem.loading_min + problem.out_min[warehouse, sites] + unload
    minutes[1:, 0] = problem.back_min[sites, warehouse]
    apart = sites[:, None] != sites[None, :]
    minutes[1:, 1:] = np.where(apart, problem.between_min[np.ix_(sites, sites)] + unload, 0.0)
    km[0, 1:], km[1:, 0] = problem.out_km[warehouse, sites], problem.back_km[sites, warehouse]
    km[1:, 1:] = np.where(apart, problem.between_km[np.ix_(sites, sites)], 0.0)
    none = ~np.isfinite(minutes)
    minutes[none], km[none | ~np.isfinite(km)] = 30 * 24 * 60.0, 0.0
    return minutes, km
