"""Codes for imported records that know their area by name only, found among the workspace's areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from layers.area_names import AreaJoin, hromada_type, join_area_names, level_of_heading
from layers.koatuu import codes_by_koatuu, koatuu_column, whole_code
from layers.layer_kind import LayerKind, Problem
from layers.recognition import code_columns, code_level, p_code
from layers.text import tr, trn
from layers.workspace import Workspace

_MOSTLY = 0.8
_LONGEST_NAME = 80
_OBLAST_LENGTH = 4
_CODE_FIELDS = ("area_code", "hromada_code")
_ENOUGH = 10
_EXAMPLES = 5


def join_by_name(
    frame: pd.DataFrame, workspace: Workspace, decided: Mapping[str, str]
) -> tuple[pd.DataFrame, AreaJoin | None]:
    """`frame` with the code of each area that its name alone fits, and how the names were joined.

    Columns that name the oblast and raion of a row, or the type of its hromada, narrow the choice. Joined
    rows never get a place on the map.

    Parameters
    ----------
    frame : DataFrame
        Columns area_code, area_name and area_level, as far as they are known.
    decided : mapping of str to str
        Code of the area that a name means, as the user said where it fits several or none; a name may be
        followed by the areas around it in brackets.
    """
    if "area_name" not in frame.columns or not workspace.of_kind("admin_area"):
        return frame, None
    codes: pd.Series[Any] = pd.Series(None, index=frame.index, dtype="object")
    if "area_code" in frame.columns:
        codes = frame["area_code"].astype("object")
    without = codes.isna() & frame["area_name"].notna()
    if not without.any():
        return frame, None
    table = frame[without]
    join = join_area_names(
        table["area_name"],
        workspace,
        level=_stated_level(table),
        oblasts=_names_of_level(table, 1),
        raions=_names_of_level(table, 2),
        types=_hromada_types(table),
    )
    join = _with_decisions(join, decided)
    joined = {"area_code": codes.where(~without, join.codes.reindex(frame.index))}
    if "area_level" in frame.columns:
        levels = pd.to_numeric(join.codes.map(code_level, na_action="ignore")).reindex(frame.index)
        joined["area_level"] = frame["area_level"].where(frame["area_level"].notna(), levels)
    return frame.assign(**joined), join


def join_by_koatuu(frame: pd.DataFrame, workspace: Workspace) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """`frame` with the code of each area that bears the record's KOATUU in the workspace.

    Codes that say more than the oblast are left as they are.
    """
    column = koatuu_column(frame) if "area_code" in frame.columns else None
    if column is None or (frame["area_code"].dropna().astype("str").str.len() > _OBLAST_LENGTH).any():
        return frame, ()
    known = codes_by_koatuu(workspace)
    written = {cell: whole_code(cell) for cell in frame[column].unique()} if known else {}
    whole = frame[column].map(written, na_action="ignore")
    codes = whole.map(known, na_action="ignore")
    count, joined = int(whole.notna().sum()), int(codes.notna().sum())
    if not joined:
        told = tr("below the oblast the KOATUU in {column} cannot be placed: no areas of the workspace bear "
                  "KOATUU codes. Import areas that do, and then this file again", column=column)  # fmt: skip
        return frame, (Problem(text=told, severity="notice"),)
    told = tr("{n:,} of {all:,} records were joined by the KOATUU in {column} to areas of the workspace",
              n=joined, all=count, column=column)  # fmt: skip
    lost = tuple(int(i) for i in frame.index[whole.notna() & codes.isna()])
    filled = codes.where(codes.notna(), frame["area_code"])
    return frame.assign(area_code=filled), (Problem(text=told, fids=lost, severity="notice"),)


def known_by_name_only(frame: pd.DataFrame, workspace: Workspace, kind: LayerKind) -> tuple[Problem, ...]:
    """Records whose area only a name tells, where the workspace holds no areas to join them to."""
    known = {item.name for item in kind.fields}
    if not {"area_code", "area_name"} <= known or "area_name" not in frame.columns:
        return ()
    if workspace.of_kind("admin_area") or ("area_code" in frame.columns and frame["area_code"].notna().any()):
        return ()
    names = frame["area_name"].dropna().astype("str")
    if "geometry" in frame.columns or names.empty:
        return ()
    told = tr("{n:,} records are known by the name of their area only ({example}): no code. The workspace "
              "holds no administrative areas to join them to; import those and then this file again",
              n=len(names), example=names.iloc[0])  # fmt: skip
    problems = [Problem(text=told, fids=tuple(int(i) for i in names.index))]
    outer = {str(level): _names_of_level(frame, level) for level in (1, 2)}
    around = {level: column for level, column in outer.items() if column is not None}
    parts = pd.DataFrame({"name": names, **around}).dropna(subset=["name"])
    places = parts.drop_duplicates().groupby("name").size()
    several = [str(name) for name in places.index[places > 1]]
    if several:
        rows = tuple(int(i) for i in names.index[names.isin(several)])
        one = "{count:,} name is ambiguous, as several areas bear it, and will not be guessed: {names}"
        many = "{count:,} names are ambiguous, as several areas bear them, and will not be guessed: {names}"
        text = trn(one, many, len(several), names=", ".join(several[:_EXAMPLES]))
        problems.append(Problem(text=text, fids=rows))
    return tuple(problems)


def unknown_codes(frame: pd.DataFrame, workspace: Workspace) -> tuple[Problem, ...]:
    """Records whose code is none, or is that of no area of a level the workspace holds."""
    column = next((name for name in _CODE_FIELDS if name in frame.columns), None)
    if column is None:
        return ()
    codes = frame[column].dropna().astype("str")
    levels = {code: code_level(code) for code in codes.unique()}
    known: dict[int, set[str]] = {}
    for layer in workspace.of_kind("admin_area"):
        for code, level in zip(layer.frame["code"], layer.frame["level"], strict=True):
            if isinstance(code, str) and not pd.isna(level):
                known.setdefault(int(level), set()).add(p_code(code))
    formless = [code for code, level in levels.items() if level is None]
    # a workspace with a few areas of a level says nothing about the others
    strange = [
        code
        for code, level in levels.items()
        if level is not None and len(known.get(level, ())) >= _ENOUGH and p_code(code) not in known[level]
    ]
    problems: list[Problem] = []
    for wrong, one, many in (
        (formless, "{count:,} code is no P-code or KATOTTG: {codes}",
         "{count:,} codes are no P-codes or KATOTTG: {codes}"),
        (strange, "{count:,} code is that of no area of the workspace: {codes}",
         "{count:,} codes are those of no area of the workspace: {codes}"),
    ):  # fmt: skip
        if wrong and len(formless) < len(levels):
            rows = tuple(int(i) for i in codes.index[codes.isin(wrong)])
            told = trn(one, many, len(wrong), codes=", ".join(wrong[:_EXAMPLES]))
            problems.append(Problem(text=told, fids=rows))
    return tuple(problems)


def _with_decisions(join: AreaJoin, decided: Mapping[str, str]) -> AreaJoin:
    if not decided or not join.open:
        return join
    codes, left = join.codes.copy(), []
    for item in join.open:
        code = decided.get(f"{item.name} ({item.context})", decided.get(item.name, ""))
        if code:
            codes.loc[list(item.rows)] = code
        else:
            left.append(item)
    return replace(join, codes=codes, open=tuple(left))


def _stated_level(frame: pd.DataFrame) -> int | None:
    if "area_level" not in frame.columns:
        return None
    levels = frame["area_level"].dropna().unique()
    return int(levels[0]) if len(levels) == 1 else None


def _names_of_level(frame: pd.DataFrame, level: int) -> pd.Series[Any] | None:
    """The column that names the areas of `level` around each record, by its heading."""
    coded = code_columns(frame)
    for column in map(str, frame.columns):
        if (
            column in ("area_name", "area_code", "geometry")
            or column in coded
            or level_of_heading(column) != level
        ):
            continue
        values = frame[column].dropna()
        if len(values) and values.map(_is_name).mean() >= _MOSTLY:
            return frame[column]
    return None


def _hromada_types(frame: pd.DataFrame) -> pd.Series[Any] | None:
    """The column whose words say whether a hromada is urban, rural or of a settlement."""
    for column in map(str, frame.columns):
        if column in ("area_name", "geometry"):
            continue
        values = frame[column].dropna().head(100)
        if len(values) and values.map(_is_hromada_type).mean() >= _MOSTLY:
            return frame[column]
    return None


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_NAME and any(map(str.isalpha, value))


def _is_hromada_type(value: object) -> bool:
    return _is_name(value) and hromada_type(str(value)) is not None
