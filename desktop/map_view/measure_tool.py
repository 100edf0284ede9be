"""Measuring on the map: along a line, around an area, along roads; told live while it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from desktop.map_view.furniture import draw_plate, plate_box
from desktop.map_view.projection import bounds_to_map
from desktop.map_view.tools import MapTool
from layers.measures import crosses_itself, ring_area_m2, segment_lengths_m
from layers.text import numeral, tr
from layers.units import unit_text

if TYPE_CHECKING:
    from desktop.map_view.canvas import MapCanvas

Place = tuple[float, float]
_COLOUR = QColor("#b3005a")
_SEGMENT_PIXELS = 64


class Measure(StrEnum):
    """What is measured."""

    LINE = "line"
    AREA = "area"
    ROADS = "roads"


class MeasureTool(MapTool):
    """Takes corners with clicks or the space bar and tells lengths; Enter or a double click rests it.

    Backspace takes the last corner back, Escape first clears and then gives the tool back.

    Parameters
    ----------
    done : callable
        Called when the tool is given back.
    changed : callable, optional
        Called with the corners (degrees) whenever one was set or taken back.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(
        self,
        what: Measure,
        done: Callable[[], None],
        changed: Callable[[tuple[Place, ...]], None] | None = None,
    ) -> None:
        self.what = what
        self.corners: list[Place] = []
        self.ways: dict[tuple[Place, Place], tuple[tuple[Place, ...], str, float]] = {}
        self._pointer: Place | None = None
        self._rests = False
        self._done = done
        self._changed = changed

    @property
    def places(self) -> list[Place]:
        """The corners, and the place beneath the pointer while drawing goes on."""
        return [*self.corners, *([self._pointer] if self._pointer and self.corners else [])]

    def told(self) -> str:
        """The measure so far in words; empty before there is any."""
        if self.what is Measure.ROADS:
            return self._told_of_roads()
        places = self.places
        lengths = segment_lengths_m(places)
        if not lengths:
            return ""
        if self.what is Measure.LINE or len(places) < 3:
            words = [str(tr("{length} in all", length=length_text(sum(lengths))))]
            if len(lengths) > 1:
                words.append(str(tr("last part {length}", length=length_text(lengths[-1]))))
            return "\n".join(words)
        around = sum(lengths) + segment_lengths_m([places[-1], places[0]])[0]
        words = [area_text(ring_area_m2(places)), str(tr("{length} around", length=length_text(around)))]
        if crosses_itself(places):
            words.append(str(tr("the sides cross: the area is not that of the outline")))
        return "\n".join(words)

    def take_way(self, ends: tuple[Place, Place], line: tuple[Place, ...], words: str, km: float) -> None:
        """Take the way by road between two corners."""
        self.ways[ends] = (line, words, km)

    # the mouse and the keys

    def press(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Set a corner; after a rest, begin anew."""
        self._set(canvas, canvas.view.lon_lat_of(event.position().x(), event.position().y()))

    def mark(self, canvas: MapCanvas) -> None:
        """Set a corner in the middle of the map."""
        self._set(canvas, canvas.view.lon_lat_of(canvas.width() / 2, canvas.height() / 2))

    def move(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Measure up to the pointer."""
        if self.corners and not self._rests and self.what is not Measure.ROADS:
            self._pointer = canvas.view.lon_lat_of(event.position().x(), event.position().y())
            canvas.update()

    def double_click(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Rest."""
        self._rest(canvas)

    def key(self, canvas: MapCanvas, event: QKeyEvent) -> bool:
        """Enter rests, Backspace takes a corner back, Escape clears or gives the tool back."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._rest(canvas)
        elif key == Qt.Key.Key_Backspace and self.corners:
            self.corners.pop()
            self._rests = False
            self._tell()
        elif key == Qt.Key.Key_Escape and self.corners:
            self._clear()
        elif key == Qt.Key.Key_Escape:
            self._done()
        else:
            return False
        canvas.update()
        return True

    def leave(self, canvas: MapCanvas) -> None:
        """Forget everything."""
        self._clear()

    def paint(self, canvas: MapCanvas, painter: QPainter) -> None:
        """The corners, the lengths along them, and the whole."""
        places = self.places
        if not places:
            return
        screen = [_on_screen(canvas, place) for place in places]
        painter.setPen(QPen(_COLOUR, 2.2 * canvas.magnification))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.what is Measure.ROADS:
            self._paint_ways(canvas, painter)
        elif self.what is Measure.AREA and len(screen) > 2:
            fill = QColor(_COLOUR)
            fill.setAlpha(36)
            painter.setBrush(fill)
            painter.drawPolygon(QPolygonF(screen))
        else:
            painter.drawPolyline(QPolygonF(screen))
        painter.setBrush(_COLOUR)
        for corner in screen[: len(self.corners)]:
            painter.drawEllipse(corner, 3.5 * canvas.magnification, 3.5 * canvas.magnification)
        words, below = self.told(), screen[-1] + QPointF(0, 34 * canvas.magnification)
        if self.what is not Measure.ROADS:
            taken = plate_box(canvas, words, below) if words else QRectF()
            self._paint_lengths(canvas, painter, places, screen, taken)
        if words:
            draw_plate(canvas, painter, words, below)

    def _set(self, canvas: MapCanvas, place: Place) -> None:
        if self._rests:
            self._clear()
        if not self.corners or self.corners[-1] != place:
            self.corners.append(place)
            self._pointer = None
            self._tell()
        canvas.update()

    def _rest(self, canvas: MapCanvas) -> None:
        self._rests, self._pointer = True, None
        canvas.update()

    def _clear(self) -> None:
        self.corners.clear()
        self.ways.clear()
        self._pointer, self._rests = None, False
        self._tell()

    def _tell(self) -> None:
        if self._changed is not None:
            self._changed(tuple(self.corners))

    def _paint_lengths(
        self,
        canvas: MapCanvas,
        painter: QPainter,
        places: list[Place],
        screen: list[QPointF],
        taken: QRectF,
    ) -> None:
        """The length of each part on it, where there is room and more than one part."""
        lengths = segment_lengths_m(places)
        if len(lengths) < 2:
            return
        for start, end, length in zip(screen[:-1], screen[1:], lengths, strict=True):
            words, middle = length_text(length), (start + end) / 2
            is_long = (end - start).manhattanLength() >= _SEGMENT_PIXELS * canvas.magnification
            if is_long and not plate_box(canvas, words, middle).intersects(taken):
                draw_plate(canvas, painter, words, middle)

    def _paint_ways(self, canvas: MapCanvas, painter: QPainter) -> None:
        for ends in zip(self.corners[:-1], self.corners[1:], strict=True):
            way = self.ways.get(ends)
            if way is None or way[2] != way[2]:
                painter.setPen(QPen(_COLOUR, 1.2, Qt.PenStyle.DotLine))
                painter.drawLine(_on_screen(canvas, ends[0]), _on_screen(canvas, ends[1]))
            else:
                painter.setPen(QPen(_COLOUR, 3.2 * canvas.magnification))
                painter.drawPolyline(QPolygonF([_on_screen(canvas, place) for place in way[0]]))

    def _told_of_roads(self) -> str:
        ends = list(zip(self.corners[:-1], self.corners[1:], strict=True))
        if not ends:
            return ""
        if any(pair not in self.ways for pair in ends):
            return str(tr("looking for the way …"))
        ways = [self.ways[pair] for pair in ends]
        words = [ways[-1][1]]
        if len(ways) > 1 and all(km == km for _, _, km in ways):
            words.append(str(tr("{length} in all", length=length_text(1000 * sum(km for _, _, km in ways)))))
        return "\n".join(words)


def length_text(metres: float) -> str:
    """A length as people say it: metres to 1 km, then kilometres to three or four digits."""
    if metres < 1000:
        return f"{numeral(f'{metres:,.0f}')} {unit_text('m')}"
    decimals = 2 if metres < 100_000 else 1
    return f"{numeral(f'{metres / 1000:,.{decimals}f}')} {unit_text('km')}"


def area_text(square_metres: float) -> str:
    """An area in hectares below 10 km², in square kilometres above."""
    if square_metres < 1e7:
        return f"{numeral(f'{square_metres / 1e4:,.2f}')} {unit_text('ha')}"
    return f"{numeral(f'{square_metres / 1e6:,.1f}')} {unit_text('km²')}"


def _on_screen(canvas: MapCanvas, place: Place) -> QPointF:
    x, y, _, _ = bounds_to_map((*place, *place))
    return QPointF(*canvas.view.screen_of(x, y))
