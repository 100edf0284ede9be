"""Both engines against networkx: every distance, before and after closures, with and without barred turns."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import shapely

from planning.network.arcs import Turns, arcs_of
from planning.network.chains import Chains
from planning.network.engine import DijkstraEngine, Entries
from planning.network.hierarchy import Hierarchy, HierarchyEngine, order_of
from planning.network.travel import travel_network
from planning.network.vehicles import VEHICLE_BITS
from planning.run_control import Cancelled, RunControl
from tests.planning.network.made_up_roads import at, layer, line, roads, roads_layer, workspace

CAR, TRUCK = VEHICLE_BITS["car"], VEHICLE_BITS["truck"]
QUIET = RunControl()


def entries(states):
    """Searches that start at states with nothing spent."""
    state = np.asarray(states, dtype=np.int64).reshape(-1, 1)
    nothing = np.zeros(state.shape)
    return Entries(state, nothing, nothing, np.zeros(state.shape, dtype=np.int64))


def no_turns():
    return turns([])


def turns(rows):
    """Turns from (edge, with_line, edge, with_line, vehicles)."""
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    return Turns(
        table[:, 0], table[:, 1].astype(bool), table[:, 2], table[:, 3].astype(bool), table[:, 4], len(table)
    )


@pytest.fixture(scope="module")
def town():
    """A synthetic town: 40 x 40 nodes, a fifth of the streets missing, a tenth one-way, some parallel."""
    rng = np.random.default_rng(7)
    side = 40
    node = np.arange(side * side)
    east, north = node[node % side < side - 1], node[: side * (side - 1)]
    tail = np.concatenate((east, north))
    head = np.concatenate((east + 1, north + side))
    kept = rng.random(len(tail)) < 0.8
    tail, head = tail[kept], head[kept]
    double = rng.choice(len(tail), 40)
    tail, head = np.concatenate((tail, tail[double])), np.concatenate((head, head[double]))
    forward = np.ones(len(tail), dtype=bool)
    backward = rng.random(len(tail)) < 0.9
    minutes = rng.uniform(0.05, 3.0, len(tail))
    lon, lat = 30.0 + (node % side) / 100, 50.0 + (node // side) / 100
    return side * side, tail, head, forward, backward, minutes, lon, lat


@pytest.fixture(scope="module")
def town_arcs(town):
    nodes, tail, head, forward, backward, *_ = town
    return arcs_of(nodes, tail, head, forward, backward, no_turns())


def hierarchy_of(arcs, lon, lat):
    chains = Chains.of(arcs)
    node = arcs.state_node[chains.kept]
    return Hierarchy(chains, order_of(chains, lon[node], lat[node], QUIET))


@pytest.fixture(scope="module")
def town_hierarchy(town, town_arcs):
    return hierarchy_of(town_arcs, *town[-2:])


def net_of(town, minutes):
    nodes, tail, head, forward, backward, *_ = town
    net = nx.DiGraph()
    net.add_nodes_from(range(nodes))
    for one, other, ahead, back, cost in zip(
        tail.tolist(), head.tolist(), forward, backward, minutes.tolist(), strict=True
    ):
        for start, end, may in ((one, other, ahead), (other, one, back)):
            if may and np.isfinite(cost) and cost < net.get_edge_data(start, end, {"m": np.inf})["m"]:
                net.add_edge(start, end, m=cost)
    return net


def expected(net, pairs):
    found = {s: nx.single_source_dijkstra_path_length(net, s, weight="m") for s in {p[0] for p in pairs}}
    return np.array([found[one].get(other, np.inf) for one, other in pairs])


@pytest.mark.parametrize("closed", [0, 5, 400])
def test_a_thousand_pairs_equal_networkx_before_and_after_closures(town, town_arcs, town_hierarchy, closed):
    rng = np.random.default_rng(closed)
    minutes = town[5].copy()
    minutes[rng.choice(len(minutes), closed, replace=False)] = np.inf
    sources, targets = rng.integers(0, town[0], 25), rng.integers(0, town[0], 40)
    pairs = [(int(one), int(other)) for one in sources for other in targets]
    truth = expected(net_of(town, minutes), pairs).reshape(25, 40)
    by_arc = town_arcs.minutes(minutes, CAR)
    slow = DijkstraEngine.of(town_arcs, by_arc, np.ones(len(minutes)))
    fast = HierarchyEngine(town_hierarchy, by_arc)
    assert np.allclose(slow.minutes(entries(sources), entries(targets), QUIET), truth, atol=1e-6)
    rounding = 0.5 / 6_000 * 400  # half a hundredth of a second for each of at most 400 arcs
    assert np.allclose(fast.minutes(entries(sources), entries(targets), QUIET), truth, atol=rounding)
    for one, other in pairs[:: 97 if closed else 41]:
        way = fast.way(entries([one]), entries([other]))
        length = np.inf if way is None else by_arc[way.arcs].sum()
        assert length == pytest.approx(expected(net_of(town, minutes), [(one, other)])[0], abs=rounding)


def test_closing_never_shortens_and_opening_again_restores(town, town_arcs, town_hierarchy):
    rng = np.random.default_rng(3)
    some = entries(rng.integers(0, town[0], 20))
    open_minutes = town[5]
    before = HierarchyEngine(town_hierarchy, open_minutes[town_arcs.edge]).minutes(some, some, QUIET)
    closed = open_minutes.copy()
    for edge in rng.choice(len(closed), 30, replace=False).tolist():  # one by one: changed in place
        closed[edge] = np.inf
        after = HierarchyEngine(town_hierarchy, closed[town_arcs.edge]).minutes(some, some, QUIET)
        assert (after >= before - 1e-9).all()
    again = HierarchyEngine(town_hierarchy, open_minutes[town_arcs.edge]).minutes(some, some, QUIET)
    assert np.array_equal(again, before)


def edge_based(town, barred):
    """An independent model: one vertex for each directed edge, turns as its arcs."""
    _, tail, head, forward, backward, minutes, *_ = town
    net, leaving = nx.DiGraph(), {}
    for edge in range(len(tail)):
        for with_line, may in ((True, forward[edge]), (False, backward[edge])):
            if may:
                start = int(tail[edge] if with_line else head[edge])
                leaving.setdefault(start, []).append((edge, with_line))
    for arcs in leaving.values():
        for edge, with_line in arcs:
            end = int(head[edge] if with_line else tail[edge])
            net.add_node((edge, with_line))
            for onward in leaving.get(end, ()):
                if ((edge, with_line), onward) not in barred:
                    net.add_edge((edge, with_line), onward, m=minutes[onward[0]])
    return net, leaving


def test_barred_turns_equal_an_edge_based_search(town):
    nodes, tail, head, forward, backward, minutes, lon, lat = town
    rng = np.random.default_rng(11)
    _, leaving = edge_based(town, set())
    rows = []
    for _ in range(300):
        edge = int(rng.integers(0, len(tail)))
        with_line = bool(rng.random() < 0.5) or not backward[edge]
        onward = leaving.get(int(head[edge] if with_line else tail[edge]))
        if onward:
            rows.append((edge, with_line, *onward[int(rng.integers(0, len(onward)))], CAR))
    net, leaving = edge_based(town, {((r[0], bool(r[1])), (r[2], bool(r[3]))) for r in rows})
    arcs = arcs_of(nodes, tail, head, forward, backward, turns(rows))
    assert arcs.states > nodes + 200
    by_arc = arcs.minutes(minutes, CAR)
    slow = DijkstraEngine.of(arcs, by_arc, np.ones(len(minutes)))
    fast = HierarchyEngine(hierarchy_of(arcs, lon, lat), by_arc)
    sources = rng.integers(0, nodes, 15)
    found = arcs.on_nodes(slow.trees(entries(sources[:1])).minutes[0])
    assert np.isfinite(found).sum() > 1000
    for source in sources.tolist():
        starts = net.copy()
        for onward in leaving.get(source, ()):
            starts.add_edge("start", onward, m=minutes[onward[0]])
        starts.add_node("start")
        reach = nx.single_source_dijkstra_path_length(starts, "start", weight="m")
        truth = np.full(nodes, np.inf)
        truth[source] = 0.0
        for vertex, cost in reach.items():
            if vertex != "start":
                end = int(head[vertex[0]] if vertex[1] else tail[vertex[0]])
                truth[end] = min(truth[end], cost)
        found = arcs.on_nodes(slow.trees(entries([source])).minutes[0])
        assert np.allclose(found, truth, atol=1e-6)
        states = np.arange(arcs.states)
        quick = arcs.on_nodes(fast.minutes(entries([source]), entries(states), QUIET)[0])
        assert np.allclose(quick, truth, atol=0.04)
    other_vehicle = DijkstraEngine.of(arcs, arcs.minutes(minutes, TRUCK), np.ones(len(minutes)))
    free = arcs_of(nodes, tail, head, forward, backward, no_turns())
    plain = DijkstraEngine.of(free, free.minutes(minutes, CAR), np.ones(len(minutes)))
    one = arcs.on_nodes(other_vehicle.trees(entries(sources[:1])).minutes[0])
    assert np.allclose(one, plain.trees(entries(sources[:1])).minutes[0], atol=1e-6), "not barred to trucks"


def test_a_state_out_of_range_is_refused(town_hierarchy, town_arcs, town):
    engine = HierarchyEngine(town_hierarchy, town[5][town_arcs.edge])
    with pytest.raises(ValueError, match="out of range"):
        engine.way(entries([town[0]]), entries([0]))
    with pytest.raises(ValueError, match="every state once"):
        Hierarchy(Chains.of(town_arcs), np.zeros(town[0], dtype=np.int64))


def test_costs_too_large_for_the_units_are_told_more_coarsely(town, town_arcs, town_hierarchy):
    minutes = town[5] * 1_000
    some = entries([0, 700, 1500])
    found = HierarchyEngine(town_hierarchy, minutes[town_arcs.edge]).minutes(some, some, QUIET)
    slow = DijkstraEngine.of(town_arcs, minutes[town_arcs.edge], np.ones(len(minutes)))
    assert np.allclose(found, slow.minutes(some, some, QUIET), rtol=1e-4)


def test_ordering_is_stopped(town, town_arcs):
    with pytest.raises(Cancelled):
        order_of(Chains.of(town_arcs), *town[-2:], RunControl(cancelled=lambda: True))


def restrictions(points, **columns):
    columns.setdefault("via", ["node/1"] * len(points))
    return layer("turn_restrictions", "reference", columns, points)


CROSS = [
    line((-2, 0), (-1, 0), (0, 0)),
    line((0, 0), (1, 0), (2, 0)),
    line((0, 0), (0, 1)),
    line((0, 0), (0, -1)),
]


def minutes_between(situation, origin, destination, profile="car", fast=False):
    network = travel_network(situation, profile=profile, join_m=0)
    if fast:
        network.graph.prepared()
    minutes = network.durations([origin], [destination])[0, 0]
    route = network.route(origin, destination)
    assert route.duration_min == pytest.approx(minutes, abs=0.02)
    assert network.matrix([origin], [destination]).duration_min[0, 0] == pytest.approx(minutes, abs=0.02)
    return route.length_km


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(
    ("restriction", "to_way", "km"),
    [
        ("no_left_turn", "way/3", 1.0 + 2 * 1.0 + 0.5),  # straight on, round at the next end, and right
        ("no_u_turn", "way/1", 1.5),
        ("only_straight_on", "way/2", 1.0 + 2 * 1.0 + 0.5),
    ],
)
def test_a_barred_turn_is_driven_round(restriction, to_way, km, fast):
    ways = [line((-2, 0), (0, 0)), line((0, 0), (1, 0)), line((0, 0), (0, 1)), line((0, 0), (0, -1))]
    barred = restrictions(
        [shapely.Point(at(0, 0))], restriction=[restriction], from_way=["way/1"], to_way=[to_way]
    )
    situation = workspace(roads_layer(ways, osm_id=["1", "2", "3", "4"]), barred)
    found = minutes_between(situation, at(-1, 0), at(0, 0.5), fast=fast)
    assert found == pytest.approx(km, rel=2e-3)


@pytest.mark.parametrize(
    ("columns", "profile", "is_barred"),
    [
        ({"vehicle": ["hgv"]}, "car", False),
        ({"vehicle": ["hgv"]}, "truck", True),
        ({"except_for": ["bus;bicycle"]}, "bus", False),
        ({"except_for": ["bus;bicycle"]}, "car", True),
        ({"condition": ["(Mo-Fr 07:00-09:00)"]}, "car", False),
        ({"vehicle": ["bicycle"]}, "car", False),
    ],
)
def test_restrictions_hold_for_the_vehicles_they_name(columns, profile, is_barred):
    ways = [line((-2, 0), (0, 0)), line((0, 0), (1, 0)), line((0, 0), (0, 1))]
    barred = restrictions(
        [shapely.Point(at(0, 0))],
        restriction=["no_left_turn"],
        from_way=["way/1"],
        to_way=["way/3"],
        **columns,
    )
    situation = workspace(roads_layer(ways, osm_id=["1", "2", "3"]), barred)
    found = minutes_between(situation, at(-1, 0), at(0, 0.5), profile)
    assert (found > 2) == is_barred


def test_what_cannot_be_laid_is_counted():
    ways = [line((-2, 0), (0, 0)), line((0, 0), (1, 0)), line((0, 0), (0, 1))]
    points = [shapely.Point(at(0, 0)), shapely.Point(at(0, 0)), None, shapely.Point(at(5, 5))]
    barred = restrictions(
        points,
        restriction=["no_left_turn"] * 4,
        from_way=["way/1", "way/9", "way/1", "way/1"],
        to_way=["way/3"] * 4,
    )
    network = travel_network(workspace(roads_layer(ways, osm_id=["1", "2", "3"]), barred), join_m=0)
    assert (network.graph.turns.read, network.graph.turns.unused) == (4, 3)
    told = [str(item.text) for item in network.assumptions if "restriction" in str(item.text)]
    assert told[0] == "1 turn restriction is kept to"
    assert told[1].startswith("3 turn restrictions are not kept to")


def test_the_fast_engine_gives_the_same_routes_as_the_slow():
    rng = np.random.default_rng(2)
    lines = [line((x, y), (x + 1, y)) for x in range(6) for y in range(7)]
    lines += [line((x, y), (x, y + 1)) for x in range(7) for y in range(6)]
    speeds = rng.integers(20, 90, len(lines)).astype(float)
    situation = roads(lines, speed_kmh=speeds)
    places = [at(*xy) for xy in rng.uniform(0, 6, (12, 2))]
    network = travel_network(situation, join_m=0)
    slow = [network.route(a, b) for a in places for b in places]
    table = network.matrix(places, places).duration_min
    network.graph.prepared()
    fresh = travel_network(situation, join_m=0)
    fast = [fresh.route(a, b) for a in places for b in places]
    assert np.allclose([r.duration_min for r in fast], [r.duration_min for r in slow], atol=1e-2)
    assert np.allclose(fresh.durations(places, places), table, atol=1e-2)
