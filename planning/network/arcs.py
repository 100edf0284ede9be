"""Directed arcs of a road graph, as engines take them: with a state of its own where a turn is barred.

A state is a place a search can be at. Every node is one. An edge with which a barred turn begins ends in a
further state, at the same node, whose onward arcs are known one by one; those that the restriction bars to
a vehicle are closed to it. A turn barred over further edges has a state after each of them. So restrictions
are exact, and the network grows only where there are any. A vehicle may turn round at any node unless a
restriction bars it.

Source: Aho and Corasick, Efficient string matching, Communications of the ACM 18, 1975, for ways in place of
words: a state after some edges of a barred way knows which other barred way they may be the beginning of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from planning.network.counting_sort import order_by
from planning.network.topology import Bools, Floats, Ints


def _no_edges() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Turns:
    """Barred turns: arrays, one element a turn.

    Attributes
    ----------
    from_edge, to_edge : int array
    from_with_line, to_with_line : bool array
        Whether each edge is driven from its tail to its head.
    via_turn, via_edge : int array
        Edges driven between the two, in driving order, and the turn each belongs to, ascending.
    via_with_line : bool array
    vehicles : int array
        Sum of the `VEHICLE_BITS` it holds for.
    read, unused : int
        Restrictions in the data, and those among them that could not be laid on the roads or hold only at
        some hours.
    barriers : int
        Barriers on the roads that some vehicles cannot pass; they bar every way over their place.
    """

    from_edge: Ints
    from_with_line: Bools
    to_edge: Ints
    to_with_line: Bools
    vehicles: Ints
    read: int = 0
    unused: int = 0
    barriers: int = 0
    via_turn: Ints = field(default_factory=_no_edges)
    via_edge: Ints = field(default_factory=_no_edges)
    via_with_line: Bools = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def __len__(self) -> int:
        return len(self.from_edge)

    def ways(self) -> list[tuple[int, ...]]:
        """Each barred way as twice the number of every edge, and one more where driven with its line."""
        first = (2 * self.from_edge + self.from_with_line).tolist()
        last = (2 * self.to_edge + self.to_with_line).tolist()
        via = 2 * self.via_edge + self.via_with_line
        start = np.searchsorted(self.via_turn, np.arange(len(self) + 1)).tolist()
        return [
            (one, *via[begin:end].tolist(), other)
            for one, begin, end, other in zip(first, start[:-1], start[1:], last, strict=True)
        ]


@dataclass(frozen=True, eq=False)
class Arcs:
    """Directed arcs between states, ascending by tail, then head.

    Attributes
    ----------
    nodes : int
    state_node : int array
        Node of each state; the first `nodes` states are the nodes themselves.
    tail, head : int array
        States.
    edge : int array
        The edge each arc runs along.
    with_line : bool array
        Whether it runs from the edge's tail to its head.
    barred : int array
        Sum of the `VEHICLE_BITS` that may not turn into it from its tail; mostly 0.
    """

    nodes: int
    state_node: Ints
    tail: Ints
    head: Ints
    edge: Ints
    with_line: Bools
    barred: Ints

    def __len__(self) -> int:
        return len(self.tail)

    @property
    def states(self) -> int:
        """Number of states."""
        return len(self.state_node)

    def minutes(self, edge_minutes: Floats, vehicle: int) -> Floats:
        """Cost of each arc from that of each edge; infinite where a turn is barred to the vehicle."""
        minutes = edge_minutes[self.edge]
        if self.nodes < self.states:
            minutes[(self.barred & vehicle) != 0] = np.inf
        return minutes

    def end_state(self, edge: Ints, with_line: Bools, node: Ints) -> Ints:
        """The state in which one arrives at `node` along each edge."""
        if self.nodes == self.states:
            return node
        rows, places = _sought(self._end_key, 2 * edge + with_line)
        result = node.copy()
        result[places] = self.head[self._ends[rows]]
        return result

    def copies_at(self, node: int) -> Ints:
        """The further states at a node."""
        return np.flatnonzero(self.state_node[self.nodes :] == node) + self.nodes

    def with_copies(self, node: Ints) -> Bools:
        """Whether each node has more states than itself."""
        return np.isin(node, self.state_node[self.nodes :])

    def may_start(self, state: int, edge: int, with_line: bool, vehicle: int) -> bool:
        """Whether one may drive on from a state along an edge; from a node itself always."""
        if state < self.nodes:
            return True
        first, last = np.searchsorted(self.tail, (state, state + 1))
        own = (self.edge[first:last] == edge) & (self.with_line[first:last] == with_line)
        return bool((own & ((self.barred[first:last] & vehicle) == 0)).any())

    @cached_property
    def _ends(self) -> Ints:
        """Arcs with which a barred turn begins, by `_end_key`."""
        arcs = np.flatnonzero((self.head >= self.nodes) & (self.tail < self.nodes))
        return np.asarray(arcs[np.argsort(2 * self.edge[arcs] + self.with_line[arcs])], dtype=np.int64)

    @cached_property
    def _end_key(self) -> Ints:
        return np.asarray(2 * self.edge[self._ends] + self.with_line[self._ends], dtype=np.int64)

    @cached_property
    def first_of_pair(self) -> Ints:
        """The first arc of each pair of states; further arcs of the pair are parallel."""
        fresh = np.ones(len(self), dtype=bool)
        fresh[1:] = (np.diff(self.tail) != 0) | (np.diff(self.head) != 0)
        return np.flatnonzero(fresh)

    def on_nodes(self, by_state: Floats) -> Floats:
        """The least value of the states of each node."""
        result = by_state[: self.nodes].copy()
        np.minimum.at(result, self.state_node[self.nodes :], by_state[self.nodes :])
        return result

    def edge_starts(self, by_state: Floats, with_line: bool, node: Ints, vehicle: int) -> Floats:
        """The least value of the states from which each edge may be entered, in one direction.

        Parameters
        ----------
        node : int array
            Where each edge begins in that direction.
        """
        result = by_state[node]
        copies = slice(int(np.searchsorted(self.tail, self.nodes)), None)
        own = (self.with_line[copies] == with_line) & ((self.barred[copies] & vehicle) == 0)
        np.minimum.at(result, self.edge[copies][own], by_state[self.tail[copies][own]])
        return result


def _sought(keys: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """Rows of ascending `keys` that are wanted, and the places where they are."""
    rows = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    places = np.flatnonzero(keys[rows] == wanted)
    return rows[places], places


def arcs_of(nodes: int, tail: Ints, head: Ints, forward: Bools, backward: Bools, turns: Turns) -> Arcs:
    """The arcs of edges; an edge that begins and ends at one node leads nowhere and gives none."""
    leads = tail != head
    edge, against = np.nonzero(np.column_stack((forward & leads, backward & leads)))
    with_line = against == 0
    from_node = np.where(with_line, tail[edge], head[edge])
    to_node = np.where(with_line, head[edge], tail[edge])
    plain = Arcs(nodes, np.arange(nodes), from_node, to_node, edge, with_line, np.zeros(len(edge), np.int64))
    return _sorted(_with_turns(plain, turns) if len(turns) else plain)


def _with_turns(arcs: Arcs, turns: Turns) -> Arcs:
    """Arcs with which a barred way begins lead to a state of their own, with arcs onward from there."""
    key = (2 * arcs.edge + arcs.with_line).tolist()
    arc_of = {own: arc for arc, own in enumerate(key)}
    barred: dict[tuple[int, ...], int] = {}
    for way, vehicles in zip(turns.ways(), turns.vehicles.tolist(), strict=True):
        if all(own in arc_of for own in way):  # else one-way roads bar it already
            barred[way] = barred.get(way, 0) | vehicles
    begun = sorted({way[:length] for way in barred for length in range(1, len(way))})
    state_of = {way: arcs.nodes + index for index, way in enumerate(begun)}
    head = arcs.head.copy()
    for way, state in state_of.items():
        if len(way) == 1:
            head[arc_of[way[0]]] = state
    at = arcs.head[[arc_of[way[-1]] for way in begun]]
    by_tail = order_by(arcs.tail, arcs.nodes)
    first = np.searchsorted(arcs.tail[by_tail], at).tolist()
    last = np.searchsorted(arcs.tail[by_tail], at, side="right").tolist()
    more: list[tuple[int, int, int, int]] = []  # tail, head, arc, vehicles
    for way, begin, end in zip(begun, first, last, strict=True):
        for arc in by_tail[begin:end].tolist():
            parts = [(*way[skipped:], key[arc]) for skipped in range(len(way) + 1)]
            onward = next((state_of[part] for part in parts if part in state_of), int(arcs.head[arc]))
            bits = 0
            for part in parts:
                bits |= barred.get(part, 0)
            more.append((state_of[way], onward, arc, bits))
    tail, onward_, source, bits_ = np.array(more, dtype=np.int64).reshape(-1, 4).T
    return Arcs(
        arcs.nodes,
        np.concatenate((arcs.state_node, at)),
        np.concatenate((arcs.tail, tail)),
        np.concatenate((head, onward_)),
        np.concatenate((arcs.edge, arcs.edge[source])),
        np.concatenate((arcs.with_line, arcs.with_line[source])),
        np.concatenate((arcs.barred, bits_)),
    )


def _sorted(arcs: Arcs) -> Arcs:
    """Ascending by tail, then head; parallel arcs as they stand, by edge."""
    order = order_by(arcs.head, arcs.states)
    order = order[order_by(arcs.tail[order], arcs.states)]
    return Arcs(
        arcs.nodes,
        arcs.state_node,
        arcs.tail[order],
        arcs.head[order],
        arcs.edge[order],
        arcs.with_line[order],
        arcs.barred[order],
    )
