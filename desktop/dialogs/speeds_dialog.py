"""The table of speeds by vehicle, road class and surface: read, and put right for the roads at hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.message_bar import sentence
from desktop.session import Session
from layers.errors import LayerError
from layers.text import Text, tr
from layers.units import unit_text

if TYPE_CHECKING:
    from planning.network.speed_table import Figure

TABLES: tuple[tuple[str, Text], ...] = (
    ("car", tr("car")),
    ("truck", tr("truck")),
    ("bus", tr("bus")),
    ("convoy", tr("convoy")),
    ("rules", tr("rules for all vehicles")),
)
_NAME = Qt.ItemDataRole.UserRole
_VALUE = 1


class SpeedsDialog(QDialog):
    """Each figure with its unit and source; a changed one is bold and stands in the workspace.

    Signals
    -------
    failed(Exception)
        The table cannot be read.
    """

    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("help", "roads")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(str(tr("Speeds on roads")))
        self.resize(620, 520)
        self.vehicle = QComboBox()
        self.vehicle.setAccessibleName(str(tr("Vehicle")))
        for name, label in TABLES:
            self.vehicle.addItem(str(label), name)
        self.source = QLineEdit()
        self.source.setPlaceholderText(str(tr("who says so: logistics officer, convoy report …")))
        self.source.setAccessibleName(str(tr("Source of what you enter")))
        self.table = QTableWidget(0, 4)
        self.table.setAccessibleName(str(tr("Speeds")))
        self.table.setHorizontalHeaderLabels(
            [str(text) for text in (tr("Road and surface"), tr("Value"), tr("Unit"), tr("Source"))]
        )
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(24)
        self.table.setTabKeyNavigation(False)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.told = QLabel(str(tr("Write over a value; every run names it among what it rests on.")))
        self.told.setWordWrap(True)
        self.reset_button = QPushButton(str(tr("Take Corridor's value again")))
        self.reset_button.setAutoDefault(False)
        self.reset_button.clicked.connect(self._reset)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        top = QHBoxLayout()
        top.addWidget(self.vehicle)
        top.addWidget(self.source, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.reset_button)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        column.addLayout(foot)
        self.vehicle.currentIndexChanged.connect(self._fill)
        self.table.itemChanged.connect(self._write)
        self.table.currentCellChanged.connect(lambda *_cells: self._show_reset())
        session.workspace_changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        from planning.network.speed_table import figures_of

        try:
            self._figures = figures_of(self._session.workspace, self.vehicle.currentData())
        except LayerError as error:
            self.failed.emit(error)
            return
        at = self.table.currentRow()
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._figures))
        for row, figure in enumerate(self._figures):
            value = figure.value if isinstance(figure.value, str) else f"{figure.value:g}"
            words = (_label(figure), value, str(unit_text(figure.unit)), str(figure.source))
            for column, text in enumerate(words):
                item = QTableWidgetItem(text)
                if column != _VALUE:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                else:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setData(_NAME, figure.name)
                item.setToolTip(text)
                font = QFont(item.font())
                font.setBold(figure.is_changed)
                item.setFont(font)
                self.table.setItem(row, column, item)
        self.table.blockSignals(False)
        self.table.setCurrentCell(max(0, min(at, len(self._figures) - 1)), _VALUE)
        self._show_reset()

    def _show_reset(self) -> None:
        row = self.table.currentRow()
        self.reset_button.setEnabled(0 <= row < len(self._figures) and self._figures[row].is_changed)

    def _write(self, item: QTableWidgetItem) -> None:
        from planning.network.speed_table import with_figure

        table, name = self.vehicle.currentData(), item.data(_NAME)
        value = _value(item.text().strip(), self._figures[item.row()])
        try:
            workspace = with_figure(self._session.workspace, table, name, value, self.source.text().strip())
        except LayerError as error:
            self.told.setText(sentence(error))
            self._fill()
            return
        self.told.clear()
        self._session.change(tr("speed {name} of {table}", name=name, table=table), workspace)

    def _reset(self) -> None:
        from planning.network.speed_table import without_figure

        table, name = self.vehicle.currentData(), self._figures[self.table.currentRow()].name
        self._session.change(
            tr("Corridor's value of {name} for {table}", name=name, table=table),
            without_figure(self._session.workspace, table, name),
        )


def _label(figure: Figure) -> str:
    """What a figure is of, road classes in the words of their kind."""
    from layers.kinds import kind_named

    classes = kind_named("road").field("road_class").vocabulary
    values = {name: classes.get(str(value), value) for name, value in figure.label.values.items()}
    return str(replace(figure.label, values=values))


def _value(text: str, figure: Figure) -> float | str:
    """What was typed, as a number where the figure is one and it can be read as one."""
    if isinstance(figure.value, str):
        return text
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text
