"""Which records the table shows and in which order, worked out beside the window where that takes long."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.background import Background, Job
from layers.text import tr
from planning.run_control import RunControl

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.records.model import FrameTable, Sorting
    from layers.records.matching import Condition

_CELLS_AT_ONCE = 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked of a table.

    Attributes
    ----------
    text : str
        Words that must all stand somewhere in a record.
    conditions : tuple of Condition
    only_selected : bool
        Show what is selected alone.
    sorting : tuple of (column name, descending)
    """

    text: str = ""
    conditions: tuple[Condition, ...] = ()
    only_selected: bool = False
    sorting: Sorting = ()

    @property
    def filters(self) -> bool:
        """Whether any record may stay out of sight."""
        return bool(self.text.strip() or self.conditions or self.only_selected)

    def narrows(self, other: Query) -> bool:
        """Whether whatever meets this query meets the other one."""
        fewer = all(condition in self.conditions for condition in other.conditions)
        return fewer and not other.only_selected and self.text.startswith(other.text)

    def fitting(self, table: FrameTable) -> Query:
        """What of it can be asked of a table with other columns."""
        names = {column.name for column in table.columns}
        return dataclasses.replace(
            self,
            conditions=tuple(item for item in self.conditions if item.column in names),
            sorting=tuple(item for item in self.sorting if item[0] in names),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Positions of the records that meet a query: ascending, and in their order."""

    query: Query
    matching: NDArray[np.int64]
    order: NDArray[np.int64]


def answer_of(
    table: FrameTable,
    query: Query,
    selected: NDArray[np.int64],
    last: Answer | None = None,
    step: Callable[[float], None] = lambda _share: None,
) -> Answer:
    """Work out what a query shows.

    Parameters
    ----------
    selected : int64 array
        Positions of what is selected.
    last : Answer, optional
        To an earlier query of the same table; only what met it is looked at where that suffices.
    """
    import numpy as np

    from layers.records.matching import matching
    from layers.records.order import order_of

    positions = np.arange(len(table.frame))
    if last is not None and query.narrows(last.query):
        positions = last.matching
    if query.only_selected:
        positions = np.intersect1d(positions, selected, assume_unique=True)
    if query.text.strip() or query.conditions:
        columns = table.columns
        if len(positions) < len(table.frame):
            columns = tuple(dataclasses.replace(c, array=c.array[positions]) for c in columns)
        met = matching(columns, query.text, query.conditions, lambda share: step(0.6 * share))
        positions = positions[met]
    keys = []
    for number, (name, descending) in enumerate(query.sorting):
        begin, width = 0.6 + 0.4 * number / len(query.sorting), 0.4 / len(query.sorting)
        keys.append((table.sort_key(name, lambda share, at=begin, w=width: step(at + w * share)), descending))
    return Answer(query, positions, order_of(keys, positions))


class QueryRunner(QObject):
    """Answers the newest query; small tables at once, large ones in the background.

    Signals
    -------
    answered(Answer)
    progressed(float)
        1 when nothing is being worked out.
    failed(Exception)
    """

    answered = Signal(object)
    progressed = Signal(float)
    failed = Signal(object)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._job: Job | None = None
        self._table: FrameTable | None = None
        self._last: Answer | None = None
        self._array: Any = None

    @property
    def busy(self) -> bool:
        """Whether an answer is being worked out."""
        return self._job is not None

    def ask(self, table: FrameTable, query: Query, selected: NDArray[np.int64]) -> None:
        """Ask for the records that meet a query."""
        self.stop()
        if table is not self._table or table.columns is not self._array:
            self._table, self._array, self._last = table, table.columns, None
        last = self._last
        if len(table.frame) * len(table.columns) <= _CELLS_AT_ONCE:
            self._take(answer_of(table, query, selected, last))
            return

        def work(control: RunControl) -> Answer:
            def step(share: float) -> None:
                control.step(share, tr("filtering and sorting"))

            return answer_of(table, query, selected, last, step)

        def done(answer: Answer) -> None:
            if job is self._job:
                self._job = None
                self.progressed.emit(1.0)
                self._take(answer)

        def failed(error: Exception) -> None:
            if job is self._job:
                self._job = None
                self.progressed.emit(1.0)
                self.failed.emit(error)

        self.progressed.emit(0.0)
        job = self._background.start(
            tr("Filter and sort the table"), work, done=done, failed=failed, stopped=lambda: ended()
        )
        self._job = job
        job.progressed.connect(lambda share, _stage: self.progressed.emit(share))

        def ended() -> None:
            if job is self._job:
                self._job = None
                self.progressed.emit(1.0)

    def stop(self) -> None:
        """Give up what is being worked out."""
        if self._job is not None:
            job, self._job = self._job, None
            job.cancel()
            self.progressed.emit(1.0)

    def _take(self, answer: Answer) -> None:
        self._last = answer
        self.answered.emit(answer)
