from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from planning.analyses.evacuation.assignment import assign
from planning.analyses.evacuation.crossing_queue import CrossingQueue
from planning.run_control import RunControl
from tests.planning.analyses.evacuation.test_planner import BUS, on_a_plane


@pytest.mark.parametrize("seed", range(5))
def test_with_vehicles_enough_it_is_a_min_cost_flow(seed):
    rng = np.random.default_rng(seed)
    people = np.zeros((6, 4), dtype=int)
    people[:, 0] = rng.integers(20, 90, 6)
    problem = on_a_plane(
        rng.integers(0, 50, (6, 2)),
        people,
        rng.integers(60, 120, (5, 2)),
        rng.integers(20, 110, 5),
        [BUS] * 60,
    )
    problem.out_min[:] = np.round(problem.out_min)
    assignment, most = assign(problem, RunControl())
    graph = nx.DiGraph()
    for origin, count in enumerate(people[:, 0]):
        graph.add_edge("start", f"o{origin}", capacity=int(count), weight=0)
        for destination in range(5):
            graph.add_edge(
                f"o{origin}", f"d{destination}", weight=int(problem.out_min[origin, destination]) + 30
            )
    for destination, places in enumerate(problem.places):
        graph.add_edge(f"d{destination}", "end", capacity=int(places), weight=0)
    flow = nx.max_flow_min_cost(graph, "start", "end")
    assert most == sum(flow["start"].values())
    assert assignment.target.sum() == most
    minutes = (assignment.target[:, :, 0] * (problem.out_min + 30)).sum()
    assert minutes == pytest.approx(nx.cost_of_flow(graph, flow))


def test_a_crossing_counts_by_the_hour():
    problem = on_a_plane([(0, 0)], [[0, 0, 0, 0]], [(60, 0)], [0], [], rates=[40], horizon_min=240.0)
    queue = CrossingQueue(problem)
    first = queue.passed(0, 50.0, np.array([30, 0, 0, 0]))
    assert [(int(time // 60), people.sum()) for time, people in first] == [(0, 30)]
    second = queue.passed(0, 55.0, np.array([40, 1, 2, 0]))
    assert [(int(time // 60), people.tolist()) for time, people in second] == [
        (0, [7, 1, 2, 0]),
        (1, [33, 0, 0, 0]),
    ]
    assert all(time >= 55.0 for time, _ in second)
    assert queue.left_after(0, 100.0) == 7 + 40 + 40
    assert queue.left_after(0, 240.0) == 0
