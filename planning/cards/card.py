"""What a card tells of one feature: sections of lines, each worked out by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from layers.layer import Layer
from layers.text import Text
from layers.workspace import Workspace
from planning.outcome import Outcome
from planning.run_control import RunControl

if TYPE_CHECKING:
    import pandas as pd


class Tone(StrEnum):
    """How a line wants to be read."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A label and what is told; an empty label makes it a sentence."""

    label: Text | str = ""
    value: Text | str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Distances from the front by date, km; below zero in the area of control."""

    dates: tuple[dt.date, ...]
    km: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a section tells; `summary` is read while the section is folded."""

    lines: tuple[Line, ...]
    summary: Text | str = ""
    history: History | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subject:
    """The feature a card is of.

    Attributes
    ----------
    situation : Workspace
        As the chosen scenario has it.
    layer : Layer
        Of the situation.
    fid : int
    outcomes : tuple of Outcome
        Runs of this sitting, the newest last.
    """

    situation: Workspace
    layer: Layer
    fid: int
    outcomes: tuple[Outcome, ...] = ()

    @property
    def row(self) -> pd.Series[Any]:
        """The record."""
        return self.layer.frame.loc[self.fid]

    @property
    def shape(self) -> Any:
        """Its geometry, EPSG:4326; None for a record without place."""
        if not self.layer.has_geometry:
            return None
        shape = self.layer.frame.geometry.loc[self.fid]
        return None if shape is None or shape.is_empty else shape

    @property
    def point(self) -> tuple[float, float] | None:
        """A place within the feature, degrees; None without one."""
        shape = self.shape
        if shape is None:
            return None
        inner = shape.representative_point()
        return float(inner.x), float(inner.y)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the card.

    Attributes
    ----------
    kinds : frozenset of str
        Layer kinds it is for; empty for every one.
    make : callable
        Gives its content, None where there is nothing to tell. Works for a while, and stops when asked to.
    """

    name: str
    title: Text
    kinds: frozenset[str] = frozenset()
    make: Callable[[Subject, RunControl], Content | None]

    def is_for(self, layer: Layer) -> bool:
        """Whether the section tells of features of this layer."""
        return not self.kinds or layer.kind.name in self.kinds


def name_in(row: pd.Series[Any], language: str, otherwise: str = "") -> str:
    """What a record is called in a language, in the other one where it has no such name."""
    for column in (f"name_{language}", "name_en", "name_uk", "name"):
        value = row.get(column)
        if isinstance(value, str) and value:
            return value
    return otherwise
