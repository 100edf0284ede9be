from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from planning.errors import BadParameter, MissingData, NoRoute
from planning.network.speeds import speeds_document
from planning.network.travel import travel_network
from tests.planning.made_up_country import front_layer, layer
from tests.planning.network.made_up_roads import at, box, country_layer, damage_layer, line, roads

GEOD = Geod(ellps="WGS84")
SECONDARY_KMH, ACCESS_KMH = 60.0, 20.0


def test_a_route_worked_by_hand():
    """2 km east on the road, 1 km north off it, and 0.4 km to it: 5 km by road, 0.4 km without."""
    network = travel_network(roads([line((0, 0), (4, 0)), line((4, 0), (4, 3))]))
    route = network.route(at(1, -0.4), at(4, 2))
    assert route.length_km == pytest.approx(5.4, rel=1e-3)
    assert route.duration_min == pytest.approx(5 / SECONDARY_KMH * 60 + 0.4 / ACCESS_KMH * 60, rel=1e-3)
    assert route.access_km == pytest.approx((0.4, 0.0), abs=1e-3)
    assert GEOD.geometry_length(route.geometry) / 1000 == pytest.approx(route.length_km, rel=1e-6)
    assert route.geometry.coords[0] == pytest.approx(at(1, -0.4))
    assert route.geometry.coords[-1] == pytest.approx(at(4, 2))
    assert route.edge_km.sum() == pytest.approx(5.0, rel=1e-3)


def test_both_places_on_one_edge():
    network = travel_network(roads([line((0, 0), (1.9, 0))]))
    there, back = network.route(at(0.5), at(1.5)), network.route(at(1.5), at(0.5))
    assert there.length_km == pytest.approx(1.0, rel=1e-3)
    assert back.length_km == pytest.approx(1.0, rel=1e-3)
    found = network.matrix([at(0.5), at(1.5)], [at(0.5), at(1.5)])
    assert np.allclose(found.length_km, [[0, 1], [1, 0]], rtol=1e-3)
    assert np.allclose(found.duration_min, [[0, 1], [1, 0]], rtol=1e-3)


def test_both_places_on_one_one_way_edge_go_round_when_they_must():
    ring = [line((0, 0), (1.9, 0)), line((1.9, 0), (1.9, 1)), line((1.9, 1), (0, 1)), line((0, 1), (0, 0))]
    network = travel_network(roads(ring, one_way=["forward"] * 4))
    assert network.route(at(0.5), at(1.5)).length_km == pytest.approx(1.0, rel=1e-3)
    assert network.route(at(1.5), at(0.5)).length_km == pytest.approx(4.8, rel=1e-3)
    assert network.matrix([at(1.5)], [at(0.5)]).length_km[0, 0] == pytest.approx(4.8, rel=1e-3)


def test_of_parallel_roads_the_faster_is_driven_and_never_their_sum():
    lines = [line((0, 0), (1, 0)), line((0, 0), (0.5, 0.4), (1, 0)), line((1, 0), (1.5, 0))]
    network = travel_network(roads(lines))
    assert network.matrix([at(0)], [at(1.5)]).length_km[0, 0] == pytest.approx(1.5, rel=1e-3)
    slow = travel_network(roads(lines, speed_kmh=[10, 100, 100]))
    length = slow.matrix([at(0)], [at(1.5)]).length_km[0, 0]
    assert length == pytest.approx(2 * np.hypot(0.5, 0.4) + 0.5, rel=1e-3)
    on_slower = slow.route(at(0.5, 0.0), at(1.5))
    assert on_slower.duration_min == pytest.approx(0.5 / 10 * 60 + 0.5 / 100 * 60, rel=1e-2)


def test_a_place_is_attached_to_a_loop_and_to_nothing_beyond_the_limit():
    loop = line((0, 0), (0.5, 0), (0.5, 0.5), (0, 0))
    network = travel_network(roads([line((-1, 0), (0, 0)), loop]), snap_km=2.0)
    assert network.route(at(-1), at(0.5, 0.25)).length_km == pytest.approx(
        1 + min(0.75, 0.25 + np.hypot(0.5, 0.5)), rel=1e-2
    )
    snap = network.snap(np.array([at(0, 1.9)[0], at(-1, 3)[0]]), np.array([at(0, 1.9)[1], at(-1, 3)[1]]))
    assert snap.attached.tolist() == [True, False]
    assert snap.distance_km[1] == pytest.approx(np.hypot(1.5, 2.5), rel=1e-2)
    far = network.matrix([at(-1, 3)], [at(0)])
    assert np.isinf(far.duration_min[0, 0])
    assert np.isinf(far.length_km[0, 0])


