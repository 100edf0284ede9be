"""What was not saved comes back: offered at the next opening, never taken over silently."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.background import Job
from desktop.crash_reporter import recovery_path
from desktop.custody import Custody
from desktop.journal import bearing
from desktop.journal_reading import Rebuilt, Unsaved, read_unsaved, rebuild, unsaved_workspaces
from desktop.lock import FileLock, take_lock
from desktop.opening import held_by_other, put_aside
from desktop.part import Part
from desktop.settings import recovery_folder
from layers.errors import LayerError, WorkspaceError
from layers.text import tr, trn
from planning.run_control import RunControl

if TYPE_CHECKING:
    from desktop.dialogs.recovery_dialog import RecoveryDialog
    from desktop.main_window import MainWindow


class Recovery(Part):
    """Offers what journals hold, and says who else has a file."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.dialog: RecoveryDialog | None = None
        self._has_looked = False
        self._told: str = ""
        window.files.opened.connect(self._on_opened)
        window.files.refused.connect(self._on_refused)
        window.session.autosaved.connect(self._on_autosaved)

    def look_for_unsaved(self) -> Job:
        """Look for workspaces that never had a file, left by a sitting that ended badly."""

        def look(_control: RunControl) -> Unsaved | None:
            return _first_left(recovery_folder())

        def found(unsaved: Unsaved | None) -> None:
            if unsaved is not None and self.dialog is None:
                self.offer(unsaved)

        return self.window.background.start(tr("looking for unsaved work"), look, done=found, listed=False)

    def offer(self, unsaved: Unsaved) -> None:
        """Ask what shall become of it."""
        from desktop.dialogs.recovery_dialog import RecoveryDialog

        self.dialog = RecoveryDialog(unsaved, self.window)
        self.dialog.taken.connect(lambda: self._take(unsaved))
        self.dialog.kept_aside.connect(lambda: self._keep_aside(unsaved))
        self.dialog.open()

    def close(self) -> None:
        """Leave what was not decided for the next time."""
        if self.dialog is not None:
            self.dialog.blockSignals(True)
            self.dialog.close()

    def _on_opened(self, path: Path | None) -> None:
        custody = self.window.session.custody
        if custody is None:
            return
        if custody.holder is not None:
            self._say_read_only(held_by_other(path, custody.holder))
        elif custody.unsaved is not None:
            self.offer(custody.unsaved)
        elif path is None and not self._has_looked:
            self._has_looked = True
            self.look_for_unsaved()

    def _on_refused(self, error: LayerError) -> None:
        self.window.messages.say_error(error, (tr("Save &as…"), self.window.files.save_as))

    def _say_read_only(self, error: LayerError) -> None:
        self.window.messages.say_error(error, (tr("Work on a &copy"), self.window.files.work_on_copy))

    def _on_autosaved(self) -> None:
        custody = self.window.session.custody
        error = custody.journal.error if custody is not None else None
        told = str(error) if error is not None else ""
        if told and told != self._told:
            self.window.messages.say(
                tr("Your changes cannot be autosaved ({reason}). Save them, or make room on the disk.",
                   reason=told),
                "critical",
            )  # fmt: skip
        self._told = told

    # taking over

    def _take(self, unsaved: Unsaved) -> None:
        self.dialog = None
        session = self.window.session
        if unsaved.base is not None and session.path != unsaved.base.path:
            path = unsaved.base.path
            self.window.files.if_nothing_lost(lambda: self.window.files.open_path(path, unsaved.journal))
            return
        saved = session.on_disk if unsaved.base is not None else None

        def work(_control: RunControl) -> Rebuilt:
            return rebuild(unsaved, saved)

        def taken(rebuilt: Rebuilt) -> None:
            lock = session.custody.lock if unsaved.base is not None and session.custody else None
            path = unsaved.base.path if unsaved.base is not None else None
            session.open(rebuilt.base, path, Custody.taking_over(unsaved, rebuilt, lock), rebuilt.steps)
            self.window.canvas.zoom_home()
            count = len(unsaved.steps)
            self.window.messages.say(
                trn("{count:,} change taken over; it is not saved yet.",
                    "{count:,} changes taken over; they are not saved yet.", count)
            )  # fmt: skip

        self.window.background.start(
            tr("taking over what was not saved"),
            work,
            done=taken,
            failed=lambda error: self._fail(unsaved, error),
        )

    def _keep_aside(self, unsaved: Unsaved) -> None:
        self.dialog = None
        session = self.window.session
        saved = session.on_disk if unsaved.base is not None else None

        def work(_control: RunControl) -> Path:
            from layers.formats.geopackage import save_workspace

            if not unsaved.fits or (unsaved.base is not None and session.path != unsaved.base.path):
                return put_aside(unsaved.journal)
            rebuilt = rebuild(unsaved, saved)
            path = recovery_path(unsaved.base.path if unsaved.base is not None else None)
            path.parent.mkdir(parents=True, exist_ok=True)
            save_workspace(bearing(rebuilt.present, uuid.uuid4().hex), path)
            unsaved.journal.unlink(missing_ok=True)
            return path

        def kept(path: Path) -> None:
            self._begin(unsaved)
            self.window.messages.say(tr("What was not saved is kept in {path}", path=path))

        self.window.background.start(
            tr("keeping aside what was not saved"),
            work,
            done=kept,
            failed=lambda error: self._fail(unsaved, error),
            stoppable=False,
        )

    def _fail(self, unsaved: Unsaved, error: Exception) -> None:
        """Nothing is thrown away: the journal gets another name."""
        if isinstance(error, LayerError) and unsaved.journal.exists():
            aside = put_aside(unsaved.journal)
            error = WorkspaceError(error.what, where=error.where, expected=error.expected,
                                   todo=tr("They are kept in {path}.", path=aside))  # fmt: skip
            self._begin(unsaved)
        self.failed.emit(error)

    def _begin(self, unsaved: Unsaved) -> None:
        custody = self.window.session.custody
        if custody is not None and custody.unsaved is unsaved:
            custody.begin()


def _first_left(folder: Path) -> Unsaved | None:
    """What the newest journal holds that no running window writes; those that hold nothing are removed."""
    for journal in unsaved_workspaces(folder):
        lock = take_lock(journal)
        if not isinstance(lock, FileLock):
            continue
        try:
            unsaved = read_unsaved(journal)
            if unsaved is not None:
                return unsaved
            journal.unlink(missing_ok=True)
        except WorkspaceError:
            put_aside(journal)
        finally:
            lock.release()
    return None
