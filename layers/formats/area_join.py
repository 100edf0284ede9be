"""Codes for records that know their area by name only, found among the workspace's areas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from layers.layer import Layer
from layers.layer_kind import Problem
from layers.oblasts import oblast_code
from layers.place_index import index_of
from layers.place_names import adjectives, spellings
from layers.text import tr, trn
from layers.workspace import Workspace

_EXAMPLES = 5
_OBLAST_COLUMNS = ("oblast", "область", "oblast_name", "oblast [en]", "adm1_name", "admin1", "adm1_en")


def join_by_name(frame: pd.DataFrame, workspace: Workspace) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """`frame` with the code of each area that its name fits alone.

    A name that fits several areas is left without a code and told with what it fits; the oblast of the row,
    where a column has it, narrows the choice. Joined rows never get a place on the map.

    Parameters
    ----------
    frame : DataFrame
        Columns area_code and area_name.
    """
    layers = workspace.of_kind("admin_area")
    if "area_name" not in frame.columns or not layers:
        return frame, ()
    codes = (
        frame["area_code"]
        if "area_code" in frame.columns
        else pd.Series(None, index=frame.index, dtype="object")
    )
    open_rows = (codes.isna() & frame["area_name"].notna()).to_numpy()
    if not open_rows.any():
        return frame, ()
    oblast = _oblasts(frame)
    found: dict[tuple[str, str | None], list[str]] = {}
    joined = codes.astype("object").copy()
    unclear: dict[str, list[str]] = {}
    unknown: list[int] = []
    for row in frame.index[open_rows]:
        key = (str(frame.loc[row, "area_name"]), oblast.get(row))
        if key not in found:
            found[key] = _codes_named(key[0], key[1], layers)
        if len(found[key]) == 1:
            joined[row] = found[key][0]
        elif found[key]:
            unclear.setdefault(key[0], found[key])
        else:
            unknown.append(int(row))
    frame = frame.assign(area_code=joined)
    return frame, tuple(_told(int(joined[open_rows].notna().sum()), int(open_rows.sum()), unclear, unknown))


def _told(joined: int, asked: int, unclear: Mapping[str, list[str]], unknown: list[int]) -> list[Problem]:
    told = tr("{n:,} of {all:,} records were joined to areas by name", n=joined, all=asked)
    problems = [Problem(text=told, severity="notice")]
    if unclear:
        examples = "; ".join(
            f"{name} ({', '.join(codes)})" for name, codes in list(unclear.items())[:_EXAMPLES]
        )
        told = trn("{count:,} name fits several areas and is not guessed: {examples}",
                   "{count:,} names fit several areas and are not guessed: {examples}",
                   len(unclear), examples=examples)  # fmt: skip
        problems.append(Problem(text=told))
    if unknown:
        told = trn("the area of {count:,} record is not in the workspace by its name",
                   "the areas of {count:,} records are not in the workspace by their names",
                   len(unknown))  # fmt: skip
        problems.append(Problem(text=told, fids=tuple(unknown)))
    return problems


def _oblasts(frame: pd.DataFrame) -> dict[Any, str | None]:
    """Code of the oblast of each row, where a column names it."""
    column = next((c for c in frame.columns if str(c).casefold() in _OBLAST_COLUMNS), None)
    if column is None or column == "area_name":
        return {}
    names = frame[column].dropna().astype("str")
    codes = {name: oblast_code(name) for name in names.unique()}
    result: dict[Any, str | None] = names.map(codes).to_dict()
    return result


def _codes_named(name: str, oblast: str | None, layers: tuple[Layer, ...]) -> list[str]:
    """Codes of the areas called `name`, within the oblast where it is known."""
    asked = spellings(name)
    bases = [spelling.base for spelling in asked]
    kind = asked[0].kind
    codes: list[str] = []
    for layer in layers:
        frame, index = layer.frame, index_of(layer)
        for row in index.by_name(bases) or index.by_adjective(
            [form for b in bases for form in adjectives(b)]
        ):
            code, level = frame["code"].iloc[row], frame["level"].iloc[row]
            fits = kind is None or kind.fits("admin_area", None if pd.isna(level) else int(level))
            if pd.isna(code) or not fits:
                continue
            if oblast is None or str(code).startswith(oblast):
                codes.append(str(code))
    return list(dict.fromkeys(codes))
