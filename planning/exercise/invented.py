"""How invented layers are made and marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.kinds import kind_named
from layers.layer import Layer, Provenance, new_layer
from planning.exercise import TODAY

MADE_AT = dt.datetime(TODAY.year, TODAY.month, TODAY.day, 6, 0, tzinfo=dt.UTC)
SOURCE = "EXERCISE: invented"
ROUGH_DEG = 0.01


def invented_layer(
    name: str, kind: str, frame: gpd.GeoDataFrame | pd.DataFrame, *, days_old: int, note: str = ""
) -> Layer:
    """A layer of invented figures, dated `days_old` days before the exercise's today."""
    provenance = Provenance(
        source=SOURCE,
        date=TODAY - dt.timedelta(days=days_old),
        licence="free to use, as part of Corridor",
        imported_at=MADE_AT,
        exercise=True,
        transformations=(note,) if note else (),
    )
    return new_layer(name, kind_named(kind), frame, provenance)


def points(lon: np.ndarray, lat: np.ndarray, columns: Mapping[str, object]) -> gpd.GeoDataFrame:
    """Points (EPSG:4326) with their columns."""
    return gpd.GeoDataFrame(columns, geometry=shapely.points(lon, lat), crs="EPSG:4326")


def unknown_at(values: pd.Series, share: float, rng: np.random.Generator) -> pd.Series:
    """`values` with a share of them unknown, as in any assessment."""
    return values.astype(object).mask(rng.random(len(values)) < share)


def distances_km(frame: gpd.GeoDataFrame, target: shapely.Geometry) -> np.ndarray:
    """Rough distance of each point to `target` (EPSG:4326) in km, 0 inside; good to a kilometre or two.

    Only used to spread invented figures; distances that are shown come from `planning.front`.
    """
    centre = 48.5
    squeeze = np.cos(np.radians(centre))
    flat = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy * [squeeze, 1.0])
    outline = shapely.simplify(target, ROUGH_DEG)
    degrees: np.ndarray = shapely.distance(flat, shapely.transform(outline, lambda xy: xy * [squeeze, 1.0]))
    return degrees * 111.2
