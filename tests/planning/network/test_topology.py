from __future__ import annotations

import numpy as np
import pytest
import shapely

from planning.network.road_graph import LONGEST_EDGE_M, road_graph
from planning.network.road_table import road_layers, road_table
from planning.network.splitting import topology_of
from planning.network.topology import cut
from tests.planning.made_up_country import layer, workspace
from tests.planning.network.made_up_roads import at, line, roads, roads_layer


def topology(situation):
    return topology_of(road_table(road_layers(situation)))


def test_roads_are_split_where_they_share_a_vertex():
    found = topology(roads([line((0, 0), (1, 0), (2, 0)), line((1, 0), (1, 1))]))
    assert len(found) == 3
    assert len(found.node) == 4
    assert np.allclose(sorted(found.drawn_m), 1000, rtol=1e-4)


def test_roads_that_cross_without_a_vertex_are_no_junction():
    found = topology(roads([line((0, 0), (2, 0)), line((1, -1), (1, 1))]))
    assert len(found) == 2
    assert len(found.node) == 4


def test_a_vertex_shared_by_nobody_splits_nothing():
    found = topology(roads([line((0, 0), (0.3, 0.1), (0.6, 0), (1, 0))]))
    assert len(found) == 1
    assert len(shapely.get_coordinates(found.lines()[0])) == 4


def test_multilines_are_taken_apart_and_empty_ones_left_out():
    lines = [
        shapely.MultiLineString([line((0, 0), (1, 0)), line((5, 0), (6, 0))]),
        shapely.LineString(),
        None,
        shapely.LineString([at(9, 9), at(9, 9)]),
    ]
    found = topology(roads(lines))
    assert len(found) == 2
    assert found.road.tolist() == [0, 0]


def test_heights_in_the_lines_are_ignored():
    flat = topology(roads([line((0, 0), (1, 0)), line((1, 0), (2, 0))]))
    heights = [
        shapely.LineString([(x, y, 100.0 + index) for x, y in one.coords])
        for index, one in enumerate([line((0, 0), (1, 0)), line((1, 0), (2, 0))])
    ]
    assert np.array_equal(topology(roads(heights)).node, flat.node)


def test_duplicates_are_merged_whichever_way_they_are_drawn():
    one = line((0, 0), (0.5, 0.1), (1, 0))
    found = topology(roads([one, shapely.reverse(one), one]))
    assert len(found) == 1
    assert sorted(found.same_road.tolist()) == [1, 2]


def test_a_duplicate_whose_class_is_known_is_kept():
    one = line((0, 0), (1, 0))
    found = topology(roads([one, one], road_class=[None, "primary"]))
    assert found.road.tolist() == [1]


def test_two_roads_with_the_same_ends_and_other_ways_both_stay():
    found = topology(roads([line((0, 0), (0.5, 0.5), (1, 0)), line((0, 0), (0.5, -0.5), (1, 0))]))
    assert len(found) == 2
    assert len(found.node) == 2


@pytest.mark.parametrize(
    ("one_way", "reverse_second", "forward", "backward"),
    [
        (["forward", "forward"], False, True, False),
        (["forward", "forward"], True, True, True),
        (["forward", "backward"], True, True, False),
        (["forward", None], False, True, False),
        ([None, None], False, True, True),
        (["backward", "both"], False, True, True),
    ],
)
def test_directions_of_duplicates_add_up(one_way, reverse_second, forward, backward):
    one = line((0, 0), (1, 0))
    second = shapely.reverse(one) if reverse_second else one
    found = topology(roads([one, second], one_way=one_way))
    assert found.tail.tolist() != found.head.tolist()
    assert (found.forward.tolist(), found.backward.tolist()) == ([forward], [backward])


def test_a_one_way_loop_drawn_both_ways_may_be_driven_both_ways():
    loop = line((0, 0), (1, 0), (1, 1), (0, 0))
    found = topology(roads([loop, shapely.reverse(loop)], one_way=["forward", "forward"]))
    assert (found.forward.tolist(), found.backward.tolist()) == ([True], [True])


def test_a_bridge_over_a_road_is_no_junction():
    over, under = line((0, 0), (1, 0), (2, 0)), line((1, -1), (1, 0), (1, 1))
    found = topology(roads([over, under], bridge=[True, False]))
    assert len(found) == 2
    assert len(found.node) == 4
    level = topology(roads([over, under], level=[1, 0]))
    assert len(level) == 2


def test_a_bridge_that_begins_at_a_junction_is_joined_to_it():
    road, bridge = line((0, 0), (1, 0), (2, 0)), line((1, 0), (1, 1))
    found = topology(roads([road, bridge], bridge=[False, True]))
    assert len(found) == 3
    assert len(found.node) == 4


