"""The attribute table: any layer's records, sorted at will, selected together with the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.look import icon
from desktop.panels.table_model import FrameTable
from desktop.session import Session
from layers.layer import Layer
from layers.text import tr, trn
from planning.outcome import MapLayer

if TYPE_CHECKING:
    import numpy as np

_SHOWN_COLUMN_PIXELS = 240


class TablePanel(QWidget):
    """Records of a layer.

    Signals
    -------
    zoom_wanted()
        Show on the map what is selected.
    """

    zoom_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._taking_over = False
        self._model: FrameTable | None = None
        self.layer_choice = QComboBox()
        self.layer_choice.setAccessibleName(str(tr("Layer shown in the table")))
        self.layer_choice.setMinimumContentsLength(22)
        self.layer_choice.currentIndexChanged.connect(self._show_chosen)
        self._count = QLabel()
        self._count.setProperty("role", "muted")
        self._zoom = QToolButton()
        self._zoom.setIcon(icon("zoom_home"))
        self._zoom.setText(str(tr("Zoom to selection")))
        self._zoom.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._zoom.clicked.connect(self.zoom_wanted)
        self.view = QTableView()
        self.view.setAccessibleName(str(tr("Records")))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setAlternatingRowColors(True)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(22)
        self.view.horizontalHeader().setHighlightSections(False)
        self.view.doubleClicked.connect(lambda _index: self.zoom_wanted.emit())
        bar = QHBoxLayout()
        bar.setContentsMargins(6, 4, 6, 4)
        bar.setSpacing(8)
        bar.addWidget(self.layer_choice)
        bar.addWidget(self._count, 1)
        bar.addWidget(self._zoom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.view)
        session.situation_changed.connect(self._refresh)
        session.outcomes_changed.connect(self._refresh)
        session.selection_changed.connect(self._follow_selection)
        self._refresh()

    @property
    def model(self) -> FrameTable | None:
        """The model of the layer shown."""
        return self._model

    def show_layer(self, key: str) -> None:
        """Show the records of the layer with this key."""
        index = self.layer_choice.findData(key)
        if index >= 0:
            self.layer_choice.setCurrentIndex(index)

    def _refresh(self) -> None:
        chosen = self.layer_choice.currentData()
        self.layer_choice.blockSignals(True)
        self.layer_choice.clear()
        run = self._session.current_run
        for result in run.outcome.map_layers if run is not None else ():
            self.layer_choice.addItem(str(tr("Result: {title}", title=result.title)), run.key(result))
        for layer in self._session.situation.layers:
            if layer.raster is None:
                self.layer_choice.addItem(layer_title(layer), layer.name)
        found = self.layer_choice.findData(chosen)
        self.layer_choice.setCurrentIndex(max(0, found) if self.layer_choice.count() else -1)
        self.layer_choice.blockSignals(False)
        self._show_chosen()

    def _layer(self) -> Layer | MapLayer | None:
        key = self.layer_choice.currentData()
        if key is None:
            return None
        if key.startswith("outcome:"):
            return self._session.map_layer(key.split(":", 2)[2])
        return self._session.layer(key)

    def _show_chosen(self) -> None:
        layer = self._layer()
        if layer is None:
            self._model = None
            self.view.setModel(None)
        elif self._model is None or self._model.frame is not layer.frame:
            self._model = FrameTable(layer)
            self.view.setSortingEnabled(False)
            self.view.setModel(self._model)
            self.view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self.view.setSortingEnabled(True)
            self.view.selectionModel().selectionChanged.connect(self._take_over_selection)
            self.view.resizeColumnsToContents()
            for column in range(self._model.columnCount()):
                if self.view.columnWidth(column) > _SHOWN_COLUMN_PIXELS:
                    self.view.setColumnWidth(column, _SHOWN_COLUMN_PIXELS)
        self._follow_selection()

    def _take_over_selection(self) -> None:
        """Select on the map what is selected here."""
        if self._taking_over or self._model is None:
            return
        positions = [self._model.position_of(i.row()) for i in self.view.selectionModel().selectedRows()]
        fids = tuple(int(fid) for fid in self._model.frame.index.to_numpy()[positions])
        key = self.layer_choice.currentData()
        self._taking_over = True
        self._session.select((self._session.ref_of(key, fids),) if fids else ())
        self._taking_over = False
        self._show_count(len(fids))

    def _follow_selection(self) -> None:
        """Select here what is selected on the map, going to the layer it is of."""
        if self._taking_over:
            return
        keys = [self._session.key_of(feature) for feature in self._session.selection]
        if keys and self.layer_choice.currentData() not in keys and self.layer_choice.findData(keys[0]) >= 0:
            self.layer_choice.setCurrentIndex(self.layer_choice.findData(keys[0]))
            return
        if self._model is None:
            self._show_count(0)
            return
        key = self.layer_choice.currentData()
        fids = [
            fid
            for feature in self._session.selection
            if self._session.key_of(feature) == key
            for fid in feature.fids
        ]
        positions = self._model.frame.index.get_indexer(fids)
        rows = self._model.rows_of(positions[positions >= 0])
        rows.sort()
        self._taking_over = True
        self._select_rows(rows)
        self._taking_over = False
        self._show_count(len(rows))

    def _select_rows(self, rows: np.ndarray) -> None:
        import numpy as np

        assert self._model is not None
        last_column = self._model.columnCount() - 1
        selection = QItemSelection()
        for run in np.split(rows, np.flatnonzero(np.diff(rows) != 1) + 1):
            if len(run):
                first, last = self._model.index(int(run[0]), 0), self._model.index(int(run[-1]), last_column)
                selection.select(first, last)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.view.selectionModel().select(selection, flags)
        if len(rows):
            self.view.scrollTo(self._model.index(int(rows[0]), 0))

    def _show_count(self, selected: int) -> None:
        total = self._model.rowCount() if self._model is not None else 0
        words = str(trn("{count:,} record", "{count:,} records", total))
        if selected:
            words += ", " + str(tr("{count:,} selected", count=selected))
        self._count.setText(words)
        self._zoom.setEnabled(selected > 0)


def layer_title(layer: Layer) -> str:
    """A layer's name as a heading."""
    words = layer.name.replace("_", " ")
    return words[:1].upper() + words[1:]
