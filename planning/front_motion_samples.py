"""Points that stand for cells of population while the front is dragged."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planning.distance_bands import own_copies

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# A cell stands at this many points each way, unless there are too many.
_SAMPLES_A_SIDE = 3
_MOST_SAMPLES = 200_000


def samples_of(cells: NDArray[Any]) -> tuple[Floats, Ints]:
    """Points spread over each cell, and the cell of each: a grid of them, at least one within."""
    side = _SAMPLES_A_SIDE if len(cells) * _SAMPLES_A_SIDE**2 <= _MOST_SAMPLES else 1
    west, south, east, north = shapely.bounds(cells).T
    steps = (np.arange(side) + 0.5) / side
    x = (west[:, None] + steps * (east - west)[:, None])[:, :, None].repeat(side, axis=2)
    y = (south[:, None] + steps * (north - south)[:, None])[:, None, :].repeat(side, axis=1)
    cell = np.repeat(np.arange(len(cells)), side * side)
    lonlat = np.column_stack((x.ravel(), y.ravel()))
    prepared = own_copies(cells)
    shapely.prepare(prepared)
    inside = shapely.contains_xy(prepared[cell], lonlat[:, 0], lonlat[:, 1])
    bare = np.setdiff1d(np.arange(len(cells)), cell[inside])
    lonlat = np.concatenate((lonlat[inside], shapely.get_coordinates(shapely.point_on_surface(cells[bare]))))
    return lonlat, np.concatenate((cell[inside], bare)).astype(np.int64)
