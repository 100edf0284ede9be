"""Changing a shape in hand: its vertices, or its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from desktop.map_view.edit_tools import draw_caught, draw_vertex, screen_point
from desktop.map_view.snapping import Caught, LonLat, Snapper
from desktop.map_view.tools import ACCENT, NavigateTool

if TYPE_CHECKING:
    from desktop.map_view.canvas import MapCanvas
    from planning.geometry_editing import Vertex

REACH_PIXELS = 9.0
# an outline of more corners is seen on the map itself
_MOST_DRAWN = 5000


class ShapeTool(NavigateTool):
    """Changes the shape of one feature; elsewhere the map is dragged and clicked as ever.

    A vertex is dragged, or picked up and put down with the space bar where the middle of the map is; a double
    click on an edge, or Insert, puts one in, and Delete takes the one under the pointer out. With `whole`,
    the shape is moved as it is. Enter or Escape ends; Escape first lets go of what is in hand.

    Parameters
    ----------
    shape : geometry
        EPSG:4326.
    changed : callable
        Gets what makes the new shape, which may refuse; gives the shape that stands then.
    ended : callable
        Nothing more is wanted.
    whole : bool
        Move the shape instead of its vertices.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(
        self,
        shape: Any,
        snapper: Snapper,
        changed: Callable[[Callable[[], Any]], Any],
        ended: Callable[[], None],
        *,
        whole: bool = False,
    ) -> None:
        super().__init__()
        self.shape = shape
        self._snapper = snapper
        self._changed = changed
        self._ended = ended
        self.whole = whole
        self._held: Vertex | None = None
        self._grabbed: LonLat | None = None
        self._by_keys = False
        self._pointer: Caught | None = None

    @property
    def holds(self) -> bool:
        """Whether something is in hand."""
        return self._grabbed is not None

    def press(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Take what is under the pointer, or take hold of the map."""
        if self.holds:
            return
        self._by_keys = False
        if not self._grab(canvas, event.position()):
            super().press(canvas, event)

    def move(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Carry along what is in hand."""
        if self.holds and not self._by_keys:
            self._pointer = self._snapper.caught(event.position().x(), event.position().y())
            canvas.update()
            return
        super().move(canvas, event)

    def release(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Put down what is in hand."""
        if not self.holds or self._by_keys:
            super().release(canvas, event)
            return
        moved = self._pointer is not None
        if moved:
            self._put_down(canvas, event.position())
        else:
            self._let_go(canvas)

    def double_click(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Put a vertex on the edge."""
        if not self._insert(canvas, event.position()):
            super().double_click(canvas, event)

    def mark(self, canvas: MapCanvas) -> None:
        """Pick up what is nearest to the middle of the map, or put it down there."""
        middle = _middle(canvas)
        if self.holds:
            self._put_down(canvas, middle)
        else:
            self._by_keys = self._grab(canvas, middle)
            canvas.update()

    def key(self, canvas: MapCanvas, event: QKeyEvent) -> bool:
        """Enter and Escape end, Insert and Delete put in and take out a vertex."""
        key = event.key()
        if key == Qt.Key.Key_Escape and self.holds:
            self._let_go(canvas)
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ended()
        elif key == Qt.Key.Key_Insert and not self.whole:
            self._insert(canvas, self._at(canvas))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self.whole:
            self._delete(canvas, self._at(canvas))
        else:
            return False
        return True

    def paint(self, canvas: MapCanvas, painter: QPainter) -> None:
        """The shape as it would be, its vertices, and what would be caught."""
        import shapely

        super().paint(canvas, painter)
        caught = self._caught(canvas) if self.holds else None
        shape = self._with(caught.place) if caught is not None else self.shape
        if shapely.get_num_coordinates(shape) <= _MOST_DRAWN:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ACCENT, 2.0))
            for outline in shapely.get_parts(shape.boundary if shape.area else shape):
                painter.drawPolyline(QPolygonF(_points(canvas, outline)))
        if not self.whole or shape.geom_type == "Point":
            for point in _points(canvas, shape, in_view=True):
                draw_vertex(painter, point)
        if caught is not None:
            draw_vertex(painter, screen_point(canvas, caught.place), chosen=True)
            draw_caught(canvas, painter, caught)

    def leave(self, canvas: MapCanvas) -> None:
        """Let go."""
        self._let_go(canvas)

    # what is in hand

    def _at(self, canvas: MapCanvas) -> QPointF:
        pointer = canvas.mapFromGlobal(canvas.cursor().pos())
        by_mouse = canvas.underMouse() and canvas.rect().contains(pointer)
        return QPointF(pointer) if by_mouse else _middle(canvas)

    def _caught(self, canvas: MapCanvas) -> Caught:
        if self._by_keys:
            return self._snapper.caught(canvas.width() / 2, canvas.height() / 2)
        return self._pointer or Caught(*(self._grabbed or (0.0, 0.0)))

    def _grab(self, canvas: MapCanvas, at: QPointF) -> bool:
        if self.whole:
            if not self._is_on_shape(canvas, at):
                return False
            self._grabbed = canvas.view.lon_lat_of(at.x(), at.y())
        else:
            vertex = self._vertex_at(canvas, at)
            if vertex is None:
                return False
            self._held, self._grabbed = vertex
        self._pointer = None
        canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        return True

    def _put_down(self, canvas: MapCanvas, at: QPointF) -> None:
        new = self._with(self._snapper.caught(at.x(), at.y()).place)
        self._let_go(canvas)
        self.shape = self._changed(lambda: new)
        canvas.update()

    def _let_go(self, canvas: MapCanvas) -> None:
        self._held = self._grabbed = self._pointer = None
        self._by_keys = False
        canvas.setCursor(self.cursor)
        canvas.update()

    def _with(self, place: LonLat) -> Any:
        import shapely

        from planning.geometry_editing import with_vertex_moved

        if self._held is not None:
            return with_vertex_moved(self.shape, self._held, place)
        assert self._grabbed is not None
        step = place[0] - self._grabbed[0], place[1] - self._grabbed[1]
        if self.shape.geom_type == "Point":
            return shapely.Point(place)
        return shapely.transform(self.shape, lambda places: places + step)

    def _insert(self, canvas: MapCanvas, at: QPointF) -> bool:
        import math

        from planning.geometry_editing import nearest_edge, with_vertex_inserted

        here = canvas.view.lon_lat_of(at.x(), at.y())
        found = None if self.whole else nearest_edge(self.shape, here, math.cos(math.radians(here[1])))
        if found is None or not _is_near(screen_point(canvas, found[1]), at):
            return False
        shape, (after, place, _) = self.shape, found
        self.shape = self._changed(lambda: with_vertex_inserted(shape, after, place))
        canvas.update()
        return True

    def _delete(self, canvas: MapCanvas, at: QPointF) -> None:
        from planning.geometry_editing import with_vertex_removed

        vertex = self._vertex_at(canvas, at)
        if vertex is not None:
            self._let_go(canvas)
            shape = self.shape
            self.shape = self._changed(lambda: with_vertex_removed(shape, vertex[0]))
            canvas.update()

    def _vertex_at(self, canvas: MapCanvas, at: QPointF) -> tuple[Vertex, LonLat] | None:
        from planning.geometry_editing import vertices

        west, north = canvas.view.lon_lat_of(at.x() - REACH_PIXELS, at.y() - REACH_PIXELS)
        east, south = canvas.view.lon_lat_of(at.x() + REACH_PIXELS, at.y() + REACH_PIXELS)
        near = [
            (vertex, place)
            for vertex, place in vertices(self.shape)
            if west <= place[0] <= east and south <= place[1] <= north
        ]
        if not near:
            return None
        return min(near, key=lambda item: (screen_point(canvas, item[1]) - at).manhattanLength())

    def _is_on_shape(self, canvas: MapCanvas, at: QPointF) -> bool:
        import shapely

        west, north = canvas.view.lon_lat_of(at.x() - REACH_PIXELS, at.y() - REACH_PIXELS)
        east, south = canvas.view.lon_lat_of(at.x() + REACH_PIXELS, at.y() + REACH_PIXELS)
        return bool(shapely.intersects(self.shape, shapely.box(west, south, east, north)))


def _points(canvas: MapCanvas, shape: Any, *, in_view: bool = False) -> list[QPointF]:
    """Where the corners of a shape lie on the canvas."""
    import shapely

    from desktop.map_view.projection import to_map

    degrees = shapely.get_coordinates(shape)
    places = to_map(degrees[:, 0], degrees[:, 1])
    if in_view:
        west, south, east, north = canvas.view.bounds
        x, y = places[:, 0], places[:, 1]
        places = places[(x >= west) & (x <= east) & (y >= south) & (y <= north)]
    return [QPointF(*canvas.view.screen_of(x, y)) for x, y in places.tolist()]


def _is_near(one: QPointF, other: QPointF) -> bool:
    return (one - other).manhattanLength() <= 2 * REACH_PIXELS


def _middle(canvas: MapCanvas) -> QPointF:
    return QPointF(canvas.width() / 2, canvas.height() / 2)
