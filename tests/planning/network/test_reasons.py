from __future__ import annotations

import pytest
import shapely

from planning.errors import NoRoute
from planning.network.travel import travel_network
from tests.planning.network.made_up_roads import at, damage_layer, line, roads


def why(situation, origin, destination, **options):
    network = travel_network(situation, **options)
    reason = str(network.why_not(origin, destination))
    if reason != "there is a way":
        with pytest.raises(NoRoute) as error:
            network.route(origin, destination)
        assert reason in str(error.value)
    return reason


def test_there_is_a_way():
    assert why(roads([line((0, 0), (2, 0))]), at(0), at(2)) == "there is a way"


def test_too_far_from_any_road_says_how_far():
    reason = why(roads([line((0, 0), (2, 0))]), at(0, 8), at(2))
    assert reason == "the origin is 8.0 km from the nearest road, further than the 5 km allowed"
    assert "the destination is 7.0 km" in why(roads([line((0, 0), (2, 0))]), at(0), at(2, 7))


def test_unjoined_pieces_name_the_widest_gap_and_where_it_is():
    lines = [line((0, 0), (2, 0)), line((2.1, 0), (4, 0)), line((4.4, 0), (6, 0))]
    reason = why(roads(lines), at(0), at(6))
    assert "the widest gap on the way is 400 m" in reason
    assert "joining dead ends within 400 m (now 50 m)" in reason or "within 410 m (now 50 m)" in reason
    assert why(roads(lines), at(0), at(6), join_m=410) == "there is a way"


def test_pieces_too_far_apart_say_how_near_they_come():
    reason = why(roads([line((0, 0), (2, 0)), line((0, 9), (2, 9))]), at(0), at(0, 9))
    assert "no gap of up to 5,000 m" in reason
    assert "come within 9.0 km" in reason


def test_closures_on_the_way_are_named():
    lines = [line((0, 0), (2, 0)), line((2, 0), (4, 0)), line((4, 0), (6, 0))]
    bridge = damage_layer([shapely.Point(at(3))], extent=["destroyed"], name=["Old bridge"])
    assert why(roads(lines, bridge), at(0), at(6)) == "the way is closed by bridge “Old bridge” destroyed"
    both = roads(lines, bridge, status=[None, "closed", None], road_number=[None, "M-03", None])
    assert why(both, at(0), at(6)).startswith("the way is closed by 2 closures: road M-03 closed; bridge")


def test_the_fewest_closed_kilometres_are_named_not_all():
    lines = [
        line((0, 0), (1, 0)),
        line((1, 0), (3, 0)),
        line((1, 0), (1, 1), (3, 1), (3, 0)),
        line((3, 0), (4, 0)),
    ]
    situation = roads(lines, status=[None, "closed", "closed", None], road_number=["A", "short", "long", "B"])
    assert why(situation, at(0), at(4)) == "the way is closed by road short closed"


def test_every_road_nearby_closed():
    situation = roads([line((0, 0), (1, 0)), line((20, 0), (21, 0))], status=["closed", None])
    assert why(situation, at(0), at(20)) == ("every road within 5 km of the origin is closed: road 1 closed")


def test_one_way_traps():
    lines = [line((0, 0), (1, 0)), line((1, 0), (2, 0)), line((2, 0), (9, 0))]
    assert (
        "do not lead to the destination"
        in why(roads(lines, one_way=["backward", None, None]), at(9), at(0.0))
        or why(roads(lines, one_way=["backward", None, None]), at(9), at(0.0)) == "there is a way"
    )
    assert "do not lead out of the origin" in why(
        roads(lines, one_way=["backward", None, None]), at(0.5), at(9)
    )
    assert "do not lead to the destination" in why(
        roads(lines, one_way=["forward", None, None]), at(9), at(0.5)
    )


def actions(situation, origin, destination, **options):
    from planning.network.reasons import reason_for

    network = travel_network(situation, **options)
    return reason_for(network, origin, destination).actions


