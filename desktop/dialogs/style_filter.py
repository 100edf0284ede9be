"""The page of the style window on which features are drawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.dialogs.style_fields import FieldBox, is_number
from desktop.look import icon
from layers.feature_filter import TEST_LABELS, Condition, FeatureFilter, Test, Value
from layers.layer import Layer
from layers.style_recipe import StyleRecipe, value_label
from layers.text import tr

_WITHOUT_VALUE = (Test.KNOWN, Test.UNKNOWN)
_ORDERED = (Test.AT_LEAST, Test.AT_MOST, Test.BETWEEN)


class ConditionRow(QWidget):
    """One condition.

    Signals
    -------
    changed(), removed()
    """

    changed = Signal()
    removed = Signal()

    def __init__(self, layer: Layer, condition: Condition | None = None) -> None:
        super().__init__()
        self._layer = layer
        self.field = FieldBox(tr("Field"))
        self.field.offer(layer)
        self.test = QComboBox()
        self.test.setAccessibleName(str(tr("Test")))
        self.value, self.upper = QComboBox(), QLineEdit()
        self.value.setEditable(True)
        self.value.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.value.setMinimumContentsLength(8)
        self.value.setAccessibleName(str(tr("Value")))
        self.upper.setAccessibleName(str(tr("Upper value")))
        remove = QToolButton()
        remove.setIcon(icon("remove"))
        remove.setAutoRaise(True)
        remove.setAccessibleName(str(tr("Remove this condition")))
        remove.setToolTip(remove.accessibleName())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.addWidget(self.field, 0, 0, 1, 2)
        grid.addWidget(self.test, 0, 2)
        grid.addWidget(remove, 0, 3)
        grid.addWidget(self.value, 1, 0)
        grid.addWidget(self.upper, 1, 1, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        if condition is not None:
            self.field.choose(condition.field)
        self._offer()
        if condition is not None:
            self._show(condition)
        self._show_values()
        self.field.currentIndexChanged.connect(self._field_chosen)
        self.test.currentIndexChanged.connect(self._test_chosen)
        self.value.currentTextChanged.connect(lambda _text: self.changed.emit())
        self.upper.textChanged.connect(lambda _text: self.changed.emit())
        remove.clicked.connect(self.removed)

    def condition(self) -> Condition | None:
        """The condition; None while it is not whole."""
        test = Test(self.test.currentData())
        name = self.field.currentData()
        if test in _WITHOUT_VALUE:
            return Condition(field=name, test=test)
        first = self._read(self._chosen_value(), test)
        if first is None:
            return None
        if test is not Test.BETWEEN:
            return Condition(field=name, test=test, values=(first,))
        second = self._read(self.upper.text(), test)
        return None if second is None else Condition(field=name, test=test, values=(first, second))

    def _chosen_value(self) -> str:
        """What is written, or the value that stands for the words chosen."""
        text = self.value.currentText()
        index = self.value.findText(text)
        return str(self.value.itemData(index)) if index >= 0 else text

    @property
    def _column(self) -> Any:
        return self._layer.frame[self.field.currentData()]

    def _kind_of_value(self) -> str:
        from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype

        column = self._column
        if is_bool_dtype(column):
            return "yes"
        if is_datetime64_any_dtype(column):
            return "date"
        return "number" if is_number(column) else "text"

    def _read(self, text: str, test: Test) -> Value | None:
        """A written value in the type of the field; None where it is none."""
        text = text.strip()
        if not text:
            return None
        kind = self._kind_of_value()
        try:
            if kind == "yes":
                return text == "True"
            if kind == "date":
                return dt.date.fromisoformat(text)
            if kind == "number" and test is not Test.CONTAINS:
                return float(text.replace("\u00a0", "").replace(" ", "").replace(",", "."))
        except ValueError:
            return None
        return text

    def _offer(self) -> None:
        """Offer the tests and values that the field has."""
        kind = self._kind_of_value()
        self.test.blockSignals(True)
        self.test.clear()
        for test, words in TEST_LABELS.items():
            if (test in _ORDERED and kind in ("text", "yes")) or (test is Test.CONTAINS and kind != "text"):
                continue
            self.test.addItem(str(words), test)
        self.test.blockSignals(False)
        self.value.blockSignals(True)
        self.value.clear()
        name = self.field.currentData()
        vocabulary = next((item.vocabulary for item in self._layer.kind.fields if item.name == name), {})
        values: list[object] = [True, False] if kind == "yes" else list(vocabulary)
        for value in values:
            self.value.addItem(str(value_label(value, name, self._layer.kind)), str(value))
        self.value.lineEdit().setPlaceholderText("2025-01-31" if kind == "date" else "")
        self.value.setCurrentIndex(0 if values else -1)
        self.value.blockSignals(False)

    def _show(self, condition: Condition) -> None:
        self.test.setCurrentIndex(max(0, self.test.findData(condition.test)))
        texts = [f"{v:.10g}" if isinstance(v, float) else str(v) for v in condition.values]
        if texts:
            index = self.value.findData(texts[0])
            if index >= 0:
                self.value.setCurrentIndex(index)
            else:
                self.value.setEditText(texts[0])
        if len(texts) > 1:
            self.upper.setText(texts[1])

    def _show_values(self) -> None:
        test = Test(self.test.currentData())
        self.value.setVisible(test not in _WITHOUT_VALUE)
        self.upper.setVisible(test is Test.BETWEEN)

    def _field_chosen(self) -> None:
        self._offer()
        self._show_values()
        self.changed.emit()

    def _test_chosen(self) -> None:
        self._show_values()
        self.changed.emit()


class FilterPage(QWidget):
    """Conditions that features must meet to be drawn.

    Signals
    -------
    changed()
    """

    changed = Signal()

    def __init__(self, layer: Layer, recipe: StyleRecipe) -> None:
        super().__init__()
        self._layer = layer
        self.rows: list[ConditionRow] = []
        self.every = QComboBox()
        self.every.setAccessibleName(str(tr("How conditions are joined")))
        self.every.addItem(str(tr("all conditions are met")), True)
        self.every.addItem(str(tr("any condition is met")), False)
        self.add_button = QPushButton(icon("add"), str(tr("Add condition")))
        self.clear_button = QPushButton(str(tr("Remove filter")))
        self._told = QLabel()
        self._told.setWordWrap(True)
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(holder)
        top = QHBoxLayout()
        top.addWidget(QLabel(str(tr("Draw where"))))
        top.addWidget(self.every, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.clear_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(area, 1)
        column.addLayout(buttons)
        column.addWidget(self._told)
        if recipe.only is not None:
            self.every.setCurrentIndex(0 if recipe.only.every else 1)
            for condition in recipe.only.conditions:
                self.add(condition)
        self.every.currentIndexChanged.connect(self._changed)
        self.add_button.clicked.connect(lambda: self.add())
        self.clear_button.clicked.connect(self.clear)
        self._tell()

    def add(self, condition: Condition | None = None) -> ConditionRow:
        """Add a condition."""
        row = ConditionRow(self._layer, condition)
        row.changed.connect(self._changed)
        row.removed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        if condition is None:
            row.field.setFocus()
            self._changed()
        return row

    def clear(self) -> None:
        """Draw all features again."""
        for row in tuple(self.rows):
            self._remove(row)

    def apply(self, recipe: StyleRecipe) -> StyleRecipe:
        """The recipe with this filter; conditions that are not whole yet are left out."""
        conditions = tuple(found for row in self.rows if (found := row.condition()) is not None)
        if not conditions:
            return replace(recipe, only=None)
        return replace(
            recipe, only=FeatureFilter(conditions=conditions, every=bool(self.every.currentData()))
        )

    def _remove(self, row: ConditionRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.deleteLater()
        self._changed()

    def _changed(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        total = len(self._layer)
        only = self.apply(StyleRecipe()).only
        self.clear_button.setEnabled(bool(self.rows))
        if only is None:
            self._told.setText(str(tr("All {total:,} features are drawn.", total=total)))
            return
        passed = int(only.takes(self._layer.frame).sum())
        self._told.setText(str(tr("filtered: {count:,} of {total:,}", count=passed, total=total)))
