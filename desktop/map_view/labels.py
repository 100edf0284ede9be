"""Names on the map: placed greedily by priority, never over one another, with a light edge."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from desktop.map_view.icons import PIXELS_PER_POINT
from desktop.map_view.projection import View

if TYPE_CHECKING:
    from desktop.map_view.projection import Floats

_CELL = 4
_MOST = 350
_REPEAT_PIXELS = 160.0
_EDGE = 1.4
_AROUND = ((-1, 0), (1, 0), (0, -1), (0, 1), (-0.7, -0.7), (0.7, -0.7), (-0.7, 0.7), (0.7, 0.7))


Box = tuple[slice, slice]


@dataclass(frozen=True, slots=True)
class Label:
    """A name that wants a place.

    Attributes
    ----------
    x, y : float
        Anchor, device pixels.
    offset : float
        Distance kept from the anchor (a marker's radius), device pixels; negative to centre on it.
    leading : bool
        Whether it is rather set over markers than left out.
    """

    text: str
    x: float
    y: float
    offset: float
    points: float
    colour: str
    leading: bool = False


class LabelPlacer:
    """Keeps account of what is taken on the screen and draws what still fits.

    Parameters
    ----------
    family : str
        Font family of the window.
    """

    def __init__(self, view: View, family: str) -> None:
        self._view = view
        self._family = family
        self._columns = int(view.width * view.pixel_ratio) // _CELL + 1
        self._rows = int(view.height * view.pixel_ratio) // _CELL + 1
        self._taken = np.zeros((self._rows, self._columns), dtype=bool)
        self._marked = np.zeros((self._rows, self._columns), dtype=bool)
        self._places: dict[str, list[tuple[float, float]]] = {}
        self._count = 0

    def reserve(self, places: Floats, radius: float) -> None:
        """Keep names off markers at device pixels `places`."""
        reach = int(radius // _CELL)
        column, row = (places // _CELL).astype(np.int64).T
        for dx in range(-reach, reach + 1):
            for dy in range(-reach, reach + 1):
                x, y = column + dx, row + dy
                inside = (x >= 0) & (x < self._columns) & (y >= 0) & (y < self._rows)
                self._marked[y[inside], x[inside]] = True

    @property
    def full(self) -> bool:
        """Whether the map holds as many names as it bears."""
        return self._count >= _MOST

    def place(self, painter: QPainter, label: Label) -> bool:
        """Draw the label where it fits; says whether it did."""
        image = _image(label.text, self._family, label.points, label.colour, self._view.pixel_ratio)
        width, height = image.width(), image.height()
        if any(
            abs(x - label.x) < _REPEAT_PIXELS and abs(y - label.y) < _REPEAT_PIXELS
            for x, y in self._places.get(label.text, ())
        ):
            return False
        found = self._room(label, width, height)
        if found is None:
            return False
        left, top, box = found
        self._taken[box] = True
        painter.drawImage(QPointF(round(left), round(top)), image)
        self._places.setdefault(label.text, []).append((label.x, label.y))
        self._count += 1
        return True

    def _room(self, label: Label, width: int, height: int) -> tuple[float, float, Box] | None:
        """Where a name fits, and the cells it takes: off markers, or for a leading one over the fewest."""
        best, least = None, self._marked.size
        for left, top in _positions(label, width, height):
            box = self._box(left, top, width, height)
            if box is None or self._taken[box].any():
                continue
            covered = int(np.count_nonzero(self._marked[box]))
            if not covered:
                return left, top, box
            if label.leading and covered < least:
                best, least = (left, top, box), covered
        return best

    def _box(self, left: float, top: float, width: float, height: float) -> Box | None:
        """The cells of a rectangle; None when it reaches beyond the image."""
        x1, y1 = int(left) // _CELL, int(top) // _CELL
        x2, y2 = int(left + width) // _CELL + 1, int(top + height) // _CELL + 1
        if x1 < 0 or y1 < 0 or x2 > self._columns or y2 > self._rows:
            return None
        return slice(y1, y2), slice(x1, x2)


def _positions(label: Label, width: float, height: float) -> tuple[tuple[float, float], ...]:
    x, y, gap = label.x, label.y, label.offset
    if gap < 0:
        return ((x - width / 2, y - height / 2),)
    return (
        (x + gap, y - height / 2),
        (x - gap - width, y - height / 2),
        (x - width / 2, y - gap - height),
        (x - width / 2, y + gap),
    )


@lru_cache(maxsize=4096)
def _image(text: str, family: str, points: float, colour: str, scale: float) -> QImage:
    """A name with a light edge around its letters."""
    font = QFont(family)
    font.setPixelSize(max(6, round(points * PIXELS_PER_POINT * scale)))
    metrics = QFontMetricsF(font)
    edge = _EDGE * scale
    width, height = metrics.horizontalAdvance(text) + 2 * edge, metrics.height() + edge
    image = QImage(max(1, round(width)), max(1, round(height)), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setFont(font)
    # drawing the text around its place takes a tenth of the time of stroking its outline
    painter.setPen(QColor(255, 255, 255, 190))
    baseline = QPointF(edge, metrics.ascent() + edge / 2)
    for dx, dy in _AROUND:
        painter.drawText(baseline + QPointF(dx * edge, dy * edge), text)
    painter.setPen(QColor(colour))
    painter.drawText(baseline, text)
    painter.end()
    return image
