from __future__ import annotations

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.sensitivity import Sensitivity
from planning.analyses.prioritisation import ANALYSIS, scoring
from planning.analysis import run
from planning.errors import BadParameter, MissingData
from planning.outcome import Ground
from planning.parameters import parse
from planning.scenario import BASELINE
from tests.planning.made_up_country import country_layer, front_layer, layer, workspace

ALL_WEIGHTS = (
    "damage", "people_affected", "people", "people_in_need", "displaced", "centre_gaps", "severity",
    "front_proximity", "hostilities", "winter",
)  # fmt: skip


def ranked(workspace_, *, weights=None, **texts):
    """With `weights` every other weight is 0."""
    if weights is not None:
        texts |= {f"weight_{name}": str(weights.get(name, 0)) for name in ALL_WEIGHTS}
    return run(ANALYSIS, workspace_, BASELINE, parse(ANALYSIS.parameters, texts))


def three_areas(population=(1000, 500, 250)):
    codes = ["UA0502", "UA0504", "UA0506"]
    names = ["First", "Second", "Third"]
    boxes = [shapely.box(30 + n * 0.5, 48, 30.5 + n * 0.5, 48.5) for n in range(3)]
    columns = {"code": codes, "level": 2, "name_en": names, "population": population}
    return layer("raions", "admin_area", columns, boxes)


def damage(rows):
    """Rows of (code, type, extent, repair)."""
    codes, types, extents, repairs = zip(*rows, strict=True)
    return layer(
        "damage",
        "damage",
        {"area_code": codes, "infrastructure_type": types, "extent": extents, "repair_status": repairs},
    )


WASH_DAMAGE = damage(
    [
        ("UA0502", "water", "destroyed", None),
        ("UA0502003", "power", "moderate", None),
        ("UA0502", "water", "destroyed", "done"),
        ("UA0504", "sewage", "unknown", None),
        ("UA0504", "housing", "destroyed", None),
        ("UA05", "water", "destroyed", None),
    ]
)
SEVERITY = layer(
    "hno",
    "indicator",
    {"area_code": ["UA0502", "UA0504"], "severity_wash": [3.0, 5.0], "severity_shelter_nfi": [2.0, 4.0]},
)


def contributions(outcome):
    return {(row["area_code"], row["indicator"]): row for row in outcome.table("contributions").records()}


def test_three_areas_worked_by_hand():
    outcome = ranked(
        workspace(three_areas(), WASH_DAMAGE, SEVERITY),
        area_level="raion",
        weights={"damage": 3, "people": 2, "severity": 1},
    )
    parts = contributions(outcome)
    # destroyed 1, moderate 0.5, unknown extent 0.5; not the repaired one, housing and what is known by oblast
    assert [parts[code, "damage"]["value"] for code in ("UA0502", "UA0504", "UA0506")] == [1.5, 0.5, 0]
    full_damage, full_people = np.percentile([1.5, 0.5], 95), np.percentile([1000, 500, 250], 95)
    expected = {
        "UA0502": 100 * (3 * 1 + 2 * 1 + 1 * 0.5) / 6,
        "UA0504": 100 * (3 * 0.5 / full_damage + 2 * 500 / full_people + 1 * 1) / 6,
        # severity is missing, so that the others share its weight
        "UA0506": 100 * (3 * 0 + 2 * 250 / full_people) / 5,
    }
    rows = {row["area_code"]: row for row in outcome.table("ranking").records()}
    for code, score in expected.items():
        assert rows[code]["score"] == pytest.approx(score)
    assert [row["area_code"] for row in outcome.table("ranking").records()] == ["UA0502", "UA0504", "UA0506"]
    assert [row["rank"] for row in outcome.table("ranking").records()] == [1, 2, 3]
    assert [rows[code]["severity"] for code in expected] == [5, 4 if expected["UA0504"] >= 60 else 3, 1]
    assert [rows[code]["completeness"] for code in expected] == pytest.approx([1, 1, 5 / 6])


def test_a_missing_indicator_is_named_and_never_zero():
    outcome = ranked(
        workspace(three_areas(), WASH_DAMAGE, SEVERITY),
        area_level="raion",
        weights={"damage": 1, "severity": 1, "hostilities": 1},
    )
    parts = contributions(outcome)
    third = parts["UA0506", "severity"]
    assert (third["value"], third["contribution"], third["normalised"]) == (None, None, None)
    assert third["weight"] == 1
    assert parts["UA0506", "damage"]["weight_share"] == 1
    assert all(parts[code, "hostilities"]["value"] is None for code in ("UA0502", "UA0504", "UA0506"))
    texts = [str(finding.text) for finding in outcome.findings]
    assert any(text.startswith("Nothing is known of: hostilities") for text in texts)
    assert any("The score of 1 area rests on less than 50 %" in text for text in texts)


