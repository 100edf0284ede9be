"""Marker and legend images, drawn once for each symbol and size."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from desktop.look import is_night
from layers.symbology import Shape, Symbol

PIXELS_PER_POINT = 96 / 72
_HATCH_PIXELS = 7


def pen_of(symbol: Symbol, scale: float) -> QPen:
    """The pen of lines and borders; `scale` is device pixels a logical pixel."""
    if not symbol.line:
        return QPen(Qt.PenStyle.NoPen)
    width = max(1.0, symbol.line_width * PIXELS_PER_POINT * scale)
    pen = QPen(QColor(symbol.line), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if symbol.dashes:
        unit = PIXELS_PER_POINT * scale / width
        pattern = [max(0.5, length * unit) for length in symbol.dashes]
        pen.setDashPattern(pattern if len(pattern) % 2 == 0 else pattern * 2)
    return pen


def fill_of(symbol: Symbol) -> QBrush:
    """The plain fill of areas."""
    if not symbol.fill:
        return QBrush(Qt.BrushStyle.NoBrush)
    colour = QColor(symbol.fill)
    colour.setAlphaF(symbol.fill_opacity)
    return QBrush(colour)


@lru_cache(maxsize=64)
def hatch_tile(colour: str, scale: float) -> QImage:
    """A tile of thin diagonal lines that repeats without a seam."""
    side = max(4, round(_HATCH_PIXELS * scale))
    tile = _transparent(side, side)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = QColor(colour)
    ink.setAlphaF(0.7)
    painter.setPen(QPen(ink, max(1.0, 0.9 * scale)))
    for offset in (-side, 0, side):
        painter.drawLine(QPointF(offset - 1, side + 1), QPointF(offset + side + 1, -1))
    painter.end()
    return tile


@lru_cache(maxsize=512)
def marker(symbol: Symbol, scale: float) -> QImage:
    """The image of a point symbol, its centre at the centre of the image."""
    radius = symbol.size * PIXELS_PER_POINT * scale / 2
    width = symbol.line_width * PIXELS_PER_POINT * scale if symbol.line else 0.0
    half = math.ceil(radius * 1.15 + width / 2 + 1)
    image = _transparent(2 * half + 1, 2 * half + 1)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(half + 0.5, half + 0.5)
    draw_shape(painter, symbol, radius, width)
    painter.end()
    return image


def draw_shape(painter: QPainter, symbol: Symbol, radius: float, width: float) -> None:
    """Draw a marker around the origin."""
    if symbol.shape in (Shape.CROSS, Shape.PLUS):
        _draw_strokes(painter, symbol, radius, width)
        return
    painter.setPen(QPen(QColor(symbol.line), width) if width else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(fill_of(symbol))
    if symbol.shape is Shape.CIRCLE:
        painter.drawEllipse(QPointF(0, 0), radius, radius)
    else:
        painter.drawPolygon(QPolygonF([QPointF(x * radius, y * radius) for x, y in _CORNERS[symbol.shape]]))


def _draw_strokes(painter: QPainter, symbol: Symbol, radius: float, width: float) -> None:
    """A cross or plus in its fill colour on a thin light edge, so that it reads on any ground."""
    arm = radius * (0.72 if symbol.shape is Shape.CROSS else 0.95)
    path = QPainterPath()
    for x, y in ((arm, arm), (arm, -arm)) if symbol.shape is Shape.CROSS else ((arm, 0.0), (0.0, arm)):
        path.moveTo(-x, -y)
        path.lineTo(x, y)
    stroke = max(width, radius * 0.42)
    for colour, extra in (("#ffffff", radius * 0.3), (symbol.fill or symbol.line, 0.0)):
        pen = QPen(QColor(colour), stroke + extra)
        pen.setCapStyle(Qt.PenCapStyle.SquareCap if extra else Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawPath(path)


def _star() -> tuple[tuple[float, float], ...]:
    corners = []
    for index in range(10):
        reach = 1.12 if index % 2 == 0 else 0.48
        angle = math.pi * index / 5
        corners.append((reach * math.sin(angle), -reach * math.cos(angle)))
    return tuple(corners)


_CORNERS: dict[Shape, tuple[tuple[float, float], ...]] = {
    Shape.SQUARE: ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    Shape.TRIANGLE: ((0.0, -1.0), (1.0, 0.8), (-1.0, 0.8)),
    Shape.DIAMOND: ((0.0, -1.1), (1.1, 0.0), (0.0, 1.1), (-1.1, 0.0)),
    Shape.STAR: _star(),
    Shape.HOUSE: (
        (0.0, -1.1), (1.05, -0.15), (0.75, -0.15), (0.75, 0.9), (-0.75, 0.9), (-0.75, -0.15), (-1.05, -0.15),
    ),
}  # fmt: skip


def legend_image(symbol: Symbol, geometry: str, scale: float = 1.0) -> QImage:
    """A swatch of 22 × 14 logical pixels for a legend; larger for a marker that needs it.

    Parameters
    ----------
    geometry : str
        ``point``, ``line`` or ``polygon``; rasters are shown as polygons.
    """
    width, height = round(22 * scale), round(14 * scale)
    mark = marker(symbol, scale) if geometry == "point" else None
    if mark is not None:
        width, height = max(width, mark.width()), max(height, mark.height())
    image = _transparent(width, height)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if mark is not None:
        painter.drawImage(QPointF((width - mark.width()) / 2, (height - mark.height()) / 2), mark)
    elif geometry == "line":
        painter.setPen(pen_of(symbol, scale))
        painter.drawLine(QPointF(1, height / 2), QPointF(width - 1, height / 2))
    else:
        box = QRectF(1.5, 1.5, width - 3, height - 3)
        painter.fillRect(box, fill_of(symbol))
        if symbol.hatch:
            painter.fillRect(box, QBrush(hatch_tile(symbol.line or symbol.fill, scale)))
        pen = pen_of(symbol, scale)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
    painter.end()
    if is_night():
        from desktop.map_view.night import turned_icon

        image = turned_icon(image)
    image.setDevicePixelRatio(scale)
    return image


def _transparent(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image
