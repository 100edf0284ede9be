"""The page of the style window on what decides a feature's symbol: nothing, categories, classes or a size."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.background import Background
from desktop.dialogs.style_class_table import ClassTable
from desktop.dialogs.style_fields import ColourButton, FieldBox, ramp_swatch, values_of
from desktop.libraries import load_libraries
from desktop.panels.layer_legend import geometry_of
from layers.colour_ramps import RAMPS, ramp_named
from layers.layer import Layer
from layers.style_classes import (
    METHOD_LABELS,
    Method,
    breaks_of,
    categories_of,
    full_value_of,
    ranges_of,
)
from layers.style_recipe import Mode, StyleClass, StyleRecipe
from layers.symbology import Shape, Symbol
from layers.text import Text, tr, trn
from planning.run_control import RunControl

_MODES: tuple[tuple[Mode, Text], ...] = (
    (Mode.KIND, tr("as its kind is drawn")),
    (Mode.SINGLE, tr("one symbol")),
    (Mode.CATEGORIES, tr("by category")),
    (Mode.GRADUATED, tr("by classes of a number")),
    (Mode.PROPORTIONAL, tr("size by a number")),
)
_SHAPES: dict[Shape, Text] = {
    Shape.CIRCLE: tr("circle"),
    Shape.SQUARE: tr("square"),
    Shape.TRIANGLE: tr("triangle"),
    Shape.DIAMOND: tr("diamond"),
    Shape.CROSS: tr("cross"),
    Shape.PLUS: tr("plus"),
    Shape.STAR: tr("star"),
    Shape.HOUSE: tr("house"),
}
_FULL_SIZE = 30.0
_REST_COLOUR = "#8c8c8c"


class SymbolPage(QWidget):
    """Mode, field, classes and symbol of a style.

    Signals
    -------
    changed()
    failed(Exception)
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, layer: Layer, recipe: StyleRecipe, background: Background) -> None:
        super().__init__()
        self._layer, self._background = layer, background
        self._wish = 0
        self._geometry = geometry_of(layer)
        self._full_value = recipe.full_value
        self._rarer = self._unknown = 0
        self.mode = QComboBox()
        self.field = FieldBox(tr("Field"))
        self.method = QComboBox()
        self.count = QSpinBox()
        self.ramp = QComboBox()
        self.table = ClassTable(layer.kind)
        self.note = QLabel()
        self._fill_choices()
        self._build_symbol_fields(recipe.symbol)
        self._lay_out()
        self._show(recipe)
        self._connect()

    def apply(self, recipe: StyleRecipe) -> StyleRecipe:
        """The recipe as this page has it."""
        mode = self._mode
        if mode is Mode.KIND:
            return replace(recipe, mode=mode, field="", classes=(), method="", ramp="")
        classed = mode in (Mode.CATEGORIES, Mode.GRADUATED)
        return replace(
            recipe,
            mode=mode,
            symbol=self._symbol(),
            field=self.field.currentData() or "" if mode is not Mode.SINGLE else "",
            classes=self.table.classes if classed else (),
            colours_line=self._geometry == "line",
            full_value=self._full_value if mode is Mode.PROPORTIONAL else 1.0,
            method=self.method.currentData() if mode is Mode.GRADUATED else "",
            ramp=self.ramp.currentData() if classed else "",
        )

    def show_counts(self, counts: tuple[int, ...]) -> None:
        """Say how many features each class takes, given the counts of the rules the recipe makes."""
        if self._mode not in (Mode.CATEGORIES, Mode.GRADUATED):
            return
        # a rule for unknown values comes last, before other values where there are any
        rest = counts[-1:] if self._mode is Mode.CATEGORIES else ()
        listed = len(counts) - len(rest) - 1
        self.table.show_counts((*counts[:listed], *rest))
        self._unknown = counts[listed]
        self._show_note()

    # building

    def _fill_choices(self) -> None:
        raster, line = self._layer.raster is not None, self._geometry == "line"
        for mode, words in _MODES:
            if raster and mode not in (Mode.KIND, Mode.GRADUATED):
                continue
            if line and mode is Mode.PROPORTIONAL:
                continue
            if self._layer.kind.name == "frontline" and mode not in (Mode.KIND, Mode.SINGLE):
                continue
            self.mode.addItem(str(words), mode)
        for method, words in METHOD_LABELS.items():
            self.method.addItem(str(words), method)
        self.count.setRange(2, 9)
        self.count.setValue(5)
        for ramp in RAMPS:
            self.ramp.addItem(ramp_swatch(ramp), str(ramp.label), ramp.name)
        self.ramp.setIconSize(self.ramp.itemIcon(0).availableSizes()[0])
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)

    def _build_symbol_fields(self, symbol: Symbol) -> None:
        self.shape = QComboBox()
        for shape, words in _SHAPES.items():
            self.shape.addItem(str(words), shape)
        self.size = _number(1.0, 80.0, symbol.size)
        self.width = _number(0.0, 12.0, symbol.line_width, step=0.25)
        self.opacity = QSpinBox()
        self.opacity.setRange(5, 100)
        self.opacity.setSuffix(" %")
        self.opacity.setValue(round(symbol.fill_opacity * 100))
        self.fill = ColourButton(tr("Colour"), symbol.fill or symbol.line or "#0072b2")
        self.line = ColourButton(tr("Outline"), symbol.line or "#333333")
        self.shape.setCurrentIndex(max(0, self.shape.findData(symbol.shape)))

    def _lay_out(self) -> None:
        self._form = QFormLayout()
        self._classing = QWidget()
        row = QHBoxLayout(self._classing)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.method, 1)
        row.addWidget(self.count)
        self._colours = QWidget()
        colours = QHBoxLayout(self._colours)
        colours.setContentsMargins(0, 0, 0, 0)
        self._outline = QWidget()
        outline = QHBoxLayout(self._outline)
        outline.setContentsMargins(0, 0, 0, 0)
        outline.addWidget(self.line)
        outline.addWidget(self.width, 1)
        colours.addWidget(self.fill)
        colours.addWidget(self.opacity, 1)
        for words, widget in (
            (tr("Drawn"), self.mode),
            (tr("Field"), self.field),
            (tr("Classes"), self._classing),
            (tr("Colours"), self.ramp),
            (tr("Shape"), self.shape),
            (tr("Size"), self.size),
            (tr("Fill"), self._colours),
            (tr("Outline"), self._outline),
        ):
            self._form.addRow(str(words), widget)
            if not widget.accessibleName():
                widget.setAccessibleName(str(words))
        for box, words in (
            (self.method, tr("How classes are found")),
            (self.count, tr("Number of classes")),
            (self.opacity, tr("Opacity of the fill")),
            (self.width, tr("Width of the outline")),
        ):
            box.setAccessibleName(str(words))
            box.setToolTip(str(words))
        column = QVBoxLayout(self)
        column.addLayout(self._form)
        column.addWidget(self.table, 1)
        column.addWidget(self.note)

    def _show(self, recipe: StyleRecipe) -> None:
        self.mode.setCurrentIndex(max(0, self.mode.findData(recipe.mode)))
        self._offer_fields()
        if recipe.field:
            self.field.choose(recipe.field)
        if recipe.mode is Mode.GRADUATED:
            self.method.setCurrentIndex(max(0, self.method.findData(recipe.method)))
            self.count.setValue(max(2, len(recipe.classes)))
        if recipe.ramp:
            self.ramp.setCurrentIndex(max(0, self.ramp.findData(recipe.ramp)))
        self.table.show_classes(recipe.classes, recipe.field)
        self._show_rows()

    def _connect(self) -> None:
        self.mode.currentIndexChanged.connect(self._mode_chosen)
        self.field.currentIndexChanged.connect(self.find_classes)
        self.method.currentIndexChanged.connect(self._method_chosen)
        self.count.valueChanged.connect(self.find_classes)
        self.ramp.currentIndexChanged.connect(self._recolour)
        self.table.changed.connect(self.changed)
        self.table.breaks_edited.connect(self._edited_by_hand)
        self.shape.currentIndexChanged.connect(lambda _index: self.changed.emit())
        for box in (self.size, self.width, self.opacity):
            box.valueChanged.connect(lambda _value: self.changed.emit())
        for button in (self.fill, self.line):
            button.changed.connect(self.changed)

    # what the user does

    @property
    def _mode(self) -> Mode:
        return Mode(self.mode.currentData())

    def _symbol(self) -> Symbol:
        line = self._geometry == "line"
        return Symbol(
            fill="" if line else self.fill.colour,
            fill_opacity=self.opacity.value() / 100,
            line=self.fill.colour if line else self.line.colour if self.width.value() > 0 else "",
            line_width=max(0.1, self.width.value()),
            shape=Shape(self.shape.currentData()),
            size=self.size.value(),
        )

    def _mode_chosen(self) -> None:
        self._offer_fields()
        mode = self._mode
        wanted = "OkabeIto" if mode is Mode.CATEGORIES else RAMPS[0].name
        self.ramp.blockSignals(True)
        self.ramp.setCurrentIndex(self.ramp.findData(wanted))
        self.ramp.blockSignals(False)
        if mode is Mode.PROPORTIONAL and self.size.value() < _FULL_SIZE:
            self.size.setValue(_FULL_SIZE)
        self._show_rows()
        self.find_classes()

    def _offer_fields(self) -> None:
        self.field.offer(self._layer, numbers=self._mode in (Mode.GRADUATED, Mode.PROPORTIONAL))

    def _method_chosen(self) -> None:
        self._show_rows()
        if self.method.currentData() != Method.BY_HAND:
            self.find_classes()

    def _edited_by_hand(self, _breaks: object) -> None:
        self.method.blockSignals(True)
        self.method.setCurrentIndex(self.method.findData(Method.BY_HAND))
        self.method.blockSignals(False)
        self._show_rows()
        self.changed.emit()

    def _show_rows(self) -> None:
        """Show what the mode asks for."""
        mode, geometry = self._mode, self._geometry
        own = mode is not Mode.KIND
        classed = mode in (Mode.CATEGORIES, Mode.GRADUATED)
        points = geometry == "point" or mode is Mode.PROPORTIONAL
        raster = self._layer.raster is not None
        for widget, shown in (
            (self.field, classed or mode is Mode.PROPORTIONAL),
            (self._classing, mode is Mode.GRADUATED),
            (self.ramp, classed),
            (self.shape, own and points),
            (self.size, own and points),
            (self._colours, own),
            (self._outline, own and not raster),
        ):
            self._form.setRowVisible(widget, shown)
        self.fill.setVisible(not classed)
        self.line.setVisible(geometry != "line")
        self.table.setVisible(classed)
        hand = self.method.currentData() == Method.BY_HAND
        self.count.setEnabled(not hand and self.method.currentData() != Method.DEVIATION)

    def find_classes(self) -> None:
        """Find the classes of the field in the background, and show them."""
        mode, field = self._mode, self.field.currentData()
        self._rarer = 0
        self.note.clear()
        if mode in (Mode.KIND, Mode.SINGLE) or not field:
            if mode not in (Mode.KIND, Mode.SINGLE):
                self.note.setText(str(tr("The layer has no field of numbers.")))
            self.changed.emit()
            return
        if mode is Mode.GRADUATED and self.method.currentData() == Method.BY_HAND and self.table.is_graduated:
            self.changed.emit()
            return
        self._wish += 1
        wish, layer, count = self._wish, self._layer, self.count.value()
        method = Method(self.method.currentData())

        def find(_control: RunControl) -> Any:
            values = values_of(layer, field)
            if mode is Mode.CATEGORIES:
                return categories_of(values, field, layer.kind)
            if mode is Mode.PROPORTIONAL:
                return full_value_of(values)
            load_libraries("mapclassify")
            return breaks_of(values, method if method is not Method.BY_HAND else Method.QUANTILES, count)

        def done(found: Any) -> None:
            if wish == self._wish:
                self._take(mode, field, found)

        self._background.start(tr("classes"), find, done=done, failed=self.failed.emit, listed=False)

    def _take(self, mode: Mode, field: str, found: Any) -> None:
        ramp = ramp_named(self.ramp.currentData())
        if mode is Mode.CATEGORIES:
            values, more = found
            colours = ramp.pick(len(values)) if values else ()
            listed = [
                StyleClass(value=value, colour=colour) for value, colour in zip(values, colours, strict=True)
            ]
            self.table.show_classes((*listed, StyleClass(colour=_REST_COLOUR)), field)
            self._rarer = more
        elif mode is Mode.PROPORTIONAL:
            self._full_value = found
            self.note.setText(str(tr("The largest value, {value:,.6g}, has the size given.", value=found)))
        else:
            ranges = ranges_of(found)
            colours = ramp.pick(len(ranges))
            self.table.show_classes(
                tuple(
                    StyleClass(low=low, high=high, colour=colour)
                    for (low, high), colour in zip(ranges, colours, strict=True)
                ),
                field,
            )
        self.changed.emit()

    def _show_note(self) -> None:
        words = [str(tr("Unknown: {count:,}", count=self._unknown))]
        if self._rarer:
            words.append(
                str(
                    trn(
                        "{count:,} rarer value is drawn with the other values.",
                        "{count:,} rarer values are drawn with the other values.",
                        self._rarer,
                    )
                )
            )
        self.note.setText(". ".join(words))

    def _recolour(self) -> None:
        classes, ramp = self.table.classes, ramp_named(self.ramp.currentData())
        rest = [item for item in classes if item.value is None and item.low is None and item.high is None]
        listed = [item for item in classes if item not in rest] if self._mode is Mode.CATEGORIES else classes
        colours = ramp.pick(len(listed)) if listed else ()
        recoloured = [replace(item, colour=colour) for item, colour in zip(listed, colours, strict=True)]
        extra = rest if self._mode is Mode.CATEGORIES else []
        self.table.show_classes((*recoloured, *extra), self.field.currentData() or "")
        self.changed.emit()


def _number(least: float, most: float, value: float, step: float = 0.5) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(least, most)
    box.setSingleStep(step)
    box.setDecimals(2)
    box.setSuffix(" pt")
    box.setValue(value)
    return box
