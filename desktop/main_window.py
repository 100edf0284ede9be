"""The main window: assembles map, docks, menus and tool bar, and passes signals between them.

Importing this module must stay light: no pandas, geopandas, shapely or solver before the window is painted,
and dialogs only when they are opened.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from desktop.actions import ACTIONS
from desktop.actions.action import Action
from desktop.background import Background
from desktop.base_map_tools import BaseMapTools
from desktop.crash_reporter import CrashReporter
from desktop.dialog_opener import DialogOpener
from desktop.docks import build_docks
from desktop.file_controller import FileController, is_workspace
from desktop.front_controller import FrontController
from desktop.look import icon
from desktop.map_controller import MapController
from desktop.map_view.canvas import MapCanvas
from desktop.map_view.scene import Picture
from desktop.menus import build_menus
from desktop.message_bar import MessageBar
from desktop.panels.activity_panel import ActivityPanel
from desktop.panels.feature_card import FeatureCard
from desktop.panels.layers_panel import LayersPanel
from desktop.panels.plan_panel import PlanPanel
from desktop.panels.results_panel import ResultsPanel
from desktop.panels.scenario_panel import ScenarioPanel
from desktop.panels.steps_panel import StepsPanel
from desktop.panels.table_panel import TablePanel
from desktop.panels.time_panel import TimePanel
from desktop.part import Part
from desktop.parts import PARTS
from desktop.scenario_controller import ScenarioController
from desktop.session import Run, Session
from desktop.settings import Settings
from desktop.status_bar import StatusBar
from desktop.tool_bar import ToolBar
from desktop.tool_controller import ToolController
from layers.errors import LayerError
from layers.text import tr
from planning.analyses import ANALYSES
from planning.outcome import FeatureRef, Finding, Outcome

if TYPE_CHECKING:
    from layers.gazetteer import Place
    from planning.analysis import Analysis

P = TypeVar("P", bound=Part)


class MainWindow(QMainWindow):
    """Corridor's window.

    Parameters
    ----------
    settings : Settings
    analyses : tuple of Analysis
        What the Plan panel offers.

    Signals
    -------
    language_wanted(str)
        The window shall be shown in another language.
    """

    language_wanted = Signal(str)

    def __init__(self, settings: Settings, analyses: tuple[Analysis, ...] = ANALYSES) -> None:
        super().__init__()
        self.settings = settings
        self.background = Background(self)
        self.session = Session(self.background, self)
        self.crashes = CrashReporter(self.session, self)
        self.files = FileController(self.session, self)
        self.files.folder = settings.folder
        self.setAcceptDrops(True)
        self.setMinimumSize(900, 560)
        self.resize(1366, 740)
        self._closing = False
        self._build_map()
        self._build_panels(analyses)
        self._build_actions()
        self.tools = ToolBar(self.session, self.actions_by_id, settings.edition)
        self.addToolBar(self.tools)
        self.recent = build_menus(self.menuBar(), self.actions_by_id, self.docks)
        self.recent.chosen.connect(
            lambda path: self.files.if_nothing_lost(lambda: self.files.open_path(path))
        )
        self.recent.show_paths(settings.recent)
        self.status = StatusBar(self.session)
        self.setStatusBar(self.status)
        self._connect()
        self._parts = tuple(kind(self) for kind in PARTS)
        for part in self._parts:
            part.failed.connect(self.report)
        self._restore_layout()
        self._update_title()
        self.update_actions()

    # assembling

    def _build_map(self) -> None:
        self.canvas = MapCanvas()
        self.map = MapController(self.session, self.canvas)
        self.messages = MessageBar()
        self.map_tools = ToolController(self.canvas, self.messages)
        self.what_ifs = ScenarioController(self.session, self.map_tools, self)
        self.front = FrontController(self.session, self.canvas, self.map_tools, self.what_ifs.editor)
        self.card = FeatureCard(self.session, self.canvas)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self.canvas, 1)
        self.setCentralWidget(centre)

    def _build_panels(self, analyses: tuple[Analysis, ...]) -> None:
        self.layers = LayersPanel(self.session)
        self.scenarios = ScenarioPanel(self.session, self.what_ifs.editor)
        self.what_ifs.listen_to(self.scenarios)
        self.plan = PlanPanel(self.session, analyses)
        self.table = TablePanel(self.session)
        self.results = ResultsPanel(self.session, {analysis.name: analysis.label for analysis in analyses})
        self.time = TimePanel(self.session)
        self.activity = ActivityPanel(self.background)
        panels = {
            "layers": self.layers,
            "scenarios": self.scenarios,
            "plan": self.plan,
            "table": self.table,
            "results": self.results,
            "time": self.time,
            "steps": StepsPanel(self.session),
            "activity": self.activity,
        }
        self.docks = build_docks(self, panels)

    def _build_actions(self) -> None:
        self.actions_by_id: dict[str, QAction] = {}
        for item in ACTIONS:
            action = QAction(icon(item.icon), str(item.text), self)
            action.setShortcuts([QKeySequence(keys) for keys in item.shortcuts])
            tip = str(item.tip or item.text).replace("&", "").removesuffix("…")
            keys = f" ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})"
            action.setToolTip(tip + (keys if item.shortcuts else ""))
            action.setCheckable(item.checked is not None)
            action.triggered.connect(lambda _checked=False, item=item: self._run(item))
            self.actions_by_id[item.id] = action
            self.addAction(action)

    def _connect(self) -> None:
        session = self.session
        for signal in (
            session.workspace_changed,
            session.selection_changed,
            session.saved_changed,
            session.outcomes_changed,
        ):
            signal.connect(self.update_actions)
        session.saved_changed.connect(self._update_title)
        session.workspace_changed.connect(self._update_title)
        session.selection_changed.connect(self._show_card)
        for source in (
            session, self.background, self.files, self.canvas, self.plan, self.tools.search, self.what_ifs,
            self.front, self.time,
        ):  # fmt: skip
            source.failed.connect(self.report)
        self.files.loading.connect(self._show_notice)
        self.files.opened.connect(self._on_opened)
        self.files.saved.connect(self._remember)
        self.canvas.pointer_moved.connect(self.status.show_place)
        self.canvas.view_changed.connect(self.status.show_view)
        self.map.drawn.connect(self._on_drawn)
        self.layers.zoom_wanted.connect(self.map.zoom_to_layer)
        self.layers.table_wanted.connect(self._open_table)
        self.layers.removal_wanted.connect(self._remove_layer)
        self.table.zoom_wanted.connect(lambda: self.map.zoom_to_features(session.selection))
        self.plan.finding_chosen.connect(self._show_finding)
        self.plan.finished.connect(self._on_finished)
        self.plan.pick_wanted.connect(self.map_tools.pick_place)
        self.results.features_chosen.connect(self.map.show_features)
        self.time.front_shown.connect(self.map.show_front)
        self.docks["time"].visibilityChanged.connect(self.time.set_watched)
        self.what_ifs.kept.connect(self.take_outcome)
        self.tools.search.place_chosen.connect(self._go_to_place)
        self.tools.edition_chosen.connect(self.set_edition)
        self.card.closed.connect(lambda: session.select(()))
        self.card.zoom_wanted.connect(lambda: self.map.zoom_to_features(session.selection))
        self.canvas.installEventFilter(self)

    # what the actions do

    def start(self, path: Path | None) -> None:
        """Read the base map, and open `path` or the exercise."""
        self.map.load_base_map()
        if path is None:
            self.files.open_exercise()
        else:
            self.files.open_path(path)

    def new(self) -> None:
        """Begin with an empty workspace."""
        self.files.if_nothing_lost(self.files.new)

    def open_exercise(self) -> None:
        """Open the exercise."""
        self.files.if_nothing_lost(self.files.open_exercise)

    def focus_search(self) -> None:
        """Go to the search box."""
        self.tools.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.tools.search.selectAll()

    def part(self, kind: type[P]) -> P:
        """The part of the window that is a `kind`."""
        return next(part for part in self._parts if isinstance(part, kind))

    def report(self, error: Exception) -> None:
        """Tell of what the user can mend in the message bar; anything else goes to the crash reporter."""
        if isinstance(error, LayerError):
            self.messages.say_error(error)
        else:
            self.crashes.report(error)

    # reactions

    def _run(self, item: Action) -> None:
        item.run(self)
        self.update_actions()

    def update_actions(self) -> None:
        """Ask of each action whether it can be used, and whether it is on."""
        for item in ACTIONS:
            action = self.actions_by_id[item.id]
            action.setEnabled(item.enabled(self))
            if item.checked is not None:
                action.setChecked(item.checked(self))
        undo, redo = self.session.undo_text, self.session.redo_text
        self.actions_by_id["edit.undo"].setText(str(tr("&Undo {step}", step=undo) if undo else tr("&Undo")))
        self.actions_by_id["edit.redo"].setText(str(tr("&Redo {step}", step=redo) if redo else tr("&Redo")))

    def _update_title(self) -> None:
        session = self.session
        name = session.path.name if session.path is not None else session.workspace.name
        exercise = str(tr("EXERCISE")) if session.workspace.is_exercise else ""
        read_only = str(tr("read-only")) if session.is_read_only else ""
        parts = [name + ("*" if session.has_changes else ""), read_only, exercise, "Corridor"]
        self.setWindowTitle(" – ".join(part for part in parts if part))

    def _on_opened(self, path: Path | None) -> None:
        self.messages.hide()
        self.canvas.zoom_home()
        if path is not None:
            self._remember(path)

    def _remember(self, path: Path) -> None:
        self.settings = self.settings.having_opened(path)
        self.files.folder = self.settings.folder
        self.recent.show_paths(self.settings.recent)

    def set_edition(self, edition: str) -> None:
        """Make exports for these readers from now on."""
        self.settings = dataclasses.replace(self.settings, edition=edition)
        self.tools.show_edition(edition)

    def _on_drawn(self, picture: Picture) -> None:
        self.layers.show_counts(picture)
        self.status.show_oldest(self.map.oldest_in_view(picture))

    def _show_notice(self, text: str) -> None:
        self.canvas.notice = text
        self.canvas.update()

    def _show_card(self) -> None:
        """The card tells of one feature; many are told of by the table."""
        selection = self.session.selection
        if len(selection) == 1 and len(selection[0].fids) == 1:
            self.card.show_feature(selection[0])
        else:
            self.card.hide()

    def _show_finding(self, finding: Finding) -> None:
        if finding.features:
            self.map.show_features(finding.features)

    def take_outcome(self, outcome: Outcome) -> None:
        """Show an outcome among the results."""
        self._on_finished(self.session.add_outcome(outcome))

    def _on_finished(self, run: Run) -> None:
        self.docks["results"].show()
        self.docks["results"].raise_()
        refs = tuple(
            FeatureRef(layer=layer.name, fids=tuple(int(fid) for fid in layer.frame.index), of_outcome=True)
            for layer in run.outcome.map_layers
        )
        self.map.zoom_to_features(refs, margin=0.03)

    def _open_table(self, key: str) -> None:
        self.docks["table"].show()
        self.docks["table"].raise_()
        self.table.show_layer(key)

    def _remove_layer(self, name: str) -> None:
        workspace = self.session.workspace.without_layer(name)
        self.session.change(tr("remove layer {name}", name=name), workspace)

    def _go_to_place(self, place: Place) -> None:
        if place.fid is not None:
            self.map.show_features((FeatureRef(layer=place.layer, fids=(place.fid,)),))
        else:
            self.map.zoom_to_place(place.lon, place.lat)
        self.canvas.setFocus()

    # events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the card in the corner of the map."""
        if watched is self.canvas and event.type() == QEvent.Type.Resize and self.card.isVisible():
            self.card.place()
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if _files_in(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a workspace, take a base map, import anything else."""
        paths = _files_in(event.mimeData().urls())
        event.acceptProposedAction()
        if len(paths) == 1 and is_workspace(paths[0]):
            self.files.if_nothing_lost(lambda: self.files.open_path(paths[0]))
        elif not self.part(BaseMapTools).take_dropped(paths):
            self.part(DialogOpener).import_files(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask where changes would be lost; stop what runs."""
        if self.files.is_saving:
            # half a save would leave a draft behind
            event.ignore()
            self.files.when_saved(self.close)
            return
        if not self._closing and self.session.has_changes:
            event.ignore()
            self.files.if_nothing_lost(self._close_now)
            return
        self.put_away()
        self.session.let_go()
        super().closeEvent(event)

    def put_away(self) -> None:
        """Stop everything that runs, and remember where the window and its docks stood."""
        for part in self._parts:
            part.close()
        self.settings = dataclasses.replace(
            self.settings,
            geometry=bytes(self.saveGeometry().toBase64().data()).decode(),
            state=bytes(self.saveState().toBase64().data()).decode(),
        )
        self.background.stop_all()
        self.front.close()
        self.canvas.close_worker()

    def take_over(self, other: MainWindow) -> None:
        """Hold and show what `other` does: workspace with its history, outcomes, view and forms."""
        self.map.take_base(other.map.base)
        self.files.folder = other.files.folder
        self.session.take_over(other.session)
        self.plan.take_over(other.plan)
        if self.session.workspace.layers:
            self.canvas.set_view(other.canvas.view)

    def _close_now(self) -> None:
        self._closing = True
        # Qt does not close a window within its own close event
        QTimer.singleShot(0, self, self.close)

    def _restore_layout(self) -> None:
        if self.settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(self.settings.geometry.encode()))
        if self.settings.state:
            self.restoreState(QByteArray.fromBase64(self.settings.state.encode()))


def _files_in(urls: list[QUrl]) -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
