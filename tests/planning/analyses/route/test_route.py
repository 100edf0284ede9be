from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.errors import UnknownPlace
from layers.sensitivity import Sensitivity
from planning.analyses.route import ANALYSIS
from planning.analysis import run
from planning.changes.stored import parse_change
from planning.errors import BadParameter, MissingData
from planning.outcome import Severity
from planning.parameters import parse
from planning.scenario import BASELINE, CloseFeatures, Scenario
from tests.planning.made_up_country import front_layer, layer
from tests.planning.network.made_up_roads import at, box, country_layer, damage_layer, line, roads

RING = [
    line((0, 0), (1, 0)),
    line((1, 0), (9, 0)),
    line((9, 0), (10, 0)),
    line((1, 0), (1, 1), (9, 1), (9, 0)),
    line((1, 0), (1, -2), (9, -2), (9, 0)),
]


def text(point):
    return f"{point[0]:.6f},{point[1]:.6f}"


def route(situation, scenario=BASELINE, **values):
    texts = {"origin": text(at(0)), "destination": text(at(10))} | values
    return run(ANALYSIS, situation, scenario, parse(ANALYSIS.parameters, texts))


def sentences(outcome):
    return [str(finding.text) for finding in outcome.findings]


def test_ways_are_ranked_by_time_and_differ():
    found = route(roads(RING)).table("routes")
    assert found.column("rank") == [1, 2, 3]
    assert found.column("length_km") == pytest.approx([10, 12, 14], rel=1e-3)
    assert found.column("duration_min") == pytest.approx([10, 12, 14], rel=1e-3)
    assert found.column("front_min_km") == [None, None, None]
    assert found.column("shared_with_first") == pytest.approx([1, 2 / 12, 2 / 14], abs=0.01)


def test_a_way_from_a_place_to_itself_is_refused():
    with pytest.raises(BadParameter, match="to itself"):
        route(roads(RING), destination=text(at(0)))


def test_only_as_many_ways_as_asked_for_and_no_long_ones():
    assert len(route(roads(RING), alternatives="1").table("routes").rows) == 1
    detour = [*RING[:3], line((1, 0), (1, 9), (9, 9), (9, 0))]
    found = route(roads(detour))
    assert len(found.table("routes").rows) == 1
    assert any("No other way differs enough" in sentence for sentence in sentences(found))


def test_the_nearest_approach_to_the_front_is_geodesic_and_never_safe():
    area = box(4, 3, 6, 8)
    found = route(roads(RING, front_layer(area), country_layer()))
    assert found.table("routes").column("front_min_km") == pytest.approx([3, 2, np.hypot(3, 3)], rel=2e-3)
    told = " ".join([*sentences(found), *(str(item.text) for item in found.assumptions)])
    assert "nearest to the front of 2025-01-14: 3.0 km" in told
    assert "no route is safe" in told
    assert found.findings[0].severity is Severity.WARNING


def test_keeping_away_from_the_front_says_what_it_costs():
    area = box(4, 3, 6, 8)
    situation = roads(RING, front_layer(area), country_layer())
    found = route(situation, avoid_front_km="4", alternatives="1")
    assert found.table("routes").column("length_km") == pytest.approx([14], rel=1e-3)
    assert any("Keeping 4 km from the front costs +4 km and 4 min" in one for one in sentences(found))
    none = route(situation, avoid_front_km="50")
    assert none.table("routes").rows == ()
    assert any(
        "Without keeping 50 km from the front there is a way of 10 km" in one for one in sentences(none)
    )


