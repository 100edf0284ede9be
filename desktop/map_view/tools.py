"""What the mouse does on the map."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from desktop.map_view.projection import to_lon_lat

if TYPE_CHECKING:
    from desktop.map_view.canvas import MapCanvas

ACCENT = QColor("#1d5f8a")
_DRAG_PIXELS = 4


class MapTool:
    """Handles the left button; the canvas itself sees to wheel, middle button and keys."""

    cursor = Qt.CursorShape.ArrowCursor

    def press(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """The left button went down."""

    def move(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """The pointer moved, with or without the button."""

    def release(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """The left button came up."""

    def double_click(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """The left button was clicked twice."""

    def key(self, canvas: MapCanvas, event: QKeyEvent) -> bool:
        """Handle a key; says whether it was of use."""
        return False

    def mark(self, canvas: MapCanvas) -> None:
        """The space bar was tapped: take the middle of the map."""

    def paint(self, canvas: MapCanvas, painter: QPainter) -> None:
        """Draw what the tool shows over the map."""

    def leave(self, canvas: MapCanvas) -> None:
        """Another tool is taken."""


class NavigateTool(MapTool):
    """Drag moves the map, a click says what is there, shift-drag zooms to a box."""

    def __init__(self) -> None:
        self._from: QPointF | None = None
        self._last = QPointF()
        self._dragging = False
        self._box: ZoomBoxTool | None = None

    def press(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Begin a drag, a box or a click."""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._box = ZoomBoxTool()
            self._box.press(canvas, event)
            return
        self._from = self._last = event.position()
        self._dragging = False

    def move(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Drag the map along."""
        if self._box is not None:
            self._box.move(canvas, event)
        elif self._from is not None:
            if (event.position() - self._from).manhattanLength() >= _DRAG_PIXELS:
                self._dragging = True
                canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
            if self._dragging:
                step = event.position() - self._last
                canvas.set_view(canvas.view.moved(step.x(), step.y()))
                self._last = event.position()

    def release(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """End the drag, or take the click."""
        if self._box is not None:
            self._box.release(canvas, event)
            self._box = None
            return
        clicked = self._from is not None and not self._dragging
        self._from = None
        canvas.setCursor(self.cursor)
        if clicked:
            more = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            canvas.identify_at(event.position().x(), event.position().y(), more)

    def double_click(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Zoom in where it was clicked."""
        canvas.zoom(2.0, event.position().x(), event.position().y())

    def paint(self, canvas: MapCanvas, painter: QPainter) -> None:
        """The box being drawn."""
        if self._box is not None:
            self._box.paint(canvas, painter)


class ZoomBoxTool(MapTool):
    """Zooms to a box drawn with the mouse; `done` is called after it."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, done: Callable[[], None] = lambda: None) -> None:
        self._done = done
        self._from: QPointF | None = None
        self._to = QPointF()

    def press(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Set the first corner."""
        self._from = self._to = event.position()

    def move(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Set the other corner."""
        if self._from is not None:
            self._to = event.position()
            canvas.update()

    def release(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Zoom to the box."""
        if self._from is None:
            return
        box = QRectF(self._from, event.position()).normalized()
        self._from = None
        canvas.update()
        if box.width() < _DRAG_PIXELS or box.height() < _DRAG_PIXELS:
            self._done()
            return
        west, north = canvas.view.map_of(box.left(), box.top())
        east, south = canvas.view.map_of(box.right(), box.bottom())
        factor = min(canvas.view.width / box.width(), canvas.view.height / box.height())
        canvas.zoom_to_box((west, south, east, north), factor)
        self._done()

    def key(self, canvas: MapCanvas, event: QKeyEvent) -> bool:
        """Escape gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self._from = None
            self._done()
            return True
        return False

    def paint(self, canvas: MapCanvas, painter: QPainter) -> None:
        """The box being drawn."""
        if self._from is not None:
            fill = QColor(ACCENT)
            fill.setAlpha(40)
            painter.setPen(QPen(ACCENT, 1.5))
            painter.setBrush(fill)
            painter.drawRect(QRectF(self._from, self._to).normalized())


class PickTool(MapTool):
    """Takes one place; Escape gives up."""

    cursor = Qt.CursorShape.CrossCursor

    def release(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Take the place."""
        canvas.place_picked.emit(canvas.view.lon_lat_of(event.position().x(), event.position().y()))

    def mark(self, canvas: MapCanvas) -> None:
        """Take the middle of the map."""
        canvas.place_picked.emit(canvas.view.lon_lat_of(canvas.width() / 2, canvas.height() / 2))

    def key(self, canvas: MapCanvas, event: QKeyEvent) -> bool:
        """Enter takes the middle of the map, Escape gives up."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.mark(canvas)
        elif event.key() == Qt.Key.Key_Escape:
            canvas.place_picked.emit(None)
        else:
            return False
        return True


class AreaTool(MapTool):
    """Draws an area corner by corner; a double click or Enter ends it, Escape gives it up."""

    cursor = Qt.CursorShape.CrossCursor
    least_corners = 3

    def __init__(self) -> None:
        self._corners: list[tuple[float, float]] = []
        self._pointer: tuple[float, float] | None = None

    def press(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Set a corner."""
        self._corners.append(canvas.view.map_of(event.position().x(), event.position().y()))
        canvas.update()

    def move(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Show where the next corner would be."""
        self._pointer = canvas.view.map_of(event.position().x(), event.position().y())
        canvas.update()

    def mark(self, canvas: MapCanvas) -> None:
        """Set a corner in the middle of the map."""
        self._corners.append((canvas.view.x, canvas.view.y))
        canvas.update()

    def double_click(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """End the area."""
        self._finish(canvas)

    def key(self, canvas: MapCanvas, event: QKeyEvent) -> bool:
        """Enter ends the area, Backspace takes back a corner, Escape gives up."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish(canvas)
        elif event.key() == Qt.Key.Key_Backspace and self._corners:
            self._corners.pop()
        elif event.key() == Qt.Key.Key_Escape:
            self._corners.clear()
            canvas.area_drawn.emit(())
        else:
            return False
        canvas.update()
        return True

    def paint(self, canvas: MapCanvas, painter: QPainter) -> None:
        """The area so far."""
        corners = [*self._corners, *([self._pointer] if self._pointer and self._corners else [])]
        fill = QColor(ACCENT)
        fill.setAlpha(50)
        painter.setPen(QPen(ACCENT, 1.8))
        painter.setBrush(fill)
        self.draw(painter, QPolygonF([QPointF(*canvas.view.screen_of(*corner)) for corner in corners]))

    def draw(self, painter: QPainter, corners: QPolygonF) -> None:
        """Draw what the corners make."""
        painter.drawPolygon(corners)

    def leave(self, canvas: MapCanvas) -> None:
        """Forget the area."""
        self._corners.clear()

    def _finish(self, canvas: MapCanvas) -> None:
        distinct = list(dict.fromkeys(self._corners))
        if len(distinct) >= self.least_corners:
            places = to_lon_lat([x for x, _ in distinct], [y for _, y in distinct])
            self._corners.clear()
            canvas.area_drawn.emit(tuple(map(tuple, places.tolist())))


class LineTool(AreaTool):
    """Draws a line corner by corner, as an area is drawn."""

    least_corners = 2

    def draw(self, painter: QPainter, corners: QPolygonF) -> None:
        """Draw what the corners make."""
        painter.drawPolyline(corners)
