"""Records their publisher marks as archived or to be disregarded: flagged and kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layers.layer_kind import Problem
from layers.text import trn

if TYPE_CHECKING:
    import pandas as pd

_FIELD = "disregarded"
_SAID = re.compile(
    r"\bdisregard|\barchived?\b|do not use|duplicate record|not approved|до архіву|архівн", re.IGNORECASE
)
_HEADINGS = frozenset(
    {"archived", "isarchived", "deleted", "isdeleted", "obsolete", "disregard", "disregarded"}
)
_YES = frozenset({"1", "1.0", "true", "yes", "y", "так"})
# a column with more different words than this is prose, which may speak of anything
_MOST_WORDS = 60
_LONGEST = 80
_JUDGED_ROWS = 500


def with_marks(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """`frame` with a column `disregarded` where some records are marked so, and what is told of it."""
    import numpy as np

    if _FIELD in frame.columns and frame[_FIELD].notna().any():
        return frame, ()
    marked = np.zeros(len(frame), dtype=bool)
    for column in map(str, frame.columns):
        if column == "geometry":
            continue
        values = frame[column]
        if re.sub(r"[\W_]", "", column.casefold()) in _HEADINGS:
            marked |= values.astype("str").str.casefold().isin(_YES).to_numpy(bool)
        elif values.dtype.kind not in "iufbMm":
            # prose shows within a few hundred rows
            if (
                len({cell for cell in values.head(_JUDGED_ROWS).tolist() if isinstance(cell, str)})
                > _MOST_WORDS
            ):
                continue
            texts = dict.fromkeys(cell for cell in values.tolist() if isinstance(cell, str))
            words = [word for word in texts if len(word) <= _LONGEST]
            said = [word for word in words if _SAID.search(word)]
            if said:
                marked |= values.isin(said).to_numpy(bool)
    if not marked.any() or marked.all():
        return frame, ()
    frame = frame.copy(deep=False)
    frame[_FIELD] = marked
    told = trn("{count:,} record is marked by its publisher to be disregarded: flagged and kept",
               "{count:,} records are marked by their publisher to be disregarded: flagged and kept",
               int(marked.sum()))  # fmt: skip
    return frame, (Problem(text=told, fids=tuple(int(i) for i in frame.index[marked])),)
