"""Service areas by a time of day, against the baseline, and areas whose centre is far from any road."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from planning.analyses.service_area import ANALYSIS
from planning.analysis import run
from planning.errors import BadParameter
from planning.outcome import Ground, Severity
from planning.parameters import parse
from planning.scenario import BASELINE, CloseFeatures, LiftClosures, Scenario
from tests.planning.made_up_country import grid_layer, layer
from tests.planning.network.made_up_roads import at, box, line, roads

ROAD = [line((-60, 0), (0, 0)), line((0, 0), (60, 0))]


def text(point):
    return f"{point[0]:.6f},{point[1]:.6f}"


def served(situation, scenario=BASELINE, **values):
    texts = {"origin": text(at(0)), "off_road_km": "1"} | values
    return run(ANALYSIS, situation, scenario, parse(ANALYSIS.parameters, texts))


def towns(*east_km):
    names = [f"Town {km}" for km in east_km]
    return layer("towns", "populated_place", {"name_en": names}, [shapely.Point(at(km)) for km in east_km])


def sentences(outcome):
    return [str(finding.text) for finding in outcome.findings]


def test_what_is_reached_by_a_time_of_day_is_bounded_by_the_curfew():
    times = {"depart": "2025-01-16 21:20", "arrive_by": "2025-01-17 05:10", "curfew": "22:00-05:00"}
    found = served(roads(ROAD, towns(20, 45, 55)), **times)
    assert found.table("breaks").column("max_minutes") == [50.0]
    assert found.table("breaks").column("road_km") == pytest.approx([100], rel=1e-2)
    table = found.table("reachable")
    assert table.column("place") == ["Town 20", "Town 45"]
    assert [time.strftime("%d %H:%M") for time in table.column("time")] == ["16 21:39", "17 05:04"]
    assert "there are 50 min to drive, without curfew" in sentences(found)[0]
    assert "2 settlements and crossings are reached" in sentences(found)[0]


def test_towards_a_place_the_latest_departure_of_each_is_told():
    times = {"depart": "2025-01-16 21:00", "arrive_by": "2025-01-17 05:10", "curfew": "22:00-05:00"}
    table = served(roads(ROAD, towns(5, 45)), direction="to", **times).table("reachable")
    assert [time.strftime("%d %H:%M") for time in table.column("time")] == ["17 05:05", "16 21:25"]


def test_times_that_leave_nothing_to_drive_are_refused():
    for values in (
        {"depart": "2025-01-16 21:00"},
        {"arrive_by": "2025-01-16 21:00"},
        {"depart": "2025-01-16 22:10", "arrive_by": "2025-01-17 04:00", "curfew": "22:00-05:00"},
        {"depart": "2025-01-16 21:00", "arrive_by": "2025-01-16 20:00"},
    ):
        with pytest.raises(BadParameter):
            served(roads(ROAD), **values)


def test_people_within_a_time_before_and_after_a_closure():
    grid = grid_layer(cell=0.01, people=7.0)
    closed = Scenario(name="closed", changes=(CloseFeatures(layer="roads", fids=(2,)),))
    found = served(roads(ROAD, grid), closed, max_minutes="20", breaks="10")
    rows = found.table("against_baseline").records()
    assert [row["max_minutes"] for row in rows] == [10, 20]
    assert [row["road_km_baseline"] for row in rows] == pytest.approx([20, 40], rel=1e-2)
    assert [row["road_km"] for row in rows] == pytest.approx([10, 20], rel=1e-2)
    assert all(row["change"] == row["people"] - row["people_baseline"] < 0 for row in rows)
    assert rows[1]["people"] / rows[1]["people_baseline"] == pytest.approx(0.5, abs=0.03)
    told = next(one for one in found.findings if "Against the baseline" in str(one.text))
    assert told.severity is Severity.WARNING
    (lost,) = next(one for one in found.map_layers if one.name == "changed_area").frame.itertuples()
    assert lost.what == "lost"
    assert lost.area_km2 == pytest.approx(20 * 2, rel=0.06)
    tables = {table.name for table in served(roads(ROAD, grid), max_minutes="20").tables}
    assert "against_baseline" not in tables


def test_what_a_lifted_closure_wins():
    opened = Scenario(name="opened", changes=(LiftClosures(layer="roads", fids=(2,)),))
    found = served(roads(ROAD, status=[None, "closed"]), opened, max_minutes="20")
    (won,) = next(one for one in found.map_layers if one.name == "changed_area").frame.itertuples()
    assert won.what == "won"
    (row,) = found.table("against_baseline").records()
    assert (row["people"], row["change"]) == (None, None)


def area_with_a_far_centre(*others):
    """An area 40 km high with its only road along the southern edge."""
    area = layer(
        "areas",
        "admin_area",
        {"code": ["UA01"], "level": [1], "name_en": ["Dale Oblast"]},
        [box(-30, -2, 30, 38)],
    )
    return roads(ROAD, area, *others)


def test_the_seat_stands_for_an_area_whose_centre_is_far_from_any_road():
    settlements = layer(
        "towns",
        "populated_place",
        {
            "name_en": ["Seat", "Bigtown", "Far"],
            "place_type": ["oblast_centre", "city", "capital"],
            "population": [10, 99, 5],
        },
        [shapely.Point(at(10, 0.5)), shapely.Point(at(20, 0.5)), shapely.Point(at(0, 30))],
    )
    found = served(area_with_a_far_centre(settlements), origin="Dale Oblast", max_minutes="10")
    (note,) = [item for item in found.assumptions if "stands for it" in str(item.text)]
    assert "Seat stands for it" in str(note.text)
    assert note.ground is Ground.SUBSTITUTED
    place = next(one for one in found.map_layers if one.name == "places").frame.geometry.iloc[0]
    assert (place.x, place.y) == pytest.approx(at(10, 0.5), abs=1e-6)


def test_without_a_settlement_the_nearest_road_within_stands_for_the_area(monkeypatch):
    import geopandas as gpd

    from planning import reached_areas

    monkeypatch.setattr(reached_areas, "_of_base_map", gpd.GeoDataFrame)
    found = served(area_with_a_far_centre(), origin="Dale Oblast", max_minutes="10")
    assert any("the road nearest to it within the area" in str(item.text) for item in found.assumptions)
    assert np.isfinite(found.table("breaks").column("area_km2")[0])
    assert found.table("breaks").column("road_km")[0] == pytest.approx(20, rel=1e-2)


def test_a_place_off_the_roads_proposes_to_look_further():
    found = served(roads(ROAD), origin=text(at(0, 7.2)))
    (action,) = found.findings[0].actions
    assert action.parameters == (("snap_km", "8"),)
    assert served(roads(ROAD), origin=text(at(0, 7.2)), snap_km="8").table("breaks").column("road_km")[0] > 0


def test_sites_and_areas_inside_are_counted():
    halves = layer(
        "areas",
        "admin_area",
        {"code": ["UA01", "UA02", "UA03"], "level": [2, 2, 1], "name_en": ["West", "East", "Whole"]},
        [box(-10, -0.5, 0, 0.5), box(0, -0.5, 20, 0.5), box(-10, -0.5, 20, 0.5)],
    )
    store = layer("stores", "warehouse", {"name": ["A", "B"]}, [shapely.Point(at(4)), shapely.Point(at(30))])
    found = served(roads(ROAD, halves, towns(3, 9, 15), store), max_minutes="10", breaks="5")
    counts = {row["layer"]: row for row in found.table("sites_inside").records()}
    assert [counts["towns"][name] for name in ("all", "within_5_min", "within_10_min")] == [3, 1, 2]
    assert [counts["stores"][name] for name in ("all", "within_5_min", "within_10_min")] == [2, 1, 1]
    areas = {row["area"]: row["share"] for row in found.table("areas_inside").records()}
    assert areas == {"West": pytest.approx(1.0, abs=0.01), "East": pytest.approx(0.54, abs=0.03)}


def test_everything_about_a_sensitive_place_is_as_sensitive():
    shelter = layer("shelters", "collective_centre", {"name_en": ["Shelter"]}, [shapely.Point(at(0))])
    level = roads(ROAD, shelter).layer("shelters").sensitivity
    closed = Scenario(name="closed", changes=(CloseFeatures(layer="roads", fids=(2,)),))
    times = {"depart": "2025-01-16 12:00", "arrive_by": "2025-01-16 12:20"}
    found = served(roads(ROAD, shelter, towns(3)), closed, origin="Shelter", **times)
    assert {"reachable", "sites_inside", "against_baseline"} <= {table.name for table in found.tables}
    assert all(table.sensitivity >= level for table in found.tables)
    assert all(one.sensitivity >= level for one in found.map_layers if one.name != "joins")
