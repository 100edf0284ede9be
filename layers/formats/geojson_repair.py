"""GeoJSON that GDAL refuses: rings that are not closed are closed, broken features are left out and named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import shape

from layers.errors import LayerError
from layers.formats.source import Source
from layers.layer_kind import Problem
from layers.text import tr, trn


def read_geojson_repairing(path: Path, shown: Path) -> Source:
    """Read a GeoJSON file feature by feature, closing rings.

    Raises
    ------
    LayerError
        When the file is no GeoJSON at all or no feature of it can be read.
    """
    features = _features(path, shown)
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    closed: list[int] = []
    broken: list[int] = []
    for number, feature in enumerate(features, start=1):
        try:
            content, changed = _with_closed_rings(feature.get("geometry"))
            geometry = shape(content) if content else None
        except (AttributeError, KeyError, TypeError, ValueError, IndexError, shapely.errors.ShapelyError):
            geometry, changed = None, False
            broken.append(number)
        if changed:
            closed.append(number)
        properties = feature.get("properties") if isinstance(feature, dict) else None
        rows.append(_flat(properties if isinstance(properties, dict) else {}))
        shapes.append(geometry)
    if not any(item is not None for item in shapes):
        raise LayerError(
            tr("none of its {n:,} features has a shape that can be read", n=len(features)),
            where=shown.name,
            todo=tr("Ask the sender for the file again."),
        )
    index = pd.RangeIndex(1, len(rows) + 1)
    frame = gpd.GeoDataFrame(pd.DataFrame(rows, index=index), geometry=shapes, crs=4326)
    problems = []
    if closed:
        text = trn("rings that were not closed were closed in {count:,} feature",
                   "rings that were not closed were closed in {count:,} features", len(closed))  # fmt: skip
        problems.append(Problem(text=text, fids=tuple(closed)))
    if broken:
        text = trn("the shape of {count:,} feature cannot be read",
                   "the shapes of {count:,} features cannot be read", len(broken))  # fmt: skip
        problems.append(Problem(text=text, fids=tuple(broken), severity="error"))
    return Source(frame=frame, path=shown, problems=tuple(problems))


def _features(path: Path, shown: Path) -> list[Any]:
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LayerError(
            tr("this is no valid JSON ({reason})", reason=error),
            where=shown.name,
            todo=tr("It may be cut short: ask the sender for it again."),
        ) from error
    if isinstance(content, dict) and content.get("type") == "Feature":
        return [content]
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise LayerError(
            tr("the file holds no features"),
            where=shown.name,
            expected=tr("A GeoJSON FeatureCollection with at least one feature was expected."),
        )
    return features


def _with_closed_rings(geometry: Any) -> tuple[Any, bool]:
    """The geometry with each ring ending where it began, and whether any did not."""
    if not geometry:
        return None, False
    if geometry["type"] == "Polygon":
        polygons = [geometry["coordinates"]]
    elif geometry["type"] == "MultiPolygon":
        polygons = geometry["coordinates"]
    else:
        return geometry, False
    changed = False
    result = []
    for polygon in polygons:
        rings = []
        for ring in polygon:
            if ring and ring[0] != ring[-1]:
                ring, changed = [*ring, ring[0]], True
            if len(ring) >= 4:
                rings.append(ring)
            else:
                changed = True
        if rings:
            result.append(rings)
    if not result:
        raise ValueError("no ring with an area")
    return {"type": "MultiPolygon", "coordinates": result}, changed


def _flat(properties: dict[str, Any]) -> dict[str, Any]:
    """Properties with nested values written as JSON text, as GDAL gives them."""
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
        for name, value in properties.items()
    }
