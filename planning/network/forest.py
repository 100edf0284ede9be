"""Fastest ways between every node and the nearest of several hubs, as a forest over directed arcs."""

from __future__ import annotations

from dataclasses import dataclass, replace

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
    states : int
    tail, head : int array
    edge : int array
        -1 for an arc to a hub that no loss of an edge touches.
    minutes, km : float array
    hub : int array
        The hub an arc leads to; -1 for roads. Such arcs end in the last state, which stands for all hubs.
    """

    states: int
    tail: Ints
    head: Ints
    edge: Ints
    minutes: Floats
    km: Floats
    hub: Ints

    @classmethod
    def of(cls, network: TravelNetwork) -> OpenArcs:
        """The arcs that the network's vehicle may drive now."""
        arcs = network.graph.arcs
        minutes = arcs.minutes(network.minutes, network.vehicle)
        usable = np.flatnonzero(np.isfinite(minutes))
        edge = arcs.edge[usable]
        return cls(
            states=arcs.states,
            tail=arcs.tail[usable],
            head=arcs.head[usable],
            edge=edge,
            minutes=np.maximum(minutes[usable], LEAST_MINUTES),
            km=network.graph.length_m[edge] / 1000.0,
            hub=np.full(len(edge), -1, dtype=np.int64),
        )

    def turned(self) -> OpenArcs:
        """Every arc turned round."""
        return replace(self, tail=self.head, head=self.tail)

    def with_hubs(self, ends: Entries, edge: Ints) -> OpenArcs:
        """The arcs, and those from the roads to the hubs.

        Parameters
        ----------
        ends : Entries
            One row a hub: the states it is reached from, with what is left to go.
        edge : int array, of the shape of `ends`
            The edge that is driven for that; -1 where it counts as reached without.
        """
        hub, column = np.nonzero(ends.usable)
        return OpenArcs(
            states=self.states + 1,
            tail=np.concatenate((self.tail, ends.state[hub, column])),
            head=np.concatenate((self.head, np.full(len(hub), self.states))),
            edge=np.concatenate((self.edge, edge[hub, column])),
            minutes=np.concatenate((self.minutes, np.maximum(ends.minutes[hub, column], LEAST_MINUTES))),
            km=np.concatenate((self.km, ends.km[hub, column])),
            hub=np.concatenate((self.hub, hub)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """The fastest way from each state to the hub nearest in time.

    Attributes
    ----------
    minutes, km : float array
        Infinite where no way leads.
    arc : int array
        Index of the arc taken at each state; -1 at the hubs, and where no way leads.
    onward : int array
        The state that arc leads to; -1 where there is none.
    hub : int array
        -1 where no way leads.
    """

    minutes: Floats
    km: Floats
    arc: Ints
    onward: Ints
    hub: Ints

    def way(self, state: int) -> Ints:
        """Arcs from a state to its hub."""
        arcs = []
        while self.arc[state] >= 0:
            arcs.append(int(self.arc[state]))
            state = int(self.onward[state])
        return np.array(arcs, dtype=np.int64)


def forest_to_hubs(arcs: OpenArcs) -> Forest:
    """Ways over arcs that hubs were added to."""
    states, hubs = arcs.states, arcs.states - 1
    order = np.lexsort((arcs.edge, arcs.minutes, arcs.tail, arcs.head))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (np.diff(arcs.tail[order]) != 0) | (np.diff(arcs.head[order]) != 0)
    kept = order[fresh]
    rows = np.searchsorted(arcs.head[kept], np.arange(states + 1))
    graph = csr_matrix((arcs.minutes[kept], arcs.tail[kept], rows), shape=(states, states))
    minutes, before = dijkstra(graph, indices=hubs, return_predecessors=True)
    onward = np.where(before < 0, -1, before).astype(np.int64)
    arc = np.full(states, -1, dtype=np.int64)
    moving = np.flatnonzero(onward >= 0)
    key = arcs.head[kept] * states + arcs.tail[kept]
    arc[moving] = kept[np.searchsorted(key, onward[moving] * states + moving)]
    km = np.zeros(states)
    km[moving] = arcs.km[arc[moving]]
    km, last = _summed(km, np.where(onward == hubs, -1, onward))
    reached = np.isfinite(minutes)
    hub = np.where(reached & (arc[last] >= 0), arcs.hub[arc[last]], -1)
    return Forest(minutes, np.where(reached, km, np.inf), arc, onward, hub)


def _summed(values: Floats, onward: Ints) -> tuple[Floats, Ints]:
    """Sum of `values` along the way of each state, and the state it ends at."""
    states = len(onward)
    total = np.append(values, 0.0)
    jump = np.append(np.where(onward < 0, states, onward), states)
    last = np.arange(states + 1)
    while (jump != states).any():  # each round doubles the stretch that is summed
        total = total + total[jump]
        last = np.where(jump == states, last, last[jump])
        jump = jump[jump]
    return total[:-1], last[:-1]
