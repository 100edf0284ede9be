"""The geometry of one frame, projected and laid out as buffers that Qt draws without a loop in Python.

Everything here is made once a frame, in the painting thread, and read-only afterwards. No shapely objects
are kept beside those of the frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from desktop.map_view.paths import Ints, Mask, Outlines, Paths, Segments, Units, no_paths, paths_of
from desktop.map_view.projection import Bounds, to_lon_lat, to_map

if TYPE_CHECKING:
    import pandas as pd
    import shapely

    from desktop.map_view.projection import Floats

# Levels of detail: simplified within so many map metres, used where that is well below a pixel.
LEVELS_M = (0.0, 30.0, 150.0, 600.0)
_BELOW_PIXEL = 0.6
_ANCHOR_ERROR_M = 150.0


def level_for(resolution: float) -> int:
    """The coarsest level whose error cannot be seen at `resolution` (map metres a device pixel)."""
    return max(index for index, error in enumerate(LEVELS_M) if error <= _BELOW_PIXEL * resolution)


class Shapes:
    """The geometry of a frame in map coordinates.

    Parameters
    ----------
    frame : GeoDataFrame or DataFrame
        EPSG:4326; points, lines, polygons, multipart, collections, None and empty geometries in any mix.

    Attributes
    ----------
    bounds : float32 array (4, features)
        West, south, east and north in map metres, rounded outwards; NaN for records without place.
    points : float64 array (p, 2)
        Map metres.
    point_feature : int64 array (p,)
    lines, rings : Paths
        At full detail.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        import shapely

        self.count = len(frame)
        self._values = (
            np.asarray(frame["geometry"], dtype=object)
            if "geometry" in frame.columns
            else np.array([], dtype=object)
        )
        parts, feature = _parts_of(self._values)
        dimension = shapely.get_dimensions(parts)
        places = shapely.get_coordinates(parts[dimension == 0])
        self.points: Floats = to_map(places[:, 0], places[:, 1])
        self.point_feature: Ints = feature[dimension == 0]
        self.lines = _paths(parts, feature, dimension == 1)
        self.rings = _paths(parts, feature, dimension == 2)
        self.bounds = _bounds_of(parts, feature, self.count)
        self._rings: dict[int, Paths] = {0: self.rings}
        self._pieces: dict[int, Segments] = {}
        self._borders: dict[int, Segments] = {}
        self._outlines: dict[int, Outlines] = {}
        self._anchors: Floats | None = None
        self._tree: shapely.STRtree | None = None
        self._is_points = bool(np.array_equal(self.point_feature, np.arange(self.count)))

    def touching(self, bounds: Bounds) -> Mask:
        """Which features may touch `bounds`, by their boxes.

        Four vectorised comparisons cost less than a tree up to some hundred thousand features.
        """
        west, south, east, north = bounds
        box = self.bounds
        return (box[2] >= west) & (box[0] <= east) & (box[3] >= south) & (box[1] <= north)

    def line_segments(self, level: int) -> Segments | Paths:
        """The lines at a level of detail.

        At full detail few are in view, and are cut into segments while they are drawn.
        """
        if not level:
            return self.lines
        if level not in self._pieces:
            paths = self.lines.simplified(LEVELS_M[level], rings=False)
            self._pieces[level] = paths.segments(self.count)
        return self._pieces[level]

    def border_segments(self, level: int) -> Segments | Paths:
        """The rings at a level of detail; see `line_segments`."""
        return self.coarse_borders(level) if level else self.rings

    def coarse_borders(self, level: int) -> Segments:
        """Segments of all rings at a coarser level of detail than the full one."""
        if level not in self._borders:
            self._borders[level] = self._rings_at(level).segments(self.count)
        return self._borders[level]

    def outlines(self, level: int) -> Outlines:
        """Outlines of the polygons at a level of detail."""
        if level not in self._outlines:
            self._outlines[level] = self._rings_at(level).outlines(self.count)
        return self._outlines[level]

    def outline_within(self, feature: int, bounds: Bounds) -> Units:
        """The outline of one feature, cut at `bounds` (map metres); centimetres (n, 2)."""
        import shapely

        west, south, east, north = bounds
        (left, bottom), (right, top) = to_lon_lat([west, east], [south, north]).tolist()
        cut, _ = _parts_of(shapely.clip_by_rect(self._values[[feature]], left, bottom, right, top))
        cut = cut[shapely.get_type_id(cut) == 3]
        return paths_of(cut, np.zeros(len(cut), dtype=np.int64)).outlines(1).points

    def anchors(self, features: Ints) -> Floats:
        """A place for the label of each of `features`, (n, 2): the point, or one on the largest part."""
        if self._anchors is None:
            self._anchors = np.full((self.count, 2), np.nan)
            self._anchors[self.point_feature[::-1]] = self.points[::-1]
        wanted = features[np.isnan(self._anchors[features, 0])]
        if len(wanted):
            self._find_anchors(wanted)
        return self._anchors[features]

    def near(self, x: float, y: float, reach: float, square: shapely.Polygon) -> tuple[Ints, Floats]:
        """Features within `reach` map metres of a place, and their distances (0 inside).

        Parameters
        ----------
        square : Polygon
            About the place, as far as the reach goes; EPSG:4326.
        """
        import shapely

        found = np.sort(self.tree.query(square))
        if not len(found):
            return found, np.empty(0)
        if self._is_points:
            distance = np.hypot(*(self.points[found] - (x, y)).T)
            close = distance <= reach
            return found[close], distance[close]
        left, bottom, right, top = square.bounds
        shapes = self._values[found]
        # only what lies about the place is projected; single points are as good as cut
        cut = np.where(
            shapely.get_type_id(shapes) == 0, shapes, shapely.clip_by_rect(shapes, left, bottom, right, top)
        )
        about = shapely.transform(cut, lambda xy: to_map(xy[:, 0], xy[:, 1]))
        distance = shapely.distance(about, shapely.Point(x, y))
        close = distance <= reach  # NaN, of what was cut away whole, is not
        return found[close], distance[close]

    @property
    def tree(self) -> shapely.STRtree:
        """The features by their boxes in degrees."""
        if self._tree is None:
            import shapely

            self._tree = shapely.STRtree(self._values)
        return self._tree

    def _find_anchors(self, features: Ints) -> None:
        import shapely

        assert self._anchors is not None
        parts, index = _parts_of(self._values[features])
        parts = shapely.transform(parts, lambda xy: to_map(xy[:, 0], xy[:, 1]))
        dimension = shapely.get_dimensions(parts)
        for wanted, measure in ((1, shapely.length), (2, shapely.area)):
            chosen = np.flatnonzero(dimension == wanted)
            if not len(chosen):
                continue
            chosen = chosen[_largest(index[chosen], measure(parts[chosen]))]
            if wanted == 1:
                found = shapely.line_interpolate_point(parts[chosen], 0.5, normalized=True)
            else:
                found = shapely.point_on_surface(shapely.simplify(parts[chosen], _ANCHOR_ERROR_M))
            self._anchors[features[index[chosen]]] = shapely.get_coordinates(found)

    def _rings_at(self, level: int) -> Paths:
        if level not in self._rings:
            self._rings[level] = self.rings.simplified(LEVELS_M[level], rings=True)
        return self._rings[level]


