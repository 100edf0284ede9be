"""What follows for a front from the name of its file: the date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.dates import dates
from layers.layer_kind import Problem, Sample
from layers.text import tr

if TYPE_CHECKING:
    import pandas as pd


def complete(frame: pd.DataFrame, sample: Sample) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Date the rows that have no date of their own."""
    import pandas as pd

    frame = frame.copy(deep=False)
    dated = (
        frame["front_date"].notna() if "front_date" in frame.columns else pd.Series(False, index=frame.index)
    )
    if dated.all() or sample.date is None:
        return frame, ()
    day = pd.Timestamp(sample.date)
    problems: tuple[Problem, ...] = ()
    if dated.any():
        read = dates(frame["front_date"])
        frame["front_date"], problems = read.values.where(read.values.notna(), day), read.problems
    else:
        frame["front_date"] = day
    told = tr(
        "the front is dated {date}, from the name of the file or as given", date=sample.date.isoformat()
    )
    return frame, (*problems, Problem(text=told, severity="notice"))
