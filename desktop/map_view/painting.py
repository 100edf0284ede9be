"""Drawing points, lines, areas and grids with QPainter, fast enough for national layers.

QPainter holds the interpreter lock for the length of a call, so calls stay short; drawing from numpy
buffers through shiboken is 10 to 700 times faster than one long anti-aliased path.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF

from desktop.map_view.areas import Fills
from desktop.map_view.icons import hatch_tile, marker, pen_of
from desktop.map_view.paths import UNITS_A_METRE, Mask, Paths, Segments, Units, chosen_rows
from desktop.map_view.projection import View, to_lon_lat
from desktop.map_view.shapes import Shapes, level_for
from layers.layer import Raster
from layers.symbology import Symbol

if TYPE_CHECKING:
    from desktop.map_view.projection import Floats

Cancelled = Callable[[], bool]

_SEGMENTS_A_CALL = 4096
_SMOOTH_SEGMENTS = 60_000
_JOINED_SEGMENTS = 12_000
_JOINED_FROM_PIXELS = 2.4
_CROWDED_POINTS = 2_000
# beyond this many window widths Qt's own clipping of polygons becomes slow
_CLIP_FROM_WINDOWS = 8.0


class PaintingStopped(Exception):
    """A newer picture is wanted."""


def buffer_polygon(points: Floats) -> QPolygonF:
    """A QPolygonF filled by one copy."""
    polygon = QPolygonF()
    polygon.resize(len(points))
    if len(points):
        address = shiboken6.getCppPointer(polygon.data())[0]
        ctypes.memmove(address, np.ascontiguousarray(points).ctypes.data, points.nbytes)
    return polygon


def draw_segments(painter: QPainter, ends: Floats, stopped: Cancelled) -> None:
    """Draw straight pieces (n, 4), device pixels, with the painter's pen."""
    ends = np.ascontiguousarray(ends)
    for start in range(0, len(ends), _SEGMENTS_A_CALL):
        if stopped():
            raise PaintingStopped
        block = ends[start : start + _SEGMENTS_A_CALL]
        painter.drawLines(shiboken6.wrapInstance(block.ctypes.data, QLineF), len(block))


