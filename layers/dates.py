"""Columns of dates as publishers write them, dates in names of files, age bands that Excel made dates of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from layers.column_reading import ColumnRead, examples_of, is_missing, some_cells
from layers.layer_kind import Problem
from layers.months import month_of
from layers.text import Text, tr, trn

if TYPE_CHECKING:
    import pandas as pd

Order = Literal["day first", "month first"]

_TIME = r"(?:[ T]+\d{1,2}:\d{2}.*|T.*)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DOTTED = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\.(\d{{4}}|\d{{2}})(?:\s*(?:р|г|року|года)\.?)?{_TIME}")
_SLASHED = re.compile(rf"(\d{{1,2}})[/-](\d{{1,2}})[/-](\d{{4}}|\d{{2}}){_TIME}")
_DAY_WORD = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[\s.\-/]*([^\W\d_]+)[\s.,\-/']*(\d{{4}}|\d{{2}})(?:\s*\w+\.?)?{_TIME}"
)
_WORD_DAY = re.compile(
    rf"([^\W\d_]+)[\s.\-/]*(\d{{1,2}})(?:st|nd|rd|th)?[\s.,\-/]+(\d{{4}})(?:\s*\w+\.?)?{_TIME}"
)
_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?\s+", re.IGNORECASE
)
_EXCEL_START = dt.date(1899, 12, 30)
_EXCEL_SERIALS = (29_221, 73_415)  # 1980 to 2100
_EPOCH_SECONDS = (315_532_800, 4_102_444_800)  # 1980 to 2100
_LAST_SHORT_YEAR = 68
_YEARS = (1900, 2100)
_NEARLY_ALL = 0.9
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class NamedDate:
    """A date in the name of a file, and the part of the name that says it."""

    date: dt.date
    part: str


def dates(values: pd.Series[Any], *, order: Order | None = None, latest: dt.date | None = None) -> ColumnRead:
    """A column as dates without time (datetime64[ms]).

    Reads ISO dates, days before months and months before days, two-digit years, names of months in
    English, Ukrainian and Russian, day numbers of Excel, `YYYYMMDD`, and seconds or milliseconds since 1970.
    Whether a day or a month comes first in dates with slashes or hyphens is decided by the whole column:
    by numbers above 12, then by which order gives no date after `latest`.

    Parameters
    ----------
    order : str, optional
        What another column of the same table has shown; used where this one does not tell.
    latest : date, optional
        No date can be later, such as the day the file was published.
    """
    import numpy as np
    import pandas as pd

    cells: list[object] = values.to_numpy(dtype=object).tolist()
    decided, told = _order_of(values, order, latest)
    serials = _are_serials(values)
    read: dict[object, tuple[int, bool, bool]] = {}
    days: list[dt.date | None] = []
    result: list[int] = []
    unreadable: dict[int, str] = {}
    contradicting: list[int] = []
    for label, cell in zip(values.index.tolist(), cells, strict=True):
        # a missing value is not equal to itself, and need not be read again for each row
        key = cell if cell.__class__ is str else None if cell != cell else (type(cell), cell)
        if key not in read:
            day, lost, contradicts = _read(cell, decided, serials=serials)
            read[key] = len(days), lost, contradicts
            days.append(day)
        number, lost, contradicts = read[key]
        if lost:
            unreadable[label] = str(cell)
        elif contradicts:
            contradicting.append(label)
        result.append(number)
    problems = [*told, *_problems(str(values.name), unreadable, contradicting)]
    known = pd.to_datetime(days).astype("datetime64[ms]")
    column = pd.Series(known[np.array(result, dtype=int)], index=values.index, name=values.name)
    return ColumnRead(values=column, unreadable=unreadable, problems=tuple(problems))


def _read(cell: object, order: Order, *, serials: bool) -> tuple[dt.date | None, bool, bool]:
    """The date of a cell, whether it cannot be read, and whether it has the other order."""
    if is_missing(cell):
        return None, False, False
    date = _of_number(cell) if serials and not _is_date(cell) else _of_cell(cell, order)
    return date, date is None, date is not None and _contradicts(cell, order)


def order_of(values: pd.Series[Any]) -> Order | None:
    """Which of day and month comes first in a column, where numbers above 12 show it beyond doubt."""
    day_first, month_first = _evidence(values)
    if day_first and not month_first:
        return "day first"
    return "month first" if month_first and not day_first else None


def date_share(values: pd.Series[Any]) -> float:
    """Share of the values present that are dates in words or figures; bare numbers do not count.

    Long columns are judged by cells from all over them.
    """
    cells = some_cells(values)
    good = sum(isinstance(cell, (str, dt.date)) and _of_cell(cell, "day first") is not None for cell in cells)
    return good / len(cells) if cells else 0.0


def date_in_name(name: str) -> NamedDate | None:
    """The date in the name of a file or layer; the later one of a period, None when there is none.

    Understands `20240715`, `2024-07-15`, `15072024`, `15.07.2024`, `26March2022`, `25_september_2023` and
    `5_15_April_2022`.
    """
    found: list[NamedDate] = []
    for pattern, build in _NAME_PATTERNS:
        for match in pattern.finditer(name):
            if (date := build(match)) is not None:
                found.append(NamedDate(date, match[0]))
                # what one pattern has read is not read again in parts by the next
                name = name[: match.start()] + "#" * len(match[0]) + name[match.end() :]
    return max(found, key=lambda named: named.date, default=None)


def age_bands(headings: Sequence[object]) -> dict[int, str]:
    """Age bands such as "5-9" for those of `headings` that Excel turned into dates, by position.

    A date is taken for a band only when its day and month, in one of the two orders, continue the band
    before it or lead up to the band after it.
    """
    result: dict[int, str] = {}
    for position, heading in enumerate(headings):
        date = _heading_date(heading)
        if date is None:
            continue
        before = _band_of(result.get(position - 1, headings[position - 1])) if position else None
        after = _band_of(headings[position + 1]) if position + 1 < len(headings) else None
        for first, last in ((date.month, date.day), (date.day, date.month)):
            follows = before is not None and before[1] is not None and before[1] + 1 == first
            leads = after is not None and last + 1 == after[0]
            if first < last and (follows or leads):
                result[position] = f"{first}-{last}"
                break
    return result


def _heading_date(heading: object) -> dt.date | None:
    if isinstance(heading, dt.date):
        return heading
    return _of_text(heading, "day first") if isinstance(heading, str) else None


_BAND = re.compile(r"(?:\D*[\s_])?(\d{1,2})\s*(?:[-–_]\s*(\d{1,3})|(\+))(?:\D.*)?")


def _band_of(heading: object) -> tuple[int, int | None] | None:
    if not isinstance(heading, str) or (found := _BAND.fullmatch(heading.strip())) is None:
        return None
    return int(found[1]), int(found[2]) if found[2] else None


def _valid(year: int, month: int, day: int) -> dt.date | None:
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return None
    return date if _YEARS[0] <= year < _YEARS[1] else None


def _year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    return int(text) + (2000 if int(text) <= _LAST_SHORT_YEAR else 1900)


def _is_date(cell: object) -> bool:
    return isinstance(cell, dt.date)


def _of_cell(cell: object, order: Order) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    return _of_text(cell, order) if isinstance(cell, str) else _of_number(cell)


def _of_text(cell: str, order: Order) -> dt.date | None:
    if len(cell) > _LONGEST:
        return None
    text = _WEEKDAY.sub("", re.sub("[\\s\u00a0]+", " ", cell).strip())
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _valid(int(found[1]), int(found[2]), int(found[3]))
    if found := _DOTTED.fullmatch(text):
        return _valid(_year(found[3]), int(found[2]), int(found[1]))
    if found := _SLASHED.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), _year(found[3])
        day, month = (first, second) if order == "day first" else (second, first)
        if month > 12 >= day:
            day, month = month, day
        return _valid(year, month, day)
    if (found := _DAY_WORD.fullmatch(text)) and (number := month_of(found[2])):
        return _valid(_year(found[3]), number, int(found[1]))
    if (found := _WORD_DAY.fullmatch(text)) and (number := month_of(found[1])):
        return _valid(int(found[3]), number, int(found[2]))
    return None


def _of_number(cell: object) -> dt.date | None:
    try:
        number = float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    if number != number or isinstance(cell, bool):
        return None
    if _EXCEL_SERIALS[0] <= number <= _EXCEL_SERIALS[1]:
        return _EXCEL_START + dt.timedelta(days=int(number))
    if number == int(number) and (found := _COMPACT.fullmatch(str(int(number)))):
        return _valid(int(found[1]), int(found[2]), int(found[3]))
    for unit in (1, 1000):
        if _EPOCH_SECONDS[0] * unit <= number <= _EPOCH_SECONDS[1] * unit:
            return dt.datetime.fromtimestamp(number / unit, dt.UTC).date()
    return None


def _are_serials(values: pd.Series[Any]) -> bool:
    """Whether a column of text holds the day numbers of Excel, as when a workbook was saved as CSV."""
    present = [cell for cell in some_cells(values) if not _is_date(cell)]
    if not present or not all(isinstance(cell, str) for cell in present[:50]):
        return False
    figures = sum(bool(re.fullmatch(r"\d{5}(?:\.\d+)?", str(cell).strip())) for cell in present)
    return figures >= _NEARLY_ALL * len(present)


def _slashed(cell: object) -> tuple[int, int] | None:
    found = _SLASHED.fullmatch(cell.strip()) if isinstance(cell, str) else None
    return (int(found[1]), int(found[2])) if found else None


def _evidence(values: pd.Series[Any]) -> tuple[int, int]:
    """How many dates with slashes or hyphens can only be day first, and only month first."""
    pairs = [pair for cell in values.dropna().unique() if (pair := _slashed(cell))]
    day_first = sum(12 < first <= 31 and second <= 12 for first, second in pairs)
    return day_first, sum(12 < second <= 31 and first <= 12 for first, second in pairs)


def _order_of(
    values: pd.Series[Any], order: Order | None, latest: dt.date | None
) -> tuple[Order, list[Problem]]:
    """The order of the column, and what is to be told about it."""
    open_cells = [
        cell for cell in values.dropna().unique() if (pair := _slashed(cell)) and pair[0] != pair[1]
    ]
    if not open_cells:
        return "day first", []
    name = str(values.name)
    day_first, month_first = _evidence(values)
    if day_first or month_first:
        decided: Order = "day first" if day_first >= month_first else "month first"
        example = _example(values, decided == "day first")
        return decided, [_notice(decided, tr("as in {example}", example=example), name)]
    if latest is not None:
        late_days = sum((_of_text(cell, "day first") or dt.date.min) > latest for cell in open_cells)
        late_months = sum((_of_text(cell, "month first") or dt.date.min) > latest for cell in open_cells)
        if bool(late_days) != bool(late_months):
            decided = "month first" if late_days else "day first"
            return decided, [
                _notice(decided, tr("otherwise dates would be after {latest}", latest=latest), name)
            ]
    if order is not None:
        return order, [_notice(order, tr("as in the other dates of the table"), name)]
    fids = tuple(
        int(label)
        for label, cell in values.items()
        if (pair := _slashed(cell)) is not None and pair[0] != pair[1]
    )
    text = tr(
        "{name}: nothing shows whether day or month comes first in {example}; read with the day first",
        name=name,
        example=open_cells[0],
    )
    return "day first", [Problem(text=text, fids=fids)]


def _notice(decided: Order, why: Text, name: str) -> Problem:
    if decided == "day first":
        return Problem(text=tr("{name}: the day comes first, {why}", name=name, why=why), severity="notice")
    return Problem(text=tr("{name}: the month comes first, {why}", name=name, why=why), severity="notice")


def _example(values: pd.Series[Any], day_first: bool) -> str:
    for cell in values.dropna().unique():
        pair = _slashed(cell)
        if pair is not None and (pair[0] > 12 if day_first else pair[1] > 12):
            return str(cell)
    return ""


def _contradicts(cell: object, order: Order) -> bool:
    """Whether a date was readable only in the order the column does not have."""
    pair = _slashed(cell)
    if pair is None:
        return False
    return pair[1] > 12 if order == "day first" else pair[0] > 12


def _problems(name: str, unreadable: dict[int, str], contradicting: list[int]) -> list[Problem]:
    problems = []
    if unreadable:
        one = "{count:,} value in {name} is no date: {examples}"
        many = "{count:,} values in {name} are no dates: {examples}"
        text: Text = trn(one, many, len(unreadable), name=name, examples=examples_of(unreadable))
        problems.append(Problem(text=text, fids=tuple(unreadable)))
    if contradicting:
        one = "{count:,} date in {name} has day and month in the other order; check this column"
        many = (
            "{count:,} dates in {name} have day and month in the other order; check the dates of this column"
        )
        text = trn(one, many, len(contradicting), name=name)
        problems.append(Problem(text=text, fids=tuple(contradicting)))
    return problems


def _ymd(match: re.Match[str]) -> dt.date | None:
    return _valid(int(match[1]), int(match[2]), int(match[3]))


def _dmy(match: re.Match[str]) -> dt.date | None:
    return _valid(int(match[3]), int(match[2]), int(match[1]))


def _mdy(match: re.Match[str]) -> dt.date | None:
    return _valid(int(match[3]), int(match[1]), int(match[2]))


def _day_word_year(match: re.Match[str]) -> dt.date | None:
    number = month_of(match[2])
    return None if number is None else _valid(int(match[3]), number, int(match[1]))


def _word_day_year(match: re.Match[str]) -> dt.date | None:
    number = month_of(match[1])
    return None if number is None else _valid(int(match[3]), number, int(match[2]))


_NAME_PATTERNS = (
    (re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)"), _ymd),
    (re.compile(r"(?<!\d)((?:19|20)\d{2})[-_. ](\d{1,2})[-_. ](\d{1,2})(?!\d)"), _ymd),
    (re.compile(r"(?<!\d)(\d{2})(\d{2})((?:19|20)\d{2})(?!\d)"), _dmy),
    (re.compile(r"(?<!\d)(\d{2})(\d{2})((?:19|20)\d{2})(?!\d)"), _mdy),
    (re.compile(r"(?<!\d)(\d{1,2})[-_. ](\d{1,2})[-_. ]((?:19|20)\d{2})(?!\d)"), _dmy),
    (re.compile(r"(?<!\d)(\d{1,2})[-_. ]?([^\W\d_]{3,})[-_. ]?((?:19|20)\d{2})(?!\d)"), _day_word_year),
    (
        re.compile(r"(?<![^\W\d_])([^\W\d_]{3,})[-_. ]?(\d{1,2})[-_., ]+((?:19|20)\d{2})(?!\d)"),
        _word_day_year,
    ),
)
