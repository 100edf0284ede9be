"""The first rows of a publisher's table, the offending ones coloured."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from desktop.look import shade
from layers.text import tr

if TYPE_CHECKING:
    from layers.formats.import_report import LayerReport
    from layers.formats.source import Source

ROWS = 100
_NONE = QModelIndex()
_COLOURS = {"left out": "#f9dedc", "error": "#f9dedc", "warning": "#fdf3d6"}
_RANK = {"warning": 0, "error": 1, "left out": 2}
_LONGEST = 120

Index = QModelIndex | QPersistentModelIndex


class PreviewModel(QAbstractTableModel):
    """Rows of a source: the first hundred, or the first hundred that something is said of.

    Parameters
    ----------
    offending : bool
        Show only rows that were left out or doubted.
    """

    def __init__(self, source: Source, report: LayerReport | None, *, offending: bool = False) -> None:
        super().__init__()
        self._source = source
        self._said = _reasons(report)
        frame = source.frame
        labels = frame.index[frame.index.isin(list(self._said))] if offending else frame.index
        self._labels = [int(label) for label in labels[:ROWS]]
        self._names = [str(name) for name in frame.columns if name != "geometry"]
        rows = frame.loc[self._labels, [name for name in frame.columns if name != "geometry"]]
        self._cells = [[_shown(cell) for cell in row] for row in rows.to_numpy(dtype=object)]

    def rowCount(self, parent: Index = _NONE) -> int:
        """Number of rows."""
        return 0 if parent.isValid() else len(self._labels)

    def columnCount(self, parent: Index = _NONE) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell as written; its colour and tip say what is wrong with its row."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells[index.row()][index.column()]
        said = self._said.get(self._labels[index.row()], ())
        if said and role == Qt.ItemDataRole.BackgroundRole:
            return QColor(shade(_COLOURS[max((weight for weight, _ in said), key=_RANK.__getitem__)]))
        if said and role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(text for _, text in said)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of columns, and numbers of rows as the file counts them."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self._names[section]
        file, row = self._source.origin(self._labels[section])
        return f"{row}" if not self._source.parts else f"{file[:18]} {row}"


def _shown(cell: Any) -> str:
    if cell is None or cell != cell:
        return ""
    text = f"{cell:g}" if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e6 else str(cell)
    return text.replace("\n", " ")[:_LONGEST]


def _reasons(report: LayerReport | None) -> dict[int, list[tuple[str, str]]]:
    said: dict[int, list[tuple[str, str]]] = defaultdict(list)
    if report is None:
        return said
    for item in report.left_out_rows:
        for row in item.rows:
            said[row].append(("left out", str(tr("left out: {reason}", reason=item.reason))))
    for problem in report.messages:
        # what is said of most rows is said of the file
        if problem.severity != "notice" and len(problem.fids) <= report.read // 2:
            for row in problem.fids:
                said[row].append((problem.severity, str(problem.text)))
    return said
