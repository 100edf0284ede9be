from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely

from layers.sensitivity import Sensitivity
from planning.analyses.service_area import ANALYSIS
from planning.analysis import run
from planning.errors import BadParameter
from planning.geodesy import distance_km
from planning.outcome import Severity
from planning.parameters import parse
from planning.scenario import BASELINE
from tests.planning.made_up_country import front_layer, grid_layer, layer
from tests.planning.network.made_up_roads import at, box, country_layer, line, roads


def text(point):
    return f"{point[0]:.6f},{point[1]:.6f}"


def served(situation, *places, **values):
    texts = {"origin": ";".join(text(place) for place in places), "off_road_km": "1"} | values
    return run(ANALYSIS, situation, BASELINE, parse(ANALYSIS.parameters, texts))


ROAD = [line((-20, 0), (20, 0))]


def test_the_area_of_one_road_worked_by_hand():
    """10 min at 60 km/h: 20 km of road, 2 km wide, and a round end of 1 km radius at either side."""
    found = served(roads(ROAD), at(0), max_minutes="10", breaks="5")
    assert found.table("breaks").column("max_minutes") == [5.0, 10.0]
    expected = [2 * 10 + np.pi, 2 * 20 + np.pi]
    assert found.table("breaks").column("area_km2") == pytest.approx(expected, rel=5e-3)
    assert found.table("breaks").column("road_km") == pytest.approx([10, 20], rel=1e-3)
    assert found.table("breaks").column("people") == [None, None]
    assert found.table("breaks").column("collective_centres") == [None, None]


def test_the_border_of_the_area_lies_at_the_distance_beside_the_road():
    found = served(roads(ROAD), at(0), max_minutes="10")
    area = found.map_layers[0].frame.geometry.iloc[0]
    north = shapely.get_coordinates(area)[:, 1].max()
    assert distance_km(31.0, at(0)[1], 31.0, north) == pytest.approx(1.0, rel=1e-3)


def test_people_are_counted_by_the_share_of_cells():
    grid = grid_layer(cell=0.01, people=7.0)
    found = served(roads(ROAD, grid), at(0), max_minutes="10")
    km2, people = (found.table("breaks").column(name)[0] for name in ("area_km2", "people"))
    cell_km2 = 111.2 * 0.01 * 111.2 * 0.01 * np.cos(np.radians(48.5))
    assert people == pytest.approx(km2 / cell_km2 * 7.0, rel=5e-3)
    assert "2020, pre-war" in str(found.findings[0].text)


def test_centres_inside_are_counted_and_listed_and_those_closed_are_not():
    places = [at(3, 0.9), at(3, 1.1), at(9.5), at(19), at(3)]
    centres = layer(
        "centres",
        "collective_centre",
        {
            "name_en": ["A", "B", "C", "D", "E"],
            "occupancy": [10, 20, 30, None, 50],
            "status": [None, None, "active", None, "closed"],
        },
        [shapely.Point(place) for place in places],
    )
    found = served(roads(ROAD, centres), at(0), max_minutes="10", breaks="5")
    assert found.table("breaks").column("collective_centres") == [1, 2]
    assert found.table("breaks").column("people_in_centres") == [10, 40]
    assert [row[:3] for row in found.table("centres").rows] == [("A", 5.0, 10), ("C", 10.0, 30)]
    assert found.table("centres").sensitivity is Sensitivity.SEVERE
    assert any("2 collective centres with 20 people are beyond 10 min" in str(f.text) for f in found.findings)


def test_several_places_serve_together_and_overlaps_count_once():
    one = served(roads(ROAD), at(-5), max_minutes="5").table("breaks").column("area_km2")[0]
    both = served(roads(ROAD), at(-5), at(5), max_minutes="5").table("breaks").column("area_km2")[0]
    assert both == pytest.approx(2 * one - np.pi, rel=1e-2)


def test_direction_matters_on_one_way_roads():
    situation = roads(ROAD, one_way=["forward"])
    away = served(situation, at(0), max_minutes="5").map_layers[0].frame.geometry.iloc[0]
    to = served(situation, at(0), max_minutes="5", direction="to").map_layers[0].frame.geometry.iloc[0]
    assert shapely.centroid(away).x > at(2)[0]
    assert shapely.centroid(to).x < at(-2)[0]


