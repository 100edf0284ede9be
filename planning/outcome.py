"""What every analysis gives: findings, tables, map layers and the assumptions they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from layers.sensitivity import Sensitivity
from layers.symbology import Symbology
from layers.text import Text, trn

if TYPE_CHECKING:
    import geopandas as gpd

# Figures on fewer records than this tell of single ones.
LEAST_COUNT = 5

Cell = str | int | float | bool | None | dt.datetime | dt.date | Text


class Severity(StrEnum):
    """How urgently a finding wants to be read."""

    INFO = "info"
    NOTICE = "notice"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureRef:
    """Features of a workspace layer or, with `of_outcome`, of a map layer of the same outcome.

    `fids` are index values of the layer's frame.
    """

    layer: str
    fids: tuple[int, ...]
    of_outcome: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that could be done about a finding, to be offered as a button.

    Attributes
    ----------
    text : Text
        What the button says.
    parameters : tuple of (str, str)
        Parameters to run the same analysis again with, as typed; the others stay as they were.
    change : str
        Kind of a change to add to the scenario, see `planning.changes`; empty when there is none.
    values : tuple of (str, str)
        The fields of that change, as typed; `planning.changes.stored.parse_change` reads them.
    """

    text: Text
    parameters: tuple[tuple[str, str], ...] = ()
    change: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A sentence with its number, and the features it speaks of.

    Attributes
    ----------
    actions : tuple of Action
        What could be done about it, the likeliest first.
    sensitivity : Sensitivity
        HIGH or SEVERE when the sentence names sites or counts in a single site; then it stays out of
        editions that must not hold it.
    records_of : str
        Layer kind whose records the sentence counts; empty when it counts none.
    records : int
        How many; editions leave out sentences on few records that they may not hold.
    """

    text: Text
    severity: Severity = Severity.INFO
    features: tuple[FeatureRef, ...] = ()
    sensitivity: Sensitivity = Sensitivity.LOW
    actions: tuple[Action, ...] = ()
    records_of: str = ""
    records: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: `name` is the contract, `label` and `unit` are shown.

    `decimals` rounds numbers when shown; values keep their precision.

    Attributes
    ----------
    records_of : str
        Layer kind of the records that the figures count or rest on; empty when they rest on none.
    records_in : str
        Column that says on how many records a figure rests; the column itself when empty.
    running : bool
        Whether a row holds what the rows above it hold, too.
    words : mapping
        What is shown for a code that the column holds.
    """

    name: str
    label: Text
    unit: str = ""
    decimals: int | None = None
    records_of: str = ""
    records_in: str = ""
    running: bool = False
    words: Mapping[str, Text] = field(default_factory=dict)

    def said(self, value: Cell) -> Cell:
        """A value in words where it is a code that has some."""
        return self.words.get(value, value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of plain values; None is unknown and is shown as such, never as zero.

    Attributes
    ----------
    features : tuple of FeatureRef or None
        For each row the features it speaks of; empty when no row has any.
    """

    name: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    features: tuple[FeatureRef | None, ...] = ()
    sensitivity: Sensitivity = Sensitivity.LOW

    def __post_init__(self) -> None:
        """Refuse rows of another length than the columns."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(
                    f"table {self.name}: a row has {len(row)} values for {len(self.columns)} columns"
                )
        if self.features and len(self.features) != len(self.rows):
            raise ValueError(f"table {self.name}: {len(self.features)} features for {len(self.rows)} rows")

    def column(self, name: str) -> list[Cell]:
        """The values of a column, top to bottom."""
        index = [column.name for column in self.columns].index(name)
        return [row[index] for row in self.rows]

    def records(self) -> list[dict[str, Cell]]:
        """Each row as a mapping from column name to value."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MapLayer:
    """Something to draw: data and legend, no canvas.

    Attributes
    ----------
    frame : GeoDataFrame
        EPSG:4326; index `fid`, int64, unique.
    """

    name: str
    title: Text
    frame: gpd.GeoDataFrame
    symbology: Symbology
    sensitivity: Sensitivity = Sensitivity.LOW


class Ground(StrEnum):
    """What kind of thing an assumption is."""

    DATA = "data"
    DEFAULT = "default"
    CHOSEN = "chosen"
    SUBSTITUTED = "substituted"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """Something the numbers rest on.

    Attributes
    ----------
    ground : Ground
        A dataset used; a parameter left at its default or chosen; a value put in place of a missing
        one; records that were left out.
    source : str
        Where the value comes from: publisher, standard, or "planner".
    date : date, optional
        Of the data.
    stale : bool
        Whether the data is older than its shelf life.
    """

    text: Text
    ground: Ground
    source: str = ""
    date: dt.date | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """What a run gave; `seconds`, `analysis`, `scenario` and `parameters` are filled in by the runner."""

    findings: tuple[Finding, ...]
    tables: tuple[Table, ...] = ()
    map_layers: tuple[MapLayer, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    analysis: str = ""
    scenario: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    exercise: bool = False
    ran_at: dt.datetime | None = None
    seconds: float = 0.0

    def table(self, name: str) -> Table:
        """The table called `name`; KeyError when there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)


def data_assumption(layer: Any, today: dt.date) -> Assumption:
    """The assumption that a layer's data holds, with its source, date and whether it is stale.

    Parameters
    ----------
    layer : Layer
    today : date
        `Workspace.today()`.
    """
    date = layer.provenance.date
    stale = layer.is_stale(today)
    if date is None:
        text = trn(
            "{layer}: {count:,} record, date unknown",
            "{layer}: {count:,} records, date unknown",
            len(layer),
            layer=layer.kind.plural,
        )
    elif stale:
        text = trn(
            "{layer}: {count:,} record of {date}, {age:,} days old, past its shelf life of {shelf:,} days",
            "{layer}: {count:,} records of {date}, {age:,} days old, past its shelf life of {shelf:,} days",
            len(layer),
            layer=layer.kind.plural,
            date=date.isoformat(),
            age=layer.age_days(today),
            shelf=layer.kind.shelf_life_days,
        )
    else:
        text = trn(
            "{layer}: {count:,} record of {date}",
            "{layer}: {count:,} records of {date}",
            len(layer),
            layer=layer.kind.plural,
            date=date.isoformat(),
        )
    return Assumption(text=text, ground=Ground.DATA, source=layer.provenance.source, date=date, stale=stale)


def stamped(
    outcome: Outcome,
    *,
    analysis: str,
    scenario: str,
    parameters: Mapping[str, Any],
    exercise: bool,
    ran_at: dt.datetime,
    seconds: float,
) -> Outcome:
    """The outcome with what the runner knows of the run."""
    return replace(
        outcome,
        analysis=analysis,
        scenario=scenario,
        parameters=parameters,
        exercise=exercise,
        ran_at=ran_at,
        seconds=seconds,
    )
