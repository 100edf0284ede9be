"""Features of an OpenStreetMap extract as they are gathered: columns, lines, and points inside areas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from layers.formats.osm_tags import Tags
from layers.layer import STORAGE_CRS

Columns = Mapping[str, Callable[[Tags], object]]

_WKB_AT_ONCE = 50_000
_GEOD = Geod(ellps="WGS84")
_FERRY_KMH = (1.0, 80.0)  # beyond these a duration is of something else, such as the whole line
_WKB = osmium.geom.WKBFactory()


@dataclass(slots=True)
class Features:
    """Features of one layer, column by column.

    Attributes
    ----------
    meaning : mapping of str to callable
        What each column is made of, from the tags.
    columns, ids, shapes
        One entry for each feature; shapes are lines, or pairs of longitude and latitude.
    cut : list of int
        Numbers, from 1, of the lines that end where the extract does.
    without_shape : int
        Objects left out because too few of their nodes are in the file.
    """

    meaning: Columns
    columns: dict[str, list[Any]] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    shapes: list[Any] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    without_shape: int = 0
    _waiting: list[str] = field(default_factory=list)
    _words: dict[object, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.columns = {name: [] for name in self.meaning}

    def add_point(self, osm_id: str, tags: Tags, lon: float, lat: float) -> None:
        """A feature that is a point."""
        self._add(tags, osm_id)
        self.shapes.append((lon, lat))

    def add_line(self, way: Any, tags: Tags) -> None:
        """A way as a line; broken where nodes are not in the file."""
        try:
            wkb = _WKB.create_linestring(way)
        except (osmium.InvalidLocationError, RuntimeError):
            shape, is_cut = line_of(way)
            if shape is None:
                self.without_shape += 1
                return
            self._flush()
            self.shapes.append(shape)
            if is_cut:
                self.cut.append(len(self.ids) + 1)
        else:
            self._waiting.append(wkb)
            if len(self._waiting) >= _WKB_AT_ONCE:
                self._flush()
        self._add(tags, str(way.id))

    def add_area(self, osm_id: str, tags: Tags, lines: list[Any]) -> None:
        """A point inside the area that `lines` go round, or on them when they do not close."""
        parts = [line for line in lines if line is not None]
        if not parts:
            self.without_shape += 1
            return
        area = shapely.build_area(shapely.GeometryCollection(parts))
        point = shapely.point_on_surface(shapely.MultiLineString(parts) if area.is_empty else area)
        self.add_point(osm_id, tags, point.x, point.y)

    def frame(self, id_column: str, *, lines: bool) -> gpd.GeoDataFrame:
        """All features, EPSG:4326, index from 1."""
        self._flush()
        if lines:
            shapes = np.array(self.shapes, dtype=object)
        else:
            shapes = shapely.points(np.array(self.shapes, dtype="float64").reshape(-1, 2))
        return features_frame({**self.columns, id_column: self.ids}, shapes)

    def _add(self, tags: Tags, osm_id: str) -> None:
        for name, of in self.meaning.items():
            value = of(tags)
            # a country repeats a few surfaces and street names a million times
            self.columns[name].append(
                self._words.setdefault(value, value) if value.__class__ is str else value
            )
        self.ids.append(osm_id)

    def _flush(self) -> None:
        self.shapes.extend(shapely.from_wkb(self._waiting))
        self._waiting.clear()


def line_of(way: Any) -> tuple[Any, bool]:
    """A way's line, broken where nodes are not in the file; None when no two
    are left. And whether it is cut."""
    runs: list[list[tuple[float, float]]] = [[]]
    cut = False
    for node in way.nodes:
        if node.location.valid():
            point = (node.location.lon, node.location.lat)
            if not runs[-1] or runs[-1][-1] != point:
                runs[-1].append(point)
        else:
            cut = True
            if runs[-1]:
                runs.append([])
    lines = [shapely.LineString(run) for run in runs if len(run) > 1]
    if not lines:
        return None, cut
    return (lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)), cut


def features_frame(columns: Mapping[str, list[Any]], shapes: Any) -> gpd.GeoDataFrame:
    """Columns and shapes as a frame, EPSG:4326, index from 1."""
    index = pd.RangeIndex(1, len(shapes) + 1)
    geometry = gpd.GeoSeries(shapes, index=index, crs=STORAGE_CRS)
    return gpd.GeoDataFrame(pd.DataFrame(dict(columns), index=index), geometry=geometry)


def with_speed_of_duration(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Ferries with the speed that their length and `duration_min` make, where no other is stated."""
    metres = np.array([_GEOD.geometry_length(line) for line in frame.geometry])
    minutes = frame["duration_min"].to_numpy(dtype=float, na_value=np.nan)
    stated = pd.to_numeric(frame["speed_kmh"]).to_numpy(dtype=float, na_value=np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        kmh = metres / 1000.0 / (minutes / 60.0)
    likely = np.isnan(stated) & (kmh >= _FERRY_KMH[0]) & (kmh <= _FERRY_KMH[1])
    return frame.assign(speed_kmh=np.where(likely, kmh.round(1), stated))


def on_lines(frame: gpd.GeoDataFrame, lines: list[NDArray[np.object_]]) -> gpd.GeoDataFrame:
    """The points that are vertices of lines; index from 1."""
    points = _places(shapely.get_coordinates(frame.geometry.to_numpy()))
    found = np.zeros(len(points), dtype=bool)
    for some in lines:
        found |= np.isin(points, _places(shapely.get_coordinates(some)))
    kept = frame[found]
    return kept.set_index(pd.RangeIndex(1, len(kept) + 1))


def _places(coordinates: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Each pair of coordinates as one number; vertices of lines are the very nodes."""
    return coordinates[:, 0] + 1j * coordinates[:, 1]
