"""What follows for admin areas from the publisher's columns: P-codes, levels, parents, names, centres."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from layers.layer_kind import Problem, Sample
from layers.oblasts import OBLASTS
from layers.recognition import code_level
from layers.text import tr, trn
from layers.transliteration import is_cyrillic, transliterate

if TYPE_CHECKING:
    import pandas as pd

# OpenStreetMap's admin_level in Ukraine; 10 are city districts, held beside hromadas
_LEVEL_OF_OSM = {"2": 0, "4": 1, "6": 2, "7": 3, "8": 4, "9": 4, "10": 3}
_CODE_LENGTH = {1: 4, 2: 6, 3: 9, 4: 12}
_KATOTTG_LENGTH = 19
_ENGLISH_SUFFIX = (
    (" міська громада", " Urban Hromada"), (" селищна громада", " Settlement Hromada"),
    (" сільська громада", " Rural Hromada"), (" територіальна громада", " Hromada"), (" громада", " Hromada"),
    (" область", " Oblast"), (" район", " Raion"),
)  # fmt: skip
_MOSTLY = 0.9


def complete(frame: pd.DataFrame, _sample: Sample) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Fill level, code, parent and names; give areas the centres that label points mark."""
    frame = frame.copy(deep=False)
    problems: list[Problem] = []
    _names(frame, problems)
    frame["level"] = _levels(frame)
    _codes(frame, problems)
    if "parent_code" not in frame.columns:
        frame["parent_code"] = [
            _parent(c, level) for c, level in zip(frame["code"], frame["level"], strict=True)
        ]
    _population(frame, problems)
    _centres(frame, problems)
    _missing_oblasts(frame, problems)
    return frame, tuple(problems)


def _names(frame: pd.DataFrame, problems: list[Problem]) -> None:
    """Ukrainian names from `name` where `name:uk` is missing, English by transliteration."""
    import pandas as pd

    if "name_uk" not in frame.columns and "name_en" not in frame.columns:
        return
    for column in ("name_uk", "name_en"):
        if column not in frame.columns:
            frame[column] = pd.Series(None, index=frame.index, dtype="str")
    if "name" in frame.columns:
        plain = frame["name"].where(frame["name"].notna() & frame["name"].map(_in_ukrainian))
        frame["name_uk"] = frame["name_uk"].where(frame["name_uk"].notna(), plain)
    without = (frame["name_en"].isna() & frame["name_uk"].notna()).to_numpy()
    if without.any():
        written = frame.loc[without, "name_uk"].astype("str").map(_english)
        frame["name_en"] = frame["name_en"].astype("object")
        frame.loc[without, "name_en"] = written
        told = trn("the English name of {count:,} area was missing and is transliterated from Ukrainian",
                   "the English names of {count:,} areas were missing and are transliterated from Ukrainian",
                   int(without.sum()))  # fmt: skip
        problems.append(Problem(text=told, severity="notice"))


def _in_ukrainian(name: object) -> bool:
    return isinstance(name, str) and is_cyrillic(name)


def _english(name: str) -> str:
    for ukrainian, english in _ENGLISH_SUFFIX:
        if name.casefold().endswith(ukrainian):
            return transliterate(name[: -len(ukrainian)]) + english
    return transliterate(name)


def _levels(frame: pd.DataFrame) -> pd.Series[Any]:
    import pandas as pd

    if "level" in frame.columns and frame["level"].notna().any():
        return frame["level"]
    levels = pd.Series(None, index=frame.index, dtype="object")
    if "admin_level" in frame.columns:
        # a column with gaps comes as 10.0
        stated = frame["admin_level"].astype("str").str.removesuffix(".0")
        levels = stated.map(_LEVEL_OF_OSM)
    for column in ("code", "katottg"):
        if column in frame.columns:
            by_code = frame[column].astype("str").map(code_level, na_action="ignore")
            levels = levels.where(levels.notna(), by_code)
    return pd.to_numeric(levels, errors="coerce")


