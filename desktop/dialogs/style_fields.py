"""Small fields of the style window: a colour, a scale, a field of the layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QCheckBox, QColorDialog, QComboBox, QHBoxLayout, QSpinBox, QToolButton, QWidget

from desktop.look import shade
from layers.colour_ramps import Ramp
from layers.layer import Layer
from layers.text import Text, tr
from layers.units import unit_text

if TYPE_CHECKING:
    import pandas as pd

_SWATCH = QSize(34, 14)
_LARGEST_SCALE = 50_000_000


class ColourButton(QToolButton):
    """Shows a colour and lets another be chosen.

    Signals
    -------
    changed()
    """

    changed = Signal()

    def __init__(self, name: Text, colour: str) -> None:
        super().__init__()
        self._name = name
        self.setIconSize(_SWATCH)
        self.clicked.connect(self._choose)
        self.colour = colour
        self.set_colour(colour)

    def set_colour(self, colour: str) -> None:
        """Show a colour (`#rrggbb`)."""
        self.colour = colour
        self.setIcon(swatch((colour,)))
        words = f"{self._name}: {colour}"
        self.setAccessibleName(words)
        self.setToolTip(words)

    def _choose(self) -> None:
        dialog = QColorDialog(QColor(self.colour), self)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.colorSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, colour: QColor) -> None:
        self.set_colour(colour.name())
        self.changed.emit()


class ScaleBox(QWidget):
    """A limit of scale, off or 1 : so much.

    Signals
    -------
    changed()
    """

    changed = Signal()

    def __init__(self, words: Text, value: float | None, suggested: int) -> None:
        super().__init__()
        self.limit = QCheckBox(str(words))
        self.box = QSpinBox()
        self.box.setRange(100, _LARGEST_SCALE)
        self.box.setGroupSeparatorShown(True)
        self.box.setPrefix("1 : ")
        self.box.setSingleStep(50_000)
        self.box.setAccessibleName(str(words))
        self.limit.setChecked(value is not None)
        self.box.setValue(suggested if value is None else round(value))
        self.box.setEnabled(value is not None)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.limit, 1)
        row.addWidget(self.box)
        self.limit.toggled.connect(self._toggled)
        self.box.valueChanged.connect(lambda _value: self.changed.emit())

    @property
    def value(self) -> float | None:
        """The denominator; None where there is no limit."""
        return float(self.box.value()) if self.limit.isChecked() else None

    def _toggled(self, on: bool) -> None:
        self.box.setEnabled(on)
        self.changed.emit()


class FieldBox(QComboBox):
    """A field of a layer by its label, the name of the column as its data."""

    def __init__(self, name: Text) -> None:
        super().__init__()
        self.setAccessibleName(str(name))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)

    def offer(self, layer: Layer, *, numbers: bool = False, none: Text | None = None) -> None:
        """Offer the layer's fields, keeping the one chosen where it is among them."""
        chosen = self.currentData()
        self.blockSignals(True)
        self.clear()
        if none is not None:
            self.addItem(str(none), "")
        for name, label in field_labels(layer, numbers=numbers):
            self.addItem(label, name)
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.blockSignals(False)

    def choose(self, name: str) -> None:
        """Choose a field by the name of its column."""
        self.setCurrentIndex(max(0, self.findData(name)))


def field_labels(layer: Layer, *, numbers: bool = False) -> list[tuple[str, str]]:
    """Columns of a layer and their words: fields of the kind that hold something first, then the others."""
    if layer.raster is not None:
        names = [rule.field for rule in layer.kind.symbology.rules if rule.field][:1]
        return [(name, str(tr("value of the cell"))) for name in names]
    known = {item.name: item for item in layer.kind.fields}
    result = []
    for name in layer.frame.columns:
        column = layer.frame[name]
        if name == "geometry" or (numbers and not is_number(column)):
            continue
        field = known.get(str(name))
        unit = f", {unit_text(field.unit)}" if field is not None and field.unit else ""
        result.append((str(name), f"{field.label}{unit}" if field is not None else str(name)))
    return result


def is_number(column: pd.Series[Any]) -> bool:
    """Whether a column holds numbers, as opposed to words, dates or yes and no."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return bool(is_numeric_dtype(column) and not is_bool_dtype(column))


def values_of(layer: Layer, name: str) -> pd.Series[Any]:
    """The values of a field; of a grid, those of its cells."""
    import pandas as pd

    if layer.raster is not None:
        return pd.Series(layer.raster.values.ravel()).dropna()
    return layer.frame[name]


def swatch(colours: tuple[str, ...]) -> QIcon:
    """Colours side by side."""
    pixmap = QPixmap(_SWATCH)
    painter = QPainter(pixmap)
    width = _SWATCH.width() / len(colours)
    for index, colour in enumerate(colours):
        painter.fillRect(round(index * width), 0, round(width) + 1, _SWATCH.height(), QColor(colour))
    painter.setPen(QColor(shade("#8a949b")))
    painter.drawRect(0, 0, _SWATCH.width() - 1, _SWATCH.height() - 1)
    painter.end()
    return QIcon(pixmap)


def ramp_swatch(ramp: Ramp) -> QIcon:
    """The colours of a ramp."""
    return swatch(ramp.pick(7 if ramp.in_order else len(ramp.colours)))
