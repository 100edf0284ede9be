"""Shapes changed by hand: vertices moved, put in and taken out, shapes split and reshaped by a drawn line.

All shapes are in EPSG:4326; what is reckoned is reckoned in degrees, in which straight edges are stored.
Nothing here checks whether the result is valid; that is done where it is taken into a layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.text import tr
from planning.errors import PlanningError

if TYPE_CHECKING:
    from shapely.geometry import LineString
    from shapely.geometry.base import BaseGeometry

LonLat = tuple[float, float]
Ring = list[LonLat]

_POLYGON, _LINE, _POINT = "Polygon", "LineString", "Point"


@dataclass(frozen=True, slots=True, order=True)
class Vertex:
    """Where a vertex stands in its shape: which part, which ring of it (0 is the outer), which corner."""

    part: int
    ring: int
    corner: int


@dataclass(frozen=True, slots=True, eq=False)
class Corners:
    """A shape taken apart: parts of rings of corners; rings of polygons without the closing corner.

    Attributes
    ----------
    kind : str
        Polygon, LineString or Point.
    is_multi : bool
        Whether the shape is of several parts by its type.
    parts : list of list of list of (lon, lat)
    """

    kind: str
    is_multi: bool
    parts: list[list[Ring]]

    @classmethod
    def of(cls, shape: BaseGeometry) -> Corners:
        """The corners of a point, line or polygon, of one part or several."""
        kind = shape.geom_type.removeprefix("Multi")
        is_multi = shape.geom_type.startswith("Multi")
        parts: list[list[Ring]] = []
        for part in shape.geoms if is_multi else (shape,):
            if kind == _POLYGON:
                rings = [part.exterior, *part.interiors]
                parts.append([[(x, y) for x, y, *_ in ring.coords[:-1]] for ring in rings])
            else:
                parts.append([[(x, y) for x, y, *_ in part.coords]])
        return cls(kind, is_multi, parts)

    def shape(self) -> BaseGeometry:
        """The shape put together again."""
        import shapely

        if self.kind == _POLYGON:
            made = [shapely.Polygon(part[0], part[1:]) for part in self.parts]
        elif self.kind == _LINE:
            made = [shapely.LineString(part[0]) for part in self.parts]
        else:
            made = [shapely.Point(part[0][0]) for part in self.parts]
        if not self.is_multi:
            return made[0]
        several = {
            _POLYGON: shapely.MultiPolygon, _LINE: shapely.MultiLineString, _POINT: shapely.MultiPoint
        }  # fmt: skip
        return several[self.kind](made)

    def copy(self) -> Corners:
        """Corners that may be changed."""
        parts = [[list(ring) for ring in part] for part in self.parts]
        return Corners(self.kind, self.is_multi, parts)

    def ring(self, vertex: Vertex) -> Ring:
        """The ring a vertex stands in."""
        return self.parts[vertex.part][vertex.ring]


def vertices(shape: BaseGeometry) -> list[tuple[Vertex, LonLat]]:
    """Every vertex and its place, in order."""
    return [
        (Vertex(p, r, c), place)
        for p, part in enumerate(Corners.of(shape).parts)
        for r, ring in enumerate(part)
        for c, place in enumerate(ring)
    ]


def with_vertex_moved(shape: BaseGeometry, vertex: Vertex, place: LonLat) -> BaseGeometry:
    """The shape with one vertex elsewhere."""
    corners = Corners.of(shape).copy()
    corners.ring(vertex)[vertex.corner] = place
    return corners.shape()


def with_vertex_inserted(shape: BaseGeometry, after: Vertex, place: LonLat) -> BaseGeometry:
    """The shape with a vertex more, on the edge that begins at `after`."""
    corners = Corners.of(shape).copy()
    corners.ring(after).insert(after.corner + 1, place)
    return corners.shape()


def with_vertex_removed(shape: BaseGeometry, vertex: Vertex) -> BaseGeometry:
    """The shape without one vertex; a hole or part that has too few left goes as a whole.

    Raises
    ------
    PlanningError
        When nothing would be left of the shape.
    """
    corners = Corners.of(shape).copy()
    ring = corners.ring(vertex)
    del ring[vertex.corner]
    if len(ring) < {_POLYGON: 3, _LINE: 2, _POINT: 1}[corners.kind]:
        if vertex.ring > 0:
            del corners.parts[vertex.part][vertex.ring]
        else:
            del corners.parts[vertex.part]
    if not corners.parts:
        raise PlanningError(
            tr("the shape would have too few corners"),
            expected=tr("A line has two corners at least, an area three."),
            todo=tr("Delete the feature to be rid of it."),
        )
    return corners.shape()


def nearest_edge(
    shape: BaseGeometry, place: LonLat, lon_scale: float = 1.0
) -> tuple[Vertex, LonLat, float] | None:
    """The edge nearest to a place: the vertex it begins at, the nearest place on it, and how far that is.

    Parameters
    ----------
    lon_scale : float
        Length of a degree of longitude in degrees of latitude, so that near is near on the ground.

    Returns
    -------
    tuple or None
        The distance is in degrees of latitude; None for points.
    """
    corners = Corners.of(shape)
    best: tuple[float, Vertex, LonLat] | None = None
    for p, part in enumerate(corners.parts):
        for r, ring in enumerate(part):
            following = [*ring[1:], *(ring[:1] if corners.kind == _POLYGON else [])]
            for c, (start, end) in enumerate(zip(ring, following, strict=False)):
                on_edge, distance = _nearest_on(start, end, place, lon_scale)
                if best is None or distance < best[0]:
                    best = distance, Vertex(p, r, c), on_edge
    return None if best is None else (best[1], best[2], best[0])


def _nearest_on(start: LonLat, end: LonLat, place: LonLat, lon_scale: float) -> tuple[LonLat, float]:
    ax, ay = start[0] * lon_scale, start[1]
    dx, dy = end[0] * lon_scale - ax, end[1] - ay
    px, py = place[0] * lon_scale - ax, place[1] - ay
    length = dx * dx + dy * dy
    share = min(1.0, max(0.0, (px * dx + py * dy) / length)) if length else 0.0
    on_edge = start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
    return on_edge, ((px - share * dx) ** 2 + (py - share * dy) ** 2) ** 0.5


def drawn_line(places: Sequence[LonLat]) -> LineString:
    """A line along places, the same place twice in a row counted once.

    Raises
    ------
    PlanningError
        When fewer than two places are left.
    """
    import shapely

    distinct = [place for n, place in enumerate(places) if n == 0 or place != places[n - 1]]
    if len(distinct) < 2:
        raise PlanningError(
            tr("the line has fewer than two corners"), expected=tr("Draw two corners or more.")
        )
    return shapely.LineString(distinct)
