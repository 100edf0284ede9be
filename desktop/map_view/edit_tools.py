"""Drawing on the map: points, lines and areas, with corners that catch what is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from desktop.map_view.projection import bounds_to_map
from desktop.map_view.snapping import Caught, LonLat, Snapper
from desktop.map_view.tools import ACCENT, MapTool

if TYPE_CHECKING:
    from desktop.map_view.canvas import MapCanvas

_SNAP = QColor("#c2185b")
_LEAST_CORNERS = {"point": 1, "line": 2, "polygon": 3}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DrawTool(MapTool):
    """Draws a point, a line or an area.

    A click sets a corner, and so does the space bar in the middle of the map; a double click or Enter ends
    the shape, Backspace takes a corner back, Escape gives up.

    Parameters
    ----------
    shape : str
        ``point``, ``line`` or ``polygon``.
    done : callable
        Gets the corners in degrees; none when it was given up.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, shape: str, snapper: Snapper, done: Callable[[tuple[LonLat, ...]], None]) -> None:
        self._shape = shape
        self._snapper = snapper
        self._done = done
        self._pointer: Caught | None = None
        self.corners: list[LonLat] = []

    def press(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Set a corner."""
        self._set(canvas, event.position())

    def move(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Show where the next corner would be."""
        self._pointer = self._snapper.caught(event.position().x(), event.position().y())
        canvas.update()

    def double_click(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """End the shape."""
        self._finish(canvas)

    def mark(self, canvas: MapCanvas) -> None:
        """Set a corner in the middle of the map."""
        self._set(canvas, _middle(canvas))

    def key(self, canvas: MapCanvas, event: QKeyEvent) -> bool:
        """Enter ends the shape, Backspace takes back a corner, Escape gives up."""
        if event.key() in _ENTER:
            if self._shape == "point" and not self.corners:
                self.mark(canvas)
            else:
                self._finish(canvas)
        elif event.key() == Qt.Key.Key_Backspace and self.corners:
            self.corners.pop()
        elif event.key() == Qt.Key.Key_Escape:
            self.corners.clear()
            self._done(())
        else:
            if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._pointer = None
            return False
        canvas.update()
        return True

    def paint(self, canvas: MapCanvas, painter: QPainter) -> None:
        """The shape so far, its corners, and what would be caught."""
        ahead = self._pointer or self._snapper.caught(canvas.width() / 2, canvas.height() / 2)
        places = [*self.corners, *([ahead.place] if self.corners else [])]
        points = QPolygonF([screen_point(canvas, place) for place in places])
        fill = QColor(ACCENT)
        fill.setAlpha(50)
        painter.setPen(QPen(ACCENT, 1.8))
        painter.setBrush(fill)
        if self._shape == "polygon":
            painter.drawPolygon(points)
        else:
            painter.drawPolyline(points)
        for place in self.corners:
            draw_vertex(painter, screen_point(canvas, place))
        draw_caught(canvas, painter, ahead)

    def leave(self, canvas: MapCanvas) -> None:
        """Forget the shape."""
        self.corners.clear()

    def _set(self, canvas: MapCanvas, at: QPointF) -> None:
        place = self._snapper.caught(at.x(), at.y()).place
        if not self.corners or place != self.corners[-1]:
            self.corners.append(place)
        canvas.update()
        if self._shape == "point":
            self._finish(canvas)

    def _finish(self, canvas: MapCanvas) -> None:
        if len(set(self.corners)) >= _LEAST_CORNERS[self._shape]:
            corners = tuple(self.corners)
            self.corners.clear()
            canvas.update()
            self._done(corners)


def screen_point(canvas: MapCanvas, place: LonLat) -> QPointF:
    """Where a place in degrees lies on the canvas."""
    x, y, *_ = bounds_to_map((*place, *place))
    return QPointF(*canvas.view.screen_of(x, y))


def draw_vertex(painter: QPainter, at: QPointF, *, chosen: bool = False) -> None:
    """A small square on a corner."""
    painter.setPen(QPen(QColor("#ffffff"), 1.0))
    painter.setBrush(_SNAP if chosen else ACCENT)
    half = 5.0 if chosen else 3.5
    painter.drawRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))


def draw_caught(canvas: MapCanvas, painter: QPainter, caught: Caught) -> None:
    """Mark what a corner would catch: a square on a vertex, a circle on an edge."""
    if not caught.what:
        return
    at = screen_point(canvas, caught.place)
    painter.setPen(QPen(_SNAP, 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    box = QRectF(at.x() - 7, at.y() - 7, 14, 14)
    if caught.what == "vertex":
        painter.drawRect(box)
    else:
        painter.drawEllipse(box)


def _middle(canvas: MapCanvas) -> QPointF:
    return QPointF(canvas.width() / 2, canvas.height() / 2)
