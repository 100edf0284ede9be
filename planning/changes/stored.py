"""Changes as the workspace stores them, and as they are typed."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, get_type_hints

from layers.text import Text, tr
from layers.workspace import Workspace
from planning.changes import CHANGES
from planning.changes.change import WHERE, Change
from planning.errors import BadParameter, PlanningError
from planning.parameters import parse, validated


@dataclass(frozen=True, slots=True, kw_only=True, eq=True)
class UnknownChange(Change):
    """A stored change that this edition of Corridor does not know; it is kept as it is.

    Attributes
    ----------
    record : tuple of (str, object)
        What is stored, with lists as tuples.
    """

    kind: ClassVar[str] = "unknown"
    label: ClassVar[Text] = tr("Unknown change")
    record: tuple[tuple[str, Any], ...] = ()

    def apply(self, workspace: Workspace) -> Workspace:  # noqa: ARG002
        """Refuse: leaving it out in silence would give other figures.

        Raises
        ------
        PlanningError
            Always.
        """
        raise PlanningError(
            tr("the scenario holds a change that this edition of Corridor does not know"),
            where=WHERE,
            expected=str(self.text()),
            todo=tr("Switch it off or take it out, or use a newer edition."),
        )

    def text(self) -> Text:
        """The change in words."""
        return tr("unknown change “{kind}”", kind=str(dict(self.record).get("kind", "")))


def as_record(change: Change) -> dict[str, Any]:
    """The change as JSON can hold it."""
    if isinstance(change, UnknownChange):
        return {**dict(change.record), "active": change.active}
    values = {item.name: _plain(getattr(change, item.name)) for item in dataclasses.fields(change)}
    return {"kind": change.kind, **values}


def from_record(record: Mapping[str, Any]) -> Change:
    """The change a record holds; fields it lacks take their defaults, as in older workspaces.

    A record of an unknown kind, or with fields or values that do not fit, is kept as an `UnknownChange`.
    """
    active = bool(record.get("active", True))
    class_ = next((item for item in CHANGES if item.kind == record.get("kind")), None)
    unknown = UnknownChange(
        active=active, record=tuple((key, _frozen(value)) for key, value in record.items() if key != "active")
    )
    if class_ is None:
        return unknown
    hints = get_type_hints(class_)
    names = {item.name for item in dataclasses.fields(class_)}
    try:
        values = {key: _typed(hints[key], value) for key, value in record.items() if key != "kind"}
        return class_(**values) if set(values) <= names else unknown
    except (KeyError, TypeError, ValueError):
        return unknown


def change_named(kind: str) -> type[Change]:
    """The class of changes of a kind.

    Raises
    ------
    BadParameter
        When there is none; near spellings and all kinds are told.
    """
    known = {item.kind: item for item in CHANGES}
    name = kind.strip().lower().replace("-", "_")
    if name in known:
        return known[name]
    close = difflib.get_close_matches(name, known, n=1)
    raise BadParameter(
        tr("there is no kind of change called {kind}", kind=kind),
        expected=tr("The kinds are: {known}.", known=", ".join(known)),
        todo=tr("Did you mean {close}?", close=close[0]) if close else "",
    )


def parse_change(kind: str, texts: Mapping[str, str]) -> Change:
    """A change from its fields as typed.

    Raises
    ------
    BadParameter
        When the kind or a field is unknown, a value cannot be read or lies out of bounds, or a required one
        is missing.
    """
    class_ = change_named(kind)
    return _whole(parse(class_, texts))


def checked_change(change: Change) -> Change:
    """The change with its values checked against their bounds.

    Raises
    ------
    BadParameter
        When a value lies out of bounds or a required one is missing.
    """
    if isinstance(change, UnknownChange):
        return change
    values = {item.name: getattr(change, item.name) for item in dataclasses.fields(change)}
    return _whole(validated(type(change), values))


def _whole(change: Any) -> Change:
    """Ids as whole numbers: parameters read lists of numbers with decimals."""
    checked: Change = change
    if hasattr(change, "fids"):
        checked = dataclasses.replace(change, fids=tuple(int(fid) for fid in change.fids))
    return checked


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, StrEnum) else value


def _frozen(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, Mapping):
        return tuple((key, _frozen(item)) for key, item in value.items())
    return value


def _typed(hint: Any, value: Any) -> Any:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(value)
    if isinstance(value, list | tuple):
        return tuple(int(item) for item in value)
    if hint is bool and not isinstance(value, bool):
        raise TypeError(value)
    if hint in (int, float):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(value)
        return hint(value)
    if hint is str and not isinstance(value, str):
        raise TypeError(value)
    return value
