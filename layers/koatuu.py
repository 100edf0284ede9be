"""The classifier KOATUU that KATOTTG replaced in 2020, still met in registers: the oblast of a code.

Source: State classifier DK 014-97; its first two figures are those of the oblast, and KATOTTG kept them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from layers.column_reading import is_missing, some_cells
from layers.oblasts import OBLASTS

if TYPE_CHECKING:
    import pandas as pd

    from layers.workspace import Workspace

_OWN_CODES = {"admin_area": ("code",), "populated_place": ("hromada_code", "code")}
_LENGTH = 10
_ABOVE = 10**_LENGTH
_LEAST = 10 ** (_LENGTH - 2)
_BELOW_OBLAST = 10**8
_MOSTLY = 0.9
_FIGURES = re.compile(r"(\d{9,10})(?:\.0+)?")


def whole_code(cell: object) -> str | None:
    """The ten figures of a KOATUU code, with the leading zero spreadsheets take off; None for other cells."""
    if is_missing(cell):
        return None
    text = f"{cell:.0f}" if isinstance(cell, float) else str(cell).strip()
    found = _FIGURES.fullmatch(text)
    code = found[1].zfill(_LENGTH) if found else None
    return code if code is not None and f"UA{code[:2]}" in OBLASTS else None


def oblast_of(cell: object) -> str | None:
    """P-code of the oblast a KOATUU code lies in; None when it is none."""
    code = whole_code(cell)
    return None if code is None else f"UA{code[:2]}"


def koatuu_column(frame: pd.DataFrame) -> str | None:
    """The column of KOATUU codes; None when there is none."""
    for name in frame.columns:
        heading = str(name).casefold()
        if "koatuu" in heading or "коатуу" in heading:
            cells = some_cells(frame[name])
            if cells and sum(whole_code(cell) is not None for cell in cells) >= _MOSTLY * len(cells):
                return str(name)
    return None


def codes_by_koatuu(workspace: Workspace) -> dict[str, str]:
    """P-codes of the areas and places of a workspace by KOATUU, where their layers carry that.

    No table of the two classifiers comes with Corridor. Codes that several areas bear are left out.
    """
    found: dict[str, set[str]] = {}
    for layer in workspace.layers:
        own = next(
            (name for name in _OWN_CODES.get(layer.kind.name, ()) if name in layer.frame.columns), None
        )
        column = koatuu_column(layer.frame) if own is not None else None
        if own is None or column is None:
            continue
        for cell, code in zip(layer.frame[column].tolist(), layer.frame[own].tolist(), strict=True):
            whole = whole_code(cell)
            if whole is not None and isinstance(code, str):
                found.setdefault(whole, set()).add(code)
    return {whole: next(iter(codes)) for whole, codes in found.items() if len(codes) == 1}


def oblasts_of(values: pd.Series[Any]) -> pd.Series[Any]:
    """P-codes of the oblasts of a column of KOATUU codes; None where it holds none."""
    import numpy as np
    import pandas as pd

    if values.dtype.kind in "iuf":
        # codes that stand as numbers differ in their last figures only, which say nothing of the oblast
        figures = values.to_numpy(dtype="float64")
        good = (figures >= _LEAST) & (figures < _ABOVE) & (figures % 1 == 0)
        beginnings = np.where(good, figures // _BELOW_OBLAST, 0).astype("int64")
        names = [f"UA{number:02d}" for number in range(_ABOVE // _BELOW_OBLAST)]
        known = np.array([name if name in OBLASTS else None for name in names], dtype=object)
        return pd.Series(known[beginnings], index=values.index, dtype="object")
    cells = values.tolist()
    oblasts = {cell: oblast_of(cell) for cell in dict.fromkeys(cells)}
    return pd.Series([*map(oblasts.get, cells)], index=values.index, dtype="object")
