"""Compare: one analysis on two to four scenarios, with maps that move together, figures and sentences."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.background import Job
from desktop.front_on_map import front_on_map
from desktop.linked_maps import Compared, LinkedMaps
from desktop.look import icon
from desktop.map_view.projection import View
from desktop.map_view.scene import SceneLayer
from desktop.panels.finding_delegate import FindingDelegate
from desktop.panels.table_model import OutcomeTable
from desktop.parameter_form import ParameterForm
from desktop.session import Session
from layers.errors import LayerError
from layers.text import tr, trn
from planning.analysis import Analysis
from planning.errors import BadParameter
from planning.outcome import FeatureRef, Outcome
from planning.run_control import RunControl
from planning.scenario import BASELINE, Scenario, scenarios_of, shown_name

_LEAST, _MOST = 2, 4
_LEFT = 286
_WIDEST_PIXELS = 240
_ICONS = {"info": "point", "notice": "notice", "warning": "warning", "critical": "critical"}


class CompareWindow(QWidget):
    """The window in which scenarios are compared.

    Parameters
    ----------
    view : View
        What the maps show at first.

    Signals
    -------
    kept(Outcome)
        The comparison shall stand among the results, from where it is exported.
    crashed(Exception)
    """

    kept = Signal(object)
    crashed = Signal(object)

    def __init__(
        self,
        session: Session,
        analyses: tuple[Analysis, ...],
        base: tuple[SceneLayer, ...],
        view: View,
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setProperty("help", "scenarios")
        self._session, self._analyses = session, analyses
        self._job: Job | None = None
        self._form: ParameterForm | None = None
        self.outcome: Outcome | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(str(tr("Compare scenarios")))
        self.resize(1320, 690)
        self.scenarios = QListWidget()
        self.scenarios.setAccessibleName(str(tr("Scenarios to compare, two to four")))
        self.scenarios.itemChanged.connect(self._update)
        self.analysis = QComboBox()
        self.analysis.setAccessibleName(str(tr("Analysis")))
        self.analysis.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for item in analyses:
            self.analysis.addItem(str(item.label), item.name)
        self.analysis.currentIndexChanged.connect(self._show_form)
        self._form_area = QScrollArea()
        self._form_area.setFrameShape(QFrame.Shape.NoFrame)
        self._form_area.setWidgetResizable(True)
        self._form_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.run_button = QPushButton(icon("run"), str(tr("Compare")))
        self.run_button.setProperty("primary", True)
        self.run_button.clicked.connect(self.start)
        self.stop_button = QPushButton(icon("stop"), str(tr("Stop")))
        self.stop_button.clicked.connect(self.stop)
        self.keep_button = QPushButton(str(tr("To results and exports")))
        self.keep_button.clicked.connect(self._keep)
        self._progress = QProgressBar()
        self._progress.setAccessibleName(str(tr("Progress of the comparison")))
        self._progress.setRange(0, 1000)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(8)
        self._state = QLabel()
        self._state.setWordWrap(True)
        self._state.setProperty("role", "muted")
        self.maps = LinkedMaps(session, base, view)
        self.maps.failed.connect(self.crashed)
        self.findings = QListWidget()
        self.findings.setAccessibleName(str(tr("What changes, in sentences")))
        self.findings.setItemDelegate(FindingDelegate(self.findings))
        self.findings.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.findings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.findings.itemClicked.connect(self._choose_finding)
        self.table = QTableView()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._lay_out()
        session.workspace_changed.connect(self._fill_scenarios)
        self._fill_scenarios()
        self._show_form()
        self._set_running(False)

    def chosen(self) -> tuple[Scenario, ...]:
        """The scenarios that are ticked."""
        ticked = {
            item.data(Qt.ItemDataRole.UserRole)
            for row in range(self.scenarios.count())
            if (item := self.scenarios.item(row)).checkState() == Qt.CheckState.Checked
        }
        return tuple(s for s in scenarios_of(self._session.workspace) if s.name in ticked)

    def tick(self, *names: str) -> None:
        """Tick these scenarios alone."""
        for row in range(self.scenarios.count()):
            item = self.scenarios.item(row)
            is_ticked = item.data(Qt.ItemDataRole.UserRole) in names
            item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)

    def start(self) -> None:
        """Compare in the background."""
        if self._job is not None or self._form is None:
            return
        try:
            parameters = self._form.value()
        except BadParameter:
            return  # the form says what is wrong
        analysis, workspace, scenarios = self._analysis(), self._session.workspace, self.chosen()

        def work(control: RunControl) -> tuple[Outcome, tuple[Compared, ...]]:
            return _compared(analysis, workspace, scenarios, parameters, control)

        self._set_running(True)
        self._job = self._session.background.start(
            tr("Compare: {analysis}", analysis=analysis.label),
            work,
            done=self._on_done,
            failed=self._on_failed,
            stopped=self._on_stopped,
        )
        self._job.progressed.connect(self._on_progressed)

    def stop(self) -> None:
        """Ask the comparison to stop."""
        if self._job is not None:
            self._job.cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what runs."""
        self.stop()
        self.maps.close_workers()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        left = QWidget()
        left.setFixedWidth(_LEFT)
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 4, 8)
        hint = QLabel(str(tr("Tick two to four scenarios; the others are compared with the first.")))
        hint.setWordWrap(True)
        column.addWidget(hint)
        column.addWidget(self.scenarios, 2)
        column.addWidget(self.analysis)
        column.addWidget(self._form_area, 3)
        buttons = QHBoxLayout()
        buttons.addWidget(self.run_button)
        buttons.addWidget(self.stop_button)
        buttons.addStretch(1)
        buttons.addWidget(self.keep_button)
        column.addLayout(buttons)
        column.addWidget(self._progress)
        column.addWidget(self._state)
        self.table.setAccessibleName(str(tr("Figures that differ")))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setAlternatingRowColors(True)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(22)
        self.table.horizontalHeader().setHighlightSections(False)
        self.tabs.addTab(self.findings, str(tr("What changes")))
        self.tabs.addTab(self.table, str(tr("Figures that differ")))
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        right.addWidget(self.maps)
        right.addWidget(self.tabs)
        right.setStretchFactor(0, 3)
        right.setStretchFactor(1, 2)
        right.setSizes([420, 270])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(right, 1)

    def _analysis(self) -> Analysis:
        return next(item for item in self._analyses if item.name == self.analysis.currentData())

    def _fill_scenarios(self) -> None:
        ticked = {scenario.name for scenario in self.chosen()} or {BASELINE.name, self._session.scenario.name}
        self.scenarios.blockSignals(True)
        self.scenarios.clear()
        for scenario in scenarios_of(self._session.workspace):
            item = QListWidgetItem(str(shown_name(scenario.name)))
            item.setData(Qt.ItemDataRole.UserRole, scenario.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_ticked = scenario.name in ticked
            item.setCheckState(Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
            item.setToolTip("\n".join(str(change.text()) for change in scenario.changes))
            self.scenarios.addItem(item)
        self.scenarios.blockSignals(False)
        self._update()

    def _show_form(self) -> None:
        analysis = self._analysis()
        first = dict(analysis.exercise_parameters) if self._session.workspace.is_exercise else {}
        self._form = ParameterForm(analysis.parameters, self._session, first)
        self._form_area.setWidget(self._form)

    def _update(self) -> None:
        count = len(self.chosen())
        self.run_button.setEnabled(_LEAST <= count <= _MOST)
        if self._job is None:
            self._state.setText(
                ""
                if _LEAST <= count <= _MOST
                else str(trn("{count} scenario is ticked", "{count} scenarios are ticked", count))
            )

    def _set_running(self, running: bool) -> None:
        self.run_button.setVisible(not running)
        self.stop_button.setVisible(running)
        self.keep_button.setVisible(not running)
        self.keep_button.setEnabled(self.outcome is not None)
        self._progress.setVisible(running)
        self._progress.setValue(0)
        self._update()

    def _on_progressed(self, fraction: float, stage: str) -> None:
        self._progress.setValue(round(fraction * 1000))
        if stage and self._job is not None:
            self._state.setText(stage)

    def _on_done(self, result: tuple[Outcome, tuple[Compared, ...]]) -> None:
        self._job = None
        self.outcome, compared = result
        self._set_running(False)
        self._state.setText(str(tr("{seconds:,.1f} s", seconds=self.outcome.seconds)))
        self.maps.show_compared(compared)
        self.findings.clear()
        for finding in self.outcome.findings:
            item = QListWidgetItem(icon(_ICONS[finding.severity]), str(finding.text))
            item.setData(Qt.ItemDataRole.UserRole, finding)
            self.findings.addItem(item)
        table = self.outcome.tables[0]
        model = OutcomeTable(table)
        model.setParent(self.table)
        self.table.setModel(model)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.setSortingEnabled(True)
        self.table.resizeColumnsToContents()
        for column in range(model.columnCount()):
            self.table.setColumnWidth(column, min(_WIDEST_PIXELS, self.table.columnWidth(column) + 8))
        self.table.selectionModel().selectionChanged.connect(lambda: self._choose_rows(model))
        self.tabs.setTabText(0, str(tr("What changes ({count:,})", count=self.findings.count())))
        self.tabs.setTabText(1, str(tr("Figures that differ ({count:,})", count=len(table.rows))))

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self._set_running(False)
        if isinstance(error, BadParameter) and self._form is not None:
            self._form.show_error(error)
        if isinstance(error, LayerError):
            self._state.setText(str(error))
        else:
            self.crashed.emit(error)

    def _on_stopped(self) -> None:
        self._job = None
        self._set_running(False)

    def _keep(self) -> None:
        if self.outcome is not None:
            self.kept.emit(self.outcome)

    def _choose_finding(self, item: QListWidgetItem) -> None:
        self.maps.select(item.data(Qt.ItemDataRole.UserRole).features)

    def _choose_rows(self, model: OutcomeTable) -> None:
        refs: list[FeatureRef] = []
        for index in self.table.selectionModel().selectedRows():
            if model.table.features:
                ref = model.table.features[model.position_of(index.row())]
                refs += [ref] if ref is not None else []
        self.maps.select(tuple(refs))


def _compared(
    analysis: Analysis,
    workspace: Any,
    scenarios: tuple[Scenario, ...],
    parameters: Any,
    control: RunControl,
) -> tuple[Outcome, tuple[Compared, ...]]:
    """The comparison, and what the map of each scenario shows."""
    from planning.comparison import compare

    outcome = compare(analysis, workspace, scenarios, parameters, control.part(0.0, 0.9))
    compared = []
    for number, scenario in enumerate(scenarios, 1):
        control.step(0.9 + 0.1 * number / len(scenarios), tr("Maps"))
        situation = scenario.applied_to(workspace)
        results = tuple(layer for layer in outcome.map_layers if layer.name.startswith(f"{number}_"))
        compared.append(Compared(scenario.name, situation, front_on_map(situation), results))
    return outcome, tuple(compared)
