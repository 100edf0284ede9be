"""Shortest ways: the small interface that planning rests on, and Dijkstra's algorithm of SciPy behind it.

SciPy serves any network at once. Where the order of a hierarchy is known, `planning.network.hierarchy`
answers the same questions faster.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from layers.text import tr
from planning.network.arcs import Arcs
from planning.network.topology import Bools, Floats, Ints
from planning.run_control import RunControl

# SciPy drops nothing at zero, but an arc of no cost may tie into a cycle of predecessors
_LEAST_MINUTES = 1e-9
_CELLS_AT_ONCE = 4_000_000  # of a table of minutes by search and state: 32 MB


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Where searches start (or end): states with the minutes and km already spent, one row a search.

    Attributes
    ----------
    state : int array, shape (searches, k)
        Of `planning.network.arcs`; -1 where there is none.
    minutes, km : float array, shape (searches, k)
    side : int array, shape (searches, k)
        End of the edge of the place that the entry is at: 0 its tail, 1 its head.
    """

    state: Ints
    minutes: Floats
    km: Floats
    side: Ints

    def rows(self, chosen: slice | Ints) -> Entries:
        """Some of the searches."""
        return Entries(self.state[chosen], self.minutes[chosen], self.km[chosen], self.side[chosen])

    def beside(self, other: Entries) -> Entries:
        """The entries of both, search by search."""
        return Entries(
            np.concatenate((self.state, other.state), axis=1),
            np.concatenate((self.minutes, other.minutes), axis=1),
            np.concatenate((self.km, other.km), axis=1),
            np.concatenate((self.side, other.side), axis=1),
        )

    def together(self) -> Entries:
        """All of them as one search."""
        return Entries(
            self.state.reshape(1, -1),
            self.minutes.reshape(1, -1),
            self.km.reshape(1, -1),
            self.side.reshape(1, -1),
        )

    @property
    def usable(self) -> Bools:
        """Which entries can be used."""
        return np.asarray((self.state >= 0) & np.isfinite(self.minutes), dtype=np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A fastest way.

    Attributes
    ----------
    arcs : int array
        In driving order.
    entry, exit : int
        Columns of the entries used.
    """

    arcs: Ints
    entry: int
    exit: int


class Engine(Protocol):
    """What answers for one cost of each arc."""

    def minutes(self, entries: Entries, exits: Entries, control: RunControl) -> Floats:
        """Minutes from each entry (row) to each exit (column); infinite where no way leads."""

    def way(self, entry: Entries, exit_: Entries) -> Way | None:
        """The fastest way from one entry to one exit, given as single rows."""


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Fastest ways from each search to every state.

    Attributes
    ----------
    minutes : float array, shape (searches, states)
        Infinite where no way leads.
    before : int array, shape (searches, states)
        The state before each on the way; -1 at entries and at unreached states.
    """

    minutes: Floats
    before: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class DijkstraEngine:
    """Dijkstra's algorithm over arcs; of parallel arcs the fastest counts.

    Attributes
    ----------
    states : int
    tail, head : int array
        Ascending by tail, then head; no two arcs share both.
    cost, km : float array
    arc : int array
        The arc each stands for.
    """

    states: int
    tail: Ints
    head: Ints
    cost: Floats
    km: Floats
    arc: Ints

    @classmethod
    def of(cls, arcs: Arcs, minutes: Floats, edge_km: Floats) -> DijkstraEngine:
        """The engine over arcs with their minutes; those of infinite minutes are not used."""
        cost = np.maximum(minutes, _LEAST_MINUTES)
        kept = _fastest_of_parallel(arcs, cost)
        return cls(arcs.states, arcs.tail[kept], arcs.head[kept], cost[kept], edge_km[arcs.edge[kept]], kept)

    @cached_property
    def turned(self) -> DijkstraEngine:
        """The engine with every arc turned round: ways to a place in place of ways from it."""
        order = np.lexsort((self.tail, self.head))
        return DijkstraEngine(
            self.states,
            self.head[order],
            self.tail[order],
            self.cost[order],
            self.km[order],
            self.arc[order],
        )

    def minutes(self, entries: Entries, exits: Entries, control: RunControl) -> Floats:
        """See `Engine`."""
        return self.minutes_and_km(entries, exits, control, with_km=False)[0]

    def minutes_and_km(
        self, entries: Entries, exits: Entries, control: RunControl, *, with_km: bool = True
    ) -> tuple[Floats, Floats]:
        """Minutes from each entry (row) to each exit (column), and km along that way."""
        if len(entries.state) > len(exits.state):  # fewer searches backwards
            minutes, km = self.turned._from_each(exits, entries, control, with_km)
            return minutes.T, km.T
        return self._from_each(entries, exits, control, with_km)

    def _from_each(
        self, entries: Entries, exits: Entries, control: RunControl, with_km: bool
    ) -> tuple[Floats, Floats]:
        searches, ends = len(entries.state), len(exits.state)
        minutes, km = np.full((searches, ends), np.inf), np.full((searches, ends), np.inf)
        batch = max(1, _CELLS_AT_ONCE // max(1, self.states))
        state: Ints = np.maximum(exits.state, 0)
        spent = np.where(exits.state >= 0, exits.minutes, np.inf)
        each = np.arange(ends)
        for first in range(0, searches, batch):
            control.step(first / searches, tr("measuring ways between places"))
            some = entries.rows(slice(first, first + batch))
            trees = self.trees(some)
            for search in range(len(some.state)):
                by_end = trees.minutes[search][state] + spent
                best = np.argmin(by_end, axis=1)
                found = minutes[first + search] = by_end[each, best]
                if with_km:
                    to_state = self.km_to(trees, some, search)[state[each, best]]
                    km[first + search] = np.where(np.isfinite(found), to_state + exits.km[each, best], np.inf)
        return minutes, km

    def way(self, entry: Entries, exit_: Entries) -> Way | None:
        """See `Engine`."""
        trees = self.trees(entry)
        state = exit_.state[0]
        by_end = trees.minutes[0][np.maximum(state, 0)] + np.where(state >= 0, exit_.minutes[0], np.inf)
        best = int(np.argmin(by_end))
        if not np.isfinite(by_end[best]):
            return None
        states = [int(state[best])]
        before = trees.before[0]
        while before[states[-1]] >= 0:
            states.append(int(before[states[-1]]))
        way = np.array(states[::-1], dtype=np.int64)
        return Way(self.arc[self._between(way[:-1], way[1:])], entry_at(entry, int(way[0])), best)

    def trees(self, entries: Entries, *, most_minutes: float = np.inf) -> Trees:
        """Fastest ways from each row of `entries`, up to `most_minutes`."""
        searches = len(entries.state)
        minutes, before = dijkstra(
            self._with_entries(entries),
            indices=self.states + np.arange(searches),
            return_predecessors=True,
            limit=most_minutes,
        )
        minutes, before = minutes[:, : self.states], before[:, : self.states]
        before = np.where((before >= self.states) | (before < 0), -1, before)
        return Trees(minutes, before)

    def km_to(self, trees: Trees, entries: Entries, search: int) -> Floats:
        """Length of the fastest way of one search to every state, infinite where none leads."""
        before = trees.before[search]
        reached = np.isfinite(trees.minutes[search])
        entered = reached & (before < 0)
        nowhere = self.states
        jump = np.where(before < 0, nowhere, before).astype(np.int64)
        km = np.zeros(self.states + 1)
        onward = np.flatnonzero(before >= 0)
        km[onward] = self.km[self._between(jump[onward], onward)]
        km[np.flatnonzero(entered)] = self._entry_km(entries, search)[entered]
        jump = np.append(jump, nowhere)
        while (jump != nowhere).any():  # each round doubles the stretch that is summed
            km += km[jump]
            jump = jump[jump]
        return np.where(reached, km[:-1], np.inf)

    def _between(self, tail: Ints, head: Ints) -> Ints:
        """The row between each pair of neighbouring states."""
        return np.searchsorted(self._key, tail * self.states + head).astype(np.int64)

    @cached_property
    def _key(self) -> Ints:
        return self.tail * self.states + self.head

    @cached_property
    def _rows(self) -> Ints:
        return np.searchsorted(self.tail, np.arange(self.states + 1)).astype(np.int64)

    def _entry_km(self, entries: Entries, search: int) -> Floats:
        """Km spent at each state that is an entry, of the fastest entry there."""
        result = np.zeros(self.states)
        known = np.flatnonzero(entries.state[search] >= 0)
        slowest_first = known[np.argsort(-entries.minutes[search][known], kind="stable")]
        result[entries.state[search][slowest_first]] = entries.km[search][slowest_first]
        return result

    def _with_entries(self, entries: Entries) -> csr_matrix:
        """The arcs, and after the states one row for each search that leads to its entries."""
        searches = len(entries.state)
        search, column = np.nonzero(entries.usable)
        state = entries.state[search, column]
        cost = np.maximum(entries.minutes[search, column], _LEAST_MINUTES)
        order = np.lexsort((cost, state, search))
        fresh = np.ones(len(order), dtype=bool)
        fresh[1:] = (np.diff(search[order]) != 0) | (np.diff(state[order]) != 0)
        kept = order[fresh]
        ends = len(self.head) + np.searchsorted(search[kept], np.arange(searches), side="right")
        size = self.states + searches
        return csr_matrix(
            (
                np.concatenate((self.cost, cost[kept])),
                np.concatenate((self.head, state[kept])),
                np.concatenate((self._rows, ends)),
            ),
            shape=(size, size),
        )


def entry_at(entries: Entries, state: int) -> int:
    """Column of the fastest entry at a state, of a single row."""
    return int(np.argmin(np.where(entries.state[0] == state, entries.minutes[0], np.inf)))


def _fastest_of_parallel(arcs: Arcs, cost: Floats) -> Ints:
    """The fastest arc between each two states, the first of equals; SciPy adds up parallel arcs."""
    first = arcs.first_of_pair
    if len(first) == len(arcs):
        return first
    least = np.minimum.reduceat(cost, first)
    is_least = cost == np.repeat(least, np.diff(np.append(first, len(arcs))))
    rows = np.flatnonzero(is_least)
    pair = np.searchsorted(first, rows, side="right") - 1
    _, kept = np.unique(pair, return_index=True)
    return np.asarray(rows[kept], dtype=np.int64)
