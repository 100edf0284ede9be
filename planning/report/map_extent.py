"""Which part of the ground a map shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from layers.errors import UnknownPlace
from layers.workspace import Workspace
from planning.report import base_map

if TYPE_CHECKING:
    import pandas as pd

    from layers.layer import Layer
    from planning.outcome import Outcome
    from planning.report.map_view import LonLatBounds

# Around a place that is a point; and the least a map shows when what it shows is smaller.
_AROUND_POINT_KM = 30.0
_LEAST_SPAN_KM = 8.0
_KM_PER_DEGREE = 111.2
_MARGIN = 0.04


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Extent:
    """Degrees shown, and where it is an area its outline (EPSG:4326) and name."""

    bounds: LonLatBounds
    outline: shapely.Geometry | None = None
    name: str = ""


def extent_of(workspace: Workspace, outcome: Outcome | None, area: str) -> Extent:
    """The area asked for; else what the outcome shows; else the admin areas, all layers, or the country.

    Raises
    ------
    UnknownPlace, AmbiguousPlace
        When `area` is not one place of the workspace or the base map.
    """
    if area.strip():
        return _extent_of_area(workspace, area.strip())
    bounds = None
    if outcome is not None:
        bounds = _joined_bounds(layer.frame for layer in outcome.map_layers)
    if bounds is None:
        bounds = _joined_bounds(layer.frame for layer in _with_place(workspace.of_kind("admin_area")))
    if bounds is None:
        bounds = _joined_bounds(layer.frame for layer in _with_place(workspace.layers))
    return Extent(bounds=_widened(bounds or base_map.home_bounds()))


def _extent_of_area(workspace: Workspace, area: str) -> Extent:
    found = _admin_area(workspace, area)
    if found is None:
        from layers.gazetteer import find_place

        try:
            place = find_place(workspace, area)
        except UnknownPlace:
            found = _base_oblast(area)
            if found is None:
                raise
        else:
            shape = None
            if place.layer and place.fid is not None:
                shape = workspace.layer(place.layer).frame["geometry"].loc[place.fid]
            if shape is None or shapely.get_dimensions(shape) == 0:
                return Extent(bounds=_around(place.lon, place.lat), name=place.name)
            found = shape, place.name
    outline, name = found
    west, south, east, north = outline.bounds
    whole = outline if shapely.get_dimensions(outline) == 2 else None
    return Extent(bounds=_widened((west, south, east, north)), outline=whole, name=name)


def _admin_area(workspace: Workspace, code: str) -> tuple[Any, str] | None:
    for layer in _with_place(workspace.of_kind("admin_area")):
        same = layer.frame["code"].str.casefold() == code.casefold()
        rows = layer.frame[same.fillna(False).astype(bool) & layer.frame.geometry.notna()]
        if len(rows):
            return rows.geometry.iloc[0], _name(rows.iloc[0])
    return None


def _base_oblast(area: str) -> tuple[Any, str] | None:
    """The oblast of that code or name (with or without its suffix) on the base map."""
    frame = base_map.base_layer("oblasts", base_map.BASE_MAP)
    wanted = area.casefold()
    for _, row in frame.iterrows():
        names = {str(row["code"]).casefold()}
        for column in ("name_en", "name_uk"):
            full = str(row[column]).casefold()
            names |= {full, full.removesuffix(" oblast").removesuffix(" область")}
        if wanted in names:
            return row["geometry"], _name(row)
    return None


def _name(row: pd.Series[Any]) -> str:
    for column in (base_map.name_column(), "name_en", "code"):
        value = row.get(column)
        if isinstance(value, str) and value:
            return value
    return ""


def _with_place(layers: Iterable[Layer]) -> list[Layer]:
    return [layer for layer in layers if layer.has_geometry]


def _joined_bounds(frames: Iterable[Any]) -> LonLatBounds | None:
    listed = [frame.total_bounds for frame in frames if len(frame)]
    known = np.array([bounds for bounds in listed if np.isfinite(bounds).all()])
    if not len(known):
        return None
    low, high = known[:, :2].min(axis=0), known[:, 2:].max(axis=0)
    return float(low[0]), max(float(low[1]), -85.0), float(high[0]), min(float(high[1]), 85.0)


def _widened(bounds: LonLatBounds) -> LonLatBounds:
    """`bounds` with a margin, and not smaller than the least span."""
    west, south, east, north = bounds
    lat = (south + north) / 2
    least_up = _LEAST_SPAN_KM / _KM_PER_DEGREE
    least_across = least_up / max(0.1, float(np.cos(np.radians(lat))))
    across = max((east - west) * (1 + _MARGIN), least_across) / 2
    up = max((north - south) * (1 + _MARGIN), least_up) / 2
    lon = (west + east) / 2
    return lon - across, lat - up, lon + across, lat + up


def _around(lon: float, lat: float) -> LonLatBounds:
    up = _AROUND_POINT_KM / _KM_PER_DEGREE
    across = up / max(0.1, float(np.cos(np.radians(lat))))
    return lon - across, lat - up, lon + across, lat + up
