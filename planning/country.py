"""The outline of the country the plan is for, and the sea beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from layers.text import Text, tr
from layers.workspace import Workspace
from planning.errors import MissingData

BASEMAP = Path(__file__).resolve().parent.parent / "resources" / "basemap.gpkg"
COUNTRY = "UA"
# Oblast files often lack a city with oblast rank, never more.
LEAST_SHARE_COVERED = 0.97


@dataclass(frozen=True, slots=True, eq=False)
class Country:
    """A country's land.

    Attributes
    ----------
    land : Polygon or MultiPolygon
        EPSG:4326.
    sea : Polygon or MultiPolygon
        EPSG:4326; empty where the base map does not reach.
    origin : Text
        Where the outline comes from.
    """

    land: shapely.Geometry
    sea: shapely.Geometry
    origin: Text


def country_of(situation: Workspace) -> Country:
    """The country as the workspace has it (level 0, or a complete level 1), else as the base map has it.

    Raises
    ------
    MissingData
        When neither the workspace nor the base map holds an outline.
    """
    sea = _base_layer("sea", "")
    for level in (0, 1):
        rows = [_of_level(layer.frame, level) for layer in situation.of_kind("admin_area")]
        geometries = np.concatenate(rows) if rows else np.empty(0, dtype=object)
        if not len(geometries):
            continue
        land = shapely.union_all(shapely.make_valid(geometries))
        if level == 0 or _is_complete(land):
            origin = tr("the areas of level {level} in the workspace", level=level)
            return Country(land=land, sea=sea, origin=origin)
    land = _base_layer("countries", COUNTRY)
    if land.is_empty:
        raise MissingData(
            tr("the outline of the country is not known"),
            where=situation.name,
            expected=tr("It is taken from administrative areas of level 0 or 1, or from the base map."),
            todo=tr("Import the oblasts."),
        )
    return Country(land=land, sea=sea, origin=tr("the base map"))


def _of_level(frame: Any, level: int) -> Any:
    """Polygons of the areas of `level`; outside Ukraine's codes an area of level 1 is no part of it."""
    taken = (frame["level"] == level).to_numpy(dtype=bool, na_value=False)
    if level == 1:
        taken &= frame["code"].isna() | frame["code"].str.startswith(COUNTRY, na=False)
    geometries = frame.geometry.to_numpy()[taken]
    return geometries[~shapely.is_missing(geometries)]


def _is_complete(land: shapely.Geometry) -> bool:
    country = _base_layer("countries", COUNTRY)
    if country.is_empty:
        return True
    covered = shapely.area(shapely.intersection(land, country))
    return bool(covered >= LEAST_SHARE_COVERED * shapely.area(country))


@lru_cache(maxsize=4)
def _base_layer(name: str, iso2: str) -> shapely.Geometry:
    if not BASEMAP.is_file():
        return shapely.MultiPolygon()
    frame = pyogrio.read_dataframe(BASEMAP, layer=name)
    if iso2:
        frame = frame[frame["iso2"] == iso2]
    return shapely.union_all(shapely.make_valid(frame.geometry.to_numpy()))
