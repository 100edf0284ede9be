"""A column of a publisher's table read as numbers or dates: what came out, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers.layer_kind import Problem

if TYPE_CHECKING:
    import pandas as pd

MISSING_WORDS = frozenset(
    {
        "", "-", "–", "—", "--", ".", "..", "...", "…", "nan", "nat", "na", "n/a", "n.a.", "n.a", "#n/a",
        "#na", "null", "none", "nil", "no data", "nodata", "not available", "unknown", "<null>", "(null)",
        "\\n", "н/д", "н.д.", "нд", "немає даних", "дані відсутні", "відсутні дані", "відсутнє", "немає",
        "невідомо", "нет данных", "неизвестно", "#ref!", "#value!", "#div/0!", "#name?", "#num!",
    }
)  # fmt: skip
"""What publishers write, in small letters, where they have no value."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ColumnRead:
    """A column read as another type.

    Attributes
    ----------
    values : Series
        The column in its new type and of the same index; NA where nothing stood or nothing could be read.
    unreadable : mapping of int to str
        By row label, the cells that could not be read, as written.
    problems : tuple of Problem
        What was assumed and what could not be read, with the rows.
    """

    values: pd.Series[Any]
    unreadable: Mapping[int, str]
    problems: tuple[Problem, ...]


def is_missing(cell: object) -> bool:
    """Whether a cell says that there is no value."""
    if cell is None or cell != cell:
        return True
    return isinstance(cell, str) and cell.strip().casefold() in MISSING_WORDS


def some_cells(values: pd.Series[Any], most: int = 300) -> list[Any]:
    """Cells from all over a column that say something, to judge it by."""
    cells = values.dropna().to_numpy(dtype=object)
    step = -(-len(cells) // most) or 1
    return [cell for cell in cells[::step] if not is_missing(cell)]


def first_present(values: pd.Series[Any], most: int) -> pd.Series[Any]:
    """The first cells of a column that are not empty, at most so many."""
    # the beginning of a column mostly tells, and is many times as fast to go through
    found = values.iloc[: 4 * most].dropna()
    return (found if len(found) >= most else values.dropna()).head(most)


def examples_of(cells: Mapping[int, str], most: int = 3) -> str:
    """A few different cells as written, for a message."""
    return ", ".join(f"“{cell[:30]}”" for cell in list(dict.fromkeys(cells.values()))[:most])