def _codes(frame: pd.DataFrame, problems: list[Problem]) -> None:
    """P-codes as prefixes of KATOTTG, or from the KOATUU of oblasts, whose first two figures are the same."""
    import pandas as pd

    if "katottg" not in frame.columns:
        codes = frame["code"].astype("str") if "code" in frame.columns else None
        if codes is not None and bool((codes.str.len() == _KATOTTG_LENGTH).any()):
            frame["katottg"] = frame["code"].where(codes.str.len() == _KATOTTG_LENGTH)
    if "katottg" in frame.columns:
        lengths = frame["level"].map(_CODE_LENGTH).fillna(_KATOTTG_LENGTH).astype(int)
        whole = frame["katottg"]
        short = pd.Series(
            [c[:n] if isinstance(c, str) else None for c, n in zip(whole, lengths, strict=True)],
            index=frame.index, dtype="object",
        )  # fmt: skip
        repeated = short.notna() & short.duplicated(keep=False) & ~whole.duplicated(keep=False)
        if repeated.any():
            told = trn("{count:,} area shares its P-code with another and keeps its whole KATOTTG as code",
                       "{count:,} areas share a P-code and keep their whole KATOTTG as code",
                       int(repeated.sum()))  # fmt: skip
            problems.append(Problem(text=told, fids=tuple(int(i) for i in frame.index[repeated])))
        own = frame["code"] if "code" in frame.columns else pd.Series(None, index=frame.index, dtype="object")
        usable = own.notna() & (own.astype("str").str.len() != _KATOTTG_LENGTH)
        frame["code"] = own.where(usable, short.where(~repeated, whole))
    elif "code" not in frame.columns and "koatuu" in frame.columns:
        digits = frame["koatuu"].astype("str").str.extract(r"^(\d{2})0{8}(?:\.0)?$")[0]
        codes = ("UA" + digits).where(digits.notna())
        frame["code"] = codes.where(codes.isin(list(OBLASTS)))
        told = trn("the P-code of {count:,} oblast was taken from its KOATUU",
                   "the P-codes of {count:,} oblasts were taken from their KOATUU",
                   int(frame["code"].notna().sum()))  # fmt: skip
        problems.append(Problem(text=told, severity="notice"))
        _codes_by_name(frame, problems)
    elif "code" not in frame.columns:
        frame["code"] = pd.Series(None, index=frame.index, dtype="object")


def _codes_by_name(frame: pd.DataFrame, problems: list[Problem]) -> None:
    from layers.oblasts import oblast_code

    without = (frame["code"].isna() & (frame["level"] == 1)).to_numpy()
    if not without.any() or "name_uk" not in frame.columns:
        return
    found = frame.loc[without, "name_uk"].map(
        lambda name: oblast_code(name) if isinstance(name, str) else None
    )
    frame.loc[without, "code"] = found
    if found.notna().any():
        told = trn("the P-code of {count:,} oblast was found by its name",
                   "the P-codes of {count:,} oblasts were found by their names",
                   int(found.notna().sum()))  # fmt: skip
        problems.append(Problem(text=told, severity="notice"))


def _parent(code: object, level: object) -> str | None:
    if not isinstance(code, str) or level not in (2, 3, 4):
        return None
    return code[: _CODE_LENGTH[int(level) - 1]]


def _population(frame: pd.DataFrame, problems: list[Problem]) -> None:
    """A population stated for some areas only would be summed as if it were all: it is set aside."""
    if "population" not in frame.columns or "geometry" not in frame.columns:
        return
    areas = frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"])
    stated = int(frame["population"].notna()[areas].sum())
    if stated < _MOSTLY * int(areas.sum()):
        frame["population_stated"] = frame["population"]
        del frame["population"]
        if "population_date" in frame.columns:
            frame["population_stated_date"] = frame["population_date"]
            del frame["population_date"]
        told = tr("a population is stated for {n:,} of {all:,} areas only: kept as population_stated, unused",
                  n=stated, all=int(areas.sum()))  # fmt: skip
        problems.append(Problem(text=told))


def _centres(frame: pd.DataFrame, problems: list[Problem]) -> None:
    """Label points of OpenStreetMap name the area they are the centre of."""
    if "@relations" not in frame.columns or "geometry" not in frame.columns or "katottg" not in frame.columns:
        return
    points = frame["@relations"].notna() & (frame.geometry.geom_type == "Point")
    if not points.any():
        return
    labelled = frame[points]
    owner = labelled["@relations"].map(_owner)
    centre = dict(zip(owner, zip(labelled.geometry.x, labelled.geometry.y, strict=True), strict=True))
    found = frame["katottg"].map(lambda code: centre.get(code, (None, None)))
    frame["centre_lon"] = found.map(lambda pair: pair[0]).astype("float64")
    frame["centre_lat"] = found.map(lambda pair: pair[1]).astype("float64")
    del frame["@relations"]
    told = trn("the label point of {count:,} area is kept as its centre",
               "the label points of {count:,} areas are kept as their centres",
               int((frame["centre_lon"].notna() & ~points).sum()))  # fmt: skip
    problems.append(Problem(text=told, severity="notice"))


def _owner(relations: object) -> str | None:
    """KATOTTG of the area that a label point says it is the centre of."""
    try:
        listed = json.loads(relations) if isinstance(relations, str) else relations
        return str(listed[0]["reltags"]["katotth"])  # type: ignore[index]
    except (ValueError, LookupError, TypeError):
        return None


def _missing_oblasts(frame: pd.DataFrame, problems: list[Problem]) -> None:
    oblasts = frame.loc[frame["level"] == 1, "code"].dropna()
    missing = [names[0] for code, names in OBLASTS.items() if code not in set(oblasts)]
    if len(oblasts) >= len(OBLASTS) // 2 and missing:
        told = tr(
            "of the 27 oblasts and cities of their rank these are missing: {names}", names=", ".join(missing)
        )
        problems.append(Problem(text=told))
