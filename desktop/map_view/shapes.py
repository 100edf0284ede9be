"""The geometry of one frame, projected and laid out as buffers that Qt draws without a loop in Python.

Everything here is made once a frame, in the painting thread, and read-only afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from desktop.map_view.projection import Bounds, to_map

if TYPE_CHECKING:
    import pandas as pd

    from desktop.map_view.projection import Floats

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

# Levels of detail: simplified within so many map metres, used where that is well below a pixel.
LEVELS_M = (0.0, 30.0, 150.0, 600.0)
_BELOW_PIXEL = 0.6
_ANCHOR_ERROR_M = 150.0


def level_for(resolution: float) -> int:
    """The coarsest level whose error cannot be seen at `resolution` (map metres a device pixel)."""
    return max(index for index, error in enumerate(LEVELS_M) if error <= _BELOW_PIXEL * resolution)


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Straight pieces of lines or borders.

    Attributes
    ----------
    ends : float64 array (n, 4)
        x, y of the start and x, y of the end, map metres; pieces of one part follow one another.
    feature, part : int64 arrays (n,)
        Position of the feature in the frame; number of the part (line or ring).
    """

    ends: Floats
    feature: Ints
    part: Ints

    def within(self, bounds: Bounds, drawn: Mask) -> Ints:
        """Positions of the segments of features in mask `drawn` that may touch `bounds`."""
        west, south, east, north = bounds
        x1, y1, x2, y2 = self.ends.T
        touching = drawn[self.feature]
        touching &= (np.maximum(x1, x2) >= west) & (np.minimum(x1, x2) <= east)
        touching &= (np.maximum(y1, y2) >= south) & (np.minimum(y1, y2) <= north)
        return np.flatnonzero(touching)

    def without_doubles(self, classes: NDArray[np.int16]) -> Segments:
        """The segments, those shared by two features of one class once."""
        ends = np.round(self.ends * 8).astype(np.int64).view(np.uint64)
        swap = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
        ends[swap] = ends[swap][:, [2, 3, 0, 1]]
        mixed = classes[self.feature].astype(np.uint64)
        for column in ends.T:
            # the multiplier of Knuth's 64-bit linear congruential generator
            mixed = mixed * np.uint64(6364136223846793005) + column
            mixed ^= mixed >> np.uint64(29)
        _, first = np.unique(mixed, return_index=True)
        first.sort()
        return Segments(self.ends[first], self.feature[first], self.part[first])


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """One closed outline a feature: its rings joined by bridges that cancel under the odd-even rule.

    Attributes
    ----------
    points : float64 array (m, 2)
    offsets : int64 array (features + 1,)
        Where the outline of each feature starts.
    """

    points: Floats
    offsets: Ints


