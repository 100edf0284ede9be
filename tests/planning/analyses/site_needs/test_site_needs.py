from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from layers.sensitivity import Sensitivity
from planning.analyses.site_needs import ANALYSIS
from planning.analysis import run
from planning.errors import MissingData
from planning.outcome import Ground
from planning.parameters import parse
from planning.scenario import BASELINE, LoseFeatures, Scenario
from planning.standards import with_standard
from tests.planning.made_up_country import areas_layer, layer, workspace

# one site worked by hand: 130 people, three of them with disabilities, one in a wheelchair
SITE = {
    "site_id": "A",
    "name_en": "School",
    "area_code": "UA0101001",
    "status": "active",
    "capacity": 120,
    "occupancy": 130,
    "people_with_disabilities": 3,
    "wheelchair_users": 1,
    "covered_area_m2": 500.0,
    "heating": "own_boiler",
    "heating_works": False,
    "backup_power_kw": 5.0,
    "water_l_per_day": 1200.0,
    "water_taps": 1,
    "toilets": 5,
    "toilets_female": 3,
    "toilets_accessible": 0,
    "showers": 1,
    "wheelchair_access": False,
    "protective_shelter_places": 80,
}
# standard: (required, present, gap)
IN_WINTER = {
    "places": (130, 120, 10),
    "covered_area": (585, 500, 85),  # 4.5 m² each
    "heating": (1, 0, 1),
    "backup_power": (6.5, 5, 1.5),
    "water": (1950, 1200, 750),  # 15 l each
    "water_taps": (1, 1, 0),
    "toilets": (7, 5, 2),  # 130 / 20 = 6.5
    "toilets_female": (6, 3, 3),  # three quarters of 7 = 5.25
    "toilets_accessible": (1, 0, 1),
    "showers": (3, 1, 2),  # 130 / 50 = 2.6
    "wheelchair_access": (1, 0, 1),
    "shelter_places": (130, 80, 50),
}


def situation(*sites, points=None):
    names = {name for site in sites for name in site}
    columns = {name: [site.get(name) for site in sites] for name in sorted(names)}
    return workspace(
        layer("centres", "collective_centre", columns, points or [shapely.Point(30.5, 47.5)] * len(sites))
    )


def needs(workspace_, scenario=BASELINE, **texts):
    return run(ANALYSIS, workspace_, scenario, parse(ANALYSIS.parameters, texts))


def gaps(outcome):
    return {
        (row["site"], row["standard"]): (row["required"], row["present"], row["gap"])
        for row in outcome.table("gaps").records()
    }


def test_a_site_worked_by_hand_in_winter():
    # the made-up today is 16 January
    found = gaps(needs(situation(SITE)))
    assert len(found) == len(IN_WINTER)
    for standard, expected in IN_WINTER.items():
        assert found["School", standard] == pytest.approx(expected), standard


def test_in_the_warm_season_heating_is_not_required_and_less_floor_is_needed():
    found = gaps(needs(situation(SITE), season="warm"))
    assert found["School", "heating"] == (0, 0, 0)
    assert found["School", "covered_area"] == (455, 500, 0)


def test_full_sites():
    roomy = SITE | {"capacity": 200}
    assert gaps(needs(situation(roomy), people_counted="capacity"))["School", "water"][0] == 200 * 15
    crowded = gaps(needs(situation(SITE), people_counted="capacity"))
    assert crowded["School", "places"] == (130, 120, 10)


def test_unknown_is_named_and_never_zero():
    bare = {"site_id": "B", "name_en": "Bare", "status": None, "occupancy": 40}
    outcome = needs(situation(bare))
    found = gaps(outcome)
    assert found["Bare", "water"] == (600, None, None)
    assert found["Bare", "wheelchair_access"] == (None, None, None)
    row = outcome.table("sites").records()[0]
    assert (row["standards_unmet"], row["standards_unknown"], row["severity"]) == (0, 12, None)
    assert any("12 of 12 comparisons are unknown" in str(finding.text) for finding in outcome.findings)
    assert any("12 comparisons" in str(a.text) for a in outcome.assumptions if a.ground is Ground.IGNORED)


def test_people_from_women_men_girls_and_boys_when_occupancy_is_unknown():
    counted = {"name_en": "C", "women": 10, "men": 5, "girls": 3, "boys": 2, "toilets": 1}
    assert gaps(needs(situation(counted)))["C", "toilets"] == (1, 1, 0)
    partly = counted | {"boys": None}
    assert gaps(needs(situation(partly)))["C", "toilets"] == (None, 1, None)


def test_nothing_is_required_of_an_empty_site_or_without_persons_with_disabilities():
    empty = gaps(needs(situation({"name_en": "E", "occupancy": 0})))
    assert empty["E", "water"] == (0, None, 0)
    assert empty["E", "heating"] == (0, None, 0)
    able = gaps(needs(situation(SITE | {"people_with_disabilities": 0, "wheelchair_users": 0})))
    assert able["School", "wheelchair_access"] == (0, 0, 0)
    assert able["School", "toilets_accessible"] == (0, 0, 0)


def test_a_site_without_heating_has_none_that_works():
    assert gaps(needs(situation(SITE | {"heating": "none", "heating_works": None})))["School", "heating"] == (
        1,
        0,
        1,
    )


