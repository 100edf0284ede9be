from __future__ import annotations

import sys

import pytest

from planning.analyses import analysis_named
from planning.analysis import run
from planning.errors import BadParameter, MissingData
from planning.outcome import Ground
from planning.parameters import parse
from planning.run_control import Cancelled, RunControl
from planning.scenario import BASELINE, CloseFeatures, LoseFeatures, Scenario
from tests.planning.made_up_logistics import stock_layer, workspace

ANALYSIS = analysis_named("distribution")
CONTRACT = {
    "allocation": ["item", "warehouse", "site", "quantity"],
    "trips": ["vehicle", "day", "departs", "stops", "length_km", "load_kg", "load_m3"],
    "unmet": ["item", "site", "quantity", "reason"],
}


def outcome(made=None, scenario=BASELINE, **typed):
    return run(ANALYSIS, made or workspace(), scenario, parse(ANALYSIS.parameters, typed))


def unmet(result):
    return {
        (row["item"], row["site"]): (row["quantity"], str(row["reason"]))
        for row in result.table("unmet").records()
    }


def delivered(result):
    return {(row["item"], row["site"]): row["quantity"] for row in result.table("allocation").records()}


def texts(result, ground):
    return [str(item.text) for item in result.assumptions if item.ground is ground]


def test_stock_reaches_sites_and_the_rest_has_a_reason():
    result = outcome()
    # 40 + 60 people in reach; kits serve five each: 8 + 12 asked, 10 held, shared 4 : 6
    assert delivered(result) == {("Blanket", "A"): 40, ("Blanket", "B"): 60, ("Kit", "A"): 4, ("Kit", "B"): 6}
    assert unmet(result) == {
        ("Blanket", "C"): (20, "beyond front limit: in the area of control"),
        ("Blanket", "D"): (10, "no route: the position of the site is not known"),
        ("Kit", "A"): (4, "no stock"),
        ("Kit", "B"): (6, "no stock"),
        ("Kit", "C"): (4, "beyond front limit: in the area of control"),
        ("Kit", "D"): (2, "no route: the position of the site is not known"),
    }


def test_tables_keep_the_contract_and_agree():
    result = outcome()
    for name, columns in CONTRACT.items():
        assert [column.name for column in result.table(name).columns if column.name in columns] == columns
    for row in result.table("balance").records():
        assert row["need"] == row["delivered"] + row["unmet"]
    trips, stops = result.table("trips").records(), result.table("stops").records()
    kg = {"Blanket": 1.5, "Kit": 20.0}
    for trip in trips:
        own = [stop for stop in stops if stop["trip"] == trip["trip"]]
        assert trip["load_kg"] == pytest.approx(sum(kg[stop["item"]] * stop["quantity"] for stop in own))
        assert trip["load_kg"] <= 500.0
        assert trip["stops"] == len({stop["order"] for stop in own})
        assert all(trip["departs"] <= stop["arrives"] <= trip["returns"] for stop in own)
    assert len(trips) == len(result.map_layers[0].frame)
    assert {layer.name for layer in result.map_layers} == {"trips", "sites"}


def test_a_trip_is_as_long_as_the_road():
    # depot at 30.2 to B at 31.02 by A at 30.5 and back: 1.64 degrees of longitude at 48.5 N, 73.9 km each
    result = outcome()
    farthest = max(row["length_km"] for row in result.table("trips").records())
    assert farthest == pytest.approx(1.64 * 73.9, rel=0.01)


def test_a_limit_to_the_front_bars_sites_and_says_so():
    result = outcome(avoid_front_km="120")
    assert unmet(result)["Blanket", "B"][1].startswith("beyond front limit: 109")
    assert ("Blanket", "A") in delivered(result)


def test_what_is_left_out_or_put_in_place_is_listed():
    result = outcome()
    ignored = " / ".join(texts(result, Ground.IGNORED))
    for word in (
        "closed, planned",
        "how many people stay",
        "warehouse is closed",
        "records of stock",
        "payload",
    ):
        assert word in ignored, ignored


def test_goods_of_unknown_weight_are_refused_or_taken_as_given():
    made = workspace(stock=stock_layer(weight_kg=[1.5, None, 1.5, 1.5]))
    with pytest.raises(MissingData, match=r"weight of a piece of Kit"):
        outcome(made)
    result = outcome(made, missing_weight_kg="30")
    assert ("Kit", "A") in delivered(result)
    assert any("Kit: weight of a piece taken as 30 kg" in text for text in texts(result, Ground.SUBSTITUTED))


def test_zero_weight_is_unknown_never_light():
    with pytest.raises(MissingData, match=r"weight of a piece of Blanket"):
        outcome(workspace(stock=stock_layer(weight_kg=[0.0, 20.0, 0.0, 0.0])))


def test_items_can_be_chosen_and_wrong_ones_are_refused():
    assert {item for item, _ in delivered(outcome(items="blanket"))} == {"Blanket"}
    with pytest.raises(BadParameter, match=r"the stock has no item called Tent"):
        outcome(items="Tent; Kit")


def test_scenarios_close_warehouses_and_lose_sites():
    lost = Scenario(name="lost", changes=(LoseFeatures(layer="centres", fids=(1,)),))
    assert all(site != "A" for _, site in delivered(outcome(scenario=lost)))
    closed = outcome(
        scenario=Scenario(name="closed", changes=(CloseFeatures(layer="warehouses", fids=(1,)),))
    )
    assert delivered(closed) == {}
    assert unmet(closed)["Blanket", "A"] == (40, "no stock")


def test_need_of_areas_goes_to_their_settlement():
    result = outcome(need_at="areas", people_share_percent="10", items="Blanket")
    need = sum(row["need"] for row in result.table("balance").records())
    assert need == 12 * 20
    assert result.table("allocation").sensitivity >= 3


def test_only_within_an_area():
    result = outcome(within="UA0105001")
    assert {row["site"] for row in result.table("balance").records()} == {"A"}


def test_trips_over_night_reach_further():
    # the trip to B takes 45 min + 2 x 61 km at 60 km/h + 30 min: too long for two hours a day
    short = outcome(working_hours_per_day="2", horizon_days="4")
    assert "no vehicle time: the trip takes" in unmet(short)["Blanket", "B"][1]
    over_night = outcome(working_hours_per_day="2", horizon_days="4", overnight="yes")
    assert ("Blanket", "B") in delivered(over_night)
    hours = {row["arrives"].hour for row in over_night.table("stops").records()}
    assert hours <= {8, 9, 10}


def test_a_run_can_be_cancelled():
    with pytest.raises(Cancelled):
        ANALYSIS.calculate(
            workspace(), BASELINE, parse(ANALYSIS.parameters, {}), RunControl(cancelled=lambda: True)
        )


def test_declaring_the_analysis_imports_nothing_heavy():
    import subprocess

    code = "import sys, planning.analyses; print({'pandas', 'highspy', 'pyvrp'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
