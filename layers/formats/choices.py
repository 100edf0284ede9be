"""What a person decided about a file before it is added, remembered for the next file of its publisher."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from layers.layer_kind import Problem
from layers.recognition import plain
from layers.text import tr
from layers.workspace import Document, Workspace

if TYPE_CHECKING:
    from layers.formats.grouping import Recognised

SECTION = "import_maps"
_EXAMPLES = 8

Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Decisions about one file.

    Attributes
    ----------
    kind : str
        Layer kind; empty to take the recognised one.
    date : date, optional
        The day the data speaks of; None to take it from the file.
    columns : mapping of str to str
        Column by field, beside those recognised; an empty column takes a recognised one away.
    values : mapping of str to mapping of str to str
        By field, words as the publisher writes them (small letters) and the value each stands for; an empty
        value leaves the field empty.
    areas : mapping of str to str
        Code of the area that a name means which fits several or none.
    total : float, optional
        People that the cells of a grid are scaled to add up to; None to take them as they are.
    as_new : bool
        Whether the layer is added beside those there are, even where it would update one.
    """

    kind: str = ""
    date: dt.date | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Words = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    total: float | None = None
    as_new: bool = False

    def over(self, before: Choices) -> Choices:
        """These decisions, and where there is none, those made before."""
        values = {name: {**before.values.get(name, {}), **self.values.get(name, {})}
                  for name in {**before.values, **self.values}}  # fmt: skip
        return Choices(
            kind=self.kind or before.kind,
            date=self.date or before.date,
            columns={**before.columns, **self.columns},
            values=values,
            areas={**before.areas, **self.areas},
            total=self.total if self.total is not None else before.total,
            as_new=self.as_new or before.as_new,
        )

    def mapped(self, recognised: Mapping[str, str]) -> dict[str, str]:
        """Column by field, from the recognised ones and the decisions."""
        taken = {column for column in self.columns.values() if column}
        kept = {name: column for name, column in recognised.items() if column not in taken}
        return {name: column for name, column in {**kept, **self.columns}.items() if column}

    def as_content(self) -> dict[str, Any]:
        """What is worth remembering, as plain values."""
        return {
            "columns": dict(self.columns),
            "values": {name: dict(words) for name, words in self.values.items()},
            "areas": dict(self.areas),
        }


def map_key(group: Recognised) -> str:
    """Under which name decisions are remembered: publisher and kind, or the columns where none is known."""
    publisher = group.recognition.publisher
    if not publisher:
        names = sorted(plain(str(name)) for name in group.source.frame.columns)
        publisher = "columns " + hashlib.sha256("|".join(names).encode()).hexdigest()[:12]
    return f"{publisher}: {group.kind.name}"


def remembered(key: str, group: Recognised, maps: Iterable[Document]) -> tuple[Choices, tuple[Problem, ...]]:
    """What was decided about such files before, as far as it fits this one, and what is told of it."""
    content: Mapping[str, Any] = {}
    for document in maps:
        if document.section == SECTION and document.name == key:
            content = document.content
    fields = {item.name for item in group.kind.fields} | {"lon", "lat"}
    present = {str(column) for column in group.source.frame.columns}
    columns = {
        str(name): str(column)
        for name, column in dict(content.get("columns", {})).items()
        if name in fields and (column in present or not column)
    }
    values = {
        str(name): {str(word): str(value) for word, value in dict(words).items()}
        for name, words in dict(content.get("values", {})).items()
        if name in fields
    }
    areas = {str(name): str(code) for name, code in dict(content.get("areas", {})).items()}
    told = [f"{name} ← {column or '–'}" for name, column in columns.items()]
    told += [f"{word} → {value or '–'}" for words in values.values() for word, value in words.items()]
    told += [f"{name} → {code}" for name, code in areas.items()]
    problems: tuple[Problem, ...] = ()
    if told:
        text = tr("as decided for such files before: {pairs}", pairs=", ".join(told[:_EXAMPLES]))
        problems = (Problem(text=text, severity="notice"),)
    return Choices(columns=columns, values=values, areas=areas), problems


def remember(workspace: Workspace, key: str, choices: Choices) -> Workspace:
    """The workspace with the decisions kept for the next file of the kind; unchanged when there are none."""
    document = document_of(key, choices)
    if document is None:
        return workspace
    before = next((item for item in workspace.documents_of(SECTION) if item.name == key), None)
    return workspace.with_document(merged(before, document))


def document_of(key: str, choices: Choices) -> Document | None:
    """The decisions as they are stored; None when there is nothing to remember."""
    if not (choices.columns or choices.values or choices.areas):
        return None
    return Document(section=SECTION, name=key, content=choices.as_content())


def merged(before: Document | None, after: Document) -> Document:
    """Decisions of `after` over those of `before`."""
    if before is None:
        return after
    old = Choices(**{name: before.content.get(name, {}) for name in ("columns", "values", "areas")})
    new = Choices(**{name: after.content.get(name, {}) for name in ("columns", "values", "areas")})
    return Document(section=after.section, name=after.name, content=new.over(old).as_content())
