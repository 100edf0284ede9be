"""The map layers of a distribution plan: trips along the roads, and sites by the share of need met."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import shapely

from layers import palette
from layers.layer import STORAGE_CRS
from layers.sensitivity import Sensitivity
from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import tr
from planning.analyses.distribution.problem import DistributionPlan, FloatArray, Trip
from planning.analyses.distribution.setting import Setting
from planning.analyses.distribution.tables import Clock
from planning.outcome import MapLayer
from planning.route_lines import RouteLines
from planning.run_control import RunControl

_TONNES = ((0.0, 1.0, 0.8), (1.0, 5.0, 1.8), (5.0, float("inf"), 3.2))


def map_layers(
    setting: Setting,
    plan: DistributionPlan,
    clock: Clock,
    lines: RouteLines,
    sensitivity: Sensitivity,
    control: RunControl,
) -> tuple[MapLayer, ...]:
    """Layers ``trips`` (lines, one a trip) and ``sites`` (points)."""
    ways = [_points(setting, trip) for trip in plan.trips]
    legs = [
        (tuple(map(float, here)), tuple(map(float, there)))
        for way in ways
        for here, there in itertools.pairwise(way)
    ]
    lines.prepare(legs, control)  # type: ignore[arg-type]
    return (_trips(setting, plan, clock, lines, ways, sensitivity), _sites(setting, plan, sensitivity))


def _points(setting: Setting, trip: Trip) -> FloatArray:
    home = setting.goods.lonlat[trip.warehouse]
    return np.vstack([home, setting.sites.lonlat[[stop.site for stop in trip.stops]], home])


def _trips(
    setting: Setting,
    plan: DistributionPlan,
    clock: Clock,
    lines: RouteLines,
    ways: list[FloatArray],
    sensitivity: Sensitivity,
) -> MapLayer:
    problem = setting.problem
    tonnes = [
        float(np.nan_to_num(problem.weight_kg[trip.warehouse]) @ trip.pieces) / 1000.0 for trip in plan.trips
    ]
    frame = gpd.GeoDataFrame(
        {
            "trip": np.arange(1, len(plan.trips) + 1),
            "vehicle": [problem.trucks[trip.truck].vehicle for trip in plan.trips],
            "day": [clock.day(trip.day, trip.starts_min) for trip in plan.trips],
            "departs": [clock.at(trip.day, trip.departs_min).isoformat(sep=" ") for trip in plan.trips],
            "stops": [len(trip.stops) for trip in plan.trips],
            "length_km": [trip.length_km for trip in plan.trips],
            "load_t": np.array(tonnes, dtype=float),
        },
        geometry=np.array([lines.along(way) for way in ways], dtype=object),
        crs=STORAGE_CRS,
    )
    frame.index = frame["trip"].astype("int64").rename("fid").to_numpy()
    frame.index.name = "fid"
    rules = tuple(
        Rule(
            label=tr("trip with {low:g} t or more", low=low)
            if high == float("inf")
            else tr("trip with {low:g} to {high:g} t", low=low, high=high),
            field="load_t",
            at_least=low,
            below=high,
            symbol=Symbol(line=palette.BLUE, line_width=width),
        )
        for low, high, width in _TONNES
    )
    return MapLayer(
        name="trips",
        title=tr("Trips by load"),
        frame=frame,
        symbology=Symbology(rules=rules, order=35),
        sensitivity=sensitivity,
    )


def _sites(setting: Setting, plan: DistributionPlan, sensitivity: Sensitivity) -> MapLayer:
    problem = setting.problem
    need = problem.need @ problem.people_per_piece
    got = plan.delivered(problem).sum(axis=0) @ problem.people_per_piece
    known = np.isfinite(setting.sites.lonlat[:, 0]) & (need > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        met = 100.0 * got / need
    frame = gpd.GeoDataFrame(
        {
            "site": np.array(problem.sites, dtype=object)[known],
            "people": setting.sites.people[known],
            "met_percent": met[known],
        },
        geometry=shapely.points(setting.sites.lonlat[known]),
        crs=STORAGE_CRS,
    )
    frame.index = np.nonzero(known)[0].astype(np.int64) + 1
    frame.index.name = "fid"
    classes = (
        (tr("need met"), 99.995, float("inf"), palette.GREEN, Shape.CIRCLE),
        (tr("half of the need or more met"), 50.0, 99.995, palette.SKY, Shape.CIRCLE),
        (tr("less than half met"), 1e-9, 50.0, palette.ORANGE, Shape.SQUARE),
        (tr("nothing"), -1.0, 1e-9, palette.VERMILION, Shape.TRIANGLE),
    )
    rules = tuple(
        Rule(
            label=label,
            field="met_percent",
            at_least=low,
            below=high,
            symbol=Symbol(fill=colour, line=palette.INK, line_width=0.4, shape=shape, size=7.0),
        )
        for label, low, high, colour, shape in classes
    )
    return MapLayer(
        name="sites",
        title=tr("Sites by share of need met"),
        frame=frame,
        symbology=Symbology(rules=rules, order=55),
        sensitivity=sensitivity,
    )