def test_contributions_sum_to_the_score():
    outcome = ranked(workspace(three_areas(), WASH_DAMAGE, SEVERITY), area_level="raion")
    frame = pd.DataFrame(outcome.table("contributions").records())
    sums = frame.groupby("area_code")["contribution"].sum()
    for row in outcome.table("ranking").records():
        assert sums[row["area_code"]] == pytest.approx(row["score"])


def test_shelter_goes_by_housing_and_its_own_severity():
    outcome = ranked(
        workspace(three_areas(), WASH_DAMAGE, SEVERITY), area_level="raion", sector="shelter",
        weights={"damage": 1, "severity": 1, "winter": 1},
    )  # fmt: skip
    parts = contributions(outcome)
    assert [parts[code, "damage"]["value"] for code in ("UA0502", "UA0504", "UA0506")] == [0, 1, 0]
    assert parts["UA0504", "severity"]["value"] == 4
    # the power work in a hromada of UA0502
    assert parts["UA0502", "winter"]["value"] == 0.5


def test_records_known_only_by_a_coarser_area_are_counted_and_not_shared_out():
    outcome = ranked(workspace(three_areas(), WASH_DAMAGE), area_level="raion")
    ignored = [str(item.text) for item in outcome.assumptions if item.ground is Ground.IGNORED]
    assert "Damage: 1 record known only by a coarser area" in ignored


def test_severity_of_a_larger_area_is_taken_and_said():
    oblast = layer("hno", "indicator", {"area_code": ["UA05"], "severity_wash": [4.0], "in_need_wash": [900]})
    outcome = ranked(workspace(three_areas(), oblast), area_level="raion")
    parts = contributions(outcome)
    assert [parts[code, "severity"]["value"] for code in ("UA0502", "UA0504", "UA0506")] == [4, 4, 4]
    # a count is not shared out
    assert parts["UA0502", "people_in_need"]["value"] is None
    said = [str(item.text) for item in outcome.assumptions]
    assert any("3 areas take the severity_wash published for the larger area" in text for text in said)
    assert any("in_need_wash: 1 rows belong to none" in text for text in said)


def test_finer_figures_are_merged_into_the_area():
    finer = layer(
        "hno",
        "indicator",
        {"area_code": ["UA0502001", "UA0502003"], "severity_wash": [2.0, 4.0], "in_need_wash": [100, 300]},
    )
    parts = contributions(ranked(workspace(three_areas(), finer), area_level="raion"))
    assert parts["UA0502", "severity"]["value"] == 3
    assert parts["UA0502", "people_in_need"]["value"] == 400


def test_centres_count_their_people_and_those_below_standard():
    centres = layer(
        "centres",
        "collective_centre",
        {
            "site_id": ["good", "poor", "closed"],
            "status": ["active", "active", "closed"],
            "area_code": ["UA0502001", "UA0504", "UA0504"],
            "occupancy": [40, 60, 500],
            "toilets": [2, 1, 0],
        },
    )
    parts = contributions(ranked(workspace(three_areas(), centres), area_level="raion"))
    assert [parts[code, "displaced"]["value"] for code in ("UA0502", "UA0504", "UA0506")] == [40, 60, 0]
    assert [parts[code, "centre_gaps"]["value"] for code in ("UA0502", "UA0504", "UA0506")] == [0, 60, 0]


def test_nearness_to_the_front_and_areas_under_control():
    columns = {"code": ["UA0502", "UA0504", "UA0506"], "level": 2, "name_en": ["Far", "Near", "Held"]}
    boxes = [shapely.box(30, 48, 31, 49), shapely.box(32, 48, 32.4, 49), shapely.box(33, 48, 34, 49)]
    situation = workspace(country_layer(), layer("raions", "admin_area", columns, boxes), front_layer())
    outcome = ranked(situation, area_level="raion", weights={"front_proximity": 1})
    rows = outcome.table("ranking").records()
    assert [row["area_name"] for row in rows] == ["Near", "Far"]
    near = contributions(outcome)["UA0504", "front_proximity"]
    assert near["normalised"] == pytest.approx(1 - near["value"] / 100)
    assert near["value"] == pytest.approx(7.32, abs=0.05)
    assert outcome.table("left_out").column("area_name") == ["Held"]
    everything = ranked(
        situation, area_level="raion", weights={"front_proximity": 1}, include_control_area="yes"
    )
    assert len(everything.table("ranking").rows) == 3
    (drawn,) = outcome.map_layers
    assert (drawn.symbology.classify(drawn.frame) >= 0).all()
    assert drawn.frame["severity"].isna().tolist() == [False, False, True]


