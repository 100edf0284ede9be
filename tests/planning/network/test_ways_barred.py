"""Restrictions over ways: barred edge by edge, against a search that remembers the edges driven."""

from __future__ import annotations

import heapq

import numpy as np
import pytest

from planning.network.arcs import Turns, arcs_of
from planning.network.chains import Chains
from planning.network.engine import DijkstraEngine, Entries
from planning.network.hierarchy import Hierarchy, HierarchyEngine
from planning.network.ordering import computed_order
from planning.network.road_graph import road_graph
from planning.network.travel import travel_network
from planning.network.vehicles import VEHICLE_BITS
from planning.run_control import RunControl
from tests.planning.network.made_up_roads import at, layer, line, roads_layer, workspace

CAR, TRUCK = VEHICLE_BITS["car"], VEHICLE_BITS["truck"]
QUIET = RunControl()
LONGEST = 4


def entries(states):
    state = np.asarray(states, dtype=np.int64).reshape(-1, 1)
    return Entries(state, np.zeros(state.shape), np.zeros(state.shape), np.zeros(state.shape, dtype=np.int64))


def turns_over(ways):
    """Turns from {((edge, with_line), …): vehicles}."""
    rows = list(ways.items())
    via = [(turn, *arc) for turn, (way, _) in enumerate(rows) for arc in way[1:-1]]
    via_turn, via_edge, via_with_line = np.array(via, dtype=np.int64).reshape(-1, 3).T
    return Turns(
        np.array([way[0][0] for way, _ in rows], dtype=np.int64),
        np.array([way[0][1] for way, _ in rows], dtype=bool),
        np.array([way[-1][0] for way, _ in rows], dtype=np.int64),
        np.array([way[-1][1] for way, _ in rows], dtype=bool),
        np.array([vehicles for _, vehicles in rows], dtype=np.int64),
        len(rows),
        via_turn=via_turn,
        via_edge=via_edge,
        via_with_line=via_with_line.astype(bool),
    )


def least_minutes(source, leaving, ends, minutes, barred):
    """Of every node, by a search over the last edges driven."""
    best, done, queue = {source: 0.0}, set(), [(0.0, source, ())]
    while queue:
        spent, node, driven = heapq.heappop(queue)
        if (node, driven) in done:
            continue
        done.add((node, driven))
        best[node] = min(best.get(node, np.inf), spent)
        for arc in leaving.get(node, ()):
            way = (*driven, arc)
            if any(way[-length:] in barred for length in range(2, LONGEST + 1)):
                continue
            heapq.heappush(queue, (spent + minutes[arc[0]], ends[arc], way[-(LONGEST - 1) :]))
    return best


@pytest.mark.parametrize("seed", range(8))
def test_both_engines_equal_a_search_that_remembers(seed):
    rng = np.random.default_rng(seed)
    side = 5
    node = np.arange(side * side)
    tail = np.concatenate((node[node % side < side - 1], node[: side * (side - 1)]))
    head = np.concatenate((node[node % side < side - 1] + 1, node[: side * (side - 1)] + side))
    kept = rng.random(len(tail)) < 0.85
    tail, head = tail[kept], head[kept]
    forward, backward = np.ones(len(tail), dtype=bool), rng.random(len(tail)) < 0.85
    minutes = rng.uniform(0.2, 3.0, len(tail))
    leaving, ends = {}, {}
    for edge in range(len(tail)):
        for with_line, may in ((True, forward[edge]), (False, backward[edge])):
            if may:
                start, end = (tail[edge], head[edge]) if with_line else (head[edge], tail[edge])
                leaving.setdefault(int(start), []).append((edge, with_line))
                ends[edge, with_line] = int(end)
    ways = {}
    for _ in range(60):
        way = [list(ends)[int(rng.integers(0, len(ends)))]]
        while len(way) < rng.integers(2, LONGEST + 1) and leaving.get(ends[way[-1]]):
            onward = leaving[ends[way[-1]]]
            way.append(onward[int(rng.integers(0, len(onward)))])
        if len(way) > 1:
            ways[tuple(way)] = CAR if rng.random() < 0.8 else TRUCK
    arcs = arcs_of(side * side, tail, head, forward, backward, turns_over(ways))
    chains = Chains.of(arcs)
    places = rng.random((2, chains.states))
    content = {"states": chains.states, "tail": chains.tail, "head": chains.head}
    hierarchy = Hierarchy(chains, computed_order({**content, "lat": places[0], "lon": places[1]}))
    by_arc = arcs.minutes(minutes, CAR)
    slow, fast = DijkstraEngine.of(arcs, by_arc, np.ones(len(tail))), HierarchyEngine(hierarchy, by_arc)
    barred = {way for way, vehicles in ways.items() if vehicles & CAR}
    assert any(len(way) == LONGEST for way in barred)
    for source in range(0, side * side, 3):
        best = least_minutes(source, leaving, ends, minutes, barred)
        truth = np.array([best.get(one, np.inf) for one in range(side * side)])
        found = arcs.on_nodes(slow.trees(entries([source])).minutes[0])
        assert np.allclose(found, truth, atol=1e-6)
        quick = arcs.on_nodes(fast.minutes(entries([source]), entries(np.arange(arcs.states)), QUIET)[0])
        assert np.allclose(quick, truth, atol=0.02)


