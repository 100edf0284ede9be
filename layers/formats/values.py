"""Publishers' words and figures as values of a kind's fields; what cannot be read is told, not guessed."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from layers.dates import dates
from layers.layer_kind import Field, Problem
from layers.numbers import numbers
from layers.text import tr, trn

_TRUE = frozenset({"true", "yes", "y", "t", "1", "1.0", "так", "да", "є"})
_FALSE = frozenset({"false", "no", "n", "f", "0", "0.0", "ні", "нет", "немає"})
_EXAMPLES = 5
# beyond it a float does not hold every whole number
_MOST_WHOLE = 2.0**53


@dataclass(frozen=True, slots=True)
class Word:
    """A word as a publisher writes it, the value it was taken for (None: left empty), and its rows."""

    written: str
    value: str | None
    rows: int


@dataclass(frozen=True, slots=True, eq=False)
class FieldRead:
    """A field read: its values, what is told of them, and the words of its vocabulary as they were met."""

    values: pd.Series[Any]
    problems: tuple[Problem, ...]
    words: tuple[Word, ...] = ()


def read_field(
    values: pd.Series[Any], field: Field, words: Mapping[str, str], decided: Mapping[str, str]
) -> FieldRead:
    """`values` as the field's type and vocabulary, and what was translated, replaced or could not be read.

    Parameters
    ----------
    words : mapping of str to str
        What publishers write (small letters) and the value that stands for it.
    decided : mapping of str to str
        The same as decided by the user, before all others; an empty value leaves the field empty.
    """
    problems: list[Problem] = []
    met: tuple[Word, ...] = ()
    if words or decided or field.vocabulary:
        values, told, met = _translated(values, field, words, decided)
        problems += told
    if field.type == "text":
        return FieldRead(_as_text(values), tuple(problems), met)
    if field.type == "boolean":
        result = _as_boolean(values)
        lost = values.notna() & result.isna()
        if lost.any():
            problems.append(_unreadable(values[lost], field))
        return FieldRead(result, tuple(problems), met)
    read = dates(values) if field.type == "date" else numbers(values)
    return FieldRead(read.values, (*problems, *read.problems), met)


def _unreadable(values: pd.Series[Any], field: Field) -> Problem:
    examples = ", ".join(f"“{value}”" for value in values.astype(str).drop_duplicates().head(_EXAMPLES))
    text = trn("{count:,} value of {field} cannot be read as yes or no and is left empty: {examples}",
               "{count:,} values of {field} cannot be read as yes or no and are left empty: {examples}",
               len(values), field=field.label, examples=examples)  # fmt: skip
    return Problem(text=text, fids=tuple(int(i) for i in values.index))


def _as_text(values: pd.Series[Any]) -> pd.Series[Any]:
    if values.dtype.kind == "f":
        known = values.dropna()
        if ((known % 1 == 0) & (known.abs() < _MOST_WHOLE)).all():
            values = values.astype("Int64")
    cells = values.to_numpy(dtype=object)
    if pd.api.types.infer_dtype(cells, skipna=True) == "string":
        listed = cells.tolist()
        distinct = dict.fromkeys(listed)
        text_of = {cell: cell.strip() or None if cell.__class__ is str else None for cell in distinct}
        text = np.array([*map(text_of.get, listed)], dtype=object)
    else:
        pairs = zip(cells, values.isna().to_numpy(), strict=True)
        text = np.array([None if empty else str(cell).strip() or None for cell, empty in pairs], dtype=object)
    return pd.Series(text, index=values.index, name=values.name, dtype="str")


def _as_boolean(values: pd.Series[Any]) -> pd.Series[Any]:
    if values.dtype == bool or str(values.dtype) == "boolean":
        return values.astype("boolean")
    text = values.astype("str").str.strip().str.casefold()
    result = pd.Series(pd.NA, index=values.index, dtype="boolean")
    result[text.isin(_TRUE)] = True
    result[text.isin(_FALSE)] = False
    return result.where(values.notna())


def _translated(
    values: pd.Series[Any], field: Field, words: Mapping[str, str], decided: Mapping[str, str]
) -> tuple[pd.Series[Any], list[Problem], tuple[Word, ...]]:
    """Each distinct value translated once; words that stand for nothing are told, and left empty."""
    text = _as_text(values)
    known: dict[str, str] = {}
    unknown: list[str] = []
    emptied: list[str] = []
    counts = {str(value): int(count) for value, count in text.value_counts(sort=False).items()}
    for value in counts:
        target = decided.get(value.casefold())
        if target is None:
            target = _translation(value, field, words)
        if target is None:
            unknown.append(value)
        elif target == "":
            emptied.append(value)
        else:
            known[value] = target
    problems = _told(field, known, emptied)
    met = tuple(Word(value, known.get(value), count) for value, count in counts.items())
    if not field.vocabulary:
        result = text.map(lambda value: known.get(value, value), na_action="ignore")
        return result.where(~text.isin(emptied)), problems, met if known or emptied else ()
    if unknown:
        rows = text.isin(unknown)
        named = ", ".join(f"“{word}”" for word in unknown[:_EXAMPLES])
        told = trn("{field}: {named} of {count:,} row is in no known list; the value is left empty",
                   "{field}: {named} of {count:,} rows are in no known list; the values are left empty",
                   int(rows.sum()), field=field.label, named=named)  # fmt: skip
        problems.append(Problem(text=told, fids=tuple(int(i) for i in text.index[rows])))
    return text.map(known), problems, met


def _told(field: Field, known: Mapping[str, str], emptied: list[str]) -> list[Problem]:
    pairs = [f"{old} → {new}" for old, new in known.items() if old != new]
    pairs += [f"{old} → –" for old in emptied]
    if not pairs:
        return []
    listed, more = ", ".join(pairs[:12]), len(pairs) - 12
    said = tr("{pairs} and {more} more", pairs=listed, more=more) if more > 0 else listed
    return [Problem(text=tr("{field}: {pairs}", field=field.label, pairs=said), severity="notice")]


def _translation(value: str, field: Field, words: Mapping[str, str]) -> str | None:
    small = value.strip().casefold()
    if small in words:
        return words[small]
    spaced = small.replace("_", " ")
    if spaced in words:
        return words[spaced]
    snake = small.replace(" ", "_").replace("-", "_")
    if snake in field.vocabulary:
        return snake
    for label_of, label in field.vocabulary.items():
        if small == str(label).casefold():
            return label_of
    globs = ((glob, to) for glob, to in words.items() if "*" in glob)
    return next(
        (to for glob, to in globs if any(fnmatch.fnmatchcase(w, glob) for w in (small, spaced))), None
    )
