"""What is open: the workspace and its history, the scenario, the outcomes, what is selected and shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.background import Background
from desktop.custody import Custody
from desktop.lock import FileLock
from desktop.runs import Run, spoken_of
from desktop.shown import DISPLAY, SETTINGS, Shown, first_shown, stored_display
from layers.errors import LayerError
from layers.layer import Layer
from layers.symbology import Symbology
from layers.text import Text, tr
from layers.workspace import Document, Workspace
from planning.history import History
from planning.outcome import FeatureRef, MapLayer, Outcome
from planning.run_control import RunControl
from planning.scenario import BASELINE, Scenario, scenarios_of

# what keys of base maps of the planner's own start with
_GROUND = "ground:"
# see Symbology.order
_POINT_ORDERS = range(40, 60)


class Session(QObject):
    """The state of the window; everything that shows it listens to these signals.

    Signals
    -------
    workspace_changed()
        Another workspace value: opened, edited, undone or redone.
    situation_changed()
        What the map shows: the workspace as the chosen scenario has it.
    scenario_changed(), selection_changed(), outcomes_changed(), shown_changed(), saved_changed()
    style_tried()
        A layer is drawn in a style that is not kept yet, or no longer.
    autosaved()
        The journal has changes more on the disk, or could not write them.
    failed(Exception)
        The scenario could not be applied.
    """

    workspace_changed = Signal()
    situation_changed = Signal()
    scenario_changed = Signal()
    selection_changed = Signal()
    outcomes_changed = Signal()
    shown_changed = Signal()
    style_tried = Signal()
    saved_changed = Signal()
    autosaved = Signal()
    failed = Signal(object)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.background = background
        self.path: Path | None = None
        self.saved_at: dt.datetime | None = None
        self.situation = Workspace(name="")
        self.scenario: Scenario = BASELINE
        self.selection: tuple[FeatureRef, ...] = ()
        self.runs: list[Run] = []
        self.current_run: Run | None = None
        self._shown: dict[str, Shown] = {}
        self._tried: dict[str, Symbology] = {}
        self._set_aside: set[str] = set()
        self._history = History.starting_with(self.situation)
        self._on_disk: Workspace | None = None
        self._clean: Workspace = self.situation
        self._run_count = 0
        self.custody: Custody | None = None

    # workspace

    @property
    def workspace(self) -> Workspace:
        """The baseline as it stands."""
        return self._history.present

    @property
    def on_disk(self) -> Workspace | None:
        """What the file at `path` holds; None when there is no file."""
        return self._on_disk

    @property
    def history(self) -> History:
        """The steps of the sitting and where in them one stands."""
        return self._history

    @property
    def clean(self) -> Workspace:
        """The workspace as it was opened or last saved."""
        return self._clean

    @property
    def has_changes(self) -> bool:
        """Whether something would be lost by closing."""
        return self.workspace is not self._clean

    @property
    def undo_text(self) -> Text | None:
        """What undo would take back."""
        return self._history.undo_text

    @property
    def redo_text(self) -> Text | None:
        """What redo would do again."""
        return self._history.redo_text

    @property
    def is_read_only(self) -> bool:
        """Whether the file is held by another window: it is looked at, and cannot be saved to."""
        return self.custody is not None and self.custody.holder is not None

    def open(
        self,
        workspace: Workspace,
        path: Path | None,
        custody: Custody | None = None,
        steps: Sequence[tuple[Text, Workspace]] = (),
    ) -> None:
        """Show another workspace; what was open is let go.

        Parameters
        ----------
        path : Path, optional
            The file that holds it.
        custody : Custody, optional
            Of the file; one without a file is made otherwise.
        steps : sequence of (Text, Workspace)
            Steps that follow on it and are not saved.
        """
        self.let_go(keep_lock=custody is not None and custody.lock is self._lock())
        self._take(custody or Custody(workspace))
        self._history = History.starting_with(workspace)
        for text, state in steps:
            self._history = self._history.done(text, state)
        self._clean = workspace
        self._on_disk = workspace if path is not None else None
        self.path = path
        self.saved_at = None
        self.scenario = BASELINE
        self.selection = ()
        self.runs, self.current_run = [], None
        self._shown = stored_display(workspace)
        self._tried = {}
        self._set_aside = set()
        self._workspace_moved()
        self.scenario_changed.emit()
        self.selection_changed.emit()
        self.outcomes_changed.emit()
        self.saved_changed.emit()

    def let_go(self, *, keep_lock: bool = False) -> None:
        """What is open is saved or not wanted: its journal goes, and others may have its file."""
        if self.custody is not None:
            self.custody.end(keep_lock=keep_lock)
            self.custody = None

    def _lock(self) -> FileLock | None:
        return self.custody.lock if self.custody is not None else None

    def _take(self, custody: Custody) -> None:
        self.custody = custody
        custody.listen(self.autosaved.emit)

    def take_over(self, other: Session) -> None:
        """Hold what `other` holds, with its history and outcomes."""
        self.open(other.workspace, None)
        if other.custody is not None:
            self.let_go()
            self._take(other.custody)
            other.custody = None
        self.path, self.saved_at = other.path, other.saved_at
        self._history, self._on_disk, self._clean = other._history, other._on_disk, other._clean
        self._shown, self._set_aside = dict(other._shown), set(other._set_aside)
        self.runs, self.current_run, self._run_count = list(other.runs), other.current_run, other._run_count
        self._workspace_moved(other.scenario.name)
        self.outcomes_changed.emit()
        self.saved_changed.emit()
        self.select(other.selection)

    def change(self, text: Text, workspace: Workspace, scenario: str = "") -> None:
        """Take `workspace` as a new step called `text`; with `scenario`, that one is shown from then on."""
        self._step("change", text, self._history.done(text, workspace), scenario)

    def undo(self) -> None:
        """Take the last step back."""
        if self.undo_text is not None:
            self._step("undo", self.undo_text, self._history.undone())

    def go_to_step(self, position: int) -> None:
        """Take back, or do again, every step up to this one."""
        history = self._history
        if position == history.position:
            return
        while history.position != position:
            back = position < history.position
            text = history.undo_text if back else history.redo_text
            history = history.undone() if back else history.redone()
            if self.custody is not None and text is not None:
                self.custody.step("undo" if back else "redo", text, history.present)
        self._history = history
        self._workspace_moved()
        self.saved_changed.emit()

    def redo(self) -> None:
        """Do the step last undone again."""
        if self.redo_text is not None:
            self._step("redo", self.redo_text, self._history.redone())

    def _step(self, action: str, text: Text, history: History, scenario: str = "") -> None:
        self._history = history
        if self.custody is not None:
            self.custody.step(action, text, self.workspace)
        self._workspace_moved(scenario)
        self.saved_changed.emit()

    def to_save(self) -> Workspace:
        """The workspace with how its layers are shown, as it goes into the file."""
        return self.with_display(self.workspace)

    def with_display(self, workspace: Workspace) -> Workspace:
        """A state of the workspace with how its layers are shown."""
        content = {
            layer.name: {"visible": shown.visible, "opacity": shown.opacity}
            for layer in self.workspace.layers
            if (shown := self._chosen_shown(layer.name)) != first_shown(layer, self.workspace)
        }
        content |= {
            key: {"visible": shown.visible, "opacity": shown.opacity}
            for key, shown in self._shown.items()
            if key.startswith(_GROUND) and shown != Shown()
        }
        if not content and not workspace.documents_of(SETTINGS):
            return workspace
        return workspace.with_document(Document(section=SETTINGS, name=DISPLAY, content=content))

    def saved(self, path: Path, written: Workspace, of: Workspace) -> None:
        """Note that `written`, made from the workspace `of`, is what `path` holds now."""
        self.path = path
        self.saved_at = dt.datetime.now().astimezone()
        self._on_disk = written
        self._clean = of
        self.saved_changed.emit()

    # scenario

    def choose_scenario(self, name: str) -> None:
        """Show the situation of the scenario called `name`, the baseline when there is none."""
        known = {scenario.name: scenario for scenario in scenarios_of(self.workspace)}
        self.scenario = known.get(name, BASELINE)
        self.scenario_changed.emit()
        self._apply_scenario()

    def _workspace_moved(self, chosen: str = "") -> None:
        known = {scenario.name: scenario for scenario in scenarios_of(self.workspace)}
        self.scenario = known.get(chosen or self.scenario.name, BASELINE)
        self.workspace_changed.emit()
        self.scenario_changed.emit()
        self._apply_scenario()

    def _apply_scenario(self) -> None:
        workspace, scenario = self.workspace, self.scenario
        if not scenario.changes and not scenario.parent:
            self._set_situation(workspace)
            return

        def apply(_control: RunControl) -> Workspace:
            return scenario.applied_to(workspace)

        def applied(situation: Workspace) -> None:
            if workspace is self.workspace and scenario is self.scenario:
                self._set_situation(situation)

        def failed(error: Exception) -> None:
            if workspace is self.workspace and scenario is self.scenario:
                self.scenario = BASELINE
                self.scenario_changed.emit()
                self._set_situation(workspace)
            self.failed.emit(error)

        self.background.start(tr("scenario"), apply, done=applied, failed=failed, listed=False)

    def _set_situation(self, situation: Workspace) -> None:
        self.situation = situation
        self.situation_changed.emit()

    # outcomes

    def add_outcome(self, outcome: Outcome) -> Run:
        """Keep an outcome and show it; what the runs of the same analysis drew is hidden."""
        self._run_count += 1
        run = Run(self._run_count, outcome)
        for other in self.runs:
            for layer in other.outcome.map_layers:
                key = other.key(layer)
                self._shown[key] = replace(self.shown(key), visible=False)
        self.runs.append(run)
        self._take_run(run)
        return run

    def show_run(self, run: Run) -> None:
        """Make `run` the one whose findings and tables are shown, and its map layers visible."""
        for other in self.runs:
            for layer in other.outcome.map_layers:
                key = other.key(layer)
                self._shown[key] = replace(self.shown(key), visible=other is run)
        self._take_run(run)

    def remove_run(self, run: Run) -> None:
        """Forget an outcome."""
        self.runs.remove(run)
        if self.current_run is run:
            self._take_run(self.runs[-1] if self.runs else None)
        else:
            self.outcomes_changed.emit()

    def _take_run(self, run: Run | None) -> None:
        """Make `run` current and set aside the points it does not speak of, which would hide its results."""
        self.current_run = run
        self._set_aside = set()
        if run is not None and run.outcome.map_layers:
            told = spoken_of(run.outcome)
            self._set_aside = {
                layer.name
                for layer in self.workspace.layers
                if layer.style.order in _POINT_ORDERS and layer.name not in told
            }
        self.outcomes_changed.emit()

    # what is shown and selected

    def shown(self, key: str) -> Shown:
        """How the layer with this key is shown."""
        chosen = self._chosen_shown(key)
        return replace(chosen, visible=False) if key in self._set_aside else chosen

    def _chosen_shown(self, key: str) -> Shown:
        found = self._shown.get(key)
        if found is None:
            layer = next((layer for layer in self.workspace.layers if layer.name == key), None)
            found = first_shown(layer, self.workspace) if layer is not None else Shown()
        return found

    def show(self, key: str, shown: Shown) -> None:
        """Show a layer otherwise."""
        self._shown[key] = shown
        self._set_aside.discard(key)
        self.shown_changed.emit()

    def try_style(self, name: str, style: Symbology | None) -> None:
        """Draw a layer in a style without keeping it; in its own again with None."""
        if self._tried.get(name) is not style:
            self._tried = {key: value for key, value in self._tried.items() if key != name}
            if style is not None:
                self._tried[name] = style
            self.style_tried.emit()

    def style_of(self, layer: Layer) -> Symbology:
        """What a layer is drawn with now."""
        return self._tried.get(layer.name, layer.style)

    def select(self, features: tuple[FeatureRef, ...]) -> None:
        """Select features; those of an outcome belong to the current run."""
        if features != self.selection:
            self.selection = features
            self.selection_changed.emit()

    def map_layer(self, name: str) -> MapLayer | None:
        """The map layer of the current run called `name`."""
        if self.current_run is None:
            return None
        layers = self.current_run.outcome.map_layers
        return next((layer for layer in layers if layer.name == name), None)

    def layer(self, name: str) -> Layer | None:
        """The layer of the situation called `name`; None when there is none."""
        try:
            return self.situation.layer(name)
        except LayerError:
            return None

    def key_of(self, feature: FeatureRef) -> str:
        """Key on the map of the layer that `feature` speaks of."""
        if feature.of_outcome and self.current_run is not None:
            return f"outcome:{self.current_run.number}:{feature.layer}"
        return feature.layer

    def ref_of(self, key: str, fids: tuple[int, ...]) -> FeatureRef:
        """Features of the layer that has `key` on the map."""
        if key.startswith("outcome:"):
            return FeatureRef(layer=key.split(":", 2)[2], fids=fids, of_outcome=True)
        return FeatureRef(layer=key, fids=fids)
