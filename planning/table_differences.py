"""Every figure that differs between outcomes of one analysis, rows matched by what identifies them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layers.kinds import kind_named
from layers.sensitivity import Sensitivity
from layers.text import Text, tr
from planning.outcome import LEAST_COUNT, Cell, Column, FeatureRef, Outcome, Table

# Figures that agree to a billionth are the same: order of summation is no difference.
_SAME = 1e-9

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A figure that is not alike in all outcomes.

    Attributes
    ----------
    row : Text or str
        What identifies the row.
    values : tuple of Cell
        One an outcome; None where the row is missing or the figure unknown.
    changes : tuple of float or None
        From the first outcome to each other; None where one of them is no number.
    """

    table: Text
    row: Text | str
    figure: Text
    unit: str
    values: tuple[Cell, ...]
    changes: tuple[float | None, ...]
    feature: FeatureRef | None
    sensitivity: Sensitivity


def differences_of(outcomes: Sequence[Outcome]) -> list[Difference]:
    """Differences in the order of the tables of the first outcome, then of tables only others have."""
    names = dict.fromkeys(table.name for outcome in outcomes for table in outcome.tables)
    found: list[Difference] = []
    for name in names:
        tables = [next((t for t in outcome.tables if t.name == name), None) for outcome in outcomes]
        found += _of_table(tables)
    return found


def _of_table(tables: list[Table | None]) -> list[Difference]:
    held = [table for table in tables if table is not None]
    columns = [column.name for column in held[0].columns]
    keyed, key_columns = _keyed(held, columns)
    rows = {id(table): index for table, index in zip(held, keyed, strict=True)}
    by_outcome = [rows[id(table)] if table is not None else {} for table in tables]
    order = dict.fromkeys(key for index in keyed for key in index)
    sensitivity = max(table.sensitivity for table in held)
    found = []
    for key in order:
        places = [index.get(key) for index in by_outcome]
        table, at = next(
            (t, p) for t, p in zip(tables, places, strict=True) if t is not None and p is not None
        )
        has_figures = any(
            _is_number(_cell(table, at, column.name))
            for column in table.columns
            if column.name not in key_columns
        )
        for column in table.columns:
            if column.name in key_columns:
                continue
            values = [
                _cell(t, p, column.name) if t is not None and p is not None else None
                for t, p in zip(tables, places, strict=True)
            ]
            if all(_alike(values[0], value) for value in values[1:]):
                continue
            # a row that comes or goes is told by its figures, not by every word in it
            if None in places and has_figures and not any(_is_number(value) for value in values):
                continue
            found.append(
                Difference(
                    table=table.title,
                    row=_row_words(table, at, key_columns),
                    figure=column.label,
                    unit=column.unit,
                    values=tuple(values),
                    changes=tuple(_change(values[0], value) for value in values[1:]),
                    feature=table.features[at] if table.features else None,
                    sensitivity=max(sensitivity, _of_few(column, values)),
                )
            )
    return found


def _of_few(column: Column, values: list[Cell]) -> Sensitivity:
    """The sensitivity of the records counted, where a figure or its change speaks of few of them."""
    if not column.records_of:
        return Sensitivity.LOW
    if column.records_in:
        # on how many records the figure rests stands in another row
        return kind_named(column.records_of).sensitivity
    counts = [float(value) for value in values if _is_number(value)]  # type: ignore[arg-type]
    changes = [abs(count - counts[0]) for count in counts[1:]]
    few = any(0 < count < LEAST_COUNT for count in (*counts, *changes))
    return kind_named(column.records_of).sensitivity if few else Sensitivity.LOW


def _keyed(tables: list[Table], columns: list[str]) -> tuple[list[dict[Key, int]], tuple[str, ...]]:
    """For each table the row number by key, and the columns that name the rows.

    The features rows speak of identify them best; else the fewest leading columns of text or dates; else
    the fewest leading columns. Rows that stay alike are told apart by their order.
    """
    named = tuple(name for name in columns if all(_is_name(table, name) for table in tables))
    told = _fewest(tables, named) or named or _fewest(tables, tuple(columns)) or tuple(columns)
    if all(table.features for table in tables):
        by_feature = [[_feature_key(table, row) for row in range(len(table.rows))] for table in tables]
        if all(_unique(keys) for keys in by_feature):
            return [_index(keys) for keys in by_feature], told
    return [_index(_keys(table, told)) for table in tables], told


def _fewest(tables: list[Table], columns: tuple[str, ...]) -> tuple[str, ...]:
    """The fewest leading columns by which every row of every table is unique; empty when none are."""
    for count in range(1, len(columns) + 1):
        if all(_unique(_keys(table, columns[:count])) for table in tables):
            return columns[:count]
    return ()


def _keys(table: Table, columns: tuple[str, ...]) -> list[Key]:
    at = [[column.name for column in table.columns].index(name) for name in columns]
    return [tuple(_plain(row[index]) for index in at) for row in table.rows]


def _index(keys: list[Key]) -> dict[Key, int]:
    """Row numbers by key; keys that come again are numbered."""
    index: dict[Key, int] = {}
    times: dict[Key, int] = {}
    for row, key in enumerate(keys):
        times[key] = times.get(key, 0) + 1
        index[(*key, times[key])] = row
    return index


def _feature_key(table: Table, row: int) -> Key:
    ref = table.features[row]
    if ref is None:
        return ("", *(_plain(cell) for cell in table.rows[row] if isinstance(cell, str | Text)))
    return (ref.layer, ref.fids)


def _unique(keys: list[Key]) -> bool:
    return len(set(keys)) == len(keys)


def _is_name(table: Table, name: str) -> bool:
    """Whether a column holds text or nothing, and text somewhere (or no rows at all)."""
    cells = table.column(name)
    return all(cell is None or isinstance(cell, str | Text) for cell in cells) and (
        not cells or any(cell is not None for cell in cells)
    )


def _plain(cell: Cell) -> Any:
    return str(cell) if isinstance(cell, str | Text) else cell


def _cell(table: Table, row: int, name: str) -> Cell:
    names = [column.name for column in table.columns]
    return table.rows[row][names.index(name)] if name in names else None


def _row_words(table: Table, row: int, columns: tuple[str, ...]) -> Text | str:
    words: list[str] = []
    for column in table.columns:
        if column.name not in columns:
            continue
        cell = table.rows[row][[c.name for c in table.columns].index(column.name)]
        if isinstance(cell, str | Text):
            words.append(str(cell))
        elif cell is not None:
            shown = f"{cell:g}" if isinstance(cell, int | float) else str(cell)
            words.append(str(tr("{label} {value}", label=column.label, value=shown)))
    return " · ".join(words) or tr("row {number}", number=row + 1)


def _alike(one: Cell, other: Cell) -> bool:
    if _is_number(one) and _is_number(other):
        return math.isclose(float(one), float(other), rel_tol=_SAME, abs_tol=_SAME)  # type: ignore[arg-type]
    return bool(_plain(one) == _plain(other))


def _change(one: Cell, other: Cell) -> float | None:
    if _is_number(one) and _is_number(other):
        return float(other) - float(one)  # type: ignore[arg-type]
    return None


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and not math.isnan(cell)
