"""The workspace turned into an evacuation problem: people, places, vehicles and the ways between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layers.errors import AmbiguousPlace, UnknownPlace
from layers.gazetteer import find_place
from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.analyses.evacuation.boarding import Boarding, boarding_of, boarding_points
from planning.analyses.evacuation.destinations import Destinations, destinations_of
from planning.analyses.evacuation.origins import Origins, origins_of
from planning.analyses.evacuation.parameters import ControlSide, EvacuationParameters, First
from planning.analyses.evacuation.people import shares_of, split
from planning.analyses.evacuation.problem import OWN_CAR, Carrier, EvacuationProblem, FloatArray, IntArray
from planning.fleet import Fleet, passenger_vehicles
from planning.front import Front, front_of, require_front
from planning.front_distance import front_distance_km
from planning.network.travel import TravelNetwork, travel_network
from planning.outcome import Assumption, Ground
from planning.run_control import RunControl

# a person nearest the front counts so many times one farthest from it
_NEAREST_WEIGHT = 3.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Setting:
    """A problem and where its parts come from.

    Attributes
    ----------
    origins : Origins
        One for each group of `boarding`; positions are where people meet without boarding points.
    controlled : int array (O, 4)
        People of named areas who live in the area of control: nobody is sent through it.
    """

    origins: Origins
    destinations: Destinations
    problem: EvacuationProblem
    controlled: IntArray
    network: TravelNetwork
    boarding: Boarding
    assumptions: tuple[Assumption, ...]


def setting_of(situation: Workspace, parameters: EvacuationParameters, control: RunControl) -> Setting:
    """Everything the plan needs, with every value that was put in place of a missing one."""
    side = "" if parameters.control_side is ControlSide.STATED else str(parameters.control_side)
    if parameters.origin.strip():
        front = front_of(situation, control_side=side)
    else:
        front = require_front(situation, control_side=side)
    control.step(0.01, tr("counting people"))
    origins = origins_of(situation, parameters, front)
    control.step(0.04, tr("reading destinations and vehicles"))
    destinations = destinations_of(situation, parameters, front, control.part(0.04, 0.08))
    fleet = passenger_vehicles(situation)
    bases, base_of, notes = _bases(situation, fleet)
    wheelchair, stretcher, note = shares_of(situation, parameters)
    leaving, own_car = parameters.share_leaving_percent / 100.0, parameters.own_car_percent / 100.0
    people = split(origins.residents, leaving, wheelchair, stretcher, own_car)
    controlled = split(origins.controlled, leaving, wheelchair, stretcher, 0.0)
    control.step(0.1, tr("reading the road network"))
    network = travel_network(
        situation,
        profile="bus",
        control_side=side,
        snap_km=parameters.snap_km,
        control=control.part(0.1, 0.5),
    )
    weight = _weights(front, origins, parameters, control.part(0.5, 0.51))
    points = boarding_points(situation, network, front)
    boarding = boarding_of(
        points, origins, people, controlled, network, parameters.boarding_point_km, control.part(0.51, 0.53)
    )
    origins, weight = boarding.of(origins), weight[boarding.origin]
    people, controlled = boarding.people, boarding.controlled
    start, end = boarding.lonlat, destinations.lonlat
    out = network.matrix(start, end, control.part(0.53, 0.7))
    back = network.matrix(end, start, control.part(0.7, 0.8))
    approach = network.matrix(bases, start, control.part(0.8, 0.85))
    cars = out
    car_notes: tuple[Assumption, ...] = ()
    if people[:, OWN_CAR].any():
        by_car = travel_network(
            situation,
            profile="car",
            control_side=side,
            snap_km=parameters.snap_km,
            control=control.part(0.85, 0.9),
        )
        cars = by_car.matrix(origins.lonlat, end, control.part(0.9, 0.98))
        car_notes = tuple(item for item in by_car.assumptions if item not in network.assumptions)
    problem = EvacuationProblem(
        origins=origins.names,
        destinations=destinations.names,
        people=people,
        weight=weight,
        places=destinations.places,
        rate_per_h=destinations.rate_per_h,
        accepts=destinations.accepts,
        keeps_vehicle=destinations.keeps_vehicle,
        out_min=out.duration_min,
        out_km=out.length_km,
        car_min=cars.duration_min,
        car_km=cars.length_km,
        back_min=back.duration_min,
        start_min=approach.duration_min,
        vehicles=tuple(
            Carrier(
                name=vehicle.name,
                places=(vehicle.seats, vehicle.wheelchair_places, vehicle.stretcher_places),
                base=base,
            )
            for vehicle, base in zip(fleet.vehicles, base_of, strict=True)
        ),
        boarding_min=parameters.boarding_min,
        alighting_min=parameters.alighting_min,
        horizon_min=parameters.horizon_hours * 60.0,
        day_min=parameters.hours_per_day * 60.0,
        car_spread_min=parameters.own_car_hours * 60.0,
        no_route=_no_route(network, start, destinations, out.duration_min, control),
    )
    return Setting(
        origins=origins,
        destinations=destinations,
        problem=problem,
        controlled=controlled,
        network=network,
        boarding=boarding,
        assumptions=(
            *origins.assumptions,
            note,
            *destinations.assumptions,
            *points.sources,
            *fleet.assumptions,
            *notes,
            *(front.assumptions if front is not None else ()),
            *network.assumptions,
            *car_notes,
        ),
    )


def _bases(situation: Workspace, fleet: Fleet) -> tuple[FloatArray, list[int], list[Assumption]]:
    """Where vehicles stand: (B, 2) positions, the base of each vehicle (-1 unknown), and what is unknown."""
    known: dict[str, tuple[float, float] | None] = {"": None}
    for vehicle in fleet.vehicles:
        if vehicle.base not in known:
            known[vehicle.base] = _position(situation, vehicle.base)
    placed = [base for base, position in known.items() if position is not None]
    base_of = [placed.index(v.base) if v.base in placed else -1 for v in fleet.vehicles]
    notes: list[Assumption] = []
    lost = base_of.count(-1)
    if lost:
        names = ", ".join(base for base, position in known.items() if position is None and base)
        text = trn(
            "{count:,} vehicle has no base that can be found{names}: it is taken to stand where it "
            "is first needed",
            "{count:,} vehicles have no base that can be found{names}: they are taken to stand where they "
            "are first needed",
            lost,
            names=f" ({names})" if names else "",
        )
        notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source="Corridor"))
    positions = np.array([known[base] for base in placed], dtype=float).reshape(len(placed), 2)
    return positions, base_of, notes


def _position(situation: Workspace, base: str) -> tuple[float, float] | None:
    for layer in situation.of_kind("warehouse"):
        rows = layer.frame[layer.frame["warehouse_id"] == base]
        if len(rows) and rows.geometry.iloc[0] is not None:
            point = rows.geometry.iloc[0]
            return float(point.x), float(point.y)
    for kind in ("populated_place", ""):
        try:
            place = find_place(situation, base, kind=kind)
        except (UnknownPlace, AmbiguousPlace):
            continue
        return place.lon, place.lat
    return None


def _weights(
    front: Front | None, origins: Origins, parameters: EvacuationParameters, control: RunControl
) -> FloatArray:
    """Three for the origin nearest the front down to one for the farthest, by rank; all alike without one."""
    count = len(origins.names)
    if front is None or parameters.first is First.ALL_ALIKE or count < 2:
        return np.ones(count)
    distance = front_distance_km(front, origins.lonlat, control)
    rank = np.argsort(np.argsort(-distance, kind="stable"), kind="stable")
    weights: FloatArray = 1.0 + (_NEAREST_WEIGHT - 1.0) * rank / (count - 1)
    return weights


def _no_route(
    network: TravelNetwork,
    start: FloatArray,
    destinations: Destinations,
    out_min: FloatArray,
    control: RunControl,
) -> dict[int, Text]:
    """Why nothing can be reached from an origin, asked for the nearest destination in a straight line."""
    result: dict[int, Text] = {}
    if len(destinations.names) == 0:
        return result
    for origin in np.nonzero(~np.isfinite(out_min).any(axis=1))[0]:
        control.step(0.99, tr("asking why places cannot be reached"))
        here = start[origin]
        scale = np.array([np.cos(np.radians(here[1])), 1.0])
        nearest = int(np.argmin(np.hypot(*((destinations.lonlat - here) * scale).T)))
        there = destinations.lonlat[nearest]
        result[int(origin)] = network.why_not(
            (float(here[0]), float(here[1])), (float(there[0]), float(there[1]))
        )
    return result
