from __future__ import annotations

import pytest
import shapely

from layers.sensitivity import Sensitivity
from planning.analyses.critical_links import ANALYSIS
from planning.analysis import run
from planning.errors import BadParameter, MissingData
from planning.outcome import Severity
from planning.parameters import parse
from planning.run_control import Cancelled, RunControl
from planning.scenario import BASELINE, CloseFeatures, Scenario
from tests.planning.made_up_country import layer
from tests.planning.network.made_up_roads import at, box, damage_layer, line, roads

# store at 0; a ring 0 - 4 - (4, 3) - (0, 3) - 0; a spur from 4 to 8 with a bridge in its middle
LINES = [
    line((0, 0), (4, 0)),
    line((4, 0), (4, 3), (0, 3), (0, 0)),
    line((4, 0), (5.5, 0)),
    line((5.5, 0), (6.5, 0)),
    line((6.5, 0), (8, 0)),
]
STORE = layer("stores", "warehouse", {"warehouse_id": ["W"], "name_en": ["Store"]}, [shapely.Point(at(-0.0))])


def settlements(*people_at, **columns):
    places = [shapely.Point(at(*place)) for _, place in people_at]
    columns = {
        "name_en": [f"S{number}" for number in range(1, len(places) + 1)],
        "population": [people for people, _ in people_at],
        "code": [f"UA010{number}" for number in range(len(places))],
    } | columns
    return layer("places", "populated_place", columns, places)


def critical(situation, scenario=BASELINE, **values):
    return run(ANALYSIS, situation, scenario, parse(ANALYSIS.parameters, values))


def sentences(outcome):
    return [str(finding.text) for finding in outcome.findings]


def made_up(**columns):
    return roads(
        LINES,
        STORE,
        settlements((100, (4, 0)), (60, (8, 0))),
        bridge=[False, False, False, True, False],
        road_number=["Main", "Ring", "Spur", "Spur", "Spur"],
        **columns,
    )


def test_what_each_loss_costs_worked_by_hand():
    found = critical(made_up())
    rows = {(one["link"].__str__(), str(one["sort"])): one for one in found.table("links").records()}
    main = rows["Main", "road"]
    # 10 km by the ring in place of 4 km at 60 km/h: 6 min each for 160 people
    assert (main["people"], main["people_cut_off"]) == (160, 0)
    assert main["person_hours_added"] == pytest.approx(160 * 6 / 60, rel=1e-3)
    assert main["longest_added_min"] == pytest.approx(6, rel=1e-3)
    assert (main["detour_people"], main["length_km"]) == (100, pytest.approx(4, rel=1e-3))
    assert main["detour_before_min"] == pytest.approx(4, rel=1e-3)
    assert main["detour_after_min"] == pytest.approx(10, rel=1e-3)
    bridge = rows["bridge on Spur", "bridge"]
    assert (bridge["people"], bridge["people_cut_off"], bridge["person_hours_added"]) == (60, 60, 0)
    assert bridge["length_km"] == pytest.approx(1, rel=1e-3)
    assert bridge["detour_people"] is None
    spur = rows["Spur", "road"]
    assert (spur["people_cut_off"], spur["length_km"]) == (60, pytest.approx(4, rel=1e-3))
    assert len(rows) == 3
    assert found.table("hubs").records()[0] == {
        "hub": "Store",
        "people": 160,
        "mean_min": pytest.approx((100 * 4 + 60 * 8) / 160, rel=1e-3),
    }


def test_the_ranking_weighs_people_cut_off_as_told():
    ranked = [str(link) for link in critical(made_up()).table("links").column("link")]
    assert ranked[-1] == "Main"
    ranked = critical(made_up(), hours_if_cut_off="0", most_links="1").table("links")
    assert [str(link) for link in ranked.column("link")] == ["Main"]


def test_the_detour_is_drawn_past_the_lost_link():
    found = critical(made_up())
    rank = [str(link) for link in found.table("links").column("link")].index("Main") + 1
    layers = {one.name: one.frame for one in found.map_layers}
    detour = layers["detours"].geometry.loc[rank]
    assert shapely.distance(detour, shapely.Point(at(4, 3))) < 1e-6
    assert detour.intersection(shapely.LineString([at(1, 0), at(3, 0)])).length == pytest.approx(0, abs=1e-9)
    told = [one for one in found.findings if "Without Main" in str(one.text)]
    assert [ref.layer for ref in told[0].features] == ["links", "detours"]


