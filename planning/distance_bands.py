"""Bands of distance from the contact line, and which share of places and people lies in each."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from layers.text import Text, tr
from planning.errors import BadParameter
from planning.front import Front
from planning.geodesy import dense, share_of_area
from planning.run_control import RunControl

TILE_DEG = 0.5
# Shares nearer to nothing or to the whole than this are rounding.
ROUNDING = 1e-8


@dataclass(frozen=True, slots=True)
class Bands:
    """The area of control, the bands between ascending edges, and what lies beyond the last.

    A place at exactly an edge belongs to the nearer band. Numbers of rows: 0 the area of control, 1 to
    `len(edges_km)` the bands, `len(edges_km) + 1` beyond.
    """

    edges_km: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse edges that do not ascend from above 0."""
        if not self.edges_km:
            raise BadParameter(
                tr("no edge of a distance band is given"),
                expected=tr("Edges above 0 km, each greater than the one before."),
                todo=tr(
                    "Give at least one, such as 20, or the presets {presets}.", presets="5,10,20,30,50,100"
                ),
            )
        if any(high <= low for low, high in itertools.pairwise((0.0, *self.edges_km))):
            raise BadParameter(
                tr("the band edges are {edges}", edges=", ".join(f"{edge:g}" for edge in self.edges_km)),
                expected=tr("Edges above 0 km, each greater than the one before."),
            )

    @property
    def count(self) -> int:
        """Number of rows: the bands, the area of control and beyond."""
        return len(self.edges_km) + 2

    def limits(self, row: int) -> tuple[float | None, float | None]:
        """From and to, km; both None for the area of control, no upper limit for the last."""
        if row == 0:
            return None, None
        edges = (0.0, *self.edges_km)
        return edges[row - 1], None if row == self.count - 1 else edges[row]

    def label(self, row: int) -> Text:
        """The row in words."""
        low, high = self.limits(row)
        if low is None:
            return tr("area of control")
        if high is None:
            return tr("beyond {low:g} km", low=low)
        return tr("{low:g}–{high:g} km", low=low, high=high)

    def rows_of(self, geometries: ArrayLike, front: Front) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Row of each feature by its nearest point, and its distance from the contact line, km.

        Features without geometry give row -1 and NaN.
        """
        features = np.asarray(geometries, dtype=object)
        distance = front.distance_km(features)
        rows = 1 + np.searchsorted(np.array(self.edges_km), distance, side="left").astype(np.int64)
        rows[front.inside(features)] = 0
        rows[np.isnan(distance)] = -1
        return rows, distance


def shares_by_band(
    geometries: ArrayLike, front: Front, bands: Bands, control: RunControl | None = None
) -> NDArray[np.float64]:
    """Share of each geometry in each row of `bands`; every row of the result sums to 1.

    Parameters
    ----------
    geometries : array of Geometry
        Polygons are split by area along the edges of the bands; points lie in one band. EPSG:4326.

    Returns
    -------
    float64 array, shape (geometries, bands.count)
    """
    control = control or RunControl()
    features = dense(np.asarray(geometries, dtype=object))
    shares = np.zeros((len(features), bands.count))
    size = share_of_area(features)
    points = np.flatnonzero(size == 0)
    if len(points):
        rows, _ = bands.rows_of(features[points], front)
        shares[points, rows] = 1.0
    flat = np.flatnonzero(size > 0)
    if not len(flat):
        return shares
    polygons, sizes = features[flat], size[flat]
    held = share_within(polygons, sizes, front.area)
    within = [held]
    for number, edge in enumerate(bands.edges_km):
        control.step(number / len(bands.edges_km), tr("Distance bands"))
        zone = np.zeros(len(polygons))
        open_ = held < 1.0
        zone[open_] = share_within(polygons[open_], sizes[open_], front.zone(edge))
        within.append(np.clip(_clean(held + zone), within[-1], 1.0))
    within.append(np.ones(len(polygons)))
    shares[flat] = np.diff(np.column_stack(within), axis=1, prepend=0.0)
    return shares


def shares_by_area(geometries: ArrayLike, areas: ArrayLike) -> tuple[Any, Any, Any]:
    """Which share of each geometry lies in which area: geometry number, area number, share.

    Where areas overlap, shares are scaled down so that those of one geometry sum to 1 at most. A point on
    the border of two areas belongs to the first.
    """
    features, polygons = (dense(np.asarray(shapes, dtype=object)) for shapes in (geometries, areas))
    size = share_of_area(features)
    area, feature = shapely.STRtree(features).query(polygons, predicate="intersects")
    share = np.ones(len(area))
    flat = size[feature] > 0
    straddles = flat.copy()
    polygons = own_copies(polygons)
    shapely.prepare(polygons)
    straddles[flat] = ~shapely.contains_properly(polygons[area[flat]], features[feature[flat]])
    parts = shapely.intersection(features[feature[straddles]], polygons[area[straddles]])
    share[straddles] = share_of_area(parts) / size[feature[straddles]]
    order = np.lexsort((area, feature))
    area, feature, share = area[order], feature[order], share[order]
    repeated = np.concatenate([[False], feature[1:] == feature[:-1]]) if len(feature) else np.zeros(0, bool)
    keep = ~(repeated & (size[feature] == 0)) & (share > 0)
    area, feature, share = area[keep], feature[keep], share[keep]
    total = np.bincount(feature, weights=share, minlength=len(features))
    return feature, area, share / np.maximum(total, 1.0)[feature]


def own_copies(shapes: NDArray[Any]) -> NDArray[Any]:
    """The same geometries as objects of their own, to be prepared: a prepared one must not be shared.

    Prepared geometries build their indices when they are first asked, which is not safe from two threads.
    """
    return np.asarray(shapely.from_wkb(shapely.to_wkb(shapes)), dtype=object)


def whole_people(people: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rounded so that the parts still sum to the rounded whole (largest remainders are rounded up)."""
    parts = np.floor(people).astype(np.int64)
    missing = round(float(people.sum())) - int(parts.sum())
    if missing > 0:
        parts[np.argsort(parts - people, kind="stable")[:missing]] += 1
    return parts


