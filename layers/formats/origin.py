"""Where a layer came from: publisher, licence, date, hash and a name, as far as the file tells."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from layers.dates import date_in_name
from layers.formats.source import Source
from layers.layer_kind import LayerKind, Problem
from layers.text import tr
from layers.transliteration import transliterate

# terms as the publishers state them
LICENCES = {
    "OpenStreetMap": "ODbL 1.0",
    "Geofabrik": "ODbL 1.0",
    "HOT": "ODbL 1.0",
    "WorldPop": "CC BY 4.0",
    "WRI Global Power Plant Database": "CC BY 4.0",
    "OCHA COD-AB": "CC BY-IGO",
    "OCHA COD-PS": "CC BY-IGO",
}
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_LONGEST_NAME = 48
_AREA_NAMES = {0: "countries", 1: "oblasts", 2: "raions", 3: "hromadas", 4: "settlements"}
_SHORT = {
    "frontline": "front",
    "admin_area": "areas",
    "indicator": "",
    "reference": "",
    "population_grid": "population",
}
_COMMON_WORDS = frozenset(
    ("ukr", "ukraine", "ua", "the", "of", "by", "and", "for", "data", "layer", "table", "geojson", "points",
     "lines", "polygons", "free", "gis", "osm", "final", "hdx", "export", "sheet", "derived", "all")
)  # fmt: skip
_BLOCK_BYTES = 1024**2


def sha256_of(paths: Sequence[Path]) -> str:
    """SHA-256 of a file; of several, that of their hashes in order."""
    digests = []
    for path in paths:
        digest = hashlib.sha256()
        with path.open("rb") as handle:
            while block := handle.read(_BLOCK_BYTES):
                digest.update(block)
        digests.append(digest.hexdigest())
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def date_of(
    frame: pd.DataFrame, kind: LayerKind, source: Source
) -> tuple[dt.date | None, tuple[Problem, ...]]:
    """The day a layer speaks of: the latest date among its rows, else the one in the file's name.

    Dates of the rows that lie in the future are not believed.
    """
    today = pd.Timestamp(dt.datetime.now().astimezone().date())
    for item in kind.fields:
        if (
            item.type == "date"
            and item.name in frame.columns
            and item.name not in ("until", "population_date")
        ):
            dates = frame[item.name].dropna()
            dates = dates[dates <= today]
            if len(dates):
                return dates.max().date(), ()
    if (valid := _valid_on(source, today)) is not None:
        return valid, ()
    if (known := named_date(source) or source.date) is not None:
        return known, ()
    year = _year_alone(source.path.stem)
    if year is not None and year <= today.year:
        told = tr("only the year {year} is known; the layer is dated 1 January", year=year)
        return dt.date(year, 1, 1), (Problem(text=told, severity="notice"),)
    return None, (Problem(text=tr("the day the data speaks of is not known: give it"), severity="notice"),)


def _valid_on(source: Source, today: pd.Timestamp) -> dt.date | None:
    """The day from which boundaries are valid, as common operational datasets state it."""
    column = next((c for c in source.frame.columns if str(c).casefold().replace("_", "") == "validon"), None)
    if column is None:
        return None
    valid = pd.to_datetime(source.frame[column], errors="coerce", utc=True).dropna().dt.tz_localize(None)
    valid = valid[valid <= today]
    return valid.max().date() if len(valid) else None


def named_date(source: Source) -> dt.date | None:
    """The day in the name of the file, layer or sheet; None when there is none."""
    found = date_in_name(source.path.stem) or date_in_name(source.layer_name)
    return found.date if found is not None else None


def _year_alone(name: str) -> int | None:
    """A year that stands alone in a name, such as "ppp_2020"; None when there is none or several."""
    years = {int(year) for year in _YEAR.findall(name)}
    return years.pop() if len(years) == 1 else None


def layer_name(kind: LayerKind, source: Source, frame: pd.DataFrame, date: dt.date | None) -> str:
    """A short name for a layer, fit for a table: what it holds, and what tells it from others of its kind."""
    base = _SHORT.get(kind.name, _slug(str(kind.plural.template)))
    if kind.name == "admin_area":
        levels = frame["level"].dropna().unique() if "level" in frame.columns else []
        return _AREA_NAMES.get(int(levels[0]), base) if len(levels) == 1 else base
    if kind.name == "frontline":
        return f"{base}_{date:%Y_%m_%d}" if date else base
    words = _own_words(source.layer_name or source.path.stem, base)
    if kind.name == "population_grid":
        return f"{base}_{date.year}" if date else base
    name = "_".join([*([base] if base else []), *words]) or kind.name
    return name[:_LONGEST_NAME].strip("_")


def _own_words(name: str, base: str) -> list[str]:
    """Words of a file or sheet name that say more than the kind does."""
    said = set(base.split("_")) | {word.rstrip("s") for word in base.split("_")}
    words = []
    for word in _slug(name).split("_"):
        bare = word.rstrip("s")
        if word in _COMMON_WORDS or word.isdigit() or bare in said or word in said or word in words:
            continue
        words.append(word)
    return words[:5]


def _slug(text: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", transliterate(text).casefold()).strip("_")
    return slug if not slug[:1].isdigit() else f"t_{slug}"
