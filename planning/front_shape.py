"""New fronts from old ones: moved along the normal, and put into a workspace."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.text import tr
from layers.workspace import Workspace
from planning.country import Country
from planning.errors import PlanningError
from planning.front import Front
from planning.front_outline import LonLat, Outline, smooth_step
from planning.geodesy import WGS84, local_projection, transformed, within_km

Floats = NDArray[np.float64]

# Overlays are rounded to a tenth of a millimetre, so that outlines that touch do not leave slivers.
GRID_DEG = 1e-9
# The width of the tapering ends is followed in this many steps.
_TAPER_STEPS = 24
_CHORDS_PER_QUARTER = 40
_LONGEST_PIECE_KM = 2.0


def moved_area(
    front: Front,
    outline: Outline,
    country: Country,
    km: float,
    *,
    ends: tuple[LonLat, LonLat] | None = None,
    taper_km: float = 0.0,
) -> shapely.Geometry:
    """The area of control after the front moved by `km` along its normal.

    Every place within `km` of the stretch comes under control (or, for a negative `km`, out of it), so that
    the new contact line lies `km` from the old one wherever nothing stands between. The area only grows
    over land of the country.

    Parameters
    ----------
    ends : pair of (lon, lat), optional
        The stretch is that between the points of the front nearest to these; the whole front when None.
    taper_km : float
        Over this length at either end of a stretch the shift grows smoothly from nothing; at most half of
        the stretch.

    Returns
    -------
    MultiPolygon
        EPSG:4326.
    """
    width = abs(km)
    if width == 0:
        return front.area
    if ends is None:
        zone = within_km(front.line, width)
    else:
        zone = _tapered_zone(outline.stretch(*ends).line, width, taper_km)
    if km > 0:
        gained = shapely.intersection(zone, country.land)
        return polygons(shapely.union(front.area, gained, grid_size=GRID_DEG))
    return polygons(shapely.difference(front.area, zone, grid_size=GRID_DEG))


def with_area(workspace: Workspace, front: Front, area: shapely.Geometry, done: str) -> Workspace:
    """The workspace whose latest front is `area`; rows of other dates stay.

    The rows of the front's date give way to one, in the first of its layers.

    Raises
    ------
    PlanningError
        When nothing is left under control.
    """
    if area.is_empty:
        raise PlanningError(
            tr("nothing is left under control after the front was moved"),
            where=tr("scenario"),
            todo=tr("Move it less far."),
        )
    for layer in workspace.of_kind("frontline"):
        if not (layer.has_geometry and len(layer)):
            continue
        dated = (layer.frame["front_date"] == pd.Timestamp(front.date)).to_numpy()
        if not dated.any():
            continue
        keep = ~dated
        first = layer.name == front.layers[0]
        if first:
            keep[np.argmax(dated)] = True
        frame = layer.frame[keep].copy()
        if first:
            row = frame.index == layer.frame.index[np.argmax(dated)]
            shapes = frame.geometry.to_numpy().copy()
            shapes[row] = area
            frame["geometry"] = shapes
            frame["control_side"] = frame["control_side"].mask(row)
        workspace = workspace.with_layer(layer.with_frame(frame, done))
    return workspace


def polygons(geometry: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a geometry as a MultiPolygon."""
    parts = shapely.get_parts(shapely.get_parts(np.asarray([geometry])))
    return shapely.MultiPolygon(list(parts[shapely.get_type_id(parts) == 3]))


def _tapered_zone(stretch: shapely.Geometry, width_km: float, taper_km: float) -> shapely.Geometry:
    """Everything within the width of the stretch, the width growing from nothing at either end."""
    dense = shapely.get_coordinates(shapely.segmentize(stretch, 0.02))
    along = _geodesic_along(dense)
    taper = min(taper_km, along[-1] / 2)
    if taper <= 0:
        return within_km(stretch, width_km)
    steps = np.linspace(0.0, taper, _TAPER_STEPS + 1)
    at = np.unique(np.concatenate((along, steps, along[-1] - steps)))
    vertices = np.column_stack([np.interp(at, along, dense[:, axis]) for axis in (0, 1)])
    width = width_km * smooth_step(np.minimum(at, along[-1] - at) / taper)
    full = (at >= taper) & (at <= along[-1] - taper)
    parts = [_tapered_end(vertices[end], width[end]) for end in (at <= taper, at >= along[-1] - taper)]
    if full.sum() >= 2:
        parts.append(within_km(shapely.LineString(vertices[full]), width_km))
    return shapely.union_all(parts)


def _tapered_end(vertices: Floats, width_km: Floats) -> shapely.Geometry:
    """Union of the hulls of neighbouring discs: what lies within a width that changes along a line."""
    forth, back = local_projection(shapely.LineString(vertices))
    x, y = forth.transform(vertices[:, 0], vertices[:, 1])
    discs = shapely.buffer(shapely.points(x, y), width_km, quad_segs=_CHORDS_PER_QUARTER)
    # a disc without width is empty, and so is its hull; its neighbour's begins there all the same
    ends = np.where(shapely.is_empty(discs), shapely.points(x, y), discs)
    pairs = shapely.geometrycollections(np.column_stack((ends[:-1], ends[1:])))
    zone = shapely.union_all(shapely.convex_hull(pairs))
    return transformed(shapely.segmentize(zone, _LONGEST_PIECE_KM), back)


def _geodesic_along(vertices: Floats) -> Floats:
    _, _, metres = WGS84.inv(vertices[:-1, 0], vertices[:-1, 1], vertices[1:, 0], vertices[1:, 1])
    return np.concatenate(([0.0], np.cumsum(metres) / 1000.0))
