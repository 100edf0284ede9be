"""The outline of the areas of control as rings, and stretches of it between two places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.text import tr
from planning.errors import PlanningError
from planning.front import Front
from planning.geodesy import dense, local_projection, transformed

Floats = NDArray[np.float64]
LonLat = tuple[float, float]

# The contact line is cut from the rings, so that what belongs to it lies on them to within rounding.
_ON_LINE_KM = 0.05
_SAMPLE_KM = 0.5
# A place farther from the front than this does not mean a place on it.
FARTHEST_KM = 100.0
# Two places lie on separate parts of the front when the part common to both is so much farther than theirs.
_APART_KM = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class _Ring:
    """One ring of the outline.

    Attributes
    ----------
    lonlat : array, shape (n, 2)
        Closed: the last vertex is the first.
    plane : LineString
        In km; its vertices are those of `lonlat`.
    along : array, shape (n,)
        Running length at each vertex, km.
    contact : MultiLineString
        The part of the contact line on the ring, in the plane.
    is_contact : bool array
        Whether the ring belongs to the contact line, every `_SAMPLE_KM` from its beginning.
    """

    lonlat: Floats
    plane: shapely.Geometry
    along: Floats
    contact: shapely.Geometry
    is_contact: NDArray[np.bool_]

    @property
    def length(self) -> float:
        return float(self.along[-1])

    def contact_share(self, start: float, length: float) -> float:
        """Share of the contact line in the way of `length` km onwards from `start`, over the seam too."""
        count = max(2, round(length / _SAMPLE_KM))
        places = (start + np.linspace(0.0, length, count)) % self.length
        sample = np.minimum((places / _SAMPLE_KM).astype(np.int64), len(self.is_contact) - 1)
        return float(self.is_contact[sample].mean())

    def between(self, start: float, length: float) -> Floats:
        """Vertices of the way of `length` km onwards from `start`, over the seam too."""
        stop = start + length
        along = np.concatenate((self.along[:-1], self.along + self.length))
        lonlat = np.concatenate((self.lonlat[:-1], self.lonlat))
        inner = lonlat[(along > start + 1e-9) & (along < stop - 1e-9)]
        ends = [[np.interp(at, along, lonlat[:, axis]) for axis in (0, 1)] for at in (start, stop)]
        return np.concatenate((ends[:1], inner, ends[1:]))


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A part of the outline between two places on the contact line.

    Attributes
    ----------
    line : LineString
        EPSG:4326, from the first place to the second.
    ring : int
    """

    line: shapely.Geometry
    ring: int


@dataclass(frozen=True, slots=True)
class Located:
    """The point of the contact line nearest to a place.

    Attributes
    ----------
    ring : int
    along_km : float
        From the beginning of the ring.
    lonlat : (lon, lat)
    away_km : float
        From the place.
    """

    ring: int
    along_km: float
    lonlat: LonLat
    away_km: float


