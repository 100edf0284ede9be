from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
import shapely

from layers.errors import UnknownPlace
from planning.analyses import analysis_named
from planning.analysis import run
from planning.errors import BadParameter, MissingData
from planning.outcome import Ground
from planning.parameters import parse
from planning.run_control import Cancelled, RunControl
from planning.scenario import BASELINE, CloseFeatures, LoseFeatures, Scenario
from tests.planning.made_up_country import areas_layer, layer
from tests.planning.made_up_logistics import workspace

ANALYSIS = analysis_named("evacuation")
CONTRACT = {
    "movements": ["origin", "destination", "mobility", "vehicle", "departs", "arrives", "people"],
    "arrivals": ["destination", "hour", "people", "free_places"],
    "left_over": ["origin", "mobility", "people", "reason"],
}


def outcome(made=None, scenario=BASELINE, **typed):
    return run(ANALYSIS, made or workspace(), scenario, parse(ANALYSIS.parameters, typed))


def total(result, table, **where):
    return sum(
        row["people"]
        for row in result.table(table).records()
        if all(row[name] == value for name, value in where.items())
    )


def texts(result, ground):
    return " / ".join(str(item.text) for item in result.assumptions if item.ground is ground)


def test_everybody_is_moved_or_left_over():
    result = outcome()
    # 20 km west of 32.5 E lie 0.27 of the degree of the areas 32 to 33 at each latitude
    rows = result.table("balance").records()
    assert rows
    for row in rows:
        moved = total(result, "movements", origin=row["origin"], mobility=row["mobility"])
        left = total(result, "left_over", origin=row["origin"], mobility=row["mobility"])
        assert (moved, left) == (row["moved"], row["left_over"])
        assert row["people"] == moved + left
    assert sum(row["people"] for row in rows) == pytest.approx(0.5 * 3 * 200 * 0.27, abs=3)


def test_tables_keep_the_contract():
    result = outcome()
    for name, columns in CONTRACT.items():
        assert [column.name for column in result.table(name).columns if column.name in columns] == columns
    assert result.table("movements").sensitivity >= 3
    assert {layer.name for layer in result.map_layers} == {"flows", "origins"}


def test_nobody_is_sent_where_they_must_not_go():
    result = outcome(share_leaving_percent="100", origin="Town", horizon_hours="100")
    reached = {row["destination"] for row in result.table("movements").records()}
    assert reached == {"A", "B", "West"}
    wheelchair = {
        row["destination"]
        for row in result.table("movements").records()
        if row["mobility"] in ("wheelchair", "stretcher")
    }
    assert wheelchair <= {"A", "West"}
    left_out = texts(result, Ground.IGNORED)
    for word in (
        "Russia or Belarus",
        "not known to be open",
        "not known to be active",
        "in the area of control",
    ):
        assert word in left_out, left_out
    assert "wheelchair access" in texts(result, Ground.SUBSTITUTED)


def test_free_places_fall_to_what_is_left_and_no_further():
    result = outcome(share_leaving_percent="100", origin="Town", horizon_hours="100")
    places = {"A": 60, "B": 140}
    for name, free in places.items():
        rows = [row for row in result.table("arrivals").records() if row["destination"] == name]
        came = 0
        for row in sorted(rows, key=lambda row: row["hour"]):
            came += row["people"]
            assert row["free_places"] == free - came >= 0
    crossing = [row for row in result.table("arrivals").records() if row["destination"] == "West"]
    assert crossing
    assert all(row["people"] <= 50 and row["free_places"] is None for row in crossing)


def test_a_closed_crossing_and_a_lost_centre_get_nobody():
    changes = (CloseFeatures(layer="crossings", fids=(1,)), LoseFeatures(layer="centres", fids=(2,)))
    result = outcome(scenario=Scenario(name="worse", changes=changes), origin="Town", horizon_hours="100")
    assert {row["destination"] for row in result.table("movements").records()} == {"A"}
    assert "no free place" in {str(row["reason"]) for row in result.table("left_over").records()}


