"""The records of a layer as a table over its frame, of which nothing is copied."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from desktop.panels.table_model import NO_PARENT, RIGHT, OrderedTable, heading, shown_value
from layers.text import language
from layers.units import unit_text

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from layers.layer import Layer
    from layers.records.column import RecordColumn
    from layers.records.order import Key
    from planning.outcome import MapLayer

Index = QModelIndex | QPersistentModelIndex
Write = Callable[[int, str, object], bool]
Sorting = tuple[tuple[str, bool], ...]

_SHOWN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
_NAMES = ("name", "label", "title", "acronym", "site_id", "code")


class FrameTable(OrderedTable):
    """The attribute table of a layer.

    Attributes
    ----------
    layer : Layer or MapLayer
    frame : DataFrame
        The layer's own.
    columns : tuple of RecordColumn
        The fid, then the columns of the frame.
    write : callable, optional
        Puts what was typed into a field of a feature, and says whether it was taken; without it the
        table is only read.
    sorting : tuple of (column name, descending)
        What the rows are sorted by.
    filtered : set of str
        Columns that carry a condition.
    """

    def __init__(self, layer: Layer | MapLayer, write: Write | None = None) -> None:
        super().__init__(len(layer.frame))
        self.write = write
        self.sorting: Sorting = ()
        self.filtered: frozenset[str] = frozenset()
        self._keys: dict[str, Key] = {}
        self._take(layer)

    def _take(self, layer: Layer | MapLayer) -> None:
        from layers.records.column import columns_of

        self.layer = layer
        self.frame: pd.DataFrame = layer.frame
        before = {column.name: column for column in self.columns} if self._keys else {}
        fields = layer.kind.fields if hasattr(layer, "kind") else ()
        self.columns: tuple[RecordColumn, ...] = columns_of(layer.frame, fields)
        self._keys = {
            column.name: self._keys[column.name]
            for column in self.columns
            if column.name in self._keys and column.array is before[column.name].array
        }
        self._right = [column.type in ("integer", "number") for column in self.columns]

    def follow(self, layer: Layer | MapLayer) -> bool:
        """Show another state of the layer, if it has the same records and columns; says whether it has."""
        names = [str(name) for name in layer.frame.columns if name != "geometry"]
        same = names == [column.name for column in self.columns[1:]]
        if not same or not layer.frame.index.equals(self.frame.index):
            return False
        self._take(layer)
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
        return True

    def column_named(self, name: str) -> int:
        """Place of a column; -1 when there is none."""
        return next((at for at, column in enumerate(self.columns) if column.name == name), -1)

    def name_column(self) -> int:
        """The column a record is known by; the fid when there is none."""
        for name in (f"name_{language()}", "name_en", "name_uk", *_NAMES):
            at = self.column_named(name)
            if at >= 0 and not self.columns[at].unknown().all():
                return at
        return 0

    def sort_key(self, name: str, step: Callable[[float], None] = lambda _share: None) -> Key:
        """Numbers in the order of a column's values, made once for each column."""
        from layers.records.order import sort_key

        if name not in self._keys:
            self._keys[name] = sort_key(self.columns[self.column_named(name)], step)
        return self._keys[name]

    def set_order(self, order: NDArray[np.int64], sorting: Sorting, filtered: frozenset[str]) -> None:
        """Show these records in this order."""
        self.beginResetModel()
        self.order, self._rows = order, None
        self.sorting, self.filtered = sorting, filtered
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort what is shown by a column; a negative column restores the order of the data."""
        import numpy as np

        from layers.records.order import order_of

        positions = np.sort(self.order)
        sorting: Sorting = ()
        if column >= 0:
            sorting = ((self.columns[column].name, order == Qt.SortOrder.DescendingOrder),)
            positions = order_of([(self.sort_key(name), down) for name, down in sorting], positions)
        self.set_order(positions, sorting, self.filtered)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """Number of columns; the id of the feature comes first."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Label and unit of a column, and its place in the sorting; its name in the file as a tip."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.FontRole and column.name in self.filtered:
            bold = QFont()
            bold.setBold(True)
            return bold
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heading_of(column) + self._sorting_mark(column.name)
        if role == Qt.ItemDataRole.ToolTipRole and section:
            field = column.field
            return f"{column.name}: {field.help}" if field is not None and field.help else column.name
        return None

    def heading_of(self, column: RecordColumn) -> str:
        """Label and unit of a column."""
        if column.field is None:
            return column.name
        return heading(str(column.label), str(unit_text(column.field.unit)))

    def _sorting_mark(self, name: str) -> str:
        """Where several columns are sorted by: which way, and in which place."""
        names = [sorted_by for sorted_by, _ in self.sorting]
        if len(names) < 2 or name not in names:
            return ""
        place = names.index(name)
        return f" {'↓' if self.sorting[place][1] else '↑'}{place + 1}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A value as shown, or as typed; unknown values stay empty."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self._right[index.column()] else None
        if role == Qt.ItemDataRole.EditRole:
            return self.value_at(index)
        if role not in _SHOWN:
            return None
        value = self.value_at(index)
        if index.column() == 0:
            return str(value)
        return self.words_of(self.columns[index.column()], value)

    def words_of(self, column: RecordColumn, value: object) -> str:
        """A value of a column as shown."""
        if isinstance(value, str) and value in column.vocabulary:
            return str(column.vocabulary[value])
        return shown_value(value)

    def value_at(self, index: Index) -> Any:
        """The value itself."""
        return self.columns[index.column()].array[self.position_of(index.row())]

    def fid_at(self, row: int) -> int:
        """Id of the feature in a row shown."""
        return int(self.frame.index[self.position_of(row)])

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells but the id can be edited where the table may be written to."""
        flags = super().flags(index)
        if self.write is not None and index.column() > 0:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Hand on what was typed."""
        if self.write is None or role != Qt.ItemDataRole.EditRole or index.column() == 0:
            return False
        return self.write(self.fid_at(index.row()), self.columns[index.column()].name, value)
