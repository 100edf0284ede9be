"""Totals in indicator tables: rows that sum up others are marked, sums that do not add up are told."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from layers.layer_kind import Problem
from layers.text import tr, trn

if TYPE_CHECKING:
    import pandas as pd

_WORDS = frozenset(
    {"total", "totals", "grand total", "all", "overall", "ukraine", "sum", "всього", "усього", "разом",
     "україна", "all categories", "total population", "всего", "итого"}
)  # fmt: skip
# what sex and age columns are called: F_TL, M_00_04, T_80Plus; males, females
_SEX = re.compile(r"^([fmt])_(tl|\d{2}_\d{2}|\d{2}plus)$")
_PARTS = (
    (("men", "women", "boys", "girls"), ("total", "total_idps", "idps", "individuals", "population")),
    (("male", "female"), ("total", "total_idps", "idps_present", "idps", "individuals", "population")),
    (("males", "females"), ("total", "total_idps", "idps_present", "idps", "individuals", "population")),
    (("numbermales", "numberfemales"), ("numpresentidpind",)),
)  # fmt: skip
_TOLERANCE = 0.005
_LEAST_DIFFERENCE = 1.0
_EXAMPLES = 5


def totals(frame: pd.DataFrame, problems: list[Problem]) -> None:
    """Mark rows that sum up others (column `is_total`), and tell of sums that do not add up."""
    marked = _total_rows(frame)
    if marked.any():
        frame["is_total"] = marked
        told = trn("{count:,} row sums up others; it is kept, marked is_total",
                   "{count:,} rows sum up others; they are kept, marked is_total",
                   int(marked.sum()))  # fmt: skip
        problems.append(Problem(text=told, fids=_fids(frame, marked), severity="notice"))
        _against_rows(frame, marked, problems)
    for total, parts in _sums(frame):
        _against_columns(frame, total, parts, problems)


def _total_rows(frame: pd.DataFrame) -> Any:
    """Rows with the word for a total in the area, or in a column that divides the rows of an area."""
    import numpy as np

    marked = np.zeros(len(frame), dtype=bool)
    for column in frame.columns:
        if column == "area_code" or frame[column].dtype.kind in "iufbM":
            continue
        words = frame[column].astype("str").str.strip().str.casefold()
        totals_here = words.isin(_WORDS).to_numpy() & frame[column].notna().to_numpy()
        # a column that says so of every row divides nothing
        if 0 < totals_here.sum() < len(frame):
            marked |= totals_here
    return marked


def _against_rows(frame: pd.DataFrame, marked: Any, problems: list[Problem]) -> None:
    """Compare the totals of an area with the rows of the same area, or that of all with all."""
    import pandas as pd

    numbers = [name for name in frame.columns if frame[name].dtype.kind in "iuf" and name != "area_level"]
    other_words = [
        name for name in frame.columns
        if frame[name].dtype.kind not in "iufbM" and name != "is_total"
        and not _divides(frame, name, marked)
    ]  # fmt: skip
    grouping = _grouping(frame, marked)
    keys = [name for name in other_words if name in grouping and len(set(frame[name].dropna())) > 1]
    if not keys or not numbers:
        return
    groups = [frame[name].astype("str") for name in keys]
    wrong: list[int] = []
    examples: list[str] = []
    parts = frame.loc[~marked, numbers].groupby([g[~marked] for g in groups]).sum(min_count=1)
    whole = frame.loc[marked, numbers].groupby([g[marked] for g in groups]).first()
    for name in numbers:
        both = pd.DataFrame({"stated": whole[name], "summed": parts[name]}).dropna()
        off = (both["stated"] - both["summed"]).abs()
        bad = both[off > (_TOLERANCE * both["stated"].abs()).clip(lower=_LEAST_DIFFERENCE)]
        for key, row in bad.iterrows():
            said = ", ".join(map(str, key)) if isinstance(key, tuple) else str(key)
            examples.append(f"{said}: {name} {row['stated']:,.0f} ≠ {row['summed']:,.0f}")
            same = marked.copy()
            for values, part in zip(groups, key if isinstance(key, tuple) else (key,), strict=True):
                same &= (values == part).to_numpy()
            wrong += _fids(frame, same)
    if wrong:
        told = trn("{count:,} total is not the sum of its rows: {examples}",
                   "{count:,} totals are not the sums of their rows: {examples}",
                   len(examples), examples="; ".join(examples[:_EXAMPLES]))  # fmt: skip
        problems.append(Problem(text=told, fids=tuple(dict.fromkeys(wrong))))


def _divides(frame: pd.DataFrame, name: str, marked: Any) -> bool:
    """Whether a column holds the words for totals: it divides the rows of an area."""
    words = frame.loc[marked, name].astype("str").str.strip().str.casefold()
    return bool(words.isin(_WORDS).any())


def _grouping(frame: pd.DataFrame, marked: Any) -> set[str]:
    """Columns whose values stand both among totals and among the rows they sum up."""
    found = set()
    for name in frame.columns:
        total, part = set(frame.loc[marked, name].dropna().astype("str")), frame.loc[~marked, name].dropna()
        if total and total <= set(part.astype("str")):
            found.add(str(name))
    return found


def _sums(frame: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Columns that are to be the sum of others, as their names say."""
    by_name = {str(name).casefold(): str(name) for name in frame.columns if frame[name].dtype.kind in "iuf"}
    sums: list[tuple[str, list[str]]] = []
    bands = {(m[1], m[2]) for name in by_name if (m := _SEX.match(name))}
    for _sex, band in sorted(pair for pair in bands if pair[0] == "t"):
        if {("f", band), ("m", band)} <= bands:
            sums.append((by_name[f"t_{band}"], [by_name[f"f_{band}"], by_name[f"m_{band}"]]))
    for sex in "fmt":
        ages = sorted(band for own, band in bands if own == sex and band != "tl")
        # bands that leave ages out do not add up to a total
        if (sex, "tl") in bands and ages and ages[0].startswith("00") and _follow(ages):
            sums.append((by_name[f"{sex}_tl"], [by_name[f"{sex}_{band}"] for band in ages]))
    for parts, wholes in _PARTS:
        if all(part in by_name for part in parts):
            whole = next((by_name[name] for name in wholes if name in by_name), None)
            if whole is not None:
                sums.append((whole, [by_name[part] for part in parts]))
                break
    return sums


