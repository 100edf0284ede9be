"""Dates in the names of files and layers."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = {
    name[:3]: number
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
         "november", "december"),
        start=1,
    )
}  # fmt: skip
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{2})[-_.]?(\d{2})[-_.]?((?:19|20)\d{2})(?!\d)")
_IN_WORDS = re.compile(r"(?<!\d)(\d{1,2})[\s_-]?([A-Za-z]{3,9})[\s_-]?((?:19|20)\d{2})(?!\d)")
_YEAR_ALONE = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


def date_in_name(name: str) -> dt.date | None:
    """The day in a name such as "data_20240715", "front_28092022" or "26March2022"; the last if several.

    Of a stretch of days the last counts.
    """
    dates = [
        _date(year, month, day)
        for pattern, order in ((_YEAR_FIRST, (0, 1, 2)), (_DAY_FIRST, (2, 1, 0)))
        for found in pattern.findall(name)
        for year, month, day in (tuple(int(found[i]) for i in order),)
    ]
    dates += [
        _date(int(year), _MONTHS[word[:3].lower()], int(day))
        for day, word, year in _IN_WORDS.findall(name)
        if word[:3].lower() in _MONTHS
    ]
    known = [date for date in dates if date is not None]
    return max(known) if known else None


def year_in_name(name: str) -> int | None:
    """A year that stands alone in a name, such as "ppp_2020"; None when there is none or several."""
    years = {int(year) for year in _YEAR_ALONE.findall(re.sub(r"(?<=[a-z])(?=\d{4})", "_", name))}
    return years.pop() if len(years) == 1 else None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
