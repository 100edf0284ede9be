"""A front redrawn by lines: what changes hands, and the area of control that is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.text import tr
from planning.country import Country
from planning.errors import PlanningError
from planning.front import Front
from planning.front_outline import LonLat, Outline
from planning.front_shape import GRID_DEG, polygons

# Faces are rounded to the grid; what lies nearer to a drawn line than this lies on it.
_ON_LINE_DEG = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Redrawn:
    """A front after lines took the place of stretches of it; EPSG:4326.

    Attributes
    ----------
    area : MultiPolygon
        The area of control.
    region : Geometry
        Holds everything that changes hands.
    """

    area: shapely.Geometry
    region: shapely.Geometry


def redrawn(
    front: Front,
    outline: Outline,
    country: Country,
    drawn: shapely.Geometry,
    *,
    grid_deg: float | None = GRID_DEG,
) -> Redrawn:
    """The front after each drawn line took the place of the stretch between its ends.

    Parameters
    ----------
    drawn : LineString or MultiLineString
        EPSG:4326. The ends of a line are joined straight to the nearest points of the front. What lies
        between it and its stretch comes under control where it was not, and out of it where it was. A
        closed line does so with what it encloses. Lines that lead from one separate part of the front to
        another bring what they enclose together with both parts under control.
    grid_deg : float, optional
        Overlays are rounded to this, so that outlines that touch leave no slivers; None where slivers do
        no harm.

    Raises
    ------
    PlanningError
        When a line has no two distinct ends, an end lies far from the front, or a line between two parts
        encloses nothing.
    """
    lines = _lines(drawn)
    bridges = [line for line in lines if not _ring(line) and outline.apart(line[0], line[-1])]
    faces: list[Any] = []
    for line in lines:
        if ring := _ring(line):
            faces += ring
        elif not any(line is bridge for bridge in bridges):
            faces += list(_between(outline, line))
    shapes = np.array(faces, dtype=object)
    held = shapely.area(shapely.intersection(shapes, front.area))
    was_held = held > 0.5 * shapely.area(shapes)
    gained, lost = list(shapes[~was_held]), list(shapes[was_held])
    if bridges:
        gained += _bridged(front, outline, bridges)
    area = front.area
    if lost:
        area = shapely.difference(area, shapely.union_all(lost), grid_size=grid_deg)
    if gained:
        gained = [shapely.intersection(shapely.union_all(gained), country.land)]
        area = shapely.union(area, gained[0], grid_size=grid_deg)
    return Redrawn(area=polygons(area), region=polygons(shapely.union_all([*lost, *gained])))


def _lines(drawn: shapely.Geometry) -> list[NDArray[np.float64]]:
    """Vertices of each line."""
    parts = shapely.get_parts(shapely.force_2d(drawn))
    vertices = [shapely.get_coordinates(part) for part in parts]
    is_line = bool(len(parts)) and bool((shapely.get_type_id(parts) == 1).all())
    if not is_line or any(len(line) < 2 or not np.isfinite(line).all() for line in vertices):
        raise PlanningError(
            tr("the new front is not drawn as one line or several"),
            where=tr("front"),
            expected=tr("Lines from a place on the front to another, in longitude and latitude."),
        )
    return vertices


def _ring(line: NDArray[np.float64]) -> list[Any]:
    """The faces that a closed line encloses; none for a line that is not closed."""
    if len(line) < 4 or (line[0] != line[-1]).any():
        return []
    noded = shapely.node(shapely.LineString(line))
    return list(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))


def _between(outline: Outline, line: NDArray[np.float64]) -> Any:
    """The faces between a line and the stretch whose place it takes."""
    stretch = outline.stretch(_place(line[0]), _place(line[-1])).line
    ends = shapely.get_coordinates(stretch)[[0, -1]]
    joined = shapely.LineString(np.concatenate((ends[:1], line, ends[1:])))
    return shapely.get_parts(shapely.polygonize([shapely.union(stretch, joined, grid_size=GRID_DEG)]))


def _bridged(front: Front, outline: Outline, bridges: list[NDArray[np.float64]]) -> list[Any]:
    """The faces that lines between separate parts of the front enclose together with these parts."""
    joined: list[Any] = []
    cuts: dict[int, list[float]] = {}
    for line in bridges:
        ends = []
        for place in (line[0], line[-1]):
            located = outline.locate(_place(place))
            cuts.setdefault(located.ring, []).append(located.along_km)
            ends.append(located.lonlat)
        joined.append(shapely.LineString(np.concatenate((ends[:1], line, ends[1:]))))
    rings = [outline.cut(ring, places) for ring, places in cuts.items()]
    lines = shapely.union_all([*joined, *rings], grid_size=GRID_DEG)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    touched = shapely.buffer(shapely.union_all(joined), _ON_LINE_DEG)
    along = shapely.length(shapely.intersection(shapely.boundary(faces), touched)) > 10 * _ON_LINE_DEG
    held = shapely.area(shapely.intersection(faces, front.area)) > 0.5 * shapely.area(faces)
    enclosed = list(faces[along & ~held])
    if not enclosed:
        raise PlanningError(
            tr("a line leads from one separate part of the front to another and encloses nothing"),
            where=tr("front"),
            expected=tr("Two lines from one part to the other, with what comes under control between them."),
            todo=tr("Draw the second line, too."),
        )
    return enclosed


def _place(vertex: NDArray[np.float64]) -> LonLat:
    return float(vertex[0]), float(vertex[1])
