"""What a column holds in the records chosen: how many, how much, which words most often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.records.column import RecordColumn
from layers.records.distinct import Step, distinct, no_step

_COMMONEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A column summed up; None where there is nothing to tell.

    Attributes
    ----------
    count, unknown, distinct : int
        Records, those whose value is unknown, and different known values.
    total, mean, median : float or None
        Of numbers, over known values alone.
    least, most : value or None
        Of numbers and dates.
    commonest : tuple of (value, int)
        Of texts and yes or no, the most frequent first.
    """

    count: int
    unknown: int
    distinct: int
    total: float | None = None
    mean: float | None = None
    median: float | None = None
    least: Any = None
    most: Any = None
    commonest: tuple[tuple[Any, int], ...] = ()


def summary_of(column: RecordColumn, positions: NDArray[np.int64], step: Step = no_step) -> Summary:
    """Sum up a column over the records at `positions`."""
    if column.type in ("text", "boolean"):
        return _of_words(column, positions, step)
    values = column.numbers()[positions]
    known = np.isfinite(values)
    numbers = values[known]
    count, unknown = len(positions), int((~known).sum())
    step(0.3)
    if not len(numbers):
        return Summary(count=count, unknown=unknown, distinct=0)
    different = len(np.unique(numbers))
    step(0.8)
    if column.type == "date":
        days = column.array[positions[known]]
        first, last = days[int(np.argmin(numbers))], days[int(np.argmax(numbers))]
        return Summary(count=count, unknown=unknown, distinct=different, least=first, most=last)
    is_whole = column.type == "integer"
    least, most = float(numbers.min()), float(numbers.max())
    return Summary(
        count=count,
        unknown=unknown,
        distinct=different,
        total=float(numbers.sum()),
        mean=float(numbers.mean()),
        median=float(np.median(numbers)),
        least=int(least) if is_whole else least,
        most=int(most) if is_whole else most,
    )


def _of_words(column: RecordColumn, positions: NDArray[np.int64], step: Step) -> Summary:
    found = distinct(column.array[positions], step)
    known = found.codes >= 0
    counts = np.bincount(found.codes[known], minlength=len(found.values))
    most = np.argsort(-counts, kind="stable")[:_COMMONEST].tolist()
    return Summary(
        count=len(positions),
        unknown=int((~known).sum()),
        distinct=len(found.values),
        commonest=tuple((found.values[place], int(counts[place])) for place in most),
    )
