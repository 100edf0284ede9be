"""Who boards where, worked by hand on one road along 48.5 N, where a degree of longitude is 73.9 km."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from layers.sensitivity import Sensitivity
from planning.analyses import analysis_named
from planning.analyses.evacuation.planner import plan_evacuation
from planning.analyses.evacuation.setting import setting_of
from planning.analysis import run
from planning.changes import AddSite, CloseArea, CloseFeatures, LoseFeatures, SiteKind
from planning.outcome import Ground
from planning.parameters import parse
from planning.report.edition import Edition, for_edition, outcome_for_edition
from planning.run_control import RunControl
from planning.scenario import BASELINE, Scenario
from tests.planning.made_up_country import layer
from tests.planning.made_up_logistics import LAT, points, workspace
from tests.planning.verify_evacuation import faults

ANALYSIS = analysis_named("evacuation")
KM = 73.83  # of a degree of longitude at 48.5 N on the ellipsoid
MEETING = "where they would meet without boarding points"


def boarding_layer(**columns):
    """Near 3.7 km and Farther 7.4 km west of the town at 32.4 E; the others cannot be used."""
    lons = [32.30, 32.35, 32.38, 32.39, 32.9, None, 32.37, 30.6]
    shapes = points(*lons)
    shapes[6] = shapely.Point(32.37, LAT + 0.2)
    made = {
        "name_en": ["Farther", "Near", "Shut", "Unsaid", "East", "Nowhere", "Field", "Remote"],
        "status": ["open", "open", "closed", None, "open", "open", "open", "open"],
        "wheelchair_access": [True, True, True, True, True, True, True, True],
        "capacity_people_per_hour": [None, 20.0, None, None, None, None, None, None],
    }
    return layer("boarding", "boarding_point", made | columns, shapes)


def outcome(scenario=BASELINE, made=None, boarding=None, **typed):
    made = made or workspace(boarding=boarding or boarding_layer())
    typed = {"origin": "Town", "share_leaving_percent": "100"} | typed
    return run(ANALYSIS, made, scenario, parse(ANALYSIS.parameters, typed))


def rows(result, name="boarding"):
    return result.table(name).records()


def told(result):
    return " / ".join(str(finding.text) for finding in result.findings)


def test_people_board_at_the_nearest_open_point_by_road():
    result = outcome()
    (row,) = rows(result)
    # 900 people: 3 on stretchers, 9 in wheelchairs, 355 (40 % of 888) in own cars; 545 leave in vehicles
    assert (row["origin"], str(row["boards_at"]), row["people"]) == ("Town", "Near", 545)
    assert row["length_km"] == pytest.approx(0.05 * KM, rel=0.002)
    places = {str(r["boards_at"]) for r in rows(result, "movements") if str(r["vehicle"]) != "own cars"}
    assert places == {"Near"}
    own = {r["boards_at"] for r in rows(result, "movements") if str(r["vehicle"]) == "own cars"}
    assert own == {None}


def test_rides_start_at_the_boarding_point_and_own_cars_where_they_are():
    result = outcome()
    for row in rows(result, "movements"):
        if row["destination"] == "A":
            start = 32.4 if str(row["vehicle"]) == "own cars" else 32.35
            assert row["length_km"] == pytest.approx((start - 30.5) * KM, rel=0.002)


def test_each_point_says_whether_it_is_used_and_why_not():
    result = outcome()
    use = {row["boarding_point"]: str(row["use"]) for row in rows(result, "boarding_points")}
    assert use == {
        "Farther": "open, but nearest to nobody within the distance",
        "Near": "used",
        "Shut": "closed",
        "Unsaid": "not known to be open",
        "East": "in the area of control",
        "Nowhere": "position not known",
        "Field": "too far from any road",
        "Remote": "open, but nearest to nobody within the distance",
    }
    said = told(result)
    assert "1 boarding point is not used (closed): Shut" in said
    assert "2 boarding points are not used (open, but nearest to nobody within the distance)" in said
    ignored = " / ".join(str(a.text) for a in result.assumptions if a.ground is Ground.IGNORED)
    assert "1 boarding point left out: in the area of control" in ignored


def test_without_one_within_the_distance_they_board_where_they_meet():
    result = outcome(boarding_point_km="3")
    (row,) = rows(result)
    assert (str(row["boards_at"]), row["length_km"]) == (MEETING, None)
    plain = outcome(made=workspace())
    assert [r["arrives"] for r in rows(result, "movements")] == [
        r["arrives"] for r in rows(plain, "movements")
    ]
    assert "none near" in told(result)
    assert [str(r["boards_at"]) for r in rows(outcome(boarding_point_km="0"))] == [MEETING]


def test_without_boarding_points_nothing_is_told_of_them():
    result = outcome(made=workspace())
    assert {table.name for table in result.tables} == {"movements", "arrivals", "left_over", "balance"}
    assert "boards_at" not in [column.name for column in result.table("movements").columns]
    assert "boarding point" not in told(result)
    assert not any("boarding point" in str(note.text) for note in result.assumptions)


def test_wheelchair_users_board_at_the_nearest_accessible_point():
    access = [True, False, True, True, True, True, True, True]
    result = outcome(boarding=boarding_layer(wheelchair_access=access))
    found = {str(row["who"]): (str(row["boards_at"]), row["people"]) for row in rows(result)}
    assert found == {
        "those who walk": ("Near", 533),
        "wheelchair users, stretcher cases": ("Farther", 12),
    }
    # the origin is told as one still
    assert "from 1 origin within" in str(result.findings[0].text)
    balance = {row["mobility"]: row["people"] for row in rows(result, "balance")}
    assert balance == {"walking": 888, "wheelchair": 9, "stretcher": 3}
    (origins,) = [one for one in result.map_layers if one.name == "origins"]
    assert origins.frame["people"].tolist() == [900]


def test_wheelchair_users_are_fetched_where_no_point_is_known_to_be_accessible():
    result = outcome(boarding=boarding_layer(wheelchair_access=[None] * 8))
    found = {str(row["who"]): str(row["boards_at"]) for row in rows(result)}
    assert found == {"those who walk": "Near", "wheelchair users, stretcher cases": MEETING}
    assert "12 are fetched where they would meet" in told(result)


@pytest.mark.parametrize("access", [True, False, None])
def test_a_plan_with_boarding_points_is_sound(access):
    near = [True, access, *[True] * 6]
    made = workspace(boarding=boarding_layer(wheelchair_access=near))
    typed = {"origin": "Town; Area 4", "share_leaving_percent": "100", "hours_per_day": "16"}
    setting = setting_of(made, parse(ANALYSIS.parameters, typed), RunControl())
    assert len(setting.origins.names) == len(setting.boarding.point) == len(setting.problem.origins)
    plan = plan_evacuation(setting.problem, RunControl())
    assert plan.moved > 0
    assert faults(setting.problem, plan) == []


def test_more_people_than_can_board_are_told():
    result = outcome(horizon_hours="100")
    load = {row["boarding_point"]: row["most_in_an_hour"] for row in rows(result, "boarding_points")}
    by_hour = {}
    for row in rows(result, "movements"):
        if str(row["boards_at"]) == "Near":
            hour = row["departs"].replace(minute=0)
            by_hour[hour] = by_hour.get(hour, 0) + row["people"]
    assert load["Near"] == max(by_hour.values()) > 20
    assert f"At Near up to {load['Near']:,} people would board in an hour" in told(result)


def test_a_scenario_that_takes_points_away_sends_people_to_the_next():
    def at(*changes):
        (row,) = rows(outcome(Scenario(name="worse", changes=changes)))
        return str(row["boards_at"])

    assert at(LoseFeatures(layer="boarding", fids=(2,))) == "Farther"
    assert at(CloseFeatures(layer="boarding", fids=(2,))) == "Farther"
    assert at(CloseFeatures(layer="boarding", fids=(1, 2))) == MEETING
    box = "POLYGON ((32.34 48.4, 32.36 48.4, 32.36 48.6, 32.34 48.6, 32.34 48.4))"
    assert at(CloseArea(name="shelled", wkt=box)) == MEETING
    added = AddSite(site_kind=SiteKind.BOARDING_POINT, name="School", place="32.385,48.5", capacity=100)
    result = outcome(Scenario(name="more", changes=(added,)))
    assert "School" in {str(row["boards_at"]) for row in rows(result)}


def test_a_point_within_a_closed_area_is_said_to_be():
    box = "POLYGON ((32.34 48.4, 32.36 48.4, 32.36 48.6, 32.34 48.6, 32.34 48.4))"
    result = outcome(Scenario(name="shelled", changes=(CloseArea(name="shelled", wkt=box),)))
    use = {row["boarding_point"]: str(row["use"]) for row in rows(result, "boarding_points")}
    assert use["Near"] == "within a closed area or cut off by one"


def test_the_public_edition_withholds_where_people_gather():
    made = workspace(boarding=boarding_layer())
    result = outcome(made=made)
    shown = outcome_for_edition(result, Edition.PUBLIC, made)
    assert not {"boarding", "boarding_points", "movements"} & {table.name for table in shown.tables}
    everything = told(shown) + " / ".join(str(note.text) for note in shown.assumptions)
    for name in ("Near", "Farther", "Shut"):
        assert name not in everything
    assert "boarding" not in [layer.name for layer in for_edition(made, Edition.PUBLIC).layers]
    lowered = made.with_layer(replace(made.layer("boarding"), sensitivity=Sensitivity.LOW))
    assert "boarding" not in [layer.name for layer in for_edition(lowered, Edition.PUBLIC).layers]
