"""Tables and map layers of an OD matrix."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import STORAGE_CRS
from layers.palette import BLUE, INK, VERMILION, WHITE
from layers.sensitivity import Sensitivity
from layers.symbology import Shape, Symbol, single
from layers.text import Text, tr
from planning.analyses.od_matrix.pairs import Pairs
from planning.outcome import Cell, Column, FeatureRef, MapLayer, Table
from planning.sites import Sites

_MOST_UNREACHABLE = 20_000


def sensitivity_of(pairs: Pairs) -> Sensitivity:
    """Of the places it names."""
    return max(pairs.origins.sensitivity, pairs.destinations.sensitivity)


def matrix_table(pairs: Pairs) -> Table:
    """One row a pair; those without a way have no time."""
    minutes, km = pairs.matrix.duration_min, pairs.matrix.length_km
    rows: list[tuple[Cell, ...]] = []
    features = []
    for origin, from_ in enumerate(pairs.origins.names):
        for destination, to in enumerate(pairs.destinations.names):
            rows.append(
                (
                    from_,
                    to,
                    _known(minutes[origin, destination]),
                    _known(km[origin, destination]),
                    _known(pairs.front_km[origin, destination]),
                )
            )
            features.append(_origin_ref(origin))
    return Table(
        name="matrix",
        title=tr("Time and distance between all places"),
        columns=(
            Column(name="origin", label=tr("From")),
            Column(name="destination", label=tr("To")),
            Column(name="duration_min", label=tr("Duration"), unit="min", decimals=0),
            Column(name="length_km", label=tr("Length"), unit="km", decimals=1),
            Column(name="front_min_km", label=tr("Nearest to the front"), unit="km", decimals=1),
        ),
        rows=tuple(rows),
        features=tuple(features),
        sensitivity=sensitivity_of(pairs),
    )


def nearest_table(pairs: Pairs) -> Table:
    """Each origin's nearest destination."""
    rows: list[tuple[Cell, ...]] = []
    for origin, destination in enumerate(pairs.nearest.tolist()):
        people = pairs.origins.people[origin]
        known = destination >= 0
        rows.append(
            (
                pairs.origins.names[origin],
                None if np.isnan(people) else round(float(people)),
                pairs.destinations.names[destination] if known else None,
                _known(pairs.matrix.duration_min[origin, destination]) if known else None,
                _known(pairs.matrix.length_km[origin, destination]) if known else None,
                _known(pairs.front_km[origin, destination]) if known else None,
                int(np.isfinite(pairs.matrix.duration_min[origin]).sum()),
            )
        )
    return Table(
        name="nearest",
        title=tr("Nearest destination of each origin"),
        columns=(
            Column(name="origin", label=tr("From")),
            Column(name="people", label=tr("People"), unit="people", decimals=0),
            Column(name="destination", label=tr("Nearest destination")),
            Column(name="duration_min", label=tr("Duration"), unit="min", decimals=0),
            Column(name="length_km", label=tr("Length"), unit="km", decimals=1),
            Column(name="front_min_km", label=tr("Nearest to the front"), unit="km", decimals=1),
            Column(name="reached", label=tr("Destinations reached")),
        ),
        rows=tuple(rows),
        features=tuple(
            FeatureRef(layer="origins", fids=(origin + 1,), of_outcome=True) for origin in range(len(rows))
        ),
        sensitivity=sensitivity_of(pairs),
    )


def unreachable_table(pairs: Pairs) -> Table:
    """Pairs without a way and why, the first of them."""
    rows: list[tuple[str, str, Text]] = []
    refs = []
    for one in pairs.unreachable:
        for origin, destination in zip(one.origins.tolist(), one.destinations.tolist(), strict=True):
            if len(rows) == _MOST_UNREACHABLE:
                break
            rows.append((pairs.origins.names[origin], pairs.destinations.names[destination], one.reason))
            refs.append(_origin_ref(origin))
    count = sum(len(one.origins) for one in pairs.unreachable)
    title = tr("Pairs without a way")
    if count > len(rows):
        title = tr("Pairs without a way: the first {shown:,} of {count:,}", shown=len(rows), count=count)
    return Table(
        name="unreachable",
        title=title,
        columns=(
            Column(name="origin", label=tr("From")),
            Column(name="destination", label=tr("To")),
            Column(name="reason", label=tr("Reason")),
        ),
        rows=tuple(rows),
        features=tuple(refs),
        sensitivity=sensitivity_of(pairs),
    )