def test_a_far_place_proposes_to_look_further():
    (action,) = actions(roads([line((0, 0), (2, 0))]), at(0, 8.2), at(2))
    assert action.parameters == (("snap_km", "9"),)
    assert actions(roads([line((0, 0), (2, 0))]), at(0, 150), at(2)) == ()


def test_a_gap_proposes_the_join_that_connects():
    lines = [line((0, 0), (2, 0)), line((2.4, 0), (4, 0))]
    (action,) = actions(roads(lines), at(0), at(4))
    join_m = float(dict(action.parameters)["join_m"])
    assert join_m in (400, 410)
    assert why(roads(lines), at(0), at(4), join_m=join_m) == "there is a way"
    far = [line((0, 0), (2, 0)), line((0, 9), (2, 9))]
    assert actions(roads(far), at(0), at(0, 9)) == ()


def test_closures_propose_a_change_that_opens_the_way():
    from planning.changes.stored import parse_change

    lines = [line((0, 0), (2, 0)), line((2, 0), (4, 0)), line((4, 0), (6, 0))]
    bridge = damage_layer([shapely.Point(at(3))], extent=["destroyed"], name=["Old bridge"])
    found = actions(roads(lines, bridge, status=[None, "closed", None]), at(0), at(6))
    assert {dict(action.values)["layer"] for action in found} == {"roads", "damage"}
    situation = roads(lines, bridge, status=[None, "closed", None])
    for action in found:
        situation = parse_change(action.change, dict(action.values)).apply(situation)
    assert why(situation, at(0), at(6)) == "there is a way"


def test_a_hazard_area_in_the_way_is_lifted():
    from planning.changes.stored import parse_change
    from tests.planning.made_up_country import layer
    from tests.planning.network.made_up_roads import box

    lines = [line((0, 0), (2, 0)), line((2, 0), (4, 0)), line((4, 0), (6, 0))]
    area = layer("mines", "hazard_area", {"closes_roads": [True], "name": ["Field"]}, [box(2.5, -1, 3.5, 1)])
    (action,) = actions(roads(lines, area), at(0), at(6))
    opened = parse_change(action.change, dict(action.values)).apply(roads(lines, area))
    assert why(opened, at(0), at(6)) == "there is a way"


def test_a_limit_proposes_a_vehicle_it_lets_through():
    lines = [line((0, 0), (2, 0)), line((2, 0), (4, 0)), line((4, 0), (6, 0))]
    situation = roads(lines, max_weight_t=[None, 5.0, None])
    (action,) = actions(situation, at(0), at(6), profile="truck")
    assert action.parameters == (("vehicle", "car"),)
    assert actions(roads(lines, max_weight_t=[None, 2.0, None]), at(0), at(6)) == ()


def test_the_distance_to_the_front_can_be_given_up_but_not_the_area_of_control():
    from tests.planning.made_up_country import country_layer, front_layer
    from tests.planning.network.made_up_roads import box

    lines = [line((0, 0), (2, 0)), line((2, 0), (4, 0)), line((4, 0), (6, 0))]
    near = roads(lines, front_layer(box(2.5, 1, 3.5, 4)), country_layer())
    (action,) = actions(near, at(0), at(6), avoid_front_km=2)
    assert action.parameters == (("avoid_front_km", "0"),)
    across = roads(lines, front_layer(box(2.5, -1, 3.5, 4)), country_layer())
    assert actions(across, at(0), at(6)) == ()


def test_a_one_way_trap_proposes_the_roads_to_open():
    from planning.changes.stored import parse_change

    lines = [line((0, 0), (1, 0)), line((1, 0), (2, 0)), line((2, 0), (9, 0))]
    situation = roads(lines, one_way=["backward", None, None])
    (action,) = actions(situation, at(0.5), at(9))
    assert (action.change, dict(action.values)["fids"]) == ("two_way", "1")
    opened = parse_change(action.change, dict(action.values)).apply(situation)
    assert why(opened, at(0.5), at(9)) == "there is a way"
    middle = roads(lines, one_way=[None, "backward", None])
    (action,) = actions(middle, at(0.5), at(9))
    assert dict(action.values)["fids"] == "2"
