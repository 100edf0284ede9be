"""What is checked in damage: ids, dates, and which records have no place and are in no distance band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.checks import inside_country, not_in_future, usual
from layers.kinds.damage.schema import FIELDS
from layers.layer_kind import Check, Problem
from layers.text import trn

if TYPE_CHECKING:
    import pandas as pd


def known_by_area(frame: pd.DataFrame) -> tuple[Problem, ...]:
    """Records without a place."""
    without = (
        frame["geometry"].isna().to_numpy() if "geometry" in frame.columns else frame.index == frame.index
    )
    count = int(without.sum())
    if not count:
        return ()
    told = trn("{count:,} record has no place: it is never drawn as a point nor put in a distance band",
               "{count:,} records have no place: they are never drawn as points nor put in distance bands",
               count)  # fmt: skip
    return (Problem(text=told, fids=tuple(frame.index[without].tolist()), severity="notice"),)


CHECKS: tuple[Check, ...] = (
    *usual(FIELDS, ("damage_id",)),
    not_in_future("damage_date"),
    inside_country,
    known_by_area,
)
