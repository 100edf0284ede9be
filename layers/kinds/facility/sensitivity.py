"""Which facilities could be harmed by being shown.

Source: OCHA Data Responsibility Guidelines (2021): in conflict, the locations of health facilities and of
what people cannot live without are sensitive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.sensitivity import Sensitivity

if TYPE_CHECKING:
    import pandas as pd

LEVELS = {
    "hospital": Sensitivity.HIGH,
    "health": Sensitivity.HIGH,
    "shelter": Sensitivity.HIGH,
    "water": Sensitivity.HIGH,
    "power": Sensitivity.HIGH,
    "heating": Sensitivity.HIGH,
    "school": Sensitivity.MODERATE,
    "social": Sensitivity.MODERATE,
    "other": Sensitivity.LOW,
}


def row_sensitivity(frame: pd.DataFrame) -> pd.Series[int]:
    """Sensitivity of each facility by its type; one of unknown type is as sensitive as a hospital."""
    return frame["facility_type"].map(LEVELS).fillna(Sensitivity.HIGH).astype("int64")
