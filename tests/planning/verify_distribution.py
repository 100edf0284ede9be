"""An independent check of a distribution plan, written from the definitions with plain loops."""

from __future__ import annotations

import itertools
from collections import defaultdict

SLACK = 1e-6


def faults(problem, plan) -> list[str]:
    """Everything the plan does that it must not, in words; empty for a sound plan."""
    found: list[str] = []
    given = defaultdict(int)
    taken = defaultdict(int)
    by_truck = defaultdict(list)
    loading = defaultdict(list)
    for number, trip in enumerate(plan.trips):
        found += [f"trip {number}: {fault}" for fault in _trip_faults(problem, plan, trip)]
        by_truck[trip.truck, trip.day].append((trip.starts_min, trip.returns_min))
        loading[trip.warehouse, trip.day].append(trip.starts_min)
        for stop in trip.stops:
            for item, pieces in enumerate(stop.pieces):
                given[stop.site, item] += int(pieces)
                taken[trip.warehouse, item] += int(pieces)
    for (warehouse, item), pieces in taken.items():
        if pieces > problem.stock[warehouse][item]:
            found.append(f"warehouse {warehouse} gives {pieces} of item {item}, more than it holds")
    found += _clashes(by_truck)
    found += _crowding(problem, loading)
    found += _balance(problem, plan, given)
    return found


def _trip_faults(problem, plan, trip) -> list[str]:
    found = []
    truck = problem.trucks[trip.truck]
    if truck.warehouse not in (-1, trip.warehouse) or plan.stationed[trip.truck] != trip.warehouse:
        found.append("leaves from a warehouse that is not the truck's")
    if not 0 <= trip.day < problem.horizon_days:
        found.append(f"is on day {trip.day}")
    if trip.starts_min < -SLACK or trip.returns_min > problem.working_min + SLACK:
        found.append("is not within working time")
    if not trip.stops:
        found.append("has no stop")
    kg = m3 = 0.0
    for stop in trip.stops:
        if stop.site in problem.barred:
            found.append(f"goes to site {stop.site}, which is barred")
        if min(stop.pieces) < 0 or sum(stop.pieces) <= 0:
            found.append("unloads nothing or less")
        for item, pieces in enumerate(stop.pieces):
            if pieces:
                kg += pieces * problem.weight_kg[trip.warehouse][item]
                m3 += pieces * problem.volume_m3[trip.warehouse][item]
    if not kg <= truck.payload_kg + 1e-3:
        found.append(f"carries {kg} kg of {truck.payload_kg}")
    if not m3 <= truck.volume_m3 + 1e-5:
        found.append(f"carries {m3} m3 of {truck.volume_m3}")
    return found + _clock_faults(problem, trip)


def _clock_faults(problem, trip) -> list[str]:
    found = []
    now = trip.starts_min + problem.loading_min
    if abs(trip.departs_min - now) > SLACK:
        found.append("departs before it is loaded, or later than said")
    km, here = 0.0, None
    for stop in trip.stops:
        if here is None:
            now += problem.out_min[trip.warehouse][stop.site]
            km += problem.out_km[trip.warehouse][stop.site]
        else:
            now += problem.between_min[here][stop.site]
            km += problem.between_km[here][stop.site]
        if not abs(stop.arrives_min - now) <= SLACK:
            found.append(f"reaches site {stop.site} at {stop.arrives_min}, which takes until {now}")
        now += problem.unloading_min
        if not abs(stop.leaves_min - now) <= SLACK:
            found.append(f"leaves site {stop.site} before it is unloaded")
        here = stop.site
    if here is not None:
        now += problem.back_min[here][trip.warehouse]
        km += problem.back_km[here][trip.warehouse]
    if not abs(trip.returns_min - now) <= SLACK:
        found.append(f"is back at {trip.returns_min}, which takes until {now}")
    if not abs(trip.length_km - km) <= SLACK:
        found.append(f"says {trip.length_km} km of {km}")
    return found


def _clashes(by_truck) -> list[str]:
    found = []
    for (truck, day), times in by_truck.items():
        times = sorted(times)
        for (_, ends), (starts, _) in itertools.pairwise(times):
            if starts < ends - SLACK:
                found.append(f"truck {truck} is in two places on day {day}")
    return found


def _crowding(problem, loading) -> list[str]:
    found = []
    for (warehouse, day), starts in loading.items():
        for start in starts:
            inside = [s for s in starts if s <= start + SLACK < s + problem.loading_min]
            bays = problem.bays[warehouse]
            if problem.loading_min > 0 and bays and len(inside) > bays:
                found.append(f"{len(inside)} trucks load at warehouse {warehouse} on day {day}")
            together = [s for s in starts if start - SLACK <= s < start + problem.convoy_gap_min - SLACK]
            if problem.convoy_gap_min > 0 and len(together) > problem.max_convoy:
                found.append(f"{len(together)} trucks leave warehouse {warehouse} together on day {day}")
    return found


def _balance(problem, plan, given) -> list[str]:
    found = []
    unmet = defaultdict(int)
    for shortage in plan.shortages:
        if shortage.pieces <= 0 or not str(shortage.reason):
            found.append("a shortage of nothing, or without a reason")
        unmet[shortage.site, shortage.item] += shortage.pieces
    for site in range(len(problem.sites)):
        for item in range(len(problem.items)):
            need = int(problem.need[site][item])
            got, lacks = given[site, item], unmet[site, item]
            if need != got + lacks:
                found.append(f"site {site} item {item}: need {need}, given {got}, unmet {lacks}")
    if sum(given.values()) > plan.most_pieces:
        found.append(f"delivers {sum(given.values())}, above its own bound of {plan.most_pieces}")
    return found
