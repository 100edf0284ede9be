"""The attribute table: any layer's records, filtered, sorted, edited, selected together with the map."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from desktop.records.column_keeper import ColumnKeeper
from desktop.records.editor import RecordEditor
from desktop.records.filter_bar import FilterBar
from desktop.records.model import FrameTable
from desktop.records.query import Answer, Query, QueryRunner
from desktop.records.statistics_line import StatisticsLine, records_words
from desktop.records.view import RecordView
from desktop.session import Session
from layers.layer import Layer
from layers.layer_titles import title_of
from layers.text import tr
from planning.outcome import FeatureRef, MapLayer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.records.selection import RowSelection

_TOLD_AT_ONCE = 2_000
_PAUSE_MS = 90
_BRIEFLY_MS = 4_000


class TablePanel(QWidget):
    """Records of a layer.

    Signals
    -------
    zoom_wanted()
        Show on the map what is selected.
    failed(Exception)
    """

    zoom_wanted = Signal()
    failed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._taking_over = False
        self._model: FrameTable | None = None
        self.selection: RowSelection | None = None
        self.query = Query()
        self.editor = RecordEditor(session, self)
        self.runner = QueryRunner(session.background, self)
        self.layer_choice = QComboBox()
        self.layer_choice.setAccessibleName(str(tr("Layer shown in the table")))
        self.layer_choice.setMinimumContentsLength(18)
        self.layer_choice.currentIndexChanged.connect(self._show_chosen)
        self.filter_bar = FilterBar()
        self.view = RecordView()
        self.columns = ColumnKeeper(self.view, self)
        self.notice = QLabel()
        self.notice.setWordWrap(True)
        self.notice.setContentsMargins(8, 3, 8, 3)
        self.notice.setStyleSheet("background: #fff6dc; color: #5c4300;")
        self.notice.hide()
        self._progress = QProgressBar()
        self._progress.setRange(0, 1000)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(4)
        self._progress.setAccessibleName(str(tr("Filtering and sorting")))
        self._progress.hide()
        self.statistics = StatisticsLine()
        self._count = QLabel()
        self._count.setProperty("role", "muted")
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._tell_selection)
        self._hush = QTimer(self, interval=_BRIEFLY_MS, singleShot=True)
        self._hush.timeout.connect(lambda: self.say(""))
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(6, 4, 6, 4)
        bar.setSpacing(6)
        bar.addWidget(self.layer_choice)
        bar.addWidget(self.filter_bar, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 8, 0)
        foot.addWidget(self.statistics, 1)
        foot.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._progress)
        column.addWidget(self.notice)
        column.addWidget(self.view, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        session = self._session
        session.situation_changed.connect(self._refresh)
        session.outcomes_changed.connect(self._refresh)
        session.selection_changed.connect(self._follow_selection)
        self.runner.answered.connect(self._take_answer)
        self.runner.progressed.connect(self._show_progress)
        self.runner.failed.connect(self.failed)
        self.statistics.failed.connect(self.failed)
        self.editor.refused.connect(lambda error: self.say(str(error)))
        self.editor.told.connect(self.say)
        self.view.zoom_wanted.connect(self.zoom_wanted)
        self.view.head_clicked.connect(self.sort_by)
        self.filter_bar.text_changed.connect(lambda text: self.ask(text=text))
        self.filter_bar.only_selected_changed.connect(lambda only: self.ask(only_selected=only))
        self.filter_bar.zoom_wanted.connect(self.zoom_wanted)

    # what is shown

    @property
    def model(self) -> FrameTable | None:
        """The model of the layer shown."""
        return self._model

    @property
    def key(self) -> str:
        """Key of the layer shown; empty when there is none."""
        return self.layer_choice.currentData() or ""

    def layer(self) -> Layer | MapLayer | None:
        """The layer shown."""
        if not self.key:
            return None
        if self.key.startswith("outcome:"):
            return self._session.map_layer(self.key.split(":", 2)[2])
        return self._session.layer(self.key)

    def show_layer(self, key: str) -> None:
        """Show the records of the layer with this key."""
        index = self.layer_choice.findData(key)
        if index >= 0:
            self.layer_choice.setCurrentIndex(index)

    def say(self, words: str, *, briefly: bool = False) -> None:
        """Tell something over the table, until another cell is gone to."""
        self.notice.setText(words)
        self.notice.setVisible(bool(words))
        self._hush.stop()
        if briefly:
            self._hush.start()

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

    def _show_chosen(self) -> None:
        layer = self.layer()
        if layer is None:
            self.runner.stop()
            self.columns.leave()
            self.view.show_table(None)
            self._model, self.selection = None, None
        elif self._model is None or self._model.frame is not layer.frame:
            same = self._model is not None and self.view.property("key") == self.key
            if not (same and self._model.follow(layer)):
                self._show_table(layer, keep_query=same)
        self.filter_bar.show_state(self.query, has_table=self._model is not None)
        self._follow_selection()

    def _show_table(self, layer: Layer | MapLayer, *, keep_query: bool) -> None:
        self.runner.stop()
        write = self._write if self.editor.can_edit(layer) else None
        # the views must have left the old model before it goes
        model = FrameTable(layer, write)
        self.selection = self.view.show_table(model)
        assert self.selection is not None
        self._model = model
        self.selection.rows_changed.connect(self._take_over_selection)
        self.selection.currentChanged.connect(self._on_cell_changed)
        self.view.setProperty("key", self.key)
        head = self.view.horizontalHeader()
        head.setSortIndicatorShown(False)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.columns.show(model, _columns_key(layer))
        self.say("")
        self.query = self.query.fitting(self._model) if keep_query else Query()
        if self.query != Query():
            self.ask()

    # filter and order

    def ask(self, **changes: object) -> None:
        """Show other records, or in another order; what is not named stays."""
        if self._model is None or self.selection is None:
            return
        self.query = dataclasses.replace(self.query, **changes)  # type: ignore[arg-type]
        self.runner.ask(self._model, self.query, self.selection.positions())

    def sort_by(self, column: int, with_others: bool = False) -> None:
        """Sort by a column, the other way round the second time, not at all the third."""
        if self._model is None:
            return
        name = self._model.columns[column].name
        held = dict(self.query.sorting)
        others = tuple(item for item in self.query.sorting if item[0] != name) if with_others else ()
        turns = {None: ((name, False),), False: ((name, True),), True: ()}
        alone = with_others or len(held) == 1
        self.ask(sorting=(*others, *turns[held.get(name) if alone else None]))

    def clear_query(self) -> None:
        """Show every record in the order of the data."""
        self.filter_bar.clear()
        self.ask(text="", conditions=(), only_selected=False, sorting=())

    def _take_answer(self, answer: Answer) -> None:
        if self._model is None or answer.query is not self.query:
            return
        sorting = answer.query.sorting
        filtered = frozenset(item.column for item in answer.query.conditions)
        self._taking_over = True
        self._model.set_order(answer.order, sorting, filtered)
        self._taking_over = False
        head = self.view.horizontalHeader()
        for each in (head, self.view.frozen.horizontalHeader()):
            each.setSortIndicatorShown(len(sorting) == 1)
            if len(sorting) == 1:
                descending = Qt.SortOrder.DescendingOrder if sorting[0][1] else Qt.SortOrder.AscendingOrder
                each.setSortIndicator(self._model.column_named(sorting[0][0]), descending)
        self.filter_bar.show_state(answer.query, has_table=True)
        self._show_count()
        self._show_statistics()

    def _show_progress(self, share: float) -> None:
        self._progress.setVisible(share < 1)
        self._progress.setValue(round(share * 1000))

    # selection

    def select_rows(self, positions: NDArray[np.int64]) -> None:
        """Select records by their positions in the data, here and on the map."""
        if self.selection is not None:
            self.selection.mark(positions)
            self._take_over_selection()

    def _take_over_selection(self) -> None:
        """Select on the map what is selected here; many at a time once the hand rests."""
        if self._taking_over or self.selection is None:
            return
        self._show_count()
        if self.selection.count <= _TOLD_AT_ONCE:
            self._pause.stop()
            self._tell_selection()
        else:
            self._pause.start()

    def _tell_selection(self) -> None:
        if self._model is None or self.selection is None:
            return
        fids = tuple(self._model.frame.index.to_numpy()[self.selection.marks].tolist())
        self._taking_over = True
        self._session.select((self._session.ref_of(self.key, fids),) if fids else ())
        self._taking_over = False
        self._show_statistics()

    def _follow_selection(self) -> None:
        """Select here what is selected on the map, going to the layer it is of."""
        if self._taking_over:
            return
        self._pause.stop()
        features = self._session.selection
        keys = [self._session.key_of(feature) for feature in features]
        if keys and self.key not in keys and self.layer_choice.findData(keys[0]) >= 0:
            self.layer_choice.setCurrentIndex(self.layer_choice.findData(keys[0]))
            return
        if self._model is not None and self.selection is not None:
            self._mark(tuple(item for item in features if self._session.key_of(item) == self.key))
        self._show_count()
        self._show_statistics()

    def _mark(self, features: tuple[FeatureRef, ...]) -> None:
        import numpy as np

        assert self._model is not None
        assert self.selection is not None
        fids = np.concatenate([np.zeros(0, dtype=np.int64), *(np.array(f.fids) for f in features)])
        positions = self._model.frame.index.get_indexer(fids)
        self.selection.mark(positions[positions >= 0])
        row = self.selection.first_row()
        if row >= 0:
            self.view.scrollTo(self._model.index(row, 0))
        if self.query.only_selected:
            self.ask()

    # words

    def _show_count(self) -> None:
        model, selected = self._model, self.selection.count if self.selection is not None else 0
        total = len(model.frame) if model is not None else 0
        shown = model.rowCount() if model is not None else 0
        self._count.setText(records_words(shown, total, selected))
        self.filter_bar.set_has_selection(selected > 0)

    def _on_cell_changed(self) -> None:
        self.say("")
        self._show_statistics()

    def _show_statistics(self) -> None:
        """Sum up the current column over what is selected, else over what is shown."""
        if self._model is None or self.selection is None or not self.isVisible():
            self.statistics.show_nothing()
            return
        index = self.selection.currentIndex()
        column = index.column() if index.isValid() else self._model.name_column()
        positions = self.selection.positions()
        self.statistics.show_column(self._model, column, positions if len(positions) else self._model.order)

    def _write(self, fid: int, field: str, value: object) -> bool:
        return self.editor.write(self.key, {fid: {field: value}})

    def showEvent(self, event: QShowEvent) -> None:
        """Come up to date with what happened unseen."""
        super().showEvent(event)
        self._show_statistics()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep the columns as they were left."""
        super().hideEvent(event)
        self.columns.settle()


def _columns_key(layer: Layer | MapLayer) -> str:
    """What the columns are remembered for: the kind, or the layer of an outcome."""
    return layer.kind.name if isinstance(layer, Layer) else f"outcome:{layer.name}"


def layer_title(layer: Layer) -> str:
    """What a layer is called, in the language of the window."""
    return str(title_of(layer))
