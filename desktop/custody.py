"""What keeps the open workspace safe: the lock on its file, and the journal of what is not saved."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import os
import uuid
from collections.abc import Callable
from pathlib import Path

from desktop.journal import Base, Journal, journal_paths
from desktop.journal_reading import Rebuilt, Unsaved
from desktop.lock import FileLock, Holder, take_lock
from desktop.settings import recovery_folder
from layers.text import Text
from layers.workspace import Workspace

_COUNT = itertools.count(1)


class Custody:
    """Begun when a workspace is opened, ended when it is let go.

    Parameters
    ----------
    workspace : Workspace
        As it is in the file, or as it was made.
    base : Base, optional
        The file; None for a workspace without one.
    lock : FileLock, optional
        On the file.
    holder : Holder, optional
        Who else has the file: then it is only looked at.
    unsaved : Unsaved, optional
        What an earlier journal holds, about which nothing was decided yet. Until then nothing is written.
    """

    def __init__(
        self,
        workspace: Workspace,
        base: Base | None = None,
        lock: FileLock | None = None,
        holder: Holder | None = None,
        unsaved: Unsaved | None = None,
    ) -> None:
        self.lock = lock
        self.holder = holder
        self.unsaved = unsaved
        # a file that is only looked at may be saved by its holder: the journal holds the workspace itself
        self._base = base if holder is None else None
        self._own_lock: FileLock | None = None
        stamp = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        self._without_file = recovery_folder() / f"unsaved-{stamp}-{os.getpid()}-{next(_COUNT)}.journal"
        self._on_change: Callable[[], None] = _nothing
        self.journal = Journal(self._places(), self._base, workspace, self._changed)
        self._held_back: list[tuple[str, Text, Workspace]] = []

    @classmethod
    def taking_over(cls, unsaved: Unsaved, rebuilt: Rebuilt, lock: FileLock | None) -> Custody:
        """Custody of a workspace with what was not saved; its journal goes on."""
        made = cls(rebuilt.present, unsaved.base, lock)
        if unsaved.base is None:
            made._take_own_lock(unsaved.journal)
        made.journal.continue_in(unsaved.journal, unsaved.length, unsaved.last, unsaved.start, rebuilt.base)
        return made

    def listen(self, on_change: Callable[[], None]) -> None:
        """Have `on_change` called, in the writing thread, when something was written or could not be."""
        self._on_change = on_change

    def step(self, action: str, text: Text, workspace: Workspace) -> None:
        """Write a step; see `Journal.step`."""
        if self.unsaved is not None:
            self._held_back.append((action, text, workspace))
            return
        if self._base is None and self._own_lock is None:
            self._take_own_lock(self._places()[0])
        self.journal.step(action, text, workspace)

    def begin(self) -> None:
        """What the earlier journal held is dealt with, and its file is gone: write from now on."""
        self.unsaved = None
        held, self._held_back = self._held_back, []
        for step in held:
            self.step(*step)

    def saving(self, target: Path) -> str:
        """A save into `target` begins; gives its name, which the file must bear."""
        save_id = uuid.uuid4().hex
        self.journal.saving(save_id, target)
        return save_id

    def saved(self, save_id: str, base: Base, lock: FileLock | None) -> None:
        """The save is whole; what follows is written beside that file."""
        if lock is not self.lock and self.lock is not None:
            self.lock.release()
        self.lock, self.holder, self._base = lock, None, base
        self.journal.saved(save_id, base, self._places())
        if self._own_lock is not None:
            self.journal.flush(2.0)
            self._own_lock.release()
            self._own_lock = None

    def end(self, *, keep_lock: bool = False) -> None:
        """Nothing of it is wanted any more: everything is saved, or was thrown away by the user."""
        self.journal.discard()
        self.journal.join(2.0)
        for lock in (None if keep_lock else self.lock, self._own_lock):
            if lock is not None:
                lock.release()

    def _changed(self) -> None:
        # the window may have gone while the last step was written
        with contextlib.suppress(RuntimeError):
            self._on_change()

    def _places(self) -> tuple[Path, ...]:
        if self._base is not None:
            return journal_paths(self._base.path, recovery_folder())
        return (self._without_file,)

    def _take_own_lock(self, journal: Path) -> None:
        """Hold the journal of a workspace without file, so that no other window offers it."""
        journal.parent.mkdir(parents=True, exist_ok=True)
        found = take_lock(journal)
        self._own_lock = found if isinstance(found, FileLock) else None


def unfinished(path: Path) -> Path | None:
    """The journal left beside the workspace file at `path`, or elsewhere for it; None when there is none."""
    return next((place for place in journal_paths(path, recovery_folder()) if place.is_file()), None)


def _nothing() -> None:
    """Nobody listens."""