def draw_lines(
    painter: QPainter, segments: Segments | Paths, drawn: Mask, symbol: Symbol, view: View, stopped: Cancelled
) -> None:
    """Draw the segments of the features in mask `drawn`."""
    pen = pen_of(symbol, view.pixel_ratio)
    if pen.style() == Qt.PenStyle.NoPen:
        return
    chosen = segments.within(_widened(view, pen.widthF()), drawn)
    if not len(chosen):
        return
    ends = view.device_pixels_of_units(chosen, UNITS_A_METRE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(chosen) <= _SMOOTH_SEGMENTS)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    joined = symbol.dashes or pen.widthF() >= _JOINED_FROM_PIXELS
    if joined and len(chosen) <= _JOINED_SEGMENTS:
        _draw_joined(painter, ends, chosen, stopped)
        return
    if symbol.dashes:
        painter.setPen(QPen(pen.color(), pen.widthF(), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    draw_segments(painter, ends, stopped)


def _draw_joined(painter: QPainter, ends: Floats, units: Units, stopped: Cancelled) -> None:
    """Draw segments that follow one another as one polyline, so that joins are round and dashes run on."""
    starts = np.flatnonzero((units[1:, :2] != units[:-1, 2:]).any(axis=1)) + 1
    runs = np.split(np.arange(len(ends)), starts)
    # a piece alone has no joins, and Qt draws lines in a fifth of the time of a polyline
    alone = np.array([run[0] for run in runs if len(run) == 1], dtype=np.int64)
    draw_segments(painter, ends[alone], stopped)
    for number, run in enumerate(run for run in runs if len(run) > 1):
        if number % 64 == 0 and stopped():
            raise PaintingStopped
        painter.drawPolyline(buffer_polygon(np.vstack([ends[run[:1], :2], ends[run, 2:]])))


def draw_hatching(
    painter: QPainter, shapes: Shapes, drawn: Mask, symbol: Symbol, view: View, stopped: Cancelled
) -> None:
    """Hatch the areas of the features in mask `drawn`."""
    if not symbol.hatch:
        return
    chosen = np.flatnonzero(drawn & shapes.touching(view.bounds))
    outlines = shapes.outlines(level_for(view.resolution / view.pixel_ratio))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(hatch_tile(symbol.line or symbol.fill, view.pixel_ratio)))
    painter.setBrushOrigin(_pattern_origin(view))
    far = (view.width + view.height) * view.resolution * _CLIP_FROM_WINDOWS
    large = np.maximum(*(shapes.bounds[2:, chosen] - shapes.bounds[:2, chosen])) > far
    whole = chosen[~large]
    mask = np.zeros(shapes.count, dtype=bool)
    mask[whole] = True
    points = view.device_pixels_of_units(outlines.points[chosen_rows(outlines.offsets, mask)], UNITS_A_METRE)
    ends = np.cumsum(np.diff(outlines.offsets)[whole])
    polygons = [*np.split(points, ends[:-1])] if len(whole) else []
    for feature in chosen[large].tolist():
        cut = shapes.outline_within(feature, _widened(view, view.width / 2))
        polygons.append(view.device_pixels_of_units(cut, UNITS_A_METRE))
    for number, outline in enumerate(polygons):
        if number % 16 == 0 and stopped():
            raise PaintingStopped
        if len(outline) > 2:
            painter.drawPolygon(buffer_polygon(outline), Qt.FillRule.OddEvenFill)


def draw_points(
    painter: QPainter,
    shapes: Shapes,
    classes: NDArray[np.int16],
    symbols: list[Symbol],
    view: View,
    stopped: Cancelled,
) -> Floats:
    """Draw markers, the last rule lowest; returns their places in device pixels (n, 2).

    Where points crowd, those that would fall on the very pixels of another of their class are not drawn.
    """
    margin = 24 * view.resolution
    west, south, east, north = view.bounds
    x, y = shapes.points.T
    seen = (x >= west - margin) & (x <= east + margin) & (y >= south - margin) & (y <= north + margin)
    seen &= classes[shapes.point_feature] >= 0
    chosen = np.flatnonzero(seen)
    rule = classes[shapes.point_feature[chosen]].astype(np.int64)
    places = np.round(view.device_pixels(shapes.points[chosen]))
    if len(chosen) > _CROWDED_POINTS:
        cell = (
            (rule << 40) + (places[:, 1].astype(np.int64) + 512 << 20) + places[:, 0].astype(np.int64) + 512
        )
        _, first = np.unique(cell, return_index=True)
        first.sort()
        rule, places = rule[first], places[first]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for index in reversed(range(len(symbols))):
        image = marker(symbols[index], view.pixel_ratio)
        half = image.width() // 2
        for number, (px, py) in enumerate((places[rule == index] - half).tolist()):
            if number % 1024 == 0 and stopped():
                raise PaintingStopped
            painter.drawImage(QPointF(px, py), image)
    return places


def draw_grid(painter: QPainter, raster: Raster, palette: GridPalette, view: View) -> bool:
    """Draw a grid, each screen pixel by the cell beneath it; says whether it is in view."""
    width, height = round(view.width * view.pixel_ratio), round(view.height * view.pixel_ratio)
    step = view.resolution / view.pixel_ratio
    west, _, _, north = view.bounds
    xs = west + (np.arange(width) + 0.5) * step
    ys = north - (np.arange(height) + 0.5) * step
    lon = to_lon_lat(xs, np.zeros(width))[:, 0]
    lat = to_lon_lat(np.zeros(height), ys)[:, 1]
    columns = np.floor((lon - raster.west) / raster.cell_width).astype(np.int64)
    rows = np.floor((raster.north - lat) / raster.cell_height).astype(np.int64)
    inside_x = np.flatnonzero((columns >= 0) & (columns < raster.values.shape[1]))
    inside_y = np.flatnonzero((rows >= 0) & (rows < raster.values.shape[0]))
    if not len(inside_x) or not len(inside_y):
        return False
    classes = palette.classes[rows[inside_y][:, None], columns[inside_x][None, :]]
    pixels = np.ascontiguousarray(palette.colours[classes])
    image = QImage(
        pixels.data, pixels.shape[1], pixels.shape[0], pixels.shape[1] * 4,
        QImage.Format.Format_ARGB32_Premultiplied,
    )  # fmt: skip
    painter.drawImage(QPointF(inside_x[0], inside_y[0]), image)
    return True


class GridPalette:
    """The class of each cell of a grid and the colour of each class.

    Parameters
    ----------
    classes : int16 array (rows, columns)
        Index of the rule, -1 for cells not drawn.
    """

    def __init__(self, classes: NDArray[np.int16], symbols: list[Symbol]) -> None:
        self.classes = np.where(classes < 0, len(symbols), classes).astype(np.uint8)
        self.colours = np.zeros(len(symbols) + 1, dtype=np.uint32)
        for index, symbol in enumerate(symbols):
            colour = QColor(symbol.fill or "#000000")
            alpha = symbol.fill_opacity if symbol.fill else 0.0
            red, green, blue = (round(part * alpha) for part in (colour.red(), colour.green(), colour.blue()))
            self.colours[index] = round(alpha * 255) << 24 | red << 16 | green << 8 | blue


def draw_selected(painter: QPainter, shapes: Shapes, drawn: Mask, view: View, accent: str) -> None:
    """Draw the features in mask `drawn` as chosen: a strong line in `accent` over a light one."""
    level = level_for(view.resolution / view.pixel_ratio)
    scale = view.pixel_ratio
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    fill = Symbol(fill=accent, fill_opacity=0.12)
    Fills(shapes, [(drawn & shapes.touching(view.bounds), fill)], view).draw(painter)
    for colour, width in (("#ffffff", 4.5), (accent, 2.4)):
        line = Symbol(line=colour, line_width=width)
        for segments in (shapes.border_segments(level), shapes.line_segments(level)):
            draw_lines(painter, segments, drawn, line, view, _never)
    places = view.device_pixels(shapes.points[drawn[shapes.point_feature]])
    window = QRectF(0, 0, view.width * scale, view.height * scale).adjusted(-20, -20, 20, 20)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    rings = [QPointF(x, y) for x, y in places.tolist() if window.contains(QPointF(x, y))]
    for colour, width in (("#ffffff", 5.0), (accent, 2.6)):
        painter.setPen(QPen(QColor(colour), width * scale))
        for centre in rings:
            painter.drawEllipse(centre, 9.5 * scale, 9.5 * scale)


def _never() -> bool:
    return False


def _widened(view: View, pixels: float) -> tuple[float, float, float, float]:
    margin = (pixels + 2) * view.resolution / view.pixel_ratio
    west, south, east, north = view.bounds
    return west - margin, south - margin, east + margin, north + margin


def _pattern_origin(view: View) -> QPointF:
    """Where hatching starts, so that it stays on the ground while the map is dragged."""
    x, y = view.device_pixels(np.zeros((1, 2)))[0]
    return QPointF(round(x) % 5040, round(y) % 5040)
