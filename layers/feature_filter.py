"""Conditions on fields that say which features of a layer are drawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from layers.text import Text, tr

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

Value = str | float | bool | dt.date


class Test(StrEnum):
    """What a condition asks of a value; unknown values pass no test but `UNKNOWN`."""

    __test__ = False  # no test case, whatever its name

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    UNKNOWN = "unknown"
    KNOWN = "known"


TEST_LABELS: dict[Test, Text] = {
    Test.IS: tr("is"),
    Test.IS_NOT: tr("is not"),
    Test.CONTAINS: tr("contains"),
    Test.AT_LEAST: tr("is at least"),
    Test.AT_MOST: tr("is at most"),
    Test.BETWEEN: tr("is between"),
    Test.UNKNOWN: tr("is unknown"),
    Test.KNOWN: tr("is known"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One test on one field.

    Attributes
    ----------
    values : tuple
        Two for `Test.BETWEEN` (both included), none for `Test.UNKNOWN` and `Test.KNOWN`, else one.
        Text is compared without regard to capitals.
    """

    field: str
    test: Test
    values: tuple[Value, ...] = ()

    def takes(self, frame: pd.DataFrame) -> Mask:
        """Which rows pass (bool array); none where the frame lacks the field."""
        import numpy as np

        if self.field not in frame.columns:
            return np.zeros(len(frame), dtype=bool)
        column = frame[self.field]
        known: Mask = column.notna().to_numpy(dtype=bool)
        if self.test is Test.KNOWN:
            return known
        if self.test is Test.UNKNOWN:
            return ~known
        passed = np.zeros(len(frame), dtype=bool)
        passed[known] = self._passes(column[known])
        return passed

    def _passes(self, values: pd.Series[Any]) -> Mask:
        import numpy as np

        ordered, (low, *rest) = _comparable(values, self.values)
        if self.test is Test.CONTAINS:
            text = values.astype("str").str.casefold()
            return np.asarray(text.str.contains(str(low).casefold(), regex=False), dtype=bool)
        result: Any
        if self.test is Test.AT_LEAST:
            result = ordered >= low
        elif self.test is Test.AT_MOST:
            result = ordered <= low
        elif self.test is Test.BETWEEN:
            result = (ordered >= low) & (ordered <= rest[0])
        elif self.test is Test.IS:
            result = ordered == low
        else:
            result = ordered != low
        return np.asarray(result, dtype=bool)

    def expression(self) -> str:
        """The condition as QGIS writes it."""
        name = quoted_name(self.field)
        if self.test is Test.UNKNOWN:
            return f"{name} IS NULL"
        if self.test is Test.KNOWN:
            return f"{name} IS NOT NULL"
        if self.test is Test.CONTAINS:
            return f"strpos(lower({name}), {literal(str(self.values[0]).lower())}) > 0"
        texts = isinstance(self.values[0], str)
        side = f"lower({name})" if texts else name
        first, *rest = (literal(v.lower() if isinstance(v, str) else v) for v in self.values)
        if self.test is Test.BETWEEN:
            return f"{side} >= {first} AND {side} <= {rest[0]}"
        sign = {Test.IS: "=", Test.IS_NOT: "<>", Test.AT_LEAST: ">=", Test.AT_MOST: "<="}[self.test]
        return f"{side} {sign} {first}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureFilter:
    """Conditions, all of which (or any of which) a feature must meet to be drawn."""

    conditions: tuple[Condition, ...]
    every: bool = True

    def takes(self, frame: pd.DataFrame) -> Mask:
        """Which rows are drawn (bool array)."""
        import numpy as np

        passed = [condition.takes(frame) for condition in self.conditions]
        if not passed:
            return np.ones(len(frame), dtype=bool)
        combined: Mask = (np.logical_and if self.every else np.logical_or).reduce(passed)
        return combined

    def expression(self) -> str:
        """The filter as QGIS writes it."""
        return (" AND " if self.every else " OR ").join(f"({c.expression()})" for c in self.conditions)


def quoted_name(name: str) -> str:
    """A field as an expression of QGIS names it."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """A value as an expression of QGIS writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(float(value)).removesuffix(".0")
    if isinstance(value, dt.date):
        return f"to_date('{value.isoformat()}')"
    return "'" + str(value).replace("\\", "\\\\").replace("'", "''") + "'"


def _comparable(values: pd.Series[Any], asked: tuple[Value, ...]) -> tuple[Any, list[Any]]:
    """Known values of a column and the values asked for, so that they compare: numbers, dates, or text."""
    import pandas as pd

    first = asked[0]
    if isinstance(first, bool):
        return values.astype("bool"), list(asked)
    if isinstance(first, int | float) and not pd.api.types.is_datetime64_any_dtype(values):
        return pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=float("nan")), list(
            asked
        )
    if isinstance(first, dt.date):
        return pd.to_datetime(values), [pd.Timestamp(value) for value in asked]
    return values.astype("str").str.casefold(), [str(value).casefold() for value in asked]
