"""The workspace turned into a distribution problem: goods, sites, trucks and the ways between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.analyses.distribution.goods import Goods, goods_of
from planning.analyses.distribution.parameters import ControlSide, DistributionParameters, Rule
from planning.analyses.distribution.problem import DistributionProblem, FloatArray, Truck
from planning.analyses.distribution.sites import Sites, priorities, sites_of
from planning.fleet import trucks
from planning.front import Front, front_of, require_front
from planning.front_distance import front_distance_km
from planning.network.travel import TravelNetwork, travel_network
from planning.outcome import Assumption, Ground
from planning.run_control import RunControl

# a table of ways is measured in parts, so that it can be stopped in between
_ROWS_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Setting:
    """A problem and where its parts come from."""

    goods: Goods
    sites: Sites
    problem: DistributionProblem
    network: TravelNetwork
    assumptions: tuple[Assumption, ...]


def setting_of(situation: Workspace, parameters: DistributionParameters, control: RunControl) -> Setting:
    """Everything the plan needs, with every value that was put in place of a missing one."""
    control.step(0.0, tr("reading stock and sites"))
    goods = goods_of(situation, parameters)
    sites = sites_of(situation, parameters)
    fleet = trucks(situation)
    wants_front = parameters.rule is Rule.NEAREST_FRONT or parameters.avoid_front_km > 0
    side = "" if parameters.control_side is ControlSide.STATED else str(parameters.control_side)
    front = (require_front if wants_front else front_of)(situation, control_side=side)
    control.step(0.05, tr("reading the road network"))
    network = travel_network(
        situation,
        profile=str(parameters.profile),
        avoid_front_km=parameters.avoid_front_km,
        control_side=side,
        snap_km=parameters.snap_km,
        control=control.part(0.05, 0.6),
    )
    front_km = None if front is None else front_distance_km(front, sites.lonlat, control.part(0.6, 0.7))
    minutes, km = _ways(network, goods, sites, control.part(0.7, 0.9))
    n = len(goods.warehouses)
    working_min = parameters.working_hours_per_day * 60.0
    placed = [_placed(vehicle.base, goods) for vehicle in fleet.vehicles]
    problem = DistributionProblem(
        items=goods.items,
        warehouses=goods.warehouses,
        sites=sites.names,
        stock=goods.stock,
        weight_kg=goods.weight_kg,
        volume_m3=goods.volume_m3,
        need=np.ceil(sites.people[:, None] / goods.people_per_piece[None, :] - 1e-9).astype(np.int64),
        people_per_piece=goods.people_per_piece,
        priority=priorities(sites, front_km, parameters.rule),
        fair=parameters.rule is Rule.FAIR_SHARE,
        out_min=minutes[:n, n:],
        out_km=km[:n, n:],
        back_min=minutes[n:, :n],
        back_km=km[n:, :n],
        between_min=minutes[n:, n:],
        between_km=km[n:, n:],
        trucks=tuple(
            Truck(
                vehicle=vehicle.name,
                warehouse=place,
                payload_kg=vehicle.payload_kg,
                volume_m3=vehicle.volume_m3,
            )
            for vehicle, place in zip(fleet.vehicles, placed, strict=True)
        ),
        bays=goods.bays,
        horizon_days=1 if parameters.overnight else parameters.horizon_days,
        working_min=working_min * parameters.horizon_days if parameters.overnight else working_min,
        loading_min=parameters.loading_min,
        unloading_min=parameters.unloading_min_per_stop,
        max_convoy=parameters.max_convoy,
        convoy_gap_min=parameters.convoy_gap_min,
        barred=_barred(front, front_km, sites, parameters.avoid_front_km),
        no_route=_no_route(network, goods, sites, minutes[:n, n:] + minutes[n:, :n].T, control),
    )
    elsewhere = placed.count(-1)
    notes: list[Assumption] = []
    if elsewhere:
        text = trn(
            "{count:,} truck has no base among the warehouses in use: the plan chooses its warehouse, and it "
            "stands there when work starts",
            "{count:,} trucks have no base among the warehouses in use: the plan chooses their warehouse, "
            "and they stand there when work starts",
            elsewhere,
        )
        notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED))
    front_notes = front.assumptions if front is not None else ()
    return Setting(
        goods=goods,
        sites=sites,
        problem=problem,
        network=network,
        assumptions=(
            *sites.assumptions,
            *goods.assumptions,
            *fleet.assumptions,
            *notes,
            *front_notes,
            *network.assumptions,
        ),
    )


def _placed(base: str, goods: Goods) -> int:
    """Index of the warehouse with that id or name; -1 when it is none of those in use."""
    for known in (goods.warehouses, goods.names):
        for number, name in enumerate(known):
            if base.casefold() == name.casefold():
                return number
    return -1


def _ways(
    network: TravelNetwork, goods: Goods, sites: Sites, control: RunControl
) -> tuple[FloatArray, FloatArray]:
    """Minutes and kilometres among warehouses, then sites; infinite for sites without a position."""
    lonlat = np.vstack([goods.lonlat, sites.lonlat])
    known = np.nonzero(np.isfinite(lonlat[:, 0]))[0]
    minutes = np.full((len(lonlat), len(lonlat)), np.inf)
    km = minutes.copy()
    for first in range(0, len(known), _ROWS_AT_ONCE):
        some = known[first : first + _ROWS_AT_ONCE]
        part = control.part(first / len(known), min(1.0, (first + _ROWS_AT_ONCE) / len(known)))
        matrix = network.matrix(lonlat[some], lonlat[known], part)
        minutes[np.ix_(some, known)] = matrix.duration_min
        km[np.ix_(some, known)] = matrix.length_km
    return minutes, km


def _barred(
    front: Front | None, front_km: FloatArray | None, sites: Sites, limit_km: float
) -> dict[int, Text]:
    if front is None or front_km is None:
        return {}
    result: dict[int, Text] = {}
    known = np.nonzero(np.isfinite(front_km))[0]
    inside = np.zeros(len(front_km), dtype=bool)
    if len(known):
        inside[known] = front.inside(shapely.points(sites.lonlat[known]))
    for site in known:
        if inside[site]:
            result[int(site)] = tr("beyond front limit: in the area of control")
        elif front_km[site] < limit_km:
            result[int(site)] = tr(
                "beyond front limit: {km:.1f} km from the front, the limit is {limit:g} km",
                km=float(front_km[site]),
                limit=limit_km,
            )
    return result


def _no_route(
    network: TravelNetwork, goods: Goods, sites: Sites, round_min: FloatArray, control: RunControl
) -> dict[int, Text]:
    """Why no warehouse reaches a site, asked from the nearest one in a straight line."""
    result: dict[int, Text] = {}
    for site in np.nonzero(~np.isfinite(round_min).any(axis=0))[0]:
        control.step(0.95, tr("asking why sites cannot be reached"))
        here = sites.lonlat[site]
        if not np.isfinite(here[0]):
            result[int(site)] = tr("the position of the site is not known")
        elif len(goods.lonlat):
            scale = np.array([np.cos(np.radians(here[1])), 1.0])
            nearest = int(np.argmin(np.hypot(*((goods.lonlat - here) * scale).T)))
            result[int(site)] = network.why_not(tuple(goods.lonlat[nearest]), tuple(here))
    return result
