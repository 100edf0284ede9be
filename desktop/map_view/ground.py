"""Base maps of the planner's own as images in the window's projection; read in the painting thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from desktop.map_view.projection import Bounds, View

MAP_CRS = "EPSG:3857"


class GroundSource(Protocol):
    """A picture of the ground that can be read in any projection."""

    def read(self, crs: str, bounds: Bounds, width: int, height: int) -> NDArray[np.uint8] | None:
        """Pixels (height, width, 4), red, green, blue and opacity, of `bounds` in `crs`; None outside it."""


def ground_image(source: GroundSource, view: View) -> QImage | None:
    """The image of a view; None where the source has nothing there."""
    width, height = round(view.width * view.pixel_ratio), round(view.height * view.pixel_ratio)
    pixels = source.read(MAP_CRS, view.bounds, width, height)
    if pixels is None:
        return None
    pixels = np.ascontiguousarray(pixels)
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
