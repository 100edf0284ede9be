"""Opening and saving workspaces; nothing of it holds up the window."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop.background import Job
from desktop.exercise_cache import load_exercise
from desktop.session import Session
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.run_control import RunControl

_FILTER = "Corridor (*.gpkg)"


class FileController(QObject):
    """What the File menu does.

    Signals
    -------
    opened(path or None), saved(path)
    loading(text)
        What is being opened; empty when it is open.
    failed(Exception)
    """

    opened = Signal(object)
    saved = Signal(object)
    loading = Signal(str)
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
        self._open(tr("opening the exercise"), load_exercise, None)

    def open_path(self, path: Path) -> None:
        """Open a workspace file."""

        def load(_control: RunControl) -> Workspace:
            from layers.formats.geopackage import load_workspace

            return load_workspace(path)

        self._open(tr("opening {name}", name=path.name), load, path)

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
        if answer == QMessageBox.StandardButton.Save:
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

    def _open(self, title: Text, load: Callable[[RunControl], Workspace], path: Path | None) -> None:
        self.loading.emit(str(title) + " …")

        def done(workspace: Workspace) -> None:
            self.loading.emit("")
            self._session.open(workspace, path)
            self.opened.emit(path)

        def failed(error: Exception) -> None:
            self.loading.emit("")
            self.failed.emit(error)

        def stopped() -> None:
            self.loading.emit("")

        self._session.background.start(title, load, done=done, failed=failed, stopped=stopped)

    def _save_to(self, path: Path, then: Callable[[], None] | None) -> None:
        if self._saving is not None:
            return
        session = self._session
        of, written = session.workspace, session.to_save()
        before = session.on_disk if path == session.path else None

        def write(_control: RunControl) -> None:
            from layers.formats.geopackage import save_workspace

            save_workspace(written, path, before)

        self._then = then

        def done(_nothing: None) -> None:
            self._saving = None
            then, self._then = self._then, None
            session.saved(path, written, of)
            self.saved.emit(path)
            if then is not None and not session.has_changes:
                then()

        def failed(error: Exception) -> None:
            self._saving = None
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