def test_speeds_by_class_by_statement_and_by_the_workspace():
    situation = roads(
        [line((0, 0), (6, 0)), line((0, 1), (6, 1)), line((0, 2), (6, 2))],
        road_class=["primary", None, "local"],
        speed_kmh=[None, None, 190],
    )

    def minutes(network, row):
        return network.matrix([at(0, row)], [at(6, row)]).duration_min[0, 0]

    car, truck = travel_network(situation), travel_network(situation, profile="truck")
    assert [minutes(car, row) for row in range(3)] == pytest.approx([6 / 70 * 60, 6.0, 3.6], rel=1e-3)
    assert minutes(truck, 0) == pytest.approx(6.0, rel=1e-3)
    assert minutes(truck, 2) == pytest.approx(6 / 75 * 60, rel=1e-3), "a truck is no faster than a truck"
    edited = situation.with_document(speeds_document("car", {"primary": 36}))
    edited = edited.with_document(speeds_document("rules", {"default_class": "primary"}))
    assert [minutes(travel_network(edited), row) for row in (0, 1)] == pytest.approx([10, 10], rel=1e-3)
    texts = [str(item.text) for item in travel_network(edited).assumptions]
    assert any("1 of 3 roads have no class and are taken as primary" in text for text in texts)
    with pytest.raises(BadParameter, match="no vehicle profile called tank"):
        travel_network(situation, profile="tank")
    with pytest.raises(BadParameter, match="above 0"):
        travel_network(situation.with_document(speeds_document("car", {"primary": 0})))
    with pytest.raises(BadParameter, match="one of"):
        travel_network(situation.with_document(speeds_document("rules", {"mood": 3})))


def test_stated_length_counts_in_routes_and_matrices():
    network = travel_network(roads([line((0, 0), (4, 0))], length_km=[6.0]))
    assert network.route(at(0), at(4)).length_km == pytest.approx(6.0, rel=1e-6)
    assert network.matrix([at(1)], [at(3)]).length_km[0, 0] == pytest.approx(3.0, rel=1e-3)


def test_the_way_to_the_road_and_the_road_are_not_through_an_area_of_control():
    area = box(3, -1, 6, 1)
    situation = roads(
        [line((0, 0), (9, 0)), line((0, 0), (0, 2), (9, 2), (9, 0))], front_layer(area), country_layer()
    )
    network = travel_network(situation)
    assert network.route(at(0), at(9)).length_km == pytest.approx(13, rel=1e-3)
    inside = network.snap(*np.array(at(4.5)).reshape(2, 1))
    assert not inside.attached[0]
    assert "area of control" in str(network.why_not(at(0), at(4.5)))
    with pytest.raises(NoRoute, match="area of control"):
        network.route(at(0), at(4.5))


def test_distance_from_the_front_is_kept_when_asked_for():
    area = box(3, -1, 6, 1)
    situation = roads(
        [line((0, 0), (9, 0)), line((0, 0), (0, 2), (9, 2), (9, 0)), line((0, 2), (0, 9), (9, 9), (9, 2))],
        front_layer(area),
        country_layer(),
    )
    avoiding = travel_network(situation, avoid_front_km=2.0)
    assert avoiding.route(at(0), at(9)).length_km == pytest.approx(27, rel=1e-3)
    assert avoiding.front.distance_km([avoiding.route(at(0), at(9)).geometry])[0] > 2.0
    too_far = travel_network(situation, avoid_front_km=20.0)
    assert "20 km of the front" in str(too_far.why_not(at(0), at(9)))
    with pytest.raises(MissingData):
        travel_network(roads([line((0, 0), (9, 0))]), avoid_front_km=2.0)


