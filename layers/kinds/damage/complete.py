"""What follows for damage from the publisher's columns: the latest pass of UNOSAT, totals, areas, counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from layers.layer_kind import Problem, Sample
from layers.oblasts import oblast_code
from layers.text import tr, trn

if TYPE_CHECKING:
    import pandas as pd

_CLASS = re.compile(r"^main_dam(?:age_site_class|ag)?(?:_(\d+))?$", re.IGNORECASE)
_SENSOR = re.compile(r"^sensorda(?:te|t|)?(?:_(\d+))?$", re.IGNORECASE)
# classes of the published list; others are told and left unknown
_PUBLISHED = frozenset({1, 2, 3, 4, 5, 6, 11})


def complete(frame: pd.DataFrame, _sample: Sample) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Take UNOSAT's latest pass that says anything; name what is counted twice; find codes of oblasts."""
    frame = frame.copy(deep=False)
    problems: list[Problem] = []
    _unosat(frame, problems)
    _totals(frame, problems)
    _oblasts(frame, problems)
    return frame, tuple(problems)


def _unosat(frame: pd.DataFrame, problems: list[Problem]) -> None:
    import pandas as pd

    passes = _by_pass(frame, _CLASS)
    if not passes:
        return
    dates = _by_pass(frame, _SENSOR)
    if "damage_date" in frame.columns:
        dates.setdefault(0, "damage_date")
    extent = pd.Series(None, index=frame.index, dtype="object")
    day = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[ns]")
    for number in sorted(passes):
        values = frame[passes[number]]
        codes = pd.to_numeric(values, errors="coerce")
        said = values.notna() & (codes.isna() | (codes > 0))
        extent = extent.where(~said, values.where(codes.isna(), codes.astype("Int64").astype("object")))
        if number in dates:
            day = day.where(~said, pd.to_datetime(frame[dates[number]], errors="coerce"))
    codes = pd.to_numeric(extent, errors="coerce")
    for code, rows in codes[codes.notna() & ~codes.isin(list(_PUBLISHED))].groupby(codes):
        told = tr("class {code} of {n:,} rows is in no published list, taken as unknown: ask the publisher",
                  code=int(code), n=len(rows))  # fmt: skip
        problems.append(Problem(text=told, fids=tuple(int(i) for i in rows.index)))
    unknown = codes.notna() & ~codes.isin(list(_PUBLISHED))
    frame["extent"] = extent.where(~unknown, "unknown")
    if day.notna().any():
        frame["damage_date"] = day
    if len(passes) > 1:
        told = tr("of {n} passes of the satellite the latest that says anything is shown", n=len(passes))
        problems.append(Problem(text=told, severity="notice"))
    none = int((codes.isin([5, 6])).sum())
    if none:
        told = tr("{n:,} of {all:,} rows show no visible damage; they are kept and not counted as damage",
                  n=none, all=len(frame))  # fmt: skip
        problems.append(Problem(text=told, severity="notice"))


def _by_pass(frame: pd.DataFrame, pattern: re.Pattern[str]) -> dict[int, str]:
    found = {}
    for column in map(str, frame.columns):
        if match := pattern.match(column):
            found[int(match[1] or 0)] = column
    return found


def _totals(frame: pd.DataFrame, problems: list[Problem]) -> None:
    """Rows that sum up others would be counted twice."""
    if "infrastructure_type" not in frame.columns:
        return
    total: Any = (
        frame["infrastructure_type"].astype("str").str.casefold().isin(["total", "all", "всього", "разом"])
    )
    if not total.any():
        return
    frame["is_total"] = total
    told = trn("{count:,} row sums up others of its area; it is kept, marked is_total",
               "{count:,} rows sum up others of their area; they are kept, marked is_total",
               int(total.sum()))  # fmt: skip
    problems.append(Problem(text=told, fids=tuple(int(i) for i in frame.index[total])))


def _oblasts(frame: pd.DataFrame, problems: list[Problem]) -> None:
    """Codes of records known by the name of an oblast only; they get no place on the map."""
    import pandas as pd

    if "area_code" in frame.columns or "area_name" not in frame.columns:
        return
    names = frame["area_name"].dropna().astype("str")
    codes = {name: oblast_code(name) for name in names.unique()}
    if sum(code is not None for code in codes.values()) < 0.8 * max(1, len(codes)):
        return
    frame["area_code"] = pd.Series(frame["area_name"].map(codes), dtype="object")
    found = int(frame["area_code"].notna().sum())
    told = tr("{n:,} of {all:,} records are known by oblast only: joined to its P-code, never to points",
              n=found, all=len(frame))  # fmt: skip
    problems.append(Problem(text=told, severity="notice"))
