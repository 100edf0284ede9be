"""One layer onto an image: what drawing it needs, made once, and the drawing itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from desktop.map_view.areas import Fills
from desktop.map_view.marks import draw_marks, mark_sizes
from desktop.map_view.painting import (
    Cancelled,
    GridPalette,
    PaintingStopped,
    draw_grid,
    draw_hatching,
    draw_lines,
    draw_points,
)
from desktop.map_view.paths import Ints, Mask, Paths, Segments
from desktop.map_view.projection import View
from desktop.map_view.scene import SceneLayer
from desktop.map_view.shapes import Shapes, level_for
from layers.symbology import Symbol, Symbology

if TYPE_CHECKING:
    import pandas as pd

    from desktop.map_view.projection import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What was drawn of a layer.

    Attributes
    ----------
    anything : bool
        Whether any of it lies in view.
    places : float64 array (n, 2)
        Where its markers stand, device pixels.
    counts : tuple of int
        How many features in view each rule takes; empty for grids.
    """

    anything: bool = False
    places: Floats = field(default_factory=lambda: np.empty((0, 2)))
    counts: tuple[int, ...] = ()


class Prepared:
    """A layer ready to be drawn: its shapes, the rule of each feature, and how many each rule takes."""

    def __init__(self, layer: SceneLayer, shapes: Shapes) -> None:
        self.frame = layer.frame
        self.symbology = layer.symbology
        self.raster = layer.raster
        self.shapes = shapes
        self.symbols: list[Symbol] = [rule.symbol for rule in layer.symbology.rules]
        self.classes: NDArray[np.int16]
        self.grid: GridPalette | None = None
        if layer.raster is not None:
            cells = _cells(layer)
            self.classes = layer.symbology.classify(cells)
            self.grid = GridPalette(self.classes.reshape(layer.raster.values.shape), self.symbols)
        else:
            self.classes = layer.symbology.classify(layer.frame)
        self.sizes = mark_sizes(layer.frame, self.classes, layer.symbology.rules)
        taken = self.classes[self.classes >= 0]
        self.counts: tuple[int, ...] = tuple(np.bincount(taken, minlength=len(self.symbols)).tolist())
        self._borders: dict[int, tuple[NDArray[np.int16], Segments]] = {}
        self.pens = _pens(layer.symbology, self.classes)
        self._priority: NDArray[np.int64] | None = None

    def at_scale(self, scale: float) -> NDArray[np.int16]:
        """The rule of each feature, -1 where it is not drawn at 1 : `scale`."""
        if not self.symbology.draws_at(scale):
            return np.full_like(self.classes, -1)
        hidden = [i for i, rule in enumerate(self.symbology.rules) if scale >= rule.max_scale]
        if not hidden:
            return self.classes
        return np.where(np.isin(self.classes, hidden), np.int16(-1), self.classes)

    def drawn_at(self, scale: float, features: Ints) -> Mask:
        """Which of some features are drawn at 1 : `scale`."""
        if not self.symbology.draws_at(scale):
            return np.zeros(len(features), dtype=bool)
        shown = np.array([scale < rule.max_scale for rule in self.symbology.rules] + [False])
        drawn: Mask = shown[self.classes[features]]
        return drawn

    def borders(self, level: int, apart: NDArray[np.int16]) -> Segments | Paths:
        """Borders of the areas, those shared by two areas of one number in `apart` once.

        At full detail few areas are in view, and finding doubles would cost more than drawing them.
        """
        if level == 0:
            return self.shapes.rings
        kept = self._borders.get(level)
        if kept is None or kept[0] is not apart:
            self._borders[level] = apart, self.shapes.coarse_borders(level).without_doubles(apart)
        return self._borders[level][1]

    def by_priority(self, field: str) -> NDArray[np.int64]:
        """Positions of the features, those to be named first in front."""
        if self._priority is None:
            if field in self.frame.columns:
                values = self.frame[field].to_numpy(dtype=float, na_value=-1.0)
                self._priority = np.argsort(-values, kind="stable")
            else:
                self._priority = np.argsort(self.classes, kind="stable")
        return self._priority


