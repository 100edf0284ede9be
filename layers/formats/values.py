"""Publishers' words and figures as values of a kind's fields; what cannot be read is told, not guessed."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from typing import Any

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


def read_field(
    values: pd.Series[Any], field: Field, words: Mapping[str, str]
) -> tuple[pd.Series[Any], list[Problem]]:
    """`values` as the field's type and vocabulary, and what was translated, replaced or could not be read."""
    problems: list[Problem] = []
    if words or field.vocabulary:
        values, told = _translated(values, field, words)
        problems += told
    if field.type == "text":
        return _as_text(values), problems
    if field.type == "boolean":
        result = _as_boolean(values)
        lost = values.notna() & result.isna()
        if lost.any():
            problems.append(_unreadable(values[lost], field))
        return result, problems
    read = dates(values) if field.type == "date" else numbers(values)
    return read.values, [*problems, *read.problems]


def _unreadable(values: pd.Series[Any], field: Field) -> Problem:
    examples = ", ".join(f"“{value}”" for value in values.astype(str).drop_duplicates().head(_EXAMPLES))
    text = trn("{count:,} value of {field} cannot be read as yes or no and is left empty: {examples}",
               "{count:,} values of {field} cannot be read as yes or no and are left empty: {examples}",
               len(values), field=field.label, examples=examples)  # fmt: skip
    return Problem(text=text, fids=tuple(int(i) for i in values.index))


def _as_text(values: pd.Series[Any]) -> pd.Series[Any]:
    present = values.notna()
    whole = values.dropna()
    if values.dtype.kind == "f" and ((whole % 1 == 0) & (whole.abs() < _MOST_WHOLE)).all():
        values = values.astype("Int64")
    text = values.astype("str").str.strip()
    return text.where(present & (text != ""))


def _as_boolean(values: pd.Series[Any]) -> pd.Series[Any]:
    if values.dtype == bool or str(values.dtype) == "boolean":
        return values.astype("boolean")
    text = values.astype("str").str.strip().str.casefold()
    result = pd.Series(pd.NA, index=values.index, dtype="boolean")
    result[text.isin(_TRUE)] = True
    result[text.isin(_FALSE)] = False
    return result.where(values.notna())


def _translated(
    values: pd.Series[Any], field: Field, words: Mapping[str, str]
) -> tuple[pd.Series[Any], list[Problem]]:
    """Each distinct value translated once; words that stand for nothing are told, and left empty."""
    text = _as_text(values)
    known: dict[str, str] = {}
    unknown: list[str] = []
    for value in text.dropna().unique():
        target = _translation(str(value), field, words)
        if target is None:
            unknown.append(str(value))
        else:
            known[str(value)] = target
    problems: list[Problem] = []
    changed = {old: new for old, new in known.items() if old != new}
    if changed:
        pairs = ", ".join(f"{old} → {new}" for old, new in list(changed.items())[:12])
        more = len(changed) - 12
        said = tr("{pairs} and {more} more", pairs=pairs, more=more) if more > 0 else pairs
        told = tr("{field}: {pairs}", field=field.label, pairs=said)
        problems.append(Problem(text=told, severity="notice"))
    if not field.vocabulary:
        return text.map(lambda value: known.get(value, value), na_action="ignore"), problems
    if unknown:
        rows = text.isin(unknown)
        named = ", ".join(f"“{word}”" for word in unknown[:_EXAMPLES])
        told = trn("{field}: {named} of {count:,} row is in no known list; the value is left empty",
                   "{field}: {named} of {count:,} rows are in no known list; the values are left empty",
                   int(rows.sum()), field=field.label, named=named)  # fmt: skip
        problems.append(Problem(text=told, fids=tuple(int(i) for i in text.index[rows])))
    return text.map(known), problems


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
