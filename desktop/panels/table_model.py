"""Tables whose rows stand in an order of their own, and how values are told in them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from layers.text import Text, numeral, tr
from layers.units import unit_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planning.outcome import Table

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class OrderedTable(QAbstractTableModel):
    """Rows in an order of their own, all or some; `rows_of` and `position_of` translate.

    Attributes
    ----------
    order : int64 array
        Position in the data of each row shown.
    """

    def __init__(self, rows: int) -> None:
        import numpy as np

        super().__init__()
        self._count = rows
        self.order: NDArray[np.int64] = np.arange(rows)
        self._rows: NDArray[np.int64] | None = None

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Number of rows."""
        return 0 if parent.isValid() else len(self.order)

    def position_of(self, row: int) -> int:
        """Position in the data of a row shown."""
        return int(self.order[row])

    def rows_of(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """Rows shown of positions in the data; -1 for those not shown."""
        import numpy as np

        if self._rows is None:
            self._rows = np.full(self._count, -1, dtype=np.int64)
            self._rows[self.order] = np.arange(len(self.order))
        return self._rows[positions]


class OutcomeTable(OrderedTable):
    """A table of an outcome."""

    def __init__(self, table: Table) -> None:
        super().__init__(len(table.rows))
        self.table = table

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(self.table.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Label and unit of a column; its name in files as a tip."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.table.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return heading(str(column.label), str(unit_text(column.unit)))
        return column.name if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A value as shown, rounded as its column says; unknown is a dash."""
        value = self.table.rows[self.position_of(index.row())][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return RIGHT if number else None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if value is None:
            return "–"
        column = self.table.columns[index.column()]
        return shown_value(column.said(value), column.decimals)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, unknown values last; a negative column restores the order of the data."""
        import numpy as np

        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        positions = [self.position_of(index.row()) for index in before]
        if column < 0:
            self.order = np.arange(len(self.order))
        else:
            self.order = self._sorted(column, order == Qt.SortOrder.DescendingOrder)
        self._rows = None
        rows = self.rows_of(np.array(positions, dtype=np.int64)).tolist()
        after = [self.index(row, index.column()) for row, index in zip(rows, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _sorted(self, column: int, descending: bool) -> NDArray[np.int64]:
        import numpy as np

        values = [row[column] for row in self.table.rows]
        known = sorted({_key(value) for value in values if value is not None})
        codes = {key: code for code, key in enumerate(known)}
        numbers = [-1 if value is None else codes[_key(value)] for value in values]
        return _ordered(np.array(numbers, dtype=np.int64), descending)


def heading(label: str, unit: str) -> str:
    """Label and unit in the head of a column; people are not counted in people."""
    return f"{label}, {unit}" if unit and unit.casefold() != label.casefold() else label


def shown_value(value: object, decimals: int | None = None) -> str:
    """A value in words: grouped thousands, dates without midnight, yes and no, nothing for unknown."""
    import numpy as np

    if value is None or str(value) in ("<NA>", "NaT", "nan"):
        return ""
    if isinstance(value, bool | np.bool_):
        return str(tr("yes") if value else tr("no"))
    if isinstance(value, int | np.integer):
        return numeral(f"{value:,}")
    if isinstance(value, float | np.floating):
        if decimals is not None:
            return numeral(f"{value:,.{decimals}f}")
        text = f"{value:,.4f}" if abs(value) >= 1e-3 or value == 0 else f"{value:.3g}"
        return numeral(text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text)
    if isinstance(value, dt.datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, np.datetime64):
        return str(value)[:10]
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _key(value: object) -> tuple[int, Any]:
    """What a value is sorted by: numbers before words before dates."""
    if isinstance(value, bool | int | float):
        return 0, float(value)
    if isinstance(value, dt.date):
        return 2, value.isoformat()
    return 1, str(value) if isinstance(value, Text) else value


def _ordered(codes: NDArray[np.int64], descending: bool) -> NDArray[np.int64]:
    """Positions in the order of `codes`, equal ones as they stand, those below zero last."""
    import numpy as np

    known = codes >= 0
    keys = np.where(known, -codes if descending else codes, np.iinfo(np.int64).max)
    return np.argsort(keys, kind="stable")
