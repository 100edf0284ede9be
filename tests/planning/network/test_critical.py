"""The loss of links against a solver that takes each edge out and starts anew."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest

from planning.network.critical import LossOfLinks, Travellers, links_of
from planning.network.engine import Entries
from planning.network.forest import OpenArcs, forest_to_hubs


def entries(state, minutes):
    state, minutes = np.array(state), np.array(minutes, dtype=float)
    return Entries(state, minutes, minutes.copy(), np.zeros_like(state))


class Made:
    """A random network with one-ways, parallel edges, hubs and people, and its brute-force losses."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.nodes = int(rng.integers(8, 26))
        edges = int(self.nodes * rng.uniform(1.0, 1.7))
        self.ends = rng.integers(0, self.nodes, (edges, 2))
        self.ends = self.ends[self.ends[:, 0] != self.ends[:, 1]]
        self.cost = rng.integers(1, 20, len(self.ends)).astype(float)
        self.way = rng.choice(3, len(self.ends), p=[0.7, 0.15, 0.15])
        tail, head, edge = [], [], []
        for number, ((a, b), way) in enumerate(zip(self.ends, self.way, strict=True)):
            if way != 2:
                tail.append(a), head.append(b), edge.append(number)
            if way != 1:
                tail.append(b), head.append(a), edge.append(number)
        edge = np.array(edge)
        none = np.full(len(edge), -1)
        roads = OpenArcs(
            self.nodes, np.array(tail), np.array(head), edge, self.cost[edge], self.cost[edge], none
        )
        self.hubs, self.hub_edge = self.along(rng, 2, arriving=True)
        self.arcs = roads.with_hubs(self.hubs, self.hub_edge)
        places = 12
        self.people = rng.integers(0, 100, places).astype(float)
        self.direct = np.where(rng.random(places) < 0.1, rng.uniform(1, 30, places), np.inf)
        who, self.own = self.along(rng, places, arriving=False)
        self.who = Travellers.of(who, self.own, self.people, self.direct)
        self.losses = LossOfLinks(self.arcs, forest_to_hubs(self.arcs), self.who)

    def along(self, rng, count, *, arriving):
        """Places along edges: the nearer end is theirs, the further one only by their edge."""
        edge = rng.integers(0, len(self.ends), count)
        share = np.round(rng.random(count), 1)
        state = self.ends[edge].copy()
        way = self.way[edge]
        closed = np.column_stack((way == 1, way == 2))  # to the tail one drives against the line
        if arriving:
            closed = closed[:, ::-1]
        part = np.column_stack((share, 1 - share))
        state[closed & (part > 0)] = -1
        own = np.column_stack((np.where(share > 0.5, edge, -1), np.where(share > 0.5, -1, edge)))
        return entries(state, part * self.cost[edge][:, None] + 0.5), own

    def minutes(self, lost=()):
        """Minutes of each place without the lost edges, by networkx."""
        graph = nx.DiGraph()
        graph.add_nodes_from(range(self.nodes))

        def add(a, b, cost):
            if not graph.has_edge(a, b) or graph[a][b]["weight"] > cost:
                graph.add_edge(a, b, weight=cost)

        arcs = self.arcs
        for a, b, e, cost in zip(arcs.tail, arcs.head, arcs.edge, arcs.minutes, strict=True):
            if e not in lost:
                add(int(b), int(a), cost)
        found = nx.single_source_dijkstra_path_length(graph, self.nodes) if self.nodes in graph else {}
        result = []
        for place, direct in enumerate(self.direct):
            options = zip(self.who.state[place], self.who.minutes[place], self.own[place], strict=True)
            ways = [found.get(int(s), np.inf) + m for s, m, e in options if s >= 0 and e not in lost]
            result.append(min([*ways, direct]))
        return np.array(result)

    def brute(self, lost):
        before, after = self.minutes(), self.minutes(set(lost))
        had = np.isfinite(before)
        cut = had & np.isinf(after)
        kept = had & ~cut
        added = after[kept] - before[kept]
        return self.people[cut].sum(), (self.people[kept] * added).sum() / 60.0


