"""How a kind is recognised: columns by name and HXL tag, codes by pattern, and clues added up.

A kind's `recognise.py` names the columns its publishers use and weighs what it sees with `Clues`.
"""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from layers.layer_kind import Geometry, Recognition, Sample
from layers.text import Text, tr

if TYPE_CHECKING:
    import pandas as pd

Names = Mapping[str, Sequence[str]]

LATITUDE = (
    "lat", "latitude", "lat_dd", "y", "point_y", "ycoord", "y_coord", "coord_y", "gps_latitude", "широта",
    "lat_wgs84", "center_lat", "nszu_geocoding_google_api_lat",
)  # fmt: skip
LONGITUDE = (
    "lon", "lng", "long", "longitude", "lon_dd", "x", "point_x", "xcoord", "x_coord", "coord_x",
    "gps_longitude", "довгота", "lon_wgs84", "center_lon", "nszu_geocoding_google_api_lng",
)  # fmt: skip
_SHAPEFILE_NAME_LENGTH = 10
_KOBO = ("_id", "_uuid", "_submission_time", "_validation_status", "_index", "_submitted_by")
_CODE = r"UA\d{2}(?:\d{2}(?:\d{3}(?:\d{3})?)?)?|UA\d{17}"
_MOSTLY = 0.8
_KATOTTG_LENGTH = 19
_LETTER = re.compile(r"[^\W\d_]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_CODE_LENGTHS = {1: 4, 2: 6, 3: 9, 4: 12}
# Source: codifier KATOTTG, cities with the rank of an oblast
CITY_KATOTTG = {"UA80": "UA80000000000093317", "UA85": "UA85000000000065278"}


@lru_cache(maxsize=16_384)
def plain(name: str) -> str:
    """A column name in small letters and figures only, for comparison."""
    return re.sub(r"[\W_]+", "", name.casefold())


@lru_cache(maxsize=16_384)
def worded(name: str) -> str:
    """A heading as its words in small letters, one blank between them, for patterns."""
    return " ".join(re.findall(r"\w+", name.casefold().replace("_", " ").replace("’", "").replace("'", "")))


def find_columns(sample: Sample, names: Names, tags: Names | None = None) -> dict[str, str]:
    """Source column for each field, by HXL tag first, then by name; a column serves one field only.

    Names cut to ten characters by a shapefile, and the last part of a KoBo group path, count as the name.
    Names with ``*`` are patterns for the words of a heading, for what no heading is named exactly.
    """
    columns = [str(name) for name in sample.frame.columns if name != "geometry"]
    found: dict[str, str] = {}
    for field, wanted in (tags or {}).items():
        for tag in wanted:
            match = next((c for c in columns if c not in found.values() and _has_tag(sample, c, tag)), None)
            if match is not None:
                found[field] = match
                break
    by_plain: dict[str, str] = {}
    for column in columns:
        by_plain.setdefault(plain(column), column)
        by_plain.setdefault(plain(column.rpartition("/")[2]), column)
    for field, wanted in names.items():
        if field in found:
            continue
        exact = [name for name in wanted if "*" not in name]
        matches = [by_plain.get(plain(name)) or _cut(columns, name) for name in exact]
        _take(found, field, matches, sample)
    for field, wanted in names.items():
        patterns = [name for name in wanted if "*" in name]
        if patterns and field not in found:
            matches = [c for pattern in patterns for c in columns if fnmatch.fnmatchcase(worded(c), pattern)]
            _take(found, field, matches, sample)
    return found


def _take(found: dict[str, str], field: str, matches: Sequence[str | None], sample: Sample) -> None:
    """The first column the kind knows for a field, unless it is empty and another is not."""
    free = [match for match in matches if match is not None and match not in found.values()]
    if free:
        found[field] = next((match for match in free if match not in sample.empty), free[0])


def _cut(columns: Iterable[str], name: str) -> str | None:
    if len(name) <= _SHAPEFILE_NAME_LENGTH:
        return None
    short = name[:_SHAPEFILE_NAME_LENGTH].casefold()
    return next((c for c in columns if c.casefold() == short), None)


def _has_tag(sample: Sample, column: str, tag: str) -> bool:
    """Whether a column bears an HXL tag with at least the attributes of `tag`."""
    own = sample.tags.get(column, "")
    if not own.startswith("#"):
        return False
    wanted_head, *wanted = _tag_parts(tag)
    head, *attributes = _tag_parts(own)
    return head == wanted_head and set(wanted) <= set(attributes)


def _tag_parts(tag: str) -> list[str]:
    return [part.strip().casefold() for part in tag.split("+")]


def coordinate_columns(sample: Sample) -> tuple[str, str] | None:
    """Columns of longitude and latitude; None when there are none."""
    tags = {"lat": ("#geo+lat",), "lon": ("#geo+lon",)}
    found = find_columns(sample, {"lat": LATITUDE, "lon": LONGITUDE}, tags)
    if "lat" not in found or "lon" not in found:
        return _suffixed(sample)
    return found["lon"], found["lat"]


def _suffixed(sample: Sample) -> tuple[str, str] | None:
    """KoBo writes the coordinates of a question as `_question_latitude` and `_question_longitude`."""
    for column in map(str, sample.frame.columns):
        if column.startswith("_") and column.endswith("_latitude"):
            longitude = column.removesuffix("_latitude") + "_longitude"
            if longitude in sample.frame.columns:
                return longitude, column
    return None


def code_level(code: str) -> int | None:
    """Level of a P-code or KATOTTG: 1 oblast, 2 raion, 3 hromada, 4 settlement; None when it is neither."""
    if not re.fullmatch(_CODE, code):
        return None
    if len(code) < 19:
        return {4: 1, 6: 2, 9: 3, 12: 4}[len(code)]
    parts = (code[4:6], code[6:9], code[9:12])
    own = 1 + sum(part.strip("0") != "" for part in parts)
    # districts of the two cities with the rank of an oblast stand beside hromadas
    return 3 if own == 1 and code[:4] in CITY_KATOTTG and code != CITY_KATOTTG[code[:4]] else own


def p_code(code: str) -> str:
    """The P-code within a KATOTTG; districts of Kyiv and Sevastopol, which have none, keep it whole."""
    level = code_level(code)
    if level is None or len(code) != _KATOTTG_LENGTH:
        return code
    if level == 3 and code[4:12].strip("0") == "":
        return code
    return code[: _CODE_LENGTHS[level]]


def code_columns(frame: pd.DataFrame) -> dict[str, int]:
    """Columns that hold P-codes or KATOTTG, with the level most of their values have."""
    found: dict[str, int] = {}
    for column in frame.columns:
        if column == "geometry":
            continue
        values = frame[column].dropna()
        if values.empty or not isinstance(values.iloc[0], str):
            continue
        cells = Counter(map(str, values.tolist()))
        levels: Counter[int] = Counter()
        for cell, count in cells.items():
            if (level := code_level(cell.strip())) is not None:
                levels[level] += count
        if levels.total() / len(values) >= _MOSTLY:
            # of levels as frequent as each other the uppermost
            found[str(column)] = min(levels, key=lambda level: (-levels[level], level))
    return found


def script_of(values: pd.Series[Any]) -> str:
    """``cyrillic`` or ``latin`` where most names of a column are written so; empty when neither is sure."""
    cells = [cell for cell in values.dropna().tolist() if isinstance(cell, str) and _LETTER.search(cell)]
    cyrillic = sum(len(_CYRILLIC.findall(cell)) * 2 > len(_LETTER.findall(cell)) for cell in cells)
    if not cells:
        return ""
    return "cyrillic" if cyrillic * 2 > len(cells) else "latin"


class Clues:
    """Evidence that a sample is of a kind, added up to a confidence.

    Each clue with weight w leaves a share 1 - w of the doubt there was.

    Attributes
    ----------
    columns : dict of str to str
        Source column by field.
    """

    def __init__(self, sample: Sample, names: Names, tags: Names | None = None) -> None:
        own = {field: (field, *wanted) for field, wanted in names.items()}
        self.sample = sample
        self._languages = set(names) & {"name_en", "name_uk"}
        self.columns = find_columns(sample, own, tags)
        self._doubt = 1.0
        self._evidence: list[Text] = []
        exact = [field for field, column in self.columns.items() if field == column]
        if len(exact) >= 4:
            self.add(0.6, tr("columns {names} are named as in Corridor", names=", ".join(exact[:6])))

    def add(self, weight: float, text: Text) -> None:
        """Count a clue."""
        self._doubt *= 1.0 - weight
        self._evidence.append(text)

    def fields(self, weight: float, *fields: str) -> bool:
        """Count a clue for each of `fields` that has a column; True when all have."""
        for field in fields:
            if field in self.columns:
                self.add(weight, tr("column {column}", column=self.columns[field]))
        return all(field in self.columns for field in fields)

    def columns_named(self, weight: float, *names: str) -> bool:
        """Count a clue for each publisher's column of these names; True when all are there."""
        present = {plain(str(column)) for column in self.sample.frame.columns}
        for name in names:
            if plain(name) in present:
                self.add(weight, tr("column {column}", column=name))
        return all(plain(name) in present for name in names)

    def file_says(self, weight: float, *words: str) -> bool:
        """Count a clue when the name of the file or layer holds one of `words`."""
        name = plain(f"{self.sample.file_name} {self.sample.layer_name}")
        for word in words:
            if plain(word) in name:
                self.add(weight, tr("“{word}” in the name of the file", word=word))
                return True
        return False

    def values_in(self, weight: float, field: str, words: Iterable[str]) -> bool:
        """Count a clue when most values of a field's column are among `words` (small letters)."""
        column = self.columns.get(field)
        if column is None:
            return False
        return self.column_holds(weight, column, words)

    def column_holds(
        self, weight: float, column: str, words: Iterable[str], *, share: float = _MOSTLY
    ) -> bool:
        """Count a clue when such a share of a column's values are among `words` (small letters, ``*``)."""
        values = self.sample.frame[column].dropna().astype(str).str.strip().str.casefold()
        known, globs = set(words), [word for word in words if "*" in word]
        good = {
            value: value in known or any(fnmatch.fnmatchcase(value, glob) for glob in globs)
            for value in values.unique()
        }
        if values.empty or float(values.map(good).mean()) < share:
            return False
        examples = ", ".join([value for value, fits in good.items() if fits][:3])
        self.add(weight, tr("values of {column}: {examples}", column=column, examples=examples))
        return True

    def headings(self, weight: float, *patterns: str) -> bool:
        """Count a clue for each pattern (``*``) that the words of a heading fit; True when all are there."""
        columns = [str(column) for column in self.sample.frame.columns]
        fitting = [next((c for c in columns if fnmatch.fnmatchcase(worded(c), p)), None) for p in patterns]
        for column in fitting:
            if column is not None:
                self.add(weight, tr("column {column}", column=column))
        return None not in fitting

    def has_shape(self, *shapes: Geometry) -> bool:
        """Whether the sample holds one of `shapes`, or coordinates that make points."""
        if Geometry.POINT in shapes and Geometry.NONE in self.sample.geometry:
            return coordinate_columns(self.sample) is not None
        return bool(self.sample.geometry & frozenset(shapes))

    def is_kobo(self) -> bool:
        """Count a clue when the columns are those that KoBo and ODK add to every form."""
        present = {str(column).casefold() for column in self.sample.frame.columns}
        own = [name for name in _KOBO if name in present]
        if len(own) >= 2 and present & {"_uuid", "_submission_time", "meta/instanceid"}:
            self.add(0.1, tr("columns {names} of KoBo", names=", ".join(own)))
            return True
        return False

    def is_hot(self) -> bool:
        """Count a clue when the columns or the name are those of HOT's exports of OpenStreetMap."""
        present = {str(column).casefold() for column in self.sample.frame.columns}
        if {"osm_id", "osm_type"} <= present:
            self.add(0.3, tr("columns {names} of HOT", names="osm_id, osm_type"))
            return True
        return self.file_says(0.3, "hotosm")

    def _name_by_script(self) -> None:
        """Put a column of names to the language whose letters it is written in."""
        mapped = {field: self.columns[field] for field in ("name_en", "name_uk") if field in self.columns}
        if not mapped or not self._languages >= {"name_en", "name_uk"}:
            return
        script = {column: script_of(self.sample.frame[column]) for column in mapped.values()}
        own = {"name_en": "latin", "name_uk": "cyrillic"}
        wrong = [field for field, column in mapped.items() if script[column] not in ("", own[field])]
        if len(wrong) == len(mapped):
            for field in wrong:
                del self.columns[field]
            other = {"name_en": "name_uk", "name_uk": "name_en"}
            self.columns |= {other[field]: mapped[field] for field in wrong}

    def result(self, publisher: str = "", *, most: float = 0.99) -> Recognition | None:
        """The recognition; None when nothing speaks for the kind."""
        confidence = min(1.0 - self._doubt, most)
        if confidence <= 0:
            return None
        self._name_by_script()
        return Recognition(
            confidence=confidence,
            columns=dict(self.columns),
            evidence=tuple(self._evidence),
            publisher=publisher,
        )
