"""Rows of a CSV file with one cell too many, because a delimiter within a text was not quoted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from layers.column_reading import is_missing
from layers.dates import date_share
from layers.formats.table_header import clean
from layers.layer_kind import Problem
from layers.numbers import is_damaged_by_excel, numeric_share
from layers.text import tr, trn

_MOST_ROWS = 0.1
_SURE = 0.9
_PROFILED_ROWS = 500


def rejoin_cut_cells(
    body: pd.DataFrame, names: Sequence[str], delimiter: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """`body` with such rows put right where only one way of joining two cells fits the other rows.

    Parameters
    ----------
    body : DataFrame
        Cells as read, text with its blanks; columns by position.
    names : sequence of str
        Headings; the surplus cells stand under none.
    """
    last = max((i for i, name in enumerate(names) if name), default=-1)
    if last < 1 or last + 1 >= body.shape[1]:
        return body, []
    surplus = body.iloc[:, last + 1].map(lambda cell: bool(clean(cell))).to_numpy()
    if not surplus.any() or surplus.mean() > _MOST_ROWS:
        return body, []
    sorts = [_sort_of(body.iloc[:_PROFILED_ROWS, i][~surplus[:_PROFILED_ROWS]]) for i in range(last + 1)]
    body = body.copy()
    mended: list[int] = []
    odd: list[int] = []
    for position in surplus.nonzero()[0]:
        cells = body.iloc[position].tolist()
        joined = _joined(cells, sorts, delimiter)
        if joined is None:
            odd.append(int(body.index[position]))
        else:
            body.iloc[position] = [*joined, *[""] * (body.shape[1] - len(joined))]
            mended.append(int(body.index[position]))
    problems: list[Problem] = []
    if mended:
        told = trn("{count:,} row had a “{sign}” within a text and one cell too many; it was mended",
                   "{count:,} rows had a “{sign}” within a text and one cell too many; they were mended",
                   len(mended), sign=delimiter)  # fmt: skip
        problems.append(Problem(text=told, fids=tuple(mended)))
    if odd:
        told = tr("{n:,} rows have more cells than headings; what stands where is not sure", n=len(odd))
        problems.append(Problem(text=told, fids=tuple(odd), severity="error"))
    return body, problems


def _sort_of(values: pd.Series[Any]) -> str:
    """What a column holds in the rows that are whole: numbers, dates, text, or none of these for sure."""
    if date_share(values) >= _SURE:
        return "date"
    share = numeric_share(values)
    return "number" if share >= _SURE else "text" if share <= 1 - _SURE else ""


def _joined(cells: list[Any], sorts: list[str], delimiter: str) -> list[Any] | None:
    """The row with two neighbours joined; None when no way or several ways fit."""
    width = len(sorts)
    ways = []
    for k in range(width):
        row = [*cells[:k], f"{cells[k]}{delimiter}{cells[k + 1]}", *cells[k + 2 : width + 1]]
        if all(_fits(cell, sort) for cell, sort in zip(row, sorts, strict=True)):
            ways.append((k, row))
    if len(ways) > 1:
        # a delimiter followed by a blank belongs to a sentence
        ways = [(k, row) for k, row in ways if str(cells[k + 1]).startswith(" ")]
    return ways[0][1] if len(ways) == 1 else None


def _fits(cell: Any, sort: str) -> bool:
    if is_missing(cell) or not sort:
        return True
    value = pd.Series([cell], dtype=object)
    if sort == "date":
        return date_share(value) == 1.0
    is_number = numeric_share(value) == 1.0 or is_damaged_by_excel(cell)
    return is_number if sort == "number" else not is_number
