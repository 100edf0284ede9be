"""Who has a workspace file open: a lock beside it, and a note of who holds that."""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import json
import platform
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile

from layers.text import Text, tr

SUFFIX = ".lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who has a file open.

    Attributes
    ----------
    user, machine : str
        Empty when unknown.
    since : datetime, optional
    lock : Path
        The lock itself.
    """

    user: str
    machine: str
    since: dt.datetime | None
    lock: Path

    @property
    def is_here(self) -> bool:
        """Whether it is this machine."""
        return self.machine == platform.node()

    def text(self) -> Text:
        """Who it is, in words."""
        since = self.since.astimezone().strftime("%d.%m.%Y %H:%M") if self.since else tr("unknown time")
        return tr(
            "{user} on {machine}, since {since}",
            user=self.user or tr("an unknown user"),
            machine=tr("this computer") if self.is_here else (self.machine or tr("an unknown computer")),
            since=since,
        )


class FileLock:
    """Holds a workspace file until it is released; of a file where none can be put, it holds nothing."""

    def __init__(self, path: Path, lock: QLockFile | None) -> None:
        self.path = path
        self._lock = lock

    def release(self) -> None:
        """Let others have the file."""
        if self._lock is not None:
            _note_of(self.path).unlink(missing_ok=True)
            self._lock.unlock()
            self._lock = None


def take_lock(path: Path) -> FileLock | Holder:
    """Hold the file at `path`, or say who does.

    A lock left by a program that died on this machine counts for nothing; one of another machine always
    counts, since nobody here can tell.
    """
    lock = QLockFile(str(_lock_of(path)))
    lock.setStaleLockTime(0)
    if lock.tryLock(0):
        _write_note(path)
        return FileLock(path, lock)
    if lock.error() != QLockFile.LockError.LockFailedError:
        # a folder that cannot be written: saving will say so
        return FileLock(path, None)
    return _holder(path, lock)


def _lock_of(path: Path) -> Path:
    return path.with_name(path.name + SUFFIX)


def _note_of(path: Path) -> Path:
    return path.with_name(path.name + SUFFIX + ".json")


def _write_note(path: Path) -> None:
    note = {"user": _user(), "machine": platform.node(), "since": dt.datetime.now(dt.UTC).isoformat()}
    with contextlib.suppress(OSError):
        _note_of(path).write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")


def _holder(path: Path, lock: QLockFile) -> Holder:
    machine = str(lock.getLockInfo()[1] or "")
    user, since = "", None
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        note = json.loads(_note_of(path).read_text(encoding="utf-8"))
        user, since = str(note["user"]), dt.datetime.fromisoformat(note["since"])
        machine = machine or str(note["machine"])
    if since is None:
        with contextlib.suppress(OSError):
            since = dt.datetime.fromtimestamp(_lock_of(path).stat().st_mtime, dt.UTC)
    return Holder(user=user, machine=machine, since=since, lock=_lock_of(path))


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
