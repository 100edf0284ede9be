"""What the routing left over, put into room that trips and trucks still have, from any warehouse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layers.text import tr
from planning.analyses.distribution.problem import DistributionProblem, FloatArray, IntArray, Trip
from planning.analyses.distribution.timetable import Timetable
from planning.analyses.distribution.tours import Delivery
from planning.run_control import RunControl

_MOST_PASSES = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Offer:
    """A way to bring pieces to a site: another stop of `trip`, or a new trip of `truck` on `day`."""

    worth: float
    extra_km: float
    pieces: IntArray
    trip: Trip | None = None
    timed: Trip | None = None
    truck: int = -1
    day: int = -1


def top_up(table: Timetable, control: RunControl) -> None:
    """Serve open need with the best offer until there is none; the neediest sites first."""
    problem = table.problem
    servable = problem.servable()
    for number in range(_MOST_PASSES):
        order = _neediest_first(problem, table.need_left)
        changed = False
        for position, site in enumerate(order):
            done = (number + position / len(order)) / _MOST_PASSES
            control.step(done, tr("filling room left in vehicles"))
            while (offer := _best_offer(table, site, servable[:, site])) is not None:
                changed = True
                if offer.trip is not None and offer.timed is not None:
                    table.replace(offer.trip, offer.timed)
                else:
                    delivery = Delivery(site=site, pieces=offer.pieces)
                    table.add(offer.truck, offer.day, table.stationed[offer.truck], [delivery])
        if not changed:
            return


def _neediest_first(problem: DistributionProblem, need_left: IntArray) -> list[int]:
    asked = problem.need @ problem.people_per_piece
    open_ = need_left @ problem.people_per_piece
    share = open_ / np.maximum(asked, 1e-9)
    sites = [int(site) for site in np.nonzero(open_ > 0)[0]]
    return sorted(sites, key=lambda site: (-problem.priority[site], -share[site], site))


def _best_offer(table: Timetable, site: int, servable: np.ndarray) -> _Offer | None:
    problem = table.problem
    wanted = np.minimum(table.need_left[site], table.stock_left)
    wanted = wanted * servable[:, None]
    best: _Offer | None = None
    for (truck, day), trips in table.trips.items():
        warehouse = table.stationed[truck]
        if warehouse < 0 or not wanted[warehouse].any():
            continue
        limits = problem.trucks[truck]
        kg, m3 = problem.weight_kg[warehouse], problem.volume_m3[warehouse]
        for trip in trips:
            on_board = trip.pieces
            room_kg = limits.payload_kg - float(np.nan_to_num(kg) @ on_board)
            room_m3 = limits.volume_m3 - float(np.nan_to_num(m3) @ on_board)
            pieces = _that_fit(wanted[warehouse], kg, m3, room_kg, room_m3, problem.people_per_piece)
            worth = float(problem.people_per_piece @ pieces)
            if worth > 0 and (best is None or worth >= best.worth):
                timed = _inserted(table, trip, Delivery(site=site, pieces=pieces))
                if timed is not None:
                    offer = _Offer(
                        worth=worth,
                        extra_km=timed.length_km - trip.length_km,
                        pieces=pieces,
                        trip=trip,
                        timed=timed,
                    )
                    best = _better(best, offer)
        start = table.earliest_start(warehouse, day, table.ready_min(truck, day))
        if start + problem.round_trip_min[warehouse, site] <= problem.working_min:
            pieces = _that_fit(
                wanted[warehouse], kg, m3, limits.payload_kg, limits.volume_m3, problem.people_per_piece
            )
            worth = float(problem.people_per_piece @ pieces)
            extra_km = float(problem.out_km[warehouse, site] + problem.back_km[site, warehouse])
            if worth > 0:
                best = _better(
                    best, _Offer(worth=worth, extra_km=extra_km, pieces=pieces, truck=truck, day=day)
                )
    return best


def _better(best: _Offer | None, offer: _Offer) -> _Offer:
    if best is None or (offer.worth, -offer.extra_km) > (best.worth, -best.extra_km):
        return offer
    return best


def _that_fit(
    wanted: IntArray, kg: FloatArray, m3: FloatArray, room_kg: float, room_m3: float, people: FloatArray
) -> IntArray:
    """Pieces that fit the room, those that serve most people for their size first."""
    pieces = np.zeros_like(wanted)
    items = np.nonzero(wanted)[0]
    size = np.maximum(kg / max(room_kg, 1e-9), m3 / max(room_m3, 1e-9))
    for item in sorted(items, key=lambda item: (size[item] / people[item], item)):
        count = int(wanted[item])
        if kg[item] > 0:
            count = min(count, int(np.floor(room_kg / kg[item] + 1e-9)))
        if m3[item] > 0:
            count = min(count, int(np.floor(room_m3 / m3[item] + 1e-9)))
        if count > 0:
            pieces[item] = count
            room_kg, room_m3 = room_kg - count * kg[item], room_m3 - count * m3[item]
    return pieces


def _inserted(table: Timetable, trip: Trip, delivery: Delivery) -> Trip | None:
    """The trip with the delivery where it costs the least time; None when the trip would be back too late."""
    problem = table.problem
    loads = [Delivery(site=stop.site, pieces=stop.pieces) for stop in trip.stops]
    sites = [load.site for load in loads]
    slack = table.latest_return(trip) - trip.returns_min
    if delivery.site in sites:
        place = sites.index(delivery.site) + 1
    else:
        into = np.array([problem.out_min[trip.warehouse, delivery.site]])
        into = np.concatenate([into, problem.between_min[sites, delivery.site]])
        out = np.append(
            problem.between_min[delivery.site, sites], problem.back_min[delivery.site, trip.warehouse]
        )
        old = np.concatenate(
            [
                [problem.out_min[trip.warehouse, sites[0]]],
                problem.between_min[sites[:-1], sites[1:]],
                [problem.back_min[sites[-1], trip.warehouse]],
            ]
        )
        extra = into + out - old + problem.unloading_min
        place = int(np.argmin(extra))
        if not extra[place] <= slack:
            return None
    return table.timed(
        trip.truck,
        trip.day,
        trip.warehouse,
        trip.starts_min,
        [*loads[:place], delivery, *loads[place:]],
    )
