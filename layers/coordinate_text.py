"""Coordinates in one cell: degrees, minutes and seconds in every way people write them, pairs, and shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

Axis = Literal["lon", "lat"]

_SIDES: tuple[tuple[str, Axis, int], ...] = (
    # longest first: "сх" is east, "с" alone is the Russian north
    (r"північн\w*|північ|пн|north|nord|с(?=\s*\.?\s*ш)|n", "lat", 1),
    (r"південн\w*|південь|пд|south|ю(?=\s*\.?\s*ш)|s(?![a-z])", "lat", -1),
    (r"східн\w*|схід|сх|восточн\w*|east|в(?=\s*\.?\s*д)|e", "lon", 1),
    (r"західн\w*|захід|зх|западн\w*|west|з(?=\s*\.?\s*д)|w", "lon", -1),
    (r"северн\w*|с", "lat", 1),
    (r"южн\w*|ю", "lat", -1),
    (r"в", "lon", 1),
    (r"з", "lon", -1),
)
_SIDE = re.compile(
    r"(?:(?<=[\s\d°º˚'’‘′ʹ´`ʼ\"”“″˝.,;(])|^)(?:"
    + "|".join(f"(?P<s{number}>{words})" for number, (words, _axis, _sign) in enumerate(_SIDES))
    + r")(?:\s*\.?\s*(?:широти|широты|довготи|долготы|lat|lon|ш|д)\b)?\.?(?=[\s\d,;+°)]|$)"
)
_NUMBER = r"\d+(?:[.,]\d+)?"
_ANGLE = re.compile(
    rf"(?P<sign>[-+−–]?)\s*(?P<degrees>{_NUMBER})\s*"
    rf"(?:(?:[°º˚ᵒ]|град\.?|гр\.?|deg\.?|d|:|\s|(?=$))\s*"
    rf"(?:(?P<minutes>{_NUMBER})\s*(?:''|['’‘′ʹ´`ʼ]|мін\.?|мин\.?|хв\.?|min\.?|m|:|\s|(?=$))\s*"
    rf"(?:(?P<seconds>{_NUMBER})\s*(?:''|’’|′′|[\"”“″˝„«»'’]|сек\.?|sec\.?|s|(?=$))\s*)?)?)?"
)
_PAIR_BREAKS = (r"\s*;\s*", r",\s+", r"\s*[/|]\s*", r"\s*,\s*", r"\s+")
_LETTERED = re.compile(r"(\d+)\s*d\s*(\d+)\s*m\s*([\d.]+)\s*s")
_SPACES = re.compile("[\u00a0\u2009\u202f\t]+")
_MOST: dict[Axis, float] = {"lon": 180.0, "lat": 90.0}


@dataclass(frozen=True, slots=True)
class Angle:
    """An angle in degrees, and the axis its letter names; None when there is no letter."""

    degrees: float
    axis: Axis | None


def angle(text: str) -> Angle | None:
    """The angle that the whole of `text` says; None when it says none.

    Understands ``48.4647``, ``48,4647``, ``-0.5``, ``48.4647 N``, ``N 47° 53’ 50"``, ``47°53'``,
    ``47 53 50``, ``47:53:50.5``, ``Пн 47° 53′ 50″``, ``24° 40’ 35" сх. д.`` and ``47°53'50" с. ш.``.
    """
    small = _tidied(text).casefold().strip("()[]").strip()
    small = _LETTERED.sub(r"\1°\2'\3" + '"', small)
    sides = list(_SIDE.finditer(small))
    if len(sides) > 1 or (sides and sides[0].start() > 0 and sides[0].end() < len(small)):
        return None
    axis, sign = _side(sides[0]) if sides else (None, 1)
    if sides:
        small = (small[: sides[0].start()] + " " + small[sides[0].end() :]).strip(" ,.;")
    found = _ANGLE.fullmatch(small)
    if found is None:
        return None
    parts = [found["degrees"], found["minutes"], found["seconds"]]
    present = [part for part in parts if part is not None]
    if any("." in part or "," in part for part in present[:-1]):
        return None
    values = [float(part.replace(",", ".")) for part in present]
    if any(value >= 60 for value in values[1:]):
        return None
    degrees = sum(value / 60**power for power, value in enumerate(values))
    if found["sign"] in ("-", "−", "–"):
        if axis is not None and sign < 0:
            return None
        sign = -1
    degrees *= sign
    return Angle(degrees, axis)


def _tidied(text: str) -> str:
    return _SPACES.sub(" ", text).replace('""', '"').strip()


def _side(found: re.Match[str]) -> tuple[Axis, int]:
    for number, (_words, axis, sign) in enumerate(_SIDES):
        if found[f"s{number}"] is not None:
            return axis, sign
    raise AssertionError("a match has one of the groups")


def pair(text: str) -> tuple[float, float, bool] | None:
    """The two coordinates in one cell: longitude, latitude, and whether letters say which is which.

    Without letters the first is taken for the latitude, as maps on phones and KoBo write it. KoBo's
    altitude and accuracy after the two are passed over.
    """
    cell = _tidied(text).strip("()[]{}").strip()
    numbers = cell.split()
    if len(numbers) in (3, 4) and all(re.fullmatch(r"-?\d+(?:\.\d+)?", part) for part in numbers):
        first, second = Angle(float(numbers[0]), None), Angle(float(numbers[1]), None)
        return _ordered(first, second)
    for separator in _PAIR_BREAKS:
        parts = re.split(separator, cell)
        if len(parts) != 2:
            continue
        angles = [angle(part) for part in parts]
        if angles[0] is not None and angles[1] is not None:
            return _ordered(angles[0], angles[1])
    for side in _SIDE.finditer(cell.casefold()):
        # letters before or behind: `N 47° 53’ 50" E 24° 40’ 35"`, `47°53'50"N 24°40'35"E`
        for cut in (side.start(), side.end()):
            first_angle, second_angle = angle(cell[:cut]), angle(cell[cut:])
            if first_angle is not None and second_angle is not None:
                return _ordered(first_angle, second_angle)
    return None


def _ordered(first: Angle, second: Angle) -> tuple[float, float, bool] | None:
    if first.axis is not None and first.axis == second.axis:
        return None
    if first.axis == "lon" or second.axis == "lat":
        return first.degrees, second.degrees, True
    return second.degrees, first.degrees, first.axis is not None or second.axis is not None


def in_range(degrees: float, axis: Axis) -> bool:
    """Whether degrees can stand on an axis."""
    return abs(degrees) <= _MOST[axis]


def shape(text: str) -> Any:
    """The shape of WKT, EWKT, hexadecimal WKB or GeoJSON text, with its SRID set; None when it is none."""
    import numpy as np
    import shapely

    cell = text.strip()
    srid = 0
    if found := re.match(r"(?i)srid\s*=\s*(\d{4,6})\s*;\s*", cell):
        srid, cell = int(found[1]), cell[found.end() :]
    if cell.startswith("{"):
        result = shapely.from_geojson(_geometry_of(cell), on_invalid="ignore")
    elif re.fullmatch(r"(?:[0-9A-Fa-f]{2}){9,}", cell):
        result = shapely.from_wkb(cell, on_invalid="ignore")
        srid = int(shapely.get_srid(result)) if result is not None else 0
    elif re.match(r"(?i)(multi)?(point|linestring|polygon)|geometrycollection", cell):
        # numbers beyond what a float holds are no place, and nothing to warn of
        with np.errstate(all="ignore"):
            result = shapely.from_wkt(cell, on_invalid="ignore")
    else:
        return None
    return None if result is None or result.is_empty else shapely.set_srid(result, srid)


def _geometry_of(text: str) -> str:
    """The geometry of a GeoJSON feature; a bare geometry stays as it is."""
    import json

    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return text
    inner = content.get("geometry") if isinstance(content, dict) else None
    return json.dumps(inner) if inner else text
