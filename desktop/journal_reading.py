"""What a journal holds that no file does, and the workspace with it."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.journal import FORMAT_VERSION, SUFFIX, Base, base_of
from desktop.journal_file import read_records
from desktop.journal_values import decoded
from layers.errors import WorkspaceError
from layers.text import Text, tr
from layers.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsavedStep:
    """A step that was not saved."""

    number: int
    text: Text
    time: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaved:
    """What a journal holds beyond the saved file.

    Attributes
    ----------
    journal : Path
    base : Base, optional
        The file the steps follow on, as it is now; None when the journal itself holds the workspace.
    title : str
        Name of the workspace.
    steps : tuple of UnsavedStep
        Done and not undone, in order.
    start, last : int
        Numbers of the state the file holds and of the last.
    length : int
        Where whole records end.
    is_torn : bool
        Whether the last record was cut off while it was written.
    is_altered : bool
        Whether another program changed the file since the journal began.
    fits : bool
        Whether the file is one the steps follow on; where it is not, they cannot be taken over.
    """

    journal: Path
    base: Base | None
    title: str
    steps: tuple[UnsavedStep, ...]
    start: int
    last: int
    length: int
    is_torn: bool
    is_altered: bool
    fits: bool


@dataclass(frozen=True, slots=True, eq=False)
class Rebuilt:
    """The saved workspace, and after each step that was not saved."""

    base: Workspace
    steps: tuple[tuple[Text, Workspace], ...]

    @property
    def present(self) -> Workspace:
        """The workspace with every step."""
        return self.steps[-1][1] if self.steps else self.base


def read_unsaved(journal: Path, path: Path | None = None) -> Unsaved | None:
    """What the journal holds beyond the file; None when it holds nothing more.

    Parameters
    ----------
    path : Path, optional
        The workspace file when it is known; the one the journal names otherwise.

    Raises
    ------
    WorkspaceError
        When it cannot be read from its beginning, or was written by a later version.
    """
    facts, length = _facts(journal)
    if not facts or facts[0]["type"] != "header" or facts[0]["format"] > FORMAT_VERSION:
        raise WorkspaceError(
            tr("the journal of changes that were not saved cannot be read"),
            where=str(journal),
            expected=tr("It is damaged from its beginning, or was written by a later version of Corridor."),
        )
    header = facts[0]
    base, start, altered, fits = _start(facts, path)
    steps = _net_steps(facts, start)
    if not steps:
        return None
    return Unsaved(
        journal=journal,
        base=base,
        title=header["title"],
        steps=steps,
        start=start,
        last=max(fact["n"] for fact in facts),
        length=length,
        is_torn=length < journal.stat().st_size,
        is_altered=altered,
        fits=fits,
    )


def unsaved_workspaces(folder: Path) -> tuple[Path, ...]:
    """Journals in `folder` of workspaces without a file, the newest first."""
    found = folder.glob(f"unsaved-*{SUFFIX}") if folder.is_dir() else ()
    return tuple(sorted(found, key=lambda path: path.stat().st_mtime, reverse=True))


def rebuild(unsaved: Unsaved, saved: Workspace | None) -> Rebuilt:
    """The workspace step by step.

    Parameters
    ----------
    saved : Workspace, optional
        What the file holds; None when the journal holds the workspace itself.

    Raises
    ------
    WorkspaceError
        When the steps do not fit the file.
    """
    from desktop.journal_difference import applied

    states: dict[int, Workspace] = {}
    present = saved
    if saved is not None:
        states[unsaved.start] = saved
    try:
        for record, end in read_records(unsaved.journal):
            content = record.content
            if end > unsaved.length or content["type"] == "header":
                continue
            if content["type"] == "base" and saved is None:
                present = applied(Workspace(name=""), content["difference"], record, {})
                states[unsaved.start] = states[content["n"]] = present
            elif content["n"] > unsaved.start and present is not None:
                if "difference" in content:
                    present = applied(present, content["difference"], record, states)
                states[content["n"]] = present
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise _does_not_fit(unsaved) from error
    if present is None:
        raise _does_not_fit(unsaved)
    steps = [(step.text, states[step.number]) for step in unsaved.steps[:-1]]
    # what was undone after the last of them has left nothing
    steps.append((unsaved.steps[-1].text, present))
    return Rebuilt(states[unsaved.start], tuple(steps))


def _does_not_fit(unsaved: Unsaved) -> WorkspaceError:
    return WorkspaceError(
        tr("the changes that were not saved do not fit the file"),
        where=unsaved.title,
        expected=tr("The file was changed by another program since, or is another one."),
        todo=tr("They are kept in {path}.", path=unsaved.journal),
    )


def _facts(journal: Path) -> tuple[list[dict[str, Any]], int]:
    """The records without their bytes, and where whole ones end."""
    facts: list[dict[str, Any]] = []
    length = 0
    try:
        for record, end in read_records(journal):
            facts.append({key: value for key, value in record.content.items() if key != "difference"})
            length = end
    except (OSError, KeyError, json.JSONDecodeError):
        return [], 0
    return facts, length


def _start(facts: list[dict[str, Any]], path: Path | None) -> tuple[Base | None, int, bool, bool]:
    """The file steps follow on, the number of the state it holds, whether it was altered, whether it fits."""
    header = facts[0]
    stored = header["base"]
    place = path or (Path(stored["path"]) if stored else None)
    for fact in reversed(facts):
        if fact["type"] != "saving":
            continue
        base = _base_at(place if stored and _same(fact["target"], stored["path"]) else Path(fact["target"]))
        if base is not None and base.save_id == fact["id"]:
            return base, fact["n"], False, True
    if stored is None:
        return None, header["n"], False, True
    base = _base_at(place)
    if base is None:
        return None, header["n"], False, False
    as_it_was = (base.modified_ns, base.size) == (stored["modified_ns"], stored["size"])
    fits = base.save_id == stored["id"] and (as_it_was or bool(stored["id"]))
    return base, header["n"], not as_it_was, fits


def _same(one: str, other: str) -> bool:
    return Path(one) == Path(other)


def _base_at(path: Path | None) -> Base | None:
    try:
        return base_of(path) if path is not None else None
    except (OSError, sqlite3.Error):
        return None


def _undone(text: Text) -> Text:
    return tr("undone: {step}", step=text)


def _net_steps(facts: list[dict[str, Any]], start: int) -> tuple[UnsavedStep, ...]:
    """Steps after `start` that were not undone; an undo of what the file holds is a step of its own."""
    done: list[UnsavedStep] = []
    undone: list[UnsavedStep] = []
    for fact in facts:
        if fact["n"] <= start or fact["type"] not in ("change", "undo", "redo"):
            continue
        text, time = decoded(fact["text"]), dt.datetime.fromisoformat(fact["time"])
        if fact["type"] == "undo" and done and done[-1].text == text:
            undone.append(done.pop())
        elif fact["type"] == "undo":
            done.append(UnsavedStep(number=fact["n"], text=_undone(text), time=time))
        elif fact["type"] == "redo" and done and done[-1].text == _undone(text):
            done.pop()
        elif fact["type"] == "redo" and undone:
            step = undone.pop()
            done.append(UnsavedStep(number=fact["n"], text=step.text, time=time))
        else:
            undone.clear()
            done.append(UnsavedStep(number=fact["n"], text=text, time=time))
    return tuple(done)