def test_two_bridges_that_meet_above_a_road_are_joined_to_each_other_only():
    lines = [line((0, 0), (1, 0)), line((1, 0), (2, 0)), line((1, -1), (1, 0), (1, 1))]
    found = topology(roads(lines, level=[1, 1, 0]))
    assert len(found.node) == 5
    by_road = {
        int(road): (int(tail), int(head))
        for road, tail, head in zip(found.road, found.tail, found.head, strict=True)
    }
    assert by_road[0][1] == by_road[1][0]
    assert len(found) == 3


def test_cutting_keeps_length_and_order():
    found = topology(roads([line((0, 0), (2, 0), (2, 2)), line((5, 0), (6, 0))]))
    plane = shapely.length(found.lines(plane=True))
    pieces, node, parent = cut(found, np.array([0, 1, 0, 0]), plane[[0, 1, 0, 0]] * [0.75, 0.5, 0.25, 0.75])
    assert len(pieces) == 5
    assert pieces.road.tolist() == [0, 0, 0, 1, 1]
    assert parent.tolist() == [0, 0, 0, 1, 1]
    assert node[0] == node[3]
    assert pieces.drawn_m.sum() == pytest.approx(found.drawn_m.sum(), rel=1e-6)
    assert np.allclose(pieces.drawn_m[:3], [1000, 2000, 1000], rtol=2e-3)
    for edge in range(len(pieces)):
        vertices = shapely.get_coordinates(pieces.lines()[edge])
        assert np.allclose(vertices[0], pieces.node[pieces.tail[edge]])
        assert np.allclose(vertices[-1], pieces.node[pieces.head[edge]])


def test_cutting_at_an_end_gives_the_node_there():
    found = topology(roads([line((0, 0), (2, 0))]))
    same, node, _ = cut(found, np.array([0, 0]), np.array([0.0, 1e9]))
    assert len(same) == 1
    assert node.tolist() == [found.tail[0], found.head[0]]


def test_long_edges_are_cut_into_equal_pieces():
    graph = road_graph(roads([line((0, 0), (9, 0))]))
    assert len(graph) == 5
    assert graph.length_m.max() <= LONGEST_EDGE_M
    assert np.allclose(graph.length_m, 1800, rtol=1e-3)


def test_the_stated_length_is_shared_out_by_the_drawn_one():
    graph = road_graph(roads([line((0, 0), (9, 0), (9, 1)), line((9, 1), (10, 1))], length_km=[15.0, None]))
    first = graph.road == 0
    assert graph.length_m[first].sum() == pytest.approx(15_000)
    assert graph.length_m[~first].sum() == pytest.approx(1_000, rel=1e-3)
    assert np.allclose(graph.length_m[first] / graph.topology.drawn_m[first], 1.5, rtol=1e-3)


def test_all_road_layers_make_one_network_and_edges_know_their_feature():
    situation = workspace(
        roads_layer([line((0, 0), (1, 0))], name="first"), roads_layer([line((1, 0), (2, 0))], name="second")
    )
    graph = road_graph(situation)
    assert graph.road_layer.tolist() == ["first", "second"]
    assert graph.road_fid.tolist() == [1, 1]
    assert len(graph.component_km) == 1


def test_edges_of_a_road_include_those_another_road_gave():
    one = line((0, 0), (1, 0), (2, 0))
    graph = road_graph(roads([one, one, line((1, 0), (1, 1))]))
    assert set(graph.edges_of(1)) == set(graph.edges_of(0))
    assert len(graph.edges_of(0)) == 2


def test_components_and_their_share_of_the_length():
    graph = road_graph(roads([line((0, 5), (1, 5)), line((0, 0), (2, 0)), line((2, 0), (3, 0))]))
    assert graph.component_km.tolist() == pytest.approx([3, 1], rel=1e-3)
    assert graph.component.tolist()[0] == 1
    assert graph.largest_share == pytest.approx(0.75, rel=1e-3)


def test_the_graph_is_kept_while_roads_stay_the_same_and_when_they_are_closed():
    situation = roads([line((0, 0), (1, 0))], status=["open"])
    graph = road_graph(situation)
    assert road_graph(situation) is graph
    roads_ = situation.layer("roads")
    closed = situation.with_layer(roads_.with_frame(roads_.frame.assign(status=["closed"])))
    assert road_graph(closed) is graph
    moved = situation.with_layer(roads_layer([line((0, 0), (1, 0.1))]))
    assert road_graph(moved) is not graph
    assert road_graph(situation, join_m=0.0) is not graph


def test_a_workspace_without_roads_says_what_to_do():
    from planning.errors import MissingData

    with pytest.raises(MissingData, match=r"no roads.*Import a road file"):
        road_graph(
            workspace(layer("sites", "collective_centre", {"name_en": ["A"]}, [shapely.Point(31, 48)]))
        )
    with pytest.raises(MissingData, match="no line of any length"):
        road_graph(roads([shapely.LineString([at(0), at(0)])]))
