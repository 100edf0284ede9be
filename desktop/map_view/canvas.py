"""The map widget: shows the last picture, moved and scaled, while the worker paints the next."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.map_view.projection import Bounds, View, ground_metres, home_view
from desktop.map_view.scene import Picture, Scene
from desktop.map_view.tools import MapTool, NavigateTool
from desktop.map_view.worker import PaintWorker
from layers.text import tr
from layers.units import unit_text

_NOTCH = 120
_ZOOM_A_NOTCH = 1.5
_KEY_STEP = 0.2
_BAR_PIXELS = 130


class MapCanvas(QWidget):
    """The map.

    Signals
    -------
    pointer_moved(lon, lat)
        Degrees beneath the pointer.
    view_changed(View)
    picture_shown(Picture)
        A new picture is on the screen.
    identified(hits, more)
        Layer keys and fids under a click, the topmost first; whether to add to what is selected.
    area_drawn(corners)
        Corners in degrees of an area drawn with the area tool; empty when it was given up.
    place_picked((lon, lat) or None)
        Degrees of a place picked with the pick tool; None when it was given up.
    failed(Exception)
    """

    pointer_moved = Signal(float, float)
    view_changed = Signal(object)
    picture_shown = Signal(object)
    identified = Signal(object, bool)
    area_drawn = Signal(object)
    place_picked = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(str(tr("Map")))
        self.setAccessibleDescription(
            str(tr("Arrow keys move the map, plus and minus zoom, Home shows the whole country."))
        )
        self.view: View = home_view(self.width(), self.height(), self.devicePixelRatioF())
        self.scene = Scene()
        self.picture: Picture | None = None
        self.exercise = False
        self.notice = ""
        self._untouched = True
        self._tool: MapTool = NavigateTool()
        self._dragged_from: QPointF | None = None
        self.worker = PaintWorker(self.font().family(), self)
        self.worker.painted.connect(self._show)
        self.worker.failed.connect(self.failed)

    def sizeHint(self) -> QSize:
        """A sensible first size."""
        return QSize(800, 600)

    def minimumSizeHint(self) -> QSize:
        """Small enough for panels on both sides of a small screen."""
        return QSize(320, 200)

    def set_scene(self, scene: Scene) -> None:
        """Draw other layers."""
        self.scene = scene
        self._want()

    def set_view(self, view: View) -> None:
        """Show another part of the map."""
        if view == self.view:
            return
        self.view = view
        self._untouched = False
        self._want()
        self.update()
        self.view_changed.emit(view)

    def set_tool(self, tool: MapTool) -> None:
        """Take another tool."""
        self._tool.leave(self)
        self._tool = tool
        self.setCursor(tool.cursor)
        self.update()

    def zoom(self, factor: float, px: float | None = None, py: float | None = None) -> None:
        """Zoom, the place under the logical pixel (or the centre) staying where it is."""
        x = self.width() / 2 if px is None else px
        y = self.height() / 2 if py is None else py
        self.set_view(self.view.zoomed(factor, x, y))

    def zoom_to(self, bounds: Bounds, margin: float = 0.05) -> None:
        """Show map bounds whole."""
        self.set_view(self.view.fitted(bounds, margin))

    def zoom_to_box(self, bounds: Bounds, factor: float) -> None:
        """Zoom `factor` times to the middle of map bounds drawn by hand."""
        west, south, east, north = bounds
        px, py = self.view.screen_of((west + east) / 2, (south + north) / 2)
        moved = self.view.moved(self.width() / 2 - px, self.height() / 2 - py)
        self.set_view(moved.zoomed(factor, self.width() / 2, self.height() / 2))

    def zoom_home(self) -> None:
        """Show the whole country."""
        self.set_view(home_view(self.width(), self.height(), self.devicePixelRatioF()))
        self._untouched = True

    def identify_at(self, px: float, py: float, more: bool = False) -> None:
        """Say what is drawn at a logical pixel."""
        if self.worker.renderer is not None:
            self.identified.emit(self.worker.renderer.near(self.scene, self.view, px, py), more)

    def close_worker(self) -> None:
        """End the painting thread; the widget shows its last picture from then on."""
        self.worker.stop()

    # events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Blit the last picture where it belongs now, and draw what does not move with the map."""
        painter = QPainter(self)
        if self.picture is None or self.picture.view != self.view:
            painter.fillRect(self.rect(), QColor(self.scene.background))
        if self.picture is not None:
            painter.drawImage(self._place_of(self.picture.view), self.picture.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.exercise:
            self._draw_watermark(painter)
        self._draw_scale_bar(painter)
        if self.notice:
            self._draw_notice(painter)
        self._tool.paint(self, painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().highlight().color(), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep centre and scale; the whole country stays whole until the map was moved."""
        size, ratio = event.size(), self.devicePixelRatioF()
        if self._untouched:
            self.view = home_view(size.width(), size.height(), ratio)
        else:
            self.view = self.view.resized(size.width(), size.height(), ratio)
        self._want()
        self.view_changed.emit(self.view)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor; a touchpad zooms by as much as the fingers moved."""
        turned = event.angleDelta().y()
        if turned:
            position = event.position()
            self.zoom(_ZOOM_A_NOTCH ** (turned / _NOTCH), position.x(), position.y())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Left to the tool; the middle button drags with every tool."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._tool.press(self, event)
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._dragged_from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the pointer is; drag or draw."""
        position = event.position()
        if self._dragged_from is not None:
            step = position - self._dragged_from
            self._dragged_from = position
            self.set_view(self.view.moved(step.x(), step.y()))
        else:
            self._tool.move(self, event)
        self.pointer_moved.emit(*self.view.lon_lat_of(position.x(), position.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Left to the tool."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._tool.release(self, event)
        elif event.button() == Qt.MouseButton.MiddleButton:
            self._dragged_from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Left to the tool."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._tool.double_click(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and zoom without a mouse."""
        if self._tool.key(self, event):
            return
        width, height = self.width() * _KEY_STEP, self.height() * _KEY_STEP
        moves = {
            Qt.Key.Key_Left: (width, 0.0),
            Qt.Key.Key_Right: (-width, 0.0),
            Qt.Key.Key_Up: (0.0, height),
            Qt.Key.Key_Down: (0.0, -height),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self.set_view(self.view.moved(*moves[key]))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_ZOOM_A_NOTCH)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _ZOOM_A_NOTCH)
        elif key == Qt.Key.Key_Home:
            self.zoom_home()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.identify_at(self.width() / 2, self.height() / 2)
        else:
            super().keyPressEvent(event)

    # drawing

    def _want(self) -> None:
        if self.width() > 1 and self.height() > 1:
            self.worker.request(self.scene, self.view)

    def _show(self, picture: Picture) -> None:
        self.picture = picture
        self.update()
        self.picture_shown.emit(picture)

    def _place_of(self, view: View) -> QRectF:
        """Where a picture of `view` lies in the present view, logical pixels."""
        west, south, east, north = view.bounds
        left, top = self.view.screen_of(west, north)
        right, bottom = self.view.screen_of(east, south)
        if math.isclose(view.resolution, self.view.resolution):
            return QRectF(round(left), round(top), view.width, view.height)
        return QRectF(left, top, right - left, bottom - top)

    def _draw_watermark(self, painter: QPainter) -> None:
        text = str(tr("EXERCISE"))
        font = QFont(self.font())
        font.setBold(True)
        font.setPixelSize(max(24, round(min(self.width(), self.height()) / 7)))
        painter.save()
        painter.setFont(font)
        painter.setPen(QColor(139, 0, 0, 56))
        painter.translate(self.width() / 2, self.height() / 2)
        painter.rotate(-math.degrees(math.atan2(self.height(), self.width())))
        width = QFontMetricsF(font).horizontalAdvance(text)
        painter.drawText(QPointF(-width / 2, font.pixelSize() * 0.36), text)
        painter.restore()

    def _draw_scale_bar(self, painter: QPainter) -> None:
        metres_per_pixel = self.view.resolution * ground_metres(self.view.y)
        length_m, text = round_length(metres_per_pixel * _BAR_PIXELS)
        width = length_m / metres_per_pixel
        x, y = 12.0, self.height() - 14.0
        font = QFont(self.font())
        font.setPointSizeF(max(7.0, font.pointSizeF() - 1.0))
        painter.setFont(font)
        plate = QRectF(x - 6, y - 20, width + 12, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 200))
        painter.drawRoundedRect(plate, 3, 3)
        painter.setPen(QPen(QColor("#333333"), 1.4))
        painter.drawPolyline(
            [QPointF(x, y - 4), QPointF(x, y), QPointF(x + width, y), QPointF(x + width, y - 4)]
        )
        painter.drawText(QRectF(x, y - 20, width, 16), Qt.AlignmentFlag.AlignCenter, text)

    def _draw_notice(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(self.font())
        box = QRectF(0, 0, metrics.horizontalAdvance(self.notice) + 32, metrics.height() + 16)
        box.moveCenter(QPointF(self.width() / 2, self.height() / 2))
        painter.setFont(self.font())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(255, 255, 255, 225))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor("#333333"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.notice)


def round_length(most_m: float) -> tuple[float, str]:
    """The longest round length not above `most_m` metres, and how it is written."""
    power = 10.0 ** math.floor(math.log10(most_m))
    length = next(step * power for step in (5.0, 2.0, 1.0) if step * power <= most_m)
    if length >= 1000:
        return length, f"{length / 1000:,.0f} {unit_text('km')}"
    return length, f"{length:,.0f} {unit_text('m')}"
