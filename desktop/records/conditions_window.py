"""Conditions on columns, put together in a small window beside the table."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.look import icon
from desktop.records.cell_editing import typed_text
from layers.text import Text, tr

if TYPE_CHECKING:
    from desktop.records.model import FrameTable
    from layers.records.column import RecordColumn
    from layers.records.matching import Condition

# in the order offered; by the values of `Relation`
_RELATIONS: tuple[tuple[str, Text], ...] = (
    ("equals", tr("is")),
    ("contains", tr("contains")),
    ("between", tr("lies between")),
    ("one_of", tr("is one of")),
    ("unknown", tr("is unknown")),
    ("known", tr("is known")),
)
_MOST_VALUES = 300
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def read_value(text: str, type_: str) -> Any:
    """What was typed as a value of a column; None when nothing was.

    Raises
    ------
    ValueError
        When it is no number, date, or yes or no, where one is needed.
    """
    words = text.strip()
    if not words:
        return None
    if type_ in ("integer", "number"):
        return float(re.sub(r"\s", "", words).replace(",", "."))
    if type_ == "date":
        day_first = _DAY_FIRST.fullmatch(words)
        if day_first:
            return dt.date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
        return dt.date.fromisoformat(words)
    if type_ == "boolean":
        known = {str(tr("yes")): True, str(tr("no")): False, "yes": True, "no": False}
        if words.casefold() not in known:
            raise ValueError(words)
        return known[words.casefold()]
    return words


class ConditionRow(QWidget):
    """One condition: column, relation, values.

    Signals
    -------
    changed(), removal_wanted()
    """

    changed = Signal()
    removal_wanted = Signal()

    def __init__(self, table: FrameTable, condition: Condition | None = None) -> None:
        super().__init__()
        self._table = table
        self.column = QComboBox()
        self.column.setAccessibleName(str(tr("Column")))
        self.column.setMinimumContentsLength(14)
        for column in table.columns:
            self.column.addItem(table.heading_of(column), column.name)
        self.relation = QComboBox()
        self.relation.setAccessibleName(str(tr("Condition")))
        for name, words in _RELATIONS:
            self.relation.addItem(str(words), name)
        self.first, self.second = QLineEdit(), QLineEdit()
        self.first.setAccessibleName(str(tr("Value")))
        self.second.setAccessibleName(str(tr("Upper value")))
        self.values = QListView()
        self.values.setAccessibleName(str(tr("Values")))
        self.values.setMaximumHeight(96)
        self.values.setModel(QStandardItemModel(self.values))
        self._and = QLabel(str(tr("and")))
        self._entry = QWidget()
        entries = QHBoxLayout(self._entry)
        entries.setContentsMargins(0, 0, 0, 0)
        for widget in (self.first, self._and, self.second, self.values):
            entries.addWidget(widget)
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.hide()
        remove = QToolButton()
        remove.setIcon(icon("remove"))
        remove.setAutoRaise(True)
        remove.setToolTip(str(tr("Remove the condition")))
        remove.setAccessibleName(remove.toolTip())
        remove.clicked.connect(self.removal_wanted)
        line = QHBoxLayout()
        for widget, stretch in ((self.column, 2), (self.relation, 1), (self._entry, 3), (remove, 0)):
            line.addWidget(widget, stretch, Qt.AlignmentFlag.AlignTop)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 2, 0, 2)
        column_layout.addLayout(line)
        column_layout.addWidget(self.problem)
        if condition is not None:
            self.column.setCurrentIndex(self.column.findData(condition.column))
            self.relation.setCurrentIndex(self.relation.findData(str(condition.relation)))
        self._offer()
        if condition is not None:
            self._show_values(condition)
        self.column.currentIndexChanged.connect(self._offer)
        self.relation.currentIndexChanged.connect(self._offer)
        self.first.textChanged.connect(self.changed)
        self.second.textChanged.connect(self.changed)
        self.values.model().dataChanged.connect(self.changed)

    def _held(self) -> RecordColumn:
        return self._table.columns[self.column.currentIndex()]

    def _offer(self) -> None:
        """Offer what the relation needs, and the values the column holds."""
        relation = self.relation.currentData()
        self._entry.setVisible(relation not in ("unknown", "known"))
        self.first.setVisible(relation != "one_of")
        self.values.setVisible(relation == "one_of")
        for widget in (self._and, self.second):
            widget.setVisible(relation == "between")
        dated = str(tr("year-month-day")) if self._held().type == "date" else ""
        self.first.setPlaceholderText(dated)
        self.second.setPlaceholderText(dated)
        if relation == "one_of":
            self._list_values()
        self.changed.emit()

    def _list_values(self) -> None:
        from layers.records.distinct import distinct
        from layers.records.order import reading_key

        column, model = self._held(), self.values.model()
        assert isinstance(model, QStandardItemModel)
        model.clear()
        held = list(column.vocabulary) or distinct(column.array[:200_000]).values
        shown = sorted(
            ((self._table.words_of(column, value), value) for value in held),
            key=lambda pair: reading_key(pair[0]),
        )
        for words, value in shown[:_MOST_VALUES]:
            item = QStandardItem(words)
            item.setData(value, Qt.ItemDataRole.UserRole)
            item.setCheckable(True)
            item.setEditable(False)
            model.appendRow(item)

    def _show_values(self, condition: Condition) -> None:
        relation = str(condition.relation)
        if relation == "one_of":
            for item in self._items():
                wanted = item.data(Qt.ItemDataRole.UserRole) in condition.values
                item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
        for line, value in zip((self.first, self.second), condition.values, strict=False):
            line.setText("" if value is None else self._as_typed(value))

    def _as_typed(self, value: Any) -> str:
        if isinstance(value, bool):
            return str(tr("yes") if value else tr("no"))
        if isinstance(value, dt.date):
            return value.isoformat()
        words = self._held().vocabulary
        return str(words[value]) if value in words else typed_text(value)

    def _items(self) -> list[QStandardItem]:
        model = self.values.model()
        assert isinstance(model, QStandardItemModel)
        return [model.item(row) for row in range(model.rowCount())]

    def condition(self) -> Condition | None:
        """The condition; None while it is not complete, with a sentence where a value cannot be read."""
        from layers.records.matching import Condition, Relation

        self.problem.hide()
        relation, column = Relation(self.relation.currentData()), self._held()
        values: tuple[Any, ...] = ()
        if relation is Relation.ONE_OF:
            checked = [item for item in self._items() if item.checkState() == Qt.CheckState.Checked]
            values = tuple(item.data(Qt.ItemDataRole.UserRole) for item in checked)
            if not values:
                return None
        elif relation not in (Relation.UNKNOWN, Relation.KNOWN):
            texts = [self.first.text()] + ([self.second.text()] if relation is Relation.BETWEEN else [])
            type_ = "text" if relation is Relation.CONTAINS else column.type
            try:
                values = tuple(read_value(text, type_) for text in texts)
            except ValueError:
                self.problem.setText(
                    str(tr("This cannot be read as a value of {column}.", column=str(column.label)))
                )
                self.problem.show()
                return None
            if all(value is None for value in values):
                return None
        return Condition(column=column.name, relation=relation, values=values)


class ConditionsWindow(QDialog):
    """All conditions of a table; the table follows while they are put together.

    Signals
    -------
    changed(tuple of Condition)
    """

    changed = Signal(object)

    def __init__(self, table: FrameTable, conditions: tuple[Condition, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(str(tr("Conditions on the table")))
        self.setMinimumWidth(620)
        self._table = table
        self.rows: list[ConditionRow] = []
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.addStretch(1)
        held = QWidget()
        held.setLayout(self._list)
        area = QScrollArea()
        area.setWidget(held)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setMinimumHeight(210)
        add = QPushButton(icon("add"), str(tr("&Add a condition")))
        add.clicked.connect(lambda: self.add_row())
        clear = QPushButton(str(tr("&Remove all")))
        clear.clicked.connect(self.remove_all)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        bar = QHBoxLayout()
        bar.addWidget(add)
        bar.addWidget(clear)
        bar.addStretch(1)
        bar.addWidget(buttons)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(str(tr("Only records that meet every condition are shown."))))
        column.addWidget(area, 1)
        column.addLayout(bar)
        for condition in conditions:
            self.add_row(condition)
        if not conditions:
            self.add_row()

    def add_row(self, condition: Condition | None = None) -> ConditionRow:
        """Add a condition to be filled in."""
        row = ConditionRow(self._table, condition)
        row.changed.connect(self._tell)
        row.removal_wanted.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._list.insertWidget(self._list.count() - 1, row)
        row.column.setFocus()
        return row

    def remove_all(self) -> None:
        """Remove every condition."""
        for row in list(self.rows):
            self._remove(row)

    def _remove(self, row: ConditionRow) -> None:
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._tell()

    def _tell(self) -> None:
        conditions = [row.condition() for row in self.rows]
        self.changed.emit(tuple(item for item in conditions if item is not None))
