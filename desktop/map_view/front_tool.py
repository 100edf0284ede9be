"""Pulling the front on the map: the tool, and what it draws over the map while it is pulled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen, QTransform

from desktop.map_view.projection import to_map
from desktop.map_view.tools import NavigateTool

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.map_view.canvas import MapCanvas
    from desktop.map_view.projection import View

LonLat = tuple[float, float]

_REACH_PIXELS = 12.0
_LINE = QColor("#b3002d")
_REGION = QColor(179, 0, 45, 46)
_ROAD = QColor("#7a0019")
_CUT_OFF = QColor("#5b2a86")
# From the area of control outwards.
_BAND_COLOURS = ("#67000d", "#a50f15", "#cb181d", "#ef3b2c", "#fb6a4a", "#fc9272", "#fcbba1")


@dataclass(frozen=True, slots=True, eq=False)
class FrontDrawing:
    """What lies over the map while the front is pulled; map metres.

    Attributes
    ----------
    line, region, roads : QPainterPath
        The moved stretch, what changes hands, and the roads lost.
    sites : array, shape (n, 2)
    bands : array, shape (n,)
        Row of the distance bands of each site.
    cut_off : array, shape (n, 2)
    """

    line: QPainterPath = field(default_factory=QPainterPath)
    region: QPainterPath = field(default_factory=QPainterPath)
    roads: QPainterPath = field(default_factory=QPainterPath)
    sites: NDArray[np.float64] | None = None
    bands: NDArray[np.int64] | None = None
    cut_off: NDArray[np.float64] | None = None


def path_of(geometries: Any, *, closed: bool = False) -> QPainterPath:
    """Lines or polygons (degrees) as one path in map metres."""
    import numpy as np
    import shapely

    path = QPainterPath()
    parts = shapely.get_parts(np.atleast_1d(np.asarray(geometries, dtype=object)))
    rings = shapely.get_rings(parts[shapely.get_type_id(parts) == 3]) if closed else parts
    for ring in rings:
        degrees = shapely.get_coordinates(ring)
        if len(degrees) < 2:
            continue
        points = to_map(degrees[:, 0], degrees[:, 1])
        path.moveTo(*points[0])
        for x, y in points[1:].tolist():
            path.lineTo(x, y)
    path.setFillRule(Qt.FillRule.OddEvenFill)
    return path


class FrontTool(NavigateTool):
    """Grabs the contact line and pulls it; away from the line it moves the map as usual.

    Parameters
    ----------
    line : shapely geometry
        The contact line, degrees.
    pulled : callable
        Called with where it was grabbed and where the pointer is.
    let_go : callable
    given_up : callable
        Escape was pressed.
    """

    def __init__(
        self,
        line: Any,
        pulled: Callable[[LonLat, LonLat], None],
        let_go: Callable[[], None],
        given_up: Callable[[], None],
    ) -> None:
        super().__init__()
        import shapely

        self._line = shapely.transform(line, lambda degrees: to_map(degrees[:, 0], degrees[:, 1]))
        shapely.prepare(self._line)
        self._pulled, self._let_go, self._given_up = pulled, let_go, given_up
        self._grab: LonLat | None = None
        self._has_moved = False
        self.drawing = FrontDrawing()

    @property
    def is_pulling(self) -> bool:
        """Whether the line is in hand."""
        return self._grab is not None

    def press(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Grab the line, or take hold of the map."""
        if self._is_on_line(canvas, event.position()):
            self._grab = canvas.view.lon_lat_of(event.position().x(), event.position().y())
            self._has_moved = False
            canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            super().press(canvas, event)

    def move(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Pull the line along; without a button show where it can be grabbed."""
        if self._grab is not None:
            self._has_moved = True
            self._pulled(self._grab, canvas.view.lon_lat_of(event.position().x(), event.position().y()))
            return
        super().move(canvas, event)
        if not event.buttons():
            near = self._is_on_line(canvas, event.position())
            canvas.setCursor(Qt.CursorShape.OpenHandCursor if near else self.cursor)

    def release(self, canvas: MapCanvas, event: QMouseEvent) -> None:
        """Let the line go."""
        if self._grab is None:
            super().release(canvas, event)
            return
        self._grab = None
        canvas.setCursor(self.cursor)
        if self._has_moved:
            self._let_go()

    def key(self, canvas: MapCanvas, event: QKeyEvent) -> bool:
        """Escape gives up."""
        if event.key() != Qt.Key.Key_Escape:
            return False
        self._grab = None
        canvas.setCursor(self.cursor)
        self._given_up()
        return True

    def paint(self, canvas: MapCanvas, painter: QPainter) -> None:
        """The moved line, what changes hands, roads lost, sites newly nearer and places cut off."""
        super().paint(canvas, painter)
        drawing, view = self.drawing, canvas.view
        painter.save()
        painter.setTransform(_to_screen(view), True)
        painter.fillPath(drawing.region, _REGION)
        for path, colour, width in (
            (drawing.roads, _ROAD, 2.4),
            (drawing.line, QColor("#ffffff"), 6.0),
            (drawing.line, _LINE, 3.2),
        ):
            pen = QPen(colour, width)
            pen.setCosmetic(True)
            painter.strokePath(path, pen)
        painter.restore()
        painter.setPen(QPen(QColor("#ffffff"), 1.0))
        if drawing.sites is not None and drawing.bands is not None:
            for place, band in zip(_in_view(drawing.sites, view), drawing.bands.tolist(), strict=True):
                painter.setBrush(QColor(_BAND_COLOURS[min(band, len(_BAND_COLOURS) - 1)]))
                painter.drawEllipse(QRectF(place[0] - 4.5, place[1] - 4.5, 9, 9))
        if drawing.cut_off is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(_CUT_OFF, 2.0))
            for x, y in _in_view(drawing.cut_off, view):
                painter.drawEllipse(QPointF(x, y), 6.5, 6.5)

    def _is_on_line(self, canvas: MapCanvas, place: QPointF) -> bool:
        import shapely

        point = shapely.Point(*canvas.view.map_of(place.x(), place.y()))
        return bool(shapely.dwithin(self._line, point, _REACH_PIXELS * canvas.view.resolution))


def _to_screen(view: View) -> QTransform:
    scale = 1.0 / view.resolution
    return QTransform(
        scale, 0.0, 0.0, -scale, view.width / 2 - view.x * scale, view.height / 2 + view.y * scale
    )


def _in_view(places: NDArray[np.float64], view: View) -> list[list[float]]:
    scale = 1.0 / view.resolution
    shifted = (places - (view.x, view.y)) * (scale, -scale) + (view.width / 2, view.height / 2)
    found: list[list[float]] = shifted.tolist()
    return found
