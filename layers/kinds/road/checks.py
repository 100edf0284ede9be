"""What is checked in roads: speeds, repeated lines, and roads without a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.checks import repeated_shapes, usual
from layers.kinds.road.schema import FIELDS
from layers.layer_kind import Check, Problem
from layers.text import tr

if TYPE_CHECKING:
    import pandas as pd


def without_class(frame: pd.DataFrame) -> tuple[Problem, ...]:
    """Roads of unknown class travel at the speed of the class that the network declares for them."""
    unknown = frame["road_class"].isna().to_numpy()
    if not unknown.any():
        return ()
    told = tr("{n:,} of {all:,} roads have no class; the road network takes them as its default class "
              "(secondary unless changed) and says so wherever it is used",
              n=int(unknown.sum()), all=len(frame))  # fmt: skip
    return (Problem(text=told, fids=tuple(int(fid) for fid in frame.index[unknown])),)


CHECKS: tuple[Check, ...] = (*usual(FIELDS), repeated_shapes, without_class)
