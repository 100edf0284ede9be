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
