"""Fastest ways between every node and the nearest of several hubs, as a forest over directed arcs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from planning.network.engine import Entries
from planning.network.topology import Floats, Ints
from planning.network.travel import TravelNetwork

# An arc of no cost may tie into a cycle of predecessors
LEAST_MINUTES = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class OpenArcs:
    """Every way an edge may be driven, parallel ones too, between the states of `planning.network.arcs`.

    Attributes
    ----------
    nodes : int
        Number of states.
    tail, head, edge : int array
    minutes, km : float array
    """

    nodes: int
    tail: Ints
    head: Ints
    edge: Ints
    minutes: Floats
    km: Floats

    @classmethod
    def of(cls, network: TravelNetwork) -> OpenArcs:
        """The arcs that the network's vehicle may drive now."""
        arcs = network.graph.arcs
        minutes = arcs.minutes(network.minutes, network.vehicle)
        usable = np.flatnonzero(np.isfinite(minutes))
        edge = arcs.edge[usable]
        return cls(
            nodes=arcs.states,
            tail=arcs.tail[usable],
            head=arcs.head[usable],
            edge=edge,
            minutes=np.maximum(minutes[usable], LEAST_MINUTES),
            km=network.graph.length_m[edge] / 1000.0,
        )

    def turned(self) -> OpenArcs:
        """Every arc turned round."""
        return OpenArcs(self.nodes, self.head, self.tail, self.edge, self.minutes, self.km)


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """The fastest way from each node to the hub nearest in time.

    Attributes
    ----------
    minutes, km : float array
        Infinite where no way leads.
    arc : int array
        Index of the arc taken at each node; -1 where the way leaves the network there, or none leads.
    onward : int array
        The node that arc leads to; -1 where there is none.
    hub : int array
        -1 where no way leads.
    """

    minutes: Floats
    km: Floats
    arc: Ints
    onward: Ints
    hub: Ints


def forest_to(arcs: OpenArcs, ends: Entries) -> Forest:
    """Ways to the hubs; `ends` has one row a hub: the nodes it is reached from, with what is left to go."""
    nodes = arcs.nodes
    order = np.lexsort((arcs.edge, arcs.minutes, arcs.tail, arcs.head))
    fresh = np.ones(len(order), dtype=bool)
    tail, head = arcs.tail[order], arcs.head[order]
    fresh[1:] = (np.diff(tail) != 0) | (np.diff(head) != 0)
    kept = order[fresh]
    end_node, end_minutes, end_km, end_hub = _fastest_ends(ends)
    graph = csr_matrix(
        (
            np.concatenate((arcs.minutes[kept], end_minutes)),
            np.concatenate((arcs.tail[kept], end_node)),
            np.append(np.searchsorted(arcs.head[kept], np.arange(nodes + 1)), len(kept) + len(end_node)),
        ),
        shape=(nodes + 1, nodes + 1),
    )
    minutes, before = dijkstra(graph, indices=nodes, return_predecessors=True)
    onward = np.where((before[:nodes] < 0) | (before[:nodes] == nodes), -1, before[:nodes]).astype(np.int64)
    arc = np.full(nodes, -1, dtype=np.int64)
    moving = np.flatnonzero(onward >= 0)
    key = arcs.head[kept] * nodes + arcs.tail[kept]
    arc[moving] = kept[np.searchsorted(key, onward[moving] * nodes + moving)]
    km, hub = np.full(nodes, 0.0), np.full(nodes, -1, dtype=np.int64)
    left_here = np.isfinite(minutes[:nodes]) & (onward < 0)
    at_end = np.full(nodes, -1, dtype=np.int64)
    at_end[end_node] = np.arange(len(end_node))
    leaving = np.flatnonzero(left_here)
    km[leaving] = end_km[at_end[leaving]]
    hub[leaving] = end_hub[at_end[leaving]]
    km[moving] = arcs.km[arc[moving]]
    km, root = _summed(km, onward)
    reached = np.isfinite(minutes[:nodes])
    return Forest(
        minutes=minutes[:nodes],
        km=np.where(reached, km, np.inf),
        arc=arc,
        onward=onward,
        hub=np.where(reached, hub[root], -1),
    )


def _fastest_ends(ends: Entries) -> tuple[Ints, Floats, Floats, Ints]:
    """Of the ends at each node the fastest: node ascending, minutes, km, hub."""
    hub, column = np.nonzero((ends.state >= 0) & np.isfinite(ends.minutes))
    node = ends.state[hub, column]
    minutes = np.maximum(ends.minutes[hub, column], LEAST_MINUTES)
    order = np.lexsort((hub, minutes, node))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = np.diff(node[order]) != 0
    kept = order[fresh]
    return node[kept], minutes[kept], ends.km[hub, column][kept], hub[kept].astype(np.int64)


def _summed(values: Floats, onward: Ints) -> tuple[Floats, Ints]:
    """Sum of `values` along the way of each node, and the node it ends at."""
    nodes = len(onward)
    total = np.append(values, 0.0)
    jump = np.append(np.where(onward < 0, nodes, onward), nodes)
    root = np.arange(nodes + 1)
    while (jump != nodes).any():  # each round doubles the stretch that is summed
        total = total + total[jump]
        root = np.where(jump == nodes, root, root[jump])
        jump = jump[jump]
    return total[:-1], root[:-1]


def along_forest(forest: Forest, state: int) -> Ints:
    """Arcs from a state to where its way leaves the network."""
    way = []
    while forest.arc[state] >= 0:
        way.append(int(forest.arc[state]))
        state = int(forest.onward[state])
    return np.array(way, dtype=np.int64)
