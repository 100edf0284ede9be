"""What follows for movements: a straight line from origin to destination where both have coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.layer_kind import Problem, Sample
from layers.text import tr

if TYPE_CHECKING:
    import pandas as pd

_ENDS = ("from_lon", "from_lat", "to_lon", "to_lat")


def complete(frame: pd.DataFrame, _sample: Sample) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Draw the lines; records without coordinates have none."""
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import shapely

    if "geometry" in frame.columns or not set(_ENDS) <= set(frame.columns):
        return frame, ()
    ends = np.column_stack(
        [pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan) for name in _ENDS]
    )
    known = np.isfinite(ends).all(axis=1)
    lines = np.full(len(frame), None, dtype=object)
    lines[known] = shapely.linestrings(ends[known].reshape(-1, 2, 2))
    told = tr("{n:,} of {all:,} movements have coordinates at both ends and are drawn as straight lines",
              n=int(known.sum()), all=len(frame))  # fmt: skip
    result = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(lines, index=frame.index, crs=4326))
    return result, (Problem(text=told, severity="notice"),)
