"""The area of control beside a front given as lines, each with the side under control.

The country is cut along the lines. Where a line ends within the country, its end is joined straight to the
nearest other line or to the outline of the country. Each face of the cut is under control when the lines
along it say so for the greater part of their length; a face that no line bounds (an island, a sliver along
the border) takes the side on which it lies of the nearest line. The area is then widened by the tolerance
of the outline of the country, so that no coastal place falls out of it, except towards the rest of the
country. Source: Corridor's own method.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.text import tr
from planning.contact_line import TOLERANCE_KM
from planning.country import Country
from planning.errors import PlanningError
from planning.geodesy import dense, local_projection, transformed

# A longer join would invent a front.
LONGEST_JOIN_KM = 50.0
# Coordinates are rounded to this, so that ends that touch a line to within rounding do meet it.
_GRID_KM = 0.001
_PIECE_KM = 0.5
_PROBE_KM = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """The area beside the lines, and how far their ends had to be joined (km, one value a join)."""

    area: shapely.Geometry
    joins_km: tuple[float, ...]


def controlled_side(lines: NDArray[Any], left: NDArray[np.bool_], country: Country) -> Side:
    """The part of `country` on the controlled side of `lines`.

    Parameters
    ----------
    lines : array of LineString
        EPSG:4326.
    left : bool array
        Whether the area of control lies to the left of each line, seen in drawing direction.
    country : Country

    Raises
    ------
    PlanningError
        When a line ends too far from the border and from other lines, or when no part of the country lies
        on a controlled side.
    """
    forth, back = local_projection(country.land)
    drawn = transformed(dense(lines), forth)
    land = shapely.make_valid(transformed(dense(country.land), forth))
    edge = shapely.boundary(land)
    joins = _joins(drawn, edge, land, back)
    network = shapely.union_all([edge, *drawn, *joins], grid_size=_GRID_KM)
    faces = shapely.get_parts(shapely.polygonize([network]))
    faces = faces[shapely.intersects(land, shapely.point_on_surface(faces))]
    controlled = _controlled(faces, drawn, left)
    if not controlled.any():
        raise PlanningError(
            tr("no part of the country lies on the controlled side of the front line"),
            where=tr("front"),
            expected=tr("The line should cross the country, with the side under control stated."),
            todo=tr("Check the line and the side."),
        )
    area = _widened(shapely.union_all(faces[controlled]), shapely.union_all(faces[~controlled]))
    lengths = tuple(float(value) for value in shapely.length(np.asarray(joins, dtype=object)))
    return Side(area=transformed(area, back), joins_km=lengths)


def _widened(control: shapely.Geometry, free: shapely.Geometry) -> shapely.Geometry:
    beside = shapely.difference(shapely.buffer(control, TOLERANCE_KM), shapely.buffer(free, TOLERANCE_KM))
    return shapely.union(control, beside)


def _joins(drawn: NDArray[Any], edge: shapely.Geometry, land: shapely.Geometry, back: Any) -> list[Any]:
    joins: list[Any] = []
    for index, line in enumerate(drawn):
        others = shapely.union_all([edge, *np.delete(drawn, index)])
        for position in (0, -1):
            end = shapely.get_point(line, position)
            if not shapely.intersects(land, end):
                continue
            way = shapely.shortest_line(end, others)
            length = shapely.length(way)
            if length > LONGEST_JOIN_KM:
                raise _loose_end(transformed(end, back), length)
            if length > _GRID_KM:
                joins.append(way)
    return joins


def _loose_end(end: shapely.Geometry, length_km: float) -> PlanningError:
    return PlanningError(
        tr(
            "a front line ends at {lon:.3f}, {lat:.3f}, {length:,.0f} km from the border and other lines",
            lon=end.x,
            lat=end.y,
            length=length_km,
        ),
        where=tr("front"),
        expected=tr("Ends are joined over at most {most:g} km.", most=LONGEST_JOIN_KM),
        todo=tr("Draw the line on to the border, or import the areas of control."),
    )


def _controlled(faces: NDArray[Any], drawn: NDArray[Any], left: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each face lies on the controlled side."""
    coordinates, owner = shapely.get_coordinates(shapely.segmentize(drawn, _PIECE_KM), return_index=True)
    same = owner[1:] == owner[:-1]
    start, end, whose = coordinates[:-1][same], coordinates[1:][same], owner[:-1][same]
    step = end - start
    length = np.hypot(step[:, 0], step[:, 1])
    start, end, step, whose, length = (values[length > 0] for values in (start, end, step, whose, length))
    to_left = np.column_stack([-step[:, 1], step[:, 0]]) / length[:, None]
    middle = (start + end) / 2
    votes = np.zeros(len(faces))
    bounded = np.zeros(len(faces), dtype=bool)
    tree = shapely.STRtree(faces)
    for sign in (1, -1):
        probe, face = tree.query(shapely.points(middle + sign * _PROBE_KM * to_left), predicate="within")
        says = np.where(left[whose[probe]] == (sign > 0), 1.0, -1.0)
        np.add.at(votes, face, says * length[probe])
        bounded[face] = True
    loose = np.flatnonzero(~bounded)
    if len(loose):
        inner = shapely.point_on_surface(faces[loose])
        nearest = shapely.STRtree(shapely.linestrings(np.stack([start, end], axis=1))).nearest(inner)
        offset = shapely.get_coordinates(inner) - start[nearest]
        on_left = (step[nearest, 0] * offset[:, 1] - step[nearest, 1] * offset[:, 0]) > 0
        votes[loose] = np.where(on_left == left[whose[nearest]], 1.0, -1.0)
    return np.asarray(votes > 0)
