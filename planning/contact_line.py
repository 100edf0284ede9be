"""The contact line: the outline of the areas of control without the international border and the coast.

The border and the coast that a publisher of control areas drew never coincide with the outline of the
country, so lines are not compared; what counts is whether a piece of the outline faces land of the country
that is not under control:

- Pieces within the country and farther from its outline than the tolerance belong to the contact line.
- Nearer to the outline they belong to it when land that is not under control lies beyond them within one
  and a half tolerances and the straight way there does not lead back through the area of control. Strips
  between the two outlines narrower than the tolerance do not count as such land.
- A shore belongs to it when such land lies within `STRAIT_KM` across water: people on the other bank of a
  strait or an estuary face the area of control.

Source: the method is Corridor's own; the rule that the border and the coast are no contact line is stated in
its design.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from planning.country import Country
from planning.geodesy import dense, local_projection, transformed

# How far outlines of one country in wide use lie apart: measured along the border between DeepState's areas
# and Natural Earth, 3.2 km for 95 % of the length and 5.7 km at most.
TOLERANCE_KM = 6.0
STRAIT_KM = 10.0
# Length of the pieces whose facing is judged one by one.
PIECE_KM = 0.5
# Share of a straight way that may lead through the area of control, or beside the sea, by drawing error.
SLACK = 0.2
# Where land lies right beside the outline, the way there is as short as the rounding of coordinates.
ROUNDING_KM = 0.001
# Land farther than this from the area of control faces nothing.
REACH_KM = 60.0
# A change is felt by pieces of the outline within this: the widest way to free land, and what decides
# whether land is too narrow a strip to count, each with a margin.
_JUDGED_KM = 20.0
# What lies so far beyond those pieces decides about them.
_BESIDE_KM = 25.0


def contact_line(area: shapely.Geometry, country: Country) -> shapely.Geometry:
    """The part of the outline of `area` that faces the rest of `country`.

    Parameters
    ----------
    area : Polygon or MultiPolygon
        Areas of control, EPSG:4326.
    country : Country

    Returns
    -------
    MultiLineString
        EPSG:4326; empty when no part of the outline faces such land. Vertices of the outline are kept.
    """
    forth, back = local_projection(area)
    control = shapely.make_valid(transformed(dense(area), forth))
    shapely.prepare(control)
    around = shapely.box(*shapely.bounds(shapely.buffer(shapely.envelope(control), REACH_KM)))
    land = shapely.intersection(shapely.make_valid(transformed(dense(country.land), forth)), around)
    sea = transformed(dense(_near(country.sea, area)), forth)
    pieces = _pieces(control)
    contact = _is_contact(pieces, control, land, sea)
    if not contact.any():
        return shapely.MultiLineString()
    merged = shapely.line_merge(shapely.union_all(pieces[contact]))
    return shapely.multilinestrings(list(shapely.get_parts(transformed(merged, back))))


class ContactLineNearby:
    """The contact line of areas of control that differ from a known one in a small region only.

    Whether a piece of the outline belongs to the contact line depends on what lies within a few tolerances
    of it, so the line is judged anew near the region, and kept elsewhere.

    Parameters
    ----------
    line : MultiLineString
        The contact line known, EPSG:4326.
    country : Country
    forth, back : Transformer
        To and from the plane, km, in which all of it is drawn.
    """

    def __init__(
        self, line: shapely.Geometry, country: Country, forth: Transformer, back: Transformer
    ) -> None:
        self._forth, self._back = forth, back
        self._line = transformed(dense(line), forth)
        self._land = shapely.make_valid(transformed(dense(country.land), forth))
        self._sea = shapely.make_valid(transformed(dense(_near(country.sea, country.land)), forth))

    def of(self, area: shapely.Geometry, region: shapely.Geometry) -> shapely.Geometry:
        """The contact line (MultiLineString, EPSG:4326) of `area`, which differs from the known in `region`.

        Both in EPSG:4326. Where the lines judged anew meet those kept, a vertex is added.
        """
        # what lies far off is cut away before anything is projected
        far = shapely.bounds(region) + _wider((_JUDGED_KM + 2 * _BESIDE_KM) / 70.0)
        area = shapely.intersection(area, shapely.box(*far))
        bounds = np.array(shapely.bounds(transformed(region, self._forth)))
        judged = shapely.box(*(bounds + _wider(_JUDGED_KM)))
        data = shapely.box(*(bounds + _wider(_JUDGED_KM + _BESIDE_KM)))
        whole = shapely.make_valid(transformed(dense(area), self._forth))
        pieces = _pieces(whole, judged.bounds)
        control, land, sea = (shapely.intersection(shape, data) for shape in (whole, self._land, self._sea))
        contact = pieces[_is_contact(pieces, control, land, sea)]
        kept = shapely.difference(self._line, judged)
        found = shapely.intersection(shapely.union_all(contact), judged)
        parts = shapely.get_parts(shapely.get_parts(np.array([kept, shapely.line_merge(_only_lines(found))])))
        parts = parts[shapely.get_type_id(parts) == 1]
        return transformed(shapely.multilinestrings(list(parts[~shapely.is_empty(parts)])), self._back)


def _is_contact(
    pieces: NDArray[Any], control: shapely.Geometry, land: shapely.Geometry, sea: shapely.Geometry
) -> NDArray[np.bool_]:
    """Which pieces of the outline of `control` face land that is not under control; all in km."""
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    shapely.prepare(land)
    shapely.prepare(control)
    edge = shapely.boundary(land)
    shapely.prepare(edge)
    contact = shapely.contains_properly(land, middles)
    contact &= ~shapely.dwithin(edge, middles, TOLERANCE_KM)
    free = _free_land(land, control)
    if not free.is_empty:
        open_ = np.flatnonzero(~contact)
        contact[open_] = _faces(middles[open_], free, control, 1.5 * TOLERANCE_KM)
        open_ = np.flatnonzero(~contact)
        contact[open_] = _faces_across_water(middles[open_], free, control, sea)
    return np.asarray(contact, dtype=bool)


def _wider(margin: float) -> NDArray[np.float64]:
    return np.array([-margin, -margin, margin, margin])


def _only_lines(geometry: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.get_parts(np.array([geometry])))
    return shapely.multilinestrings(list(parts[shapely.get_type_id(parts) == 1]))


def _pieces(control: shapely.Geometry, within: tuple[float, ...] | None = None) -> NDArray[Any]:
    """The outline in pieces of at most `PIECE_KM`; with bounds, those alone that reach into them."""
    rings = shapely.get_parts(shapely.boundary(shapely.get_parts(control)))
    rings = shapely.get_parts(rings)
    coordinates, owner = shapely.get_coordinates(shapely.segmentize(rings, PIECE_KM), return_index=True)
    wanted = owner[1:] == owner[:-1]
    if within is not None:
        west, south, east, north = within
        low, high = (
            np.minimum(coordinates[:-1], coordinates[1:]),
            np.maximum(coordinates[:-1], coordinates[1:]),
        )
        wanted &= ((high >= (west, south)) & (low <= (east, north))).all(axis=1)
    return np.asarray(
        shapely.linestrings(np.stack([coordinates[:-1][wanted], coordinates[1:][wanted]], axis=1))
    )


def _free_land(land: shapely.Geometry, control: shapely.Geometry) -> shapely.Geometry:
    """Land not under control, without strips narrower than the tolerance along the outline of the land."""
    free = shapely.difference(land, control)
    eroded = shapely.buffer(free, -TOLERANCE_KM / 2, quad_segs=4)
    opened = shapely.intersection(shapely.buffer(eroded, TOLERANCE_KM / 2 * 1.01, quad_segs=4), free)
    polygons = [part for part in shapely.get_parts(opened) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(polygons)


def _ways(points: NDArray[Any], free: shapely.Geometry, most_km: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """Straight ways to the nearest free land no longer than `most_km`: the ways, and whose they are."""
    parts = _small(free)
    tree = shapely.STRtree(parts)
    found = tree.query_nearest(points, max_distance=most_km, all_matches=False)
    return shapely.shortest_line(points[found[0]], parts[found[1]]), found[0]


def _faces(
    points: NDArray[Any], free: shapely.Geometry, control: shapely.Geometry, most_km: float
) -> NDArray[np.bool_]:
    ways, whose = _ways(points, free, most_km)
    through = shapely.length(shapely.intersection(ways, control))
    result = np.zeros(len(points), dtype=bool)
    result[whose] = through <= SLACK * shapely.length(ways) + ROUNDING_KM
    return result


def _faces_across_water(
    points: NDArray[Any], free: shapely.Geometry, control: shapely.Geometry, sea: shapely.Geometry
) -> NDArray[np.bool_]:
    result = np.zeros(len(points), dtype=bool)
    if sea.is_empty:
        return result
    ways, whose = _ways(points, free, STRAIT_KM)
    length = shapely.length(ways)
    through = shapely.length(shapely.intersection(ways, control))
    over_water = shapely.length(shapely.intersection(ways, sea))
    result[whose] = (through <= SLACK * length + ROUNDING_KM) & (over_water >= 0.5 * length)
    return result


def _near(sea: shapely.Geometry, area: shapely.Geometry) -> shapely.Geometry:
    """The sea around `area`, so that far coasts are not carried along."""
    west, south, east, north = area.bounds
    return shapely.intersection(sea, shapely.box(west - 0.5, south - 0.5, east + 0.5, north + 0.5))


def _small(geometry: shapely.Geometry) -> NDArray[Any]:
    """Polygons cut along a grid of 20 km, so that each has few vertices."""
    west, south, east, north = geometry.bounds
    columns, rows = np.arange(west, east, 20.0), np.arange(south, north, 20.0)
    x, y = (grid.ravel() for grid in np.meshgrid(columns, rows))
    tiles = shapely.box(x, y, x + 20.0, y + 20.0)
    shapely.prepare(geometry)
    tiles = tiles[shapely.intersects(geometry, tiles)]
    whole = shapely.contains_properly(geometry, tiles)
    cut = shapely.intersection(tiles[~whole], geometry)
    return np.concatenate([tiles[whole], cut])
