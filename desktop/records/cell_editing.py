"""Editing in place: a line to type in, a list where the values are known; what is refused comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from layers.text import tr
from layers.units import unit_text

if TYPE_CHECKING:
    from desktop.records.model import FrameTable
    from desktop.records.selection import RowSelection
    from layers.records.column import RecordColumn

Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Paints what is selected, and edits cells."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._refused: str | None = None

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Show selected rows as such where Qt itself does not know of them."""
        super().initStyleOption(option, index)
        selection: RowSelection = self._view.selectionModel()  # type: ignore[assignment]
        if not selection.is_mirrored and selection.is_marked(index.row()):
            option.state |= QStyle.StateFlag.State_Selected  # type: ignore[attr-defined]

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A list where the values are known, else a line."""
        table: FrameTable = index.model()  # type: ignore[assignment]
        column = table.columns[index.column()]
        editor = _choices(column, parent) if _known_values(column) else _line(column, parent)
        editor.setAccessibleName(table.heading_of(column))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with the value held, or with what was refused."""
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            found = editor.findData(None if is_unknown(value) else plain(value))
            editor.setCurrentIndex(max(found, 0))
        elif isinstance(editor, QLineEdit):
            text = self._refused if self._refused is not None else typed_text(value)
            self._refused = None
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand on what was chosen or typed; what is refused comes back to be mended."""
        before = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            chosen = editor.currentData()
            if chosen != (None if is_unknown(before) else plain(before)):
                model.setData(index, chosen)
        elif isinstance(editor, QLineEdit):
            text = editor.text()
            if text.strip() != typed_text(before) and not model.setData(index, text):
                again = QPersistentModelIndex(index)
                QTimer.singleShot(0, self, lambda: self._reopen(again, text))

    def _reopen(self, index: QPersistentModelIndex, text: str) -> None:
        if index.isValid():
            self._refused = text
            cell = index.model().index(index.row(), index.column())
            self._view.setCurrentIndex(cell)
            self._view.edit(cell)


def typed_text(value: Any) -> str:
    """A value as one would type it: no grouping, dates by year first; empty where unknown."""
    if is_unknown(value):
        return ""
    if isinstance(value, float):
        return repr(float(value)).removesuffix(".0")
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m-%d}" if (value.hour, value.minute) == (0, 0) else f"{value:%Y-%m-%d %H:%M}"
    return str(value)


def is_unknown(value: Any) -> bool:
    """Whether a value of a frame is none."""
    return value is None or str(value) in ("<NA>", "NaT", "nan")


def plain(value: Any) -> Any:
    """A value of a frame as Python has it."""
    return value.item() if hasattr(value, "item") else value


def _known_values(column: RecordColumn) -> list[tuple[str, object]]:
    if column.type == "boolean":
        return [(str(tr("yes")), True), (str(tr("no")), False)]
    return [(str(label), value) for value, label in column.vocabulary.items()]


def _choices(column: RecordColumn, parent: QWidget) -> QComboBox:
    editor = QComboBox(parent)
    editor.addItem(str(tr("unknown")), None)
    for label, value in _known_values(column):
        if value != "unknown":
            editor.addItem(label, value)
    return editor


def _line(column: RecordColumn, parent: QWidget) -> QLineEdit:
    editor = QLineEdit(parent)
    editor.setFrame(False)
    hint = _bounds(column)
    editor.setPlaceholderText(hint)
    editor.setToolTip(hint)
    if column.type in ("integer", "number"):
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
    return editor


def _bounds(column: RecordColumn) -> str:
    """What may be typed, in words."""
    if column.type == "date":
        return str(tr("year-month-day, or day.month.year"))
    field = column.field
    if field is None or column.type == "text":
        return ""
    unit = f" {unit_text(field.unit)}" if field.unit else ""
    if field.least is not None and field.most is not None:
        return str(tr("{least:g} to {most:g}", least=field.least, most=field.most)) + unit
    if field.least is not None:
        return str(tr("at least {least:g}", least=field.least)) + unit
    if field.most is not None:
        return str(tr("at most {most:g}", most=field.most)) + unit
    return unit.strip()
