"""The exercise holds what it promises, is consistent in itself, and is the same every time."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
import shapely

from layers.formats.geopackage import load_workspace, save_workspace
from planning.exercise import make_exercise
from planning.exercise.invented import distances_km
from planning.exercise.situation import FRONT_DATES, latest_area
from planning.scenario import scenarios_of


@pytest.fixture(scope="module")
def exercise():
    return make_exercise()


def test_counts(exercise):
    counts = {layer.name: len(layer) for layer in exercise.layers}
    assert counts["collective_centres"] == 250
    assert counts["damage"] == 400
    assert counts["warehouses"] == 5
    assert counts["stock"] == 5 * 8
    assert counts["partners"] == 38
    assert counts["border_crossings"] >= 40
    assert counts["roads"] >= 300
    assert counts["front"] == 2
    assert len(scenarios_of(exercise)) == 1 + 3


def test_invented_layers_are_marked_and_fictional_in_date(exercise):
    invented = {layer.name for layer in exercise.layers if layer.provenance.exercise}
    assert invented == {
        "border_crossings", "front", "hazard_areas", "incidents", "collective_centres", "facilities",
        "warehouses", "stock", "vehicles", "partners", "damage",
    }  # fmt: skip
    assert exercise.is_exercise
    assert (FRONT_DATES[1] - FRONT_DATES[0]).days in range(28, 35)
    assert min(FRONT_DATES) > dt.date(2030, 1, 1)


def test_people_add_up(exercise):
    centres = exercise.layer("collective_centres").frame
    groups = centres[["women", "men", "girls", "boys"]].sum(axis=1)
    assert (groups == centres["occupancy"]).all()
    assert (centres["people_with_disabilities"].fillna(0) <= centres["occupancy"]).all()
    assert (centres["wheelchair_users"].fillna(0) <= centres["people_with_disabilities"].fillna(0)).all()
    assert 0.5 < centres["occupancy"].sum() / centres["capacity"].sum() < 0.62
    assert (centres["toilets_female"] <= centres["toilets"]).all()


def test_all_seven_neighbours_have_crossings(exercise):
    crossings = exercise.layer("border_crossings").frame
    assert set(crossings["country"]) == {"PL", "SK", "HU", "RO", "MD", "BY", "RU"}
    assert (crossings.loc[crossings["country"].isin(["BY", "RU"]), "status"] == "closed").all()


def test_sites_lie_in_the_country_and_outside_the_area_of_control(exercise):
    area = latest_area(exercise.layer("front"))
    hromadas = exercise.layer("hromadas").frame
    for name in ("collective_centres", "facilities", "warehouses"):
        frame = exercise.layer(name).frame
        assert (distances_km(frame, area) > 3).all()
        inside = shapely.STRtree(hromadas.geometry.to_numpy()).query(
            frame.geometry.to_numpy(), predicate="dwithin", distance=0.05
        )[0]
        assert set(inside) == set(range(len(frame)))
    assert exercise.layer("collective_centres").frame["area_code"].isin(hromadas["code"]).all()


def test_every_scenario_applies(exercise):
    for scenario in scenarios_of(exercise):
        situation = scenario.applied_to(exercise)
        for change in scenario.changes:
            assert str(change.text())
            assert getattr(change, "fids", (1,))
        if scenario.changes:
            assert any(a is not b for a, b in zip(situation.layers, exercise.layers, strict=False))


def test_it_is_the_same_every_time_and_survives_the_file(exercise, tmp_path):
    again = make_exercise()
    for one, other in zip(exercise.layers, again.layers, strict=True):
        pd.testing.assert_frame_equal(pd.DataFrame(one.frame), pd.DataFrame(other.frame))
    save_workspace(exercise, tmp_path / "e.gpkg")
    read = load_workspace(tmp_path / "e.gpkg")
    assert [layer.name for layer in read.layers] == [layer.name for layer in exercise.layers]
    assert all(len(a) == len(b) for a, b in zip(read.layers, exercise.layers, strict=True))
    assert scenarios_of(read) == scenarios_of(exercise)
