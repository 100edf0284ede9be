"""What stands on the map without moving with it: watermark, scale bar, notice, cross-hair."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPalette, QPen

from desktop.map_view.projection import ground_metres
from layers.text import tr
from layers.units import unit_text

if TYPE_CHECKING:
    from desktop.map_view.canvas import MapCanvas

_BAR_PIXELS = 130
_PLATE_ALPHA = 200
_ARM = 12


def draw_furniture(canvas: MapCanvas, painter: QPainter) -> None:
    """Draw all of it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if canvas.exercise:
        _draw_watermark(canvas, painter)
    _draw_scale_bar(canvas, painter)
    if canvas.notice:
        draw_plate(canvas, painter, canvas.notice, QPointF(canvas.width() / 2, canvas.height() / 2))


def draw_plate(canvas: MapCanvas, painter: QPainter, text: str, middle: QPointF) -> None:
    """Words on a plate in the colours of the window."""
    box = plate_box(canvas, text, middle)
    painter.setFont(canvas.text_font())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(plate_colour(canvas.palette(), 230))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(canvas.palette().color(QPalette.ColorRole.Text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def plate_box(canvas: MapCanvas, text: str, middle: QPointF) -> QRectF:
    """Where the plate of some words lies: about `middle`, within the map."""
    metrics = QFontMetricsF(canvas.text_font())
    lines = text.split("\n")
    width = max(metrics.horizontalAdvance(line) for line in lines) + 24
    box = QRectF(0, 0, width, metrics.height() * len(lines) + 12)
    box.moveCenter(middle)
    box.moveLeft(max(4.0, min(box.left(), canvas.width() - box.width() - 4)))
    box.moveTop(max(4.0, min(box.top(), canvas.height() - box.height() - 4)))
    return box


def plate_colour(palette: QPalette, alpha: int = _PLATE_ALPHA) -> QColor:
    """The ground of words on the map."""
    colour = palette.color(QPalette.ColorRole.Base)
    colour.setAlpha(alpha)
    return colour


def draw_cross_hair(canvas: MapCanvas, painter: QPainter) -> None:
    """The place in the middle of the map that keys act on."""
    x, y = canvas.width() / 2, canvas.height() / 2
    for colour, width in ((canvas.palette().base().color(), 3.5), (canvas.palette().text().color(), 1.4)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(QPointF(x - _ARM, y), QPointF(x + _ARM, y))
        painter.drawLine(QPointF(x, y - _ARM), QPointF(x, y + _ARM))


def draw_focus(canvas: MapCanvas, painter: QPainter) -> None:
    """The frame that says that keys go to the map."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(canvas.palette().highlight().color(), 1))
    painter.drawRect(canvas.rect().adjusted(0, 0, -1, -1))


def _draw_watermark(canvas: MapCanvas, painter: QPainter) -> None:
    text = str(tr("EXERCISE"))
    width, height = canvas.width(), canvas.height()
    font = QFont(canvas.font())
    font.setBold(True)
    font.setPixelSize(max(24, round(min(width, height) / 7)))
    painter.save()
    is_dark = canvas.palette().base().color().lightness() < 128
    painter.translate(width / 2, height / 2)
    painter.rotate(-math.degrees(math.atan2(height, width)))
    advance = QFontMetricsF(font).horizontalAdvance(text)
    letters = QPainterPath()
    letters.addText(QPointF(-advance / 2, font.pixelSize() * 0.36), font, text)
    # an edge tells them from areas of their own colour
    painter.strokePath(letters, QPen(QColor(0, 0, 0, 90) if is_dark else QColor(255, 255, 255, 130), 3.0))
    painter.fillPath(letters, QColor(255, 150, 150, 60) if is_dark else QColor(139, 0, 0, 56))
    painter.restore()


def _draw_scale_bar(canvas: MapCanvas, painter: QPainter) -> None:
    grown = canvas.magnification
    metres_per_pixel = canvas.view.resolution * ground_metres(canvas.view.y)
    length_m, text = round_length(metres_per_pixel * _BAR_PIXELS * grown)
    width = length_m / metres_per_pixel
    x, y = 12.0, canvas.height() - 14.0
    font = canvas.text_font()
    font.setPointSizeF(max(7.0, font.pointSizeF() - 1.0))
    painter.setFont(font)
    line = QFontMetricsF(font).height()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(plate_colour(canvas.palette()))
    painter.drawRoundedRect(QRectF(x - 6, y - line - 6, width + 12, line + 14), 3, 3)
    painter.setPen(QPen(canvas.palette().color(QPalette.ColorRole.Text), 1.4 * grown))
    painter.drawPolyline([QPointF(x, y - 4), QPointF(x, y), QPointF(x + width, y), QPointF(x + width, y - 4)])
    painter.drawText(QRectF(x, y - line - 5, width, line), Qt.AlignmentFlag.AlignCenter, text)


def round_length(most_m: float) -> tuple[float, str]:
    """The longest round length not above `most_m` metres, and how it is written."""
    power = 10.0 ** math.floor(math.log10(most_m))
    length = next(step * power for step in (5.0, 2.0, 1.0) if step * power <= most_m)
    if length >= 1000:
        return length, f"{length / 1000:,.0f} {unit_text('km')}"
    return length, f"{length:,.0f} {unit_text('m')}"
