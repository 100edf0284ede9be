"""Shortest ways: a small interface that planning rests on, and the engine that serves it.

Dijkstra's algorithm of SciPy serves networks of any size at once; a faster engine only needs to give the
same `Trees`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from planning.network.topology import Bools, Floats, Ints

# SciPy drops nothing at zero, but an arc of no cost may tie into a cycle of predecessors
_LEAST_MINUTES = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Where searches start (or end): nodes with the minutes and km already spent, one row a search.

    Attributes
    ----------
    node : int array, shape (searches, k)
        -1 where there is none.
    minutes, km : float array, shape (searches, k)
    """

    node: Ints
    minutes: Floats
    km: Floats

    def rows(self, chosen: slice | Ints) -> Entries:
        """Some of the searches."""
        return Entries(self.node[chosen], self.minutes[chosen], self.km[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Fastest ways from each search to every node.

    Attributes
    ----------
    minutes : float array, shape (searches, nodes)
        Infinite where no way leads.
    before : int array, shape (searches, nodes)
        The node before each on the way; -1 at entries and at unreached nodes.
    """

    minutes: Floats
    before: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class DijkstraEngine:
    """Directed arcs with their minutes; of parallel arcs the fastest counts.

    Attributes
    ----------
    nodes : int
    tail, head : int array
        Ascending by tail, then head; no two arcs share both.
    minutes, km : float array
    edge : int array
        The edge each arc runs along.
    with_line : bool array
        Whether it runs from the edge's tail to its head.
    """

    nodes: int
    tail: Ints
    head: Ints
    minutes: Floats
    km: Floats
    edge: Ints
    with_line: Bools

    @classmethod
    def of(
        cls, nodes: int, tail: Ints, head: Ints, forward: Bools, backward: Bools, minutes: Floats, km: Floats
    ) -> DijkstraEngine:
        """The engine over edges; those of infinite minutes are left out."""
        usable = np.isfinite(minutes) & (tail != head)
        ahead, back = np.flatnonzero(usable & forward), np.flatnonzero(usable & backward)
        edge = np.concatenate((ahead, back))
        with_line = np.arange(len(edge)) < len(ahead)
        from_node = np.where(with_line, tail[edge], head[edge])
        to_node = np.where(with_line, head[edge], tail[edge])
        cost = np.maximum(minutes[edge], _LEAST_MINUTES)
        order = np.lexsort((edge, km[edge], cost, to_node, from_node))
        fresh = np.ones(len(order), dtype=bool)
        fresh[1:] = (np.diff(from_node[order]) != 0) | (np.diff(to_node[order]) != 0)
        kept = order[fresh]
        return cls(
            nodes, from_node[kept], to_node[kept], cost[kept], km[edge[kept]], edge[kept], with_line[kept]
        )

    @cached_property
    def turned(self) -> DijkstraEngine:
        """The engine with every arc turned round: ways to a place in place of ways from it."""
        order = np.lexsort((self.tail, self.head))
        return DijkstraEngine(
            self.nodes,
            self.head[order],
            self.tail[order],
            self.minutes[order],
            self.km[order],
            self.edge[order],
            ~self.with_line[order],
        )

    def trees(self, entries: Entries, *, most_minutes: float = np.inf) -> Trees:
        """Fastest ways from each row of `entries`, up to `most_minutes`."""
        searches = len(entries.node)
        graph = self._with_entries(entries)
        minutes, before = dijkstra(
            graph,
            indices=self.nodes + np.arange(searches),
            return_predecessors=True,
            limit=most_minutes,
        )
        minutes, before = minutes[:, : self.nodes], before[:, : self.nodes]
        before = np.where((before >= self.nodes) | (before < 0), -1, before)
        return Trees(minutes, before)

    def km_to(self, trees: Trees, entries: Entries, search: int) -> Floats:
        """Length of the fastest way of one search to every node, infinite where none leads."""
        before = trees.before[search]
        reached = np.isfinite(trees.minutes[search])
        entered = reached & (before < 0)
        nowhere = self.nodes
        jump = np.where(before < 0, nowhere, before).astype(np.int64)
        km = np.zeros(self.nodes + 1)
        onward = np.flatnonzero(before >= 0)
        km[onward] = self.km[self.arcs(jump[onward], onward)]
        km[np.flatnonzero(entered)] = self._entry_km(entries, search)[entered]
        jump = np.append(jump, nowhere)
        while (jump != nowhere).any():  # each round doubles the stretch that is summed
            km += km[jump]
            jump = jump[jump]
        return np.where(reached, km[:-1], np.inf)

    def arcs(self, tail: Ints, head: Ints) -> Ints:
        """The arc between each pair of neighbouring nodes."""
        return np.searchsorted(self._key, tail * self.nodes + head).astype(np.int64)

    @cached_property
    def _key(self) -> Ints:
        return self.tail * self.nodes + self.head

    @cached_property
    def _rows(self) -> Ints:
        return np.searchsorted(self.tail, np.arange(self.nodes + 1)).astype(np.int64)

    def _entry_km(self, entries: Entries, search: int) -> Floats:
        """Km spent at each node that is an entry, of the fastest entry there."""
        result = np.zeros(self.nodes)
        known = np.flatnonzero(entries.node[search] >= 0)
        slowest_first = known[np.argsort(-entries.minutes[search][known], kind="stable")]
        result[entries.node[search][slowest_first]] = entries.km[search][slowest_first]
        return result

    def _with_entries(self, entries: Entries) -> csr_matrix:
        """The arcs, and after the nodes one row for each search that leads to its entries."""
        searches = len(entries.node)
        search, column = np.nonzero((entries.node >= 0) & np.isfinite(entries.minutes))
        node = entries.node[search, column]
        cost = np.maximum(entries.minutes[search, column], _LEAST_MINUTES)
        order = np.lexsort((cost, node, search))
        fresh = np.ones(len(order), dtype=bool)
        fresh[1:] = (np.diff(search[order]) != 0) | (np.diff(node[order]) != 0)
        kept = order[fresh]
        ends = len(self.head) + np.searchsorted(search[kept], np.arange(searches), side="right")
        size = self.nodes + searches
        return csr_matrix(
            (
                np.concatenate((self.minutes, cost[kept])),
                np.concatenate((self.head, node[kept])),
                np.concatenate((self._rows, ends)),
            ),
            shape=(size, size),
        )
