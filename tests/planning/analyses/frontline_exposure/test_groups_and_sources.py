"""Age, sex and disability by band, the sources of people side by side, and the centres to be cleared."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.kinds import kind_named
from layers.layer import Raster, new_layer
from layers.sensitivity import Sensitivity
from planning.analyses.frontline_exposure import ANALYSIS
from planning.analysis import run
from planning.outcome import Ground
from planning.parameters import parse
from planning.scenario import BASELINE, MoveFront, RedrawFront, Scenario
from tests.planning import straight_front as made
from tests.planning.made_up_country import (
    areas_layer,
    country_layer,
    front_layer,
    grid_layer,
    layer,
    workspace,
)


def exposure(situation, scenario=BASELINE, **texts):
    return run(ANALYSIS, situation, scenario, parse(ANALYSIS.parameters, texts))


def rows_of(outcome, table):
    return {str(row["group"]): row for row in outcome.table(table).records()}


def profile():
    """Only the areas of UA0101 to UA0106 (the south and a part of the middle) are told of."""
    codes = [f"UA01{number:02d}" for number in range(1, 7)]
    return layer(
        "cod_ps", "indicator", {"area_code": codes, "t_tl": 1000, "f_tl": 540, "m_tl": 460, "t_00_04": 50}
    )


def test_residents_are_divided_by_the_shares_of_their_areas():
    outcome = exposure(
        workspace(country_layer(), areas_layer(3), front_layer(), grid_layer(people=100), profile())
    )
    rows, bands = rows_of(outcome, "groups"), outcome.table("bands").column("people")
    names = [column.name for column in outcome.table("groups").columns if column.name.startswith("people_")]
    female, male = rows["female"], rows["male"]
    # 6 of 12 areas of 10,000 people each are told of
    assert female["people"] + male["people"] == pytest.approx(60_000)
    assert female["people"] == pytest.approx(0.54 * 60_000)
    assert female["people_unknown"] == pytest.approx(60_000)
    assert rows["0–4 years"]["people"] == pytest.approx(0.05 * 60_000)
    assert rows["60 years and older"]["people"] is None
    assert rows["persons with disabilities"]["people"] is None
    assert rows["persons with disabilities"]["people_unknown"] == pytest.approx(120_000)
    by_band = [name for name in names if name != "people_unknown"]
    assert sum(female[name] for name in by_band) == pytest.approx(female["people"])
    for name, people in zip(by_band, bands, strict=True):
        assert female[name] + male[name] <= people + 1
    text = next(str(item.text) for item in outcome.findings if "Of the people within 20 km" in str(item.text))
    assert "female" in text
    assert "not in the data: age, disability" in text
    assert "nothing of it is known" in text
    notes = [item for item in outcome.assumptions if "shares of each area" in str(item.text)]
    assert [item.ground for item in notes] == [Ground.SUBSTITUTED]


def test_without_a_profile_it_is_said():
    outcome = exposure(workspace(country_layer(), areas_layer(3), front_layer(), grid_layer(people=100)))
    assert any("are not in the data" in str(item.text) for item in outcome.findings)
    assert "groups" not in [table.name for table in outcome.tables]


def test_centres_say_who_is_in_them_and_which_do_not():
    places = [made.west_of(49, km) for km in (3, 15, 15.5)]
    situation = made.workspace(
        made.centres(
            places, occupancy=[100, 60, 40], women=[40, 20, None], people_with_disabilities=[7, None, None]
        )
    )
    rows = rows_of(exposure(situation), "groups_in_centres")
    assert (rows["Women"]["people"], rows["Women"]["people_0_5_km"], rows["Women"]["people_10_20_km"]) == (
        60,
        40,
        20,
    )
    assert (rows["Women"]["people_unknown"], rows["Women"]["centres_unknown"]) == (40, 1)
    disabled = rows["Persons with disabilities"]
    assert (disabled["people"], disabled["people_unknown"], disabled["centres_unknown"]) == (7, 100, 2)
    assert rows["Men"]["people"] is None
    assert exposure(situation).table("groups_in_centres").sensitivity is Sensitivity.SEVERE


def settled(seed=11, cell=0.025):
    """Settlements of some hundred people, and a grid of the same people around each."""
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(33.5, 37, 400), rng.uniform(46.5, 51.5, 400)
    people = rng.integers(50, 5000, 400)
    values = np.zeros((round(6 / cell), round(10 / cell)), dtype=np.float64)
    column, row = ((lon - 30) / cell).astype(int), ((52 - lat) / cell).astype(int)
    np.add.at(values, (row, column), people)
    raster = Raster(
        values=values.astype(np.float32), west=30.0, north=52.0, cell_width=cell, cell_height=cell
    )
    empty = gpd.GeoDataFrame(geometry=[], crs=4326)
    grid = new_layer("grid", kind_named("population_grid"), empty, made.PROVENANCE, raster=raster)
    frame = gpd.GeoDataFrame(
        {
            "code": [f"P{n}" for n in range(400)],
            "country": "UA",
            "population": people,
            "population_date": pd.Timestamp("2024-05-01"),
        },
        geometry=shapely.points(lon, lat),
        crs=4326,
    )
    return grid, frame


PULLED = RedrawFront(wkt="LINESTRING (36 48.2, 35.3 48.6, 35.2 49.2, 36 49.8)")


@pytest.mark.parametrize("change", [None, MoveFront(km=17), MoveFront(km=-12), PULLED])
def test_grid_and_settlements_of_one_scenario_reconcile_within_the_stated_limits(change):
    grid, frame = settled()
    bare = made.workspace(grid, made.layer("places", "populated_place", frame)).without_layer("hromadas")
    scenario = BASELINE if change is None else Scenario(name="x", changes=(change,))
    outcome = exposure(bare, scenario)
    rows = [row for row in outcome.table("sources").records() if row["difference"] is not None]
    assert len(rows) == 8
    assert all(row["reconciles"] for row in rows)
    assert any(abs(row["difference"]) > 100 for row in rows)
    # of bands wider than cells and places the limits leave little open
    wide = [row for row in rows if str(row["band"]) in ("30–50 km", "50–100 km", "beyond 100 km")]
    assert all(row["limit"] < 0.35 * row["people"] for row in wide)
    by_places = exposure(bare, scenario, population="places").table("bands").column("people")
    assert [round(row["people"]) for row in rows] == pytest.approx(by_places, abs=1)
    assert sum(row["difference"] for row in rows) == pytest.approx(0, abs=1)


def test_settlements_elsewhere_do_not_reconcile():
    grid, frame = settled()
    wrong = frame.copy()
    wrong["geometry"] = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy - (0.8, 0))
    bare = made.workspace(grid, made.layer("places", "populated_place", wrong)).without_layer("hromadas")
    outcome = exposure(bare)
    assert not all(row["reconciles"] in (True, None) for row in outcome.table("sources").records())
    assert any("more than cells cut" in str(item.text) for item in outcome.findings)


def test_one_source_has_nothing_to_be_compared_with():
    outcome = exposure(workspace(country_layer(), areas_layer(3), front_layer(), grid_layer(people=100)))
    assert "sources" not in [table.name for table in outcome.tables]


def test_centres_to_be_cleared_and_where_their_people_could_go():
    rows = ((4, 120, 100), (8, None, 80), (15, 90, 100), (16, 20, 100), (60, 30, 100), (80, 10, 60))
    situation = made.workspace(
        made.centres(
            [made.west_of(49.0, km) for km, _, _ in rows],
            occupancy=[people for _, people, _ in rows],
            capacity=[capacity for _, _, capacity in rows],
        )
    )
    outcome = exposure(situation)
    table = {row["name"]: row for row in outcome.table("centres_to_clear").records()}
    assert list(table) == ["Centre 1", "Centre 2", "Centre 3", "Centre 4"]
    assert [str(row["measure"]) for row in table.values()] == ["to be evacuated"] * 2 + [
        "to be decongested"
    ] * 2
    assert [row["over_capacity"] for row in table.values()] == [20, None, 0, 0]
    assert [row["leaving"] for row in table.values()] == [120, None, 40, 0]
    # 70 and 50 places: all of the first 120, none for the 40
    assert [row["without_place"] for row in table.values()] == [0, None, 40, 0]
    moves = outcome.table("centres_to_receive").rows
    assert [move[:3] for move in moves] == [("Centre 1", "Centre 5", 70), ("Centre 1", "Centre 6", 50)]
    assert [move[3] for move in moves] == pytest.approx([56, 76], rel=2e-3)
    assert outcome.table("centres_to_clear").sensitivity is Sensitivity.SEVERE
    text = next(str(item.text) for item in outcome.findings if "planner's rule" in str(item.text))
    assert "2 of 4 collective centres would be evacuated" in text
    assert "160 people would leave, 120 of them find a free place" in text
    note = next(
        item
        for item in outcome.assumptions
        if "no advice on access" in str(item.text) and "rule" in str(item.text)
    )
    assert note.ground is Ground.DEFAULT
    assert "†" in note.source
    other = exposure(situation, evacuate_within_km="3", decongest_within_km="5")
    assert other.table("centres_to_clear").column("name") == ["Centre 1"]
