"""Distances on the ellipsoid, and a conformal plane in which nearest things are found.

Lengths that are shown are geodesic. Searches (nearest edge, edges within a distance) need a plane; the
ellipsoidal Mercator projection is conformal, so within a few kilometres its distances divided by
`scale_at` agree with the geodesic to 0.1 % at any latitude of an inhabited country.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

GEOD = Geod(ellps="WGS84")
_A = GEOD.a
_E = float(np.sqrt(GEOD.es))
_MOST_LATITUDE = 89.0

Floats = NDArray[np.float64]


def geodesic_m(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Geodesic distances between pairs of points, metres."""
    _, _, metres = GEOD.inv(
        np.asarray(lon1, float), np.asarray(lat1, float), np.asarray(lon2, float), np.asarray(lat2, float)
    )
    return np.asarray(metres, dtype=np.float64)


def to_plane(lonlat: Floats) -> Floats:
    """Plane coordinates, shape (n, 2), of degrees, shape (n, 2).

    Source: Snyder, Map Projections: A Working Manual (USGS PP 1395, 1987), equation 7-7.
    """
    phi = np.radians(np.clip(lonlat[:, 1], -_MOST_LATITUDE, _MOST_LATITUDE))
    sine = np.sin(phi)
    result = np.empty_like(lonlat, dtype=np.float64)
    result[:, 0] = _A * np.radians(lonlat[:, 0])
    result[:, 1] = _A * (np.arctanh(sine) - _E * np.arctanh(_E * sine))
    return result


def scale_at(lat: ArrayLike) -> Floats:
    """Plane units to the metre at each latitude.

    Source: Snyder 1987, equation 7-8.
    """
    phi = np.radians(np.clip(np.asarray(lat, dtype=np.float64), -_MOST_LATITUDE, _MOST_LATITUDE))
    return np.asarray(np.sqrt(1.0 - (_E * np.sin(phi)) ** 2) / np.cos(phi), dtype=np.float64)


def line_lengths_m(lonlat: Floats, start: NDArray[np.int64]) -> Floats:
    """Geodesic length of each line.

    Parameters
    ----------
    lonlat : array, shape (k, 2)
        The vertices of all lines one after the other.
    start : array, shape (lines + 1,)
        Where each line's vertices begin.
    """
    if len(start) < 2:
        return np.zeros(0)
    along = along_lines(geodesic_m(lonlat[:-1, 0], lonlat[:-1, 1], lonlat[1:, 0], lonlat[1:, 1]), start)
    return np.asarray(along[start[1:] - 1] - along[start[:-1]], dtype=np.float64)


def along_lines(step: Floats, start: NDArray[np.int64]) -> Floats:
    """Running distance at each vertex over all lines; steps from one line to the next count nothing.

    Parameters
    ----------
    step : array, shape (k - 1,)
        Distance from each vertex to the next.
    """
    step = step.copy()
    step[start[1:-1] - 1] = 0.0
    return np.concatenate(([0.0], np.cumsum(step)))
