"""Suspicious places, worked by hand."""

from __future__ import annotations

import pytest

from planning.network.road_graph import road_graph
from planning.network.validation import Doubt, suspicions
from tests.planning.network.made_up_roads import at, line, roads


def found(lines, doubt, *, join_m=0, beside_m=10.0, **columns):
    graph = road_graph(roads(lines, **columns), join_m=join_m)
    return [one for one in suspicions(graph, beside_m=beside_m) if one.doubt is doubt]


MAIN = line((0, 0), (2, 0))


@pytest.mark.parametrize(("gap_km", "beside_m", "count"), [(0.005, 10, 1), (0.02, 10, 0), (0.02, 30, 1)])
def test_a_dead_end_beside_a_road(gap_km, beside_m, count):
    one = found([MAIN, line((1, 1), (1, gap_km))], Doubt.DEAD_END, beside_m=beside_m)
    assert len(one) == count
    if one:
        assert (one[0].lon, one[0].lat) == pytest.approx(at(1, gap_km), abs=1e-6)
        assert str(one[0].text) == f"a road ends {gap_km * 1000:.1f} m from another; not joined"


def test_a_joined_dead_end_is_listed_once_as_joined():
    one = found([MAIN, line((1, 1), (1, 0.005))], Doubt.DEAD_END, join_m=50)
    assert [str(item.text) for item in one] == ["a road ends 5.0 m from another; joined"]


def test_a_dead_end_below_a_bridge_is_none():
    lines = [MAIN, line((1, 1), (1, 0.005))]
    assert not found(lines, Doubt.DEAD_END, bridge=[True, False])


def test_a_crossing_without_junction():
    one = found([MAIN, line((1, -1), (1, 1))], Doubt.CROSSING)
    assert len(one) == 1
    assert (one[0].lon, one[0].lat) == pytest.approx(at(1, 0), abs=1e-6)


def test_a_bridge_over_a_road_and_a_junction_are_no_such_crossing():
    assert not found([MAIN, line((1, -1), (1, 1))], Doubt.CROSSING, bridge=[True, False])
    assert not found([line((0, 0), (1, 0), (2, 0)), line((1, -1), (1, 0), (1, 1))], Doubt.CROSSING)


def test_one_way_roads_that_cannot_be_left():
    lines = [MAIN, line((2, 0), (3, 0)), line((2, 0), (2, 1))]
    one = found(lines, Doubt.ONE_WAY_TRAP, one_way=["both", "forward", "both"])
    assert len(one) == 1
    assert str(one[0].text) == "1.00 km of one-way roads that cannot be both reached and left"
    loop = [line((0, 0), (1, 0)), line((1, 0), (1, 1), (0, 0))]
    assert not found(loop, Doubt.ONE_WAY_TRAP, one_way=["forward", "forward"])


@pytest.mark.parametrize(
    ("road_class", "kmh", "count"),
    [("track", 130, 1), ("motorway", 130, 0), ("local", 50, 0), ("secondary", 2, 1), ("secondary", None, 0)],
)
def test_an_implausible_speed(road_class, kmh, count):
    one = found([MAIN], Doubt.SPEED, road_class=[road_class], speed_kmh=[kmh])
    assert len(one) == count
    if count:
        assert str(one[0].text) == f"{kmh} km/h stated on a road of class “{road_class}”"
