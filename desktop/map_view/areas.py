"""Areas filled by scan lines, all of a layer at once.

QPainter fills polygon by polygon and takes a microsecond a vertex; here the crossings of all outlines with
all rows of pixels are found and sorted in numpy, which also leaves the interpreter to the other threads.
A pixel belongs to an area when its centre lies inside by the odd-even rule; where areas overlap, each is
blended over those painted before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.map_view.paths import UNITS_A_METRE, Ints, Mask, Units
from desktop.map_view.shapes import Shapes, level_for

if TYPE_CHECKING:
    from desktop.map_view.projection import Floats, View
    from layers.symbology import Symbol

Pixels = NDArray[np.uint32]

# Neighbours simplified apart overlap by slivers, which are nowhere so many pixels thick.
_THICK = 3
_LOW = (1 << 32) - 1
# rows and columns of an image have no more bits
_BITS = 15
_COLUMN = (1 << _BITS) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Runs of pixels that lie in the same areas, from the first pixel in any to the last.

    Attributes
    ----------
    start, length : int64 array (n,)
        First pixel, counted row by row, and number of pixels.
    cover, total : int64 array (n,)
        In how many areas they lie, and the sum of the numbers of these.
    """

    start: Ints
    length: Ints
    cover: Ints
    total: Ints


class Spans:
    """Runs of pixels inside one area each; a span lies within one row.

    Parameters
    ----------
    start, end : int64 array (n,)
        First pixel and the one after the last, counted row by row.
    area : int64 array (n,)
        Which area each belongs to, by order of painting.
    """

    def __init__(self, start: Ints, end: Ints, area: Ints) -> None:
        self.start, self.end, self.area = start, end, area
        self._runs: Runs | None = None

    def of(self, areas: Mask) -> Spans:
        """The spans of some areas."""
        kept = areas[self.area]
        return Spans(self.start[kept], self.end[kept], self.area[kept])

    def runs(self) -> Runs:
        """The same pixels, each once."""
        if self._runs is None:
            events = np.concatenate([self.start << 32 | self.area << 1 | 1, self.end << 32 | self.area << 1])
            events.sort()
            place = events >> 32
            length = np.diff(place, append=place[-1:])
            sign = ((events & 1) << 1) - 1
            cover = np.cumsum(sign)
            total = np.cumsum(sign * ((events & _LOW) >> 1))
            kept = np.flatnonzero(length)
            self._runs = Runs(place[kept], length[kept], cover[kept], total[kept])
        return self._runs


_NO_SPANS = Spans(*(np.empty(0, dtype=np.int64),) * 3)


class Fills:
    """The plain fills of some features of a layer in a view.

    Parameters
    ----------
    groups : sequence of mask over the features and symbol
        By order of painting; features in view only.
    """

    def __init__(self, shapes: Shapes, groups: Sequence[tuple[Mask, Symbol]], view: View) -> None:
        self._width = round(view.width * view.pixel_ratio)
        self._height = round(view.height * view.pixel_ratio)
        chosen = [
            np.flatnonzero(mask) if symbol.fill and len(shapes.rings) else np.empty(0, dtype=np.int64)
            for mask, symbol in groups
        ]
        self._group = np.repeat(np.arange(len(chosen)), [len(features) for features in chosen])
        self._colours = np.array([_colour_of(symbol) for _, symbol in groups])[self._group]
        self._spans = _NO_SPANS
        if len(self._group):
            order = np.full(shapes.count, -1, dtype=np.int64)
            order[np.concatenate(chosen)] = np.arange(len(self._group))
            level = level_for(view.resolution / view.pixel_ratio)
            ends, feature = shapes.border_segments(level).of(order >= 0)
            self._spans = _spans(ends, order[feature], view, self._width, self._height)

    @property
    def overlap(self) -> bool:
        """Whether areas of several groups overlap by more than slivers between neighbours."""
        several = len(self._group) and self._group[0] != self._group[-1]
        return bool(several) and _overlap(self._spans, self._width)

    def draw(self, painter: QPainter, group: int | None = None) -> None:
        """Draw the areas of one group, or all."""
        spans = self._spans
        if group is not None:
            spans = spans.of(self._group == group)
        if len(spans.start):
            first_row, pixels = _filled(spans, self._colours, self._width)
            image = QImage(
                pixels.data, self._width, len(pixels) // self._width, self._width * 4,
                QImage.Format.Format_ARGB32_Premultiplied,
            )  # fmt: skip
            painter.drawImage(0, first_row, image)


