"""A column of a layer's frame: its values, what they are, and how they are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.text import Text

if TYPE_CHECKING:
    from layers.layer_kind import Field

FID = "fid"
Type = Literal["text", "integer", "number", "boolean", "date"]


@dataclass(frozen=True, slots=True, eq=False)
class RecordColumn:
    """One column of a table of records.

    Attributes
    ----------
    name : str
        As in the frame; `FID` is its index.
    array : pandas array
        Shared with the frame, never changed.
    type : str
        As `Field.type`; what the values are, for columns that are no field of the kind.
    field : Field or None
    """

    name: str
    array: Any
    type: Type
    field: Field | None = None

    @property
    def label(self) -> Text | str:
        """What the column is called."""
        return self.name if self.field is None else self.field.label

    @property
    def vocabulary(self) -> Mapping[str, Text]:
        """Words that stand for the values; empty when they stand for themselves."""
        return {} if self.field is None else self.field.vocabulary

    def numbers(self) -> NDArray[np.float64]:
        """The values as float64: numbers, yes as 1, days since 1970; NaN where unknown or no number."""
        if self.type == "date":
            days = np.asarray(self.array, dtype="datetime64[ms]")
            numbers = days.astype(np.int64) / 86_400_000.0
            numbers[np.isnat(days)] = np.nan
            return numbers
        if self.type == "text":
            return np.full(len(self.array), np.nan)
        if isinstance(self.array, np.ndarray):
            return self.array.astype(np.float64)
        numbers = self.array.to_numpy(dtype=np.float64, na_value=np.nan)
        return np.asarray(numbers, dtype=np.float64)

    def unknown(self) -> NDArray[np.bool_]:
        """Where the value is unknown."""
        return np.asarray(pd.isna(self.array), dtype=bool)


def columns_of(frame: pd.DataFrame, fields: tuple[Field, ...] = ()) -> tuple[RecordColumn, ...]:
    """The fid and every column but the geometry, in the order of the frame; nothing is copied."""
    by_name = {item.name: item for item in fields}
    columns = [RecordColumn(FID, frame.index.array, "integer")]
    for name in frame.columns:
        if name != "geometry":
            array, field = frame[name].array, by_name.get(str(name))
            columns.append(
                RecordColumn(str(name), array, type_of(array) if field is None else field.type, field)
            )
    return tuple(columns)


def type_of(array: Any) -> Type:
    """What the values of an array are, by its dtype."""
    dtype = array.dtype
    if pd.api.types.is_bool_dtype(dtype):
        return "boolean"
    if pd.api.types.is_integer_dtype(dtype):
        return "integer"
    if pd.api.types.is_float_dtype(dtype):
        return "number"
    return "date" if pd.api.types.is_datetime64_any_dtype(dtype) else "text"
