from __future__ import annotations

import datetime as dt

import pytest

from layers.workspace import Document, Workspace
from planning.errors import BadParameter
from planning.outcome import Ground
from planning.standards import STANDARDS, standard_named, standards_of, with_standard

EMPTY = Workspace(name="empty")


@pytest.mark.parametrize(
    ("name", "value", "unit", "source"),
    [
        ("water_l_per_person_day", 15, "l/person/day", "Sphere"),
        ("survival_water_l_per_person_day", 7.5, "l/person/day", "Sphere"),
        ("people_per_tap", 250, "people", "Sphere"),
        ("people_per_toilet", 20, "people", "Sphere"),
        ("people_per_toilet_at_first", 50, "people", "Sphere"),
        ("toilets_female_per_male", 3, "toilets", "Sphere"),
        ("bathing_soap_g_per_person_month", 250, "g/person/month", "Sphere"),
        ("water_containers_per_household", 2, "a household", "Sphere"),
        ("covered_area_m2_per_person", 3.5, "m²/person", "Sphere"),
        ("covered_area_cold_m2_per_person", 4.5, "m²/person", "UNHCR"),
        ("people_per_household", 2.42, "people", "Shelter Cluster"),
    ],
)
def test_shipped_standards(name, value, unit, source):
    item = standard_named(name)
    assert (item.value, item.unit) == (value, unit)
    assert item.source.startswith(source)
    assert item.confirmed


@pytest.mark.parametrize(
    "name",
    [
        "people_per_shower",
        "people_per_hand_pump",
        "laundry_soap_g_per_person_month",
        "backup_power_kw_per_person",
    ],
)
def test_unconfirmed_figures_say_so(name):
    assert standard_named(name).cited.endswith("†")


def test_units_stand_in_names_and_values_in_bounds():
    assert len({item.name for item in STANDARDS}) == len(STANDARDS)
    for item in STANDARDS:
        assert item.least <= item.value <= item.most, item.name
        if "person_day" in item.name:
            assert "day" in item.unit
            assert "week" not in item.unit


def test_a_standard_can_be_changed_in_the_workspace():
    changed = with_standard(EMPTY, "water_l_per_person_day", 20, "WASH Cluster 2025")
    standards = standards_of(changed)
    assert standards.value("water_l_per_person_day") == 20
    said = standards.assumption("water_l_per_person_day")
    assert (said.ground, said.source) == (Ground.CHOSEN, "WASH Cluster 2025")
    assert str(said.text) == "Water: 20 l/person/day"
    assert standards.assumption("people_per_tap").ground is Ground.DEFAULT
    assert standards_of(EMPTY).value("water_l_per_person_day") == 15


def test_bad_changes_are_refused():
    with pytest.raises(BadParameter, match="no standard"):
        with_standard(EMPTY, "water_l_per_person_week", 15)
    with pytest.raises(BadParameter, match=r"2\.5 to 200"):
        with_standard(EMPTY, "water_l_per_person_day", 0)
    broken = EMPTY.with_document(Document(section="standards", name="people_per_tap", content={"value": "x"}))
    with pytest.raises(BadParameter):
        standards_of(broken)


@pytest.mark.parametrize(
    ("day", "heated"),
    [
        ("2025-10-14", False),
        ("2025-10-15", True),
        ("2026-01-20", True),
        ("2026-04-15", True),
        ("2026-04-16", False),
    ],
)
def test_heating_season_runs_over_the_new_year(day, heated):
    assert standards_of(EMPTY).is_heating_season(dt.date.fromisoformat(day)) is heated
