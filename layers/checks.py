"""Checks that several kinds share; each is made for its fields, tells what it found and changes nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Literal

from layers.layer_kind import Check, Field, Problem
from layers.text import Text, tr, trn

if TYPE_CHECKING:
    import pandas as pd

_EXAMPLES = 5
_TODAY: ContextVar[dt.date | None] = ContextVar("today", default=None)
_FAR_DEGREES = 1.0


def usual(fields: Sequence[Field], key: Sequence[str] = ()) -> tuple[Check, ...]:
    """What every kind is checked for: required fields, bounds, vocabularies and repeated keys."""
    checks: list[Check] = [required(fields), bounds(fields), vocabulary(fields)]
    if key:
        checks.append(unique_key(key, fields))
    return tuple(checks)


def field_named(fields: Sequence[Field], name: str) -> Field:
    """The field called `name`."""
    return next(item for item in fields if item.name == name)


def required(fields: Sequence[Field]) -> Check:
    """Rows in which a required field is empty."""

    def check(frame: pd.DataFrame) -> tuple[Problem, ...]:
        problems: list[Problem] = []
        for item in fields:
            if item.required:
                fids = _fids(frame, frame[item.name].isna())
                told = trn("{count:,} row has no {field}", "{count:,} rows have no {field}", len(fids),
                           field=item.label)  # fmt: skip
                problems += _problem(told, fids, "error")
        return tuple(problems)

    return check


def bounds(fields: Sequence[Field]) -> Check:
    """Rows in which a value lies outside the bounds of its field."""

    def check(frame: pd.DataFrame) -> tuple[Problem, ...]:
        problems: list[Problem] = []
        for item in fields:
            if item.least is None and item.most is None:
                continue
            values = frame[item.name].astype("float64")
            if not values.notna().any():
                continue
            wrong = values.lt(item.least if item.least is not None else float("-inf"))
            wrong |= values.gt(item.most if item.most is not None else float("inf"))
            fids = _fids(frame, wrong)
            problems += _problem(_out_of_bounds(len(fids), item), fids)
        return tuple(problems)

    return check


def _out_of_bounds(count: int, item: Field) -> Text:
    if item.most is None:
        return trn("{count:,} row has a value of {field} below {least:g}",
                   "{count:,} rows have a value of {field} below {least:g}",
                   count, field=item.label, least=item.least)  # fmt: skip
    return trn("{count:,} row has a value of {field} outside {least:g} to {most:g}",
               "{count:,} rows have a value of {field} outside {least:g} to {most:g}",
               count, field=item.label, least=item.least or 0, most=item.most)  # fmt: skip


def vocabulary(fields: Sequence[Field]) -> Check:
    """Rows in which a value is none of those its field knows."""

    def check(frame: pd.DataFrame) -> tuple[Problem, ...]:
        problems: list[Problem] = []
        for item in fields:
            if item.vocabulary:
                values = frame[item.name]
                if {cell for cell in values.unique() if cell == cell}.issubset(item.vocabulary):
                    continue
                wrong = values.notna() & ~values.isin(list(item.vocabulary))
                fids = _fids(frame, wrong)
                words = ", ".join(f"“{word}”" for word in values[wrong].drop_duplicates().head(_EXAMPLES))
                told = trn("{count:,} row has a value of {field} that is not known: {words}",
                           "{count:,} rows have a value of {field} that is not known: {words}",
                           len(fids), field=item.label, words=words)  # fmt: skip
                problems += _problem(told, fids)
        return tuple(problems)

    return check


def unique_key(key: Sequence[str], fields: Sequence[Field]) -> Check:
    """Rows that share the key of another; rows without key are left alone."""
    names = list(key)
    labels = [field_named(fields, name).label for name in names]

    def check(frame: pd.DataFrame) -> tuple[Problem, ...]:
        known = frame[names].notna().all(axis=1)
        if not known.any():
            return ()
        repeated = known & frame[names].duplicated(keep=False)
        fids = _fids(frame, repeated)
        shared = frame.loc[repeated, names].drop_duplicates().head(_EXAMPLES)
        examples = ", ".join(" / ".join(map(str, row)) for row in shared.itertuples(index=False))
        told = trn("{count:,} row shares its {key} with another: {examples}",
                   "{count:,} rows share their {key} with another: {examples}",
                   len(fids), key=", ".join(map(str, labels)), examples=examples)  # fmt: skip
        return _problem(told, fids)

    return check


@contextlib.contextmanager
def counted_from(today: dt.date) -> Iterator[None]:
    """Let `today` be the day dates are checked against within the block: an exercise has its own."""
    token = _TODAY.set(today)
    try:
        yield
    finally:
        _TODAY.reset(token)


def not_in_future(name: str) -> Check:
    """Rows whose date lies after today; see `counted_from`."""

    def check(frame: pd.DataFrame) -> tuple[Problem, ...]:
        import pandas as pd

        today = pd.Timestamp(_TODAY.get() or dt.datetime.now().astimezone().date())
        fids = _fids(frame, frame[name] > today)
        told = trn(
            "{count:,} row is dated in the future", "{count:,} rows are dated in the future", len(fids)
        )
        return _problem(told, fids)

    return check


def not_more(part: Field, whole: Field) -> Check:
    """Rows in which `part` is more than `whole`."""

    def check(frame: pd.DataFrame) -> tuple[Problem, ...]:
        fids = _fids(frame, frame[part.name] > frame[whole.name])
        told = trn("{part} is more than {whole} in {count:,} row",
                   "{part} is more than {whole} in {count:,} rows",
                   len(fids), part=part.label, whole=whole.label)  # fmt: skip
        return _problem(told, fids)

    return check


def adds_up(parts: Sequence[Field], total: Field) -> Check:
    """Rows in which all parts are known and their sum is not the total."""
    names = [item.name for item in parts]

    def check(frame: pd.DataFrame) -> tuple[Problem, ...]:
        known = frame[[*names, total.name]].notna().all(axis=1)
        sums = frame[names].astype("float64").sum(axis=1)
        fids = _fids(frame, known & (sums != frame[total.name].astype("float64")))
        said = " + ".join(str(item.label) for item in parts)
        told = trn("{parts} is not {total} in {count:,} row", "{parts} is not {total} in {count:,} rows",
                   len(fids), parts=said, total=total.label)  # fmt: skip
        return _problem(told, fids)

    return check


def inside_country(frame: pd.DataFrame) -> tuple[Problem, ...]:
    """Features that lie outside Ukraine by more than a margin; they are kept."""
    import shapely

    from layers.country import ukraine_with_margin

    outline = ukraine_with_margin()
    if outline is None or "geometry" not in frame.columns:
        return ()
    shapes = frame["geometry"].to_numpy()
    bounds = shapely.bounds(shapes)
    nowhere = (bounds == 0).all(axis=1)
    outside = ~shapely.intersects(outline, shapes) & ~shapely.is_missing(shapes) & ~nowhere
    at_zero, fids = _fids(frame, nowhere), _fids(frame, outside)
    zero = trn("{count:,} feature lies at 0, 0, which stands for an unknown place",
               "{count:,} features lie at 0, 0, which stands for an unknown place", len(at_zero))  # fmt: skip
    told = trn("{count:,} feature lies outside Ukraine", "{count:,} features lie outside Ukraine", len(fids))
    around = ukraine_with_margin(_FAR_DEGREES)
    far = int((~shapely.intersects(around, shapes[outside])).sum()) if fids else 0
    if 0 < far < len(fids):
        told = tr("{told}, {far:,} of them by more than a degree", told=told, far=far)
    return (*_problem(zero, at_zero), *_problem(told, fids))


def repeated_points(frame: pd.DataFrame) -> tuple[Problem, ...]:
    """Points at the same spot as an earlier one."""
    import pandas as pd
    import shapely

    if "geometry" not in frame.columns:
        return ()
    shapes = frame["geometry"].to_numpy()
    known = ~shapely.is_missing(shapes) & (shapely.get_type_id(shapes) == 0)
    spots = pd.DataFrame({"x": shapely.get_x(shapes), "y": shapely.get_y(shapes)}, index=frame.index)
    fids = _fids(frame, known & spots.duplicated(keep="first").to_numpy())
    told = trn(
        "{count:,} point stands where another stands", "{count:,} points stand where others stand", len(fids)
    )
    return _problem(told, fids, "notice")


def repeated_shapes(frame: pd.DataFrame) -> tuple[Problem, ...]:
    """Shapes that are equal to an earlier one, point by point."""
    import pandas as pd
    import shapely

    if "geometry" not in frame.columns:
        return ()
    shapes = frame["geometry"].to_numpy()
    same = pd.Series(shapely.to_wkb(shapes), index=frame.index).duplicated(keep="first").to_numpy()
    fids = _fids(frame, ~shapely.is_missing(shapes) & same)
    told = trn("{count:,} shape is the same as another", "{count:,} shapes are the same as others", len(fids))
    return _problem(told, fids)


def _fids(frame: pd.DataFrame, rows: Any) -> tuple[int, ...]:
    """Index values of the rows marked; missing marks count as not marked."""
    import numpy as np

    marked = np.asarray(rows.fillna(False) if hasattr(rows, "fillna") else rows, dtype=bool)
    return tuple(frame.index[marked].tolist())


def _problem(
    text: Text, fids: tuple[int, ...], severity: Literal["notice", "warning", "error"] = "warning"
) -> tuple[Problem, ...]:
    return (Problem(text=text, fids=fids, severity=severity),) if fids else ()
