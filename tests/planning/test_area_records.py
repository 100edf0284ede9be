from __future__ import annotations

import pandas as pd
import pytest
import shapely

from planning.area_records import located
from planning.areas import areas_at, finest_areas, level_of_code, short_code
from planning.errors import MissingData
from planning.people_by_area import people_by_area
from planning.population import population_of
from tests.planning.made_up_country import areas_layer, grid_layer, layer, workspace


@pytest.fixture(scope="module")
def raions():
    frame = {
        "code": ["UA0502", "UA0504", "UA4604", "UA4606"],
        "level": 2,
        "name_en": ["Vinnytskyi Raion", "Same Raion", "Lvivskyi Raion", "Same Raion"],
        "name_uk": ["Вінницький район", None, "Львівський район", None],
    }
    boxes = [shapely.box(28 + step, 48, 29 + step, 49) for step in range(4)]
    return areas_at(workspace(layer("raions", "admin_area", frame, boxes)), 2)


@pytest.mark.parametrize(
    ("code", "short", "level"),
    [
        ("UA05020030000012345", "UA0502003", 3),
        ("UA05020000000012345", "UA0502", 2),
        ("UA05000000000010236", "UA05", 1),
        ("UA05020030010012345", "UA0502003001", 4),
        ("UA0502", "UA0502", 2),
        ("12345", "12345", None),
    ],
)
def test_codes(code, short, level):
    assert short_code(code) == short
    assert level_of_code(code) == level


def test_a_city_district_keeps_its_whole_code():
    assert short_code("UA80000000000126643", 3) == "UA80000000000126643"


def test_districts_of_kyiv_stand_beside_hromadas_whatever_level_was_read():
    codes = ["UA80000000000126643", "UA80000000000980793", "UA05020030000012345"]
    boxes = [shapely.box(30 + step, 50, 31 + step, 51) for step in range(3)]
    areas = areas_at(workspace(layer("a", "admin_area", {"code": codes, "level": [1, 1, 3]}, boxes)), 3)
    assert areas.frame["code"].tolist() == ["UA0502003", *codes[:2]]
    # what is known of Kyiv as a whole is of none of its districts
    assert areas.with_code(["UA80000000000126643", "UA80"]).tolist() == ["UA80000000000126643", None]


def test_codes_are_joined_by_prefix(raions):
    codes = ["UA0502003", "UA05020030000012345", "UA0502", "UA05", "UA0602", None]
    assert raions.with_code(codes).tolist() == ["UA0502", "UA0502", "UA0502", None, None, None]


def test_names_join_only_when_they_fit_one_area(raions):
    names = ["Vinnytskyi", "Вінницький район", "Same", "Nowhere", None]
    assert raions.named(names).tolist() == ["UA0502", "UA0502", None, None, None]


def test_records_go_by_place_then_code_then_name(raions):
    frame = pd.DataFrame(
        {
            "area_code": ["UA0504", "UA4604003", None, "UA05", None, None, None, "UA9902"],
            "area_name": [None, None, "Lvivskyi Raion", None, "Vinnytska", "Same Raion", None, None],
            "geometry": [
                shapely.Point(28.5, 48.5),
                None,
                None,
                None,
                None,
                None,
                shapely.Point(10, 10),
                None,
            ],
        }
    )
    found = located(frame, raions)
    assert found.codes.tolist() == ["UA0502", "UA4604", "UA4604", None, None, None, None, None]
    # UA05 and Vinnytska are an oblast; Same Raion fits two; 10° E lies outside, and so does UA99
    assert (found.coarser, found.unplaced, found.outside) == (2, 1, 2)


def test_an_oblast_known_by_name_is_never_taken_for_a_hromada_of_that_name():
    hromada = {"code": ["UA2306007"], "level": 3, "name_en": ["Zaporizka Urban Hromada"]}
    areas = areas_at(workspace(layer("h", "admin_area", hromada, [shapely.box(35, 47, 36, 48)])), 3)
    found = located(pd.DataFrame({"area_name": ["Zaporizka", "Zaporizka Urban Hromada"]}), areas)
    assert found.codes.tolist() == [None, "UA2306007"]
    assert found.coarser == 1


def test_areas_of_a_level():
    situation = workspace(areas_layer(2), areas_layer(3))
    assert finest_areas(situation).level == 3
    assert len(areas_at(situation, 2).frame) == 12
    with pytest.raises(MissingData, match="It holds: 2, 3"):
        areas_at(situation, 1)
    assert finest_areas(workspace()) is None


def test_a_point_on_a_shared_border_goes_to_the_first_area():
    areas = areas_at(workspace(areas_layer(3)), 3)
    assert areas.holding([shapely.Point(31, 47.5)]).tolist() == ["UA0101001"]


def test_people_of_areas_split_cells_along_borders():
    situation = workspace(areas_layer(3), grid_layer(cell=0.4, people=10))
    areas = areas_at(situation, 3)
    found = people_by_area(population_of(situation), areas)
    assert found.people.sum() + found.elsewhere == pytest.approx(10 * 10 * 8)
    assert found.people[0] == pytest.approx(10 * 2.5 * 2.5, rel=0.01)


def test_people_counted_by_area_are_unknown_where_nobody_counted():
    counts = [100.0] + [None] * 11
    situation = workspace(areas_layer(3, population=counts))
    found = people_by_area(population_of(situation), areas_at(situation, 3))
    assert found.people[0] == 100
    assert pd.isna(found.people[1:]).all()