class Shapes:
    """The geometry of a frame in map coordinates.

    Parameters
    ----------
    frame : GeoDataFrame or DataFrame
        EPSG:4326; points, lines, polygons, multipart, collections, None and empty geometries in any mix.

    Attributes
    ----------
    bounds : float64 array (features, 4)
        NaN for records without place.
    points : float64 array (p, 2)
    point_feature : int64 array (p,)
    lines, areas : arrays of shapely LineString and Polygon parts
    line_feature, area_feature : int64 arrays
        Position in the frame of each part.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        import shapely

        self.count = len(frame)
        values = np.asarray(frame["geometry"], dtype=object) if "geometry" in frame.columns else np.array([])
        parts, feature = shapely.get_parts(values, return_index=True)
        if (shapely.get_type_id(parts) >= 4).any():
            parts, inner = shapely.get_parts(parts, return_index=True)
            feature = feature[inner]
        present = ~shapely.is_empty(parts)
        parts, feature = parts[present], feature[present].astype(np.int64)
        parts = shapely.transform(parts, lambda xy: to_map(xy[:, 0], xy[:, 1]))
        dimension = shapely.get_dimensions(parts)
        self.points: Floats = shapely.get_coordinates(parts[dimension == 0])
        self.point_feature: Ints = feature[dimension == 0]
        self.lines: NDArray[Any] = parts[dimension == 1]
        self.line_feature: Ints = feature[dimension == 1]
        self.areas: NDArray[Any] = parts[dimension == 2]
        self.area_feature: Ints = feature[dimension == 2]
        self.bounds: Floats = np.full((self.count, 4), np.nan)
        boxes = shapely.bounds(parts)
        low, high = np.full((self.count, 2), np.inf), np.full((self.count, 2), -np.inf)
        np.minimum.at(low, feature, boxes[:, :2])
        np.maximum.at(high, feature, boxes[:, 2:])
        placed = np.isfinite(low[:, 0])
        self.bounds[placed] = np.hstack([low, high])[placed]
        self._segments: dict[tuple[str, int], Segments] = {}
        self._outlines: dict[int, Outlines] = {}
        self._parts: dict[tuple[str, int], NDArray[Any]] = {("line", 0): self.lines, ("area", 0): self.areas}
        self._anchors: Floats | None = None

    def touching(self, bounds: Bounds) -> Mask:
        """Which features may touch `bounds`, by their boxes.

        Four vectorised comparisons cost less than a tree up to some hundred thousand features.
        """
        west, south, east, north = bounds
        box = self.bounds
        return (box[:, 2] >= west) & (box[:, 0] <= east) & (box[:, 3] >= south) & (box[:, 1] <= north)

    def line_segments(self, level: int) -> Segments:
        """Segments of the lines at a level of detail."""
        if ("line", level) not in self._segments:
            lines = self._simplified("line", level)
            self._segments["line", level] = _segments_of(lines, self.line_feature)
        return self._segments["line", level]

    def border_segments(self, level: int) -> Segments:
        """Segments of all rings at a level of detail."""
        if ("border", level) not in self._segments:
            import shapely

            rings, polygon = shapely.get_rings(self._simplified("area", level), return_index=True)
            self._segments["border", level] = _segments_of(rings, self.area_feature[polygon])
        return self._segments["border", level]

    def outlines(self, level: int) -> Outlines:
        """Outlines of the polygons at a level of detail."""
        if level not in self._outlines:
            self._outlines[level] = outlines_of(
                self._simplified("area", level), self.area_feature, self.count
            )
        return self._outlines[level]

    def anchors(self, features: Ints) -> Floats:
        """A place for the label of each of `features`, (n, 2): the point, or one on the largest part."""
        import shapely

        if self._anchors is None:
            self._anchors = np.full((self.count, 2), np.nan)
            self._anchors[self.point_feature[::-1]] = self.points[::-1]
        wanted = np.zeros(self.count, dtype=bool)
        wanted[features] = np.isnan(self._anchors[features, 0])
        chosen = np.flatnonzero(wanted[self.line_feature])
        if len(chosen):
            longest = chosen[_largest(self.line_feature[chosen], shapely.length(self.lines[chosen]))]
            middle = shapely.line_interpolate_point(self.lines[longest], 0.5, normalized=True)
            self._anchors[self.line_feature[longest]] = shapely.get_coordinates(middle)
        chosen = np.flatnonzero(wanted[self.area_feature])
        if len(chosen):
            largest = chosen[_largest(self.area_feature[chosen], shapely.area(self.areas[chosen]))]
            coarse = shapely.simplify(self.areas[largest], _ANCHOR_ERROR_M)
            inside = shapely.point_on_surface(coarse)
            self._anchors[self.area_feature[largest]] = shapely.get_coordinates(inside)
        return self._anchors[features]

    def near(self, x: float, y: float, reach: float, drawn: Mask) -> tuple[Ints, Floats]:
        """Features in mask `drawn` within `reach` map metres of a place, and their distances (0 inside)."""
        import shapely

        candidates = self.touching((x - reach, y - reach, x + reach, y + reach)) & drawn
        distance = np.full(self.count, np.inf)
        chosen = candidates[self.point_feature]
        apart = np.hypot(*(self.points[chosen] - (x, y)).T)
        np.minimum.at(distance, self.point_feature[chosen], apart)
        place = shapely.Point(x, y)
        for parts, feature in ((self.lines, self.line_feature), (self.areas, self.area_feature)):
            chosen = candidates[feature]
            np.minimum.at(distance, feature[chosen], shapely.distance(parts[chosen], place))
        found = np.flatnonzero(distance <= reach)
        return found, distance[found]

    def _simplified(self, what: str, level: int) -> NDArray[Any]:
        if (what, level) not in self._parts:
            import shapely

            self._parts[what, level] = shapely.simplify(
                self._parts[what, 0], LEVELS_M[level], preserve_topology=False
            )
        return self._parts[what, level]


def _segments_of(lines: NDArray[Any], feature: Ints) -> Segments:
    import shapely

    points, line = shapely.get_coordinates(lines, return_index=True)
    same = line[:-1] == line[1:]
    ends = np.hstack([points[:-1], points[1:]])[same]
    part = line[:-1][same].astype(np.int64)
    return Segments(ends, feature[part], part)


def outlines_of(polygons: NDArray[Any], feature: Ints, count: int) -> Outlines:
    """Outlines of polygon parts, given the feature of each part and the number of features."""
    import shapely

    rings, polygon = shapely.get_rings(polygons, return_index=True)
    ring_feature = feature[polygon]
    points, ring = shapely.get_coordinates(rings, return_index=True)
    starts = np.flatnonzero(np.diff(ring, prepend=-1))
    # from the last ring back through the start of each earlier one: the way out, reversed
    earlier = np.flatnonzero(ring_feature[:-1] == ring_feature[1:])[::-1]
    owner = np.concatenate([ring_feature[ring], ring_feature[earlier]])
    order = np.argsort(owner, kind="stable")
    joined = np.concatenate([points, points[starts[earlier]]])[order]
    return Outlines(joined, np.searchsorted(owner[order], np.arange(count + 1)))


def _largest(feature: Ints, size: Floats) -> Ints:
    """For each feature the position of its largest part."""
    order = np.lexsort((size, feature))
    last = np.append(np.diff(feature[order]) != 0, True)
    return order[last]