def test_closed_planned_and_disregarded_sites_are_listed_and_not_measured():
    sites = [SITE, SITE | {"status": "closed"}, SITE | {"status": "planned"}, SITE | {"disregarded": True}]
    outcome = needs(situation(*(site | {"name_en": name} for site, name in zip(sites, "abcd", strict=True))))
    assert {site for site, _ in gaps(outcome)} == {"a"}
    left = {row["site"]: str(row["reason"]) for row in outcome.table("left_out").records()}
    assert left == {"b": "closed", "c": "planned", "d": "Marked by its publisher to be disregarded"}
    assert sum(a.ground is Ground.IGNORED for a in outcome.assumptions) == 3


def test_sites_are_ranked_by_standards_not_met():
    good = {name: value for name, value in SITE.items() if name not in ("toilets", "water_l_per_day")}
    better = good | {"name_en": "Better", "toilets": 9, "water_l_per_day": 5000, "toilets_female": 7}
    outcome = needs(situation(better, SITE))
    ranked = [(row["rank"], row["site"], row["standards_unmet"]) for row in outcome.table("sites").records()]
    assert ranked == [(1, "School", 11), (2, "Better", 8)]
    first = outcome.table("sites").features[0]
    assert (first.layer, first.fids) == ("centres", (2,))


def test_totals_by_oblast_and_findings_agree_with_the_gaps():
    other = SITE | {"name_en": "Other", "area_code": "UA0501001", "occupancy": 20, "toilets": None}
    outcome = needs(situation(SITE, other))
    totals = {(row["oblast_code"], row["standard"]): row for row in outcome.table("totals").records()}
    assert totals["UA01", "toilets"]["gap"] == 2
    assert (totals["UA05", "toilets"]["gap"], totals["UA05", "toilets"]["sites_unknown"]) == (None, 1)
    assert totals["UA01", "water"]["people_in_sites_short"] == 130
    texts = [str(finding.text) for finding in outcome.findings]
    assert "Toilets: 2 toilets short in 1 centre with 130 people" in texts
    assert "Working heating is lacking in 2 centres with 150 people" in texts
    single = next(f for f in outcome.findings if str(f.text).startswith("Toilets: 2"))
    assert single.sensitivity is Sensitivity.SEVERE
    assert single.features[0].fids == (1,)


def test_supplies_for_a_month():
    rows = {
        str(row["item"]): row["quantity"]
        for row in needs(situation(SITE)).table("monthly_supplies").records()
    }
    assert rows["Bathing soap"] == pytest.approx(32.5)
    assert rows["Laundry soap"] == pytest.approx(26)
    assert rows["Water containers"] == 108  # 2 × 130 / 2.42 = 107.4


def test_another_standard_set_in_the_workspace():
    changed = with_standard(situation(SITE), "water_l_per_person_day", 7.5, "Cluster")
    outcome = needs(changed)
    assert gaps(outcome)["School", "water"] == (975, 1200, 0)
    assert any(a.source == "Cluster" and a.ground is Ground.CHOSEN for a in outcome.assumptions)


def test_the_area_of_a_site_without_code_is_found_by_its_place():
    bare = {name: value for name, value in SITE.items() if name != "area_code"}
    situation_ = situation(bare).with_layer(areas_layer(3))
    assert needs(situation_).table("gaps").column("area_code")[0] == "UA0101001"


def test_a_scenario_that_loses_the_site():
    lost = Scenario(name="lost", changes=(LoseFeatures(layer="centres", fids=(1,)),))
    with pytest.raises(MissingData):
        needs(situation(SITE), lost)
    without_place = replace(
        situation(SITE), layers=(layer("centres", "collective_centre", {"name_en": ["x"]}),)
    )
    assert needs(without_place).map_layers == ()


def test_map_layer_draws_every_site():
    outcome = needs(situation(SITE, {"name_en": "Bare", "occupancy": 4}))
    (drawn,) = outcome.map_layers
    assert drawn.sensitivity is Sensitivity.SEVERE
    assert (drawn.symbology.classify(drawn.frame) >= 0).all()


def test_real_sites_of_unhcr_are_unknown_rather_than_well(shared_data):
    import pandas as pd

    file = shared_data / "displacement_sites_unhcr_2020" / "displacement_locations_unhcr.csv"
    rows = pd.read_csv(file, low_memory=False)
    sites = {"name_en": rows["name"], "site_id": rows["pcode"].astype("str")}
    outcome = needs(workspace(layer("sites", "collective_centre", sites)))
    assert len(outcome.table("sites").rows) == len(rows)
    assert set(outcome.table("gaps").column("gap")) == {None}


def test_an_empty_site_needs_nothing_and_not_minus_nothing():
    outcome = needs(situation({**SITE, "occupancy": 0, "people_with_disabilities": 0, "wheelchair_users": 0}))
    required = [row["required"] for row in outcome.table("gaps").records()]
    assert {str(value) for value in required} == {"0.0"}


def test_days_of_the_heating_season_are_shown_as_days():
    said = [str(item.text) for item in needs(situation(SITE)).assumptions]
    assert "Heating season begins: 10-15 (month-day)" in said
