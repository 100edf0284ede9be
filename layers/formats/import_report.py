"""What an import tells: of every layer it made, and of every file it made none of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from layers.area_names import OpenName
from layers.errors import LayerError
from layers.formats.shapes import LeftOut
from layers.formats.source import Source
from layers.formats.updating import Update
from layers.formats.values import Word
from layers.layer_kind import Problem
from layers.text import Text
from layers.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerReport:
    """What an import made of one source.

    Attributes
    ----------
    name, kind : str
        Layer and kind it became.
    files : tuple of str
        Files it was read from.
    read, features : int
        Rows read, and features in the layer.
    left_out_rows : tuple of LeftOut
        By reason, with row numbers (of a folder, counted through its files).
    repaired_rows : tuple of int
        Rows whose shape was repaired.
    columns : mapping of str to str
        The publisher's column of each field.
    messages : tuple of Problem
        Everything worth telling; fids are those of the layer.
    review : tuple of OpenName
        Names of areas that fit several or none, with their candidates, for the user to decide.
    evidence : tuple of Text
        What the kind was recognised by; empty when it was given.
    confidence : float
        0 to 1; 1 when the kind was given.
    publisher : str
        Known publisher shape; empty when none.
    words : mapping of str to tuple of Word
        By field, the publisher's words and what they were taken for.
    update : Update, optional
        What the file changed in the layer it updates.
    source : Source, optional
        The publisher's rows, for a preview and for marking those that offend.
    """

    name: str
    kind: str
    files: tuple[str, ...]
    read: int
    features: int
    left_out_rows: tuple[LeftOut, ...] = ()
    repaired_rows: tuple[int, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    messages: tuple[Problem, ...] = ()
    review: tuple[OpenName, ...] = ()
    evidence: tuple[Text, ...] = ()
    confidence: float = 1.0
    publisher: str = ""
    words: Mapping[str, tuple[Word, ...]] = field(default_factory=dict)
    update: Update | None = None
    source: Source | None = None

    @property
    def left_out(self) -> int:
        """Number of rows read that are not features of the layer."""
        return sum(len(item.rows) for item in self.left_out_rows)

    @property
    def repaired(self) -> int:
        """Number of shapes repaired."""
        return len(self.repaired_rows)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, texts in the language in use."""
        return {
            "name": self.name,
            "kind": self.kind,
            "features": self.features,
            "read": self.read,
            "left_out": self.left_out,
            "repaired": self.repaired,
            "messages": [str(message.text) for message in self.messages],
            "review": [_open_name(name) for name in self.review],
            "files": list(self.files),
            "columns": dict(self.columns),
            "publisher": self.publisher,
            "confidence": round(self.confidence, 2),
            "evidence": [str(text) for text in self.evidence],
            "left_out_rows": [
                {"reason": str(item.reason), "rows": self._origins(item.rows)} for item in self.left_out_rows
            ],
            "repaired_rows": self._origins(self.repaired_rows),
            "problems": [
                {"text": str(item.text), "severity": item.severity, "rows": self._origins(item.fids)}
                for item in self.messages
            ],
            "values": {
                name: [{"written": word.written, "value": word.value, "rows": word.rows} for word in words]
                for name, words in self.words.items()
            },
            "update": None if self.update is None else {
                "layer": self.update.layer, "key": list(self.update.key), "before": self.update.before,
                "added": list(self.update.added), "gone": list(self.update.gone),
                "changed": list(self.update.changed),
            },
        }  # fmt: skip

    def _origins(self, rows: tuple[int, ...]) -> list[Any]:
        """Row numbers; of several files, each with the name of its own."""
        if self.source is None or not self.source.parts:
            return list(rows)
        return [dict(zip(("file", "row"), self.source.origin(row), strict=True)) for row in rows]


def _open_name(name: OpenName) -> dict[str, Any]:
    candidates = [
        {"code": candidate.code, "name": candidate.name, "level": candidate.level, "within": candidate.within}
        for candidate in name.candidates
    ]
    return {"name": name.name, "within": name.context, "rows": list(name.rows), "fits": name.fits,
            "candidates": candidates}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file that gave no layer, and why."""

    file: str
    error: LayerError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ImportResult:
    """The workspace with the layers added, and what became of each file."""

    workspace: Workspace
    layers: tuple[LayerReport, ...]
    refused: tuple[Refused, ...] = ()
