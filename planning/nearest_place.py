"""What a spot is near: the settlement nearest to it, for sentences that must say where something is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from layers.names import names_of
from layers.text import Text, language, tr
from layers.workspace import Workspace
from planning.country import BASEMAP
from planning.network.plane import geodesic_m, to_plane

AT_KM = 1.0
_FAR_KM = 50.0


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A settlement and how far a spot is from it.

    Attributes
    ----------
    name : str
        In the language in use first; empty when there is none within 50 km.
    km : float
    """

    name: str
    km: float

    @property
    def text(self) -> Text | str:
        """Such as “Uman” or “7 km from Uman”; empty where nothing is near."""
        if not self.name or self.km < AT_KM:
            return self.name
        return tr("{km:,.0f} km from {place}", km=self.km, place=self.name)


def nearest_places(situation: Workspace, spots: Sequence[tuple[float, float]]) -> tuple[NearPlace, ...]:
    """The settlement nearest to each spot (longitude, latitude): of the workspace, else of the base map."""
    if not len(spots):
        return ()
    here = np.asarray(spots, dtype=np.float64)
    points = shapely.points(to_plane(here))
    found = [NearPlace("", np.inf)] * len(here)
    for places in (_of_workspace(situation), _of_base_map()):
        if not len(places):
            continue
        lonlat = shapely.get_coordinates(places.geometry.to_numpy())
        nearest = shapely.STRtree(shapely.points(to_plane(lonlat))).nearest(points)
        km = geodesic_m(*here.T, *lonlat[nearest].T) / 1000.0
        names = places["label"].to_numpy()[nearest]
        for index in range(len(here)):
            if not found[index].name and km[index] <= _FAR_KM:
                found[index] = NearPlace(str(names[index]), float(km[index]))
    return tuple(found)


def _of_workspace(situation: Workspace) -> gpd.GeoDataFrame:
    frames = [
        layer.frame[["name_en", "name_uk", "geometry"]]
        for layer in situation.of_kind("populated_place")
        if len(layer) and layer.has_geometry
    ]
    return _named(gpd.GeoDataFrame(pd.concat(frames, ignore_index=True))) if frames else gpd.GeoDataFrame()


def _of_base_map() -> gpd.GeoDataFrame:
    return _base_map_in(language())


@lru_cache(maxsize=2)
def _base_map_in(_language: str) -> gpd.GeoDataFrame:
    if not BASEMAP.is_file():
        return gpd.GeoDataFrame()
    return _named(pyogrio.read_dataframe(BASEMAP, layer="settlements", columns=["name_en", "name_uk"]))


def _named(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = places.geometry.to_numpy()
    label = names_of(places)
    kept = label.notna().to_numpy() & ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return places.assign(label=label)[kept]
