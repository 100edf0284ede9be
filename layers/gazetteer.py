"""Places of a workspace by coordinates, code or name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from layers.coordinates import UKRAINE
from layers.errors import AmbiguousPlace, UnknownPlace
from layers.layer_kind import Geometry
from layers.place_index import NAME_FIELDS, PlaceIndex, index_of
from layers.place_names import KindOfPlace, adjectives, normalised, spellings
from layers.text import tr

if TYPE_CHECKING:
    from layers.layer import Layer
    from layers.workspace import Workspace

_COORDINATES = re.compile(r"^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$")
_CODE = re.compile(r"^[A-Za-z]{2}\d{2,17}$")
_SAME_PLACE_KM = 3.0
_MOST_BEGUN = 60
_RAION_SIZE = 3
# shorter names are too many within two slips of one another
_LONG_ENOUGH = 6
_MOST_BY_SOUND = 4
_LEVELS = {1: tr("oblast"), 2: tr("raion"), 3: tr("hromada"), 4: tr("settlement")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place that was found.

    Attributes
    ----------
    name : str
        As the layer has it, English first.
    lon, lat : float
        Degrees, EPSG:4326. Of an area: its centre where the layer gives one, otherwise a point inside.
    code : str
        P-code or id; empty when there is none.
    kind, layer : str
        Layer kind and layer; empty for coordinates.
    fid : int, optional
        Feature of the layer; None for coordinates.
    """

    name: str
    lon: float
    lat: float
    code: str
    kind: str
    layer: str
    fid: int | None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A feature that may be meant."""

    layer: Layer
    row: int

    def value(self, column: str) -> Any:
        """A value of the feature; None when it is missing."""
        import pandas as pd

        if column not in self.layer.frame.columns:
            return None
        value = self.layer.frame[column].iloc[self.row]
        return None if pd.isna(value) else value

    @property
    def level(self) -> int | None:
        """Level of an admin area."""
        return self.value("level") if self.layer.kind.name == "admin_area" else None

    @property
    def geometry(self) -> Any:
        """Shape of the feature, EPSG:4326."""
        return self.layer.frame.geometry.iloc[self.row]

    @property
    def name(self) -> str:
        """Name, English first."""
        return next((str(v) for column in NAME_FIELDS if (v := self.value(column)) is not None), "")

    @property
    def code(self) -> str:
        """P-code or id; empty when there is none."""
        for column in ("code", *self.layer.kind.key):
            if column not in NAME_FIELDS and (value := self.value(column)) is not None:
                return str(value)
        return ""

    @property
    def area_codes(self) -> tuple[str, ...]:
        """Codes that say in which area the feature lies."""
        found = (self.value(c) for c in ("code", "katottg", "hromada_code", "area_code", "oblast_code"))
        return tuple(str(code) for code in found if code is not None)

    def point(self) -> tuple[float, float]:
        """Longitude and latitude: the centre the layer gives, or a point inside."""
        lon, lat = self.value("centre_lon"), self.value("centre_lat")
        if lon is not None and lat is not None:
            return float(lon), float(lat)
        point = self.geometry.representative_point()
        return float(point.x), float(point.y)

    def place(self) -> Place:
        """The feature as a place."""
        lon, lat = self.point()
        fid = int(self.layer.frame.index[self.row])
        kind = self.layer.kind.name
        return Place(
            name=self.name, lon=lon, lat=lat, code=self.code, kind=kind, layer=self.layer.name, fid=fid
        )


def find_place(workspace: Workspace, text: str, *, kind: str = "") -> Place:
    """The one place that `text` means.

    Parameters
    ----------
    text : str
        ``lon,lat``; a P-code, KATOTTG or id; or a name, Ukrainian or English, with or without the word for
        the kind of place ("Lviv" or "Lviv Urban Hromada"), one part of a pair ("Krakivets"), and, to tell
        places of one name apart, an area after a comma ("Mykolaiv, Lviv Oblast").
    kind : str, optional
        Layer kind the place must be of.

    Raises
    ------
    UnknownPlace
        When nothing fits; near spellings are listed.
    AmbiguousPlace
        When several places fit; each is listed. An area and the area or place of the same name within it
        count as one, and the smallest is taken; an oblast or raion gives way to the place it is named after.
    """
    text = text.strip()
    if coordinates := _COORDINATES.match(text):
        return _at(float(coordinates[1]), float(coordinates[2]), text)
    layers = tuple(layer for layer in searchable(workspace) if kind in ("", layer.kind.name))
    found = _by_code(layers, text) or _by_name(layers, text)
    if not found and "," in text:
        head, _, area = text.rpartition(",")
        within = _by_code(layers, area) or _by_name(searchable(workspace), area)
        found = [c for c in _by_name(layers, head) if any(_lies_in(c, outer) for outer in within)]
    if not found:
        raise _unknown(workspace, text)
    found = _meant(found, spellings(text)[0].kind)
    kept = _without_repeats(_smallest(found))
    if len(kept) > 1:
        candidates = tuple(sorted(_told_apart(workspace, candidate) for candidate in kept))
        raise AmbiguousPlace(
            tr("“{text}” fits {n:,} places", text=text, n=len(kept)),
            candidates=candidates,
            todo=tr("Give the code, the coordinates, or the area after a comma."),
        )
    return _with_centre(workspace, kept[0])


def suggest(workspace: Workspace, text: str, limit: int = 10) -> tuple[Place, ...]:
    """Places that `text` may be the beginning or a misspelling of, the likeliest first."""
    layers = searchable(workspace)
    found: dict[tuple[str, int], _Candidate] = {}

    def add(candidates: Iterable[_Candidate]) -> None:
        for candidate in candidates:
            if len(found) >= limit:
                return
            found.setdefault((candidate.layer.name, candidate.row), candidate)

    bases = [spelling.base for spelling in spellings(text) if spelling.base]
    if not bases:
        return ()
    own, is_long = bases[0], len(bases[0]) > 3
    add(_by_code(layers, text))
    add(sorted(_rows(layers, lambda index: index.by_name(bases)), key=_size))
    if is_long:
        add(_formerly(layers, bases))
    if is_long and not found:
        add(sorted(_rows(layers, lambda index: index.by_sound(own)), key=_importance)[:_MOST_BY_SOUND])
    begun = [
        _Candidate(layer, row)
        for base in bases
        for layer in layers
        for row in islice(index_of(layer).starting_with(base), _MOST_BEGUN)
    ]
    add(sorted(begun, key=lambda candidate: _nearness(candidate, bases)))
    if is_long:
        for base in bases:
            add(_rows(layers, lambda index, base=base: index.within_one_slip(base)))  # type: ignore[misc]
    if len(own) >= _LONG_ENOUGH and not found:
        add(_rows(layers, lambda index: index.by_sound(own, roughly=True)))
        add(_rows(layers, lambda index: index.within_two_slips(own)))
    return tuple(candidate.place() for candidate in found.values())


def _formerly(layers: Iterable[Layer], bases: list[str]) -> list[_Candidate]:
    """Places that bore one of the normalised names before they were renamed."""
    from layers.former_names import present_names, present_names_by_sound

    now = [name for base in bases for name in present_names(base) or present_names_by_sound(base)]
    return sorted(_rows(layers, lambda index: index.by_name(now)), key=_size) if now else []


def _importance(candidate: _Candidate) -> tuple[int, float]:
    """The smaller the area the nearer the front, and among those the most people."""
    return _size(candidate), -float(candidate.value("population") or 0)


def _nearness(candidate: _Candidate, bases: list[str]) -> tuple[bool, int, int]:
    """Names that begin as typed come first, then settlements and areas, then shorter names."""
    begins = any(
        spelling.base.startswith(tuple(bases))
        for column in NAME_FIELDS
        if (name := candidate.value(column)) is not None
        for spelling in spellings(str(name))
    )
    kinds = ("populated_place", "admin_area", "border_crossing")
    kind = candidate.layer.kind.name
    return not begins, kinds.index(kind) if kind in kinds else len(kinds), len(candidate.name)


def searchable(workspace: Workspace) -> tuple[Layer, ...]:
    """Layers whose features have a name and a place."""
    return tuple(
        layer
        for layer in workspace.layers
        if layer.has_geometry
        and Geometry.RASTER not in layer.kind.geometry
        and any(item.name in NAME_FIELDS for item in layer.kind.fields)
    )


def _at(lon: float, lat: float, text: str) -> Place:
    if abs(lon) > 180 or abs(lat) > 90:
        raise UnknownPlace(
            tr("“{text}” is no place on Earth", text=text),
            expected=tr("Longitude comes first, then latitude, in degrees, as in 24.03,49.84."),
        )
    west, south, east, north = UKRAINE
    if west <= lat <= east and south <= lon <= north:
        # no place near Ukraine reads as another one there, whichever comes first
        lon, lat = lat, lon
        name = str(tr("{lon:g}, {lat:g} (typed with the latitude first)", lon=lon, lat=lat))
        return Place(name=name, lon=lon, lat=lat, code="", kind="", layer="", fid=None)
    return Place(name=f"{lon:g}, {lat:g}", lon=lon, lat=lat, code="", kind="", layer="", fid=None)


def _with_centre(workspace: Workspace, candidate: _Candidate) -> Place:
    """The candidate as a place; an area without a stated centre stands at its namesake settlement."""
    place = candidate.place()
    if candidate.layer.kind.name != "admin_area" or candidate.value("centre_lon") is not None:
        return place
    settlements = tuple(layer for layer in searchable(workspace) if layer.kind.name == "populated_place")
    for base in dict.fromkeys(spelling.base for spelling in spellings(place.name)):
        inside = [c for c in _by_name(settlements, base) if _lies_in(c, candidate)]
        if len(inside) == 1:
            lon, lat = inside[0].point()
            return replace(place, lon=lon, lat=lat)
    return place


def _rows(layers: Iterable[Layer], rows: Callable[[PlaceIndex], Iterable[int]]) -> Iterator[_Candidate]:
    for layer in layers:
        geometry = layer.frame.geometry
        for row in dict.fromkeys(rows(index_of(layer))):
            shape = geometry.iloc[row]
            if shape is not None and not shape.is_empty:
                yield _Candidate(layer, row)


def _by_code(layers: Iterable[Layer], text: str) -> list[_Candidate]:
    code = text.strip()
    found = list(_rows(layers, lambda index: index.by_code(code)))
    if not found and _CODE.match(code) and len(code) == 19:
        # a KATOTTG of a level whose areas are held by P-code alone
        for length in (12, 9, 6, 4):
            tail = code[length:12]
            if tail and tail.strip("0") == "":
                found = list(_rows(layers, lambda index, c=code[:length]: index.by_code(c)))  # type: ignore[misc]
            if found:
                break
    return found


def _by_name(layers: Iterable[Layer], text: str) -> list[_Candidate]:
    """Candidates of the closest sort of match that has any."""
    asked = spellings(text)
    kind, bases = asked[0].kind, [spelling.base for spelling in asked]
    whole = normalised(text)
    if not whole:
        return []
    derived = [form for base in bases for form in adjectives(base)]
    feminine = [form for form in derived if form.endswith(("а", "a"))]
    # where only the adjective of a hromada is known, the noun fits it as well as a hromada known by noun
    attempts: tuple[Callable[[PlaceIndex], Iterable[int]], ...] = (
        lambda index: [*index.by_name([*bases, whole]), *index.by_adjective(feminine)],
        lambda index: index.by_pair(bases),
        lambda index: index.by_adjective(derived),
        lambda index: index.by_folded(bases),
    )
    for rows in attempts:
        found = [
            candidate
            for candidate in _rows(layers, rows)
            if kind is None or kind.fits(candidate.layer.kind.name, candidate.level)
        ]
        if found:
            return found
    return []


def _meant(candidates: list[_Candidate], kind: KindOfPlace | None) -> list[_Candidate]:
    """Candidates that the word for the kind of place, or its absence, speaks for.

    "Kyiv Oblast" means the one whose name says so, not the city of that rank; without a word, oblasts and
    raions give way to the place they are named after, where it is known. A road gives way to any place of its
    name.
    """
    candidates = [c for c in candidates if c.layer.kind.geometry != {Geometry.LINE}] or candidates
    if kind is None:
        preferred = [candidate for candidate in candidates if _size(candidate) < _RAION_SIZE]
    else:
        preferred = [candidate for candidate in candidates if kind in _kinds_said(candidate)]
    return preferred or candidates


def _kinds_said(candidate: _Candidate) -> set[KindOfPlace | None]:
    names = (candidate.value(column) for column in NAME_FIELDS)
    return {spelling.kind for name in names if name is not None for spelling in spellings(str(name))}


def _smallest(candidates: list[_Candidate]) -> list[_Candidate]:
    """Candidates within which no other candidate lies."""
    return [
        outer
        for outer in candidates
        if not any(
            inner is not outer and _size(inner) < _size(outer) and _lies_in(inner, outer)
            for inner in candidates
        )
    ]


def _without_repeats(candidates: list[_Candidate]) -> list[_Candidate]:
    """One candidate for each place; the same place may stand in two layers of a kind."""
    kept: list[_Candidate] = []
    for candidate in candidates:
        if not any(_is_same(candidate, other) for other in kept):
            kept.append(candidate)
    return kept


def _is_same(one: _Candidate, other: _Candidate) -> bool:
    if one.layer is other.layer or one.layer.kind is not other.layer.kind or one.level != other.level:
        return False
    from pyproj import Geod

    _, _, metres = Geod(ellps="WGS84").inv(*one.point(), *other.point())
    if one.layer.kind.name == "admin_area":
        return one.code[:9] == other.code[:9]
    return bool(metres <= _SAME_PLACE_KM * 1000)


def _size(candidate: _Candidate) -> int:
    """Rank by extent: oblasts are larger than raions, these than hromadas, these than points."""
    if candidate.layer.kind.name != "admin_area":
        return 0
    level = candidate.level
    return 5 if level is None else max(1, 5 - int(level))


def _lies_in(inner: _Candidate, outer: _Candidate) -> bool:
    if any(
        code.startswith(area) and code != area
        for area in outer.area_codes[:1]
        for code in inner.area_codes
        if outer.layer.kind.name == "admin_area"
    ):
        return True
    from shapely import Point

    shape, own = outer.geometry, inner.geometry
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        return False
    if shape.intersects(Point(*inner.point())):
        return True
    # borders of different sources do not match: most of the inner area settles it
    return bool(own.area > 0 and own.intersects(shape) and own.intersection(shape).area > own.area / 2)


def _told_apart(workspace: Workspace, candidate: _Candidate) -> str:
    level = candidate.level
    what = _LEVELS[int(level)] if level in _LEVELS else candidate.layer.kind.label
    lon, lat = candidate.point()
    parts = [str(what), candidate.code or f"{lon:.4f},{lat:.4f}"]
    parts += [outer for outer in (_oblast_of(workspace, candidate),) if outer]
    return f"{candidate.name} ({', '.join(parts)})"


def _oblast_of(workspace: Workspace, candidate: _Candidate) -> str:
    """Name of the oblast, or failing that of the raion, that the candidate lies in."""
    for level in (1, 2):
        for layer in workspace.of_kind("admin_area"):
            for row in (layer.frame["level"] == level).fillna(False).to_numpy().nonzero()[0]:
                outer = _Candidate(layer, int(row))
                if _size(outer) > _size(candidate) and _lies_in(candidate, outer):
                    return outer.name
    return ""


def _unknown(workspace: Workspace, text: str) -> UnknownPlace:
    near = list(dict.fromkeys(place.name for place in suggest(workspace, text, 5)))
    if near:
        expected = tr("Near in spelling: {names}.", names=", ".join(near))
    elif searchable(workspace):
        expected = tr("A code, a name in the workspace's layers, or lon,lat was expected.")
    else:
        expected = tr("The workspace has no layer with named places.")
    return UnknownPlace(
        tr("there is no place “{text}” in the workspace", text=text),
        expected=expected,
        todo=tr("Check the spelling, give coordinates as lon,lat, or import a layer that names the place."),
    )
