"""From indicators to scores, classes and ranks; plain arithmetic without data or maps.

Missing values are NaN and never zero: an area's score is the weighted mean of the indicators it has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Positive values at this percentile and above count in full, so that one extreme does not flatten the rest.
FULL_PERCENTILE = 95.0
# Nearness to the contact line fades out at this distance.
REACH_KM = 100.0
CLASSES = 5
RUNS = 500
SEED = 20_220_224
# Share of the runs whose ranks are left out at either end.
TAIL_PERCENT = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Scores of areas.

    Attributes
    ----------
    score : array, shape (areas,)
        0 to 100; NaN where an area has no indicator at all.
    contribution : array, shape (areas, indicators)
        Points of the score; the present ones sum to it. NaN where the indicator is missing.
    share : array, shape (areas, indicators)
        Weight of each indicator among those present; sums to 1. NaN where missing.
    completeness : array, shape (areas,)
        Share of all weight that the present indicators have.
    """

    score: Floats
    contribution: Floats
    share: Floats
    completeness: Floats


def by_amount(values: Floats) -> Floats:
    """0 to 1 in proportion to the amount; 1 from the 95th percentile of the positive values on."""
    positive = values[values > 0]
    if not len(positive):
        return np.where(np.isnan(values), np.nan, 0.0)
    full = float(np.percentile(positive, FULL_PERCENTILE))
    return np.asarray(np.clip(values / full, 0.0, 1.0))


def by_nearness(distance_km: Floats) -> Floats:
    """1 at the contact line, falling evenly to 0 at `REACH_KM`."""
    return np.asarray(np.clip(1.0 - distance_km / REACH_KM, 0.0, 1.0))


def by_phase(severity: Floats) -> Floats:
    """0 for severity 1 (minimal) to 1 for severity 5 (catastrophic)."""
    return np.asarray(np.clip((severity - 1.0) / 4.0, 0.0, 1.0))


def scored(normalised: Floats, weights: Floats) -> Scores:
    """Weighted means of what is present.

    Parameters
    ----------
    normalised : array, shape (areas, indicators)
        0 to 1, NaN where missing.
    weights : array, shape (indicators,)
        At least one above 0.
    """
    present = ~np.isnan(normalised)
    held = present * weights
    total = held.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(present, held / total[:, None], np.nan)
    contribution = 100.0 * share * normalised
    score = np.where(total > 0, np.nansum(contribution, axis=1), np.nan)
    return Scores(score=score, contribution=contribution, share=share, completeness=total / weights.sum())


def severity_class(score: Floats) -> Floats:
    """1 to 5 by fifths of the scale: below 20, 40, 60, 80, and 80 to 100; NaN where there is no score.

    Source: an assumption of Corridor in the manner of the five JIAF phases; it is no JIAF severity.
    """
    return np.asarray(np.clip(np.floor(score / (100.0 / CLASSES)) + 1, 1, CLASSES))


def ranks(score: Floats, people: Floats) -> NDArray[np.int64]:
    """1 for the highest score; of equal scores the more people, then the earlier area. NaN ranks last."""
    order = np.lexsort(
        (np.arange(len(score)), -np.nan_to_num(people), -np.nan_to_num(np.round(score, 9), nan=-1.0))
    )
    result = np.empty(len(score), dtype=np.int64)
    result[order] = np.arange(1, len(score) + 1)
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Stability:
    """How ranks move when weights do: best and worst rank of the middle 90 % of the runs, and how often each
    area is among the first `top` (0 to 1)."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    among_top: Floats


def stability(
    normalised: Floats, weights: Floats, people: Floats, *, change: float, top: int, runs: int = RUNS
) -> Stability:
    """Ranks under weights each varied by up to ± `change` (a share), drawn evenly and always the same."""
    generator = np.random.default_rng(SEED)
    found = np.empty((runs, len(normalised)), dtype=np.int64)
    for run in range(runs):
        varied = weights * generator.uniform(1 - change, 1 + change, len(weights))
        # all weights at nought would leave nothing to rank by
        varied = varied if varied.sum() > 0 else weights
        found[run] = ranks(scored(normalised, varied).score, people)
    low, high = np.percentile(found, [TAIL_PERCENT, 100 - TAIL_PERCENT], axis=0, method="nearest")
    return Stability(
        low=low.astype(np.int64), high=high.astype(np.int64), among_top=(found <= top).mean(axis=0)
    )
