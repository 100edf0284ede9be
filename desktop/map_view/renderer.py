"""A scene and a view to an image: a pure function, with caches that never change what comes out.

One renderer belongs to one painting thread. `near` alone may be called from another thread; it reads what
has been prepared already.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.map_view.areas import Fills
from desktop.map_view.ground import GroundPainter
from desktop.map_view.icons import PIXELS_PER_POINT
from desktop.map_view.labels import Label, LabelPlacer
from desktop.map_view.marks import draw_marks, mark_sizes
from desktop.map_view.night import turn
from desktop.map_view.painting import (
    Cancelled,
    GridPalette,
    PaintingStopped,
    draw_grid,
    draw_hatching,
    draw_lines,
    draw_points,
    draw_selected,
)
from desktop.map_view.paths import Ints, Mask, Paths, Segments
from desktop.map_view.projection import View
from desktop.map_view.scene import Picture, Scene, SceneLayer
from desktop.map_view.shapes import Shapes, level_for
from layers.symbology import Symbol, Symbology
from layers.text import language

if TYPE_CHECKING:
    import pandas as pd

    from desktop.map_view.projection import Floats

SELECTED_COLOUR = "#d6006e"
_KEPT_UNUSED = 24
_CANDIDATES = 1500
_AREA_NAME = "#77716a"


def _never() -> bool:
    return False


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
        self._borders: dict[int, Segments] = {}
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

    def borders(self, level: int) -> Segments | Paths:
        """Borders of the areas, those shared by two areas of one class once.

        At full detail few areas are in view, and finding doubles would cost more than drawing them.
        """
        if level == 0:
            return self.shapes.rings
        if level not in self._borders:
            self._borders[level] = self.shapes.coarse_borders(level).without_doubles(self.classes)
        return self._borders[level]

    def by_priority(self, field: str) -> NDArray[np.int64]:
        """Positions of the features, those to be named first in front."""
        if self._priority is None:
            if field in self.frame.columns:
                values = self.frame[field].to_numpy(dtype=float, na_value=-1.0)
                self._priority = np.argsort(-values, kind="stable")
            else:
                self._priority = np.argsort(self.classes, kind="stable")
        return self._priority


class Renderer:
    """Paints scenes; keeps shapes, and the image of each layer while the view stands still.

    Parameters
    ----------
    family : str
        Font family for names.
    """

    def __init__(self, family: str = "Sans Serif") -> None:
        self._family = family
        self._shapes: dict[int, tuple[pd.DataFrame, Shapes]] = {}
        self._prepared: dict[tuple[int, int], Prepared] = {}
        self._images: dict[str, tuple[tuple[Prepared, ...], View, QImage, Drawn]] = {}
        self._grounds = GroundPainter()

    def paint(
        self, scene: Scene, view: View, stopped: Cancelled = _never, magnification: float = 1.0
    ) -> Picture | None:
        """The picture of `scene` in `view`; None when `stopped` says that another is wanted.

        Parameters
        ----------
        magnification : float
            How much larger than usual symbols, lines and names are drawn.
        """
        try:
            picture = self._paint(scene, view.magnified(magnification), stopped)
        except PaintingStopped:
            return None
        if scene.night:
            turn(picture.image)
        picture.image.setDevicePixelRatio(view.pixel_ratio)
        return replace(picture, view=view)

    def prepare(self, layer: SceneLayer) -> Prepared:
        """What drawing `layer` needs, made once for its frame and style."""
        key = (id(layer.frame) if layer.raster is None else id(layer.raster), id(layer.symbology))
        found = self._prepared.pop(key, None)
        if found is None:
            found = Prepared(layer, self._shapes_of(layer.frame))
        self._prepared[key] = found  # last used stands last
        while len(self._prepared) > 4 * _KEPT_UNUSED:
            self._prepared.pop(next(iter(self._prepared)))
        return found

    def near(
        self, scene: Scene, view: View, px: float, py: float, reach_pixels: float = 7.0
    ) -> list[tuple[str, int]]:
        """Layer key and fid of drawn features at a logical pixel, the topmost and nearest first."""
        import shapely

        x, y = view.map_of(px, py)
        reach = reach_pixels * view.resolution
        west, south = view.lon_lat_of(px - reach_pixels, py + reach_pixels)
        east, north = view.lon_lat_of(px + reach_pixels, py - reach_pixels)
        square = shapely.box(west, south, east, north)
        hits: list[tuple[str, int]] = []
        for layer in reversed(scene.layers):
            prepared = self._prepared.get((id(layer.frame), id(layer.symbology)))
            if prepared is None or layer.raster is not None:
                continue
            found, distance = prepared.shapes.near(x, y, reach, square)
            if not len(found):
                continue
            drawn = prepared.drawn_at(view.scale, found)
            found, distance = found[drawn], distance[drawn]
            order = np.argsort(distance, kind="stable")
            fids = layer.frame.index.to_numpy()[found[order]]
            hits += [(layer.key, int(fid)) for fid in fids]
        return hits

    def _paint(self, scene: Scene, view: View, stopped: Cancelled) -> Picture:
        width, height = round(view.width * view.pixel_ratio), round(view.height * view.pixel_ratio)
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(QColor(scene.background))
        painter = QPainter(image)
        took: dict[str, float] = {}
        in_view: list[str] = []
        counts_in_view: dict[str, tuple[int, ...]] = {}
        placer = LabelPlacer(view, self._family)
        try:
            if scene.base:
                base, _ = self._image("base:", scene.base, view, stopped, took)
                painter.drawImage(0, 0, base)
            for ground in scene.grounds:
                image_of_ground = self._grounds.image(ground, view, stopped)
                if image_of_ground is None:
                    raise PaintingStopped
                painter.setOpacity(ground.opacity)
                painter.drawImage(0, 0, image_of_ground)
                painter.setOpacity(1.0)
            for layer in scene.layers:
                layer_image, drawn = self._image(layer.key, (layer,), view, stopped, took)
                places = drawn.places
                counts_in_view[layer.key] = drawn.counts
                if drawn.anything:
                    painter.setOpacity(layer.opacity)
                    painter.drawImage(0, 0, layer_image)
                    painter.setOpacity(1.0)
                    in_view.append(layer.key)
                if 0 < len(places) <= 3000:
                    placer.reserve(places, 3.0 * view.pixel_ratio)
            started = time.perf_counter()
            self._draw_selected(painter, scene, view)
            self._draw_labels(painter, placer, scene, view, stopped)
            took["labels"] = (time.perf_counter() - started) * 1000
        finally:
            painter.end()
        shown = {"base:", *(layer.key for layer in scene.layers)}
        self._images = {key: value for key, value in self._images.items() if key in shown}
        self._grounds.keep_only({ground.key for ground in scene.grounds})
        counts = {layer.key: self.prepare(layer).counts for layer in scene.layers}
        return Picture(
            image=image,
            view=view,
            scene=scene,
            in_view=tuple(in_view),
            counts=counts,
            counts_in_view=counts_in_view,
            milliseconds=took,
        )

    def _image(
        self, key: str, group: tuple[SceneLayer, ...], view: View, stopped: Cancelled, took: dict[str, float]
    ) -> tuple[QImage, Drawn]:
        """The image of one layer, or of the base map, and what was drawn of it."""
        started = time.perf_counter()
        prepared = tuple(self.prepare(layer) for layer in group)
        kept = self._images.get(key)
        if kept is not None and kept[0] == prepared and kept[1] == view:
            return kept[2], kept[3]
        # painting may be stopped half way, so that nothing is kept meanwhile
        image = _blank(view, self._images.pop(key)[2] if kept is not None else None)
        painter = QPainter(image)
        try:
            parts = [_draw(painter, item, view, stopped) for item in prepared]
        finally:
            painter.end()
        drawn = Drawn(
            any(part.anything for part in parts),
            np.concatenate([part.places for part in parts]),
            parts[0].counts if len(parts) == 1 else (),
        )
        self._images[key] = (prepared, view, image, drawn)
        took[key] = (time.perf_counter() - started) * 1000
        return image, drawn

    def _draw_selected(self, painter: QPainter, scene: Scene, view: View) -> None:
        layers = {layer.key: layer for layer in scene.layers}
        for key, fids in scene.selected:
            if key not in layers or layers[key].raster is not None:
                continue
            layer = layers[key]
            shapes = self.prepare(layer).shapes
            positions = layer.frame.index.get_indexer(list(fids))
            drawn = np.zeros(shapes.count, dtype=bool)
            drawn[positions[positions >= 0]] = True
            draw_selected(painter, shapes, drawn, view, SELECTED_COLOUR)

    def _draw_labels(
        self, painter: QPainter, placer: LabelPlacer, scene: Scene, view: View, stopped: Cancelled
    ) -> None:
        for layer in (*reversed(scene.layers), *reversed(scene.base)):
            symbology = layer.symbology
            if not symbology.label_field or view.scale >= symbology.label_max_scale or placer.full:
                continue
            field = label_field(layer.frame, symbology)
            if field:
                self._label_layer(painter, placer, layer, field, view)
            if stopped():
                raise PaintingStopped

    def _label_layer(
        self, painter: QPainter, placer: LabelPlacer, layer: SceneLayer, field: str, view: View
    ) -> None:
        prepared = self.prepare(layer)
        shapes = prepared.shapes
        visible = (prepared.at_scale(view.scale) >= 0) & shapes.touching(view.bounds)
        order = prepared.by_priority(layer.priority_field)
        chosen = order[visible[order]][:_CANDIDATES]
        anchors = view.device_pixels(shapes.anchors(chosen))
        names = layer.frame[field].to_numpy()[chosen]
        is_point = np.zeros(shapes.count, dtype=bool)
        is_point[shapes.point_feature] = True
        for name, (x, y), feature in zip(names.tolist(), anchors.tolist(), chosen.tolist(), strict=True):
            if placer.full:
                return
            if not isinstance(name, str) or not name or x != x:
                continue
            offset, colour = -1.0, _AREA_NAME
            if is_point[feature]:
                colour = layer.label_colour
                size = prepared.symbols[prepared.classes[feature]].size
                if prepared.sizes is not None:
                    size = float(prepared.sizes[feature])
                offset = (size * PIXELS_PER_POINT / 2 + 2) * view.pixel_ratio
            placer.place(painter, Label(name, x, y, offset, layer.label_points, colour))

    def _shapes_of(self, frame: pd.DataFrame) -> Shapes:
        found = self._shapes.pop(id(frame), None)
        if found is None:
            found = (frame, Shapes(frame))
        self._shapes[id(frame)] = found
        while len(self._shapes) > 2 * _KEPT_UNUSED:
            self._shapes.pop(next(iter(self._shapes)))
        return found[1]


def label_field(frame: pd.DataFrame, symbology: Symbology) -> str:
    """The column that names features in the language in use; empty when the frame has none."""
    wanted = symbology.label_field
    sibling = f"{wanted.removesuffix('_en')}_{language()}"
    if wanted.endswith("_en") and sibling in frame.columns:
        return sibling
    return wanted if wanted in frame.columns else ""


def _blank(view: View, used: QImage | None) -> QImage:
    """An empty image for a layer; one used before costs a quarter of a new one."""
    width, height = round(view.width * view.pixel_ratio), round(view.height * view.pixel_ratio)
    if used is None or (used.width(), used.height()) != (width, height):
        used = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    used.fill(0)
    return used


def _draw(painter: QPainter, item: Prepared, view: View, stopped: Cancelled) -> Drawn:
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
    fills = Fills(shapes, [(drawn, item.symbols[index]) for index, drawn in groups], view)
    # a fill covers the borders and lines of what is painted before it
    together = not len(shapes.lines) and not fills.overlap
    if together:
        fills.draw(painter)
    for number, (index, drawn) in enumerate(groups):
        if stopped():
            raise PaintingStopped
        symbol = item.symbols[index]
        if len(shapes.rings):
            if not together:
                fills.draw(painter, number)
            draw_hatching(painter, shapes, drawn, symbol, view, stopped)
            draw_lines(painter, item.borders(level), drawn, symbol, view, stopped)
        if len(shapes.lines):
            draw_lines(painter, shapes.line_segments(level), drawn, symbol, view, stopped)
    places, shown = nowhere, np.where(visible, classes, np.int16(-1))
    if item.sizes is not None:
        places = draw_marks(painter, shapes, shown, item.symbology.rules, item.sizes, view, stopped)
        shown[~np.isnan(item.sizes)] = -1
    if len(shapes.points):
        places = np.vstack([places, draw_points(painter, shapes, shown, item.symbols, view, stopped)])
    counts = np.bincount(classes[visible], minlength=len(item.symbols))
    return Drawn(True, places, tuple(counts.tolist()))


def _cells(layer: SceneLayer) -> pd.DataFrame:
    """A grid as a frame of one column, called what the symbology's rules call it."""
    import pandas as pd

    assert layer.raster is not None
    names = [rule.field for rule in layer.symbology.rules if rule.field]
    return pd.DataFrame({names[0] if names else "value": layer.raster.values.ravel()})
