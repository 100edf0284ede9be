"""How near ways come to the front."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from planning.front import Front


def nearest_approach_km(front: Front | None, line: shapely.LineString) -> float | None:
    """Geodesic distance from a way to the contact line, km; None without a front.

    The way is measured in parts no longer than a tenth of a degree, so that no part lies far from the
    centre of the projection it is measured in.
    """
    if front is None:
        return None
    parts = _segments(shapely.segmentize(np.array([line]), 0.1))
    ahead = shapely.STRtree(_segments(shapely.get_parts(front.line)))
    _, rough = ahead.query_nearest(parts, all_matches=False, return_distance=True)
    # a degree east is at least a quarter of a degree north below 75°: what is not within four times the
    # least distance in degrees cannot be the nearest
    near = parts[rough <= 4.0 * rough.min() + 1e-9]
    return float(np.nanmin(front.distance_km(near)))


def _segments(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Every pair of neighbouring vertices as a line."""
    vertices, owner = shapely.get_coordinates(lines, return_index=True)
    same = owner[1:] == owner[:-1]
    segments: NDArray[np.object_] = shapely.linestrings(
        np.stack((vertices[:-1][same], vertices[1:][same]), axis=1)
    )
    return segments
