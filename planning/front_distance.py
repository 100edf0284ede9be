"""Distance of many places to the front, in steps that can be stopped."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from layers.text import tr
from planning.front import Front
from planning.run_control import RunControl

_AT_ONCE = 20


def front_distance_km(front: Front, lonlat: ArrayLike, control: RunControl) -> NDArray[np.float64]:
    """Geodesic distance to the contact line, km; 0 within the area of control, NaN for unknown places.

    Parameters
    ----------
    lonlat : float array (n, 2)
        Degrees, EPSG:4326; NaN where the position is unknown.
    """
    places = np.asarray(lonlat, dtype=float).reshape(-1, 2)
    result = np.full(len(places), np.nan)
    known = np.nonzero(np.isfinite(places).all(axis=1))[0]
    for first in range(0, len(known), _AT_ONCE):
        control.step(first / len(known), tr("measuring distances to the front"))
        some = known[first : first + _AT_ONCE]
        points = shapely.points(places[some])
        inside = front.inside(points)
        result[some] = np.where(inside, 0.0, front.distance_km(points))
    return result
