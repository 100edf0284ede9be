"""Ways between time and exposure against every simple path, and what is told along a way."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
import shapely

from planning.network.along_way import profile_of, within_front
from planning.network.frontier import exposure_of, frontier, nearness
from planning.network.stops import quickest_order, through
from planning.network.travel import travel_network
from planning.network.turn_list import turn_list
from tests.planning.made_up_country import front_layer
from tests.planning.network.made_up_roads import at, box, country_layer, line, roads


def grid_network(seed, size=4):
    """A grid of roads of several speeds."""
    rng = np.random.default_rng(seed)
    lines = [
        line((x, y), (x + dx, y + dy))
        for x, y in itertools.product(range(size), repeat=2)
        for dx, dy in ((1, 0), (0, 1))
        if x + dx < size and y + dy < size
    ]
    classes = rng.choice(["motorway", "primary", "tertiary", "local"], len(lines)).tolist()
    return travel_network(roads(lines, road_class=classes)), rng


def supported(network, near, start, end):
    """(minutes, exposure) of the paths that are best for some weight, of all simple paths."""
    graph = nx.Graph()
    for edge, (tail, head) in enumerate(zip(network.graph.tail, network.graph.head, strict=True)):
        graph.add_edge(int(tail), int(head), edge=edge)
    points = []
    for path in nx.all_simple_paths(graph, start, end):
        edges = np.array([graph[a][b]["edge"] for a, b in itertools.pairwise(path)])
        minutes = network.minutes[edges]
        points.append((minutes.sum(), (minutes * near[edges]).sum()))
    points = sorted(set(points))
    hull = []
    for point in points:
        if hull and point[1] >= hull[-1][1] - 1e-12:
            continue
        while len(hull) > 1 and (hull[-1][1] - hull[-2][1]) * (point[0] - hull[-2][0]) >= (
            point[1] - hull[-2][1]
        ) * (hull[-1][0] - hull[-2][0]):
            hull.pop()
        hull.append(point)
    return hull


@pytest.mark.parametrize("seed", range(8))
def test_the_frontier_holds_the_best_of_every_weight(seed, monkeypatch):
    monkeypatch.setattr("planning.network.frontier.LEAST_DIFFERENCE_MIN", 1e-3)
    network, rng = grid_network(seed)
    near = rng.integers(0, 4, len(network.graph)).astype(float)
    node = {
        corner: int(
            np.argmin(
                np.hypot(network.graph.node_lon - at(*corner)[0], network.graph.node_lat - at(*corner)[1])
            )
        )
        for corner in ((0, 0), (3, 3))
    }
    expected = supported(network, near, node[0, 0], node[3, 3])
    found = frontier(network, [at(0, 0), at(3, 3)], near, 50)
    pairs = [(way.route.duration_min, way.exposure_min) for way in found]
    assert pairs[0] == pytest.approx(expected[0], abs=2e-3)
    assert pairs[-1] == pytest.approx(expected[-1], abs=2e-3)
    for pair in pairs:
        assert min(abs(pair[0] - one[0]) + abs(pair[1] - one[1]) for one in expected) < 4e-3
    assert len(pairs) == len(expected)
    for one, other in itertools.pairwise(pairs):
        assert one[0] < other[0]
        assert one[1] > other[1]


def test_a_way_is_no_longer_on_the_frontier_than_asked_for():
    network, rng = grid_network(3)
    near = rng.integers(0, 4, len(network.graph)).astype(float)
    every = frontier(network, [at(0, 0), at(3, 3)], near, 50)
    few = frontier(network, [at(0, 0), at(3, 3)], near, 2)
    assert [way.exposure_min for way in few] == [every[0].exposure_min, every[-1].exposure_min]
    assert frontier(network, [at(0, 0), at(0, 90)], near, 5) == ()


def test_minutes_and_km_within_each_distance_worked_by_hand():
    # the road runs 10 km east, its last 4 km within 3 km of the front at x = 13, the whole within 20 km
    situation = roads([line((0, 0), (10, 0))], front_layer(box(13, -30, 40, 30)), country_layer())
    network = travel_network(situation)
    route = network.route(at(0), at(10))
    near, far = within_front(network, network.front, route, (7.0, 20.0))
    assert near.km == pytest.approx(4, rel=0.01)
    assert near.minutes == pytest.approx(4, rel=0.01)
    assert far.km == pytest.approx(10, rel=1e-3)
    count = nearness(network, network.front, (7.0, 20.0))
    assert set(count.tolist()) <= {1.0, 2.0}
    assert exposure_of(route, count) == pytest.approx(14, abs=2.1)
    assert route.edge_min.sum() == pytest.approx(route.duration_min, rel=1e-6)


def test_the_profile_runs_from_end_to_end_and_measures_the_front():
    situation = roads([line((0, 0), (10, 0))], front_layer(box(13, -30, 40, 30)), country_layer())
    network = travel_network(situation)
    route = network.route(at(1), at(9.5, 0.4))
    profile = profile_of(network, route, front=network.front)
    assert (profile.km[0], profile.km[-1]) == (0, pytest.approx(route.length_km))
    assert (profile.minutes[0], profile.minutes[-1]) == (0, pytest.approx(route.duration_min))
    assert (np.diff(profile.km) > 0).all()
    assert (np.diff(profile.minutes) > 0).all()
    assert profile.front_km[0] == pytest.approx(12, rel=5e-3)
    assert profile.front_km[-1] == pytest.approx(3.5, rel=5e-3)
    walked = shapely.get_coordinates(shapely.line_interpolate_point(route.geometry, [0, 1], normalized=True))
    assert profile.lonlat[[0, -1]] == pytest.approx(walked)


CROSS = [
    line((0, 0), (3, 0)),
    line((3, 0), (3, 3)),
    line((3, 3), (6, 3)),
    line((6, 3), (6, 0)),
    line((3, 0), (6, 0)),
]


def test_stops_are_driven_in_the_order_given_or_in_the_quickest():
    network = travel_network(roads(CROSS))
    stops = [at(0, 0), at(6, 3), at(3, 3), at(6, 0)]
    given = through(network, network.minutes, stops)
    assert given.length_km == pytest.approx(3 + 3 + 3 + 3 + 3 + 3, rel=1e-3)
    order = quickest_order(network, stops)
    assert order == (0, 2, 1, 3)
    best = through(network, network.minutes, [stops[index] for index in order])
    assert best.length_km == pytest.approx(12, rel=1e-3)
    assert best.geometry.is_simple
    assert through(network, network.minutes, [at(0, 0), at(0, 50), at(6, 0)]) is None


@pytest.mark.parametrize("seed", range(4))
def test_the_quickest_order_is_no_longer_than_any(seed):
    network, rng = grid_network(seed)
    stops = [at(*place) for place in rng.uniform(0, 3, (5, 2))]
    order = quickest_order(network, stops)
    best = through(network, network.minutes, [stops[index] for index in order]).duration_min
    for middle in itertools.permutations((1, 2, 3)):
        other = through(network, network.minutes, [stops[index] for index in (0, *middle, 4)])
        assert best <= other.duration_min + 1e-6


def test_turns_in_words():
    network = travel_network(roads(CROSS))
    costs = network.minutes.copy()
    costs[network.graph.road == 4] = np.inf
    route = network.route_by(costs, at(0, 0), at(6, 0.5))
    names = [f"R{road}" for road in network.graph.road[route.edges].tolist()]
    steps = turn_list(network, route, names)
    assert [str(step.words) for step in steps] == ["head east", "turn left", "turn right", "turn right"]
    assert [step.road for step in steps] == ["R0", "R1", "R2", "R3"]
    assert [step.km for step in steps] == pytest.approx([3, 3, 3, 2.5], rel=2e-3)
    assert [step.at_km for step in steps] == pytest.approx([0, 3, 6, 9], abs=0.01)
    assert sum(step.minutes for step in steps) == pytest.approx(route.duration_min, abs=1e-3)
    assert (steps[1].lon, steps[1].lat) == pytest.approx(at(3, 0))