def _parts_of(values: NDArray[Any]) -> tuple[NDArray[Any], Ints]:
    """Single points, lines and polygons, and the position of each one's feature; nothing empty."""
    import shapely

    types = shapely.get_type_id(values)
    if ((types == 0) | (types == 1) | (types == 3)).all():
        parts, feature = values, np.arange(len(values))
    else:
        parts, feature = shapely.get_parts(values, return_index=True)
        if (shapely.get_type_id(parts) >= 4).any():
            parts, inner = shapely.get_parts(parts, return_index=True)
            feature = feature[inner]
    present = ~shapely.is_empty(parts)
    if present.all():
        return parts, feature.astype(np.int64)
    return parts[present], feature[present].astype(np.int64)


def _paths(parts: NDArray[Any], feature: Ints, chosen: Mask) -> Paths:
    return paths_of(parts[chosen], feature[chosen]) if chosen.any() else no_paths()


def _bounds_of(parts: NDArray[Any], feature: Ints, count: int) -> NDArray[np.float32]:
    import shapely

    result = np.full((4, count), np.nan, dtype=np.float32)
    if not len(parts):
        return result
    boxes = shapely.bounds(parts)
    first = np.flatnonzero(np.diff(feature, prepend=-1))
    low = np.minimum.reduceat(boxes[:, :2], first)
    high = np.maximum.reduceat(boxes[:, 2:], first)
    placed = feature[first]
    down, up = np.float32(-np.inf), np.float32(np.inf)
    result[:2, placed] = np.nextafter(to_map(low[:, 0], low[:, 1]).T.astype(np.float32), down)
    result[2:, placed] = np.nextafter(to_map(high[:, 0], high[:, 1]).T.astype(np.float32), up)
    return result


def _largest(feature: Ints, size: Floats) -> Ints:
    """For each feature the position of its largest part."""
    order = np.lexsort((size, feature))
    last = np.append(np.diff(feature[order]) != 0, True)
    return order[last]
