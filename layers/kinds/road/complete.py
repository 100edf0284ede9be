"""What follows for roads: a speed limit of zero is an unknown one, miles an hour are turned into km/h."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.layer_kind import Problem, Sample
from layers.text import trn

if TYPE_CHECKING:
    import pandas as pd

_KMH_A_MILE = 1.609344


def complete(frame: pd.DataFrame, _sample: Sample) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Empty speeds of zero, and read "50 mph" and "60 km/h"."""
    import pandas as pd

    if "speed_kmh" not in frame.columns:
        return frame, ()
    frame = frame.copy(deep=False)
    speed = frame["speed_kmh"]
    if speed.dtype.kind not in "iuf":
        text = speed.astype("str").str.strip().str.casefold()
        parts = text.str.extract(r"^(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?$")
        numbers = pd.to_numeric(parts[0], errors="coerce")
        numbers = numbers.where(parts[1] != "mph", (numbers * _KMH_A_MILE).round())
        speed = speed.astype("object").where(numbers.isna(), numbers)
        zero = numbers == 0
    else:
        zero = speed == 0
    frame["speed_kmh"] = speed.where(~zero)
    if not zero.any():
        return frame, ()
    told = trn("the speed of {count:,} road is 0, which stands for unknown, and is left empty",
               "the speeds of {count:,} roads are 0, which stands for unknown, and are left empty",
               int(zero.sum()))  # fmt: skip
    return frame, (Problem(text=told, severity="notice"),)
