"""Every step as it happens, written to a file beside the workspace by a thread of its own.

The journal names the saved file it starts from. Before a save a mark with the name of that save is written,
which the saved file bears too: at whatever instant the power fails, the file says which steps it holds.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import hashlib
import platform
import queue
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.journal_file import Blobs, Packed, append, packed, write_whole
from desktop.journal_values import encoded
from layers.layer import Layer
from layers.text import Text
from layers.workspace import Document, Workspace

FORMAT_VERSION = 1
SUFFIX = ".journal"

_SECTION, _NAME = "save", "id"
_RETRY_S = 5.0
_MOST_KNOWN = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The saved file that steps follow on.

    Attributes
    ----------
    path : Path
    save_id : str
        Name of the save that wrote it; empty when another program did.
    modified_ns, size : int
        As the file system has them.
    """

    path: Path
    save_id: str
    modified_ns: int
    size: int


@dataclass(frozen=True, slots=True)
class _Mark:
    """A save that was begun: the number of the state it saves, its record, and where that ends."""

    save_id: str
    number: int
    workspace: Workspace
    record: Packed
    end: int


def base_of(path: Path) -> Base:
    """What tells the file at `path` from what it was and will be."""
    save_id = ""
    with contextlib.suppress(sqlite3.Error, ValueError):
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            row = database.execute(
                "SELECT json_extract(content, '$.id') FROM corridor_documents WHERE section = ? AND name = ?",
                (_SECTION, _NAME),
            ).fetchone()
        save_id = str(row[0]) if row and row[0] else ""
    stat = path.stat()
    return Base(path=path, save_id=save_id, modified_ns=stat.st_mtime_ns, size=stat.st_size)


def bearing(workspace: Workspace, save_id: str) -> Workspace:
    """The workspace as it goes into the file, bearing the name of the save."""
    return workspace.with_document(Document(section=_SECTION, name=_NAME, content={"id": save_id}))


def journal_paths(path: Path, folder: Path) -> tuple[Path, Path]:
    """Where the journal of a workspace file is: beside it, or in `folder` where that is not allowed."""
    digest = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]
    return path.with_name(path.name + SUFFIX), folder / f"{path.stem}-{digest}{SUFFIX}"


