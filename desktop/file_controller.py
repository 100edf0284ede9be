"""Opening and saving workspaces; nothing of it holds up the window."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop.background import Job
from desktop.exercise_cache import load_exercise
from desktop.journal import Base, base_of, bearing
from desktop.lock import Holder, take_lock
from desktop.opening import Opened, held_by_other, open_file
from desktop.session import Session
from layers.errors import WorkspaceError
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.run_control import RunControl

_FILTER = "Corridor (*.gpkg)"
# how long a save waits for the journal, which a full disk may hold up
_JOURNAL_S = 5.0


class FileController(QObject):
    """What the File menu does.

    Signals
    -------
    opened(path or None), saved(path)
    loading(text)
        What is being opened; empty when it is open.
    refused(Exception)
        The file is held by another window; saving under another name helps.
    failed(Exception)
    """

    opened = Signal(object)
    saved = Signal(object)
    loading = Signal(str)
    refused = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._saving: Job | None = None
        self._then: Callable[[], None] | None = None
        self.folder = ""

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way."""
        return self._saving is not None

    def open_exercise(self) -> None:
        """Open the embedded exercise."""

        def done(workspace: Workspace) -> None:
            self._session.open(workspace, None)

        self._open(tr("opening the exercise"), load_exercise, done, None)

    def open_path(self, path: Path, journal: Path | None = None) -> None:
        """Open a workspace file; to be looked at only where another window has it.

        Parameters
        ----------
        journal : Path, optional
            Where steps are that follow on the file, when not beside it.
        """
        held = self._session.custody.lock if self._session.custody is not None else None
        held = held if held is not None and held.path == path else None

        def load(_control: RunControl) -> Opened:
            return open_file(path, held, journal)

        def done(opened: Opened) -> None:
            self._session.open(opened.workspace, path, opened.custody)

        self._open(tr("opening {name}", name=path.name), load, done, path)

    def work_on_copy(self) -> None:
        """Part with a file that another window holds; what is open becomes a workspace without a file."""
        session = self._session
        session.open(session.workspace, None)
        self.opened.emit(None)

    def new(self) -> None:
        """Begin with an empty workspace."""
        self._session.open(Workspace(name=str(tr("New workspace"))), None)
        self.opened.emit(None)

    def choose_and_open(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, str(tr("Open a workspace")), self.folder, _FILTER)
        if name:
            self.if_nothing_lost(lambda: self.open_path(Path(name)))

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save to the workspace's file; ask for one when it has none."""
        if self._session.path is None:
            self.save_as(then)
        elif self._session.is_read_only:
            self.refused.emit(self._read_only())
        else:
            self._save_to(self._session.path, then)

    def when_saved(self, action: Callable[[], None]) -> None:
        """Do `action` once the save under way is done; not when it fails."""
        self._then = action

    def save_as(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a file and save to it."""
        proposed = Path(self.folder) / f"{_file_name(self._session.workspace.name)}.gpkg"
        name, _ = QFileDialog.getSaveFileName(
            self._window, str(tr("Save the workspace")), str(proposed), _FILTER
        )
        if name:
            path = Path(name)
            self._save_to(
                path if path.suffix.lower() == ".gpkg" else path.with_name(path.name + ".gpkg"), then
            )

    def if_nothing_lost(self, action: Callable[[], None]) -> None:
        """Do `action`; where changes would be lost, ask first."""
        if not self._session.has_changes:
            action()
            return
        answer = self._ask()
        if answer == QMessageBox.StandardButton.Save and self._session.is_read_only:
            self.save_as(then=action)
        elif answer == QMessageBox.StandardButton.Save:
            self.save(then=action)
        elif answer == QMessageBox.StandardButton.Discard:
            action()

    def _ask(self) -> QMessageBox.StandardButton:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Corridor")
        box.setText(str(tr("“{name}” has changes that are not saved.", name=self._session.workspace.name)))
        box.setInformativeText(str(tr("Save them?")))
        box.setStandardButtons(
            QMessageBox.StandardButton.Save
            | QMessageBox.StandardButton.Discard
            | QMessageBox.StandardButton.Cancel
        )
        box.setDefaultButton(QMessageBox.StandardButton.Save)
        return QMessageBox.StandardButton(box.exec())

    def _open(
        self,
        title: Text,
        load: Callable[[RunControl], Any],
        show: Callable[[Any], None],
        path: Path | None,
    ) -> None:
        self.loading.emit(str(title) + " …")

        def done(loaded: Any) -> None:
            self.loading.emit("")
            show(loaded)
            self.opened.emit(path)

        def failed(error: Exception) -> None:
            self.loading.emit("")
            self.failed.emit(error)

        def stopped() -> None:
            self.loading.emit("")

        self._session.background.start(title, load, done=done, failed=failed, stopped=stopped)

    def _read_only(self) -> WorkspaceError:
        session = self._session
        assert session.custody is not None
        assert session.custody.holder is not None
        return held_by_other(session.path, session.custody.holder)

    def _save_to(self, path: Path, then: Callable[[], None] | None) -> None:
        session = self._session
        if self._saving is not None or session.custody is None:
            return
        custody, of = session.custody, session.workspace
        before = session.on_disk if path == session.path else None
        lock = custody.lock if path == session.path else None
        if lock is None:
            found = take_lock(path)
            if isinstance(found, Holder):
                self.refused.emit(held_by_other(path, found))
                return
            lock = found
        save_id = custody.saving(path)
        written = bearing(session.to_save(), save_id)

        def write(_control: RunControl) -> Base:
            from layers.formats.geopackage import save_workspace
            from planning.network.keeping import keep_networks

            custody.journal.flush(_JOURNAL_S)
            save_workspace(written, path, before)
            keep_networks(path, written)
            return base_of(path)

        self._then = then

        def done(base: Base) -> None:
            self._saving = None
            then, self._then = self._then, None
            custody.saved(save_id, base, lock)
            session.saved(path, written, of)
            self.saved.emit(path)
            if then is not None and not session.has_changes:
                then()

        def failed(error: Exception) -> None:
            self._saving = None
            if lock is not custody.lock:
                lock.release()
            self.failed.emit(error)

        self._saving = session.background.start(
            tr("saving {name}", name=path.name), write, done=done, failed=failed, stoppable=False
        )


def is_workspace(path: Path) -> bool:
    """Whether a file is a workspace of Corridor, as opposed to data to import."""
    if path.suffix.lower() != ".gpkg" or not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            query = "SELECT 1 FROM sqlite_master WHERE name = 'corridor_workspace'"
            return database.execute(query).fetchone() is not None
    except sqlite3.Error:
        return False


def _file_name(title: str) -> str:
    """A title as a file name."""
    kept = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in title)
    return "-".join(kept.lower().split()) or "workspace"
