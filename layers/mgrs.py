"""Coordinates in the Military Grid Reference System, between 80° S and 84° N.

Source: NGA.STND.0037 (2014), "Universal Grids and Grid Reference Systems"; transverse Mercator by the series
of Krüger to the sixth order (Karney 2011, "Transverse Mercator with an accuracy of a few nanometers", eq. 35
and 36).
"""

from __future__ import annotations

import math
import re

# WGS 84
_A, _F = 6_378_137.0, 1 / 298.257_223_563
_N = _F / (2 - _F)
_E = math.sqrt(_F * (2 - _F))
_RADIUS = _A / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64 + _N**6 / 256)
_SCALE, _EASTING, _SOUTHERN = 0.9996, 500_000.0, 10_000_000.0
_ALPHA = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180 - 127 * _N**5 / 288 + 7891 * _N**6 / 37800,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440 + 281 * _N**5 / 630 - 1983433 * _N**6 / 1935360,
    61 * _N**3 / 240 - 103 * _N**4 / 140 + 15061 * _N**5 / 26880 + 167603 * _N**6 / 181440,
    49561 * _N**4 / 161280 - 179 * _N**5 / 168 + 6601661 * _N**6 / 7257600,
    34729 * _N**5 / 80640 - 3418889 * _N**6 / 1995840,
    212378941 * _N**6 / 319334400,
)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360 - 81 * _N**5 / 512 + 96199 * _N**6 / 604800,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440 + 46 * _N**5 / 105 - 1118711 * _N**6 / 3870720,
    17 * _N**3 / 480 - 37 * _N**4 / 840 - 209 * _N**5 / 4480 + 5569 * _N**6 / 90720,
    4397 * _N**4 / 161280 - 11 * _N**5 / 504 - 830251 * _N**6 / 7257600,
    4583 * _N**5 / 161280 - 108847 * _N**6 / 3991680,
    20648693 * _N**6 / 638668800,
)

_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_SQUARE = 100_000.0
_ROW_CYCLE = 20 * _SQUARE
_GRID = re.compile(
    r"(\d{1,2})\s*([C-HJ-NP-X])\s*([A-HJ-NP-Z])\s*([A-HJ-NP-V])\s*(\d*)\s*(\d*)", re.IGNORECASE
)
# squares at the rim of a zone or band reach beyond it
_OVERLAP_DEGREES = 1.5


