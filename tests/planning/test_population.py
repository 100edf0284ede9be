from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
import shapely

from planning import population
from planning.errors import BadParameter, MissingData
from planning.outcome import Ground
from planning.population import population_of, population_sources
from tests.planning.made_up_country import areas_layer, grid_layer, layer, workspace

BOX = shapely.box(30, 48, 31, 49)


def said(found, ground):
    return " | ".join(str(item.text) for item in found.assumptions if item.ground is ground)


def areas(name, rows, **columns):
    """Rows of (code, level, population)."""
    codes, levels, people = zip(*rows, strict=True)
    return layer(
        name,
        "admin_area",
        {"code": codes, "level": levels, "population": people, **columns},
        [BOX] * len(rows),
    )


def test_a_grid_is_preferred_and_says_that_it_is_pre_war():
    situation = workspace(areas_layer(population=10), grid_layer(cell=0.5, people=7))
    found = population_of(situation)
    assert str(found.label) == "population grid, 2020, pre-war"
    assert found.pre_war
    assert found.people == pytest.approx(8 * 6 * 7)
    assert len(found.cells) == 48
    assert found.cells.geometry.iloc[0].bounds == pytest.approx((30, 49.5, 30.5, 50))
    assert [key for key, _ in population_sources(situation)] == ["grid", "areas", "areas_3"]


@pytest.mark.parametrize(
    ("date", "words", "pre_war"),
    [
        (dt.date(2022, 2, 23), "population grid, 2022, pre-war", True),
        (dt.date(2022, 2, 24), "population grid, 2022-02-24", False),
        (None, "population grid, date unknown", False),
    ],
)
def test_the_label_says_whether_the_count_is_from_before_the_war(date, words, pre_war):
    found = population_of(workspace(grid_layer(cell=1, date=date)))
    assert (str(found.label), found.pre_war) == (words, pre_war)


def test_cells_know_the_finest_area_that_holds_them():
    found = population_of(workspace(areas_layer(2), areas_layer(3), grid_layer(cell=0.5)))
    corner = found.cells[found.cells.geometry.apply(lambda cell: cell.bounds[:2] == (30.0, 47.0))]
    assert corner["area_code"].tolist() == ["UA0101001"]


def test_negative_and_empty_cells_are_left_out():
    grid = grid_layer(cell=1, people=5)
    values = grid.raster.values.copy()
    values[0, 0], values[0, 1], values[0, 2] = -3, 0, np.nan
    found = population_of(workspace(replace(grid, raster=replace(grid.raster, values=values))))
    assert found.people == 5 * 9
    assert "1 cell" in said(found, Ground.IGNORED)


def test_a_very_fine_grid_is_summed_without_losing_anybody(monkeypatch):
    monkeypatch.setattr(population, "MOST_CELLS", 100)
    found = population_of(workspace(grid_layer(cell=0.1, people=3)))
    assert len(found.cells) <= 120
    assert found.people == pytest.approx(40 * 30 * 3)
    assert shapely.union_all(found.cells.geometry.to_numpy()).bounds[:2] == pytest.approx((30, 47), abs=0.35)
    assert "1,200 inhabited cells" in said(found, Ground.SUBSTITUTED)


def test_mixed_levels_are_not_counted_twice():
    oblast = areas("oblasts", [("UA01", 1, 1000), ("UA02", 1, 500)])
    raions = areas("raions", [("UA0101", 2, 600), ("UA0102", 2, 400), ("UA0201", 2, None)])
    hromadas = areas("hromadas", [("UA0101001", 3, 350), ("UA0101002", 3, 250), ("UA0102001", 3, None)])
    found = population_of(workspace(oblast, raions, hromadas), "areas")
    taken = dict(zip(found.cells["area_code"], found.cells["people"], strict=True))
    assert taken == {"UA0101001": 350, "UA0101002": 250, "UA0102": 400, "UA02": 500}
    assert "2 areas of a coarser level" in said(found, Ground.SUBSTITUTED)


def test_the_same_area_in_two_layers_counts_once_with_the_latest_figure():
    older = areas("older", [("UA0101001", 3, 900)], population_date=["2021-01-01"])
    newer = areas("newer", [("UA01010010000012345", 3, 300)], population_date=["2023-01-01"])
    found = population_of(workspace(older, newer), "areas")
    assert found.people == 300
    assert str(found.label) == "population of areas, 2023-01-01"
    assert "1 further counts" in said(found, Ground.IGNORED)
    assert population_of(workspace(older, newer), "older").pre_war


def test_areas_without_a_count_are_named_and_never_zero():
    found = population_of(workspace(areas("h", [("UA0101001", 3, 10), ("UA0101002", 3, None)])), "areas")
    assert found.people == 10
    assert "1 areas without a count, their people are unknown" in said(found, Ground.IGNORED)


def test_places_of_other_countries_and_without_figures_are_left_out():
    places = layer(
        "places",
        "populated_place",
        {
            "code": ["A", "B", "C", "D", "A"],
            "name_en": ["One", "Two", "Abroad", "Nowhere", "One again"],
            "population": [100, None, 9000, 40, 100],
            "country": ["UA", None, "PL", "UA", "UA"],
        },
        [shapely.Point(31, 48), shapely.Point(31, 48), shapely.Point(22, 50), None, shapely.Point(31, 48)],
    )
    found = population_of(workspace(places), "places")
    assert found.people == 100
    ignored = said(found, Ground.IGNORED)
    for words in ("1 places in other countries", "Two", "Nowhere", "One again"):
        assert words in ignored


def test_unknown_source_and_no_source():
    with pytest.raises(BadParameter, match="grid"):
        population_of(workspace(grid_layer(cell=1)), "census")
    with pytest.raises(MissingData):
        population_of(workspace())
