"""What follows for population grids: whether they count people as before the full-scale invasion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.layer_kind import Problem, Sample
from layers.text import tr

if TYPE_CHECKING:
    import pandas as pd

_INVASION_YEAR = 2022


def complete(frame: pd.DataFrame, sample: Sample) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Say that a grid of before 2022 does not know who has left."""
    if sample.date is None or sample.date.year >= _INVASION_YEAR:
        return frame, ()
    told = tr("the grid counts people as of {year}, before the full-scale invasion: those displaced since "
              "are counted where they lived then; scale it to present totals by area where there are any",
              year=str(sample.date.year))  # fmt: skip
    return frame, (Problem(text=told),)
