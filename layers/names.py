"""What a record is called, in the language in use where it has a name in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.text import language

if TYPE_CHECKING:
    import pandas as pd


def name_columns() -> tuple[str, str]:
    """The columns that hold names, that of the language in use first."""
    return ("name_uk", "name_en") if language() == "uk" else ("name_en", "name_uk")


def names_of(frame: pd.DataFrame) -> pd.Series[str]:
    """The name of each record of a frame with ``name_en`` and ``name_uk``; NA where it has neither."""
    first, second = name_columns()
    return frame[first].where(frame[first].notna(), frame[second])
