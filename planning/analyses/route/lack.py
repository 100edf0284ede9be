"""What the road data may lack where a way is long for its distance, or there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import STORAGE_CRS
from layers.palette import BLUE, VERMILION
from layers.sensitivity import Sensitivity
from layers.symbology import Rule, Shape, Symbol, Symbology, single
from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.nearest_place import NearPlace, nearest_places
from planning.network.closure import listed
from planning.network.completed import Completed, Piece, completed_ways
from planning.network.plane import geodesic_m
from planning.network.route import Route
from planning.network.travel import TravelNetwork
from planning.outcome import Action, Cell, Column, FeatureRef, Finding, MapLayer, Severity, Table
from planning.run_control import RunControl

# Roads of Ukraine are this many times as long as the straight line on average. Source: Ballou, Rahardja and
# Sakai, Selected country circuity factors for road travel distance estimation, Transportation Research
# Part A 36, 2002.
USUAL_TIMES_LONGER = 1.29
# Beyond this a way is told to be long even where nothing is found that would shorten it
LONG_FOR_THE_DISTANCE = 1.5
WORTH_TELLING = 0.95
_LEAST_STRAIGHT_KM = 5.0
_TOLD_PIECES = 6
_LONG_GAP_M = 1_000.0  # both ends are told
LACKING, COMPLETED, SPOTS = "lacking", "completed", "lacking_spots"


@dataclass(frozen=True, slots=True, eq=False)
class Lack:
    """How long a way is for its distance, and the ways there would be with what the data may lack.

    Attributes
    ----------
    straight_km : float
    ways : tuple of Completed
        The least to be believed first.
    near, far : tuple of tuple of NearPlace
        What the beginning and the end of each piece of each way are near.
    """

    straight_km: float
    ways: tuple[Completed, ...]
    near: tuple[tuple[NearPlace, ...], ...]
    far: tuple[tuple[NearPlace, ...], ...]


def lack_of(
    situation: Workspace,
    network: TravelNetwork,
    stops: Sequence[tuple[float, float]],
    fastest: Route | None,
    control: RunControl,
) -> Lack | None:
    """What the data may lack; None where the way is as long as ways are.

    Parameters
    ----------
    fastest : Route or None
        None where there is no way because the data is in pieces.
    """
    legs = np.array(stops)
    straight_km = float(geodesic_m(*legs[:-1].T, *legs[1:].T).sum()) / 1000.0
    most_km = np.inf
    if fastest is not None:
        is_usual = fastest.length_km < USUAL_TIMES_LONGER * straight_km
        if straight_km < _LEAST_STRAIGHT_KM or is_usual:
            return None
        most_km = WORTH_TELLING * fastest.length_km
    ways = completed_ways(network, stops, most_km, control)
    near = tuple(nearest_places(situation, [piece.origin for piece in way.pieces]) for way in ways)
    far = tuple(nearest_places(situation, [piece.target for piece in way.pieces]) for way in ways)
    return Lack(straight_km, ways, near, far)


def findings_of(
    lack: Lack, length_km: float | None, feature: FeatureRef, sensitivity: Sensitivity
) -> list[Finding]:
    """That the way is long, and each way with what the data may lack.

    Parameters
    ----------
    length_km : float or None
        Of the fastest way; None where there is none.
    """
    findings = []
    if length_km is not None and (lack.ways or length_km >= LONG_FOR_THE_DISTANCE * lack.straight_km):
        text = tr(
            "The way is {times:.1f} times as long as the straight line of {straight:,.0f} km: closures, a "
            "border or water may be why, or roads that the data lacks",
            times=length_km / lack.straight_km,
            straight=lack.straight_km,
        )
        findings.append(
            Finding(text=text, severity=Severity.NOTICE, features=(feature,), sensitivity=sensitivity)
        )
    is_long = length_km is None or length_km >= LONG_FOR_THE_DISTANCE * lack.straight_km
    severity = Severity.WARNING if is_long else Severity.NOTICE
    findings += [_completed(lack, number, way, severity, sensitivity) for number, way in enumerate(lack.ways)]
    return findings


def _completed(
    lack: Lack, number: int, way: Completed, severity: Severity, sensitivity: Sensitivity
) -> Finding:
    told = [
        _piece(piece, near, far)
        for piece, near, far in zip(way.pieces, lack.near[number], lack.far[number], strict=True)
    ]
    if len(told) > _TOLD_PIECES:
        told = [*told[:_TOLD_PIECES], tr("{more:,} more", more=len(told) - _TOLD_PIECES)]
    text = trn(
        "With {count:,} piece that the road data may lack the way would be {km:,.0f} km or more: {pieces}; "
        "it has to be checked, and brings nothing if there is no road",
        "With {count:,} pieces that the road data may lack, {gap:,.1f} km together, the way would be "
        "{km:,.0f} km or more: {pieces}; each has to be checked, and brings nothing if there is no road",
        len(way.pieces),
        gap=way.gap_km,
        km=way.length_km,
        pieces=listed(told),
    )
    first = 1 + sum(len(one.pieces) for one in lack.ways[:number])
    features = (
        FeatureRef(layer=COMPLETED, fids=(number + 1,), of_outcome=True),
        FeatureRef(layer=LACKING, fids=tuple(range(first, first + len(way.pieces))), of_outcome=True),
    )
    return Finding(
        text=text,
        severity=severity,
        features=features,
        sensitivity=sensitivity,
        actions=(_add(way),),
    )


def _piece(piece: Piece, near: NearPlace, far: NearPlace) -> Text:
    where = _spot(piece.origin, near)
    if piece.is_junction:
        return tr("two roads cross without a junction at {where}", where=where)
    if piece.gap_m < _LONG_GAP_M:
        return tr("a gap of {gap:,.0f} m at {where}", gap=piece.gap_m, where=where)
    return tr(
        "a gap of {gap:,.0f} m between {where} and {other}",
        gap=piece.gap_m,
        where=where,
        other=_spot(piece.target, far),
    )


def _spot(lonlat: tuple[float, float], near: NearPlace) -> Text:
    where = tr("{lat:.4f}, {lon:.4f}", lon=lonlat[0], lat=lonlat[1])
    return tr("{place} ({spot})", place=near.text, spot=where) if near.name else where


def _add(way: Completed) -> Action:
    """A change that takes the pieces for roads."""
    lines = shapely.multilinestrings([shapely.LineString([one.origin, one.target]) for one in way.pieces])
    text = trn("Take it for a road in the scenario", "Take them for roads in the scenario", len(way.pieces))
    wkt = shapely.to_wkt(lines, rounding_precision=9)
    return Action(text=text, change="add_roads", values=(("wkt", wkt),))


def table_of(lack: Lack, sensitivity: Sensitivity) -> Table:
    """One row a piece of each way."""
    rows: list[tuple[Cell, ...]] = []
    for number, (way, places) in enumerate(zip(lack.ways, lack.near, strict=True), 1):
        for order, (piece, near) in enumerate(zip(way.pieces, places, strict=True), 1):
            rows.append(
                (
                    number,
                    way.length_km,
                    order,
                    tr("junction") if piece.is_junction else tr("gap"),
                    near.name or None,
                    near.km if near.name else None,
                    piece.gap_m,
                    piece.brings_km,
                    *piece.origin,
                    *piece.target,
                )
            )
    return Table(
        name=LACKING,
        title=tr("What the road data may lack"),
        columns=(
            Column(name="way", label=tr("Way")),
            Column(name="way_km", label=tr("Length with all pieces"), unit="km", decimals=0),
            Column(name="piece", label=tr("Piece")),
            Column(name="what", label=tr("What lacks")),
            Column(name="near", label=tr("Nearest place")),
            Column(name="near_km", label=tr("Away"), unit="km", decimals=1),
            Column(name="gap_m", label=tr("Gap"), unit="m", decimals=0),
            Column(name="brings_km", label=tr("Way longer without it"), unit="km", decimals=1),
            Column(name="lon", label=tr("Longitude"), unit="°", decimals=5),
            Column(name="lat", label=tr("Latitude"), unit="°", decimals=5),
            Column(name="to_lon", label=tr("Longitude of the end"), unit="°", decimals=5),
            Column(name="to_lat", label=tr("Latitude of the end"), unit="°", decimals=5),
        ),
        rows=tuple(rows),
        features=tuple(
            FeatureRef(layer=LACKING, fids=(row + 1,), of_outcome=True) for row in range(len(rows))
        ),
        sensitivity=sensitivity,
    )


def map_layers_of(lack: Lack, sensitivity: Sensitivity) -> tuple[MapLayer, ...]:
    """The ways there would be, the pieces they lack, and a mark at each, as most are short."""
    if not lack.ways:
        return ()
    pieces = [(number, piece) for number, way in enumerate(lack.ways, 1) for piece in way.pieces]
    ways = _frame(
        {"length_km": [round(way.length_km, 1) for way in lack.ways]}, [w.geometry for w in lack.ways]
    )
    frame = _frame(
        {
            "way": [number for number, _ in pieces],
            "what": ["junction" if piece.is_junction else "gap" for _, piece in pieces],
            "gap_m": [round(piece.gap_m, 1) for _, piece in pieces],
        },
        [shapely.LineString([piece.origin, piece.target]) for _, piece in pieces],
    )
    rules = tuple(
        Rule(
            label=tr("{number}: {km:,.0f} km or more", number=number, km=way.length_km),
            field="length_km",
            equals=(round(way.length_km, 1),),
            symbol=Symbol(line=BLUE, line_width=1.0, dashes=(3.0, 2.0)),
        )
        for number, way in enumerate(lack.ways, 1)
    )
    kinds = tuple(
        Rule(
            label=label,
            field="what",
            equals=(what,),
            symbol=Symbol(line=VERMILION, line_width=3.0, dashes=dashes),
        )
        for what, label, dashes in (
            ("gap", tr("gap"), (2.0, 1.0)),
            ("junction", tr("crossing without junction"), ()),
        )
    )
    return (
        MapLayer(
            name=COMPLETED,
            title=tr("Ways if the data lacked nothing"),
            frame=ways,
            symbology=Symbology(rules=rules, order=33),
            sensitivity=sensitivity,
        ),
        MapLayer(
            name=LACKING,
            title=tr("What the road data may lack"),
            frame=frame,
            symbology=Symbology(rules=kinds, order=37),
            sensitivity=sensitivity,
        ),
        MapLayer(
            name=SPOTS,
            title=tr("Where the road data may lack something"),
            frame=_frame(
                {"way": frame["way"].to_list(), "gap_m": frame["gap_m"].to_list()},
                list(shapely.points([piece.origin for _, piece in pieces])),
            ),
            symbology=single(
                Symbol(fill=VERMILION, line=VERMILION, shape=Shape.CROSS, size=7.0, line_width=1.2),
                tr("to be checked"),
                order=56,
            ),
            sensitivity=sensitivity,
        ),
    )


def _frame(columns: dict[str, object], geometry: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(columns, geometry=geometry, crs=STORAGE_CRS)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="fid").astype("int64")
    return frame
