"""Lines and rings as plain buffers: parts of a frame's geometry, simplified, and cut into straight pieces.

Coordinates are whole centimetres of the map in 32 bits, which spans the world of spherical Mercator and takes
half the room of floating point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from desktop.map_view.projection import Bounds, to_map

if TYPE_CHECKING:
    from desktop.map_view.projection import Floats

Ints = NDArray[np.int64]
Units = NDArray[np.int32]
Mask = NDArray[np.bool_]

UNITS_A_METRE = 100.0
_MOST_UNITS = 2**31 - 2
# a selection of more than this share is taken by a mask, a smaller one by positions
_LARGE_SHARE = 0.25
_PARTS_A_BLOCK = 30_000
_POINTS_A_BLOCK = 65_536


def to_units(lon_lat: Floats) -> Units:
    """Degrees (n, 2) as whole centimetres of the map."""
    result = np.empty(lon_lat.shape, dtype=np.int32)
    # in blocks, which stay in the cache of the processor
    for start in range(0, len(lon_lat), _POINTS_A_BLOCK):
        metres = to_map(*lon_lat[start : start + _POINTS_A_BLOCK].T)
        metres *= UNITS_A_METRE
        np.rint(metres, out=metres)
        np.clip(metres, -_MOST_UNITS, _MOST_UNITS, out=metres)
        result[start : start + _POINTS_A_BLOCK] = metres
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Straight pieces of lines or borders, feature by feature.

    Attributes
    ----------
    ends : int32 array (n, 4)
        x, y of the start and x, y of the end, centimetres; pieces of one part follow one another.
    starts : int64 array (features + 1,)
        Where the pieces of each feature begin.
    """

    ends: Units
    starts: Ints

    def within(self, bounds: Bounds, drawn: Mask) -> Units:
        """Ends of the pieces of features in mask `drawn` that may touch `bounds` (map metres)."""
        return _touching(self.ends[chosen_rows(self.starts, drawn)], bounds)

    def of(self, drawn: Mask) -> tuple[Units, Ints]:
        """Ends of the pieces of features in mask `drawn`, and the feature of each."""
        counts = np.diff(self.starts)[drawn]
        return self.ends[chosen_rows(self.starts, drawn)], np.repeat(np.flatnonzero(drawn), counts)

    def without_doubles(self, classes: NDArray[np.int16]) -> Segments:
        """The pieces, those shared by two features of one class once."""
        ends = self.ends.astype(np.int64).view(np.uint64)
        swap = (self.ends[:, 0] > self.ends[:, 2]) | (
            (self.ends[:, 0] == self.ends[:, 2]) & (self.ends[:, 1] > self.ends[:, 3])
        )
        ends[swap] = ends[swap][:, [2, 3, 0, 1]]
        feature = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        mixed = classes[feature].astype(np.uint64)
        for column in ends.T:
            # the multiplier of Knuth's 64-bit linear congruential generator
            mixed = mixed * np.uint64(6364136223846793005) + column
            mixed ^= mixed >> np.uint64(29)
        _, first = np.unique(mixed, return_index=True)
        first.sort()
        return Segments(self.ends[first], np.searchsorted(feature[first], np.arange(len(self.starts))))


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """One closed outline a feature: its rings joined by bridges that cancel under the odd-even rule.

    Attributes
    ----------
    points : int32 array (m, 2)
        Centimetres.
    offsets : int64 array (features + 1,)
        Where the outline of each feature starts.
    """

    points: Units
    offsets: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Lines or rings one after the other.

    Attributes
    ----------
    points : int32 array (m, 2)
        Centimetres.
    starts : int64 array (parts + 1,)
        Where the points of each part begin.
    feature : int32 array (parts,)
        Position in the frame, never falling.
    """

    points: Units
    starts: Ints
    feature: Units

    def __len__(self) -> int:
        return len(self.feature)

    def segments(self, count: int) -> Segments:
        """The straight pieces; those without length are left out.

        Parameters
        ----------
        count : int
            Number of features.
        """
        ends, position = _pieces(self.points, self.starts)
        feature = np.repeat(self.feature, np.diff(self.starts))[position]
        return Segments(ends, np.searchsorted(feature, np.arange(count + 1)))

    def within(self, bounds: Bounds, drawn: Mask) -> Units:
        """Ends of the pieces of features in mask `drawn` that may touch `bounds` (map metres)."""
        return _touching(self.of(drawn)[0], bounds)

    def of(self, drawn: Mask) -> tuple[Units, Ints]:
        """Ends of the pieces of features in mask `drawn`, and the feature of each."""
        parts = drawn[self.feature]
        counts = np.diff(self.starts)[parts]
        ends, position = _pieces(
            self.points[chosen_rows(self.starts, parts)], np.append(0, np.cumsum(counts))
        )
        return ends, np.repeat(self.feature[parts].astype(np.int64), counts)[position]

    def outlines(self, count: int) -> Outlines:
        """The rings of each of `count` features as one outline."""
        ring_feature = self.feature.astype(np.int64)
        # from the last ring back through the start of each earlier one: the way out, reversed
        earlier = np.flatnonzero(ring_feature[:-1] == ring_feature[1:])[::-1]
        owner = np.concatenate([np.repeat(ring_feature, np.diff(self.starts)), ring_feature[earlier]])
        joined = np.concatenate([self.points, self.points[self.starts[earlier]]])
        if len(earlier):
            order = np.argsort(owner, kind="stable")
            owner, joined = owner[order], joined[order]
        return Outlines(joined, np.searchsorted(owner, np.arange(count + 1)))

    def simplified(self, tolerance_m: float, *, rings: bool) -> Paths:
        """The paths simplified within `tolerance_m` map metres; rings smaller than that are left out."""
        if not len(self):
            return self
        tolerance = tolerance_m * UNITS_A_METRE
        first, last = self.starts[:-1], self.starts[1:] - 1
        low = np.minimum.reduceat(self.points, first)
        high = np.maximum.reduceat(self.points, first)
        tiny = (high.astype(np.int64) - low).max(axis=1) <= tolerance
        bent = ~tiny & (last - first > 1)
        if not rings:
            bent &= self._deviation() > tolerance
        straight = np.flatnonzero(~bent & ~(tiny & rings))
        many = np.flatnonzero(bent)
        # in blocks, so that never many shapely objects stand in memory
        blocks = [
            self._simplified_block(block, tolerance)
            for block in np.array_split(many, len(many) // _PARTS_A_BLOCK + 1)
        ]
        less = np.concatenate([points for points, _ in blocks])
        bends = np.concatenate([part for _, part in blocks])
        pair = np.stack([first[straight], last[straight]], 1).ravel()
        points = np.concatenate([less, self.points[pair]])
        part = np.concatenate([bends, np.repeat(straight, 2)])
        order = np.argsort(part, kind="stable")
        part = part[order]
        kept, starts = np.unique(part, return_index=True)
        return Paths(points[order], np.append(starts, len(part)), self.feature[kept])

    def _deviation(self) -> NDArray[np.float32]:
        """How far each part strays from the straight line between its ends, centimetres."""
        result = np.empty(len(self), dtype=np.float32)
        for low in range(0, len(self), _PARTS_A_BLOCK):
            starts = self.starts[low : low + _PARTS_A_BLOCK + 1]
            points = self.points[starts[0] : starts[-1]] - self.points[starts[0]]
            first, counts = starts[:-1] - starts[0], np.diff(starts)
            chord = (points[starts[1:] - starts[0] - 1] - points[first]).astype(np.float64)
            away = points - np.repeat(points[first], counts, axis=0)
            along = np.repeat(chord, counts, axis=0)
            cross = np.abs(away[:, 0] * along[:, 1] - away[:, 1] * along[:, 0])
            length = np.hypot(chord[:, 0], chord[:, 1])
            with np.errstate(divide="ignore", invalid="ignore"):
                straying = np.maximum.reduceat(cross, first) / length
            # of a part that ends where it begins nothing is known
            result[low : low + len(counts)] = np.where(length > 0, straying, np.inf)
        return result

    def _simplified_block(self, block: Ints, tolerance: float) -> tuple[Units, Ints]:
        """Simplified points of the parts at positions `block`, and the part of each."""
        import shapely

        if not len(block):
            return np.empty((0, 2), np.int32), np.empty(0, np.int64)
        chosen = np.zeros(len(self), dtype=bool)
        chosen[block] = True
        number = np.repeat(np.arange(len(block)), np.diff(self.starts)[block])
        points = self.points[chosen_rows(self.starts, chosen)].astype(float)
        lines = shapely.simplify(
            shapely.linestrings(points, indices=number), tolerance, preserve_topology=False
        )
        less, index = shapely.get_coordinates(lines, return_index=True)
        return less.astype(np.int32), block[index]


def paths_of(parts: NDArray[Any], feature: Ints) -> Paths:
    """Lines, or the rings of polygons, as paths.

    Parameters
    ----------
    parts : array of shapely LineString or of Polygon
        EPSG:4326.
    feature : int64 array
        Position in the frame of each part, never falling.
    """
    import shapely

    if not len(parts):
        return no_paths()
    kind, points, offsets = shapely.to_ragged_array(parts, include_z=False)
    if kind is shapely.GeometryType.POLYGON:
        vertex, ring = offsets
        feature = np.repeat(feature, np.diff(ring))
    else:
        (vertex,) = offsets
    return Paths(to_units(points), np.asarray(vertex, dtype=np.int64), feature.astype(np.int32))


def no_paths() -> Paths:
    """Paths without a part."""
    return Paths(np.empty((0, 2), np.int32), np.zeros(1, np.int64), np.empty(0, np.int32))


def _pieces(points: Units, starts: Ints) -> tuple[Units, Ints]:
    """Straight pieces of parts, without those that have no length, and which point each begins at."""
    kept = (points[1:] != points[:-1]).any(axis=1)
    kept[starts[1:-1] - 1] = False
    position = np.flatnonzero(kept)
    ends = np.empty((len(position), 4), dtype=np.int32)
    ends[:, :2], ends[:, 2:] = points[position], points[position + 1]
    return ends, position


def _touching(ends: Units, bounds: Bounds) -> Units:
    limits = (min(max(edge * UNITS_A_METRE, -_MOST_UNITS), _MOST_UNITS) for edge in bounds)
    west, south, east, north = limits
    x1, y1, x2, y2 = ends.T
    touching = (np.maximum(x1, x2) >= west) & (np.minimum(x1, x2) <= east)
    touching &= (np.maximum(y1, y2) >= south) & (np.minimum(y1, y2) <= north)
    return ends if touching.all() else ends[touching]


def chosen_rows(starts: Ints, chosen: Mask) -> Ints | Mask | slice:
    """What picks the rows of groups in mask `chosen`, where group i has rows starts[i] to starts[i + 1]."""
    picked = np.flatnonzero(chosen)
    if len(picked) == len(chosen):
        return slice(None)
    counts = np.diff(starts)
    if len(picked) > _LARGE_SHARE * len(chosen):
        return np.repeat(chosen, counts)
    wanted = counts[picked]
    total = int(wanted.sum())
    # within each group the row runs on from its start
    begin = np.repeat(starts[:-1][picked] - np.cumsum(wanted) + wanted, wanted)
    return begin + np.arange(total)
