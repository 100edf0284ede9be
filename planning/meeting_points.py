"""The point that stands for an area on the road network: its main settlement, or its middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from layers.layer import STORAGE_CRS
from layers.names import names_of
from layers.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeetingPoints:
    """One point an area.

    Attributes
    ----------
    lonlat : float array (n, 2)
        Degrees, EPSG:4326.
    names : tuple of str
        Settlement the point lies in; empty where the area's middle stands for it.
    """

    lonlat: NDArray[np.float64]
    names: tuple[str, ...]


def meeting_points(situation: Workspace, areas: ArrayLike, *, outside: Any = None) -> MeetingPoints:
    """For each polygon the most populous place in it, otherwise a point inside.

    Parameters
    ----------
    areas : array of Polygon or MultiPolygon, EPSG:4326
    outside : geometry, optional
        Places within it are passed over, such as the area of control.
    """
    polygons = np.asarray(areas, dtype=object)
    middles = shapely.point_on_surface(polygons)
    lonlat = np.column_stack([shapely.get_x(middles), shapely.get_y(middles)])
    names = [""] * len(polygons)
    places = _places(situation)
    if outside is not None and not outside.is_empty and len(places):
        shapely.prepare(outside)
        places = places[~shapely.intersects(outside, places.geometry.to_numpy())]
    if len(places) and len(polygons):
        tree = shapely.STRtree(places.geometry.to_numpy())
        area, place = tree.query(polygons, predicate="intersects")
        people = places["population"].to_numpy(dtype=float, na_value=0.0)
        for number in np.unique(area):
            inside = place[area == number]
            best = places.iloc[inside[np.argmax(people[inside])]]
            lonlat[number] = best.geometry.x, best.geometry.y
            names[number] = best["label"]
    return MeetingPoints(lonlat=lonlat, names=tuple(names))


def _places(situation: Workspace) -> gpd.GeoDataFrame:
    frames = [layer.frame for layer in situation.of_kind("populated_place") if len(layer)]
    if not frames:
        return gpd.GeoDataFrame({"population": [], "label": []}, geometry=[], crs=STORAGE_CRS)
    rows = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=STORAGE_CRS)
    rows = rows[rows.geometry.notna() & (rows["country"].isna() | (rows["country"] == "UA"))].copy()
    rows["label"] = names_of(rows).fillna("")
    return rows.reset_index(drop=True)
