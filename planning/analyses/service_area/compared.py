"""Service areas before and after a scenario's changes: people, centres and area that are lost or won."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import STORAGE_CRS
from layers.palette import GREEN, VERMILION
from layers.sensitivity import Sensitivity
from layers.symbology import Rule, Symbol, Symbology
from layers.text import Text, tr
from planning.analyses.service_area.service import Break
from planning.geodesy import area_km2
from planning.outcome import Column, FeatureRef, Finding, MapLayer, Outcome, Severity, Table

_LEAST_KM2 = 0.5
CHANGED = "changed_area"


def compared(outcome: Outcome, before: tuple[Break, ...] | None, now: tuple[Break, ...]) -> Outcome:
    """The outcome with how each service area differs from that of the baseline.

    Parameters
    ----------
    before : tuple of Break or None
        Of the baseline, of the same times; None where nothing was changed.
    """
    if before is None:
        return outcome
    sensitivity = of_places(outcome)
    layer = _changed_layer(before[-1], now[-1])
    features = () if layer is None else (FeatureRef(layer=CHANGED, fids=tuple(layer.index), of_outcome=True),)
    told = Finding(
        text=_text(before[-1], now[-1]),
        severity=Severity.WARNING if _is_loss(before[-1], now[-1]) else Severity.INFO,
        features=features,
        sensitivity=sensitivity,
    )
    table = replace(_table(before, now), sensitivity=sensitivity)
    layers = outcome.map_layers
    if layer is not None:
        layers = (*layers, _map_layer(layer, now[-1].minutes, sensitivity))
    return replace(
        outcome, findings=(*outcome.findings, told), tables=(*outcome.tables, table), map_layers=layers
    )


def of_places(outcome: Outcome) -> Sensitivity:
    """How sensitive the places are that the areas are counted from: an area gives its middle away."""
    return max(layer.sensitivity for layer in outcome.map_layers if layer.name in ("places", "service_area"))


def _is_loss(before: Break, now: Break) -> bool:
    if before.people is not None and now.people is not None:
        return round(now.people) < round(before.people)
    return now.area_km2 < before.area_km2 - _LEAST_KM2


def _text(before: Break, now: Break) -> Text:
    people: Text | str = ""
    if before.people is not None and now.people is not None:
        people = tr(
            "{now:,} people in place of {before:,} ({change:+,}), ",
            now=round(now.people),
            before=round(before.people),
            change=round(now.people) - round(before.people),
        )
    return tr(
        "Against the baseline, within {minutes:g} min: {people}{now:,.0f} km² in place of {before:,.0f} km²",
        minutes=now.minutes,
        people=people,
        now=now.area_km2,
        before=before.area_km2,
    )


def _table(before: tuple[Break, ...], now: tuple[Break, ...]) -> Table:
    rows = []
    for one, other in zip(before, now, strict=True):
        known = one.people is not None and other.people is not None
        was = round(one.people) if known and one.people is not None else None
        has = round(other.people) if known and other.people is not None else None
        change = has - was if has is not None and was is not None else None
        rows.append(
            (other.minutes, was, has, change, one.area_km2, other.area_km2, one.road_km, other.road_km)
        )
    return Table(
        name="against_baseline",
        title=tr("Service areas before and after the scenario's changes"),
        columns=(
            Column(name="max_minutes", label=tr("Within"), unit="min", decimals=0),
            Column(name="people_baseline", label=tr("People, baseline"), unit="people", decimals=0),
            Column(name="people", label=tr("People"), unit="people", decimals=0),
            Column(name="change", label=tr("Change"), unit="people", decimals=0),
            Column(name="area_km2_baseline", label=tr("Area, baseline"), unit="km²", decimals=0),
            Column(name="area_km2", label=tr("Area"), unit="km²", decimals=0),
            Column(name="road_km_baseline", label=tr("Roads, baseline"), unit="km", decimals=0),
            Column(name="road_km", label=tr("Roads"), unit="km", decimals=0),
        ),
        rows=tuple(rows),
    )


def _changed_layer(before: Break, now: Break) -> gpd.GeoDataFrame | None:
    """What was within the longest time and is not any more, and the other way round."""
    parts, what = [], []
    for word, area, other in (("lost", before.area, now.area), ("won", now.area, before.area)):
        left = shapely.difference(area, other)
        pieces = shapely.get_parts(left)
        pieces = pieces[shapely.get_dimensions(pieces) == 2]
        pieces = pieces[area_km2(pieces) >= _LEAST_KM2] if len(pieces) else pieces
        if len(pieces):
            parts.append(shapely.multipolygons(pieces))
            what.append(word)
    if not parts:
        return None
    km2 = np.round(area_km2(np.array(parts, dtype=object)), 1)
    frame = gpd.GeoDataFrame({"what": what, "area_km2": km2}, geometry=parts, crs=STORAGE_CRS)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="fid").astype("int64")
    return frame


def _map_layer(frame: gpd.GeoDataFrame, minutes: float, sensitivity: Sensitivity) -> MapLayer:
    rules = tuple(
        Rule(
            label=label,
            field="what",
            equals=(word,),
            symbol=Symbol(fill=colour, fill_opacity=0.45, line=colour, line_width=0.8),
        )
        for word, label, colour in (
            ("lost", tr("no longer within the time"), VERMILION),
            ("won", tr("newly within the time"), GREEN),
        )
    )
    return MapLayer(
        name=CHANGED,
        title=tr("Against the baseline, within {minutes:g} min", minutes=minutes),
        frame=frame,
        symbology=Symbology(rules=rules, order=13),
        sensitivity=sensitivity,
    )
