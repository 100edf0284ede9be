"""Areas as ends of ways: the administrative centre where an area's own centre is far from any road."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from layers.gazetteer import Place
from layers.names import names_of
from layers.text import language, tr
from layers.workspace import Workspace
from planning.country import BASEMAP
from planning.network.snapping import Attached
from planning.outcome import Assumption, Ground

if TYPE_CHECKING:
    from planning.network.travel import TravelNetwork

_RANK = {"capital": 3, "oblast_centre": 3, "oblast centre": 3, "city": 2, "town": 1}


def on_roads(situation: Workspace, network: TravelNetwork, place: Place) -> tuple[Place, Assumption | None]:
    """The place; an area too far from any road stands at its seat, else at the road nearest to its centre.

    The seat is the settlement of the highest rank within it, of equals the most populous, of the workspace
    or else of the base map.
    """
    if place.kind != "admin_area" or place.fid is None or _is_attached(network, place):
        return place, None
    area = situation.layer(place.layer).frame.geometry.loc[place.fid]
    for settlements in (_of_workspace(situation), _of_base_map()):
        seat = _seat(network, place, settlements, area)
        if seat is not None:
            text = tr("The centre of {area} is far from any road: {seat} stands for it", area=place.name,
                      seat=seat[1])  # fmt: skip
            return seat[0], Assumption(text=text, ground=Ground.SUBSTITUTED, source=str(tr("settlements")))
    road = _nearest_road(network, place, area)
    if road is None:
        return place, None
    text = tr(
        "The centre of {area} is far from any road: the road nearest to it within the area stands for it, at "
        "{lat:.4f}, {lon:.4f}",
        area=place.name,
        lon=road.lon,
        lat=road.lat,
    )
    return road, Assumption(text=text, ground=Ground.SUBSTITUTED, source="Corridor")


def _is_attached(network: TravelNetwork, place: Place) -> bool:
    snap = network.snap(np.array([place.lon]), np.array([place.lat]))
    return bool(snap.state[0] != Attached.TOO_FAR)


def _seat(
    network: TravelNetwork, place: Place, settlements: gpd.GeoDataFrame, area: shapely.Geometry
) -> tuple[Place, str] | None:
    """The first settlement within the area, by rank and people, that is attached to a road."""
    if not len(settlements):
        return None
    inside = settlements[shapely.intersects(area, settlements.geometry.to_numpy())]
    for row in (
        inside.sort_values(["rank", "population"], ascending=False, kind="stable").head(5).itertuples()
    ):
        seat = replace(place, lon=float(row.geometry.x), lat=float(row.geometry.y))
        if _is_attached(network, seat):
            return seat, str(row.label)
    return None


def _nearest_road(network: TravelNetwork, place: Place, area: shapely.Geometry) -> Place | None:
    """The point of a usable road within the area that is nearest to its centre."""
    graph = network.graph
    edges = graph.tree.query(area, predicate="intersects")
    edges = edges[np.isfinite(network.minutes[edges])]
    if not len(edges):
        return None
    inside = shapely.intersection(graph.lines[edges], area)
    centre = shapely.Point(place.lon, place.lat)
    nearest = inside[int(np.argmin(shapely.distance(inside, centre)))]
    point = shapely.get_coordinates(shapely.shortest_line(nearest, centre))[0]
    return replace(place, lon=float(point[0]), lat=float(point[1]))


def _of_workspace(situation: Workspace) -> gpd.GeoDataFrame:
    import pandas as pd

    frames = [
        layer.frame[["name_en", "name_uk", "place_type", "population", "geometry"]]
        for layer in situation.of_kind("populated_place")
        if len(layer) and layer.has_geometry
    ]
    if not frames:
        return gpd.GeoDataFrame()
    return _ranked(gpd.GeoDataFrame(pd.concat(frames, ignore_index=True)), "place_type")


def _of_base_map() -> gpd.GeoDataFrame:
    return _base_map_in(language())


@lru_cache(maxsize=2)
def _base_map_in(_language: str) -> gpd.GeoDataFrame:
    if not BASEMAP.is_file():
        return gpd.GeoDataFrame()
    columns = ["name_en", "name_uk", "admin_rank", "population"]
    return _ranked(pyogrio.read_dataframe(BASEMAP, layer="settlements", columns=columns), "admin_rank")


def _ranked(places: gpd.GeoDataFrame, column: str) -> gpd.GeoDataFrame:
    shapes = places.geometry.to_numpy()
    label = names_of(places)
    kept = label.notna().to_numpy() & ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    rank = places[column].map(lambda value: _RANK.get(value, 0) if isinstance(value, str) else 0)
    people = places["population"].astype("Float64").fillna(0.0).astype("float64")
    return places.assign(label=label, rank=rank.astype("int64"), population=people)[kept]