@pytest.mark.parametrize("seed", range(60))
def test_every_loss_equals_starting_anew_without_the_edge(seed):
    made = Made(seed)
    for edge in range(len(made.ends)):
        loss = made.losses.loss(np.array([edge]))
        cut, hours = made.brute([edge])
        assert loss.cut_off == pytest.approx(cut)
        assert loss.person_hours == pytest.approx(hours, abs=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_edges_lost_together_equal_starting_anew(seed):
    made = Made(seed)
    rng = np.random.default_rng(seed)
    for count in (2, 2, 3, 4, 6):
        lost = rng.choice(len(made.ends), min(count, len(made.ends)), replace=False)
        loss = made.losses.loss(lost)
        cut, hours = made.brute(lost.tolist())
        assert loss.cut_off == pytest.approx(cut)
        assert loss.person_hours == pytest.approx(hours, abs=1e-6)


@pytest.mark.parametrize("seed", range(30))
def test_only_edges_of_the_forest_cost_anything_and_the_detour_adds_up(seed):
    made = Made(seed)
    tree = set(made.losses.tree_edges().tolist())
    for edge in range(len(made.ends)):
        loss = made.losses.loss(np.array([edge]))
        if edge not in tree:
            assert (loss.cut_off, loss.person_hours) == (0.0, 0.0)
        detour = made.losses.detour(np.array([edge]))
        if detour is None:
            continue
        after = made.minutes({edge})[detour.place]
        assert detour.after_min == pytest.approx(after)
        arcs = made.arcs
        assert edge not in arcs.edge[detour.arcs]
        for one, other in itertools.pairwise(detour.arcs.tolist()):
            assert arcs.head[one] == arcs.tail[other]
        assert arcs.hub[detour.arcs[-1]] >= 0
        starts = zip(
            made.who.state[detour.place], made.who.minutes[detour.place], made.own[detour.place], strict=True
        )
        begun = [m for s, m, own in starts if s == arcs.tail[detour.arcs[0]] and own != edge]
        assert arcs.minutes[detour.arcs].sum() + min(begun) == pytest.approx(after, abs=1e-6)


def test_rows_of_edges_without_a_crossing_are_one_link():
    #   0 - 1 - 2 - 3 - 4    and 2 - 5, and a ring 6 - 7 - 8 - 6 for itself
    tail = np.array([0, 1, 2, 3, 2, 6, 7, 8, 0])
    head = np.array([1, 2, 3, 4, 5, 7, 8, 6, 4])
    usable = np.ones(9, dtype=bool)
    usable[8] = False
    link = links_of(tail, head, 9, usable, np.array([], dtype=np.int64))
    assert link[0] == link[1]
    assert link[2] == link[3]
    assert len({link[0], link[2], link[4], link[5]}) == 4
    assert len(set(link[5:8].tolist())) == 1
    assert link[8] == -1
    stopped = links_of(tail, head, 9, usable, np.array([1]))
    assert stopped[0] != stopped[1]


@pytest.mark.parametrize("seed", range(60))
def test_the_edge_nearest_the_hub_costs_most_of_its_row(seed):
    made = Made(seed)
    ends = made.ends
    stops = made.arcs.tail[(made.arcs.hub >= 0) & (made.arcs.edge < 0)]
    link = links_of(ends[:, 0], ends[:, 1], made.nodes, np.ones(len(ends), dtype=bool), stops)
    chosen = made.losses.costliest(link)
    for number in np.unique(link):
        costs = {edge: made.brute([edge]) for edge in np.flatnonzero(link == number).tolist()}
        if max(costs.values()) <= (0, 1e-9):
            continue
        own = [costs[edge] for edge in chosen[link[chosen] == number].tolist()]
        assert max(cut for cut, _ in own) == max(cut for cut, _ in costs.values())
        assert max(24 * cut + hours for cut, hours in own) == pytest.approx(
            max(24 * cut + hours for cut, hours in costs.values())
        )
