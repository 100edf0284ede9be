"""Lengths and areas on the ellipsoid of WGS 84."""

from __future__ import annotations

from collections.abc import Sequence

Place = tuple[float, float]


def segment_lengths_m(places: Sequence[Place]) -> list[float]:
    """Geodesic lengths between places that follow one another, metres.

    Parameters
    ----------
    places : sequence of (lon, lat)
        Degrees, EPSG:4326.

    Source
    ------
    Karney 2013, "Algorithms for geodesics", as PROJ has it.
    """
    if len(places) < 2:
        return []
    from pyproj import Geod

    lons, lats = [lon for lon, _ in places], [lat for _, lat in places]
    lengths: list[float] = Geod(ellps="WGS84").line_lengths(lons, lats)
    return [float(length) for length in lengths]


def ring_area_m2(places: Sequence[Place]) -> float:
    """Area within geodesics from each place to the next and back to the first, square metres.

    Where the sides cross one another the parts count against each other.

    Parameters
    ----------
    places : sequence of (lon, lat)
        Degrees, EPSG:4326; the first is not repeated at the end.
    """
    if len(places) < 3:
        return 0.0
    from pyproj import Geod

    lons, lats = [lon for lon, _ in places], [lat for _, lat in places]
    area, _ = Geod(ellps="WGS84").polygon_area_perimeter(lons, lats)
    return abs(float(area))


def crosses_itself(places: Sequence[Place]) -> bool:
    """Whether the sides of a ring cross, so that its area says little."""
    if len(places) < 4:
        return False
    import shapely

    return not bool(shapely.is_simple(shapely.LinearRing(list(places))))
