"""Results: the tables of a run, what they rest on, and earlier runs to go back to."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableView,
    QTabWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.look import WARNING, icon
from desktop.panels.table_model import OutcomeTable
from desktop.session import Run, Session
from layers.text import Text, numeral, tr, trn
from planning.outcome import Assumption, FeatureRef, Ground, Outcome
from planning.scenario import shown_name

_GROUNDS: dict[Ground, Text] = {
    Ground.DATA: tr("data"),
    Ground.DEFAULT: tr("default"),
    Ground.CHOSEN: tr("chosen"),
    Ground.SUBSTITUTED: tr("substituted"),
    Ground.IGNORED: tr("left out"),
}
_WIDEST_PIXELS = 260


class ResultsPanel(QWidget):
    """Tables and assumptions of the current run.

    Signals
    -------
    features_chosen(tuple of FeatureRef)
    export_wanted()
    """

    features_chosen = Signal(object)
    export_wanted = Signal()

    def __init__(self, session: Session, labels: dict[str, Text]) -> None:
        super().__init__()
        self._session = session
        self._labels = labels
        self._drawn: Run | None = None
        self.run_choice = QComboBox()
        self.run_choice.setAccessibleName(str(tr("Run")))
        self.run_choice.setMinimumContentsLength(42)
        self.run_choice.activated.connect(self._go_to_run)
        self._forget = QToolButton()
        self._forget.setIcon(icon("remove"))
        self._forget.setToolTip(str(tr("Forget this run")))
        self._forget.setAccessibleName(str(tr("Forget this run")))
        self._forget.clicked.connect(self._remove)
        self._note = QLabel()
        self._note.setProperty("role", "muted")
        self._old = QLabel()
        self._old.setStyleSheet(f"color: {WARNING}")
        self._old.hide()
        self._export = QPushButton(icon("export"), str(tr("Export…")))
        self._export.clicked.connect(self.export_wanted)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        bar = QHBoxLayout()
        bar.setContentsMargins(6, 4, 6, 4)
        bar.setSpacing(8)
        bar.addWidget(self.run_choice)
        bar.addWidget(self._forget)
        bar.addWidget(self._note, 1)
        bar.addWidget(self._old)
        bar.addWidget(self._export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.tabs)
        session.outcomes_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        current = self._session.current_run
        self.run_choice.clear()
        for run in self._session.runs:
            self.run_choice.addItem(self._title(run), run.number)
        self.run_choice.setCurrentIndex(self._session.runs.index(current) if current is not None else -1)
        for widget in (self.run_choice, self._forget, self._export):
            widget.setEnabled(current is not None)
        if current is self._drawn and current is not None:
            return
        self._drawn = current
        self.tabs.clear()
        if current is None:
            self._note.setText(str(tr("No run yet: choose an analysis in the Plan panel.")))
            self._old.hide()
            return
        outcome = current.outcome
        self._note.setText(str(tr("{seconds:,.1f} s", seconds=outcome.seconds)))
        for table in outcome.tables:
            title = f"{table.title} ({numeral(f'{len(table.rows):,}')})"
            self.tabs.addTab(self._table_view(OutcomeTable(table)), title)
        stale = sum(assumption.stale for assumption in outcome.assumptions)
        self._tell_stale(outcome)
        self.tabs.addTab(_assumption_tree(outcome), _rests_on_title(outcome, stale))
        if stale:
            self.tabs.setTabIcon(self.tabs.count() - 1, icon("warning"))

    def _tell_stale(self, outcome: Outcome) -> None:
        """Above every table: that its figures rest on old data."""
        from planning.stale_data import stale_note

        note = stale_note(outcome.assumptions)
        self._old.setVisible(note is not None)
        if note is not None:
            self._old.setText(f"⚠ {tr('rests on data past its shelf life')}")
            self._old.setToolTip(str(note))

    def _title(self, run: Run) -> str:
        outcome = run.outcome
        when = outcome.ran_at.astimezone().strftime("%H:%M") if outcome.ran_at else ""
        label = self._labels.get(outcome.analysis, outcome.analysis)
        return f"{run.number}. {label} · {shown_name(outcome.scenario)} · {when}"

    def _table_view(self, model: OutcomeTable) -> QTableView:
        view = QTableView()
        view.setAccessibleName(str(model.table.title))
        model.setParent(view)
        view.setModel(model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setAlternatingRowColors(True)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(22)
        view.horizontalHeader().setHighlightSections(False)
        view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        view.setSortingEnabled(True)
        view.resizeColumnsToContents()
        for column in range(model.columnCount()):
            view.setColumnWidth(column, min(_WIDEST_PIXELS, view.columnWidth(column) + 8))
        if model.table.features:
            view.selectionModel().selectionChanged.connect(lambda: self._choose_rows(view, model))
        return view

    def _choose_rows(self, view: QTableView, model: OutcomeTable) -> None:
        found: dict[tuple[str, bool], list[int]] = {}
        for index in view.selectionModel().selectedRows():
            feature = model.table.features[model.position_of(index.row())]
            if feature is not None:
                found.setdefault((feature.layer, feature.of_outcome), []).extend(feature.fids)
        refs = tuple(
            FeatureRef(layer=layer, fids=tuple(dict.fromkeys(fids)), of_outcome=of_outcome)
            for (layer, of_outcome), fids in found.items()
        )
        if refs:
            self.features_chosen.emit(refs)

    def _go_to_run(self, index: int) -> None:
        self._session.show_run(self._session.runs[index])

    def _remove(self) -> None:
        if self._session.current_run is not None:
            self._session.remove_run(self._session.current_run)


def _rests_on_title(outcome: Outcome, stale: int) -> str:
    words = str(tr("Rests on ({count:,})", count=len(outcome.assumptions)))
    if stale:
        words += ", " + str(trn("{count:,} past its shelf life", "{count:,} past their shelf life", stale))
    return words


def _assumption_tree(outcome: Outcome) -> QTreeWidget:
    tree = QTreeWidget()
    tree.setAccessibleName(str(tr("What the numbers rest on")))
    tree.setRootIsDecorated(False)
    tree.setAlternatingRowColors(True)
    tree.setHeaderLabels([str(tr("Ground")), str(tr("What the numbers rest on")), str(tr("Source"))])
    for assumption in outcome.assumptions:
        tree.addTopLevelItem(_assumption_item(assumption))
    tree.setColumnWidth(0, 96)
    tree.setColumnWidth(1, 560)
    return tree


def _assumption_item(assumption: Assumption) -> QTreeWidgetItem:
    text = str(assumption.text)
    item = QTreeWidgetItem([str(_GROUNDS[assumption.ground]), text, assumption.source])
    item.setToolTip(1, text)
    item.setToolTip(2, assumption.source)
    if assumption.stale:
        item.setIcon(0, icon("warning"))
    return item