def _follow(ages: list[str]) -> bool:
    ends = [(int(a[:2]), int(a[3:]) if a[3:].isdigit() else None) for a in ages]
    ends = [(int(a[:2]), None) if a.endswith("plus") else end for a, end in zip(ages, ends, strict=True)]
    return ends[-1][1] is None and all(a[1] is not None and a[1] + 1 == b[0] for a, b in pairwise(ends))


def _against_columns(frame: pd.DataFrame, total: str, parts: list[str], problems: list[Problem]) -> None:
    known = frame[[total, *parts]].notna().all(axis=1)
    sums = frame[parts].astype("float64").sum(axis=1)
    stated = frame[total].astype("float64")
    off = (stated - sums).abs() > (_TOLERANCE * stated.abs()).clip(lower=_LEAST_DIFFERENCE)
    fids = _fids(frame, (known & off).to_numpy())
    if fids:
        said = " + ".join(parts) if len(parts) <= 4 else tr("the sum of {n} columns", n=len(parts))
        told = trn("{total} is not {parts} in {count:,} row", "{total} is not {parts} in {count:,} rows",
                   len(fids), total=total, parts=said)  # fmt: skip
        problems.append(Problem(text=told, fids=fids))


def _fids(frame: pd.DataFrame, mask: Any) -> tuple[int, ...]:
    return tuple(int(i) for i in frame.index[mask])