def test_a_closed_road_leaves_everybody_over_with_the_reason():
    made = workspace()
    roads = made.layer("roads")
    frame = roads.frame.assign(status="closed")
    result = outcome(made.with_layer(roads.with_frame(frame)), origin="Town")
    assert total(result, "movements") == 0
    assert all(str(row["reason"]).startswith("no route: ") for row in result.table("left_over").records())


def test_people_in_the_area_of_control_are_left_over():
    # the hromada from 32 to 33 E at 48 N: half of it lies east of the front
    codes = areas_layer(population=[200] * 12).frame
    code = codes[codes.geometry.contains(workspace().layer("places").frame.geometry.iloc[0])]["code"].iloc[0]
    result = outcome(origin=code, share_leaving_percent="100")
    reasons = {str(row["reason"]): row["people"] for row in result.table("left_over").records()}
    assert sum(n for reason, n in reasons.items() if reason == "no route: in the area of control") > 0
    held = [
        row["people"]
        for row in result.table("left_over").records()
        if str(row["reason"]) == "no route: in the area of control"
    ]
    assert sum(held) == 100
    assert sum(row["people"] for row in result.table("balance").records()) == 200


def test_bounds_and_bottleneck_are_told():
    result = outcome(share_leaving_percent="100", origin="Town", horizon_hours="12")
    told = " / ".join(str(finding.text) for finding in result.findings)
    for word in (
        "Clearance time",
        "No plan with these vehicles",
        "limit the evacuation",
        "population of places",
    ):
        assert word in told, told


def test_shares_can_come_from_collective_centres():
    result = outcome(origin="Town", share_leaving_percent="100", mobility_from="collective_centres")
    # five of the six centres count: two wheelchair users and one stretcher case among 130 people
    counted = {
        row["mobility"]: row["people"] for row in result.table("balance").records() if row["origin"] == "Town"
    }
    assert counted["wheelchair"] == round(900 * 2 / 130)
    assert counted["stretcher"] == round(900 * 1 / 130)


def test_what_cannot_be_used_is_refused():
    with pytest.raises(UnknownPlace):
        outcome(origin="Nowhere")
    with pytest.raises(BadParameter, match="Town lies in Area 7, which is named too"):
        outcome(origin="UA0107001; Town")
    with pytest.raises(BadParameter, match="neither an area nor a populated place"):
        outcome(origin="30.5,48.5")
    bare = replace(workspace(), layers=tuple(x for x in workspace().layers if x.name != "front"))
    with pytest.raises(MissingData):
        outcome(bare)


def test_a_place_named_twice_counts_once():
    rows = outcome(origin="Town; town", share_leaving_percent="100").table("balance").records()
    assert sum(row["people"] for row in rows) == 900


def test_without_vehicles_only_own_cars_leave():
    made = workspace().without_layer("vehicles")
    result = outcome(made, origin="Town")
    assert {str(row["vehicle"]) for row in result.table("movements").records()} == {"own cars"}
    assert "no vehicle with seats" in {str(row["reason"]) for row in result.table("left_over").records()}


def test_unknown_bases_and_numbers_are_told():
    told = texts(outcome(origin="Town"), Ground.SUBSTITUTED)
    assert "no base that can be found (nowhere known)" in told
    assert "without a number are taken as one vehicle (M)" in told


def test_a_run_can_be_cancelled():
    with pytest.raises(Cancelled):
        ANALYSIS.calculate(
            workspace(), BASELINE, parse(ANALYSIS.parameters, {}), RunControl(cancelled=lambda: True)
        )


def test_a_place_named_says_from_when_its_people_are_counted():
    places = layer(
        "places",
        "populated_place",
        {"name_en": ["Old town"], "population": [1000], "population_date": [pd.Timestamp("2019-06-01")]},
        [shapely.Point(32.4, 48.5)],
    )
    result = outcome(workspace(places=places), origin="Old town")
    headline = str(result.findings[0].text)
    assert "from 1 origin within" in headline
    assert headline.endswith("counted from: population of places, 2019, pre-war")
