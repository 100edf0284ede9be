"""Codes for imported records that know their area by name only, found among the workspace's areas."""

from __future__ import annotations

from typing import Any

import pandas as pd

from layers.area_names import AreaJoin, hromada_type, join_area_names, level_of_heading
from layers.recognition import code_columns, code_level
from layers.workspace import Workspace

_MOSTLY = 0.8
_LONGEST_NAME = 80


def join_by_name(frame: pd.DataFrame, workspace: Workspace) -> tuple[pd.DataFrame, AreaJoin | None]:
    """`frame` with the code of each area that its name alone fits, and how the names were joined.

    Columns that name the oblast and raion of a row, or the type of its hromada, narrow the choice. Joined
    rows never get a place on the map.

    Parameters
    ----------
    frame : DataFrame
        Columns area_code, area_name and area_level, as far as they are known.
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
    joined = {"area_code": codes.where(~without, join.codes.reindex(frame.index))}
    if "area_level" in frame.columns:
        levels = pd.to_numeric(join.codes.map(code_level, na_action="ignore")).reindex(frame.index)
        joined["area_level"] = frame["area_level"].where(frame["area_level"].notna(), levels)
    return frame.assign(**joined), join


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