def draw_layer(painter: QPainter, item: Prepared, view: View, stopped: Cancelled) -> Drawn:
    """Draw one layer."""
    if stopped():
        raise PaintingStopped
    nowhere = np.empty((0, 2))
    if item.grid is not None and item.raster is not None:
        return Drawn(item.symbology.draws_at(view.scale) and draw_grid(painter, item.raster, item.grid, view))
    classes = item.at_scale(view.scale)
    shapes = item.shapes
    visible = (classes >= 0) & shapes.touching(view.bounds)
    if not visible.any():
        return Drawn(counts=(0,) * len(item.symbols))
    level = level_for(view.resolution / view.pixel_ratio)
    groups = [
        (index, visible & (classes == index))
        for index in reversed(range(len(item.symbols)))
        if not item.symbology.rules[index].as_point
    ]
    groups = [(index, drawn) for index, drawn in groups if drawn.any()]
    if len(shapes.rings):
        _draw_areas(painter, item, groups, view, stopped, whole=classes is item.classes)
    else:
        for index, drawn in groups:
            draw_lines(painter, shapes.line_segments(level), drawn, item.symbols[index], view, stopped)
    places, shown = nowhere, np.where(visible, classes, np.int16(-1))
    if item.sizes is not None:
        places = draw_marks(painter, shapes, shown, item.symbology.rules, item.sizes, view, stopped)
        shown[~np.isnan(item.sizes)] = -1
    if len(shapes.points):
        places = np.vstack([places, draw_points(painter, shapes, shown, item.symbols, view, stopped)])
    counts = np.bincount(classes[visible], minlength=len(item.symbols))
    return Drawn(True, places, tuple(counts.tolist()))


def _draw_areas(
    painter: QPainter,
    item: Prepared,
    groups: list[tuple[int, Mask]],
    view: View,
    stopped: Cancelled,
    *,
    whole: bool,
) -> None:
    """Draw the areas, and the lines among them, of the features of each rule in `groups`, the first lowest.

    Parameters
    ----------
    whole : bool
        Whether `groups` holds every rule that has features in view.
    """
    shapes, symbols = item.shapes, item.symbols
    level = level_for(view.resolution / view.pixel_ratio)
    fills = Fills(shapes, [(drawn, symbols[index]) for index, drawn in groups], view)
    if stopped():
        raise PaintingStopped
    # a fill covers the borders and lines of what is painted before it
    if len(shapes.lines) or fills.overlap:
        for number, (index, drawn) in enumerate(groups):
            fills.draw(painter, number)
            draw_hatching(painter, shapes, drawn, symbols[index], view, stopped)
            draw_lines(painter, item.borders(level, item.classes), drawn, symbols[index], view, stopped)
            draw_lines(painter, shapes.line_segments(level), drawn, symbols[index], view, stopped)
        return
    fills.draw(painter)
    for index, drawn in groups:
        draw_hatching(painter, shapes, drawn, symbols[index], view, stopped)
    apart = item.pens if whole else item.classes
    borders: dict[int, Mask] = {}
    for _, drawn in groups:
        pen = int(apart[np.argmax(drawn)])
        borders[pen] = borders[pen] | drawn if pen in borders else drawn
    for pen, drawn in borders.items():
        draw_lines(painter, item.borders(level, apart), drawn, symbols[pen], view, stopped)


def _pens(symbology: Symbology, classes: NDArray[np.int16]) -> NDArray[np.int16]:
    """For each feature the first rule whose areas have the same border as its own; -1 for none drawn."""
    first: dict[tuple[object, ...], int] = {}
    numbers = [-1]
    for index, rule in enumerate(symbology.rules):
        look = (rule.symbol.line, rule.symbol.line_width, rule.symbol.dashes)
        numbers.append(-1 if rule.as_point else first.setdefault(look, index))
    pens: NDArray[np.int16] = np.array(numbers, dtype=np.int16)[classes + 1]
    return pens


def _cells(layer: SceneLayer) -> pd.DataFrame:
    """A grid as a frame of one column, called what the symbology's rules call it."""
    import pandas as pd

    assert layer.raster is not None
    names = [rule.field for rule in layer.symbology.rules if rule.field]
    return pd.DataFrame({names[0] if names else "value": layer.raster.values.ravel()})