class Outline:
    """Where places lie along the front; lengths in km on the plane of an equal-area projection.

    Stretches are found on the plane; what is measured and shown is measured geodesically elsewhere.
    """

    def __init__(self, front: Front) -> None:
        self._forth, self._back = local_projection(front.area)
        rings = shapely.get_parts(shapely.boundary(shapely.get_parts(front.area)))
        # straight in longitude and latitude is not straight on the plane
        rings = dense(shapely.get_parts(rings))
        line = shapely.get_parts(transformed(dense(front.line), self._forth))
        planes = transformed(rings, self._forth)
        owner = _owners(line, planes)
        self._rings = [
            _ring(rings[index], planes[index], line[owner == index])
            for index in np.unique(owner[owner >= 0]).tolist()
        ]
        if not self._rings:
            raise PlanningError(
                tr("the contact line does not follow the outline of the area of control"),
                where=", ".join(front.layers),
                todo=tr("Import areas of control (polygons)."),
            )

    def stretch(self, first: LonLat, last: LonLat) -> Stretch:
        """The part of the contact line from the point nearest to one place to that nearest to another.

        Of the two ways round the ring the one that is contact line for the greater part is taken, and of
        two alike the shorter.

        Raises
        ------
        PlanningError
            When a place lies far from the front, or both mean the same point of it.
        """
        number, (start, stop) = self._located([first, last])
        ring = self._rings[number]
        ahead = (stop - start) % ring.length
        back = ring.length - ahead
        if min(ahead, back) < 1e-3:
            raise PlanningError(
                tr("both ends of the stretch are nearest to the same point of the front"),
                where=tr("front"),
                todo=tr("Give two places further apart along the front."),
            )
        shares = ring.contact_share(start, ahead), ring.contact_share(stop, back)
        onward = shares[0] > shares[1] + 0.02 or (abs(shares[0] - shares[1]) <= 0.02 and ahead <= back)
        if onward:
            return Stretch(shapely.LineString(ring.between(start, ahead)), number)
        return Stretch(shapely.LineString(ring.between(stop, back)[::-1]), number)

    def pulled(self, grab: LonLat, to: LonLat, reach_km: float) -> shapely.Geometry:
        """The front pulled at one point: the line (EPSG:4326) that takes the place of its stretch.

        Parameters
        ----------
        grab, to : (lon, lat)
            Where the front is taken hold of, and where it is let go.
        reach_km : float
            How far along the front, to either side, the pull is felt; it fades smoothly.
        """
        number, (at,) = self._located([grab])
        ring = self._rings[number]
        reach = min(reach_km, 0.49 * ring.length)
        start = (at - reach) % ring.length
        stretch = shapely.segmentize(
            transformed(shapely.LineString(ring.between(start, 2 * reach)), self._forth), reach / 20
        )
        vertices = shapely.get_coordinates(stretch)
        step = np.hypot(*np.diff(vertices, axis=0).T)
        along = np.concatenate(([0.0], np.cumsum(step)))
        weight = smooth_step(1.0 - np.abs(along / along[-1] * 2.0 - 1.0))
        held = shapely.get_coordinates(shapely.line_interpolate_point(stretch, along[-1] / 2))[0]
        target = np.array(self._forth.transform(*to))
        moved = vertices + weight[:, None] * (target - held)
        return transformed(shapely.LineString(moved), self._back)

    def locate(self, place: LonLat) -> Located:
        """The point of the contact line nearest to one place, whatever ring it lies on.

        Raises
        ------
        PlanningError
            When the place lies far from the front.
        """
        number, (along,) = self._located([place])
        ring = self._rings[number]
        away = shapely.distance(ring.contact, shapely.Point(*self._forth.transform(*place)))
        lon, lat = ring.between(along, 0.0)[0].tolist()
        return Located(number, along, (lon, lat), float(away))

    def apart(self, first: LonLat, last: LonLat) -> bool:
        """Whether two places lie on separate parts (rings) of the front."""
        points = shapely.points([self._forth.transform(*place) for place in (first, last)])
        common = min(float(shapely.distance(ring.contact, points).max()) for ring in self._rings)
        if common <= _APART_KM:
            return False
        one, other = self.locate(first), self.locate(last)
        return one.ring != other.ring and common > max(one.away_km, other.away_km) + _APART_KM

    def cut(self, ring: int, along_km: list[float]) -> shapely.Geometry:
        """A whole ring (EPSG:4326) with vertices at places along it."""
        places = sorted(set(along_km))
        whole = self._rings[ring]
        steps = np.diff([*places, places[0] + whole.length])
        parts = [whole.between(at, step) for at, step in zip(places, steps.tolist(), strict=True)]
        return shapely.multilinestrings([shapely.LineString(part) for part in parts])

    def _located(self, places: list[LonLat]) -> tuple[int, tuple[float, ...]]:
        """The ring that all places are nearest to, and how far along it the nearest point to each lies."""
        points = shapely.points([self._forth.transform(*place) for place in places])
        far = [float(shapely.distance(ring.contact, points).max()) for ring in self._rings]
        number = int(np.argmin(far))
        if far[number] > FARTHEST_KM:
            raise PlanningError(
                tr("a place given for the front lies {far:,.0f} km from it", far=far[number]),
                where=tr("front"),
                expected=tr(
                    "Places within {most:g} km of the front mean its nearest point.", most=FARTHEST_KM
                ),
                todo=tr("Give a place nearer to the front."),
            )
        ring = self._rings[number]
        nearest = shapely.get_coordinates(shapely.shortest_line(ring.contact, points))[::2]
        return number, tuple(shapely.line_locate_point(ring.plane, shapely.points(nearest)).tolist())


def smooth_step(share: Floats) -> Floats:
    """0 at and below 0, 1 at and above 1, without a kink between (3t² − 2t³)."""
    t = np.clip(share, 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t), dtype=np.float64)


def _owners(line: Any, planes: Any) -> NDArray[np.int64]:
    """The ring each part of the contact line lies on; -1 where it lies on none."""
    middles = shapely.line_interpolate_point(line, 0.5, normalized=True)
    tree = shapely.STRtree(planes)
    part, ring = tree.query_nearest(middles, max_distance=_ON_LINE_KM, all_matches=False)
    owner = np.full(len(line), -1, dtype=np.int64)
    owner[part] = ring
    return owner


def _ring(ring: shapely.Geometry, plane: shapely.Geometry, parts: Any) -> _Ring:
    vertices = shapely.get_coordinates(plane)
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(vertices, axis=0).T))))
    contact = shapely.multilinestrings(list(parts))
    shapely.prepare(contact)
    samples = shapely.line_interpolate_point(plane, np.arange(0.0, along[-1], _SAMPLE_KM))
    return _Ring(
        lonlat=shapely.get_coordinates(ring),
        plane=plane,
        along=along,
        contact=contact,
        is_contact=np.asarray(shapely.dwithin(contact, samples, _ON_LINE_KM)),
    )
