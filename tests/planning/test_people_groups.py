"""Shares of age, sex and disability by area, from tables of population."""

from __future__ import annotations

import pytest

from layers.formats.importing import import_files
from layers.workspace import Workspace
from planning.people_groups import GROUPS, profiles_of
from tests.planning.made_up_country import areas_layer, layer, workspace


def indicator(columns, name="cod_ps"):
    return layer(name, "indicator", columns)


def share(profiles, code, group):
    return float(profiles.of_codes([code])[0][list(GROUPS).index(group)])


def test_cod_ps_columns_become_shares():
    table = indicator(
        {
            "area_code": ["UA01", "UA02", None],
            "t_tl": [1000, 500, 9],
            "f_tl": [600, 250, 9],
            "m_tl": [400, 250, 9],
            "t_00_04": [50, 20, 9],
            "t_05_09": [60, 20, 9],
            "t_10_14": [40, 20, 9],
            "f_00_04": [20, None, 9],
        }
    )
    profiles = profiles_of(workspace(areas_layer(), table))
    assert share(profiles, "UA0101001", "female") == pytest.approx(0.6)
    assert share(profiles, "UA0101001", "age_0_4") == pytest.approx(0.05)
    assert share(profiles, "UA0101001", "age_5_14") == pytest.approx(0.10)
    # bands from 15 on are missing
    for group in ("age_15_59", "age_60_plus", "disability", "male_0_4"):
        assert share(profiles, "UA0101001", group) != share(profiles, "UA0101001", group)
    assert share(profiles, "UA02", "male") == pytest.approx(0.5)
    unknown = share(profiles, "UA02", "female_0_4")
    assert unknown != unknown
    elsewhere = share(profiles, "UA0301001", "female")
    assert elsewhere != elsewhere
    assert len(profiles.shares) == 2


def test_the_finest_area_known_decides():
    oblast = indicator({"area_code": ["UA01"], "population": [100], "female": [60]}, "oblast")
    raion = indicator(
        {"area_code": ["UA0102"], "population": [100], "female": [40], "disability": [7]}, "raion"
    )
    profiles = profiles_of(workspace(oblast, raion))
    assert share(profiles, "UA0101001", "female") == pytest.approx(0.6)
    assert share(profiles, "UA0102001", "female") == pytest.approx(0.4)
    assert share(profiles, "UA0102001", "disability") == pytest.approx(0.07)


def test_women_and_girls_are_female_and_totals_are_left_out():
    table = indicator(
        {
            "area_code": ["UA01", "UA01"],
            "population": [100, 100],
            "women": [40, 1],
            "girls": [12, 1],
            "men": [30, 1],
            "boys": [18, 1],
            "is_total": [False, True],
        }
    )
    profiles = profiles_of(workspace(table))
    assert share(profiles, "UA01", "female") == pytest.approx(0.52)
    assert share(profiles, "UA01", "male") == pytest.approx(0.48)


def test_what_says_nothing_of_residents_is_no_profile():
    displaced = indicator({"area_code": ["UA01"], "numpresentidpind": [100], "numberfemales": [60]})
    assert profiles_of(workspace(displaced)) is None
    assert profiles_of(workspace(areas_layer())) is None


def test_the_real_table_of_the_oblasts(shared_data):
    path = shared_data / "population_cod_ps_2020" / "ukr_admpop_2020_v02.xlsx"
    profiles = profiles_of(import_files(Workspace(name="x"), [path]).workspace)
    # Cherkasy oblast: 642,121 of 1,188,508 are female
    assert share(profiles, "UA7108001", "female") == pytest.approx(642121 / 1188508)
    ages = [share(profiles, "UA71", f"age_{name}") for name in ("0_4", "5_14", "15_59", "60_plus")]
    assert sum(ages) == pytest.approx(1.0, abs=0.001)
    by_sex = sum(share(profiles, "UA71", f"female_{name}") for name in ("0_4", "5_14", "15_59", "60_plus"))
    assert by_sex == pytest.approx(share(profiles, "UA71", "female"), abs=0.001)
    assert "2020" in str(profiles.label)
