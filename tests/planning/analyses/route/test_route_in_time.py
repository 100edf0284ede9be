"""Ways in time, through stops, with waits; and why they take their time."""

from __future__ import annotations

import datetime as dt

import pytest
import shapely

from planning.errors import BadParameter
from planning.outcome import Severity
from planning.scenario import Scenario, WaitAt
from tests.planning.analyses.route.test_route import RING, route, sentences, text
from tests.planning.made_up_country import layer
from tests.planning.network.made_up_roads import at, line, roads

LONG = [line((0, 0), (60, 0)), line((60, 0), (120, 0))]  # two hours by car


def local(outcome, column="from"):
    half = dt.timedelta(seconds=30)
    return [(time + half).strftime("%d %H:%M") for time in outcome.table("timetable").column(column)]


def trip(situation=None, **values):
    given = {"destination": text(at(119)), "depart": "2025-01-16 20:30", "alternatives": "1"} | values
    return route(situation or roads(LONG), **given)


def test_without_a_time_there_is_no_timetable():
    assert "timetable" not in {table.name for table in route(roads(LONG), destination=text(at(119))).tables}


def test_arrival_is_told_and_kept_with_its_zone():
    found = trip()
    table = found.table("timetable")
    assert [str(what) for what in table.column("what")] == ["departure", "arrival"]
    arrives = table.column("from")[-1]
    assert arrives.utcoffset() == dt.timedelta(hours=2)
    driven = arrives - dt.datetime(2025, 1, 16, 18, 30, tzinfo=dt.UTC)
    assert driven / dt.timedelta(minutes=1) == pytest.approx(
        found.table("routes").column("duration_min")[0], abs=0.01
    )
    assert any("arrives in" in one and "2025-01-16 22:29" in one for one in sentences(found))


def test_a_curfew_halts_the_trip_or_makes_it_impossible_as_asked():
    halted = trip(curfew="22:00-05:00")
    assert [str(what) for what in halted.table("timetable").column("what")] == [
        "departure",
        "curfew",
        "arrival",
    ]
    assert local(halted)[1:] == ["16 22:00", "17 05:29"]
    refused = trip(curfew="22:00-05:00", at_curfew="refuse")
    assert refused.findings[1].severity is Severity.CRITICAL
    assert "it meets the curfew at 2025-01-16 22:00" in sentences(refused)[1]
    assert not any("cannot be made" in one for one in sentences(trip(at_curfew="refuse")))
    told = [str(item.text) for item in halted.assumptions]
    assert any("curfew of 22:00 to 05:00" in one for one in told)


def test_the_latest_departure_and_being_too_late():
    found = trip(arrive_by="2025-01-16 22:00", depart="")
    assert any("leaves at 2025-01-16 20:01 at the latest" in one for one in sentences(found))
    late = trip(arrive_by="2025-01-16 22:00")
    assert any("29 min too late" in one or "30 min too late" in one for one in sentences(late))


def test_by_daylight_one_halts_in_the_evening():
    found = trip(depart="2025-01-16 15:30", daylight_only="yes")
    assert [str(what) for what in found.table("timetable").column("what")][1] == "night"
    assert found.table("timetable").column("from")[-1].day == 17


def test_a_convoy_halts_and_its_last_vehicle_comes_later():
    found = trip(vehicle="convoy", depart="2025-01-16 08:00")
    what = [str(one) for one in found.table("timetable").column("what")]
    assert what == ["departure", "halt of the convoy", "arrival"]
    assert any("the last vehicle 1 min later" in one for one in sentences(found))


def test_stops_and_waits_stand_in_the_timetable_in_their_order():
    posts = layer("posts", "reference", {"name": ["Post 7"]}, [shapely.Point(at(90))])
    wait = Scenario(name="wait", changes=(WaitAt(layer="posts", fids=(1,), minutes=30),))
    found = trip(roads(LONG, posts), scenario=wait, via=text(at(30)), depart="2025-01-16 08:00")
    table = found.table("timetable")
    assert [str(what) for what in table.column("what")] == ["departure", "stop", "wait", "arrival"]
    assert [str(place) for place in table.column("place")][2] == "Post 7"
    assert local(found)[1] == "16 08:30"
    assert found.table("routes").column("duration_min")[0] == pytest.approx(119 + 30, abs=0.5)


def test_the_costs_of_a_way_are_told_step_by_step():
    posts = layer("posts", "reference", {"name": ["Post 7"]}, [shapely.Point(at(90))])
    wait = Scenario(name="wait", changes=(WaitAt(layer="posts", fids=(1,), minutes=30),))
    situation = roads(LONG, posts, status=["slowed", None], road_number=["M-1", None])
    rows = trip(situation, scenario=wait).table("costs").records()
    assert [str(row["factor"]) for row in rows] == ["speed", "slowed", "wait"]
    assert [row["after_min"] for row in rows] == pytest.approx([119, 179, 209], abs=0.5)
    assert rows[1]["length_km"] == pytest.approx(60, rel=1e-3)
    assert "road M-1 slowed" in str(rows[1]["why"])


def test_there_are_other_ways_through_stops_too():
    found = route(roads(RING), via=text(at(0.5)))
    assert found.table("routes").column("length_km") == pytest.approx([10, 12, 14], rel=1e-3)
    back_and_forth = route(roads(RING), via=f"{text(at(5, 1))}", alternatives="2")
    assert back_and_forth.table("routes").column("length_km")[0] == pytest.approx(12, rel=1e-3)


@pytest.mark.parametrize(
    ("name", "value"), [("depart", "soon"), ("arrive_by", "16 Jan"), ("curfew", "at night")]
)
def test_times_that_cannot_be_read_are_refused(name, value):
    with pytest.raises(BadParameter, match="cannot be read"):
        trip(**{name: value})
