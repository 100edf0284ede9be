"""What follows for collective centres: which records their publisher marks to be disregarded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layers.layer_kind import Problem, Sample
from layers.text import trn

if TYPE_CHECKING:
    import pandas as pd

_MARKS = re.compile(r"disregard|archived|do not use|duplicate record", re.IGNORECASE)


def complete(frame: pd.DataFrame, _sample: Sample) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Mark the records; they are kept."""
    if "disregarded" in frame.columns or "site_type" not in frame.columns:
        return frame, ()
    frame = frame.copy(deep=False)
    sorts = frame["site_type"].astype("str")
    said = [word for word in sorts.dropna().unique() if _MARKS.search(word)]
    marked = sorts.isin(said).to_numpy(bool)
    frame["disregarded"] = marked
    if not marked.any():
        return frame, ()
    told = trn("{count:,} record is marked by its publisher to be disregarded: flagged and kept",
               "{count:,} records are marked by their publisher to be disregarded: flagged and kept",
               int(marked.sum()))  # fmt: skip
    return frame, (Problem(text=told, fids=tuple(int(i) for i in frame.index[marked])),)
