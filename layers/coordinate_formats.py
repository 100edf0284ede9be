"""Coordinates as people write and type them: decimal degrees, degrees with minutes and seconds, MGRS."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from layers.coordinate_text import pair
from layers.mgrs import from_mgrs, to_mgrs
from layers.text import Text, tr

# Ukraine with half a degree around it: west, south, east, north
_COUNTRY = (21.6, 43.8, 40.8, 52.9)


class CoordinateFormat(StrEnum):
    """How coordinates are shown."""

    DECIMAL = "decimal"
    DMS = "dms"
    MGRS = "mgrs"


FORMAT_LABELS: dict[CoordinateFormat, Text] = {
    CoordinateFormat.DECIMAL: tr("decimal degrees"),
    CoordinateFormat.DMS: tr("degrees, minutes, seconds"),
    CoordinateFormat.MGRS: tr("MGRS"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read typed coordinates.

    Attributes
    ----------
    lon, lat : float
        Degrees, EPSG:4326.
    swapped : bool
        The coordinates were taken in the other order than the one they are usually written in.
    """

    lon: float
    lat: float
    swapped: bool = False


def written(lon: float, lat: float, form: CoordinateFormat = CoordinateFormat.DECIMAL) -> str:
    """A place in words of the chosen format; in decimal degrees where MGRS does not reach.

    Four decimals and whole seconds are about ten and thirty metres; MGRS is given to ten metres.
    """
    north, east = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    if form is CoordinateFormat.MGRS and (grid := to_mgrs(lon, lat, 4)):
        return grid
    if form is CoordinateFormat.DMS:
        return f"{_dms(abs(lat))} {north}  {_dms(abs(lon))} {east}"
    return f"{abs(lat):.4f} {north}  {abs(lon):.4f} {east}"


def readings(text: str) -> tuple[Reading, ...]:
    """The places that typed coordinates may mean, the likeliest first; empty when they are none.

    Letters (N, E, пн, сх …) decide which is which. Without them latitude comes first, as on phones; where
    only the other order lies in the country, it comes first and is marked as swapped, and otherwise follows
    where it is a place on Earth at all.
    """
    if (grid := from_mgrs(text)) is not None:
        return (Reading(*grid),)
    found = pair(text)
    if found is None:
        return ()
    lon, lat, said = found
    plain, turned = Reading(lon, lat), Reading(lat, lon, swapped=True)
    possible = [one for one in (plain, turned) if abs(one.lon) <= 180 and abs(one.lat) <= 90]
    if said:
        return tuple(one for one in possible if one is plain)
    if not _in_country(plain) and _in_country(turned):
        possible.reverse()
    elif not _in_country(turned) and _in_country(plain):
        possible = [plain]
    return tuple(possible)


def _in_country(one: Reading) -> bool:
    west, south, east, north = _COUNTRY
    return west <= one.lon <= east and south <= one.lat <= north


def _dms(degrees: float) -> str:
    seconds = round(degrees * 3600)
    return f"{seconds // 3600}°{seconds // 60 % 60:02d}′{seconds % 60:02d}″"
