"""The page of the style window on labels and scales."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from desktop.dialogs.style_fields import FieldBox, ScaleBox
from layers.layer import Layer
from layers.style_recipe import StyleRecipe
from layers.text import tr


class VisibilityPage(QWidget):
    """From which scale to which a layer and its labels are drawn.

    Signals
    -------
    changed()
    """

    changed = Signal()

    def __init__(self, layer: Layer, recipe: StyleRecipe) -> None:
        super().__init__()
        self._has_labels = layer.raster is None
        self.label = FieldBox(tr("Label"))
        if self._has_labels:
            self.label.offer(layer, none=tr("no labels"))
            self.label.choose(recipe.label_field)
        self.label_limit = ScaleBox(tr("Labels only nearer than"), _finite(recipe.label_max_scale), 1_500_000)
        self.farthest = ScaleBox(tr("Layer only nearer than"), _finite(recipe.max_scale), 3_000_000)
        self.nearest = ScaleBox(tr("Layer not nearer than"), recipe.min_scale or None, 50_000)
        self._problem = QLabel()
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        note = QLabel(
            str(tr("A name in English is written in Ukrainian where the window is, and the layer has it."))
        )
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        form = QFormLayout(self)
        if self._has_labels:
            form.addRow(str(tr("Label")), self.label)
            form.addRow(self.label_limit)
            form.addRow(note)
        form.addRow(self.farthest)
        form.addRow(self.nearest)
        form.addRow(self._problem)
        self.label.currentIndexChanged.connect(lambda _index: self.changed.emit())
        for box in (self.label_limit, self.farthest, self.nearest):
            box.changed.connect(self._check)

    def apply(self, recipe: StyleRecipe) -> StyleRecipe:
        """The recipe as this page has it; limits that exclude one another are not taken."""
        farthest, nearest = self.farthest.value, self.nearest.value
        recipe = replace(
            recipe,
            label_field=self.label.currentData() or "" if self._has_labels else recipe.label_field,
            label_max_scale=self.label_limit.value or math.inf,
        )
        if self._excluding():
            return recipe
        return replace(recipe, max_scale=farthest or math.inf, min_scale=nearest or 0.0)

    def _excluding(self) -> bool:
        farthest, nearest = self.farthest.value, self.nearest.value
        return farthest is not None and nearest is not None and nearest >= farthest

    def _check(self) -> None:
        words = tr("With these limits the layer would never be drawn.") if self._excluding() else ""
        self._problem.setText(str(words))
        self.changed.emit()


def _finite(scale: float) -> float | None:
    return None if math.isinf(scale) else scale
