"""Trips in time: curfew, night and halts worked by hand, and properties that hold for all."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.daylight import sun_times
from planning.errors import BadParameter
from planning.network.timetable import (
    Halt,
    Hours,
    curfew_of,
    driving_minutes_until,
    latest_departure,
    local_time,
    shown_local,
    timetable,
)

KYIV = (30.52, 50.45)
NIGHT = Hours(curfew=(dt.time(22), dt.time(5)))


def where(_minutes):
    return KYIV


def local(text):
    return local_time(text, "depart")


def drive(departure, minutes, hours):
    return timetable(local(departure), minutes, hours, where)


def test_times_are_local_and_kept_in_utc():
    assert local("2025-01-16 06:30") == dt.datetime(2025, 1, 16, 4, 30, tzinfo=dt.UTC)
    assert local("2025-07-16T06:30") == dt.datetime(2025, 7, 16, 3, 30, tzinfo=dt.UTC)
    assert shown_local(local("2025-07-16 06:30")) == "2025-07-16 06:30"
    for text in ("tomorrow", "25:00"):
        with pytest.raises(BadParameter, match="cannot be read"):
            local(text)
    assert curfew_of("", "curfew") is None
    assert curfew_of("22:00-05:30", "curfew") == (dt.time(22), dt.time(5, 30))
    for text in ("22", "22:00-22:00", "late-early"):
        with pytest.raises(BadParameter, match="cannot be read"):
            curfew_of(text, "curfew")


def test_a_curfew_halts_the_trip_where_it_is_and_it_goes_on_after():
    table = drive("2025-01-16 20:00", 300, NIGHT)
    (pause,) = table.pauses
    assert (pause.reason, pause.at_min) == (Halt.CURFEW, 120)
    assert (shown_local(pause.begins), shown_local(pause.ends)) == ("2025-01-16 22:00", "2025-01-17 05:00")
    assert shown_local(table.arrival) == "2025-01-17 08:00"
    assert [shown_local(table.at(minutes)) for minutes in (60, 120, 121)] == [
        "2025-01-16 21:00",
        "2025-01-16 22:00",
        "2025-01-17 05:01",
    ]


def test_arriving_as_the_curfew_begins_is_in_time_and_leaving_in_it_waits():
    assert drive("2025-01-16 20:00", 120, NIGHT).pauses == ()
    table = drive("2025-01-16 23:30", 60, NIGHT)
    assert shown_local(table.arrival) == "2025-01-17 06:00"
    assert shown_local(table.at(0)) == "2025-01-17 05:00"


def test_a_curfew_within_one_day_and_over_the_change_of_the_clocks():
    noon = Hours(curfew=(dt.time(12), dt.time(14)))
    assert shown_local(drive("2025-01-16 11:00", 120, noon).arrival) == "2025-01-16 15:00"
    # clocks go forward on 30 March 2025 at 3:00: the night is an hour shorter
    table = drive("2025-03-29 21:00", 120, NIGHT)
    assert table.pauses[0].ends - table.pauses[0].begins == dt.timedelta(hours=6)


def test_by_daylight_only_one_halts_from_sunset_to_sunrise():
    _, sunset = sun_times(dt.date(2025, 1, 16), *KYIV)
    sunrise, _ = sun_times(dt.date(2025, 1, 17), *KYIV)
    table = drive("2025-01-16 15:00", 180, Hours(daylight_only=True))
    (pause,) = table.pauses
    assert (pause.reason, pause.begins, pause.ends) == (Halt.NIGHT, sunset, sunrise)
    assert table.arrival == sunrise + dt.timedelta(minutes=180) - (sunset - table.departure)


def test_a_convoy_halts_after_hours_of_driving_but_not_on_arrival():
    hours = Hours(halt_every_min=120, halt_min=15)
    assert drive("2025-01-16 08:00", 120, hours).pauses == ()
    table = drive("2025-01-16 08:00", 300, hours)
    assert [pause.at_min for pause in table.pauses] == [120, 240]
    assert shown_local(table.arrival) == "2025-01-16 13:30"


def test_hours_that_leave_no_time_to_drive_are_refused():
    never = Hours(curfew=(dt.time(8), dt.time(7, 59)), daylight_only=True)
    with pytest.raises(BadParameter, match="would not end within"):
        drive("2025-01-16 09:00", 600, never)


TIMES = st.integers(0, 14 * 24 * 60)
HOURS = st.builds(
    Hours,
    curfew=st.sampled_from([None, (dt.time(22), dt.time(5)), (dt.time(0), dt.time(6, 30))]),
    daylight_only=st.booleans(),
    halt_every_min=st.sampled_from([90.0, 120.0]),
    halt_min=st.sampled_from([0.0, 15.0]),
)


@settings(max_examples=60, deadline=None)
@given(start=TIMES, minutes=st.integers(1, 2_000), hours=HOURS)
def test_leaving_later_never_means_arriving_earlier(start, minutes, hours):
    first = local("2025-01-16 00:00") + dt.timedelta(minutes=start)
    one = timetable(first, minutes, hours, where)
    other = timetable(first + dt.timedelta(minutes=25), minutes, hours, where)
    assert one.arrival <= other.arrival
    assert one.arrival - first >= dt.timedelta(minutes=minutes) - dt.timedelta(seconds=1)


@settings(max_examples=40, deadline=None)
@given(start=TIMES, minutes=st.integers(1, 1_500), hours=HOURS)
def test_the_latest_departure_is_in_time_and_the_next_minute_is_not(start, minutes, hours):
    by = local("2025-01-16 00:00") + dt.timedelta(minutes=start)
    latest = latest_departure(by, minutes, hours, where)
    assert timetable(latest, minutes, hours, where).arrival <= by
    later = timetable(latest + dt.timedelta(minutes=1), minutes, hours, where)
    assert later.arrival > by or later.pauses[:1]


@settings(max_examples=40, deadline=None)
@given(start=TIMES, window=st.integers(0, 2_000), hours=HOURS)
def test_what_can_be_driven_until_a_time_is_driven_by_then_and_no_more(start, window, hours):
    leaves = local("2025-01-16 00:00") + dt.timedelta(minutes=start)
    by = leaves + dt.timedelta(minutes=window)
    minutes = driving_minutes_until(leaves, by, hours, where)
    assert timetable(leaves, minutes, hours, where).arrival <= by
    assert timetable(leaves, minutes + 0.05, hours, where).arrival > by