def random_roads(seed, *, one_way=False, count=45):
    """A random net of straight roads between 20 points, some of them double, some never joined."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 12, (20, 2)).round(3)
    ends = rng.integers(0, 20, (count, 2))
    ends = ends[ends[:, 0] != ends[:, 1]]
    lines = []
    for index, (one, other) in enumerate(ends):
        middle = (points[one] + points[other]) / 2 + (0, 0 if index % 3 else 0.5)
        lines.append(line(tuple(points[one]), tuple(middle), tuple(points[other])))
    columns = {"speed_kmh": rng.integers(20, 90, len(lines)).astype(float)}
    if one_way:
        columns["one_way"] = rng.choice(["both", "forward", "backward"], len(lines)).tolist()
    return lines, columns, points


def oracle(graph, minutes, *, weight):
    """The same network as networkx has it, with lengths as floats and every parallel edge kept."""
    net = nx.MultiDiGraph()
    net.add_nodes_from(range(graph.nodes))
    for edge in range(len(graph)):
        if not np.isfinite(minutes[edge]):
            continue
        values = {"minutes": minutes[edge], "km": graph.length_m[edge] / 1000}
        if graph.forward[edge]:
            net.add_edge(int(graph.tail[edge]), int(graph.head[edge]), **values)
        if graph.backward[edge]:
            net.add_edge(int(graph.head[edge]), int(graph.tail[edge]), **values)
    return dict(nx.all_pairs_dijkstra_path_length(net, weight=weight))


def check_against_networkx(network):
    graph = network.graph
    nodes = np.unique(np.concatenate((graph.tail, graph.head)))
    places = np.column_stack((graph.node_lon[nodes], graph.node_lat[nodes]))
    apart = network.snap(*places.T)
    places, nodes = (
        places[apart.attached & (apart.distance_km < 1e-6)],
        nodes[apart.attached & (apart.distance_km < 1e-6)],
    )
    found = network.matrix(places, places)
    expected = oracle(graph, network.minutes, weight="minutes")
    table = np.array([[expected[int(a)].get(int(b), np.inf) for b in nodes] for a in nodes])
    assert np.array_equal(np.isfinite(found.duration_min), np.isfinite(table))
    assert np.allclose(found.duration_min, table, rtol=1e-6, atol=1e-4)
    return found, places


@pytest.mark.parametrize("one_way", [False, True])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_matrices_equal_those_of_networkx(seed, one_way):
    lines, columns, _ = random_roads(seed, one_way=one_way)
    before = roads(lines, **columns)
    check_against_networkx(travel_network(before, join_m=0))
    closed = ["closed" if index % 4 == 0 else "open" for index in range(len(lines))]
    after = roads(lines, status=closed, **columns)
    check_against_networkx(travel_network(after, join_m=0))


def test_lengths_are_those_of_the_fastest_way_and_routes_agree_with_matrices():
    lines, columns, _ = random_roads(11, one_way=True)
    network = travel_network(roads(lines, **columns), join_m=0)
    rng = np.random.default_rng(5)
    origins = [at(*xy) for xy in rng.uniform(0, 12, (12, 2))]
    destinations = [at(*xy) for xy in rng.uniform(0, 12, (9, 2))]
    found = network.matrix(origins, destinations)
    turned = network.matrix(destinations, origins)
    for row, origin in enumerate(origins):
        for column, destination in enumerate(destinations):
            if not np.isfinite(found.duration_min[row, column]):
                with pytest.raises(NoRoute):
                    network.route(origin, destination)
                continue
            route = network.route(origin, destination)
            assert route.duration_min == pytest.approx(found.duration_min[row, column], abs=1e-5)
            assert route.length_km == pytest.approx(found.length_km[row, column], abs=1e-5)
            assert GEOD.geometry_length(route.geometry) / 1000 == pytest.approx(route.length_km, rel=1e-4)
            back = turned.duration_min[column, row]
            if np.isfinite(back):
                assert network.route(destination, origin).duration_min == pytest.approx(back, abs=1e-5)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 50), st.lists(st.integers(0, 44), max_size=12), st.lists(st.integers(0, 44), max_size=12)
)
def test_closing_more_never_makes_a_way_faster(seed, some, more):
    lines, columns, points = random_roads(seed, one_way=seed % 2 == 0)
    places = [at(*xy) for xy in points[:8]]

    def minutes(closed):
        status = ["closed" if index in closed else "open" for index in range(len(lines))]
        network = travel_network(roads(lines, status=status, **columns), join_m=0)
        # as seen from the crossroads themselves, so that a place is not attached to another road
        graph = network.graph
        expected = oracle(graph, network.minutes, weight="minutes")
        return network, expected

    network, before = minutes(set(some))
    _, after = minutes({*some, *more})
    for one, ways in after.items():
        for other, value in ways.items():
            assert value >= before[one][other] - 1e-9
    assert network.matrix(places, places).duration_min.shape == (8, 8)


@pytest.mark.parametrize("seed", [4, 5])
def test_without_one_ways_minutes_are_symmetric_and_obey_the_triangle(seed):
    lines, columns, points = random_roads(seed)
    network = travel_network(roads(lines, **columns), join_m=0)
    minutes = network.matrix([at(*xy) for xy in points], [at(*xy) for xy in points]).duration_min
    assert np.allclose(minutes, minutes.T, rtol=1e-9, atol=1e-6)
    for middle in range(len(points)):
        assert (minutes <= minutes[:, [middle]] + minutes[[middle], :] + 1e-6).all()


def test_reach_is_cut_where_the_time_is_up():
    joined = travel_network(roads([line((0, 0), (3, 0), (9, 0)), line((3, 0), (3, 4))]))
    reach = joined.reach(at(0), 5.0)
    assert reach.length_km() == pytest.approx(5 + 2, rel=1e-3)
    ends = shapely.get_coordinates(reach.lines())
    assert ends[:, 0].max() == pytest.approx(at(5)[0], abs=1e-5)
    assert ends[:, 1].max() == pytest.approx(at(3, 2)[1], abs=1e-5)
    assert joined.reach([at(0), at(9)], 2.0).length_km() == pytest.approx(4, rel=1e-3)
    assert joined.reach(at(1), 0.5).length_km() == pytest.approx(1.0, rel=1e-3)
    assert joined.reach(at(0, 2), 5.0).length_km() == 0.0, "the way to the road takes longer"


def test_reach_to_a_place_follows_one_way_roads_backwards():
    network = travel_network(
        roads([line((0, 0), (3, 0)), line((3, 0), (6, 0))], one_way=["forward", "forward"])
    )
    assert network.reach(at(3), 2.0).length_km() == pytest.approx(2, rel=1e-3)
    to = network.reach(at(3), 2.0, to=True)
    assert to.length_km() == pytest.approx(2, rel=1e-3)
    assert shapely.get_coordinates(to.lines())[:, 0].max() <= at(3)[0] + 1e-9


def test_reach_agrees_with_the_matrix():
    lines, columns, points = random_roads(8, one_way=True)
    network = travel_network(roads(lines, **columns), join_m=0)
    reach = network.reach(at(*points[0]), 6.0)
    for one in reach.lines()[::7]:
        end = shapely.get_coordinates(one)[-1]
        assert network.matrix([at(*points[0])], [end]).duration_min[0, 0] <= 6.0 + 1e-2


def test_hazard_areas_close_roads_while_they_are_in_force():
    import pandas as pd

    def hazard(**columns):
        shape = [box(3, -1, 4, 1)]
        return layer("hazards", "hazard_area", {"name": ["Mined field"], **columns}, shape)

    lines = [line((0, 0), (9, 0))]
    closed = travel_network(roads(lines, hazard(closes_roads=[True])))
    assert "Mined field" in str(closed.why_not(at(0), at(9)))
    for columns in (
        {"closes_roads": [False]},
        {"closes_roads": [True], "until": [pd.Timestamp("2025-01-10")]},
        {"closes_roads": [True], "since": [pd.Timestamp("2025-02-10")]},
    ):
        network = travel_network(roads(lines, hazard(**columns)))
        assert network.route(at(0), at(9)).length_km == pytest.approx(9, rel=1e-3)


def test_limits_close_a_road_to_the_vehicle_that_exceeds_them():
    lines = [line((0, 0), (3, 0)), line((0, 0), (0, 1), (3, 1), (3, 0))]
    situation = roads(lines, max_weight_t=[5.0, None], max_height_m=[None, None])
    assert travel_network(situation).route(at(0), at(3)).length_km == pytest.approx(3, rel=1e-3)
    truck = travel_network(situation, profile="truck")
    assert truck.route(at(0), at(3)).length_km == pytest.approx(5, rel=1e-3)
    assert "limit of 5 t for a truck" in str(truck.closures.listed[0].text)


def test_slowed_roads_cost_more_and_damaged_bridges_are_counted():
    lines = [line((0, 0), (3, 0), (6, 0))]
    slowed = travel_network(roads(lines, status=["slowed"]))
    assert slowed.route(at(0), at(6)).duration_min == pytest.approx(12, rel=1e-3)
    bridge = damage_layer([shapely.Point(at(2.5)), shapely.Point(at(4.5))], extent=["moderate", "none"])
    noted = travel_network(roads(lines, bridge)).route(at(0), at(6))
    assert noted.duration_min == pytest.approx(6, rel=1e-3)
    assert [closure.fid for closure in noted.damaged_bridges] == [1]
