"""What a layer can be: its fields, how it is recognised, checked and drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from layers.sensitivity import Sensitivity
from layers.symbology import Symbol, Symbology, single
from layers.text import Text, tr

if TYPE_CHECKING:
    import pandas as pd


class Geometry(StrEnum):
    """Shapes a layer can hold; multipart and single part count alike."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"
    RASTER = "raster"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column of a layer kind.

    Attributes
    ----------
    name : str
        Column name in frames and in the file; its unit stands in the name where it has one.
    type : str
        ``text`` (str), ``integer`` (Int64), ``number`` (float64), ``boolean`` (nullable boolean) or
        ``date`` (datetime64[ms], midnight). Unknown is always NA, never zero or an empty text.
    vocabulary : mapping of str to Text
        Allowed values and their labels; empty when any value may stand.
    least, most : float, optional
        Bounds a checked value must lie within.
    """

    name: str
    label: Text
    type: Literal["text", "integer", "number", "boolean", "date"] = "text"
    unit: str = ""
    required: bool = False
    vocabulary: Mapping[str, Text] = field(default_factory=dict)
    least: float | None = None
    most: float | None = None
    help: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What recognition looks at: the first rows of one table or layer of a file.

    Attributes
    ----------
    frame : DataFrame
        The first rows as read, with the publisher's columns; a `geometry` column when there is one.
    geometry : set of Geometry
        Shapes found.
    file_name, layer_name : str
        Name of the file without folder, and of the layer or sheet within it.
    tags : mapping of str to str
        HXL tag by column name, where the file has a tag row.
    groups : mapping of str to str
        Heading above a column's own by column name, where the header has two rows.
    date : date, optional
        The day the user gave, or the one in the name of the file.
    empty : set of str
        Columns without any value.
    """

    frame: pd.DataFrame
    geometry: frozenset[Geometry]
    file_name: str
    layer_name: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    date: dt.date | None = None
    empty: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """A guess that a sample is of a kind.

    Attributes
    ----------
    confidence : float
        0 (not at all) to 1 (certain).
    columns : mapping of str to str
        Source column for each field of the kind that was found.
    evidence : tuple of Text
        What the guess rests on, in words.
    publisher : str
        Known publisher shape, such as "OCHA COD-AB"; empty when none.
    """

    confidence: float
    columns: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Text, ...] = ()
    publisher: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something a check found: which rows (frame index values), and whether they were changed or left out."""

    text: Text
    fids: tuple[int, ...] = ()
    severity: Literal["notice", "warning", "error"] = "warning"


Recogniser = Callable[[Sample], Recognition | None]
Check = Callable[["pd.DataFrame"], tuple[Problem, ...]]
Completer = Callable[["pd.DataFrame", Sample], "tuple[pd.DataFrame, tuple[Problem, ...]]"]


def as_it_is(frame: pd.DataFrame, _sample: Sample) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """The frame unchanged, for kinds that have nothing of their own to complete."""
    return frame, ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerKind:
    """What a layer is.

    Attributes
    ----------
    name : str
        Identifier, such as ``collective_centre``.
    label, plural : Text
        The field's word for one feature and for the layer.
    geometry : set of Geometry
        Shapes allowed; `Geometry.NONE` allows records without place.
    fields : tuple of Field
        Columns every frame of this kind has, in order.
    key : tuple of str
        Fields that identify a record across files; empty when nothing does.
    shelf_life_days : int
        Age beyond which the data is shown as stale.
    sensitivity : Sensitivity
        What a new layer of this kind is set to.
    values : mapping of str to mapping of str to str
        By field, what publishers write (small letters) and the value that stands for it.
    complete : callable
        Called at import once the publisher's columns bear the kind's field names, before values are
        translated: fills what follows from other columns, and says what it did.
    row_sensitivity : callable, optional
        Sensitivity of each row where it differs within a layer (frame to a sequence of int).
    """

    name: str
    label: Text
    plural: Text
    geometry: frozenset[Geometry]
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    shelf_life_days: int
    sensitivity: Sensitivity
    recognise: Recogniser = lambda _sample: None
    checks: tuple[Check, ...] = ()
    symbology: Symbology = single(Symbol(fill="#999999", line="#555555"), tr("all"))
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    complete: Completer = as_it_is
    row_sensitivity: Callable[[pd.DataFrame], pd.Series[int]] | None = None

    def field(self, name: str) -> Field:
        """The field called `name`; KeyError when the kind has none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)
