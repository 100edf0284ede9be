"""What follows for indicator tables: plain column names, codes and levels of the areas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from layers.kinds.indicator.totals import totals
from layers.layer_kind import Problem, Sample
from layers.oblasts import oblast_code
from layers.recognition import code_level, p_code
from layers.text import tr, trn
from layers.transliteration import transliterate

if TYPE_CHECKING:
    import pandas as pd

_SECTORS = (
    (re.compile(r"shelter"), "shelter_nfi"),
    (re.compile(r"water.*sanit|^wash$|wash"), "wash"),
    (re.compile(r"food"), "food_security"),
    (re.compile(r"camp coord|^cccm"), "cccm"),
    (re.compile(r"gender"), "gbv"),
    (re.compile(r"child"), "child_protection"),
    (re.compile(r"mine"), "mine_action"),
    (re.compile(r"general protection"), "general_protection"),
    (re.compile(r"^protection"), "protection"),
    (re.compile(r"education"), "education"),
    (re.compile(r"health"), "health"),
    (re.compile(r"inter-?sector"), "intersectoral"),
)
# what an HXL tag measures, by its hashtag
_MEASURES = {
    "#severity": "severity",
    "#inneed": "in_need",
    "#affected": "affected",
    "#population": "population",
    "#targeted": "targeted",
    "#reached": "reached",
}
_LONGEST_NAME = 60


def complete(frame: pd.DataFrame, sample: Sample) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Name the indicators, shorten KATOTTG to P-codes, and tell of rows without a code."""
    frame = frame.copy(deep=False)
    problems: list[Problem] = []
    _names(frame, sample, problems)
    _codes(frame, problems)
    totals(frame, problems)
    return frame, tuple(problems)


def indicator_name(heading: str, tag: str = "", group: str = "") -> str:
    """A column name from what it measures and for which sector, such as ``severity_shelter_nfi``."""
    measure = next((name for head, name in _MEASURES.items() if tag.startswith(head)), "")
    if not measure and re.search(r"severity", group, re.IGNORECASE):
        measure = "severity"
    words = " ".join(heading.casefold().split())
    sector = next((name for pattern, name in _SECTORS if pattern.search(words)), "")
    if measure and sector and "age" not in words:
        return f"{measure}_{sector}"
    slug = _slug(heading)
    if measure and measure not in slug:
        slug = f"{measure}_{slug}"
    return slug[:_LONGEST_NAME]


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", transliterate(text).casefold()).strip("_") or "value"


def _names(frame: pd.DataFrame, sample: Sample, problems: list[Problem]) -> None:
    fields = {"area_code", "area_name", "area_level", "indicator_date"}
    renamed: dict[str, str] = {}
    taken = set(fields)
    for column in map(str, frame.columns):
        if column in fields:
            continue
        name = indicator_name(column, sample.tags.get(column, ""), sample.groups.get(column, ""))
        unique, number = name, 2
        while unique in taken:
            unique, number = f"{name}_{number}", number + 1
        taken.add(unique)
        renamed[column] = unique
    frame.columns = [renamed.get(str(column), str(column)) for column in frame.columns]
    told = [f"{old} → {new}" for old, new in renamed.items() if new.startswith(tuple(_MEASURES.values()))]
    if told:
        problems.append(Problem(text=tr("indicators: {pairs}", pairs=", ".join(told)), severity="notice"))


def _codes(frame: pd.DataFrame, problems: list[Problem]) -> None:
    import pandas as pd

    if "area_code" not in frame.columns and "area_name" in frame.columns:
        names = frame["area_name"].dropna().astype("str")
        codes = {name: oblast_code(name) for name in names.unique()}
        if codes and sum(code is not None for code in codes.values()) >= 0.8 * len(codes):
            frame["area_code"] = frame["area_name"].map(codes)
            told = tr("the areas are oblasts known by name; their P-codes were added")
            problems.append(Problem(text=told, severity="notice"))
    if "area_code" not in frame.columns:
        return
    codes_read: Any = frame["area_code"].astype("str").str.strip().where(frame["area_code"].notna())
    levels = codes_read.map(lambda code: code_level(code) if isinstance(code, str) else None)
    usual = levels.mode()
    short = [p_code(code) if isinstance(code, str) else code for code in codes_read]
    frame["area_code"] = pd.Series(short, index=frame.index, dtype="object")
    if "area_level" not in frame.columns:
        frame["area_level"] = pd.to_numeric(levels)
    without = frame["area_code"].isna().to_numpy()
    if without.any() and len(usual):
        named = ", ".join(frame.loc[without, "area_name"].dropna().astype("str").head(5)) if (
            "area_name" in frame.columns
        ) else ""  # fmt: skip
        told = trn("{count:,} row has no area code and is joined to no area: {names}",
                   "{count:,} rows have no area code and are joined to no area: {names}",
                   int(without.sum()), names=named or tr("without a name"))  # fmt: skip
        problems.append(Problem(text=told, fids=tuple(int(i) for i in frame.index[without])))
