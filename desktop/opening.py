"""A workspace file as it is opened: its lock, what it holds, and what an earlier sitting did not save."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from desktop.custody import Custody, unfinished
from desktop.journal import base_of
from desktop.journal_reading import Unsaved, read_unsaved
from desktop.lock import FileLock, Holder, take_lock
from layers.errors import WorkspaceError
from layers.text import tr
from layers.workspace import Workspace


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """What a file holds, and the custody of it."""

    workspace: Workspace
    custody: Custody


def open_file(path: Path, held: FileLock | None = None, journal: Path | None = None) -> Opened:
    """Lock and read the workspace at `path`, and look for what was not saved.

    Parameters
    ----------
    held : FileLock, optional
        The lock on it, when this window has it already.
    journal : Path, optional
        Where steps are that follow on the file, when not beside it.

    Raises
    ------
    WorkspaceError
        When it cannot be read; it is not locked then.
    """
    from layers.formats.geopackage import load_workspace

    found = held or (take_lock(path) if path.is_file() else FileLock(path, None))
    lock = found if isinstance(found, FileLock) else None
    try:
        base = base_of(path) if path.is_file() else None
        workspace = load_workspace(path)
        if isinstance(found, Holder):
            return Opened(workspace, Custody(workspace, base, holder=found))
        unsaved = _unsaved(journal or unfinished(path), path)
        return Opened(workspace, Custody(workspace, base, lock, unsaved=unsaved))
    except BaseException:
        if lock is not None and lock is not held:
            lock.release()
        raise


def held_by_other(path: Path | None, holder: Holder) -> WorkspaceError:
    """Why a file cannot be saved to."""
    other = tr("Save under another name with “Save as…”, or close it there.")
    if not holder.is_here:
        other = tr("{other} If that computer no longer runs, delete {lock}.",
                   other=other, lock=holder.lock.name)  # fmt: skip
    return WorkspaceError(
        tr("the file is open in another window: {holder}", holder=holder.text()),
        where=path.name if path is not None else "",
        expected=tr("One window at a time can save to it, this one only shows it."),
        todo=other,
    )


def put_aside(journal: Path) -> Path:
    """Give a journal that cannot be used another name, so that nothing overwrites it."""
    stamp = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    aside = journal.with_name(f"{journal.name}.aside-{stamp}")
    return journal.replace(aside)


def _unsaved(journal: Path | None, path: Path) -> Unsaved | None:
    """What the journal holds beyond the file; an empty one goes, an unreadable one is put aside."""
    if journal is None:
        return None
    try:
        found = read_unsaved(journal, path)
    except WorkspaceError:
        put_aside(journal)
        return None
    if found is None:
        journal.unlink(missing_ok=True)
    return found
