"""Classes for a column: breaks found in its values, categories, and a full value for symbols."""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from layers.text import Text, tr

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from layers.layer_kind import LayerKind

MOST_CATEGORIES = 24
# Exact natural breaks take time in the square of the number of values; beyond this, evenly spaced ranks do.
_MOST_FOR_NATURAL = 600


class Method(StrEnum):
    """How breaks between classes are found."""

    QUANTILES = "quantiles"
    EQUAL = "equal"
    NATURAL = "natural"
    PRETTY = "pretty"
    DEVIATION = "deviation"
    BY_HAND = "by_hand"


METHOD_LABELS: Mapping[Method, Text] = {
    Method.QUANTILES: tr("equal counts (quantiles)"),
    Method.EQUAL: tr("equal intervals"),
    Method.NATURAL: tr("natural breaks (Fisher-Jenks)"),
    Method.PRETTY: tr("round numbers"),
    Method.DEVIATION: tr("standard deviations"),
    Method.BY_HAND: tr("by hand"),
}


def breaks_of(values: pd.Series[Any], method: Method, count: int) -> tuple[float, ...]:
    """Ascending breaks between classes of `values`; one fewer than there are classes.

    Each break is the lowest value of the class above it. There may be fewer classes than `count`: quantiles
    and natural breaks leave no class empty, and round numbers and deviations bring their own count. Unknown
    values are left out.

    Source: mapclassify (Rey et al.); Fisher (1958), Jenks (1977) for natural breaks.
    """
    import numpy as np

    numbers = np.sort(numbers_of(values))
    if not len(numbers) or numbers[0] == numbers[-1] or count < 2:
        return ()
    tops = _tops(numbers, method, count)
    breaks: list[float] = []
    for top in tops:
        above = int(np.searchsorted(numbers, top, side="right"))
        if above in (0, len(numbers)):
            continue
        low, high = float(numbers[above - 1]), float(numbers[above])
        wanted = float(top)
        if method in (Method.QUANTILES, Method.NATURAL):
            wanted = _roundest(low, high)
        elif wanted <= low:
            wanted = high
        if not breaks or wanted > breaks[-1]:
            breaks.append(wanted)
    return tuple(breaks)


def numbers_of(values: pd.Series[Any]) -> NDArray[np.float64]:
    """The known finite numbers of a column."""
    import numpy as np
    import pandas as pd

    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=float("nan"))
    finite: NDArray[np.float64] = numbers[np.isfinite(numbers)]
    return finite


def ranges_of(breaks: Sequence[float]) -> tuple[tuple[float | None, float | None], ...]:
    """Classes between breaks, open below the first and above the last."""
    return tuple(pairwise((None, *breaks, None)))


def categories_of(values: pd.Series[Any], field: str, kind: LayerKind) -> tuple[tuple[Any, ...], int]:
    """Values of a column as categories, and how many more there are than `MOST_CATEGORIES`.

    Those of the vocabulary come in its order, whether found or not; others by how often they occur.
    """
    import pandas as pd

    counts = values.dropna().value_counts()
    vocabulary = next((item.vocabulary for item in kind.fields if item.name == field), {})
    found = sorted(counts.index, key=lambda value: (-counts[value], str(value)))
    values_ = [*vocabulary, *(value for value in found if value not in vocabulary)]
    plain = [_plain(value, pd.Timestamp) for value in values_]
    return tuple(plain[:MOST_CATEGORIES]), max(0, len(plain) - MOST_CATEGORIES)


def full_value_of(values: pd.Series[Any]) -> float:
    """The largest value above 0 of a column, which is drawn at full size; 1 where there is none."""
    numbers = numbers_of(values)
    above = numbers[numbers > 0]
    return float(above.max()) if len(above) else 1.0


def _plain(value: Any, stamp: type) -> Any:
    if isinstance(value, stamp):
        return value.date()  # type: ignore[attr-defined]
    return value.item() if hasattr(value, "item") else value


def _tops(numbers: NDArray[np.float64], method: Method, count: int) -> Sequence[float]:
    """Highest values of the classes as mapclassify finds them."""
    import mapclassify
    import numpy as np

    with warnings.catch_warnings():
        # of fewer classes than asked for, which is no fault, and of a faster library that is not needed
        warnings.simplefilter("ignore")
        if method is Method.QUANTILES:
            found = mapclassify.Quantiles(numbers, k=count)
        elif method is Method.EQUAL:
            found = mapclassify.EqualInterval(numbers, k=count)
        elif method is Method.PRETTY:
            found = mapclassify.PrettyBreaks(numbers, k=count)
        elif method is Method.DEVIATION:
            found = mapclassify.StdMean(numbers)
        else:
            some = numbers
            if len(some) > _MOST_FOR_NATURAL:
                ranks = np.linspace(0, len(some) - 1, _MOST_FOR_NATURAL).round().astype(int)
                some = some[ranks]
            found = mapclassify.FisherJenks(some, k=min(count, len(np.unique(some))))
    return [float(top) for top in found.bins]


def _roundest(low: float, high: float) -> float:
    """The number above `low`, not above `high`, with the fewest digits; the nearest to their middle."""
    if high <= low:
        return high
    middle = (low + high) / 2
    largest = max(abs(low), abs(high), sys.float_info.min)
    for exponent in range(math.floor(math.log10(largest)) + 1, -16, -1):
        unit = 10.0**exponent
        for step in (unit, unit / 2):
            candidate = round(round(middle / step) * step, max(0, 2 - exponent))
            if low < candidate <= high:
                return candidate
    return high
