"""The table and the map layers of a route."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import STORAGE_CRS
from layers.palette import BLUE, GREEN, INK, ORANGE, PURPLE, SKY, VERMILION, WHITE
from layers.sensitivity import Sensitivity
from layers.symbology import Rule, Shape, Symbol, Symbology, single
from layers.text import tr
from planning.analyses.route import lack
from planning.analyses.route.journey import Journey, Way
from planning.network.alternatives import shared_part
from planning.outcome import Column, FeatureRef, MapLayer, Table

_COLOURS = (BLUE, GREEN, PURPLE, SKY, ORANGE, INK)
_COLUMNS = (
    Column(name="rank", label=tr("Rank")),
    Column(name="length_km", label=tr("Length"), unit="km", decimals=1),
    Column(name="duration_min", label=tr("Duration"), unit="min", decimals=0),
    Column(name="front_min_km", label=tr("Nearest to the front"), unit="km", decimals=1),
    Column(name="damaged_bridges", label=tr("Damaged bridges crossed")),
    Column(name="slowed_km", label=tr("Slowed"), unit="km", decimals=1),
    Column(name="joins", label=tr("Joined gaps relied on")),
    Column(name="longest_join_m", label=tr("Longest joined gap"), unit="m", decimals=0),
    Column(name="off_road_km", label=tr("Between the places and the road"), unit="km", decimals=2),
    Column(name="shared_with_first", label=tr("Shared with the first"), unit="share", decimals=2),
    Column(name="roads", label=tr("Roads")),
)


def routes_table(journey: Journey) -> Table:
    """One row a way; none when there is no way."""
    return Table(
        name="routes",
        title=tr(
            "Ways from {origin} to {destination}",
            origin=journey.origin.name,
            destination=journey.destination.name,
        ),
        columns=_COLUMNS,
        rows=tuple(_row(journey, way) for way in journey.ways),
        features=tuple(FeatureRef(layer="routes", fids=(way.rank,), of_outcome=True) for way in journey.ways),
        sensitivity=journey.sensitivity,
    )


def _row(journey: Journey, way: Way) -> tuple[int | float | str | None, ...]:
    route, gaps = way.route, journey.network.graph.joins.gap_m
    factor = journey.network.closures.speed_factor[route.edges]
    return (
        way.rank,
        route.length_km,
        route.duration_min,
        way.front_km,
        len(route.damaged_bridges),
        float(route.edge_km[factor < 1.0].sum()),
        len(route.joins),
        float(gaps[route.joins].max()) if len(route.joins) else None,
        route.length_km - float(route.edge_km.sum()),
        shared_part(route, journey.ways[0].route),
        ", ".join(way.road_numbers) or None,
    )


def map_layers_of(journey: Journey) -> tuple[MapLayer, ...]:
    """The ways, the joins they rely on, closures near, the gap in the way, and the two places."""
    layers = [_routes(journey), _joins(journey), _closures(journey), _gap(journey), _places(journey)]
    if journey.lack is not None:
        layers += lack.map_layers_of(journey.lack, journey.sensitivity)
    return tuple(layer for layer in layers if len(layer.frame))


def _frame(columns: dict[str, object], geometry: object) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(columns, geometry=list(geometry), crs=STORAGE_CRS)  # type: ignore[call-overload]
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="fid").astype("int64")
    return frame


def _routes(journey: Journey) -> MapLayer:
    ways = journey.ways
    frame = _frame(
        {
            "rank": [way.rank for way in ways],
            "length_km": [round(way.route.length_km, 1) for way in ways],
            "duration_min": [round(way.route.duration_min) for way in ways],
            "front_min_km": pd.array([way.front_km for way in ways], dtype="Float64"),
            "damaged_bridges": [len(way.route.damaged_bridges) for way in ways],
        },
        [way.route.geometry for way in ways],
    )
    rules = tuple(
        Rule(
            label=tr(
                "{rank}: {km:,.0f} km, {hours} h {minutes:02d} min",
                rank=way.rank,
                km=way.route.length_km,
                hours=round(way.route.duration_min) // 60,
                minutes=round(way.route.duration_min) % 60,
            ),
            field="rank",
            equals=(way.rank,),
            symbol=Symbol(line=_COLOURS[index % len(_COLOURS)], line_width=2.6 if index == 0 else 1.8),
        )
        for index, way in enumerate(ways)
    )
    title = tr(
        "Ways from {origin} to {destination}",
        origin=journey.origin.name,
        destination=journey.destination.name,
    )
    symbology = Symbology(rules=rules, order=35)
    return MapLayer(
        name="routes", title=title, frame=frame, symbology=symbology, sensitivity=journey.sensitivity
    )


def _joins(journey: Journey) -> MapLayer:
    joins = journey.network.graph.joins
    used = np.unique(np.concatenate([way.route.joins for way in journey.ways] or [np.zeros(0, np.int64)]))
    ranks = [
        ", ".join(str(way.rank) for way in journey.ways if join in way.route.joins) for join in used.tolist()
    ]
    frame = _frame({"gap_m": joins.gap_m[used].round(1), "ranks": ranks}, joins.lines()[used])
    return MapLayer(
        name="joins",
        title=tr("Joined gaps that the ways rely on"),
        frame=frame,
        symbology=single(
            Symbol(line=VERMILION, line_width=3.0, dashes=(2.0, 1.0)), tr("joined gap"), order=36
        ),
        sensitivity=journey.sensitivity,
    )


def _closures(journey: Journey) -> MapLayer:
    lines = journey.network.graph.lines
    levels = [
        journey.layer_sensitivity[name]
        for closure in journey.closures
        for name in closure.layer.split(", ")
        if name in journey.layer_sensitivity
    ]
    frame = _frame(
        {
            "reason": [str(closure.text) for closure in journey.closures],
            "cause": [str(closure.cause) for closure in journey.closures],
        },
        [shapely.multilinestrings(list(lines[closure.edges])) for closure in journey.closures],
    )
    return MapLayer(
        name="closures",
        title=tr("Closed roads nearby") if journey.ways else tr("Closures in the way"),
        frame=frame,
        symbology=single(Symbol(line=VERMILION, line_width=1.6, dashes=(1.0, 1.5)), tr("closed"), order=34),
        sensitivity=max((Sensitivity.LOW, *levels)),
    )


def _gap(journey: Journey) -> MapLayer:
    gap = journey.reason.gap if journey.reason else None
    lines = [] if gap is None else [shapely.LineString([gap.origin, gap.target])]
    frame = _frame({"gap_m": [] if gap is None else [round(gap.gap_m, 1)]}, lines)
    return MapLayer(
        name="gap",
        title=tr("Gap in the road data"),
        frame=frame,
        symbology=single(Symbol(line=VERMILION, line_width=3.0, dashes=(2.0, 1.0)), tr("gap"), order=36),
    )


def _places(journey: Journey) -> MapLayer:
    places = (journey.origin, journey.destination, *journey.via)
    roles = ["origin", "destination", *("via" for _ in journey.via)]
    frame = _frame(
        {"role": roles, "name": [place.name for place in places]},
        [shapely.Point(place.lon, place.lat) for place in places],
    )
    rules = tuple(
        Rule(
            label=label,
            field="role",
            equals=(role,),
            symbol=Symbol(fill=fill, line=INK, shape=shape, size=9.0, line_width=1.2),
        )
        for role, label, fill, shape in (
            ("origin", tr("from"), WHITE, Shape.CIRCLE),
            ("destination", tr("to"), VERMILION, Shape.CIRCLE),
            *([("via", tr("by way of"), WHITE, Shape.DIAMOND)] if journey.via else []),
        )
    )
    return MapLayer(
        name="places",
        title=tr("From and to"),
        frame=frame,
        symbology=Symbology(rules=rules, order=58, label_field="name", label_max_scale=float("inf")),
        sensitivity=journey.sensitivity,
    )