def test_areas_grow_with_time_and_small_holes_are_filled():
    steps = range(-6, 7, 3)
    lines = [line(*((x, y) for y in steps)) for x in steps] + [line(*((x, y) for x in steps)) for y in steps]
    found = served(roads(lines), at(0), max_minutes="40", breaks="5,10,20")
    areas = found.table("breaks").column("area_km2")
    assert all(low <= high for low, high in itertools.pairwise(areas))
    frame = found.map_layers[0].frame.sort_index()
    assert shapely.get_num_interior_rings(shapely.get_parts(frame.geometry.iloc[-1])).sum() == 0
    for inner, outer in itertools.pairwise(frame.geometry):
        assert shapely.area(shapely.difference(inner, outer)) < 1e-9


def test_the_area_of_control_is_never_served():
    control = box(3, -9, 9, 9)
    found = served(roads(ROAD, front_layer(control), country_layer()), at(0), max_minutes="30")
    area = found.map_layers[0].frame.geometry.iloc[0]
    assert shapely.area(shapely.intersection(area, control)) < 1e-12
    assert area.bounds[2] <= at(3)[0] + 1e-9


def test_places_that_are_attached_to_nothing_are_told():
    found = served(roads(ROAD), at(0, 9), max_minutes="10")
    assert found.findings[0].severity is Severity.CRITICAL
    assert "9.0 km from the nearest road" in str(found.findings[0].text)
    assert found.table("breaks").column("area_km2") == [0.0]
    some = served(roads(ROAD), at(0), at(0, 9), max_minutes="10")
    assert any("Left out" in str(finding.text) for finding in some.findings)
    assert some.table("breaks").column("road_km") == pytest.approx([20], rel=1e-3)


def test_a_place_on_a_small_piece_of_road_is_told():
    found = served(roads([*ROAD, line((0, 9), (1, 9))]), at(0, 9), max_minutes="10")
    assert any("a piece of 1 km that is not joined" in str(finding.text) for finding in found.findings)


def test_joins_are_told():
    found = served(roads([line((-20, 0), (1, 0)), line((1.03, 0), (9, 0))]), at(0), max_minutes="10")
    assert any("relies on 1 join of a gap of 30 m" in str(finding.text) for finding in found.findings)


def test_breaks_beyond_the_longest_time_are_refused():
    with pytest.raises(BadParameter, match="90 min was given beside a longest time of 60"):
        served(roads(ROAD), at(0), breaks="90")


def test_people_and_centres_belong_to_the_place_nearest_by_road():
    stores = layer(
        "stores",
        "warehouse",
        {"warehouse_id": ["W1", "W2"], "name_en": ["West", "East"]},
        [shapely.Point(at(0)), shapely.Point(at(20))],
    )
    homes = layer(
        "homes",
        "populated_place",
        {"name_en": ["A", "B", "C"], "population": [100, 40, 7], "code": ["UA0101", "UA0102", "UA0103"]},
        [shapely.Point(at(4)), shapely.Point(at(18)), shapely.Point(at(10.5))],
    )
    centres = layer(
        "centres",
        "collective_centre",
        {"name_en": ["Near", "Far"], "occupancy": [10, 20]},
        [shapely.Point(at(1)), shapely.Point(at(19))],
    )
    situation = roads([line((0, 0), (20, 0))], stores, homes, centres)
    found = run(
        ANALYSIS,
        situation,
        BASELINE,
        parse(ANALYSIS.parameters, {"origin": "layer:warehouse", "max_minutes": "8"}),
    )
    rows = found.table("allocation").records()
    assert [(one["place"], one["people"]) for one in rows] == [("West", 100), ("East", 40)]
    assert [one["mean_min"] for one in rows] == pytest.approx([4, 2], rel=1e-2)
    assert [(one["collective_centres"], one["people_in_centres"]) for one in rows] == [(1, 10), (1, 20)]
    nearest = {one["name"]: one["nearest"] for one in found.table("centres").records()}
    assert nearest == {"Near": "West", "Far": "East"}
    told = [str(finding.text) for finding in found.findings]
    assert any("West is the nearest within 8 min to most people: 100 of 140; 7 people" in one for one in told)