def test_damaged_bridges_and_joins_are_counted_and_told():
    lines = [line((0, 0), (4, 0)), line((4.04, 0), (10, 0))]
    damage = damage_layer(
        [shapely.Point(at(2)), shapely.Point(at(6)), shapely.Point(at(8))],
        extent=["moderate", "severe", "severe"],
        infrastructure_type=["bridge", "bridge", "road"],
        name=["First", "Second", "Third"],
    )
    found = route(roads(lines, damage))
    record = found.table("routes").records()[0]
    assert record["damaged_bridges"] == 2
    assert record["joins"] == 1
    assert record["longest_join_m"] == pytest.approx(40, rel=1e-2)
    told = sentences(found)
    assert any("crosses 2 damaged bridges" in one and "First" in one and "Second" in one for one in told)
    assert any("relies on 1 join of a gap of 40 m" in one for one in told)
    refs = [ref for finding in found.findings for ref in finding.features if ref.layer == "damage"]
    assert {fid for ref in refs for fid in ref.fids} == {1, 2, 3}
    assert [len(one.frame) for one in found.map_layers if one.name == "joins"] == [1]


def test_no_way_is_an_outcome_with_its_reason():
    lines = [line((0, 0), (4, 0)), line((4, 0), (6, 0)), line((6, 0), (10, 0))]
    bridge = damage_layer([shapely.Point(at(5))], extent=["destroyed"], name=["Long bridge"])
    found = route(roads(lines, bridge))
    assert found.table("routes").rows == ()
    assert found.findings[0].severity is Severity.CRITICAL
    assert "because the way is closed by bridge “Long bridge” destroyed" in sentences(found)[0]
    assert found.findings[0].features[0].layer == "damage"
    assert {one.name for one in found.map_layers} == {"closures", "places"}
    gap = route(roads([line((0, 0), (4, 0)), line((4.3, 0), (10, 0))]))
    assert "the widest gap on the way is 300 m" in sentences(gap)[0]
    assert "gap" in {one.name for one in gap.map_layers}
    joined = route(roads([line((0, 0), (4, 0)), line((4.3, 0), (10, 0))]), join_m="310")
    assert len(joined.table("routes").rows) == 1


def test_a_scenario_closes_roads():
    scenario = Scenario(name="closed", changes=(CloseFeatures(layer="roads", fids=(2,)),))
    found = route(roads(RING), scenario=scenario)
    assert found.table("routes").column("length_km") == pytest.approx([12, 14], rel=1e-3)
    assert any(one.name == "closures" for one in found.map_layers)


def test_the_shorter_way_that_closures_keep_one_from_is_told():
    scenario = Scenario(name="closed", changes=(CloseFeatures(layer="roads", fids=(2,)),))
    told = sentences(route(roads(RING), scenario=scenario))
    assert any(
        "If nothing were closed the fastest way would be 10 km in place of 12 km; closed on it: road 2" in one
        for one in told
    )


def test_a_way_long_for_its_distance_says_what_the_data_may_lack():
    lines = [line((0, 0), (5, 0)), line((5.2, 0), (10, 0)), line((0, 0), (0, 8), (10, 8), (10, 0))]
    found = route(roads(lines))
    assert found.table("routes").column("length_km") == pytest.approx([26], rel=1e-3)
    told = " ".join(sentences(found))
    assert "2.6 times as long as the straight line of 10 km" in told
    assert "With 1 piece that the road data may lack the way would be 10 km or more: a gap of 200 m" in told
    (piece,) = found.table("lacking").records()
    assert piece["gap_m"] == pytest.approx(200, rel=1e-2)
    assert piece["brings_km"] == pytest.approx(16, rel=1e-2)
    assert {len(one.frame) for one in found.map_layers if one.name in ("lacking", "completed")} == {1}


def taken_for_roads(situation, found, **values):
    """The route again, with the change that the first finding to propose one proposes."""
    action = next(one for finding in found.findings for one in finding.actions if one.change == "add_roads")
    change = parse_change(action.change, dict(action.values))
    return route(situation, Scenario(name="with", changes=(change,)), **values)


def test_the_pieces_can_be_taken_for_roads_in_a_scenario():
    lines = [line((0, 0), (5, 0)), line((5.2, 0), (10, 0)), line((0, 0), (0, 8), (10, 8), (10, 0))]
    again = taken_for_roads(roads(lines), route(roads(lines)))
    assert again.table("routes").column("length_km")[0] == pytest.approx(10, rel=1e-3)


