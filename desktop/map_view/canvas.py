"""The map widget: shows the last picture, moved and scaled, while the worker paints the next."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.map_view.furniture import draw_cross_hair, draw_focus, draw_furniture
from desktop.map_view.hand import MapHand
from desktop.map_view.projection import Bounds, View, home_view
from desktop.map_view.scene import Picture, Scene
from desktop.map_view.tools import MapTool, NavigateTool
from desktop.map_view.worker import PaintWorker
from layers.text import tr


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
    step_wanted(int)
        A button of the mouse asks for the view before (-1) or after (1) this one.
    given_up()
        Escape was pressed and no tool had a use for it.
    resized()
    failed(Exception)
    """

    pointer_moved = Signal(float, float)
    view_changed = Signal(object)
    picture_shown = Signal(object)
    identified = Signal(object, bool)
    area_drawn = Signal(object)
    place_picked = Signal(object)
    step_wanted = Signal(int)
    given_up = Signal()
    resized = Signal()
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(str(tr("Map")))
        self.setAccessibleDescription(
            str(
                tr(
                    "Arrow keys move the map, plus and minus zoom, Home shows the whole country; Enter says "
                    "what lies in the middle, the space bar sets a corner there."
                )
            )
        )
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.view: View = home_view(self.width(), self.height(), self.devicePixelRatioF())
        self.scene = Scene()
        self.picture: Picture | None = None
        self.exercise = False
        self.notice = ""
        self.magnification = 1.0
        self.tool: MapTool = NavigateTool()
        self._untouched = True
        self._by_keys = False
        self._hand = MapHand(self)
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
        self.tool.leave(self)
        self.tool = tool
        self.setCursor(tool.cursor)
        self.update()

    def magnify(self, factor: float) -> None:
        """Draw symbols, names and lines `factor` times as large."""
        self.magnification = factor
        self._want()
        self.update()

    def text_font(self) -> QFont:
        """The font of what stands on the map."""
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * self.magnification)
        return font

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
        draw_furniture(self, painter)
        self.tool.paint(self, painter)
        if self.hasFocus():
            if self._by_keys and self.tool.cursor == Qt.CursorShape.CrossCursor:
                draw_cross_hair(self, painter)
            draw_focus(self, painter)
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
        self.resized.emit()

    def event(self, event: QEvent) -> bool:
        """Pinches of a touchpad or touch screen."""
        if event.type() in (QEvent.Type.NativeGesture, QEvent.Type.Gesture) and self._hand.gesture(event):
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor."""
        self._hand.wheel(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left button is the tool's."""
        if not self._hand.press(event) and event.button() == Qt.MouseButton.LeftButton:
            self.tool.press(self, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the pointer is; drag or draw."""
        self._by_keys = False
        if not self._hand.move(event):
            self.tool.move(self, event)
        position = event.position()
        self.pointer_moved.emit(*self.view.lon_lat_of(position.x(), position.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The left button is the tool's."""
        if not self._hand.release(event) and event.button() == Qt.MouseButton.LeftButton:
            self.tool.release(self, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The left button is the tool's."""
        if not self._hand.press(event) and event.button() == Qt.MouseButton.LeftButton:
            self.tool.double_click(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The tool first, then moving and zooming."""
        self._by_keys = True
        if self.tool.key(self, event):
            return
        if self._hand.key_press(event):
            self.pointer_moved.emit(*self.view.lon_lat_of(self.width() / 2, self.height() / 2))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.identify_at(self.width() / 2, self.height() / 2)
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
        self.update()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of the map."""
        if not self._hand.key_release(event):
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keys released elsewhere are not told of."""
        self._hand.let_go()
        super().focusOutEvent(event)

    # drawing

    def _want(self) -> None:
        if self.width() > 1 and self.height() > 1:
            self.worker.request(self.scene, self.view, self.magnification)

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
