"""Which sites and administrative areas lie inside service areas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.kinds import KIND_WORDS
from layers.layer import Layer
from layers.layer_titles import GIVEN_WORDS
from layers.sensitivity import Sensitivity
from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.service_area.compared import of_places
from planning.analyses.service_area.service import Break
from planning.geodesy import share_of_area
from planning.outcome import Cell, Column, FeatureRef, Outcome, Table

# Collective centres have a table of their own
_SITES = ("populated_place", "facility", "warehouse", "border_crossing")
_LEAST_SHARE = 0.005
MOST_AREAS = 2_000


def with_inside(outcome: Outcome, situation: Workspace, breaks: tuple[Break, ...]) -> Outcome:
    """The outcome with counts of sites in each area, and the share of each administrative area."""
    least = of_places(outcome)
    found = _sites_table(situation, breaks), _areas_table(situation, breaks[-1])
    tables = tuple(
        replace(table, sensitivity=max(table.sensitivity, least))
        for table in found
        if table is not None and table.rows
    )
    return replace(outcome, tables=(*outcome.tables, *tables))


def _sites_table(situation: Workspace, breaks: tuple[Break, ...]) -> Table | None:
    """One row a layer of sites: how many lie inside each area, of how many."""
    rows: list[tuple[Cell, ...]] = []
    levels = [Sensitivity.LOW]
    for layer in (layer for kind in _SITES for layer in situation.of_kind(kind)):
        points = _points(layer)
        if not len(points):
            continue
        counts = [int(np.asarray(shapely.intersects(one.area, points)).sum()) for one in breaks]
        rows.append((layer.kind.plural, layer.name, len(points), *counts))
        levels.append(layer.sensitivity)
    if not rows:
        return None
    within = tuple(
        Column(name=f"within_{one.minutes:g}_min", label=tr("Within {minutes:g} min", minutes=one.minutes))
        for one in breaks
    )
    return Table(
        name="sites_inside",
        title=tr("Settlements and sites inside the service area"),
        columns=(
            Column(name="kind", label=tr("Kind"), words=KIND_WORDS),
            Column(name="layer", label=tr("Layer"), words=GIVEN_WORDS),
            Column(name="all", label=tr("All with a place")),
            *within,
        ),
        rows=tuple(rows),
        sensitivity=max(levels),
    )


def _points(layer: Layer) -> NDArray[np.object_]:
    if not (len(layer) and layer.has_geometry):
        return np.zeros(0, dtype=object)
    shapes = layer.frame.geometry.to_numpy()
    placed = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    points: NDArray[np.object_] = shapely.point_on_surface(shapely.force_2d(placed))
    return points


def _areas_table(situation: Workspace, longest: Break) -> Table | None:
    """The finest administrative areas that the longest time reaches, by the share of their land inside."""
    found: list[tuple[float, str, str, str, int]] = []
    for layer, rows in _finest(situation):
        shapes = layer.frame.geometry.to_numpy()[rows]
        near = np.flatnonzero(np.asarray(shapely.intersects(longest.area, shapes)))
        if not len(near):
            continue
        whole = shapely.make_valid(shapely.force_2d(shapes[near]))
        size = share_of_area(whole)
        inside = share_of_area(shapely.intersection(whole, longest.area))
        share = np.divide(inside, size, out=np.zeros(len(size)), where=size > 0)
        for place, part in zip(rows[near].tolist(), share.tolist(), strict=True):
            if part < _LEAST_SHARE:
                continue
            record = layer.frame.iloc[place]
            name = record["name_en"] if isinstance(record["name_en"], str) else record["name_uk"]
            code = record["code"] if isinstance(record["code"], str) else ""
            named = name if isinstance(name, str) else code
            found.append((min(1.0, part), named, code, layer.name, int(layer.frame.index[place])))
    if not found:
        return None
    found.sort(key=lambda item: (-item[0], item[1]))
    kept = found[:MOST_AREAS]
    return Table(
        name="areas_inside",
        title=tr("Administrative areas within {minutes:g} min", minutes=longest.minutes),
        columns=(
            Column(name="area", label=tr("Area")),
            Column(name="code", label=tr("P-code")),
            Column(name="share", label=tr("Land inside"), unit="share", decimals=2),
        ),
        rows=tuple((name, code or None, share) for share, name, code, _, _ in kept),
        features=tuple(FeatureRef(layer=layer, fids=(fid,)) for _, _, _, layer, fid in kept),
    )


def _finest(situation: Workspace) -> list[tuple[Layer, NDArray[np.int64]]]:
    """Rows of the finest level of polygons, layer by layer."""
    found: list[tuple[Layer, NDArray[np.int64], int]] = []
    for layer in situation.of_kind("admin_area"):
        if not (len(layer) and layer.has_geometry):
            continue
        shapes = layer.frame.geometry.to_numpy()
        level = layer.frame["level"].to_numpy(dtype=float, na_value=np.nan)
        polygons = np.isin(shapely.get_type_id(shapes), (3, 6)) & (level >= 1) & (level <= 3)
        if polygons.any():
            most = int(np.nanmax(level[polygons]))
            found.append((layer, np.flatnonzero(polygons & (level == most)), most))
    finest = max((most for _, _, most in found), default=0)
    return [(layer, rows) for layer, rows, most in found if most == finest]