def dual_carriageway(restriction, over="way/2", **columns):
    """From the south over a short link to the north lane and back: barred or asked for over the link.

    way/1 comes from the west to (0, 0); way/2 links (0, 0) to (0, 1) by way of (0, 0.5); way/3 leaves (0, 1)
    to the west, way/4 to the east; way/5 goes on east from (0, 0); way/6 closes the east.
    """
    ways = [
        line((-2, 0), (0, 0)),
        line((0, 0), (0, 0.5), (0, 1)),
        line((0, 1), (-2, 1)),
        line((0, 1), (2, 1)),
        line((0, 0), (2, 0)),
        line((2, 0), (2, 1)),
        line((0, 0.5), (0.3, 0.5)),
    ]
    barred = layer(
        "turn_restrictions",
        "reference",
        {"restriction": [restriction], "from_way": ["way/1"], "via": [over], "to_way": ["way/3"], **columns},
        [None],
    )
    ids = [str(number) for number in range(1, len(ways) + 1)]
    return workspace(roads_layer(ways, osm_id=ids), barred)


def km_between(situation, origin, destination, profile="car"):
    network = travel_network(situation, profile=profile, join_m=0)
    slow = network.route(origin, destination).length_km
    network.graph.prepared()
    fast = travel_network(situation, profile=profile, join_m=0).route(origin, destination).length_km
    assert fast == pytest.approx(slow)
    return slow


def test_a_turn_barred_over_a_way_is_driven_round():
    start, end = at(-1, 0), at(-1, 1)
    assert km_between(dual_carriageway("unknown"), start, end) == pytest.approx(3, rel=2e-3)
    # into the stub off the link and back, which is another way than the barred one
    assert km_between(dual_carriageway("no_u_turn"), start, end) == pytest.approx(3.6, rel=5e-3)
    # the link itself may be driven to the east
    assert km_between(dual_carriageway("no_u_turn"), start, at(1, 1)) == pytest.approx(3, rel=2e-3)
    # and from elsewhere to the west
    assert km_between(dual_carriageway("no_u_turn"), at(1, 0), end) == pytest.approx(3, rel=2e-3)


def test_the_one_way_that_is_allowed_over_a_way():
    only = dual_carriageway("only_u_turn")
    assert km_between(only, at(-1, 0), at(-1, 1)) == pytest.approx(3, rel=2e-3)
    # east only by way/3: to its end in the west, round and back
    assert km_between(only, at(-1, 0), at(1, 1)) == pytest.approx(1 + 1 + 2 + 2 + 1, rel=5e-3)


def test_a_restriction_over_a_way_holds_for_the_vehicles_it_names():
    trucks = dual_carriageway("no_u_turn", vehicle=["hgv"])
    assert km_between(trucks, at(-1, 0), at(-1, 1)) == pytest.approx(3, rel=2e-3)
    assert km_between(trucks, at(-1, 0), at(-1, 1), "truck") > 3.5
    by_condition = dual_carriageway("no_u_turn", condition=["hgv"])
    assert km_between(by_condition, at(-1, 0), at(-1, 1)) == pytest.approx(3, rel=2e-3)
    assert km_between(by_condition, at(-1, 0), at(-1, 1), "truck") > 3.5


@pytest.mark.parametrize(
    ("columns", "counted"),
    [
        ({}, (1, 0)),
        ({"over": "way/99"}, (1, 1)),  # not in the extract
        ({"over": "way/7"}, (1, 1)),  # does not lead there
        ({"condition": ["(Mo-Fr 07:00-09:00)"]}, (1, 1)),
        ({"vehicle": ["bicycle"]}, (0, 0)),
        ({"from_way": ["way/1;way/5"]}, (1, 1)),  # not told apart
    ],
)
def test_those_that_cannot_be_laid_are_counted(columns, counted):
    turns = road_graph(dual_carriageway("no_u_turn", **columns), join_m=0).turns
    assert (turns.read, turns.unused) == counted


def test_the_file_keeps_them(tmp_path, monkeypatch):
    from layers.formats.geopackage import load_workspace, save_workspace
    from planning.network import road_graph as road_graphs
    from planning.network.stored import store_network

    path = tmp_path / "made.gpkg"
    save_workspace(dual_carriageway("no_u_turn"), path)
    graph = road_graph(load_workspace(path), join_m=0)
    store_network(path, graph)
    monkeypatch.setattr(road_graphs, "_GRAPHS", road_graphs._Graphs())
    opened = road_graph(load_workspace(path), join_m=0)
    assert opened is not graph
    assert opened.turns.ways() == graph.turns.ways()
    assert len(opened.turns.via_edge) == 2
