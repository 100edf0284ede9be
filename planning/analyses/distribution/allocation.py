"""Which warehouse serves which site with what: a linear program over stock, need and vehicle time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layers.text import tr
from planning.analyses.distribution.problem import DistributionProblem, FloatArray, IntArray
from planning.linear_program import LinearProgram
from planning.run_control import RunControl

# a fair shortage: each tenth of a site's need is worth less than the tenth before
_TENTHS = 10
_TENTH_WORTH = 0.8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Allocation:
    """Pieces from warehouse to site by item, and the warehouse each truck works from.

    Attributes
    ----------
    pieces : int array (W, S, I)
    stationed : tuple of int
    """

    pieces: IntArray
    stationed: tuple[int, ...]


@dataclass(slots=True, eq=False)
class _Program:
    """The program of an allocation; `w`, `s`, `i` are the indices of each variable of `flow`."""

    lp: LinearProgram
    flow: IntArray
    w: IntArray
    s: IntArray
    i: IntArray
    free_types: list[list[int]]
    stations: IntArray


def allocate(problem: DistributionProblem, control: RunControl, *, vehicle_share: float = 1.0) -> Allocation:
    """The allocation that leaves the least weighted need unmet, and among those drives the least.

    Vehicle time is a necessary condition only: kilograms (and m³) times the time of the trip to each site
    alone cannot exceed payload times working time, whatever the tours.

    Parameters
    ----------
    vehicle_share : float
        Share of the vehicle time counted on; below 1 when tours proved to need more than the condition.
    """
    program = _program(problem, vehicle_share)
    lp = program.lp
    worth = problem.priority[:, None] * problem.people_per_piece[None, :]
    tenths = _TENTHS if problem.fair else 1
    wanted = np.argwhere(problem.need > 0)
    row_of = np.full(problem.need.shape, -1)
    row_of[wanted[:, 0], wanted[:, 1]] = np.arange(len(wanted))
    need = problem.need[wanted[:, 0], wanted[:, 1]].astype(float)
    tenth_worth = _TENTH_WORTH ** np.arange(tenths)
    given = lp.variables(len(wanted) * tenths, most=np.repeat(need / tenths, tenths))
    lp.rows(
        np.concatenate([row_of[program.s, program.i], np.repeat(np.arange(len(wanted)), tenths)]),
        np.concatenate([program.flow, given]),
        np.concatenate([np.ones(len(program.flow)), -np.ones(len(given))]),
        len(wanted),
        least=0.0,
        most=0.0,
    )
    gain = np.zeros(lp.n_variables)
    gain[given] = np.repeat(worth[wanted[:, 0], wanted[:, 1]], tenths) * np.tile(tenth_worth, len(wanted))
    stage = tr("allocating stock to sites")
    best = lp.minimise(control.part(0.0, 0.5), stage, cost=-gain)
    lp.rows(
        np.zeros(len(given)), given, gain[given], 1, least=-best.objective - 1e-7 * (1 + abs(best.objective))
    )
    drive = np.zeros(lp.n_variables)
    drive[program.flow] = _truck_km(problem)[program.w, program.s, program.i]
    drive[program.stations.ravel()] = 1.0
    values = lp.minimise(control.part(0.5, 1.0), stage, cost=drive).values
    pieces = np.zeros((len(problem.warehouses), *problem.need.shape))
    pieces[program.w, program.s, program.i] = values[program.flow]
    whole = _whole_pieces(pieces, problem)
    return Allocation(pieces=whole, stationed=_stationed(problem, program, values, whole))


def most_pieces(problem: DistributionProblem, control: RunControl) -> int:
    """Upper bound on the pieces that any plan can deliver."""
    program = _program(problem, 1.0, whole_trucks=False)
    cost = np.zeros(program.lp.n_variables)
    cost[program.flow] = -1.0
    best = program.lp.minimise(control, tr("bounding what can be delivered"), cost=cost)
    return int(np.floor(-best.objective + 1e-6))


def _program(problem: DistributionProblem, vehicle_share: float, *, whole_trucks: bool = True) -> _Program:
    lp = LinearProgram()
    possible = problem.servable()[:, :, None] & (problem.need > 0)[None, :, :]
    possible &= ((problem.stock > 0) & problem.carried())[:, None, :]
    w, s, i = (index.astype(np.int64) for index in np.nonzero(possible))
    flow = lp.variables(len(w))
    n_items = len(problem.items)
    lp.rows(w * n_items + i, flow, 1.0, problem.stock.size, most=problem.stock.ravel())
    lp.rows(s * n_items + i, flow, 1.0, problem.need.size, most=problem.need.ravel())
    kinds: dict[tuple[float, float], list[int]] = {}
    for number, truck in enumerate(problem.trucks):
        if truck.warehouse < 0:
            kinds.setdefault((truck.payload_kg, truck.volume_m3), []).append(number)
    free = list(kinds.values())
    n_warehouses = len(problem.warehouses)
    stations = lp.variables(len(free) * n_warehouses, integer=whole_trucks)
    stations = stations.reshape(len(free), n_warehouses)
    lp.rows(
        np.repeat(np.arange(len(free)), n_warehouses),
        stations.ravel(),
        1.0,
        len(free),
        most=[len(numbers) for numbers in free],
    )
    program = _Program(lp, flow, w, s, i, free, stations)
    _vehicle_time(problem, program, vehicle_share)
    return program


def _vehicle_time(problem: DistributionProblem, program: _Program, vehicle_share: float) -> None:
    """Rows: size of what goes out times trip time, no more than room times working time; the same of bays."""
    lp, w, s, i = program.lp, program.w, program.s, program.i
    minutes = problem.horizon_days * problem.working_min
    n_warehouses = len(problem.warehouses)
    trip_min = problem.round_trip_min[w, s]
    columns = np.arange(n_warehouses)
    for size, room in (("weight_kg", "payload_kg"), ("volume_m3", "volume_m3")):
        sizes = getattr(problem, size)[w, i]
        fixed = np.zeros(n_warehouses)
        for truck in problem.trucks:
            if truck.warehouse >= 0:
                fixed[truck.warehouse] += getattr(truck, room)
        rooms = [getattr(problem.trucks[numbers[0]], room) for numbers in program.free_types]
        lp.rows(
            np.concatenate([w, *(columns for _ in rooms)]),
            np.concatenate([program.flow, program.stations.ravel()]),
            np.concatenate(
                [sizes * trip_min, *(np.full(n_warehouses, -r * minutes * vehicle_share) for r in rooms)]
            ),
            n_warehouses,
            most=fixed * minutes * vehicle_share,
        )
        largest = np.array(
            [
                max((getattr(t, room) for t in problem.trucks if t.warehouse in (-1, here)), default=0.0)
                for here in range(n_warehouses)
            ]
        )
        limited = problem.bays > 0
        lp.rows(
            w,
            program.flow,
            np.where(limited[w] & (largest[w] > 0), sizes * problem.loading_min, 0.0),
            n_warehouses,
            most=np.where(limited, problem.bays * minutes * largest, np.inf),
        )


def _truck_km(problem: DistributionProblem) -> FloatArray:
    """Kilometres of truck a piece takes: the round trip times the share of the largest truck; (W, S, I)."""
    payload = max((truck.payload_kg for truck in problem.trucks), default=1.0) or 1.0
    volume = max((truck.volume_m3 for truck in problem.trucks), default=1.0) or 1.0
    share = np.maximum(np.nan_to_num(problem.weight_kg) / payload, np.nan_to_num(problem.volume_m3) / volume)
    km = problem.out_km + problem.back_km.T
    result: FloatArray = np.where(np.isfinite(km), km, 0.0)[:, :, None] * share[:, None, :]
    return result


def _whole_pieces(pieces: FloatArray, problem: DistributionProblem) -> IntArray:
    """Rounded down, then the pieces a warehouse still has to give go to the largest fractions."""
    whole = np.floor(pieces + 1e-6).astype(np.int64)
    open_need = problem.need - whole.sum(axis=0)
    for w, i in np.argwhere(problem.stock > 0):
        spare = int(np.floor(pieces[w, :, i].sum() + 1e-6)) - int(whole[w, :, i].sum())
        fraction = pieces[w, :, i] - whole[w, :, i]
        for s in np.argsort(-fraction, kind="stable"):
            if spare <= 0 or fraction[s] <= 1e-6:
                break
            if open_need[s, i] > 0:
                whole[w, s, i] += 1
                open_need[s, i] -= 1
                spare -= 1
    return whole


def _stationed(
    problem: DistributionProblem, program: _Program, values: FloatArray, pieces: IntArray
) -> tuple[int, ...]:
    """The warehouse of each truck; those the program does not need go where the load a truck is largest."""
    result = [truck.warehouse for truck in problem.trucks]
    if not problem.warehouses:
        return tuple(result)
    spare: list[int] = []
    for numbers, stations in zip(program.free_types, program.stations, strict=True):
        wanted = [int(w) for w, n in enumerate(np.round(values[stations])) for _ in range(int(n))]
        for number, warehouse in zip(numbers, wanted, strict=False):
            result[number] = warehouse
        spare += numbers[len(wanted) :]
    trip_min = np.where(np.isfinite(problem.round_trip_min), problem.round_trip_min, 0.0)
    weight = np.nan_to_num(problem.weight_kg)
    load = np.einsum("wsi,wi,ws->w", pieces.astype(float), weight, trip_min)
    room = np.zeros(len(problem.warehouses))
    for truck, warehouse in zip(problem.trucks, result, strict=True):
        if warehouse >= 0:
            room[warehouse] += truck.payload_kg
    for number in sorted(spare, key=lambda n: -problem.trucks[n].payload_kg):
        here = int(np.argmax(np.where(room > 0, load / np.maximum(room, 1e-9), load * 1e9)))
        result[number] = here
        room[here] += problem.trucks[number].payload_kg
    return tuple(result)
