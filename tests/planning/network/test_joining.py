from __future__ import annotations

import numpy as np
import pytest
import shapely

from planning.network.gaps import join_that_connects
from planning.network.road_graph import road_graph
from planning.run_control import Cancelled, RunControl
from tests.planning.network.made_up_roads import at, line, roads


def pieces(graph):
    return len(graph.component_km)


def test_dead_ends_within_the_distance_are_joined_and_listed():
    situation = roads([line((0, 0), (1, 0)), line((1.04, 0), (2, 0))])
    assert pieces(road_graph(situation, join_m=30)) == 2
    graph = road_graph(situation, join_m=50)
    assert pieces(graph) == 1
    assert graph.joins.gap_m.tolist() == pytest.approx([40], rel=1e-3)
    ends = np.concatenate((graph.joins.origin, graph.joins.target))
    assert sorted(ends[:, 0].tolist()) == pytest.approx([at(1)[0], at(1.04)[0]])
    assert (graph.join == 0).sum() == 1
    assert graph.component_km.sum() == pytest.approx(1.96, rel=1e-3), "a join is no road"
    assert shapely.length(graph.joins.lines()).min() > 0


def test_a_dead_end_beside_a_road_splits_it():
    situation = roads([line((0, 0), (2, 0)), line((0.8, 0.03), (0.8, 1))])
    graph = road_graph(situation, join_m=50)
    assert pieces(graph) == 1
    assert (graph.road[graph.join < 0] == 0).sum() == 2
    assert graph.joins.gap_m.tolist() == pytest.approx([30], rel=1e-2)
    assert graph.joins.target[0].tolist() == pytest.approx(at(0.8), abs=1e-5)


def test_a_dead_end_on_a_road_meets_it_without_a_join():
    lon = (at(0)[0] + at(2)[0]) / 2
    on_road = shapely.LineString([(lon, at(0)[1]), at(1, 1)])
    graph = road_graph(roads([line((0, 0), (2, 0)), on_road]), join_m=0.0)
    assert pieces(graph) == 1
    assert len(graph.joins) == 0


def test_a_dead_end_above_a_road_of_another_level_is_not_joined_to_its_middle():
    lines = [line((0, 0), (2, 0)), line((0.8, 0.03), (0.8, 1))]
    assert pieces(road_graph(roads(lines, level=[1, 0]), join_m=50)) == 2
    assert pieces(road_graph(roads(lines, level=[1, 1]), join_m=50)) == 1


def test_two_carriageways_that_break_off_are_joined_across_the_gap():
    """The nearest dead end is the other carriageway's; joining only nearest ones never crosses the gap."""
    lines = [
        line((0, 0), (5, 0)),
        line((0, 0.012), (5, 0.012)),
        line((5.03, 0), (9, 0)),
        line((5.03, 0.012), (9, 0.012)),
    ]
    graph = road_graph(roads(lines), join_m=50)
    assert pieces(graph) == 1
    assert sorted(graph.joins.gap_m.tolist()) == pytest.approx([12, 12, 12, 12, 30], rel=1e-2)


def test_a_gap_within_one_piece_is_joined_only_where_the_way_round_is_long():
    round_way = line((0, 0), (0, 5), (2.03, 5), (2.03, 0))
    long_way = roads([round_way, line((0, 0), (2, 0))])
    assert len(road_graph(long_way, join_m=50).joins) == 1
    short_way = roads([line((0, 0), (0, 0.1), (0.13, 0.1), (0.13, 0)), line((0, 0), (0.1, 0))])
    assert len(road_graph(short_way, join_m=50).joins) == 0


def test_shortest_gaps_are_joined_first_and_no_more_than_needed():
    lines = [line((0, 0), (1, 0)), line((1.02, 0), (2, 0)), line((1.01, 0.03), (1.01, 1))]
    graph = road_graph(roads(lines), join_m=50)
    assert pieces(graph) == 1
    assert len(graph.joins) == 2


def test_joined_lengths_never_exceed_the_distance():
    rng = np.random.default_rng(7)
    starts = rng.uniform(0, 3, (60, 2))
    lines = [
        line(tuple(p), tuple(p + q)) for p, q in zip(starts, rng.uniform(-0.4, 0.4, (60, 2)), strict=True)
    ]
    before = None
    for join_m in (0, 20, 80, 300):
        graph = road_graph(roads(lines), join_m=join_m)
        assert graph.joins.gap_m.max(initial=0) <= join_m * 1.001
        assert before is None or pieces(graph) <= before
        before = pieces(graph)


def test_the_gap_that_connects_is_the_widest_one_needed():
    graph = road_graph(
        roads([line((0, 0), (1, 0)), line((1.2, 0), (2, 0)), line((2.5, 0), (3, 0))]), join_m=50
    )
    first, last = graph.edges_of(0)[0], graph.edges_of(2)[0]
    gap = join_that_connects(graph.topology, int(first), int(last), 1000, RunControl())
    assert gap.gap_m == pytest.approx(500, rel=1e-3)
    assert join_that_connects(graph.topology, int(first), int(last), 400, RunControl()) is None


def test_building_can_be_cancelled():
    with pytest.raises(Cancelled):
        road_graph(roads([line((0, 0), (1.234, 0))]), control=RunControl(cancelled=lambda: True))
