"""What follows for roads: speeds of zero are unknown, miles an hour become km/h, paths carry no vehicles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.kinds.road.recognise import PATHS
from layers.layer_kind import Problem, Sample
from layers.text import trn

if TYPE_CHECKING:
    import pandas as pd

_KMH_A_MILE = 1.609344


def complete(frame: pd.DataFrame, _sample: Sample) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Close paths to vehicles; empty speeds of zero, and read "50 mph" and "60 km/h"."""
    frame = frame.copy(deep=False)
    return frame, (*_paths(frame), *_speeds(frame))


def _paths(frame: pd.DataFrame) -> tuple[Problem, ...]:
    """Footways, steps and the like stay on the map, closed, so that no vehicle is sent over them."""
    import pandas as pd

    if "road_class" not in frame.columns:
        return ()
    paths = frame["road_class"].astype("str").str.casefold().isin([*PATHS, "path"]).to_numpy()
    if not paths.any():
        return ()
    if "status" not in frame.columns:
        frame["status"] = pd.Series(None, index=frame.index, dtype="object")
    frame["status"] = frame["status"].astype("object").mask(paths, "closed")
    told = trn("{count:,} path for people on foot is kept, closed to vehicles",
               "{count:,} paths for people on foot are kept, closed to vehicles",
               int(paths.sum()))  # fmt: skip
    return (Problem(text=told, severity="notice"),)


def _speeds(frame: pd.DataFrame) -> tuple[Problem, ...]:
    import pandas as pd

    if "speed_kmh" not in frame.columns:
        return ()
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
        return ()
    told = trn("the speed of {count:,} road is 0, which stands for unknown, and is left empty",
               "the speeds of {count:,} roads are 0, which stands for unknown, and are left empty",
               int(zero.sum()))  # fmt: skip
    return (Problem(text=told, severity="notice"),)
