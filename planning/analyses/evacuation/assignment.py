"""Who should go where, and what no plan can beat: linear programs over places, throughput and vehicles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layers.text import tr
from planning.analyses.evacuation.problem import (
    DAY_MIN,
    OWN_CAR,
    STRETCHER,
    WALKING,
    WAY_WEIGHT,
    WAYS,
    BoolArray,
    EvacuationProblem,
    FloatArray,
    IntArray,
)
from planning.linear_program import LinearProgram
from planning.run_control import RunControl

_IN_VEHICLES = (WALKING, WALKING + 1, STRETCHER)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assignment:
    """People to take from each origin to each destination, by way of travelling; int array (O, D, 4)."""

    target: IntArray


@dataclass(slots=True, eq=False)
class _Program:
    lp: LinearProgram
    flow: IntArray
    o: IntArray
    d: IntArray
    m: IntArray
    limit: int  # the variable of the time limit, in minutes of movement; -1 when it is fixed


def possible(problem: EvacuationProblem) -> BoolArray:
    """Which destinations people can be taken to in time, by way of travelling; (O, D, 4)."""
    result = np.zeros((len(problem.origins), len(problem.destinations), len(WAYS)), dtype=bool)
    first = problem.first_start_min()
    capacity = problem.capacity()
    for way in WAYS:
        if way == OWN_CAR:
            approach = np.zeros(len(problem.origins))
        else:
            able = capacity[:, way] > 0
            approach = first[able].min(axis=0) if able.any() else np.full(len(problem.origins), np.inf)
        ride = problem.ride_min(way)
        lasting = approach[:, None] + ride
        begins = problem.earliest(np.zeros_like(lasting), lasting)
        in_time = begins + lasting <= problem.horizon_min
        result[:, :, way] = in_time & problem.accepts[None, :, way] & (problem.places > 0)[None, :]
        result[:, :, way] &= (problem.rate_per_h > 0)[None, :] & (problem.people[:, way] > 0)[:, None]
    return result


def assign(problem: EvacuationProblem, control: RunControl) -> tuple[Assignment, int]:
    """The assignment that moves most people (by weight) in least person-minutes, and a bound on people moved.

    Vehicle time is a necessary condition: places times time on the way, with the shortest way back,
    cannot exceed places times the time there is.
    """
    stage = tr("assigning people to places")
    program = _program(problem, free_limit=False)
    lp = program.lp
    count = np.zeros(lp.n_variables)
    count[program.flow] = -1.0
    bound = lp.minimise(control.part(0.0, 0.3), stage, cost=count)
    gain = np.zeros(lp.n_variables)
    gain[program.flow] = problem.weight[program.o] * np.array(WAY_WEIGHT)[program.m]
    best = lp.minimise(control.part(0.3, 0.6), stage, cost=-gain)
    value = float(gain @ best.values)
    lp.rows(
        np.zeros(len(program.flow)), program.flow, gain[program.flow], 1, least=value - 1e-6 - 1e-9 * value
    )
    minutes = np.zeros(lp.n_variables)
    minutes[program.flow] = _ride_min(problem, program)
    values = lp.minimise(control.part(0.6, 1.0), stage, cost=minutes).values[program.flow]
    target = np.zeros((len(problem.origins), len(problem.destinations), len(WAYS)), dtype=np.int64)
    target[program.o, program.d, program.m] = np.floor(values + 1e-4).astype(np.int64)
    return Assignment(target=target), int(np.floor(-bound.objective + 1e-6))


def least_clearance_min(problem: EvacuationProblem, moved: IntArray, control: RunControl) -> float:
    """Lower bound on the time to move `moved` people, by origin and way of travelling (O, 4)."""
    if moved.sum() == 0:
        return 0.0
    program = _program(problem, free_limit=True)
    lp = program.lp
    rows = program.o * len(WAYS) + program.m
    lp.rows(rows, program.flow, 1.0, moved.size, least=moved.ravel().astype(float))
    cost = np.zeros(lp.n_variables)
    cost[program.limit] = 1.0
    best = lp.minimise(control, tr("bounding the clearance time"), cost=cost)
    allowed = possible(problem)
    slowest = 0.0
    first = problem.first_start_min()
    for way in WAYS:
        ride = np.where(allowed[:, :, way], problem.ride_min(way), np.inf).min(axis=1, initial=np.inf)
        if way != OWN_CAR and len(first):
            able = problem.capacity()[:, way] > 0
            ride = ride + (first[able].min(axis=0) if able.any() else np.inf)
        needed = ride[(moved[:, way] > 0) & np.isfinite(ride)]
        slowest = max(slowest, float(needed.max(initial=0.0)))
    return max(problem.clock_min(float(best.objective)), slowest)


def _program(problem: EvacuationProblem, *, free_limit: bool) -> _Program:
    lp = LinearProgram()
    o, d, m = (index.astype(np.int64) for index in np.nonzero(possible(problem)))
    flow = lp.variables(len(o))
    open_min = problem.open_min(problem.horizon_min)
    limit = int(lp.variables(1, most=open_min)[0]) if free_limit else -1
    program = _Program(lp, flow, o, d, m, limit)
    lp.rows(o * len(WAYS) + m, flow, 1.0, problem.people.size, most=problem.people.ravel())
    lp.rows(d, flow, 1.0, len(problem.places), most=problem.places)
    _throughput(problem, program)
    for way in _IN_VEHICLES:
        _vehicle_time(problem, program, way, open_min)
    return program


def _throughput(problem: EvacuationProblem, program: _Program) -> None:
    """People through a crossing: no more than its rate in each hour from when the first can be there.

    Crossings work round the clock; a free limit counts minutes of movement, so that it bounds them only
    where movement is round the clock too.
    """
    crossings = np.nonzero(problem.is_crossing)[0]
    rate = problem.rate_per_h[crossings]
    row_of = np.full(len(problem.places), -1)
    row_of[crossings] = np.arange(len(crossings))
    through = problem.is_crossing[program.d]
    rows, columns = row_of[program.d[through]], program.flow[through]
    ride = np.minimum(problem.ride_min(WALKING), problem.car_min)[:, crossings]
    first = ride.min(axis=0, initial=np.inf)
    hours = np.floor(problem.horizon_min / 60.0) - np.floor(np.where(np.isfinite(first), first, 0.0) / 60.0)
    program.lp.rows(rows, columns, 1.0, len(crossings), most=np.maximum(hours, 0.0) * rate)
    if program.limit >= 0 and problem.day_min >= DAY_MIN:
        program.lp.rows(
            np.concatenate([rows, np.arange(len(crossings))]),
            np.concatenate([columns, np.full(len(crossings), program.limit)]),
            np.concatenate([np.ones(len(rows)), -rate / 60.0]),
            len(crossings),
            most=rate,
        )


def _vehicle_time(problem: EvacuationProblem, program: _Program, way: int, open_min: float) -> None:
    """Place-minutes of rides, each with the shortest way to a next origin, within those of the vehicles.

    The last ride of a vehicle needs no way back, so that each vehicle has the longest of these ways more; and
    no alighting within the time where it crosses the border with its people. Under a curfew people alight
    outside the hours of movement too, so that alighting does not count.
    """
    capacity = problem.capacity()[:, way]
    able = capacity > 0
    there = program.m == way
    if not there.any():
        return
    back = problem.back_min.min(axis=1, initial=np.inf)
    back = np.where(np.isfinite(back), back, 0.0)
    first = problem.first_start_min().min(axis=1, initial=np.inf)
    used = back[program.d[there]]
    usable = able & np.isfinite(first)
    alighting_min = problem.alighting_min if problem.day_min >= DAY_MIN else 0.0
    crosses = bool(problem.keeps_vehicle[program.d[there]].any())
    extra = float(used.max(initial=0.0)) - first[usable] + (alighting_min if crosses else 0.0)
    columns = program.flow[there]
    minutes = _ride_min(problem, program)[there] + alighting_min + used
    places = capacity[usable].astype(float)
    if program.limit >= 0:
        columns = np.append(columns, program.limit)
        minutes = np.append(minutes, -places.sum())
        program.lp.rows(np.zeros(len(columns)), columns, minutes, 1, most=float(places @ extra))
    else:
        program.lp.rows(
            np.zeros(len(columns)),
            columns,
            minutes,
            1,
            most=float(places @ np.maximum(open_min + extra, 0.0)),
        )


def _ride_min(problem: EvacuationProblem, program: _Program) -> FloatArray:
    by_vehicle, by_car = problem.ride_min(WALKING), problem.ride_min(OWN_CAR)
    chosen = np.where(program.m == OWN_CAR, by_car[program.o, program.d], by_vehicle[program.o, program.d])
    return np.asarray(chosen, dtype=float)
