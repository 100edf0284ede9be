"""Trends that a few wild values do not sway: the median of the slopes between all pairs, with its interval.

Source: Sen, P. K. (1968), Estimates of the regression coefficient based on Kendall's tau, Journal of the
American Statistical Association 63; ties in y reduce the variance as in Kendall, M. G. (1970), Rank
correlation methods.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# With fewer values the interval by ranks is no narrower than all the slopes there are.
LEAST_FOR_INTERVAL = 4


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """Slopes, one element a series; NaN where a series has fewer than two values.

    Attributes
    ----------
    slope : array
        In units of y for each unit of x.
    low, high : array
        Ends of the interval; NaN where a series has fewer than `LEAST_FOR_INTERVAL` values.
    count : array of int
        Values of each series.
    """

    slope: Floats
    low: Floats
    high: Floats
    count: NDArray[np.int64]


def theil_sen(x: Floats, y: Floats, *, confidence: float = 0.9) -> Trend:
    """The Theil-Sen slope of each series and its interval.

    Parameters
    ----------
    x : array, shape (n,)
        Distinct and ascending.
    y : array, shape (series, n)
        NaN where a series has no value.
    confidence : float
        Between 0 and 1.
    """
    x, y = np.asarray(x, dtype=np.float64), np.atleast_2d(np.asarray(y, dtype=np.float64))
    first, last = np.triu_indices(len(x), 1)
    slopes = np.sort((y[:, last] - y[:, first]) / (x[last] - x[first]), axis=1)  # NaN comes last
    pairs = np.isfinite(slopes).sum(axis=1)
    count = np.isfinite(y).sum(axis=1).astype(np.int64)
    slope = np.full(len(y), np.nan)
    some = pairs > 0
    rows = np.arange(len(y))
    middle = (_at(slopes, rows, (pairs - 1) // 2), _at(slopes, rows, pairs // 2))
    slope[some] = ((middle[0] + middle[1]) / 2)[some]
    spread = NormalDist().inv_cdf((1 + confidence) / 2) * np.sqrt(_variance(y, count))
    upper = np.minimum(np.round((pairs + spread) / 2).astype(np.int64), pairs - 1)
    lower = np.maximum(np.round((pairs - spread) / 2).astype(np.int64) - 1, 0)
    known = count >= LEAST_FOR_INTERVAL
    low, high = np.full(len(y), np.nan), np.full(len(y), np.nan)
    low[known] = _at(slopes, rows, lower)[known]
    high[known] = _at(slopes, rows, upper)[known]
    return Trend(slope=slope, low=low, high=high, count=count)


def _at(slopes: Floats, rows: NDArray[np.int64], column: NDArray[np.int64]) -> Floats:
    if not slopes.shape[1]:
        return np.full(len(rows), np.nan)
    return np.asarray(slopes[rows, np.clip(column, 0, slopes.shape[1] - 1)], dtype=np.float64)


def _variance(y: Floats, count: NDArray[np.int64]) -> Floats:
    """Variance of Kendall's score, with ties in y."""
    n = count.astype(np.float64)
    total = n * (n - 1) * (2 * n + 5)
    ordered = np.sort(y, axis=1)
    tied = np.flatnonzero((np.diff(ordered, axis=1) == 0).any(axis=1))
    for row in tied.tolist():
        _, times = np.unique(ordered[row][np.isfinite(ordered[row])], return_counts=True)
        total[row] -= float((times * (times - 1) * (2 * times + 5)).sum())
    return np.asarray(total / 18.0, dtype=np.float64)