def test_a_damaged_bridge_that_is_open_is_weighed_and_a_closed_one_is_not():
    damage = damage_layer(
        [shapely.Point(at(2, 0)), shapely.Point(at(2, 3))],
        extent=["moderate", "destroyed"],
        name=["Worn", "Gone"],
    )
    situation = roads(LINES, STORE, settlements((100, (4, 0))), damage)
    found = critical(situation)
    names = [str(link) for link in found.table("links").column("link")]
    worn = found.table("links").records()[next(i for i, name in enumerate(names) if "Worn" in name)]
    assert str(worn["sort"]) == "damaged bridge"
    assert worn["people_cut_off"] == 100
    assert not any("Gone" in name for name in names)
    refs = [ref.layer for one in found.findings if "Worn" in str(one.text) for ref in one.features]
    assert "damage" in refs


def test_people_of_centres_can_be_chosen_and_are_as_sensitive():
    centres = layer(
        "centres",
        "collective_centre",
        {"name_en": ["Hidden", "Empty"], "occupancy": [9, None]},
        [shapely.Point(at(8, 0)), shapely.Point(at(4, 0))],
    )
    found = critical(roads(LINES, STORE, centres), people="layer:collective_centre")
    assert found.table("links").column("people") == [9, 9]
    assert found.table("links").sensitivity is Sensitivity.SEVERE
    assert any("1 sites" in str(one.text) for one in found.assumptions)
    with pytest.raises(MissingData, match="how many people"):
        critical(roads(LINES, STORE, centres), people="layer:warehouse")


def test_two_roads_that_stand_in_for_each_other_are_found_as_a_pair():
    area = layer(
        "areas",
        "admin_area",
        {"code": ["UA0101"], "level": [2], "name_en": ["District"]},
        [box(-1, -1, 5, 4)],
    )
    situation = roads(
        LINES,
        STORE,
        settlements((100, (4, 0)), (60, (8, 0))),
        area,
        road_number=["Main", "Ring", "A", "B", "C"],
    )
    found = critical(situation, pairs_within="District", people="places")
    pairs = {
        frozenset((str(one["first"]), str(one["second"]))): one for one in found.table("pairs").records()
    }
    worst = pairs[frozenset(("Main near S1", "Ring near S1"))]
    assert worst["people_cut_off"] == 160
    assert worst["beyond"] == pytest.approx(160 * 24 - 16, rel=1e-3)
    assert any("The worst pair in District" in one for one in sentences(found))
    with pytest.raises(BadParameter, match="not an area"):
        critical(situation, pairs_within="S1")


def test_a_scenario_that_closes_the_ring_makes_the_main_road_cut_people_off():
    closed = Scenario(name="closed", changes=(CloseFeatures(layer="roads", fids=(2,)),))
    main = critical(made_up(), closed).table("links").records()
    main = next(one for one in main if str(one["link"]) == "Main")
    assert main["people_cut_off"] == 160


def test_people_without_a_way_are_told_and_not_counted():
    situation = roads(
        [*LINES, line((0, 30), (3, 30))], STORE, settlements((100, (4, 0)), (7, (2, 30)), (3, (0, 80)))
    )
    told = sentences(critical(situation))
    assert any("100 of 110 people have a way" in one for one in told)
    assert any("10 people have no way to any hub as it is" in one and "; 3 of them" in one for one in told)


def test_nobody_with_a_way_is_an_outcome():
    situation = roads([line((0, 0), (1, 0)), line((0, 30), (3, 30))], STORE, settlements((7, (2, 30))))
    found = critical(situation)
    assert found.findings[0].severity is Severity.CRITICAL
    assert found.table("links").rows == ()


def test_a_run_can_be_stopped():
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 2

    parameters = parse(ANALYSIS.parameters, {})
    with pytest.raises(Cancelled):
        run(ANALYSIS, made_up(), BASELINE, parameters, RunControl(cancelled=cancelled))