def share_within(
    polygons: NDArray[Any], sizes: NDArray[np.float64], region: shapely.Geometry
) -> NDArray[np.float64]:
    """Share of each polygon, of the given sizes (`share_of_area`), that lies in `region`."""
    share = np.zeros(len(polygons))
    if region.is_empty or not len(polygons):
        return share
    shapely.prepare(region)
    touched = np.flatnonzero(shapely.intersects(region, polygons))
    whole = shapely.contains_properly(region, polygons[touched])
    share[touched[whole]] = 1.0
    straddling = touched[~whole]
    if len(straddling):
        tiles = _tiles(region)
        which, tile = shapely.STRtree(tiles).query(polygons[straddling], predicate="intersects")
        parts = shapely.intersection(polygons[straddling][which], tiles[tile])
        cut = np.bincount(which, weights=share_of_area(parts), minlength=len(straddling))
        share[straddling] = _clean(cut / sizes[straddling])
    return share


def _clean(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares within 0 to 1, without the last digits that rounding leaves near either end."""
    share = np.where(share < ROUNDING, 0.0, share)
    return np.where(share > 1.0 - ROUNDING, 1.0, share)


def _tiles(region: shapely.Geometry) -> NDArray[Any]:
    """The region cut along a grid, so that no part has many vertices."""
    west, south, east, north = np.floor(np.array(region.bounds) / TILE_DEG) * TILE_DEG
    columns, rows = np.arange(west, east + TILE_DEG, TILE_DEG), np.arange(south, north + TILE_DEG, TILE_DEG)
    x, y = (grid.ravel() for grid in np.meshgrid(columns, rows))
    boxes = shapely.box(x, y, x + TILE_DEG, y + TILE_DEG)
    boxes = boxes[shapely.intersects(region, boxes)]
    whole = shapely.contains_properly(region, boxes)
    return np.concatenate([boxes[whole], shapely.intersection(boxes[~whole], region)])