def to_mgrs(lon: float, lat: float, digits: int = 5) -> str:
    """The grid reference of a place, as in "36U UA 31421 91587"; empty beyond 80° S and 84° N.

    Parameters
    ----------
    lon, lat : float
        Degrees, EPSG:4326.
    digits : int
        Of easting and of northing each: 5 for metres, 0 for the square of 100 km. Cut off, not rounded, as
        the standard has it.
    """
    if not -80.0 <= lat <= 84.0:
        return ""
    lon = (lon + 180.0) % 360.0 - 180.0
    zone = zone_of(lon, lat)
    easting, northing = _forward(lon - _middle(zone), lat)
    if lat < 0:
        northing += _SOUTHERN
    # floats a hair below a whole metre belong to it
    easting, northing = math.floor(easting + 1e-6), math.floor(northing + 1e-6)
    column = _COLUMNS[(zone - 1) % 3][easting // 100_000 - 1]
    row = _ROWS[(northing // 100_000 + (0 if zone % 2 else 5)) % 20]
    head = f"{zone}{_band(lat)} {column}{row}"
    if not digits:
        return head
    step = 10 ** (5 - digits)
    return f"{head} {easting % 100_000 // step:0{digits}d} {northing % 100_000 // step:0{digits}d}"


def from_mgrs(text: str) -> tuple[float, float] | None:
    """Longitude and latitude of the middle of the square that `text` names; None when it names none.

    Blanks and capitals do not matter; easting and northing may have up to five digits each.
    """
    found = _GRID.fullmatch(text.strip())
    if found is None:
        return None
    zone, band = int(found[1]), found[2].upper()
    figures = found[5] + found[6]
    if (
        not 1 <= zone <= 60
        or len(figures) % 2
        or len(figures) > 10
        or (found[6] and len(found[5]) != len(found[6]))
    ):
        return None
    column = _COLUMNS[(zone - 1) % 3].find(found[3].upper())
    if column < 0:
        return None
    half = len(figures) // 2
    step = 10.0 ** (5 - half)
    east, north = (int(part) * step if part else 0.0 for part in (figures[:half], figures[half:]))
    easting = (column + 1) * _SQUARE + east + step / 2
    row = (_ROWS.index(found[4].upper()) - (0 if zone % 2 else 5)) % 20
    south = -80.0 + 8.0 * _BANDS.index(band)
    northing = row * _SQUARE + north + step / 2
    lowest = _lowest_northing(south) - _SQUARE
    northing += math.ceil((lowest - northing) / _ROW_CYCLE) * _ROW_CYCLE
    offset, lat = _inverse(easting, northing - (_SOUTHERN if south < 0 else 0.0))
    lon = offset + _middle(zone)
    tallest = 12.0 if band == "X" else 8.0
    fits = south - _OVERLAP_DEGREES <= lat <= south + tallest + _OVERLAP_DEGREES
    wide = abs(offset) <= (6.0 if band in "VX" else 3.0) + _OVERLAP_DEGREES
    return ((lon + 180.0) % 360.0 - 180.0, lat) if fits and wide else None


def zone_of(lon: float, lat: float) -> int:
    """The UTM zone of a place, with the wider ones of Norway and Svalbard."""
    zone = min(60, int((lon + 180.0) // 6.0) + 1)
    if 56.0 <= lat < 64.0 and 3.0 <= lon < 12.0:
        return 32
    if lat >= 72.0 and 0.0 <= lon < 42.0:
        return 31 if lon < 9.0 else 33 if lon < 21.0 else 35 if lon < 33.0 else 37
    return zone


def _band(lat: float) -> str:
    return _BANDS[min(19, int((lat + 80.0) // 8.0))]


def _middle(zone: int) -> float:
    return zone * 6.0 - 183.0


def _lowest_northing(south: float) -> float:
    """The least northing in the band whose southern edge is at latitude `south`."""
    least = min(_forward(offset, south)[1] for offset in (0.0, 3.0))
    return least + (_SOUTHERN if south < 0 else 0.0)


def _forward(offset: float, lat: float) -> tuple[float, float]:
    """Easting and northing in metres, the latter negative south of the equator, `offset` from the middle."""
    phi, lam = math.radians(lat), math.radians(offset)
    tau = math.tan(phi)
    sigma = math.sinh(_E * math.atanh(_E * tau / math.hypot(1, tau)))
    conformal = tau * math.hypot(1, sigma) - sigma * math.hypot(1, tau)
    xi = math.atan2(conformal, math.cos(lam))
    eta = math.asinh(math.sin(lam) / math.hypot(conformal, math.cos(lam)))
    x, y = eta, xi
    for index, alpha in enumerate(_ALPHA, start=1):
        x += alpha * math.cos(2 * index * xi) * math.sinh(2 * index * eta)
        y += alpha * math.sin(2 * index * xi) * math.cosh(2 * index * eta)
    return _EASTING + _SCALE * _RADIUS * x, _SCALE * _RADIUS * y


def _inverse(easting: float, northing: float) -> tuple[float, float]:
    """Degrees from the middle of the zone, and latitude."""
    x, y = (easting - _EASTING) / (_SCALE * _RADIUS), northing / (_SCALE * _RADIUS)
    xi, eta = y, x
    for index, beta in enumerate(_BETA, start=1):
        xi -= beta * math.sin(2 * index * y) * math.cosh(2 * index * x)
        eta -= beta * math.cos(2 * index * y) * math.sinh(2 * index * x)
    lam = math.atan2(math.sinh(eta), math.cos(xi))
    wanted = math.sin(xi) / math.hypot(math.sinh(eta), math.cos(xi))
    tau = wanted
    for _ in range(6):
        sigma = math.sinh(_E * math.atanh(_E * tau / math.hypot(1, tau)))
        reached = tau * math.hypot(1, sigma) - sigma * math.hypot(1, tau)
        slope = math.hypot(1, reached) * math.hypot(1, tau) * (1 - _E**2) / (1 + (1 - _E**2) * tau**2)
        tau += (wanted - reached) / slope
    return math.degrees(lam), math.degrees(math.atan(tau))