class Journal:
    """Writes steps; every method returns at once.

    Parameters
    ----------
    places : tuple of Path
        Where the file may go, the first that can be written.
    base : Base, optional
        None when there is no file: then the whole workspace is written before the first step.
    workspace : Workspace
        What `base` holds.
    on_change : callable
        Called in the writing thread when something was written or could not be.
    """

    def __init__(
        self,
        places: tuple[Path, ...],
        base: Base | None,
        workspace: Workspace,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.written_at: dt.datetime | None = None
        self.error: OSError | None = None
        self._places = places
        self._on_change = on_change
        self._base = base
        self._base_workspace = workspace
        self._written = workspace
        self._path: Path | None = None
        self._length = 0
        self._number = self._base_number = 0
        self._known: dict[int, tuple[int, str]] = {}
        self._held: deque[Layer] = deque()
        self._mark: _Mark | None = None
        self._waiting: deque[Callable[[], None]] = deque()
        self._queue: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._know(workspace, 0)
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()

    @property
    def path(self) -> Path | None:
        """The file; None while nothing was written."""
        return self._path

    def continue_in(self, path: Path, length: int, number: int, base_number: int, saved: Workspace) -> None:
        """Go on in the journal that was taken over: its whole records end at `length`, the last is `number`.

        Called before the first step, of a journal made for the workspace the last record leads to; `saved` is
        the one the first follows on.
        """
        self._path, self._length = path, length
        self._number, self._base_number = number, base_number
        self._base_workspace = saved
        self.written_at = dt.datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        self._known.clear()
        self._held.clear()

    def step(self, action: str, text: Text, workspace: Workspace) -> None:
        """A step was done (``change``), undone (``undo``) or done again (``redo``); gave `workspace`."""
        time = dt.datetime.now(dt.UTC)
        self._queue.put(lambda: self._write_step(action, text, workspace, time))

    def saving(self, save_id: str, target: Path) -> None:
        """What was written so far goes into `target` now, in a save called `save_id`."""
        self._queue.put(lambda: self._write_mark(save_id, target))

    def saved(self, save_id: str, base: Base, places: tuple[Path, ...]) -> None:
        """The save is whole: what follows is written to `places`, and follows on `base`."""
        self._queue.put(lambda: self._rebase(save_id, base, places))

    def discard(self) -> None:
        """Nothing of it is wanted any more: remove the file and end."""
        self._queue.put(self._remove)
        self._queue.put(None)

    def close(self) -> None:
        """Write what waits and end; the file stays."""
        self._queue.put(None)

    def flush(self, seconds: float = 10.0) -> bool:
        """Wait until everything so far is on the disk; says whether it is."""
        reached = threading.Event()
        self._queue.put(reached.set)
        return reached.wait(seconds) and self.error is None

    def join(self, seconds: float = 10.0) -> None:
        """Wait for the end of the thread."""
        self._thread.join(seconds)

    # in the thread

    def _work(self) -> None:
        while True:
            try:
                task = self._queue.get(timeout=_RETRY_S if self._waiting else None)
            except queue.Empty:
                task = _nothing
            if task is not None:
                self._waiting.append(task)
            self._attempt()
            if task is None:
                return

    def _attempt(self) -> None:
        """Do what waits in order; what the disk refuses waits on."""
        while self._waiting:
            try:
                self._waiting[0]()
            except OSError as error:
                self.error = error
                self._on_change()
                return
            self._waiting.popleft()
        if self.error is not None:
            self.error = None
            self._on_change()

    def _write_step(self, action: str, text: Text, workspace: Workspace, time: dt.datetime) -> None:
        from desktop.journal_difference import difference

        if self._path is not None and not self._path.exists():
            # someone took the file away: all that is not saved goes into a new one
            self._path, self._written = None, self._base_workspace
            self._known.clear()
            self._held.clear()
        self._create()
        blobs = Blobs()
        content = {
            "type": action,
            "n": self._number + 1,
            "text": encoded(text),
            "time": time.isoformat(),
            "difference": difference(
                self._written, workspace, blobs, lambda layer: self._known.get(id(layer))
            ),
        }
        self._append(packed(content, blobs.parts))
        self._number += 1
        self._written = workspace
        self._know(workspace, self._number)
        self.written_at = dt.datetime.now().astimezone()
        self._on_change()

    def _write_mark(self, save_id: str, target: Path) -> None:
        content = {"type": "saving", "n": self._number + 1, "id": save_id, "target": str(target.resolve())}
        record = packed(content)
        if self._path is not None:
            self._append(record)
        self._number += 1
        self._mark = _Mark(save_id, self._number, self._written, record, self._length)
        # what was written before the mark is not there any more once the save is whole
        self._known.clear()
        self._held.clear()
        self._know(self._written, self._number)

    def _rebase(self, save_id: str, base: Base, places: tuple[Path, ...]) -> None:
        mark = self._mark
        assert mark is not None
        assert mark.save_id == save_id
        old = self._path
        self._places, self._base, self._base_number = places, base, mark.number
        self._base_workspace = mark.workspace
        if old is not None and self._length > mark.end:
            with old.open("rb") as handle:
                handle.seek(mark.end)
                tail = handle.read(self._length - mark.end)
            self._path, self._length = self._write_first((self._header(), (tail,)))
        else:
            self._path, self._length = None, 0
        self._mark = None
        if old is not None and old != self._path:
            old.unlink(missing_ok=True)
        self._on_change()

    def _remove(self) -> None:
        if self._path is not None:
            self._path.unlink(missing_ok=True)
        self._path, self._length = None, 0

    def _create(self) -> None:
        """Begin the file: what it follows on, and the whole workspace when that is in no file."""
        from desktop.journal_difference import difference

        if self._path is not None:
            return
        records = [self._header()]
        if self._base is None:
            blobs = Blobs()
            whole = difference(Workspace(name=""), self._base_workspace, blobs)
            records.append(packed({"type": "base", "n": 0, "difference": whole}, blobs.parts))
        if self._mark is not None:
            records.append(self._mark.record)
        path, length = self._write_first(tuple(records))
        if self._mark is not None:
            self._mark = replace(self._mark, end=length)
        self._path, self._length = path, length

    def _write_first(self, records: tuple[Packed, ...]) -> tuple[Path, int]:
        """Write a file anew in the first place that can be written."""
        refused: OSError | None = None
        for place in self._places:
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                return place, write_whole(place, records)
            except OSError as error:
                refused = refused or error
        assert refused is not None
        raise refused

    def _header(self) -> Packed:
        base = self._base
        return packed(
            {
                "type": "header",
                "format": FORMAT_VERSION,
                "n": self._base_number,
                "base": None
                if base is None
                else {
                    "path": str(base.path.resolve()),
                    "id": base.save_id,
                    "modified_ns": base.modified_ns,
                    "size": base.size,
                },
                "title": self._base_workspace.name,
                "host": platform.node(),
                "user": _user(),
            }
        )

    def _append(self, record: Packed) -> None:
        assert self._path is not None
        self._length = append(self._path, record, at=self._length)

    def _know(self, workspace: Workspace, number: int) -> None:
        for layer in workspace.layers:
            if id(layer) not in self._known:
                self._known[id(layer)] = (number, layer.name)
                # held, so that no other layer comes to have its id
                self._held.append(layer)
        while len(self._held) > _MOST_KNOWN:
            del self._known[id(self._held.popleft())]


def _nothing() -> None:
    """Wakes the thread to try again what waits."""


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
