"""Publishers' words and figures as values of a kind's fields; what cannot be read is told, not guessed."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from layers.layer_kind import Field, Problem
from layers.text import Text, tr, trn

_TRUE = frozenset({"true", "yes", "y", "t", "1", "1.0", "так", "да", "є"})
_FALSE = frozenset({"false", "no", "n", "f", "0", "0.0", "ні", "нет", "немає"})
_THOUSANDS = r"[-+]?\d{1,3}(?:[,   ]\d{3})+(?:\.\d+)?"
_DECIMAL_COMMA = r"[-+]?\d+,\d+"
_EXCEL_EPOCH = pd.Timestamp("1899-12-30")
_EXAMPLES = 5


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
    present = values.notna()
    if field.type == "boolean":
        result = _as_boolean(values)
    elif field.type == "date":
        result, told = _as_date(values, field)
        problems += told
    else:
        result = _as_number(values)
    lost = present & result.isna()
    if lost.any():
        problems.append(_unreadable(values[lost], field))
    return result, problems


def _unreadable(values: pd.Series[Any], field: Field) -> Problem:
    examples = ", ".join(f"“{value}”" for value in values.astype(str).drop_duplicates().head(_EXAMPLES))
    text = trn("{count:,} value of {field} cannot be read as {type} and is left empty: {examples}",
               "{count:,} values of {field} cannot be read as {type} and are left empty: {examples}",
               len(values), field=field.label, type=_type_in_words(field), examples=examples)  # fmt: skip
    return Problem(text=text, fids=tuple(int(i) for i in values.index))


def _type_in_words(field: Field) -> Text:
    return {
        "integer": tr("a whole number"), "number": tr("a number"), "boolean": tr("yes or no"),
        "date": tr("a date"), "text": tr("text"),
    }[field.type]  # fmt: skip


def _as_text(values: pd.Series[Any]) -> pd.Series[Any]:
    present = values.notna()
    if values.dtype.kind == "f" and (values.dropna() % 1 == 0).all():
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


def _as_number(values: pd.Series[Any]) -> pd.Series[Any]:
    if values.dtype.kind in "iufb":
        return values.astype("float64").where(np.isfinite(values.astype("float64")))
    text = values.astype("str").str.strip().where(values.notna())
    thousands = text.str.fullmatch(_THOUSANDS).fillna(False).astype(bool)
    text = text.where(~thousands, text.str.replace(r"[,   ]", "", regex=True))
    comma = text.str.fullmatch(_DECIMAL_COMMA).fillna(False).astype(bool)
    text = text.where(~comma, text.str.replace(",", "."))
    numbers = pd.to_numeric(text, errors="coerce").astype("float64")
    return numbers.where(np.isfinite(numbers))


def _as_date(values: pd.Series[Any], field: Field) -> tuple[pd.Series[Any], list[Problem]]:
    if values.dtype.kind == "M":
        return values.dt.normalize(), []
    if values.dtype.kind in "iuf":
        return _date_of_number(values), []
    text = values.astype("str").str.strip().where(values.notna())
    parts = text.str.extract(r"^(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}(?:\D|$)").astype("float64")
    first, second = parts[0].max(), parts[1].max()
    problems: list[Problem] = []
    day_first = bool(text.str.contains(r"^\d{1,2}\.", na=False).any())
    if first > 12 and not second > 12:
        day_first = True
    elif second > 12 and not first > 12:
        day_first = False
    elif pd.notna(first) and not day_first:
        told = tr("the dates of {field} may be day/month or month/day; read as month/day", field=field.label)
        problems.append(Problem(text=told))
    dates = pd.to_datetime(text, errors="coerce", format="mixed", dayfirst=day_first, utc=True)
    return dates.dt.tz_localize(None).dt.normalize(), problems


def _date_of_number(values: pd.Series[Any]) -> pd.Series[Any]:
    """Years, days written as YYYYMMDD, and Excel's days since 1899-12-30; any other number is no date."""
    numbers = values.astype("float64")
    result = pd.Series(pd.NaT, index=values.index, dtype="datetime64[ns]")
    year = numbers.between(1900, 2100) & (numbers % 1 == 0)
    whole = numbers.between(19000101, 21001231) & (numbers % 1 == 0)
    excel = numbers.between(20_000, 80_000)
    written = numbers.where(year, 0).astype("int64") * 10_000 + 101
    written = written.where(year, numbers.where(whole, 0).astype("int64"))
    result[year | whole] = pd.to_datetime(
        written[year | whole].astype(str), format="%Y%m%d", errors="coerce"
    ).astype("datetime64[ns]")
    result[excel] = (_EXCEL_EPOCH + pd.to_timedelta(numbers[excel].round(), unit="D")).astype(
        "datetime64[ns]"
    )
    return result


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
