"""What state a road network is in: its pieces, joins, places off it, and what looks suspicious."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import STORAGE_CRS
from layers.palette import BLUE, ORANGE, PURPLE, VERMILION, WHITE
from layers.sensitivity import Sensitivity
from layers.symbology import Rule, Shape, Symbol, Symbology, single
from layers.text import tr, trn
from layers.workspace import Workspace
from planning.network.attachment import Attachment, attachments
from planning.network.graph import RoadGraph
from planning.network.road_graph import DEFAULT_JOIN_M, road_graph
from planning.network.road_table import road_layers
from planning.network.travel import DEFAULT_SNAP_KM, network_assumptions
from planning.network.validation import DOUBTS, Doubt, Suspicion, suspicions
from planning.outcome import (
    Column,
    FeatureRef,
    Finding,
    MapLayer,
    Outcome,
    Severity,
    Table,
    data_assumption,
)
from planning.run_control import RunControl

_MOST_PIECES = 500  # listed and drawn, longest first

_SHAPES = {
    Doubt.DEAD_END: (Shape.TRIANGLE, ORANGE),
    Doubt.CROSSING: (Shape.CROSS, VERMILION),
    Doubt.ONE_WAY_TRAP: (Shape.DIAMOND, PURPLE),
    Doubt.SPEED: (Shape.SQUARE, BLUE),
}


@dataclass(frozen=True, slots=True, eq=False)
class NetworkState:
    """A network with what was found out about it."""

    graph: RoadGraph
    places: tuple[Attachment, ...]
    suspicions: tuple[Suspicion, ...]
    snap_km: float

    def figures(self) -> dict[str, Any]:
        """The figures by name, for programs."""
        graph = self.graph
        unattached: dict[str, int] = {}
        for one in self.places:
            kind = one.layer.kind.name
            unattached[kind] = unattached.get(kind, 0) + len(one.unattached)
        is_road = graph.join < 0
        kinds = [one.doubt for one in self.suspicions]
        return {
            "nodes": graph.nodes,
            "junctions": int((graph.chains.kept < graph.nodes).sum()),
            "edges": int(is_road.sum()),
            "length_km": round(float(graph.component_km.sum()), 3),
            "components": len(graph.component_km),
            "largest_share": round(graph.largest_share, 6),
            "join_m": graph.join_m,
            "joined": len(graph.joins),
            "one_way": int((graph.forward != graph.backward)[is_road].sum()),
            "turn_restrictions": graph.turns.read - graph.turns.unused,
            "turn_restrictions_unused": graph.turns.unused,
            "barriers": graph.turns.barriers,
            "unattached": unattached,
            "suspicious": {str(doubt): kinds.count(doubt) for doubt in Doubt},
            "ordered": graph.node_order.order is not None,
        }


def network_state(
    situation: Workspace,
    *,
    join_m: float = DEFAULT_JOIN_M,
    snap_km: float = DEFAULT_SNAP_KM,
    beside_m: float = 10.0,
    control: RunControl | None = None,
) -> NetworkState:
    """Look through the network of a workspace.

    Raises
    ------
    MissingData
        When there are no roads.
    """
    control = control or RunControl()
    graph = road_graph(situation, join_m=join_m, control=control.part(0.0, 0.5))
    control.step(0.5, tr("attaching places to roads"))
    places = attachments(situation, graph, snap_km)
    found = suspicions(graph, beside_m=beside_m, control=control.part(0.6, 1.0))
    control.step(1.0, tr("network looked through"))
    return NetworkState(graph, places, found, snap_km)


def outcome_of(situation: Workspace, state: NetworkState) -> Outcome:
    """The state as findings, tables and map layers."""
    today = situation.today()
    layers = (*road_layers(situation), *(one.layer for one in state.places))
    return Outcome(
        findings=_findings(state),
        tables=(_pieces_table(state), _joins_table(state), _off_table(state), _doubts_table(state)),
        map_layers=(_pieces(state), _joins(state), _off(state), _doubts(state)),
        assumptions=(
            *(data_assumption(layer, today) for layer in layers),
            *network_assumptions(state.graph, state.snap_km),
        ),
        analysis="network_check",
        exercise=situation.is_exercise,
    )


def _findings(state: NetworkState) -> tuple[Finding, ...]:
    graph = state.graph
    text = tr(
        "The network has {km:,.0f} km of road in {pieces:,} pieces; the longest holds {share:.1%}",
        km=float(graph.component_km.sum()),
        pieces=len(graph.component_km),
        share=graph.largest_share,
    )
    rest = FeatureRef(layer="pieces", fids=tuple(range(1, _drawn(state) + 1)), of_outcome=True)
    result = [Finding(text=text, features=(rest,))]
    for one in state.places:
        if not len(one.unattached):
            continue
        text = trn(
            "{count:,} of {all:,} {kind} hangs on no road of the longest piece",
            "{count:,} of {all:,} {kind} hang on no road of the longest piece",
            len(one.unattached),
            all=len(one.fid),
            kind=one.layer.kind.plural,
        )
        features = (FeatureRef(layer=one.layer.name, fids=tuple(one.fid[one.unattached].tolist())),)
        sensitivity = one.layer.sensitivity
        result.append(
            Finding(text=text, severity=Severity.WARNING, features=features, sensitivity=sensitivity)
        )
    for doubt, label in DOUBTS.items():
        rows = [row for row, one in enumerate(state.suspicions, start=1) if one.doubt is doubt]
        if rows:
            told = trn("{count:,} place: {what}", "{count:,} places: {what}", len(rows), what=label)
            features = (FeatureRef(layer="suspicious", fids=tuple(rows), of_outcome=True),)
            result.append(Finding(text=told, severity=Severity.NOTICE, features=features))
    return tuple(result)


def _drawn(state: NetworkState) -> int:
    """Pieces but the longest that are listed and drawn."""
    return min(_MOST_PIECES, len(state.graph.component_km) - 1)


def _pieces_table(state: NetworkState) -> Table:
    graph, count = state.graph, _drawn(state)
    km = graph.component_km
    edges = np.bincount(graph.component, minlength=len(km))
    first = np.unique(graph.component, return_index=True)[1]
    place = graph.points_at(first[: count + 1], np.full(count + 1, 0.5))
    rows = tuple(
        (row + 1, float(km[row]), float(km[row] / km.sum()), int(edges[row]), *place[row].tolist())
        for row in range(count + 1)
    )
    features = tuple(
        FeatureRef(layer="pieces", fids=(row,), of_outcome=True) if row else None for row in range(len(rows))
    )
    return Table(
        name="pieces",
        title=tr("Pieces of the network, longest first"),
        columns=(
            Column(name="piece", label=tr("Piece")),
            Column(name="length_km", label=tr("Length"), unit="km", decimals=1),
            Column(name="share", label=tr("Share of all"), decimals=4),
            Column(name="edges", label=tr("Edges")),
            Column(name="lon", label=tr("Longitude"), unit="°", decimals=5),
            Column(name="lat", label=tr("Latitude"), unit="°", decimals=5),
        ),
        rows=rows,
        features=features,
    )


def _joins_table(state: NetworkState) -> Table:
    joins = state.graph.joins
    order = np.argsort(-joins.gap_m, kind="stable").tolist()
    return Table(
        name="joins",
        title=tr("Gaps that were joined, widest first"),
        columns=(
            Column(name="gap_m", label=tr("Gap"), unit="m", decimals=1),
            Column(name="lon", label=tr("Longitude"), unit="°", decimals=5),
            Column(name="lat", label=tr("Latitude"), unit="°", decimals=5),
        ),
        rows=tuple((float(joins.gap_m[row]), *joins.origin[row].tolist()) for row in order),
        features=tuple(FeatureRef(layer="joins", fids=(row + 1,), of_outcome=True) for row in order),
    )


def _off_rows(state: NetworkState) -> list[tuple[Attachment, int]]:
    return [(one, row) for one in state.places for row in one.unattached.tolist()]


def _off_sensitivity(state: NetworkState) -> Sensitivity:
    levels = [one.layer.sensitivity for one in state.places if len(one.unattached)]
    return max((Sensitivity.LOW, *levels))


def _off_table(state: NetworkState) -> Table:
    rows = _off_rows(state)
    return Table(
        name="unattached",
        title=tr("Places that hang on no road of the longest piece"),
        columns=(
            Column(name="kind", label=tr("Kind")),
            Column(name="layer", label=tr("Layer")),
            Column(name="fid", label=tr("Number")),
            Column(name="road_km", label=tr("To the nearest road"), unit="km", decimals=2),
            Column(name="piece", label=tr("Its piece")),
        ),
        rows=tuple(
            (
                one.layer.kind.name,
                one.layer.name,
                int(one.fid[row]),
                float(one.distance_km[row]),
                int(one.piece[row]) + 1 if one.piece[row] >= 0 else None,
            )
            for one, row in rows
        ),
        features=tuple(FeatureRef(layer=one.layer.name, fids=(int(one.fid[row]),)) for one, row in rows),
        sensitivity=_off_sensitivity(state),
    )


def _doubts_table(state: NetworkState) -> Table:
    graph = state.graph
    layers, fids = graph.road_layer, graph.road_fid
    return Table(
        name="suspicious",
        title=tr("Places to look at in the road data"),
        columns=(
            Column(name="kind", label=tr("Kind")),
            Column(name="text", label=tr("What was found")),
            Column(name="layer", label=tr("Layer")),
            Column(name="fid", label=tr("Number")),
            Column(name="lon", label=tr("Longitude"), unit="°", decimals=5),
            Column(name="lat", label=tr("Latitude"), unit="°", decimals=5),
        ),
        rows=tuple(
            (str(one.doubt), one.text, str(layers[one.edge]), int(fids[one.edge]), one.lon, one.lat)
            for one in state.suspicions
        ),
        features=tuple(
            FeatureRef(layer="suspicious", fids=(row,), of_outcome=True)
            for row in range(1, len(state.suspicions) + 1)
        ),
    )


def _frame(columns: dict[str, Any], shapes: Sequence[Any]) -> gpd.GeoDataFrame:
    index = pd.RangeIndex(1, len(shapes) + 1, name="fid")
    geometry = gpd.GeoSeries(list(shapes), index=index, crs=STORAGE_CRS)
    return gpd.GeoDataFrame(pd.DataFrame(columns, index=index), geometry=geometry)


def _pieces(state: NetworkState) -> MapLayer:
    graph, count = state.graph, _drawn(state)
    some = np.flatnonzero((graph.component > 0) & (graph.component <= count))
    some = some[np.argsort(graph.component[some], kind="stable")]
    groups = np.split(some, np.flatnonzero(np.diff(graph.component[some])) + 1) if len(some) else []
    shapes = [shapely.multilinestrings(list(graph.lines[group])) for group in groups]
    km = graph.component_km[1 : count + 1]
    columns = {"piece": np.arange(2, count + 2), "length_km": km.round(3)}
    return MapLayer(
        name="pieces",
        title=tr("Roads that do not hang on the longest piece"),
        frame=_frame(columns, shapes),
        symbology=single(Symbol(line=VERMILION, line_width=1.8), tr("apart"), order=33),
    )


def _joins(state: NetworkState) -> MapLayer:
    joins = state.graph.joins
    symbol = Symbol(line=PURPLE, line_width=2.4, dashes=(2.0, 1.0))
    return MapLayer(
        name="joins",
        title=tr("Joined gaps"),
        frame=_frame({"gap_m": joins.gap_m.round(1)}, list(joins.lines())),
        symbology=single(symbol, tr("joined gap"), order=36),
    )


def _off(state: NetworkState) -> MapLayer:
    rows = _off_rows(state)
    columns = {
        "kind": [one.layer.kind.name for one, _ in rows],
        "road_km": [round(float(one.distance_km[row]), 2) for one, row in rows],
    }
    points = [shapely.Point(one.lonlat[row]) for one, row in rows]
    symbol = Symbol(shape=Shape.CIRCLE, size=7.0, fill=VERMILION, line=WHITE)
    return MapLayer(
        name="unattached",
        title=tr("Places off the longest piece"),
        frame=_frame(columns, points),
        symbology=single(symbol, tr("off the network"), order=52),
        sensitivity=_off_sensitivity(state),
    )


def _doubts(state: NetworkState) -> MapLayer:
    frame = _frame(
        {
            "kind": [str(one.doubt) for one in state.suspicions],
            "text": [str(one.text) for one in state.suspicions],
        },
        [shapely.Point(one.lon, one.lat) for one in state.suspicions],
    )
    rules = tuple(
        Rule(
            label=DOUBTS[doubt],
            symbol=Symbol(shape=shape, size=6.0, fill=colour, line=WHITE),
            field="kind",
            equals=(str(doubt),),
        )
        for doubt, (shape, colour) in _SHAPES.items()
    )
    return MapLayer(
        name="suspicious",
        title=tr("Places to look at in the road data"),
        frame=frame,
        symbology=Symbology(rules=rules, order=53),
    )