def test_hostilities_are_reckoned_by_area():
    points = [shapely.Point(30.2, 48.2)] * 3 + [shapely.Point(50, 50)]
    incidents = layer("incidents", "incident", {"incident_id": list("abcd")}, points)
    outcome = ranked(
        workspace(three_areas(), incidents), area_level="raion", weights={"hostilities": 1, "people": 1}
    )
    parts = contributions(outcome)
    # half a degree by half a degree at 48.25° N is 37.1 km by 55.6 km
    assert parts["UA0502", "hostilities"]["value"] == pytest.approx(3 / (37.1 * 55.6) * 1000, rel=0.01)
    assert parts["UA0504", "hostilities"]["value"] == 0
    assert any("1 record outside all areas" in str(item.text) for item in outcome.assumptions)


def test_the_finest_level_is_used_where_the_wanted_one_is_missing():
    outcome = ranked(workspace(three_areas()))
    assert any("areas of level 2 are ranked" in str(item.text) for item in outcome.assumptions)
    with pytest.raises(MissingData):
        ranked(workspace())


def test_weights_of_zero_leave_out_and_all_zero_is_refused():
    outcome = ranked(workspace(three_areas(), SEVERITY), area_level="raion", weights={"people": 1})
    assert {indicator for _, indicator in contributions(outcome)} == {"people"}
    with pytest.raises(BadParameter, match="all weights"):
        ranked(workspace(three_areas()), weights={})
    with pytest.raises(MissingData, match="nothing is known"):
        ranked(workspace(three_areas(population=None)), area_level="raion", weights={"severity": 1})


def test_the_same_run_twice_is_the_same():
    situation = workspace(three_areas(), WASH_DAMAGE, SEVERITY)
    one, two = (ranked(situation, area_level="raion").table("ranking").rows for _ in range(2))
    assert [tuple(map(str, row)) for row in one] == [tuple(map(str, row)) for row in two]


def test_rank_ranges_hold_the_rank_and_are_narrow_for_a_clear_order():
    outcome = ranked(workspace(three_areas()), area_level="raion", weights={"people": 1})
    for row in outcome.table("ranking").records():
        assert row["rank_low"] == row["rank"] == row["rank_high"]
        assert row["among_top_share"] == 1


def test_a_close_race_has_a_wide_range():
    normalised = np.array([[1.0, 0.0], [0.0, 1.0], [0.1, 0.1]])
    found = scoring.stability(normalised, np.array([1.0, 1.0]), np.zeros(3), change=0.5, top=1)
    assert found.low.tolist() == [1, 1, 3]
    assert found.high.tolist() == [2, 2, 3]
    assert found.among_top.sum() == pytest.approx(1)
    assert 0.35 < found.among_top[0] < 0.65


@settings(max_examples=60)
@given(
    st.lists(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=3, max_size=3), min_size=1, max_size=6),
    st.lists(st.floats(0.1, 10), min_size=3, max_size=3),
)
def test_scores_are_means_of_what_is_present(rows, weights):
    normalised = np.array([[np.nan if value is None else value for value in row] for row in rows])
    found = scoring.scored(normalised, np.array(weights))
    for row, score, completeness in zip(rows, found.score, found.completeness, strict=True):
        present = [(value, weight) for value, weight in zip(row, weights, strict=True) if value is not None]
        if not present:
            assert np.isnan(score)
            assert completeness == 0
            continue
        total = sum(weight for _, weight in present)
        assert score == pytest.approx(100 * sum(v * w for v, w in present) / total, abs=1e-9)
        assert 0 <= score <= 100 + 1e-9
        assert completeness == pytest.approx(total / sum(weights))


def test_classes_are_fifths_of_the_scale():
    scores = np.array([0, 19.9, 20, 59.9, 60, 79.9, 80, 100, np.nan])
    assert scoring.severity_class(scores)[:8].tolist() == [1, 1, 2, 3, 4, 4, 5, 5]
    assert np.isnan(scoring.severity_class(scores)[8])


