"""Base maps of the planner's own as tiles in the window's projection; read in the painting thread.

Tiles are kept, so that a map that is dragged reads only what comes into view.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

if TYPE_CHECKING:
    from desktop.map_view.projection import Bounds, View
    from desktop.map_view.scene import Ground

MAP_CRS = "EPSG:3857"
TILE_PIXELS = 512
_KEPT = 64

Place = tuple[int, int, int]


class GroundSource(Protocol):
    """A picture of the ground that can be read in any projection."""

    def read(self, crs: str, bounds: Bounds, width: int, height: int) -> NDArray[np.uint8] | None:
        """Pixels (height, width, 4), red, green, blue and opacity, of `bounds` in `crs`; None outside it."""


class GroundTiles:
    """The tiles of one source that were drawn lately."""

    def __init__(self, source: GroundSource) -> None:
        self.source = source
        self._tiles: dict[Place, QImage | None] = {}

    def draw(self, painter: QPainter, view: View, stopped: Callable[[], bool]) -> bool:
        """Draw what lies in view; says whether it was drawn whole before `stopped` said to end."""
        for place in places_in(view):
            if stopped():
                return False
            tile = self._tile(place)
            if tile is not None:
                painter.drawImage(_on_screen(place, view), tile)
        return True

    def _tile(self, place: Place) -> QImage | None:
        if place in self._tiles:
            tile = self._tiles.pop(place)
        else:
            pixels = self.source.read(MAP_CRS, _bounds_of(place), TILE_PIXELS, TILE_PIXELS)
            tile = _image_of(pixels) if pixels is not None else None
        self._tiles[place] = tile  # last used stands last
        while len(self._tiles) > _KEPT:
            self._tiles.pop(next(iter(self._tiles)))
        return tile


class GroundPainter:
    """Images of base maps of the planner's own, each kept while the view stands still."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[GroundTiles, QImage, View | None]] = {}

    def image(self, ground: Ground, view: View, stopped: Callable[[], bool]) -> QImage | None:
        """The image of a base map; None when `stopped` said to end before it was whole."""
        kept = self._kept.get(ground.key)
        tiles = kept[0] if kept is not None and kept[0].source is ground.source else None
        if kept is not None and tiles is not None and kept[2] == view:
            return kept[1]
        tiles = tiles or GroundTiles(ground.source)
        size = round(view.width * view.pixel_ratio), round(view.height * view.pixel_ratio)
        image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        try:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            whole = tiles.draw(painter, view, stopped)
        finally:
            painter.end()
        self._kept[ground.key] = (tiles, image, view if whole else None)
        return image if whole else None

    def keep_only(self, keys: set[str]) -> None:
        """Forget base maps that are not on the map any more."""
        self._kept = {key: value for key, value in self._kept.items() if key in keys}


def places_in(view: View) -> Iterator[Place]:
    """Level, column and row (from the origin east and north) of the tiles in view.

    A tile's pixels are as large as the screen's or up to twice as large or as small; level 0 has one map
    metre a pixel.
    """
    level = round(math.log2(view.resolution / view.pixel_ratio))
    span = TILE_PIXELS * 2.0**level
    west, south, east, north = view.bounds
    for row in range(math.floor(south / span), math.floor(north / span) + 1):
        for column in range(math.floor(west / span), math.floor(east / span) + 1):
            yield level, column, row


def _bounds_of(place: Place) -> Bounds:
    level, column, row = place
    span = TILE_PIXELS * 2.0**level
    return column * span, row * span, (column + 1) * span, (row + 1) * span


def _on_screen(place: Place, view: View) -> QRect:
    """Where a tile is drawn: whole device pixels, so that neighbours meet without a seam."""
    west, south, east, north = _bounds_of(place)
    (left, top), (right, bottom) = np.round(
        view.device_pixels(np.array([[west, north], [east, south]]))
    ).tolist()
    return QRect(int(left), int(top), int(right - left), int(bottom - top))


def _image_of(pixels: NDArray[np.uint8]) -> QImage:
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
