"""Selected records as marks, so that a hundred thousand scattered ones cost no more than one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Signal,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.records.model import FrameTable

_MOST_RUNS = 200
_Flag = QItemSelectionModel.SelectionFlag


class RowSelection(QItemSelectionModel):
    """Whole records, selected or not, also while they are filtered out.

    Qt keeps selections as ranges, and asks every one of them for every cell it paints. They are handed to
    it where they are few; else `is_marked` says what to paint.

    Attributes
    ----------
    marks : bool array
        By position in the data.

    Signals
    -------
    rows_changed()
        The user selected otherwise.
    """

    rows_changed = Signal()

    def __init__(self, model: FrameTable, parent: QObject | None = None) -> None:
        import numpy as np

        # never a child of the model, which would take it along while it still listens
        super().__init__(model, parent)
        self._table = model
        self.marks: NDArray[np.bool_] = np.zeros(len(model.frame), dtype=bool)
        # what was selected before the range now being drawn
        self._base = self.marks
        self._current: tuple[int, int] | None = None
        self.is_mirrored = True
        self._within_reset = False
        model.modelAboutToBeReset.connect(self._keep_current)
        model.modelReset.connect(self._restore)

    @property
    def count(self) -> int:
        """Number of selected records."""
        return int(self.marks.sum())

    def positions(self) -> NDArray[np.int64]:
        """Positions in the data of what is selected, ascending."""
        import numpy as np

        return np.flatnonzero(self.marks)

    def is_marked(self, row: int) -> bool:
        """Whether a row shown is selected."""
        return bool(self.marks[self._table.position_of(row)])

    def mark(self, positions: NDArray[np.int64]) -> None:
        """Select exactly these records; nothing is told."""
        import numpy as np

        self.marks = np.zeros(len(self._table.frame), dtype=bool)
        self.marks[positions] = True
        self._base = self.marks
        self._mirror()

    def first_row(self) -> int:
        """The topmost selected row shown; -1 when there is none."""
        import numpy as np

        shown = self.marks[self._table.order]
        return int(np.argmax(shown)) if shown.any() else -1

    def select(  # type: ignore[override]
        self, what: QItemSelection | QModelIndex | QPersistentModelIndex, command: _Flag
    ) -> None:
        """What the view asks for when the user selects."""
        if self._within_reset:
            super().select(what, command)
            return
        if command == _Flag.NoUpdate:
            return
        ranges = [(what.row(), what.row())] if not isinstance(what, QItemSelection) else _rows_of(what)
        base = self._base if command & _Flag.Current else self.marks
        marks = base.copy()
        if command & _Flag.Clear:
            marks[:] = False
        if not command & _Flag.Current:
            self._base = marks.copy()
        for first, last in ranges:
            positions = self._table.order[max(first, 0) : last + 1]
            if command & _Flag.Toggle:
                marks[positions] = ~marks[positions]
            elif command & _Flag.Select:
                marks[positions] = True
            elif command & _Flag.Deselect:
                marks[positions] = False
        changed = bool((marks != self.marks).any())
        self.marks = marks
        self._mirror()
        if changed:
            self.rows_changed.emit()

    def clear(self) -> None:
        """Select nothing, and leave the current cell."""
        self.select(QItemSelection(), _Flag.Clear)
        self.clearCurrentIndex()

    def reset(self) -> None:
        """Forget Qt's ranges, which the model made void; the marks stay."""
        self._within_reset = True
        super().reset()
        self._within_reset = False

    def _mirror(self) -> None:
        """Tell Qt of the selection where that takes few ranges."""
        import numpy as np

        shown = np.r_[False, self.marks[self._table.order], False]
        edges = np.flatnonzero(shown[1:] != shown[:-1]).reshape(-1, 2)
        self.is_mirrored = len(edges) <= _MOST_RUNS
        ranges = QItemSelection()
        if self.is_mirrored:
            last_column = self._table.columnCount() - 1
            for first, end in edges.tolist():
                ranges.select(self._table.index(first, 0), self._table.index(end - 1, last_column))
        super().select(ranges, _Flag.ClearAndSelect | _Flag.Rows)

    def _keep_current(self) -> None:
        index = self.currentIndex()
        self._current = (self._table.position_of(index.row()), index.column()) if index.isValid() else None

    def _restore(self) -> None:
        """Take up current cell and selection again once the rows stand otherwise."""
        import numpy as np

        self._mirror()
        if self._current is None:
            return
        position, column = self._current
        row = int(self._table.rows_of(np.array([position]))[0])
        if row >= 0:
            self.setCurrentIndex(self._table.index(row, column), _Flag.NoUpdate)


def _rows_of(selection: QItemSelection) -> list[tuple[int, int]]:
    ranges: list[Any] = [selection.at(number) for number in range(selection.count())]
    return [(item.top(), item.bottom()) for item in ranges if item.isValid()]
