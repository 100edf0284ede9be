"""Which records match: a text in any column, and conditions on single columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.records.column import RecordColumn
from layers.records.distinct import Distinct, Step, distinct, no_step

Marks = NDArray[np.bool_]

_AT_ONCE = 50_000
_SAMPLE = 20_000


class Relation(StrEnum):
    """How a value must stand to those of a condition."""

    EQUALS = "equals"
    CONTAINS = "contains"
    BETWEEN = "between"
    ONE_OF = "one_of"
    UNKNOWN = "unknown"
    KNOWN = "known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something a record must meet.

    Attributes
    ----------
    column : str
        Name of the column.
    values : tuple
        Numbers, dates, yes or no, or texts, as the column holds; of BETWEEN two, either None for an open
        end and both included. Texts are compared without capitals.
    """

    column: str
    relation: Relation
    values: tuple[Any, ...] = ()


def matching(
    columns: Sequence[RecordColumn], text: str, conditions: Sequence[Condition] = (), step: Step = no_step
) -> Marks:
    """Where a record matches every condition, and each word of `text` stands in one of its columns.

    An unknown value meets no condition but that of being unknown.
    """
    by_name = {column.name: column for column in columns}
    result = np.ones(len(columns[0].array), dtype=bool)
    words = text.casefold().split()
    parts = len(conditions) + len(columns) * bool(words)
    for number, condition in enumerate(conditions):
        step(number / parts)
        result &= _meets(by_name[condition.column], condition)
    if words:
        found = np.zeros((len(words), len(result)), dtype=bool)
        for number, column in enumerate(columns):
            begin = (len(conditions) + number) / parts
            _mark_words(column, words, found, lambda part, at=begin: step(at + part / parts))  # type: ignore[misc]
        result &= found.all(axis=0)
    return result


def _meets(column: RecordColumn, condition: Condition) -> Marks:
    unknown = column.unknown()
    if condition.relation is Relation.UNKNOWN:
        return unknown
    if condition.relation is Relation.KNOWN:
        return ~unknown
    if condition.relation is Relation.CONTAINS:
        wanted = str(condition.values[0]).casefold()
        return _by_text(column, lambda shown: wanted in shown)
    if column.type == "text":
        return _text_meets(column, condition)
    values = column.numbers()
    if condition.relation is Relation.BETWEEN:
        low, high = (np.nan if value is None else _number(value) for value in condition.values)
        return ~unknown & ~(values < low) & ~(values > high)
    return ~unknown & np.isin(values, [_number(value) for value in condition.values])


def _text_meets(column: RecordColumn, condition: Condition) -> Marks:
    if condition.relation is Relation.BETWEEN:
        low, high = (None if value is None else str(value).casefold() for value in condition.values)
        return _by_text(
            column, lambda shown: (low is None or shown >= low) and (high is None or shown <= high)
        )
    wanted = {str(value).casefold() for value in condition.values}
    found = distinct(column.array)
    words = column.vocabulary
    marks = [
        str(value).casefold() in wanted or str(words.get(value, value)).casefold() in wanted
        for value in found.values
    ]
    return np.array([*marks, False])[found.codes]


def _by_text(column: RecordColumn, meets: Any) -> Marks:
    found = _cells(column)
    return np.array([*(meets(shown) for shown in _shown(column, found.values)), False])[found.codes]


def _mark_words(column: RecordColumn, words: Sequence[str], found: Marks, step: Step) -> None:
    """Mark for each word the records in whose column it stands."""
    held = _cells(column, lambda part: step(part / 2))
    marks = np.zeros((len(words), len(held.values) + 1), dtype=bool)
    for first in range(0, len(held.values), _AT_ONCE):
        step(0.5 + first / len(held.values) / 2)
        shown = _shown(column, held.values[first : first + _AT_ONCE])
        for number, word in enumerate(words):
            marks[number, first : first + len(shown)] = [word in text for text in shown]
    for number in range(len(words)):
        found[number] |= marks[number][held.codes]


def _cells(column: RecordColumn, step: Step = no_step) -> Distinct:
    """The column by its distinct values, or cell by cell where hardly any repeats."""
    first = column.array[:_SAMPLE]
    if len(pd.unique(first)) < 0.9 * len(first):
        return distinct(column.array, step)
    codes = np.arange(len(column.array))
    codes[column.unknown()] = -1
    values: list[Any] = []
    for begin in range(0, len(codes), _AT_ONCE):
        step(begin / len(codes))
        values += np.asarray(column.array[begin : begin + _AT_ONCE]).tolist()
    return Distinct(codes, values)


def _shown(column: RecordColumn, values: Sequence[Any]) -> list[str]:
    """Values in small letters as one would type them to find them."""
    if column.vocabulary:
        words = column.vocabulary
        return [f"{words.get(value, value)}\n{value}".casefold() for value in values]
    if column.type == "date":
        return [_day_of(value) for value in values]
    if column.type == "number":
        return [repr(value).removesuffix(".0") for value in values]
    return [str(value).casefold() for value in values]


def _day_of(value: Any) -> str:
    """A date as it is written, by year first and by day first."""
    if pd.isna(value):
        return ""
    return f"{value:%Y-%m-%d} {value:%d.%m.%Y}"


def _number(value: Any) -> float:
    """A value on the scale of `RecordColumn.numbers`."""
    if isinstance(value, dt.date):
        return float((np.datetime64(value, "ms") - np.datetime64(0, "ms")).astype(np.int64)) / 86_400_000.0
    return float(value)