def test_a_crossing_without_a_junction_is_a_piece_the_data_may_lack():
    lines = [line((0, 0), (6, 0)), line((5, -1), (5, 1)), line((5, 1), (10, 1), (10, 0))]
    found = route(roads(lines))
    assert found.table("routes").rows == ()
    told = " ".join(sentences(found))
    assert "two roads cross without a junction at" in told
    (piece,) = [row for row in found.table("lacking").records() if row["way"] == 1]
    assert (piece["gap_m"], piece["brings_km"]) == (0.0, None)
    assert piece["lon"] == pytest.approx(at(5)[0], abs=1e-4)
    again = taken_for_roads(roads(lines), found)
    assert again.table("routes").column("length_km")[0] == pytest.approx(12, rel=2e-3)


def test_no_piece_leads_over_an_area_closed_to_roads():
    lines = [line((0, 0), (4, 0)), line((6, 0), (10, 0))]
    mines = layer("mines", "hazard_area", {"closes_roads": [True]}, [box(4.5, -9, 5.5, 9)])
    assert any(one.name == "lacking" for one in route(roads(lines)).map_layers)
    assert not any(one.name == "lacking" for one in route(roads(lines, mines)).map_layers)


def crossings(**columns):
    values = {"name_en": ["Ostriv - Wyspa"], "status": ["open"], "country": ["PL"]} | columns
    return layer("crossings", "border_crossing", values, [shapely.Point(at(10))])


@pytest.mark.parametrize(
    ("columns", "vehicle", "said"),
    [
        ({}, "car", None),
        ({"status": ["closed"]}, "car", "is closed"),
        ({"country": ["RU"]}, "car", "leads into Russia"),
        ({"country": ["BY"]}, "car", "leads into Belarus"),
        ({"trucks": [False]}, "truck", "takes trucks"),
        ({"trucks": [False]}, "car", None),
    ],
)
def test_nobody_is_sent_to_a_crossing_that_does_not_take_them(columns, vehicle, said):
    texts = {"origin": text(at(0)), "destination": "Ostriv", "vehicle": vehicle}
    found = run(ANALYSIS, roads(RING, crossings(**columns)), BASELINE, parse(ANALYSIS.parameters, texts))
    if said is None:
        assert len(found.table("routes").rows) == 3
    else:
        assert found.table("routes").rows == ()
        assert said.casefold() in sentences(found)[0].casefold()


def test_a_restricted_crossing_is_said_to_be():
    texts = {"origin": text(at(0)), "destination": "Ostriv"}
    situation = roads(RING, crossings(status=["restricted"]))
    found = run(ANALYSIS, situation, BASELINE, parse(ANALYSIS.parameters, texts))
    assert any("open with restrictions" in one for one in sentences(found))


def test_unknown_places_and_missing_ends_are_errors():
    with pytest.raises(UnknownPlace):
        run(
            ANALYSIS,
            roads(RING),
            BASELINE,
            parse(ANALYSIS.parameters, {"origin": "Nowhere", "destination": text(at(1))}),
        )
    with pytest.raises(BadParameter):
        parse(ANALYSIS.parameters, {"origin": text(at(0))})


def test_a_route_to_a_sensitive_site_is_as_sensitive_as_the_site():
    site = layer("sites", "collective_centre", {"name_en": ["School 5"]}, [shapely.Point(at(10))])
    texts = {"origin": text(at(0)), "destination": "School 5"}
    found = run(ANALYSIS, roads(RING, site), BASELINE, parse(ANALYSIS.parameters, texts))
    assert found.findings[0].sensitivity >= Sensitivity.HIGH
    assert found.table("routes").sensitivity == found.findings[0].sensitivity


def test_the_same_run_gives_the_same_outcome():
    one, other = route(roads(RING)), route(roads(RING))
    assert one.table("routes").rows == other.table("routes").rows
    assert sentences(one) == sentences(other)


