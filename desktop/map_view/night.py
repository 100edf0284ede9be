"""Night colours: light and dark change places, hues stay, and nothing is as bright as a lamp."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from numpy.typing import NDArray

# what white and black become
_DARKEST, _LIGHTEST = 24, 226
_ROWS_A_BLOCK = 128


def turned(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Colours (…, 3 or more) with their lightness turned around; a fourth column, the opacity, is kept.

    Lightness is the mean of the strongest and the weakest part, so that adding what both lack to the full
    range turns it and leaves hue and differences alone.
    """
    parts = colours[..., :3]
    strongest = np.maximum(np.maximum(parts[..., 0], parts[..., 1]), parts[..., 2]).astype(np.int16)
    weakest = np.minimum(np.minimum(parts[..., 0], parts[..., 1]), parts[..., 2])
    shift = (255 - strongest - weakest)[..., None]
    result = colours.copy()
    result[..., :3] = _SOFTENED[parts + shift]
    return result


_SOFTENED = np.linspace(_DARKEST, _LIGHTEST, 256).round().astype(np.uint8)


def turn(image: QImage) -> None:
    """Turn an image of 32 bits a pixel in place; its colours must not be multiplied by their opacity."""
    pixels = np.frombuffer(image.bits(), np.uint8).reshape(image.height(), -1)[:, : 4 * image.width()]
    rows = pixels.reshape(image.height(), image.width(), 4)
    # in blocks, so that the window gets its turn and little memory is taken
    for start in range(0, image.height(), _ROWS_A_BLOCK):
        block = rows[start : start + _ROWS_A_BLOCK]
        block[:] = turned(block)


def turned_icon(image: QImage) -> QImage:
    """A turned copy of an image with transparent parts."""
    plain = image.convertToFormat(QImage.Format.Format_ARGB32)
    turn(plain)
    return plain.convertToFormat(image.format())