def accessibility_table(pairs: Pairs) -> Table:
    """People near each service, in the baseline and now."""
    minutes = pairs.parameters.max_minutes
    rows = [
        (
            one.service,
            one.sites,
            minutes,
            round(one.people),
            None if one.within_before is None else round(one.within_before),
            round(one.within),
            None if one.within_before is None else round(one.within) - round(one.within_before),
            one.within / max(one.people, 1e-9),
            None if one.no_way_before is None else round(one.no_way_before),
            round(one.no_way),
            round(one.off_road),
        )
        for one in pairs.access
    ]
    return Table(
        name="accessibility",
        title=tr("People within {minutes:g} min of the nearest service", minutes=minutes),
        columns=(
            Column(name="service", label=tr("Service")),
            Column(name="sites", label=tr("Open sites")),
            Column(name="max_minutes", label=tr("Within"), unit="min", decimals=0),
            Column(name="people", label=tr("People"), unit="people", decimals=0),
            Column(name="within_baseline", label=tr("Within, baseline"), unit="people", decimals=0),
            Column(name="within", label=tr("Within"), unit="people", decimals=0),
            Column(name="change", label=tr("Change"), unit="people", decimals=0),
            Column(name="share", label=tr("Share"), unit="share", decimals=3),
            Column(name="no_way_baseline", label=tr("No way, baseline"), unit="people", decimals=0),
            Column(name="no_way", label=tr("No way"), unit="people", decimals=0),
            Column(name="off_road", label=tr("Far from any road"), unit="people", decimals=0),
        ),
        rows=tuple(rows),
    )


def map_layers_of(pairs: Pairs) -> tuple[MapLayer, ...]:
    """Ways to the nearest destinations, and the places."""
    layers = [
        _places(pairs.origins, "origins", tr("From"), WHITE, Shape.CIRCLE),
        _places(pairs.destinations, "destinations", tr("To"), VERMILION, Shape.DIAMOND),
    ]
    if len(pairs.lines):
        layers.insert(0, _ways(pairs))
    return tuple(layers)


def _ways(pairs: Pairs) -> MapLayer:
    origin, destination = pairs.lines["origin"].to_numpy(), pairs.lines["destination"].to_numpy()
    frame = _frame(
        {
            "origin": [pairs.origins.names[index] for index in origin],
            "destination": [pairs.destinations.names[index] for index in destination],
            "duration_min": pairs.matrix.duration_min[origin, destination].round(1),
            "length_km": pairs.matrix.length_km[origin, destination].round(1),
        },
        pairs.lines["geometry"].to_list(),
    )
    return MapLayer(
        name="ways",
        title=tr("Ways to the nearest destination by {vehicle}", vehicle=pairs.network.profile.label),
        frame=frame,
        symbology=single(Symbol(line=BLUE, line_width=1.6), tr("way to the nearest destination"), order=35),
        sensitivity=sensitivity_of(pairs),
    )


def _places(sites: Sites, name: str, title: Text, fill: str, shape: Shape) -> MapLayer:
    frame = _frame({"name": list(sites.names)}, shapely.points(sites.lonlat))
    symbol = Symbol(fill=fill, line=INK, shape=shape, size=7.0, line_width=1.0)
    return MapLayer(
        name=name,
        title=title,
        frame=frame,
        symbology=single(symbol, title, order=57, label_field="name"),
        sensitivity=sites.sensitivity,
    )


def _frame(columns: dict[str, object], geometry: object) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(columns, geometry=list(geometry), crs=STORAGE_CRS)  # type: ignore[call-overload]
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="fid").astype("int64")
    return frame


def _origin_ref(origin: int) -> FeatureRef:
    return FeatureRef(layer="origins", fids=(origin + 1,), of_outcome=True)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