LADDER = [
    line((0, 0), (10, 0)),
    line((0, 0), (0, -4), (10, -4), (10, 0)),
    line((0, -4), (0, -30), (10, -30), (10, -4)),
]


def near_front():
    return roads(LADDER, front_layer(box(4, 3, 6, 8)), country_layer())


def test_ways_from_the_fastest_to_the_least_exposed():
    found = route(near_front(), mode="frontier", bands_km="4,7.5")
    rows = found.table("exposure").records()
    assert [one["length_km"] for one in rows] == pytest.approx([10, 18, 70], rel=3e-3)
    assert [one["rank"] for one in rows] == [1, 2, 3]
    exposure = [one["exposure_min"] for one in rows]
    assert exposure == sorted(exposure, reverse=True)
    for row in rows:
        assert row["min_within_4_km"] <= row["min_within_7.5_km"] <= row["duration_min"] + 1e-6
    assert rows[0]["km_within_4_km"] == pytest.approx(2 + 2 * np.sqrt(4**2 - 3**2), rel=0.02)
    assert rows[1]["km_within_4_km"] == pytest.approx(0, abs=0.01)
    told = sentences(found)
    assert any(
        "3 ways from the fastest to the least exposed: the least exposed takes 1 h 00 min and +60 km" in one
        for one in told
    )
    assert not any("safe" in one and "no route is safe" not in one for one in told)


def test_the_least_exposed_way_stands_beside_the_fastest():
    found = route(near_front(), mode="least_exposed", bands_km="4,7.5")
    assert found.table("routes").column("length_km") == pytest.approx([70, 10], rel=3e-3)
    assert any("The least exposed way takes 1 h 00 min and +60 km more" in one for one in sentences(found))
    with pytest.raises(MissingData, match="no front line"):
        route(roads(LADDER), mode="frontier")


def test_stops_between_are_driven_and_told():
    found = route(roads(LADDER), via=f"{text(at(10, -4))}; {text(at(0, -4))}")
    assert found.table("routes").column("length_km") == pytest.approx([4 + 10 + 10 + 10 + 4], rel=1e-3)
    found = route(roads(LADDER), via=f"{text(at(10, -4))}; {text(at(0, -4))}", via_order="best")
    assert found.table("routes").column("length_km") == pytest.approx([18], rel=1e-3)
    assert "by way of" in sentences(found)[0]
    places = next(one.frame for one in found.map_layers if one.name == "places")
    assert list(places["role"]) == ["origin", "destination", "via", "via"]
    many = ";".join(text(at(x)) for x in range(1, 9))
    with pytest.raises(BadParameter, match="8 stops"):
        route(roads(LADDER), via=many, via_order="best")
    gap = route(roads([*LADDER, line((0, 20), (5, 20))]), via=text(at(2, 20)))
    assert gap.table("routes").rows == ()
    assert "not joined in the data" in sentences(gap)[0]


def test_the_back_up_shares_as_little_road_as_can_be():
    found = route(roads(RING), alternatives="1", backup="yes")
    assert found.table("routes").column("length_km") == pytest.approx([10, 12], rel=1e-3)
    assert any(
        "Route 2 is the back-up: 12 km in 12 min, 2.0 km of it along route 1" in one
        for one in sentences(found)
    )
    found = route(roads(RING[:3]), backup="yes")
    assert any("There is no back-up route" in one for one in sentences(found))


def test_turns_and_profile_add_up_to_each_way():
    found = route(near_front(), mode="frontier", bands_km="4,7.5")
    ways = found.table("routes").records()
    for way in ways:
        turns = [one for one in found.table("turns").records() if one["rank"] == way["rank"]]
        assert sum(one["length_km"] for one in turns) == pytest.approx(way["length_km"], abs=0.01)
        points = [one for one in found.table("profile").records() if one["rank"] == way["rank"]]
        assert points[-1]["at_km"] == pytest.approx(way["length_km"])
        assert points[-1]["at_min"] == pytest.approx(way["duration_min"])
        assert min(one["front_km"] for one in points) >= way["front_min_km"] - 1e-3
