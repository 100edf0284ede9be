"""Stretches of road to the area beside them."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from planning.network.reach import Reach

# The corners of a round of 32 chords lie on the circle, its chords up to 0.5 % of the radius inside
_CHORDS_PER_QUARTER = 8
_SIMPLIFIED_SHARE = 0.01
_SQUARES = 2  # to the distance beside a road; the diagonal of a square must stay below it
_MOST_SQUARES = 25_000_000
_SMALL_HOLE = 4.0  # times the square of the distance beside a road


def area_beside(reach: Reach, beside_km: float, barred: shapely.Geometry) -> shapely.Geometry:
    """Everything within `beside_km` of the stretches, without barred areas; EPSG:4326.

    Holes smaller than a square of twice `beside_km` are filled. The distance is taken in an equal-area
    projection centred on the stretches; it is off by 0.1 % at 500 km from their middle and 0.6 % at 1,000.

    Returns
    -------
    Geometry
        Polygon or MultiPolygon; empty when nothing is reached.
    """
    lines = reach.lines()
    if not len(lines):
        return shapely.MultiPolygon()
    west, south, east, north = shapely.total_bounds(lines)
    local = f"+proj=laea +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +datum=WGS84 +units=km"
    forth = Transformer.from_crs("EPSG:4326", local, always_xy=True)
    back = Transformer.from_crs(local, "EPSG:4326", always_xy=True)
    flat = _through(lines, forth)
    inside, outer = _cells_inside(flat, beside_km)
    plain = shapely.simplify(flat[outer], beside_km * _SIMPLIFIED_SHARE)
    discs = shapely.buffer(plain, beside_km, quad_segs=_CHORDS_PER_QUARTER)
    whole = shapely.union(_union_by_cell(discs, 10 * beside_km), inside)
    area = _without_small_holes(whole, _SMALL_HOLE * beside_km**2)
    result = _through(np.array([area]), back)[0]
    result = result if shapely.is_valid(result) else shapely.make_valid(result)
    return shapely.difference(result, barred) if not barred.is_empty else result


def _through(geometries: NDArray[np.object_], transformer: Transformer) -> NDArray[np.object_]:
    def moved(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(coordinates[:, 0], coordinates[:, 1]))

    result: NDArray[np.object_] = shapely.transform(geometries, moved)
    return result


def _cells_inside(lines: NDArray[np.object_], beside_km: float) -> tuple[shapely.Geometry, NDArray[np.bool_]]:
    """Squares that are covered whole, and which lines cover anything beyond them.

    A square of half `beside_km` with a vertex in it is covered by what lies within `beside_km` of that
    vertex; a line all of whose surroundings are such squares adds nothing. Among streets most lines do not.
    """
    side = beside_km / _SQUARES
    west, south, east, north = shapely.total_bounds(lines)
    origin = np.array([west, south]) - (_SQUARES + 1) * side
    columns, rows = np.ceil((np.array([east, north]) - origin) / side).astype(np.int64) + _SQUARES + 2
    if columns * rows > _MOST_SQUARES:
        return shapely.MultiPolygon(), np.ones(len(lines), dtype=bool)
    covered = np.zeros((rows, columns), dtype=bool)
    column, row = ((shapely.get_coordinates(lines) - origin) // side).astype(np.int64).T
    covered[row, column] = True
    bare = _summed(~covered)
    bounds = shapely.bounds(lines)
    low = ((bounds[:, :2] - origin) // side).astype(np.int64) - _SQUARES
    high = ((bounds[:, 2:] - origin) // side).astype(np.int64) + _SQUARES + 1
    around = (
        bare[high[:, 1], high[:, 0]]
        - bare[low[:, 1], high[:, 0]]
        - bare[high[:, 1], low[:, 0]]
        + bare[low[:, 1], low[:, 0]]
    )
    change = np.diff(covered.astype(np.int8), axis=1, prepend=0, append=0)
    (row, first), (_, last) = np.nonzero(change == 1), np.nonzero(change == -1)
    edge = origin + side * np.column_stack((first, row)), origin + side * np.column_stack((last, row + 1))
    squares = shapely.box(*edge[0].T, *edge[1].T)
    return shapely.union_all(squares), around > 0


def _summed(grid: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many are set below and left of each corner."""
    result = np.zeros((grid.shape[0] + 1, grid.shape[1] + 1), dtype=np.int64)
    result[1:, 1:] = grid.cumsum(axis=0).cumsum(axis=1)
    return result


def _union_by_cell(discs: NDArray[np.object_], cell_km: float) -> shapely.Geometry:
    """The union, first of neighbours and then of all, which is faster than of all at once."""
    bounds = shapely.bounds(discs)
    cells = np.floor(bounds[:, :2] / cell_km).astype(np.int64)
    _, group = np.unique(cells, axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(group.ravel()[order])) + 1)
    return shapely.union_all(np.array([shapely.union_all(discs[part]) for part in parts], dtype=object))


def _without_small_holes(area: shapely.Geometry, least_km2: float) -> shapely.Geometry:
    polygons = []
    for polygon in shapely.get_parts(area):
        rings = shapely.get_rings(polygon)
        holes = rings[1:]
        large = shapely.area(shapely.polygons(holes)) >= least_km2 if len(holes) else np.zeros(0, dtype=bool)
        polygons.append(shapely.polygons(rings[0], holes=holes[large]))
    return shapely.multipolygons(polygons)
