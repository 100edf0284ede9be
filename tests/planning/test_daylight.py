"""Sunrise and sunset against almanac values, to the minute they are printed in."""

from __future__ import annotations

import datetime as dt

import pytest

from planning.daylight import sun_times

KYIV, SYDNEY, TROMSO = (30.52, 50.45), (151.21, -33.87), (18.96, 69.65)


@pytest.mark.parametrize(
    ("place", "day", "rise", "set_"),
    [
        (KYIV, dt.date(2025, 6, 21), "01:46", "18:13"),
        (KYIV, dt.date(2025, 12, 21), "05:56", "13:56"),
    ],
)
def test_sunrise_and_sunset_as_almanacs_have_them(place, day, rise, set_):
    found = sun_times(day, *place)
    for time, printed in zip(found, (rise, set_), strict=True):
        hours, minutes = map(int, printed.split(":"))
        expected = dt.datetime(day.year, day.month, day.day, hours, minutes, tzinfo=dt.UTC)
        assert abs(time - expected) <= dt.timedelta(minutes=3)


def test_days_are_long_where_it_is_summer_and_of_the_local_day():
    rise, set_ = sun_times(dt.date(2025, 12, 21), *SYDNEY)
    assert set_ - rise > dt.timedelta(hours=14)
    assert rise.date() == dt.date(2025, 12, 20), "in UTC the evening before"


def test_where_the_sun_does_not_rise_or_set_there_is_no_time():
    assert sun_times(dt.date(2025, 6, 21), *TROMSO) is None
    assert sun_times(dt.date(2025, 12, 21), *TROMSO) is None