def _spans(ends: Units, area: Ints, view: View, width: int, height: int) -> Spans:
    """The spans of areas, whose edges have the `ends` (n, 4), centimetres."""
    factor = view.pixel_ratio / view.resolution / UNITS_A_METRE
    west, _, _, north = view.bounds
    left, up = west * UNITS_A_METRE * factor, north * UNITS_A_METRE * factor
    # rows by their middles
    y1, y2 = (up - 0.5 - ends[:, column] * factor for column in (1, 3))
    top = np.ceil(np.clip(np.minimum(y1, y2), 0, height)).astype(np.int32)
    below = np.ceil(np.clip(np.maximum(y1, y2), 0, height)).astype(np.int32)
    crossing = np.flatnonzero(below > top)
    top, y1, y2, ends = top[crossing], y1[crossing], y2[crossing], ends[crossing]
    count = below[crossing] - top
    x1 = ends[:, 0] * factor - (left + 0.5)
    slope = (ends[:, 2] * factor - (left + 0.5) - x1) / (y2 - y1)
    done = np.cumsum(count)
    edge = np.repeat(np.arange(len(count)), count)
    row = np.arange(len(edge)) + (top - done + count)[edge]
    x = (x1 - y1 * slope)[edge] + row * slope[edge]
    column = np.ceil(np.clip(x, 0, width)).astype(np.int64)
    # by area, row and column: each area is inside between every other pair of crossings
    key = (area[crossing] << 2 * _BITS)[edge] | row << _BITS | column
    key.sort()
    begin, end = key[0::2] & _COLUMN, key[1::2] & _COLUMN
    wide = np.flatnonzero(end > begin)
    first = (key[0::2][wide] >> _BITS & _COLUMN) * width
    return Spans(first + begin[wide], first + end[wide], key[0::2][wide] >> 2 * _BITS)


def _overlap(spans: Spans, width: int) -> bool:
    runs = spans.runs()
    doubled = (runs.cover > 1) & (runs.length >= _THICK)
    place, length = runs.start[doubled], runs.length[doubled]
    row = place // width
    rows = np.unique(row)
    if not (rows[2:] - rows[:-2] == _THICK - 1).any():
        return False
    taken = np.zeros((len(rows), width + 1), dtype=np.int8)
    number, column = np.searchsorted(rows, row), place - row * width
    np.add.at(taken, (number, column), 1)
    np.add.at(taken, (number, column + length), -1)
    block = np.cumsum(taken[:, :-1], axis=1, dtype=np.int8)
    middle = np.flatnonzero(rows[2:] - rows[:-2] == _THICK - 1) + 1
    block = block[middle - 1] & block[middle] & block[middle + 1]
    return bool((block[:, :-2] & block[:, 1:-1] & block[:, 2:]).any())


def _colour_of(symbol: Symbol) -> tuple[float, float, float, float]:
    """Red, green, blue (premultiplied) and opacity of a fill, 0 to 255."""
    colour, alpha = QColor(symbol.fill or "#000000"), symbol.fill_opacity
    return colour.red() * alpha, colour.green() * alpha, colour.blue() * alpha, 255.0 * alpha


def _filled(spans: Spans, colours: Floats, width: int) -> tuple[int, Pixels]:
    """The first row that has any, and the pixels of it and of those below as far as there are.

    Parameters
    ----------
    colours : float64 array (areas, 4)
        Of each area, see `_colour_of`.
    """
    runs = spans.runs()
    end = int(runs.start[-1] + runs.length[-1])
    first, last = int(runs.start[0]) // width, (end - 1) // width + 1
    colour = np.zeros(len(runs.start) + 2, dtype=np.uint32)
    single = np.flatnonzero(runs.cover == 1)
    colour[single + 1] = _packed(colours)[runs.total[single]]
    several = np.flatnonzero(runs.cover > 1)
    if len(several):
        colour[several + 1] = _packed(_blended(spans, runs.start[several], colours))
    # what lies between areas is a run of none
    before, after = runs.start[0] - first * width, last * width - end
    return first, np.repeat(colour, np.concatenate([[before], runs.length, [after]]))


def _blended(spans: Spans, place: Ints, colours: Floats) -> Floats:
    """The colours of runs that begin at `place` and lie in several areas each."""
    low, high = np.searchsorted(place, spans.start), np.searchsorted(place, spans.end)
    within = np.flatnonzero(high > low)
    count = (high - low)[within]
    run = np.repeat(low[within] - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
    key = run << 32 | np.repeat(spans.area[within], count)
    key.sort()
    run, area = key >> 32, key & _LOW
    depth = np.arange(len(run)) - np.searchsorted(run, run)
    order = np.argsort(depth, kind="stable")
    result = np.zeros((len(place), 4))
    for members in np.split(order, np.cumsum(np.bincount(depth))[:-1]):
        over = colours[area[members]]
        result[run[members]] = over + result[run[members]] * (1 - over[:, 3:] / 255.0)
    return result


def _packed(colours: Floats) -> Pixels:
    red, green, blue, alpha = np.rint(colours).astype(np.uint32).T
    pixels: Pixels = alpha << 24 | red << 16 | green << 8 | blue
    return pixels
