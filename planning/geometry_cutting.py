"""Shapes split by a drawn line, and reshaped along one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from layers.text import Text, tr
from planning.errors import PlanningError
from planning.geometry_editing import LonLat, drawn_line

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# About a tenth of a millimetre: an end that was snapped to an outline may fall short of it by rounding.
_REACH_DEGREES = 1e-9


def split(shape: BaseGeometry, places: Sequence[LonLat]) -> tuple[BaseGeometry, ...]:
    """The pieces of a line or polygon (of one part or several) cut along a drawn line, the largest first.

    Parts that the line leaves whole stay with the largest piece.

    Raises
    ------
    PlanningError
        When the line does not cut through.
    """
    import shapely

    knife = _lengthened(drawn_line(places))
    is_area = shape.geom_type.endswith("Polygon")
    whole: list[Any] = []
    pieces: list[Any] = []
    for part in shapely.get_parts(shape):
        cut = _cut_polygon(part, knife) if is_area else _cut_line(part, knife)
        (pieces if len(cut) > 1 else whole).extend(cut)
    if not pieces:
        raise PlanningError(
            tr("the line does not cut through"),
            expected=tr("Over an area it begins and ends outside, or on its outline; a line it crosses."),
            todo=tr("Draw it right across."),
        )
    size = shapely.area if is_area else shapely.length
    pieces.sort(key=lambda piece: float(size(piece)), reverse=True)
    if not whole:
        return tuple(pieces)
    together = shapely.MultiPolygon if is_area else shapely.MultiLineString
    return together([pieces[0], *whole]), *pieces[1:]


def reshape(shape: BaseGeometry, places: Sequence[LonLat]) -> BaseGeometry:
    """The line or polygon with the stretch of its outline between the first and last touch of a drawn line
    replaced by that line.

    Of an area the larger piece stays, so that a line drawn outside adds and one drawn inside takes away.

    Raises
    ------
    PlanningError
        When the line does not touch one outline twice, or the outline would cross itself.
    """
    import shapely

    drawn = _lengthened(drawn_line(places))
    parts = list(shapely.get_parts(shape))
    touched = [n for n, part in enumerate(parts) if _touches(_rings(part), drawn)]
    if not touched:
        raise _no_touch(tr("the line does not touch the outline twice"))
    if len(touched) > 1:
        raise _no_touch(tr("the line touches the outlines of several parts"))
    part = parts[touched[0]]
    parts[touched[0]] = _reshaped(part, drawn)
    if not shape.geom_type.startswith("Multi"):
        return parts[0]
    together = shapely.MultiPolygon if shape.geom_type == "MultiPolygon" else shapely.MultiLineString
    return together(parts)


def _lengthened(line: Any) -> Any:
    import shapely

    corners = list(line.coords)
    for end, before in ((0, 1), (-1, -2)):
        (x, y), (fx, fy) = corners[end][:2], corners[before][:2]
        length = ((x - fx) ** 2 + (y - fy) ** 2) ** 0.5
        corners[end] = (x + (x - fx) / length * _REACH_DEGREES, y + (y - fy) / length * _REACH_DEGREES)
    return shapely.LineString(corners)


def _cut_polygon(polygon: Any, knife: Any) -> list[Any]:
    import shapely

    edges = shapely.union_all([polygon.boundary, knife])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    inside = shapely.contains(polygon, shapely.point_on_surface(faces))
    return list(faces[inside]) if int(inside.sum()) > 1 else [polygon]


def _cut_line(line: Any, knife: Any) -> list[Any]:
    import shapely

    if not knife.crosses(line) and not knife.touches(line):
        return [line]
    cuts = _touch_points(line, knife)
    length = line.length
    at = sorted({round(line.project(point), 12) for point in cuts})
    at = [place for place in at if _REACH_DEGREES < place < length - _REACH_DEGREES]
    if not at:
        return [line]
    bounds = [0.0, *at, length]
    pieces = [_stretch(line, start, end) for start, end in itertools.pairwise(bounds)]
    if line.is_ring and len(pieces) > 1:
        joined = [*pieces[-1].coords[:-1], *pieces[0].coords]
        pieces = [shapely.LineString(joined), *pieces[1:-1]]
    return pieces


def _stretch(line: Any, start: float, end: float) -> Any:
    from shapely.ops import substring

    return substring(line, start, end)


def _touch_points(outline: Any, drawn: Any) -> list[Any]:
    """Where a drawn line meets an outline; a stretch along it counts as its two ends."""
    import shapely

    points: list[Any] = []
    for part in shapely.get_parts(shapely.intersection(outline, drawn)):
        if part.is_empty:
            continue
        if part.geom_type == "Point":
            points.append(part)
        elif part.geom_type == "LineString":
            points += [shapely.Point(part.coords[0]), shapely.Point(part.coords[-1])]
    return points


def _rings(part: Any) -> list[Any]:
    import shapely

    return [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [shapely.LineString(part)]


def _touches(rings: list[Any], drawn: Any) -> bool:
    return any(len(_places_along(drawn, ring)) > 1 for ring in rings)


def _places_along(drawn: Any, ring: Any) -> list[float]:
    """How far along the drawn line it meets the ring, ascending; the same place once."""
    along = sorted(drawn.project(point) for point in _touch_points(ring, drawn))
    return [place for n, place in enumerate(along) if n == 0 or place - along[n - 1] > _REACH_DEGREES * 4]


def _reshaped(part: Any, drawn: Any) -> Any:
    import shapely

    rings = _rings(part)
    met = [(n, _places_along(drawn, ring)) for n, ring in enumerate(rings)]
    met = [(n, places) for n, places in met if places]
    first = min(places[0] for _, places in met)
    last = max(places[-1] for _, places in met)
    number, places = max(met, key=lambda item: len(item[1]))
    if (places[0], places[-1]) != (first, last):
        raise _no_touch(tr("the line begins on one outline and ends on another"))
    new = _stretch(drawn, first, last)
    ring = rings[number]
    if part.geom_type != "Polygon":
        return _line_along(ring, new)
    made = _ring_along(ring, new)
    outlines = [shapely.LinearRing(made) if n == number else other for n, other in enumerate(rings)]
    result = shapely.Polygon(outlines[0], outlines[1:])
    if not result.is_valid:
        raise _crossing()
    return result


def _line_along(line: Any, new: Any) -> Any:
    import shapely

    start, end = (line.project(shapely.Point(new.coords[n])) for n in (0, -1))
    corners = list(new.coords)
    if start > end:
        start, end, corners = end, start, corners[::-1]
    before = _corners_of(_stretch(line, 0.0, start))
    after = _corners_of(_stretch(line, end, line.length))
    return drawn_line([*before[:-1], *corners, *after[1:]])


def _ring_along(ring: Any, new: Any) -> list[LonLat]:
    """The corners of a ring with `new` for a stretch of it: of both ways round, the one that keeps most."""
    import shapely

    line = shapely.LineString(ring.coords)
    start, end = (line.project(shapely.Point(new.coords[n])) for n in (0, -1))
    corners = list(new.coords)
    if start > end:
        start, end, corners = end, start, corners[::-1]
    between = _corners_of(_stretch(line, start, end))
    around = [*_corners_of(_stretch(line, end, line.length))[:-1], *_corners_of(_stretch(line, 0.0, start))]
    old = shapely.Polygon(ring)
    candidates = []
    for kept in (around, between[::-1]):
        made = shapely.Polygon([*corners[:-1], *kept[:-1]]) if len(corners) + len(kept) > 4 else None
        if made is not None and made.is_valid and not made.is_empty:
            candidates.append((made.intersection(old).area, made))
    if not candidates:
        raise _crossing()
    best = max(candidates, key=lambda item: item[0])[1]
    return [(x, y) for x, y, *_ in best.exterior.coords]


def _corners_of(stretch: Any) -> list[LonLat]:
    return [(x, y) for x, y, *_ in stretch.coords]


def _no_touch(what: Text) -> PlanningError:
    return PlanningError(
        what,
        expected=tr("The line begins and ends on the same outline, or crosses it there."),
        todo=tr("Draw it again; with snapping it catches the outline."),
    )


def _crossing() -> PlanningError:
    return PlanningError(
        tr("the outline would cross itself"),
        expected=tr("A line that leaves the outline and comes back to it without crossing it between."),
        todo=tr("Draw it again."),
    )
