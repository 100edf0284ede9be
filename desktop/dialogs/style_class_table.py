"""The classes of a style: colour, what they take, words, and how many features."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from desktop.dialogs.style_fields import ColourButton
from layers.layer_kind import LayerKind
from layers.style_classes import ranges_of
from layers.style_recipe import StyleClass, range_label, value_label
from layers.text import Text, numeral, tr

_COLOUR, _FROM, _LABEL, _COUNT = range(4)


class ClassTable(QTableWidget):
    """Classes that can be recoloured and named; of graduated ones, where each begins can be written.

    Signals
    -------
    changed()
        A colour or words.
    breaks_edited(breaks)
    """

    changed = Signal()
    breaks_edited = Signal(object)

    def __init__(self, kind: LayerKind) -> None:
        super().__init__(0, 4)
        self._kind = kind
        self._field = ""
        self.classes: tuple[StyleClass, ...] = ()
        self.setAccessibleName(str(tr("Classes")))
        self.setHorizontalHeaderLabels(
            [str(text) for text in (tr("Colour"), tr("From"), tr("In the legend"), tr("Features"))]
        )
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.horizontalHeader()
        for column in (_COLOUR, _FROM, _COUNT):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_LABEL, QHeaderView.ResizeMode.Stretch)
        # tables take the tab key for their cells; here it leads on
        self.setTabKeyNavigation(False)
        self.itemChanged.connect(self._edited)

    @property
    def is_graduated(self) -> bool:
        """Whether the classes are ranges of numbers."""
        return any(item.low is not None or item.high is not None for item in self.classes)

    def show_classes(self, classes: tuple[StyleClass, ...], field: str) -> None:
        """Show classes of a field."""
        self.classes, self._field = classes, field
        self.blockSignals(True)
        self.setColumnHidden(_FROM, not self.is_graduated)
        self.setRowCount(len(classes))
        for row, item in enumerate(classes):
            button = ColourButton(tr("Colour of {name}", name=self._words(item)), item.colour)
            button.changed.connect(lambda row=row, button=button: self._recoloured(row, button.colour))
            self.setCellWidget(row, _COLOUR, button)
            start = QTableWidgetItem("" if item.low is None else f"{item.low:.10g}")
            if item.low is None:
                start.setFlags(start.flags() & ~Qt.ItemFlag.ItemIsEditable)
            self.setItem(row, _FROM, start)
            self.setItem(row, _LABEL, QTableWidgetItem(item.label or str(self._words(item))))
            count = QTableWidgetItem("")
            count.setFlags(count.flags() & ~Qt.ItemFlag.ItemIsEditable)
            count.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, _COUNT, count)
        self.blockSignals(False)

    def show_counts(self, counts: tuple[int, ...]) -> None:
        """Write how many features each class takes."""
        self.blockSignals(True)
        for row, count in enumerate(counts[: self.rowCount()]):
            self.item(row, _COUNT).setText(numeral(f"{count:,}"))
        self.blockSignals(False)

    def _words(self, item: StyleClass) -> Text:
        if item.value is not None:
            return value_label(item.value, self._field, self._kind)
        if item.low is None and item.high is None:
            return tr("other values")
        return range_label(item.low, item.high)

    def _change(self, row: int, item: StyleClass) -> None:
        self.classes = (*self.classes[:row], item, *self.classes[row + 1 :])

    def _recoloured(self, row: int, colour: str) -> None:
        self._change(row, replace(self.classes[row], colour=colour))
        self.changed.emit()

    def _edited(self, cell: QTableWidgetItem) -> None:
        row, text = cell.row(), cell.text().strip()
        if cell.column() == _LABEL:
            words = "" if text == str(self._words(self.classes[row])) else text
            self._change(row, replace(self.classes[row], label=words))
            self.changed.emit()
        elif cell.column() == _FROM:
            self._edit_break(row, text)

    def _edit_break(self, row: int, text: str) -> None:
        """Take a written border where it lies between its neighbours; else show the old one again."""
        try:
            value = float(text.replace("\u00a0", "").replace(" ", "").replace(",", "."))
        except ValueError:
            value = float("nan")
        below, own = self.classes[row - 1], self.classes[row]
        fits = (below.low is None or value > below.low) and (own.high is None or value < own.high)
        # no number is neither above nor below
        if value != value or not fits:
            self.blockSignals(True)
            cell = self.item(row, _FROM)
            cell.setText(f"{own.low:.10g}")
            cell.setToolTip(str(tr("A number between the borders above and below is needed.")))
            self.blockSignals(False)
            return
        breaks = [item.low for item in self.classes if item.low is not None]
        breaks[row - 1] = value
        ranges = ranges_of(breaks)
        self.show_classes(
            tuple(
                replace(item, low=low, high=high)
                for item, (low, high) in zip(self.classes, ranges, strict=True)
            ),
            self._field,
        )
        self.breaks_edited.emit(tuple(breaks))
