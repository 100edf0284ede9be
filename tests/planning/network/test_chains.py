"""Chains: the hierarchy over the states that remain gives what Dijkstra gives over all of them."""

from __future__ import annotations

import numpy as np
import pytest

from planning.network.arcs import Turns, arcs_of
from planning.network.chains import Chains
from planning.network.counting_sort import order_by
from planning.network.engine import DijkstraEngine, Entries
from planning.network.hierarchy import Hierarchy, HierarchyEngine
from planning.network.ordering import computed_order
from planning.run_control import RunControl

QUIET = RunControl()
NO_TURNS = Turns(*(np.zeros(0, dtype=dtype) for dtype in (np.int64, bool, np.int64, bool, np.int64)))


def entries(states, minutes=None):
    state = np.asarray(states, dtype=np.int64)
    state = state.reshape(-1, 1) if state.ndim == 1 else state
    spent = np.zeros(state.shape) if minutes is None else np.asarray(minutes, dtype=float)
    return Entries(state, spent, np.zeros(state.shape), np.zeros(state.shape, dtype=np.int64))


def arcs_along(nodes, ways, one_way=()):
    """Arcs of rows of nodes; rows in `one_way` are driven forward only."""
    tail = np.array([one for way in ways for one in way[:-1]])
    head = np.array([other for way in ways for other in way[1:]])
    row = np.repeat(np.arange(len(ways)), [len(way) - 1 for way in ways])
    every = np.ones(len(tail), dtype=bool)
    return arcs_of(nodes, tail, head, every, ~np.isin(row, one_way), NO_TURNS)


def hierarchy_of(arcs):
    chains = Chains.of(arcs)
    places = np.random.default_rng(1).random((2, chains.states))
    order = computed_order(
        {
            "states": chains.states,
            "tail": chains.tail,
            "head": chains.head,
            "lat": places[0],
            "lon": places[1],
        }
    )
    return Hierarchy(chains, order)


def test_rows_are_passed_through_and_junctions_dead_ends_and_parallels_remain():
    #  0 - 1 - 2 - 3 - 4      3 - 5 - 6 one-way      4 = 7 twice
    arcs = arcs_along(8, [(0, 1, 2, 3, 4), (3, 5, 6), (4, 7), (4, 7)], one_way=[1])
    chains = Chains.of(arcs)
    assert chains.kept.tolist() == [0, 3, 4, 6, 7]
    ways = set(zip(chains.kept[chains.tail].tolist(), chains.kept[chains.head].tolist(), strict=True))
    assert ways == {(0, 3), (3, 0), (3, 4), (4, 3), (3, 6), (4, 7), (7, 4)}
    run = int(chains.whole[0])
    assert [(int(arcs.tail[arc]), int(arcs.head[arc])) for arc in chains.arcs_of(np.array([run]))] == [
        (0, 1),
        (1, 2),
        (2, 3),
    ]
    assert sorted(chains.laid.tolist()) == list(range(len(arcs)))


def test_a_ring_on_which_nothing_hangs_keeps_one_state():
    chains = Chains.of(arcs_along(9, [(0, 1, 2, 3, 0), (4, 5, 6, 4), (7, 8)], one_way=[1]))
    assert chains.states == 4


