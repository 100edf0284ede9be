"""The analyses: choose one, fill in its form, run it, read what it found."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
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
    QVBoxLayout,
    QWidget,
)

from desktop.background import Job
from desktop.look import icon
from desktop.panels.finding_delegate import FindingDelegate
from desktop.panels.remedies import Remedies
from desktop.parameter_form import ParameterForm
from desktop.session import Run, Session
from layers.text import tr
from planning.analysis import Analysis, run
from planning.errors import BadParameter
from planning.outcome import Finding, Outcome
from planning.run_control import RunControl
from planning.scenario import shown_name

_ICONS = {"info": "point", "notice": "notice", "warning": "warning", "critical": "critical"}


class FormArea(QScrollArea):
    """A scroll area no higher than its form, so that what follows stands right beneath it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the form when it grows or shrinks."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words wrap otherwise at another width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        form = self.widget()
        if form is not None:
            bar = self.verticalScrollBar().sizeHint().width()
            self.setMinimumWidth(form.minimumSizeHint().width() + bar)
            height = form.heightForWidth(self.viewport().width())
            self.setMaximumHeight(height if height > 0 else form.sizeHint().height())


class PlanPanel(QWidget):
    """Runs analyses on the chosen scenario.

    Signals
    -------
    finding_chosen(Finding)
        Show on the map what it speaks of.
    finished(Run)
    failed(Exception)
    pick_wanted(PlaceField)
    """

    finding_chosen = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    pick_wanted = Signal(object)

    def __init__(self, session: Session, analyses: tuple[Analysis, ...]) -> None:
        super().__init__()
        self._session = session
        self.analyses = analyses
        self._forms: dict[str, ParameterForm] = {}
        self._untouched: set[str] = set()
        self._job: Job | None = None
        self.choice = QComboBox()
        self.choice.setAccessibleName(str(tr("Analysis")))
        for analysis in analyses:
            self.choice.addItem(str(analysis.label), analysis.name)
            self.choice.setItemData(
                self.choice.count() - 1, str(analysis.summary), Qt.ItemDataRole.ToolTipRole
            )
        self._summary = QLabel()
        self._summary.setProperty("role", "muted")
        self._summary.setWordWrap(True)
        self._form_area = FormArea()
        self.run_button = QPushButton(str(tr("Run")))
        self.run_button.setProperty("primary", True)
        self.run_button.setIcon(icon("run"))
        self.run_button.clicked.connect(self.start)
        self.stop_button = QPushButton(str(tr("Stop")))
        self.stop_button.setIcon(icon("stop"))
        self.stop_button.clicked.connect(self.stop)
        self._reset = QPushButton(str(tr("Defaults")))
        self._reset.setToolTip(str(tr("Put every parameter back")))
        self._reset.clicked.connect(self._to_defaults)
        self._progress = QProgressBar()
        self._progress.setAccessibleName(str(tr("Progress of the run")))
        self._progress.setRange(0, 1000)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(8)
        self._stage = QLabel()
        self._stage.setProperty("role", "muted")
        self._stage.setWordWrap(True)
        self._heading = QLabel(str(tr("Findings")))
        self._heading.setProperty("role", "title")
        self._heading.setWordWrap(True)
        self.findings = QListWidget()
        self.findings.setAccessibleName(str(tr("Findings")))
        self.findings.setItemDelegate(FindingDelegate(self.findings))
        self.findings.setSpacing(1)
        self.findings.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.findings.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.findings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.findings.itemClicked.connect(self._choose)
        self.findings.itemActivated.connect(self._choose)
        self.remedies = Remedies()
        self._lay_out()
        self.findings.currentItemChanged.connect(lambda item, _before: self._show_remedies(item))
        self.choice.currentIndexChanged.connect(self._show_form)
        session.situation_changed.connect(self._refresh_forms)
        session.outcomes_changed.connect(self._show_findings)
        self._show_form()
        self._show_findings()
        self._set_running(False)

    @property
    def form(self) -> ParameterForm | None:
        """The form of the chosen analysis."""
        analysis = self._chosen()
        return None if analysis is None else self._forms[analysis.name]

    def take_over(self, other: PlanPanel) -> None:
        """Show the analysis that `other` shows, with every form as it was filled in there."""
        current = other.choice.currentData()
        for name, form in other._forms.items():
            self.choose(name)
            self._forms[name].set_texts(form.texts())
        self._untouched = set(other._untouched)
        if current is not None:
            self.choose(current)

    def run_again(self, name: str, texts: dict[str, str]) -> None:
        """Run an analysis with some parameters as in `texts`, the others as they stand in its form."""
        if self.choice.findData(name) >= 0:
            self.choose(name)
            self._forms[name].set_texts({**self._forms[name].texts(), **texts})
            self._untouched.discard(name)
            self.start()

    def choose(self, name: str) -> None:
        """Show the form of the analysis called `name`."""
        self.choice.setCurrentIndex(self.choice.findData(name))

    def start(self) -> None:
        """Run the chosen analysis in the background."""
        analysis = self._chosen()
        if analysis is None or self._job is not None:
            return
        try:
            parameters = self._forms[analysis.name].value()
        except BadParameter:
            return  # the form says what is wrong
        workspace, scenario = self._session.workspace, self._session.scenario

        def work(control: RunControl) -> Outcome:
            return run(analysis, workspace, scenario, parameters, control)

        title = tr("{analysis}, {scenario}", analysis=analysis.label, scenario=shown_name(scenario.name))
        self._set_running(True)
        self._job = self._session.background.start(
            title, work, done=self._on_done, failed=self._on_failed, stopped=self._on_stopped
        )
        self._job.progressed.connect(self._on_progressed)

    def stop(self) -> None:
        """Ask the run to stop."""
        if self._job is not None:
            self._stage.setText(str(tr("stopping…")))
            self._job.cancel()

    # layout

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.run_button)
        buttons.addWidget(self.stop_button)
        buttons.addStretch(1)
        buttons.addWidget(self._reset)
        upper = QWidget()
        top = QVBoxLayout(upper)
        top.setContentsMargins(8, 8, 8, 6)
        top.setSpacing(6)
        top.addWidget(self.choice)
        top.addWidget(self._summary)
        top.addWidget(self._form_area, 1000)
        top.addLayout(buttons)
        top.addWidget(self._progress)
        top.addWidget(self._stage)
        top.addStretch(1)
        lower = QWidget()
        bottom = QVBoxLayout(lower)
        bottom.setContentsMargins(8, 6, 2, 2)
        bottom.setSpacing(4)
        bottom.addWidget(self._heading)
        bottom.addWidget(self.findings, 1)
        bottom.addWidget(self.remedies)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(upper)
        splitter.addWidget(lower)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)

    def _chosen(self) -> Analysis | None:
        name = self.choice.currentData()
        return next((analysis for analysis in self.analyses if analysis.name == name), None)

    def _show_form(self) -> None:
        analysis = self._chosen()
        if analysis is None:
            return
        self._summary.setText(str(analysis.summary))
        if analysis.name not in self._forms:
            form = ParameterForm(analysis.parameters, self._session, self._first_texts(analysis))
            form.layout().setContentsMargins(0, 2, 8, 2)
            form.pick_wanted.connect(self.pick_wanted)
            name = analysis.name
            form.changed.connect(lambda: self._untouched.discard(name))
            self._forms[name] = form
            self._untouched.add(name)
        self._form_area.takeWidget()
        self._form_area.setWidget(self._forms[analysis.name])
        self._forms[analysis.name].show()

    def _first_texts(self, analysis: Analysis) -> dict[str, str]:
        """On the exercise, values that make a telling run."""
        return dict(analysis.exercise_parameters) if self._session.workspace.is_exercise else {}

    def _refresh_forms(self) -> None:
        for analysis in self.analyses:
            form = self._forms.get(analysis.name)
            if form is None:
                continue
            untouched = analysis.name in self._untouched
            form.refresh()
            if untouched:
                form.set_texts(self._first_texts(analysis))
                self._untouched.add(analysis.name)

    def _to_defaults(self) -> None:
        analysis = self._chosen()
        if analysis is not None:
            self._forms[analysis.name].set_texts(self._first_texts(analysis))
            self._untouched.add(analysis.name)

    # running

    def _set_running(self, running: bool) -> None:
        self.run_button.setEnabled(not running and bool(self.analyses))
        self.run_button.setVisible(not running)
        self.stop_button.setVisible(running)
        self._progress.setVisible(running)
        self._progress.setValue(0)
        self._stage.setVisible(running)
        self._stage.clear()

    def _end(self) -> None:
        had_focus = self.stop_button.hasFocus()
        self._job = None
        self._set_running(False)
        if had_focus:
            self.run_button.setFocus()

    def _on_progressed(self, fraction: float, stage: str) -> None:
        self._progress.setValue(round(fraction * 1000))
        if stage and self._job is not None:
            self._stage.setText(stage)

    def _on_done(self, outcome: Outcome) -> None:
        self._end()
        self.finished.emit(self._session.add_outcome(outcome))

    def _on_failed(self, error: Exception) -> None:
        self._end()
        form = self.form
        if isinstance(error, BadParameter) and form is not None:
            form.show_error(error)
        self.failed.emit(error)

    def _on_stopped(self) -> None:
        self._end()

    # findings

    def _show_findings(self) -> None:
        current: Run | None = self._session.current_run
        self.findings.clear()
        self._heading.setText(str(tr("Findings")))
        if current is None:
            self._add_hint(str(tr("Run an analysis: what it finds is listed here, each with its number.")))
            return
        outcome = current.outcome
        label = next((str(a.label) for a in self.analyses if a.name == outcome.analysis), outcome.analysis)
        self._heading.setText(
            str(tr("Findings: {analysis}, {scenario}", analysis=label, scenario=shown_name(outcome.scenario)))
        )
        for finding in outcome.findings:
            item = QListWidgetItem(icon(_ICONS[finding.severity]), str(finding.text))
            item.setData(Qt.ItemDataRole.UserRole, finding)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                str(tr("{severity}: {text}", severity=finding.severity, text=finding.text)),
            )
            if finding.features:
                item.setToolTip(str(tr("Click to see it on the map")))
            self.findings.addItem(item)
        self.findings.scrollToTop()
        first = next((row for row, finding in enumerate(outcome.findings) if finding.actions), None)
        if first is not None:
            self.findings.setCurrentRow(first)

    def _show_remedies(self, item: QListWidgetItem | None) -> None:
        finding: Finding | None = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        self.remedies.show_actions(finding.actions if finding is not None else ())

    def _add_hint(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.findings.addItem(item)

    def _choose(self, item: QListWidgetItem) -> None:
        finding: Finding | None = item.data(Qt.ItemDataRole.UserRole)
        if finding is not None:
            self.finding_chosen.emit(finding)
