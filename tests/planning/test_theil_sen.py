"""Theil-Sen slopes and intervals against SciPy's, and against lines known beforehand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import theilslopes

from planning.theil_sen import theil_sen


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.5])
@pytest.mark.parametrize("count", [4, 5, 13, 30])
def test_as_scipy_has_it(count, confidence):
    rng = np.random.default_rng(count)
    x = np.cumsum(rng.uniform(0.5, 2.0, count))
    y = np.concatenate(
        [
            rng.normal(size=(10, count)),
            -3 * x + rng.normal(size=(10, count)),
            np.round(rng.normal(size=(10, count))),  # with ties
        ]
    )
    trend = theil_sen(x, y, confidence=confidence)
    for row, series in enumerate(y):
        # without method scipy's interval of slopes is the same for both intercepts
        slope, _, low, high = theilslopes(series, x, alpha=confidence)
        assert trend.slope[row] == pytest.approx(slope)
        assert (trend.low[row], trend.high[row]) == pytest.approx((low, high))


def test_series_with_gaps_are_those_without():
    rng = np.random.default_rng(7)
    x = np.arange(9.0)
    y = rng.normal(size=(3, 9))
    y[0, [0, 4]] = np.nan
    trend = theil_sen(x, y)
    known = np.isfinite(y[0])
    slope, _, low, high = theilslopes(y[0, known], x[known], alpha=0.9)
    assert (trend.slope[0], trend.low[0], trend.high[0]) == pytest.approx((slope, low, high))
    assert trend.count.tolist() == [7, 9, 9]


def test_one_wild_value_does_not_sway_it():
    x = np.arange(12.0)
    y = 100 - 2 * x
    y[5] = 900
    trend = theil_sen(x, y)
    assert trend.slope == pytest.approx([-2.0])
    assert abs(np.polyfit(x, y, 1)[0] + 2.0) > 1


def test_few_values_have_a_slope_but_no_interval():
    trend = theil_sen(np.array([0.0, 1.0, 2.0]), np.array([[5.0, 4.0, 3.0], [1.0, np.nan, np.nan]]))
    assert trend.slope[0] == -1.0
    assert np.isnan(trend.low).all()
    assert np.isnan(trend.slope[1])
    assert theil_sen(np.array([0.0]), np.array([[5.0]])).count.tolist() == [1]
