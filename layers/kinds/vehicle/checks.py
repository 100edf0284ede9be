"""What is checked in a fleet: ids, and that each type of vehicle can carry something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.checks import usual
from layers.kinds.vehicle.schema import FIELDS
from layers.layer_kind import Check, Problem
from layers.text import trn

if TYPE_CHECKING:
    import pandas as pd

_CARRIES = ("payload_kg", "volume_m3", "seats", "wheelchair_places", "stretcher_places")


def carries_something(frame: pd.DataFrame) -> tuple[Problem, ...]:
    """Vehicles without payload and without seats can be given no trip."""
    empty = (frame[list(_CARRIES)].astype("float64").fillna(0) <= 0).all(axis=1)
    if not empty.any():
        return ()
    told = trn("{count:,} vehicle type has neither payload nor places and is given no trip",
               "{count:,} vehicle types have neither payload nor places and are given no trip",
               int(empty.sum()))  # fmt: skip
    return (Problem(text=told, fids=tuple(int(fid) for fid in frame.index[empty])),)


CHECKS: tuple[Check, ...] = (*usual(FIELDS, ("vehicle_id",)), carries_something)
