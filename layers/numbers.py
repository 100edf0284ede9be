"""Columns of numbers as publishers write them.

What Excel has turned into dates ("15.Лип" for 15.07) is told and never turned back: the same cell may come
from 15.7, 15.07 or a date.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Literal

from layers.column_reading import ColumnRead, examples_of, is_missing, some_cells
from layers.layer_kind import Problem
from layers.months import month_of
from layers.text import tr, trn

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

Comma = Literal["decimal", "thousands", "undecided"]

_SPACES = re.compile("[\\s\u00a0\u2007\u2009\u202f'’]")
_GROUPS = re.compile("[+-]?\\d{1,3}(?:[\\s\u00a0\u2007\u2009\u202f'’]\\d{3})+(?:[.,]\\d+)?")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_COMMA_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DOT_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|[+-]?\d{1,3}(?:\.\d{3})+,\d+")
_POINT_GROUPS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+")
_COMMA_DECIMAL = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d{1,3})?")
_PERCENT = re.compile(r"(.*\d)\s*%")
_MONTH_DATE = re.compile(r"(?:\d{1,4}[.\-/ ](?P<after>[^\W\d_]+)\.?|(?P<before>[^\W\d_]+)\.?[.\-/ ]\d{1,4})")
_FULL_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?: .*)?|\d{4}-\d{2}-\d{2}(?:[ T].*)?")
_BEGINNINGS = frozenset("+-−.,")
_SIGNIFICANT = 15
_LONGEST = 40
_FEW_DECIMALS = 6
_LARGE = 1e8
# beyond it a float no longer holds every whole number
_MOST_MAGNITUDE = 1e15


def numbers(values: pd.Series[Any], *, comma: Comma = "undecided") -> ColumnRead:
    """A column as float64.

    Reads decimal comma or point, thousands apart by spaces, no-break spaces, apostrophes, commas or points,
    percent signs (45 % is 45) and the usual words for a missing value, and takes off the noise of binary
    fractions (36.850000000000001 is 36.85).

    Parameters
    ----------
    comma : str
        What a comma means where the column itself does not tell ("1,234" everywhere): the decimal sign in
        files of semicolons. Undecided commas are read as thousands, and told.
    """
    import numpy as np
    import pandas as pd

    result: NDArray[np.float64] = _easy(values)
    unreadable: dict[int, str] = {}
    damaged: dict[int, str] = {}
    percent: list[int] = []
    cells = values.to_numpy(dtype=object)
    texts = [cell for cell in cells if isinstance(cell, str)]
    meaning, assumed = _comma_of(texts, comma)
    if any(_DOT_THOUSANDS.fullmatch(text.strip()) for text in texts):
        # where "1.234.567" stands, "1.234" is no decimal fraction
        grouped = [
            isinstance(cell, str) and _POINT_GROUPS.fullmatch(cell.strip()) is not None for cell in cells
        ]
        for position in np.flatnonzero(grouped):
            result[position] = float(cells[position].strip().replace(".", ""))
    for position in np.flatnonzero(np.isnan(result) & values.notna().to_numpy()):
        cell = cells[position]
        if is_missing(cell):
            continue
        label = int(values.index[position])
        if isinstance(cell, str):
            text = cell.strip()
            if of_percent := _PERCENT.fullmatch(text):
                percent.append(label)
                text = of_percent[1]
            number = _number(text, meaning)
        else:
            number = _of_value(cell)
        if number is not None:
            result[position] = number
        elif is_damaged_by_excel(cell):
            damaged[label] = str(cell)
        else:
            unreadable[label] = str(cell)
    problems = tuple(_problems(str(values.name), unreadable, damaged, percent, assumed))
    return ColumnRead(
        values=pd.Series(result, index=values.index, name=values.name),
        unreadable=unreadable | damaged,
        problems=problems,
    )


def _easy(values: pd.Series[Any]) -> NDArray[np.float64]:
    """What needs no thought: numbers, and text of figures with a point or nothing; NaN for the rest."""
    import numpy as np
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(values):
        return np.full(len(values), np.nan)
    result: NDArray[np.float64] = np.array(
        pd.to_numeric(values, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    )
    result[~(np.abs(result) < _MOST_MAGNITUDE)] = np.nan
    # few decimals are without noise, as most numbers are
    noisy = (result != np.round(result, _FEW_DECIMALS)) | (np.abs(result) >= _LARGE) & (result % 1 != 0)
    for position in np.flatnonzero(noisy & ~np.isnan(result)):
        result[position] = float(f"{result[position]:.{_SIGNIFICANT}g}")
    return result


def is_damaged_by_excel(cell: object) -> bool:
    """Whether a cell of a column of numbers has become a date: "15.Лип", "5-Sep", "Лют.48", "01.05.2020"."""
    if isinstance(cell, dt.date):
        return True
    if not isinstance(cell, str):
        return False
    text = cell.strip()
    if found := _MONTH_DATE.fullmatch(text):
        return month_of(found["after"] or found["before"]) is not None
    return _FULL_DATE.fullmatch(text) is not None


def numeric_share(values: pd.Series[Any]) -> float:
    """Share of the values present that are numbers, or were before Excel made dates of them; 0 when none is.

    A column in which not one number is left is none: it holds dates. Long columns are judged by cells from
    all over them.
    """
    texts = some_cells(values)
    meaning, _assumed = _comma_of([cell for cell in texts if isinstance(cell, str)], "undecided")
    good = sum(_readable(cell, meaning) for cell in texts)
    damaged = sum(is_damaged_by_excel(cell) for cell in texts)
    return (good + damaged) / len(texts) if good else 0.0


def _readable(cell: object, meaning: Comma) -> bool:
    if isinstance(cell, str):
        text = cell.strip()
        if len(text) > _LONGEST or not (text[:1].isdigit() or text[:1] in _BEGINNINGS):
            return False
        of_percent = _PERCENT.fullmatch(text)
        return _number(of_percent[1] if of_percent else text, meaning) is not None
    return _of_value(cell) is not None


def _of_value(cell: object) -> float | None:
    if isinstance(cell, bool):
        return float(cell)
    try:
        number = float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    return _without_noise(number)


def _number(text: str, comma: Comma) -> float | None:
    text = text.replace("−", "-")
    if _GROUPS.fullmatch(text):
        text = _SPACES.sub("", text)
    if _PLAIN.fullmatch(text):
        return _without_noise(float(text))
    if _DOT_THOUSANDS.fullmatch(text):
        return _without_noise(float(text.replace(".", "").replace(",", ".")))
    if comma != "decimal" and _COMMA_THOUSANDS.fullmatch(text):
        return _without_noise(float(text.replace(",", "")))
    if comma != "thousands" and _COMMA_DECIMAL.fullmatch(text):
        return _without_noise(float(text.replace(",", ".")))
    return None


def _without_noise(number: float) -> float | None:
    if not abs(number) < _MOST_MAGNITUDE:
        return None
    return float(f"{number:.{_SIGNIFICANT}g}")


def _comma_of(texts: list[str], stated: Comma) -> tuple[Comma, bool]:
    """What a comma means in a column, and whether that was assumed."""
    with_comma = [_SPACES.sub("", text).rstrip("%") for text in texts if "," in text]
    with_comma = [text for text in with_comma if text[:1].isdigit() or text[:1] in "+-,"]
    if not with_comma:
        return stated, False
    decimal = any(
        _COMMA_DECIMAL.fullmatch(text) and not _COMMA_THOUSANDS.fullmatch(text) for text in with_comma
    ) or any(re.match(r"[+-]?0+,", text) or re.search(r"\.\d{3},", text) for text in with_comma)
    thousands = any(re.search(r",\d{3}[.,]", text) for text in with_comma)
    points = any(re.fullmatch(r"[+-]?\d+\.\d+", text.strip()) for text in texts)
    if decimal and not thousands:
        return "decimal", False
    if thousands or (points and not decimal):
        return "thousands", False
    return ("decimal", False) if stated == "decimal" else ("thousands", stated == "undecided")


def _problems(
    name: str, unreadable: dict[int, str], damaged: dict[int, str], percent: list[int], assumed: bool
) -> list[Problem]:
    problems = []
    if damaged:
        one = "{count:,} number in {name} was turned into a date by Excel and cannot be read: {examples}"
        many = "{count:,} numbers in {name} were turned into dates by Excel and cannot be read: {examples}"
        text = trn(one, many, len(damaged), name=name, examples=examples_of(damaged))
        problems.append(Problem(text=text, fids=tuple(damaged)))
    if unreadable:
        one = "{count:,} value in {name} is no number: {examples}"
        many = "{count:,} values in {name} are no numbers: {examples}"
        text = trn(one, many, len(unreadable), name=name, examples=examples_of(unreadable))
        problems.append(Problem(text=text, fids=tuple(unreadable)))
    if percent:
        text = tr("values of {name} with a percent sign were read as percent (45% is 45)", name=name)
        problems.append(Problem(text=text, fids=tuple(percent), severity="notice"))
    if assumed:
        text = tr("commas in {name} were read as marks of thousands; the column does not tell", name=name)
        problems.append(Problem(text=text))
    return problems
