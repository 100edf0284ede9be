"""What each way passes, in driving order: damage, waits, border crossing points, and joined gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.text import Text, tr
from layers.workspace import Workspace
from planning.network.closure import Effect
from planning.network.damage import laid_on
from planning.network.graph import RoadGraph
from planning.network.topology import Ints
from planning.network.travel import TravelNetwork
from planning.outcome import Cell, Column, FeatureRef, Table

if TYPE_CHECKING:
    from planning.analyses.route.journey import Journey, Way

# What is passed: words, the edges it lies on, and the record
Passed = tuple[Text, Text | str, Ints, FeatureRef | None]


def crossings_on(situation: Workspace, network: TravelNetwork) -> tuple[Passed, ...]:
    """Border crossing points of the workspace with the edges they lie on."""
    found: list[Passed] = []
    for layer in situation.of_kind("border_crossing"):
        if not (len(layer) and layer.has_geometry):
            continue
        frame = layer.frame
        shapes = frame.geometry.to_numpy()
        placed = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
        statuses = layer.kind.field("status").vocabulary
        laid = laid_on(network.graph, shapes[placed], network.rules.damage_snap_m)
        for row, edges in zip(placed.tolist(), laid, strict=True):
            if not len(edges):
                continue
            record = frame.iloc[row]
            name = str(record["name_en"] if isinstance(record["name_en"], str) else record["name_uk"])
            status = record["status"]
            words = tr("{name}: {status}", name=name, status=statuses.get(status, tr("status not known")))
            feature = FeatureRef(layer=layer.name, fids=(int(frame.index[row]),))
            found.append((tr("border crossing point"), words, edges, feature))
    return tuple(found)


def passes_table(journey: Journey) -> Table:
    """One row for each thing a way passes."""
    rows: list[tuple[Cell, ...]] = []
    refs: list[FeatureRef | None] = []
    for way in journey.ways:
        for at_km, at_min, what, words, lonlat, ref in _passed(journey, way):
            rows.append((way.rank, at_km, at_min, what, words, *lonlat))
            refs.append(ref)
    return Table(
        name="on_the_way",
        title=tr("What the ways pass"),
        columns=(
            Column(name="rank", label=tr("Rank")),
            Column(name="at_km", label=tr("After"), unit="km", decimals=1),
            Column(name="at_min", label=tr("After"), unit="min", decimals=0),
            Column(name="what", label=tr("What")),
            Column(name="words", label=tr("Which")),
            Column(name="lon", label=tr("Longitude"), unit="°", decimals=5),
            Column(name="lat", label=tr("Latitude"), unit="°", decimals=5),
        ),
        rows=tuple(rows),
        features=tuple(refs),
        sensitivity=max(
            (journey.sensitivity, *(journey.layer_sensitivity[ref.layer] for ref in refs if ref is not None))
        ),
    )


def _passed(
    journey: Journey, way: Way
) -> list[tuple[float, float, Text, Text | str, tuple[float, float], FeatureRef | None]]:
    network, route = journey.network, way.route
    things: list[Passed] = [
        (tr("damage"), one.text, one.edges, one.feature)
        for one in network.closures.on(route.edges, (Effect.SLOWED, Effect.NOTED))
    ]
    things += [
        (tr("wait"), tr("{minutes:,.0f} min at {place}", minutes=one.minutes, place=one.text), one.edges,
         one.feature)
        for one, _ in way.waits
    ]  # fmt: skip
    things += [one for one in journey.crossings if np.isin(one[2], route.edges).any()]
    things += [
        (
            tr("joined gap"),
            tr("{gap:,.0f} m, not in the road data", gap=float(network.graph.joins.gap_m[join])),
            np.flatnonzero(network.graph.join == join),
            None,
        )
        for join in route.joins.tolist()
    ]
    km = route.access_km[0] + np.concatenate(([0.0], np.cumsum(route.edge_km)))
    access_min = route.access_km[0] / network.rules.access_kmh * 60.0
    minutes = access_min + np.concatenate(([0.0], np.cumsum(route.edge_min)))
    found = []
    for what, words, edges, ref in things:
        first = int(np.flatnonzero(np.isin(route.edges, edges))[0])
        spot = _middle(network.graph, int(route.edges[first]))
        found.append((float(km[first]), float(minutes[first]), what, words, spot, ref))
    return sorted(found, key=lambda item: item[0])


def _middle(graph: RoadGraph, edge: int) -> tuple[float, float]:
    lon, lat = graph.points_at(np.array([edge]), np.array([0.5]))[0].tolist()
    return lon, lat
