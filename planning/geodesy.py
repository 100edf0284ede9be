"""Distances, buffers and areas on the ellipsoid, agreeing with the geodesic to 0.1 %.

Nearest points and buffers are found in equal-area projections centred on the features themselves, so
that no feature lies far from the centre of its projection; every distance given back is then measured on
the WGS 84 ellipsoid between the two points found. Edges between vertices are straight in longitude and
latitude, as GIS files mean them.

Source: Karney, C. F. F. (2013), Algorithms for geodesics, Journal of Geodesy 87, for the distance;
Snyder, J. P. (1987), Map projections: a working manual, USGS 1395, for the projections.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod, Transformer

WGS84 = Geod(ellps="WGS84")
Floats = NDArray[np.float64]

# Half the diagonal of a cell of 1° is at most 79 km; with a buffer of 300 km the scale error of the
# projection at the far side is (380 / 6371)² / 8 = 0.05 %.
CELL_DEG = 1.0
# A longer edge would bend between the projection and longitude and latitude by more than 0.3 m.
LONGEST_EDGE_DEG = 0.05
# A circle drawn with 40 chords a quarter turn falls short of its radius by 0.02 % at most.
CHORDS_PER_QUARTER = 40
# Lines may be simplified by this share of the buffer before it is drawn.
SIMPLIFIED_SHARE = 1e-4


@lru_cache(maxsize=256)
def _projection(lon: float, lat: float) -> tuple[Transformer, Transformer]:
    # written out as steps: the search for a way between two systems takes a hundred times as long
    local = f"+proj=laea +lat_0={lat} +lon_0={lon} +ellps=WGS84 +units=km"
    degrees = "+proj=unitconvert +xy_in=deg +xy_out=rad"
    return (
        Transformer.from_pipeline(f"+proj=pipeline +step {degrees} +step {local}"),
        Transformer.from_pipeline(f"+proj=pipeline +step +inv {local} +step +inv {degrees}"),
    )


@lru_cache(maxsize=1)
def _equal_area() -> Transformer:
    return Transformer.from_crs("EPSG:4326", "EPSG:6933", always_xy=True)


def transformed(geometries: Any, transformer: Transformer) -> Any:
    """Geometries, or an array of them, with every coordinate passed through `transformer`."""

    def through(coordinates: Floats) -> Floats:
        return np.column_stack(transformer.transform(coordinates[:, 0], coordinates[:, 1]))

    return shapely.transform(geometries, through)


def dense(geometries: Any) -> Any:
    """Geometries, or an array of them, without edges so long that they would bend when projected."""
    return shapely.segmentize(geometries, LONGEST_EDGE_DEG)


def local_projection(geometry: shapely.Geometry) -> tuple[Transformer, Transformer]:
    """Transformers to and from an equal-area projection in km, centred on `geometry` (EPSG:4326)."""
    west, south, east, north = geometry.bounds
    return _projection(round((west + east) / 2, 1), round((south + north) / 2, 1))


def area_km2(geometries: ArrayLike) -> Floats:
    """Area of each geometry (EPSG:4326), km²; 0 for points and lines."""
    projected = transformed(dense(np.asarray(geometries, dtype=object)), _equal_area())
    return np.asarray(shapely.area(projected), dtype=np.float64) / 1e6


def share_of_area(parts: ArrayLike) -> Floats:
    """Relative area of small geometries (EPSG:4326), comparable among them; any unit.

    Edges are not made denser, so it is for cells and pieces whose edges are short.
    """
    projected = transformed(np.asarray(parts, dtype=object), _equal_area())
    return np.asarray(shapely.area(projected), dtype=np.float64)


def length_km(geometry: shapely.Geometry) -> float:
    """Geodesic length of a line (EPSG:4326), km."""
    total = 0.0
    for line in shapely.get_parts(geometry):
        coordinates = shapely.get_coordinates(dense(line))
        total += WGS84.line_length(coordinates[:, 0], coordinates[:, 1]) / 1000
    return total


def distance_km(lon: ArrayLike, lat: ArrayLike, other_lon: ArrayLike, other_lat: ArrayLike) -> Floats:
    """Geodesic distance between points, pair by pair, km."""
    ends = [np.array(a, np.float64) for a in np.broadcast_arrays(lon, lat, other_lon, other_lat)]
    _, _, metres = WGS84.inv(ends[0], ends[1], ends[2], ends[3])
    return np.asarray(metres, dtype=np.float64) / 1000


def nearest_km(geometries: ArrayLike, target: shapely.Geometry) -> Floats:
    """Geodesic distance from each geometry to the nearest point of `target`, km.

    Parameters
    ----------
    geometries : array of Geometry
        Any type, EPSG:4326. Missing and empty ones give NaN.
    target : Geometry
        Any type, EPSG:4326. Where it is empty the distance is infinite.

    Returns
    -------
    float64 array
        0 where a geometry touches `target`.
    """
    return np.asarray(nearest_km_each(geometries, (target,))[:, 0], dtype=np.float64)


def nearest_km_each(geometries: ArrayLike, targets: Sequence[shapely.Geometry]) -> Floats:
    """As `nearest_km` for several targets: shape (geometries, targets); features are projected once."""
    features = np.asarray(geometries, dtype=object)
    result: Floats = np.full((len(features), len(targets)), np.nan)
    known = np.flatnonzero(~shapely.is_missing(features) & ~shapely.is_empty(features))
    pieces = [_Pieces(_pieces(target)) for target in targets]
    if not len(known):
        return result
    for lon, lat, members in _by_cell(features[known]):
        forth, back = _projection(lon, lat)
        asked = transformed(dense(features[known[members]]), forth)
        reach_km = _reach_km(lon, lat, shapely.bounds(features[known[members]]))
        for column, parts in enumerate(pieces):
            if not len(parts.geometries):
                result[known[members], column] = np.inf
                continue
            tree = shapely.STRtree(transformed(parts.near(lon, lat, reach_km), forth))
            between = transformed(shapely.shortest_line(asked, tree.geometries[tree.nearest(asked)]), back)
            ends = shapely.get_coordinates(between).reshape(-1, 2, 2)
            away_km = distance_km(ends[:, 0, 0], ends[:, 0, 1], ends[:, 1, 0], ends[:, 1, 1])
            result[known[members], column] = away_km
    # transforming there and back leaves a nanometre where geometries touch
    result[result < 1e-6] = 0.0
    return result


class _Pieces:
    """Pieces of a target, of which those that may be nearest to a place are found roughly."""

    def __init__(self, geometries: NDArray[np.object_]) -> None:
        self.geometries = geometries
        bounds = shapely.bounds(geometries).reshape(-1, 4)
        self._lon = (bounds[:, 0] + bounds[:, 2]) / 2
        self._lat = (bounds[:, 1] + bounds[:, 3]) / 2
        self._size_km = _rough_km(self._lon, self._lat, bounds[:, 0], bounds[:, 1])

    def near(self, lon: float, lat: float, reach_km: float) -> NDArray[np.object_]:
        """Pieces among which is the nearest to everything within `reach_km` of a point."""
        away = _rough_km(self._lon, self._lat, lon, lat)
        farthest = (away + self._size_km).min() + 2 * reach_km
        # the sphere errs by 0.6 % at most
        near: NDArray[np.object_] = self.geometries[away - self._size_km <= 1.02 * farthest + 0.1]
        return near


def _reach_km(lon: float, lat: float, bounds: Floats) -> float:
    """Roughly how far from a point the farthest corner of any bounds lies."""
    corners = bounds[:, [0, 0, 2, 2]].ravel(), bounds[:, [1, 3, 1, 3]].ravel()
    return float(_rough_km(*corners, lon, lat).max())


def _rough_km(lon: Floats, lat: Floats, other_lon: Any, other_lat: Any) -> Floats:
    """Great-circle distances on a sphere."""
    lam, phi = np.radians(lon - other_lon), np.radians(lat)
    other_phi = np.radians(other_lat)
    chord = np.sin((phi - other_phi) / 2) ** 2 + np.cos(phi) * np.cos(other_phi) * np.sin(lam / 2) ** 2
    return np.asarray(2 * 6371.0 * np.arcsin(np.sqrt(np.minimum(chord, 1.0))), dtype=np.float64)


def within_km(target: shapely.Geometry, km: float) -> shapely.Geometry:
    """Everything within `km` of `target` (EPSG:4326): a polygon or multipolygon in EPSG:4326."""
    pieces = _pieces(target)
    if not len(pieces) or km <= 0:
        return shapely.MultiPolygon()
    discs = []
    for lon, lat, members in _by_cell(pieces):
        forth, back = _projection(lon, lat)
        merged = shapely.union_all(transformed(pieces[members], forth))
        if merged.geom_type == "MultiLineString":
            merged = shapely.line_merge(merged)
        simple = shapely.simplify(merged, km * SIMPLIFIED_SHARE, preserve_topology=False)
        disc = shapely.buffer(simple, km, quad_segs=CHORDS_PER_QUARTER)
        discs.append(transformed(shapely.segmentize(disc, 3.0), back))
    return shapely.union_all(discs)


def _pieces(target: shapely.Geometry) -> NDArray[np.object_]:
    """`target` in small parts: its points, its edges one by one, and its polygons whole."""
    parts = shapely.get_parts(shapely.get_parts(np.asarray([target])))
    parts = parts[~shapely.is_empty(parts)]
    kinds = shapely.get_type_id(parts)
    lines = dense(parts[(kinds == 1) | (kinds == 2)])
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    same = owner[1:] == owner[:-1]
    edges = shapely.linestrings(np.stack([coordinates[:-1][same], coordinates[1:][same]], axis=1))
    return np.concatenate([parts[kinds == 0], np.atleast_1d(edges), dense(parts[kinds == 3])])


def _by_cell(geometries: NDArray[np.object_]) -> Iterator[tuple[float, float, NDArray[np.intp]]]:
    """The geometries in groups that lie near one another: centre of the group, and its members."""
    bounds = shapely.bounds(geometries)
    columns = np.floor((bounds[:, 0] + bounds[:, 2]) / 2 / CELL_DEG).astype(np.int64)
    rows = np.floor((bounds[:, 1] + bounds[:, 3]) / 2 / CELL_DEG).astype(np.int64)
    keys, group = np.unique(np.column_stack([columns, rows]), axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    for key, members in zip(keys, np.split(order, np.cumsum(np.bincount(group.ravel()))[:-1]), strict=True):
        yield (float(key[0]) + 0.5) * CELL_DEG, (float(key[1]) + 0.5) * CELL_DEG, members
