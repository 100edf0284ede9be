"""A scene and a view to an image: a pure function, with caches that never change what comes out.

One renderer belongs to one painting thread. `near` alone may be called from another thread; it reads what
has been prepared already.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.map_view.ground import GroundPainter
from desktop.map_view.icons import PIXELS_PER_POINT
from desktop.map_view.labels import Label, LabelPlacer
from desktop.map_view.layer_drawing import Drawn, Prepared, draw_layer
from desktop.map_view.night import turn
from desktop.map_view.painting import (
    Cancelled,
    PaintingStopped,
    draw_selected,
)
from desktop.map_view.projection import View
from desktop.map_view.scene import Picture, Scene, SceneLayer
from desktop.map_view.shapes import Shapes
from layers.symbology import Symbology
from layers.text import language

if TYPE_CHECKING:
    import pandas as pd

SELECTED_COLOUR = "#d6006e"
_KEPT_UNUSED = 24
_CANDIDATES = 1500
# so many names of points of a layer are rather set over markers than left out
_LEADING = 25
_AREA_NAME = "#77716a"


def _never() -> bool:
    return False


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
            parts = [draw_layer(painter, item, view, stopped) for item in prepared]
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
        for number, (name, (x, y), feature) in enumerate(
            zip(names.tolist(), anchors.tolist(), chosen.tolist(), strict=True)
        ):
            if placer.full:
                return
            if not isinstance(name, str) or not name or x != x:
                continue
            offset, colour, leading = -1.0, _AREA_NAME, False
            if is_point[feature]:
                colour, leading = layer.label_colour, number < _LEADING
                size = prepared.symbols[prepared.classes[feature]].size
                if prepared.sizes is not None:
                    size = float(prepared.sizes[feature])
                offset = (size * PIXELS_PER_POINT / 2 + 2) * view.pixel_ratio
            placer.place(painter, Label(name, x, y, offset, layer.label_points, colour, leading))

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
