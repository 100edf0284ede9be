"""The map layers of an evacuation plan: flows along the roads, and origins by the share of people moved."""

from __future__ import annotations

from collections import defaultdict
from typing import cast

import geopandas as gpd
import numpy as np
import shapely

from layers import palette
from layers.layer import STORAGE_CRS
from layers.sensitivity import Sensitivity
from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import tr
from planning.analyses.evacuation.problem import EvacuationPlan
from planning.analyses.evacuation.setting import Setting
from planning.outcome import MapLayer
from planning.route_lines import Leg, RouteLines
from planning.run_control import RunControl

_PEOPLE = ((1.0, 50.0, 0.8), (50.0, 250.0, 1.6), (250.0, 1_000.0, 2.6), (1_000.0, float("inf"), 4.0))


def map_layers(
    setting: Setting,
    plan: EvacuationPlan,
    lines: RouteLines,
    sensitivity: Sensitivity,
    control: RunControl,
) -> tuple[MapLayer, ...]:
    """Layers ``flows`` (lines, one an origin and destination) and ``origins`` (points)."""
    people: dict[tuple[int, int], int] = defaultdict(int)
    rides: dict[tuple[int, int], int] = defaultdict(int)
    for ride in plan.rides:
        people[ride.origin, ride.destination] += int(ride.people.sum())
        rides[ride.origin, ride.destination] += int(ride.vehicle >= 0)
    pairs = sorted(people, key=lambda pair: (-people[pair], pair))
    ways = [
        np.vstack(
            [
                (setting.boarding if rides[origin, destination] else setting.origins).lonlat[origin],
                setting.destinations.lonlat[destination],
            ]
        )
        for origin, destination in pairs
    ]
    legs = [cast(Leg, tuple((float(lon), float(lat)) for lon, lat in way)) for way in ways]
    lines.prepare(legs, control)
    frame = gpd.GeoDataFrame(
        {
            "origin": [setting.problem.origins[o] for o, _ in pairs],
            "destination": [setting.problem.destinations[d] for _, d in pairs],
            "people": np.array([people[pair] for pair in pairs], dtype=float),
            "rides": [rides[pair] for pair in pairs],
            "crossing": [bool(setting.problem.is_crossing[d]) for _, d in pairs],
        },
        geometry=np.array([lines.along(way) for way in ways], dtype=object),
        crs=STORAGE_CRS,
    )
    frame.index = np.arange(1, len(frame) + 1, dtype=np.int64)
    frame.index.name = "fid"
    rules = tuple(
        Rule(
            label=tr("{low:,.0f} people or more", low=low)
            if high == float("inf")
            else tr("{low:,.0f} to {high:,.0f} people", low=low, high=high - 1),
            field="people",
            at_least=low,
            below=high,
            symbol=Symbol(line=palette.PURPLE, line_width=width),
        )
        for low, high, width in _PEOPLE
    )
    flows = MapLayer(
        name="flows",
        title=tr("People moved, by origin and destination"),
        frame=frame,
        symbology=Symbology(rules=rules, order=36),
        sensitivity=sensitivity,
    )
    return (flows, _origins(setting, plan))


def _origins(setting: Setting, plan: EvacuationPlan) -> MapLayer:
    origin = setting.boarding.origin
    listed, first = np.unique(origin, return_index=True)
    total, moved = np.zeros(len(listed)), np.zeros(len(listed))
    np.add.at(total, origin, (setting.problem.people + setting.controlled).sum(axis=1))
    for ride in plan.rides:
        moved[origin[ride.origin]] += ride.people.sum()
    chosen = total > 0
    frame = gpd.GeoDataFrame(
        {
            "origin": np.array(setting.origins.names, dtype=object)[first][chosen],
            "people": total[chosen],
            "moved": moved[chosen],
            "moved_percent": 100.0 * moved[chosen] / total[chosen],
        },
        geometry=shapely.points(setting.origins.lonlat[first][chosen]),
        crs=STORAGE_CRS,
    )
    frame.index = np.nonzero(chosen)[0].astype(np.int64) + 1
    frame.index.name = "fid"
    classes = (
        (tr("everybody moved"), 100.0, float("inf"), palette.GREEN, Shape.CIRCLE),
        (tr("half or more moved"), 50.0, 100.0, palette.SKY, Shape.CIRCLE),
        (tr("less than half moved"), 1e-9, 50.0, palette.ORANGE, Shape.SQUARE),
        (tr("nobody moved"), -1.0, 1e-9, palette.VERMILION, Shape.TRIANGLE),
    )
    rules = tuple(
        Rule(
            label=label,
            field="moved_percent",
            at_least=low,
            below=high,
            symbol=Symbol(fill=colour, line=palette.INK, line_width=0.4, shape=shape, size=8.0),
        )
        for label, low, high, colour, shape in classes
    )
    return MapLayer(
        name="origins",
        title=tr("Origins by share of people moved"),
        frame=frame,
        symbology=Symbology(rules=rules, order=56),
    )