def town(seed):
    """A grid with missing streets, every street cut in pieces, some pieces one-way, rings and dead ends."""
    rng = np.random.default_rng(seed)
    side = 7
    nodes = side * side
    streets = [(n, n + 1) for n in range(nodes) if n % side < side - 1]
    streets += [(n, n + side) for n in range(nodes - side)]
    ways = []
    for one, other in (streets[i] for i in np.flatnonzero(rng.random(len(streets)) < 0.65)):
        inner = list(range(nodes, nodes + int(rng.integers(0, 6))))
        nodes += len(inner)
        ways.append((one, *inner, other))
    ways += [(5, nodes, nodes + 1, 5), (nodes + 2, nodes + 3, nodes + 4, nodes + 2)]
    nodes += 5
    tail = np.array([one for way in ways for one in way[:-1]])
    head = np.array([other for way in ways for other in way[1:]])
    forward, backward = rng.random(len(tail)) < 0.95, rng.random(len(tail)) < 0.9
    return arcs_of(nodes, tail, head, forward, backward, NO_TURNS), len(tail), rng


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("closed_share", [0.0, 0.03])
def test_every_distance_and_way_equals_dijkstra(seed, closed_share):
    arcs, edges, rng = town(seed)
    by_edge = rng.uniform(0.1, 3.0, edges)
    by_edge[rng.random(edges) < closed_share] = np.inf
    minutes = by_edge[arcs.edge]
    hierarchy = hierarchy_of(arcs)
    assert hierarchy.chains.states < 0.6 * arcs.states
    slow, fast = DijkstraEngine.of(arcs, minutes, np.ones(edges)), HierarchyEngine(hierarchy, minutes)
    every = entries(np.arange(arcs.states))
    truth = slow.minutes(every, every, QUIET)
    assert np.allclose(fast.minutes(every, every, QUIET), truth, atol=0.02)
    for one, other in rng.integers(0, arcs.states, (60, 2)).tolist():
        way = fast.way(entries([one]), entries([other]))
        assert (way is None) == np.isinf(truth[one, other])
        if way is not None:
            assert minutes[way.arcs].sum() == pytest.approx(truth[one, other], abs=0.02)
            states = [one, *arcs.head[way.arcs].tolist()]
            assert states[:-1] == arcs.tail[way.arcs].tolist()
            assert states[-1] == other


@pytest.mark.parametrize("seed", range(6))
def test_the_entry_and_exit_taken_are_those_that_dijkstra_takes(seed):
    arcs, edges, rng = town(seed)
    minutes = rng.uniform(0.1, 3.0, edges)[arcs.edge]
    slow, fast = (
        DijkstraEngine.of(arcs, minutes, np.ones(edges)),
        HierarchyEngine(hierarchy_of(arcs), minutes),
    )
    for _ in range(60):
        spent = rng.uniform(0, 2, (2, 2))
        start = entries(rng.integers(-1, arcs.states, (1, 2)), spent[:1])
        end = entries(rng.integers(-1, arcs.states, (1, 2)), spent[1:])
        one, other = slow.way(start, end), fast.way(start, end)
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert (one.entry, one.exit) == (other.entry, other.exit)
            assert one.arcs.tolist() == other.arcs.tolist()


def test_a_closed_edge_shuts_its_run_alone():
    arcs = arcs_along(6, [(0, 1, 2, 3), (0, 4, 5, 3)])
    hierarchy = hierarchy_of(arcs)
    minutes = np.where(arcs.edge < 3, 1.0, 2.0)
    assert HierarchyEngine(hierarchy, minutes).minutes(entries([1]), entries([3]), QUIET)[
        0, 0
    ] == pytest.approx(2)
    minutes[arcs.edge == 1] = np.inf
    shut = HierarchyEngine(hierarchy, minutes)
    assert shut.minutes(entries([1]), entries([2]), QUIET)[0, 0] == pytest.approx(8)
    assert shut.minutes(entries([1]), entries([1]), QUIET)[0, 0] == 0


def test_a_state_that_cannot_be_left_still_reaches_itself():
    #  0 → 1 ← 2: nobody leaves 1
    arcs = arcs_along(3, [(0, 1), (2, 1)], one_way=[0, 1])
    fast = HierarchyEngine(hierarchy_of(arcs), np.ones(2)[arcs.edge])
    assert fast.minutes(entries([1]), entries([1]), QUIET)[0, 0] == 0
    way = fast.way(entries([1]), entries([1]))
    assert way is not None
    assert not len(way.arcs)


@pytest.mark.parametrize("values", [[], [3, 1, 3, 0, 1], [0, 0, 0]])
def test_counting_sorts_as_a_stable_sort_does(values):
    values = np.array(values, dtype=np.int64)
    assert order_by(values, 4).tolist() == np.argsort(values, kind="stable").tolist()