def test_amounts_keep_zero_and_unknown_apart():
    found = scoring.by_amount(np.array([0, 10, 20, np.nan]))
    assert found[:3] == pytest.approx([0, 10 / 19.5, 1])
    assert np.isnan(found[3])
    assert scoring.by_amount(np.array([0.0, np.nan]))[0] == 0


def test_equal_scores_are_ranked_by_people():
    assert scoring.ranks(np.array([50.0, 50.0, 70.0]), np.array([10.0, 20.0, np.nan])).tolist() == [3, 2, 1]


def test_real_raions_with_real_hostilities_and_damage(shared_data):
    raions = pyogrio.read_dataframe(
        shared_data / "admin_ukraine_raions_pcodes" / "ukr_admn_ad2_py_s0_fieldmaps_pp_raions.json"
    )
    incidents = pyogrio.read_dataframe(shared_data / "hostilities_ocha_2022" / "UKR_Hostilities.geojson")
    records = pd.read_csv(
        shared_data / "damage_infrastructure_acaps_2022_2025" / "records.csv", encoding_errors="replace"
    )
    situation = workspace(
        layer(
            "raions",
            "admin_area",
            {"code": raions["adm2_src"], "level": 2, "name_en": raions["adm2_name"]},
            raions.geometry,
        ),
        layer(
            "hostilities", "incident", {"incident_id": incidents["Code"].astype("str")}, incidents.geometry
        ),
        layer("damage", "damage", {"area_name": records["oblast"], "infrastructure_type": "water"}),
    )
    outcome = ranked(situation, area_level="raion", weights={"hostilities": 1, "damage": 1})
    rows = outcome.table("ranking").records()
    assert len(rows) == 139
    said = [str(item.text) for item in outcome.assumptions]
    # ACAPS knows the oblast only: nothing of it may enter a raion
    coarser = next(text for text in said if "known only by a coarser area" in text)
    assert int(coarser.split(": ")[1].split(" ")[0].replace(",", "")) > 12_000
    assert contributions(outcome)[rows[0]["area_code"], "damage"]["value"] is None
    counted = sum(contributions(outcome)[row["area_code"], "hostilities"]["value"] > 0 for row in rows)
    assert 10 < counted < 60


def test_an_area_whose_centres_do_not_say_who_lives_there_is_unknown():
    centres = layer(
        "centres",
        "collective_centre",
        {
            "site_id": ["a", "b", "c"],
            "area_code": ["UA0502", "UA0504", "UA0504"],
            "occupancy": [None, 40, None],
        },
        [shapely.Point(30.2, 48.2), shapely.Point(30.7, 48.2), shapely.Point(30.8, 48.2)],
    )
    outcome = ranked(workspace(three_areas(), centres), area_level="raion", weights={"displaced": 1})
    parts = contributions(outcome)
    assert [parts[code, "displaced"]["value"] for code in ("UA0504",)] == [40]
    assert ("UA0502", "displaced") not in parts or parts["UA0502", "displaced"]["value"] is None
    said = [str(item.text) for item in outcome.assumptions if item.ground is Ground.IGNORED]
    assert "Collective centres: 2 records without occupancy add nothing" in said


def test_damage_that_does_not_say_whom_it_touches_is_unknown():
    rows = layer(
        "damage",
        "damage",
        {"area_code": ["UA0502", "UA0504"], "infrastructure_type": "water", "people_affected": [None, 70]},
    )
    parts = contributions(
        ranked(
            workspace(three_areas(), rows), area_level="raion", weights={"people_affected": 1, "people": 1}
        )
    )
    values = [parts[code, "people_affected"]["value"] for code in ("UA0502", "UA0504", "UA0506")]
    assert values == [None, 70, 0]


def test_values_that_tell_the_people_of_a_single_centre_are_not_for_everybody():
    centre = layer(
        "centres",
        "collective_centre",
        {"site_id": ["a"], "area_code": ["UA0502"], "occupancy": [40]},
        [shapely.Point(30.2, 48.2)],
    )
    told = ranked(workspace(three_areas(), centre), area_level="raion")
    assert told.table("contributions").sensitivity is Sensitivity.HIGH
    untold = ranked(workspace(three_areas(), WASH_DAMAGE), area_level="raion")
    assert untold.table("contributions").sensitivity is Sensitivity.LOW
