"""Markers whose size follows from a value, on points and on areas and lines alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from desktop.map_view.icons import PIXELS_PER_POINT, marker
from desktop.map_view.painting import Cancelled, PaintingStopped

if TYPE_CHECKING:
    import pandas as pd
    from PySide6.QtGui import QPainter

    from desktop.map_view.projection import Floats, View
    from desktop.map_view.shapes import Shapes
    from layers.symbology import Rule

_LEAST_PIXELS = 2


def mark_sizes(
    frame: pd.DataFrame, classes: NDArray[np.int16], rules: Sequence[Rule]
) -> NDArray[np.float64] | None:
    """Size (points) of each feature's marker, NaN for those that get none; None where no rule makes any."""
    if not any(rule.as_point for rule in rules):
        return None
    sizes = np.full(len(classes), np.nan)
    for index, rule in enumerate(rules):
        taken = classes == index
        if not rule.as_point or not taken.any():
            continue
        if rule.proportion is None:
            sizes[taken] = rule.symbol.size
        else:
            values = frame[rule.proportion.field].to_numpy(dtype=float, na_value=np.nan)[taken]
            shares = np.sqrt(np.maximum(values, 0.0) / rule.proportion.value)
            sizes[taken] = rule.symbol.size * shares
    return sizes


def draw_marks(
    painter: QPainter,
    shapes: Shapes,
    classes: NDArray[np.int16],
    rules: Sequence[Rule],
    sizes: NDArray[np.float64],
    view: View,
    stopped: Cancelled,
) -> Floats:
    """Draw the markers of features whose class is not -1, the largest lowest; gives their places.

    Returns
    -------
    float64 array (n, 2)
        Device pixels.
    """
    marked = np.flatnonzero((classes >= 0) & ~np.isnan(sizes))
    scale = PIXELS_PER_POINT * view.pixel_ratio
    places = view.device_pixels(shapes.anchors(marked))
    reach = np.maximum(sizes[marked] * scale / 2, 24)
    width, height = view.width * view.pixel_ratio, view.height * view.pixel_ratio
    x, y = places.T
    seen = (x > -reach) & (x < width + reach) & (y > -reach) & (y < height + reach)
    marked, places = marked[seen], np.round(places[seen])
    pixels = np.maximum(_LEAST_PIXELS, np.round(sizes[marked] * scale)).astype(np.int64)
    order = np.argsort(-pixels, kind="stable")
    for number, index in enumerate(order.tolist()):
        if number % 512 == 0 and stopped():
            raise PaintingStopped
        symbol = rules[classes[marked[index]]].symbol
        image = marker(replace(symbol, size=pixels[index] / scale), view.pixel_ratio)
        half = image.width() // 2
        painter.drawImage(QPointF(*(places[index] - half)), image)
    return places
