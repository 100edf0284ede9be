"""Shares of age, sex and disability by area, from tables of population such as COD-PS.

A table counts when it says how many people an area has in all and by sex, age or disability: the columns of
COD-PS (``T_TL``, ``F_00_04`` …), or a population beside columns of women, men, girls, boys, females, males
or persons with disabilities. Shares of displaced people alone say nothing about residents and are not taken.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.layer import Layer
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.areas import short_code
from planning.outcome import Assumption, Ground, data_assumption

Floats = NDArray[np.float64]

# Ages as COD-PS bands add up; the last is open.
_AGES: tuple[tuple[str, int, int | None], ...] = (
    ("0_4", 0, 4),
    ("5_14", 5, 14),
    ("15_59", 15, 59),
    ("60_plus", 60, None),
)
_AGE_WORDS = {"0_4": tr("0–4 years"), "5_14": tr("5–14 years"), "15_59": tr("15–59 years"),
              "60_plus": tr("60 years and older")}  # fmt: skip
_SEX_WORDS = {"f": tr("female"), "m": tr("male")}

GROUPS: dict[str, Text] = {
    "female": _SEX_WORDS["f"],
    "male": _SEX_WORDS["m"],
    **{f"age_{name}": _AGE_WORDS[name] for name, _, _ in _AGES},
    **{
        f"{word}_{name}": tr("{sex}, {age}", sex=_SEX_WORDS[sex], age=_AGE_WORDS[name])
        for sex, word in (("f", "female"), ("m", "male"))
        for name, _, _ in _AGES
    },
    "disability": tr("persons with disabilities"),
}
_COD = re.compile(r"^([fmt])_(\d{2})_?(\d{2}|plus)$")
_DISABILITY = (
    "people_with_disabilities",
    "persons_with_disabilities",
    "with_disability",
    "disability",
    "pwd",
)
_FEMALE, _MALE = ("female", "females", "f_tl"), ("male", "males", "m_tl")
_TOTAL = ("t_tl", "population", "total_population")


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """Shares of groups by area.

    Attributes
    ----------
    shares : DataFrame
        Index: P-codes; columns: names of `GROUPS`; NaN where the area's table does not tell.
    label : Text
        Where they come from and of when.
    assumptions : tuple of Assumption
    """

    shares: pd.DataFrame
    label: Text
    assumptions: tuple[Assumption, ...]

    def of_codes(self, codes: Any) -> Floats:
        """Shares for each code of an area, from the finest area known that holds it; NaN for none.

        Returns
        -------
        float64 array, shape (codes, groups)
        """
        number = {code: index for index, code in enumerate(self.shares.index)}
        lengths = sorted({len(code) for code in number}, reverse=True)
        rows = np.array(
            [
                next((number[code[:size]] for size in lengths if code[:size] in number), -1)
                if isinstance(code, str)
                else -1
                for code in np.asarray(codes, dtype=object)
            ],
            dtype=np.int64,
        )
        known = np.vstack((self.shares.to_numpy(dtype=np.float64), np.full((1, len(GROUPS)), np.nan)))
        return np.asarray(known[rows])


def profiles_of(situation: Workspace) -> Profiles | None:
    """What the workspace says of age, sex and disability by area; None when it says nothing."""
    found: list[tuple[Layer, pd.DataFrame]] = []
    for layer in (*situation.of_kind("indicator"), *situation.of_kind("admin_area")):
        shares = _shares(layer)
        if shares is not None:
            found.append((layer, shares))
    if not found:
        return None
    found.sort(key=lambda item: item[0].provenance.date or dt.date.min, reverse=True)
    together = pd.concat([shares for _, shares in found])
    together = together[~together.index.duplicated()]
    layers = [layer for layer, _ in found]
    when = ", ".join(
        dict.fromkeys(
            str(layer.provenance.date.year) if layer.provenance.date else str(tr("date unknown"))
            for layer in layers
        )
    )
    label = tr("{names}, {when}", names=", ".join(layer.name for layer in layers), when=when)
    text = tr(
        "Age, sex and disability of residents: the shares of each area, from {label}, hold in all of it",
        label=label,
    )
    notes = [Assumption(text=text, ground=Ground.SUBSTITUTED, source=layers[0].provenance.source)]
    notes += [data_assumption(layer, situation.today()) for layer in layers]
    return Profiles(shares=together, label=label, assumptions=tuple(notes))


def _shares(layer: Layer) -> pd.DataFrame | None:
    """Shares of the areas of one layer, by short code."""
    frame = layer.frame
    code = "code" if layer.kind.name == "admin_area" else "area_code"
    columns = {str(name).casefold(): name for name in frame.columns}
    total = _first(frame, columns, _TOTAL)
    counts = _counts(frame, columns)
    if total is None and {"female", "male"} <= set(counts):
        total = counts["female"] + counts["male"]
    if total is None or not counts:
        return None
    known = frame[code].notna() & (total > 0)
    if "is_total" in frame:
        known &= ~frame["is_total"].fillna(False).to_numpy(dtype=bool)
    known = known.to_numpy(dtype=bool)
    shares = pd.DataFrame(
        {name: counts[name] / total if name in counts else np.nan for name in GROUPS}, index=frame.index
    )[known]
    shares.index = pd.Index([short_code(str(value)) for value in frame[code][known]])
    shares = shares[~shares.index.duplicated()]
    return shares if len(shares) and shares.notna().to_numpy().any() else None


def _counts(frame: pd.DataFrame, columns: dict[str, Any]) -> dict[str, pd.Series[float]]:
    """People of each group that the table tells of."""
    counts: dict[str, pd.Series[float]] = {}
    for name, known in (("female", _FEMALE), ("male", _MALE), ("disability", _DISABILITY)):
        column = _first(frame, columns, known)
        if column is not None:
            counts[name] = column
    if "female" not in counts and {"women", "girls"} <= set(columns):
        counts["female"] = _figures(frame, columns["women"]) + _figures(frame, columns["girls"])
    if "male" not in counts and {"men", "boys"} <= set(columns):
        counts["male"] = _figures(frame, columns["men"]) + _figures(frame, columns["boys"])
    bands = {
        (match[1], int(match[2])): (match[3], column)
        for name, column in columns.items()
        if (match := _COD.match(name))
    }
    for sex, word in (("f", "female"), ("m", "male"), ("t", "age")):
        for name, low, high in _AGES:
            wanted = [(start, end, column) for (own, start), (end, column) in bands.items() if own == sex]
            parts = [
                column
                for start, end, column in wanted
                if start >= low and (high is None or (end != "plus" and int(end) <= high))
            ]
            covered = sorted(
                (start, 200 if end == "plus" else int(end)) for start, end, col in wanted if col in parts
            )
            if _covers(covered, low, high):
                counts[f"{word}_{name}"] = sum((_figures(frame, column) for column in parts), start=0.0)
    return counts


def _covers(bands: list[tuple[int, int]], low: int, high: int | None) -> bool:
    """Whether ages from `low` to `high` are covered without a gap."""
    reached = low
    for start, end in bands:
        if start != reached:
            return False
        reached = end + 1
    return bool(bands) and (reached > 100 if high is None else reached == high + 1)


def _first(frame: pd.DataFrame, columns: dict[str, Any], names: tuple[str, ...]) -> pd.Series[float] | None:
    known = next((columns[name] for name in names if name in columns), None)
    if known is None:
        return None
    figures = _figures(frame, known)
    return figures if figures.notna().any() else None


def _figures(frame: pd.DataFrame, column: Any) -> pd.Series[float]:
    return pd.to_numeric(frame[column], errors="coerce").astype("float64")
