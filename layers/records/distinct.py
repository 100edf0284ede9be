"""The distinct values of a column, taken a part at a time so that other threads get their turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_AT_ONCE = 50_000

Step = Callable[[float], None]


def no_step(_fraction: float) -> None:
    """Reports to nobody."""


@dataclass(frozen=True, slots=True, eq=False)
class Distinct:
    """A column by its distinct values.

    Attributes
    ----------
    codes : int64 array
        For each row the position of its value in `values`; -1 where it is unknown.
    values : list
        In the order of their first appearance.
    """

    codes: NDArray[np.int64]
    values: list[Any]


def distinct(column: Any, step: Step = no_step) -> Distinct:
    """The distinct values of a pandas array."""
    count = len(column)
    codes = np.empty(count, dtype=np.int64)
    seen: dict[Any, int] = {}
    for first in range(0, count, _AT_ONCE):
        step(first / count)
        part = slice(first, first + _AT_ONCE)
        found, values = pd.factorize(column[part])
        places = [seen.setdefault(value, len(seen)) for value in values.tolist()]
        codes[part] = np.array([*places, -1], dtype=np.int64)[found]
    return Distinct(codes, list(seen))
