"""One line under the table: what the current column holds in the records selected, or in all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.latest import LatestWorker
from desktop.panels.table_model import shown_value
from layers.text import numeral, tr, trn
from layers.units import unit_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.records.model import FrameTable
    from layers.records.column import RecordColumn
    from layers.records.summary import Summary

_AT_ONCE = 20_000


class StatisticsLine(QLabel):
    """The line; what does not fit stands in its tip.

    Signals
    -------
    failed(Exception)
    """

    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(str(tr("Statistics of the column")))
        self.setProperty("role", "muted")
        self.setContentsMargins(8, 2, 8, 3)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.words = ""
        self._asked = 0
        self._worker = LatestWorker("statistics", self)
        self._worker.answered.connect(self._take)
        self._worker.failed.connect(self.failed)

    def show_column(self, table: FrameTable, at: int, positions: NDArray[np.int64]) -> None:
        """Sum up a column over these records."""
        from layers.records.summary import summary_of

        self._asked += 1
        number, column = self._asked, table.columns[at]
        if len(positions) <= _AT_ONCE:
            self._worker.forget()
            self._take((number, table, column, summary_of(column, positions)))
        else:
            self._worker.request(lambda: (number, table, column, summary_of(column, positions)))

    def show_nothing(self) -> None:
        """There is no column."""
        self._asked += 1
        self._worker.forget()
        self._say("")

    def stop(self) -> None:
        """End the worker."""
        self._worker.stop()

    def _take(self, answer: tuple[int, FrameTable, RecordColumn, Summary]) -> None:
        number, table, column, summary = answer
        if number == self._asked:
            self._say(summary_words(table, column, summary))

    def _say(self, words: str) -> None:
        self.words = words
        self.setToolTip(words)
        self.setAccessibleDescription(words)
        self._elide()

    def _elide(self) -> None:
        room = self.width() - 18
        self.setText(self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, max(room, 40)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as fits."""
        super().resizeEvent(event)
        self._elide()


def summary_words(table: FrameTable, column: RecordColumn, summary: Summary) -> str:
    """A summary in one line; the unit stands behind what has one."""
    field = column.field
    unit = str(unit_text(field.unit)) if field is not None and field.unit else ""
    tail = f" {unit}" if unit else ""
    head = str(tr("{column}: {known:,} known, {unknown:,} unknown, {distinct:,} different",
                  column=str(column.label), known=summary.count - summary.unknown,
                  unknown=summary.unknown, distinct=summary.distinct))  # fmt: skip
    parts = [head]
    if summary.total is not None and column.name != "fid":
        parts.append(str(tr("sum {value}", value=shown_value(summary.total) + tail)))
        parts.append(str(tr("mean {value}", value=shown_value(round(summary.mean or 0.0, 2)) + tail)))
        parts.append(str(tr("median {value}", value=shown_value(summary.median) + tail)))
    if summary.least is not None:
        span = tr("from {least} to {most}", least=shown_value(summary.least), most=shown_value(summary.most))
        parts.append(str(span) + tail)
    if summary.commonest and summary.commonest[0][1] > 1:
        told = [
            f"{table.words_of(column, value)} {numeral(f'{count:,}')}" for value, count in summary.commonest
        ]
        parts.append(", ".join(told))
    return " · ".join(parts)


def records_words(shown: int, total: int, selected: int) -> str:
    """How many records there are, are shown and are selected."""
    if shown < total:
        words = str(tr("{shown:,} of {total:,} records", shown=shown, total=total))
    else:
        words = str(trn("{count:,} record", "{count:,} records", total))
    return words + (", " + str(tr("{count:,} selected", count=selected)) if selected else "")
