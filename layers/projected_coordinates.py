"""Coordinates in metres: which projection a column of easting and northing is in.

Only a projection that puts every point into the area of interest is accepted, and only when no other
one does so too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import LayerError
from layers.text import Text, tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Extent = tuple[float, float, float, float]

_MOSTLY = 0.95
_SAME_METRES = 250.0
_MILLION = 1_000_000
_MOST_METRES = 1e8


@dataclass(frozen=True, slots=True)
class _System:
    """A projection, or a family of zones told apart by the millions of the easting.

    Attributes
    ----------
    zones : mapping of int to int
        EPSG code by the zone that stands before the easting; the key 0 when there is no zone.
    """

    label: Text
    zones: Mapping[int, int]


# UCS-2000 and SK-42 have the same zones; over Ukraine the two differ by less than 10 m
_SYSTEMS: tuple[_System, ...] = (
    _System(tr("Web Mercator (EPSG:3857)"), {0: 3857}),
    _System(
        tr("UCS-2000 in six-degree zones (SK-42 has the same zones and differs by less than 10 m)"),
        {zone: 5558 + zone for zone in (4, 5, 6, 7)},
    ),
    _System(tr("SK-63, three-degree zones of area X"), {zone: 7824 + zone for zone in range(1, 8)}),
)  # fmt: skip
_EPSG = re.compile(r"epsg\D{0,3}(\d{4,5})", re.IGNORECASE)
_UTM = re.compile(r"(?:utm|wgs\W?84)\W*(?:zone\W*)?(3[4-7])\s*([a-z]?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Unprojected:
    """Longitudes and latitudes, and the projection they were in."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    system: Text


def unprojected(
    easting: NDArray[np.float64], northing: NDArray[np.float64], extent: Extent, headings: str = ""
) -> Unprojected:
    """Degrees of coordinates in metres.

    Parameters
    ----------
    easting, northing : float64 arrays
        Metres, in either order; NaN where there is none.
    extent : west, south, east, north
        Degrees; where the points are expected.
    headings : str
        Column headings and names; an EPSG code or UTM zone in them decides.

    Raises
    ------
    LayerError
        When no projection fits, or several do.
    """
    if stated := _stated(headings):
        code, label = stated
        system = _System(label, {0: code})
        fitting = [found for found in _attempts(system, easting, northing, extent) if found is not None]
        if fitting:
            return fitting[0]
        raise _unclear(tr("they are not in the area of interest when read as {system}", system=label))
    fitting = [
        found
        for system in _SYSTEMS
        for found in _attempts(system, easting, northing, extent)
        if found is not None
    ]
    if not fitting:
        raise _unclear(_why_none(easting, northing))
    if any(not _same(fitting[0], other) for other in fitting[1:]):
        names = "; ".join(dict.fromkeys(str(found.system) for found in fitting))
        raise _unclear(tr("several projections fit: {names}", names=names))
    return fitting[0]


def _stated(headings: str) -> tuple[int, Text] | None:
    if found := _EPSG.search(headings):
        return int(found[1]), tr("EPSG:{code}", code=found[1])
    if found := _UTM.search(headings):
        return 32600 + int(found[1]), tr("UTM zone {zone}N, WGS 84", zone=found[1])
    return None


def _attempts(
    system: _System, easting: NDArray[np.float64], northing: NDArray[np.float64], extent: Extent
) -> tuple[Unprojected | None, ...]:
    """The points read as given, and with the two columns swapped: Gauss-Krüger calls the northing X."""
    return _read(system, easting, northing, extent), _read(system, northing, easting, extent)


def _read(
    system: _System, x: NDArray[np.float64], y: NDArray[np.float64], extent: Extent
) -> Unprojected | None:
    import numpy as np
    from pyproj import Transformer
    from pyproj.exceptions import CRSError

    known = (np.abs(x) < _MOST_METRES) & (np.abs(y) < _MOST_METRES)
    if not known.any():
        return None
    x, y = np.where(known, x, np.nan), np.where(known, y, np.nan)
    zone = (
        np.zeros(len(x), dtype="int64") if 0 in system.zones else np.nan_to_num(x // _MILLION).astype("int64")
    )
    lon, lat = np.full(len(x), np.nan), np.full(len(x), np.nan)
    for number, code in system.zones.items():
        rows = known & (zone == number)
        if rows.any():
            try:
                transformer = Transformer.from_crs(code, 4326, always_xy=True)
            except CRSError:
                return None
            lon[rows], lat[rows] = transformer.transform(x[rows], y[rows])
    west, south, east, north = extent
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    if inside[known].mean() < _MOSTLY:
        return None
    lost = ~np.isfinite(lon) | ~np.isfinite(lat)
    lon[lost], lat[lost] = np.nan, np.nan
    return Unprojected(lon, lat, system.label)


def _same(one: Unprojected, other: Unprojected) -> bool:
    import numpy as np
    from pyproj import Geod

    known = np.isfinite(one.lon) & np.isfinite(other.lon)
    if not known.any():
        return False
    _, _, metres = Geod(ellps="WGS84").inv(one.lon[known], one.lat[known], other.lon[known], other.lat[known])
    return bool(np.max(metres) <= _SAME_METRES)


def _why_none(easting: NDArray[np.float64], northing: NDArray[np.float64]) -> Text:
    import numpy as np

    for x, y in ((easting, northing), (northing, easting)):
        if 100_000 <= np.nanmedian(x) <= 900_000 and 4_500_000 <= np.nanmedian(y) <= 6_000_000:
            return tr("they look like UTM or another projection whose zone is not stated")
    return tr("they fit none of Web Mercator, SK-42, SK-63 and UCS-2000 in the area of interest")


def _unclear(why: Text) -> LayerError:
    return LayerError(
        tr("the coordinates are in metres, but the projection is not clear: {why}", why=why),
        expected=tr(
            "Degrees, or a heading that states the projection, such as “X (EPSG:32636)” or “UTM 36N”."
        ),
        todo=tr("Ask the sender for the projection, write it into the headings and import again."),
    )
