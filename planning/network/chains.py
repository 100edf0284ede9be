"""Chains: arcs one after the other through states where nothing branches off, one arc to the hierarchy.

A state between exactly two others, without parallel arcs, is only passed through. The hierarchy orders and
searches the states that remain; every arc stays known in its run, so that costs are laid on single arcs, ways
are told arc by arc, and a search may begin or end within a run.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from planning.network.arcs import Arcs
from planning.network.counting_sort import order_by
from planning.network.engine import Entries
from planning.network.topology import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Chains:
    """Arcs laid out run by run.

    Attributes
    ----------
    arcs : Arcs
    passed : bool array
        Which states are only passed through.
    laid : int array
        All arcs, those of a run together in driving order.
    start : int array, shape (runs + 1,)
        Where each run's begin among those.
    """

    arcs: Arcs
    passed: Bools
    laid: Ints
    start: Ints

    @classmethod
    def of(cls, arcs: Arcs) -> Chains:
        """The chains of all arcs."""
        passed, into = _passed(arcs)
        root, depth = _roots(_arc_before(arcs, into, passed))
        laid = order_by(depth, int(depth.max(initial=0)) + 1)
        laid = laid[order_by(root[laid], len(arcs))]
        first = np.ones(len(laid), dtype=bool)
        first[1:] = root[laid][1:] != root[laid][:-1]
        return cls(arcs, passed, laid, np.append(np.flatnonzero(first), len(laid)))

    @cached_property
    def kept(self) -> Ints:
        """States that remain, ascending."""
        return np.flatnonzero(~self.passed)

    @cached_property
    def number(self) -> Ints:
        """Number of each state among those that remain; -1 for states that are passed through."""
        return np.where(self.passed, -1, np.cumsum(~self.passed) - 1)

    @cached_property
    def out(self) -> Ints:
        """Arcs from each state that is passed through, shape (states, 2); -1 where there is none."""
        out, _ = _first_two(np.arange(len(self.arcs)), self.arcs.tail, self.arcs.states)
        out[~self.passed] = -1
        return out

    @cached_property
    def into(self) -> Ints:
        """Arcs to each state that is passed through, shape (states, 2); -1 where there is none."""
        by_head = order_by(self.arcs.head, self.arcs.states)
        into, _ = _first_two(by_head, self.arcs.head[by_head], self.arcs.states)
        into[~self.passed] = -1
        return into

    @cached_property
    def place(self) -> Ints:
        """Where each arc is laid."""
        place = np.empty_like(self.laid)
        place[self.laid] = np.arange(len(self.laid))
        return place

    @cached_property
    def run(self) -> Ints:
        """The run of each arc."""
        run = np.empty_like(self.laid)
        run[self.laid] = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        return run

    @cached_property
    def run_tail(self) -> Ints:
        """Number of the state each run begins at; -1 where that is passed through.

        So it is where a one-way road begins within a row of roads.
        """
        return np.asarray(self.number[self.arcs.tail[self.laid[self.start[:-1]]]], dtype=np.int64)

    @cached_property
    def run_head(self) -> Ints:
        """Number of the state each run ends at; -1 where that is passed through."""
        return np.asarray(self.number[self.arcs.head[self.laid[self.start[1:] - 1]]], dtype=np.int64)

    @cached_property
    def whole(self) -> Ints:
        """Runs from one state that remains to another, by tail, then head: the arcs of the hierarchy."""
        tail, head = self.run_tail, self.run_head
        whole = np.flatnonzero((tail >= 0) & (head >= 0) & (tail != head))
        whole = whole[order_by(head[whole], len(self.kept))]
        return np.asarray(whole[order_by(tail[whole], len(self.kept))], dtype=np.int64)

    @property
    def states(self) -> int:
        """Number of states that remain."""
        return len(self.kept)

    @property
    def tail(self) -> Ints:
        """Number of the state each of the whole runs begins at."""
        return self.run_tail[self.whole]

    @property
    def head(self) -> Ints:
        """Number of the state each of the whole runs ends at."""
        return self.run_head[self.whole]

    def arcs_of(self, runs: Ints) -> Ints:
        """The arcs of runs one after the other."""
        count = self.start[runs + 1] - self.start[runs]
        before = np.cumsum(count) - count
        laid = np.arange(count.sum()) + np.repeat(self.start[runs] - before, count)
        return np.asarray(self.laid[laid], dtype=np.int64)


def _passed(arcs: Arcs) -> tuple[Bools, Ints]:
    """Which states are only passed through, and the first two arcs into each state."""
    by_head = order_by(arcs.head, arcs.states)
    out, few_out = _first_two(np.arange(len(arcs)), arcs.tail, arcs.states)
    into, few_in = _first_two(by_head, arcs.head[by_head], arcs.states)
    beside = np.column_stack(
        (
            np.where(out >= 0, arcs.head[out], -1),
            np.where(into >= 0, arcs.tail[into], -1),
        )
    )
    parallel = (beside[:, 0] == beside[:, 1]) & (beside[:, 0] >= 0)
    parallel |= (beside[:, 2] == beside[:, 3]) & (beside[:, 2] >= 0)
    beside.sort(axis=1)
    fresh = beside >= 0
    fresh[:, 1:] &= beside[:, 1:] != beside[:, :-1]
    passed = few_out & few_in & ~parallel & (fresh.sum(axis=1) == 2)
    passed[_one_of_each_ring(arcs, passed)] = False
    return passed, into


def _first_two(arc: Ints, state: Ints, states: int) -> tuple[Ints, Bools]:
    """The first two arcs of each state, -1 where there are fewer, and whether there are no more."""
    count = np.bincount(state, minlength=states)
    first = np.cumsum(count) - count
    padded = np.append(arc, [-1, -1])
    two = np.column_stack((padded[first], padded[first + 1]))
    two[count < 1, 0], two[count < 2, 1] = -1, -1
    return two, count <= 2


def _one_of_each_ring(arcs: Arcs, passed: Bools) -> Ints:
    """A state of each ring of roads that nothing else hangs on; it remains."""
    inner = passed[arcs.tail] & passed[arcs.head]
    size = (arcs.states, arcs.states)
    links = csr_matrix((np.ones(inner.sum(), np.int8), (arcs.tail[inner], arcs.head[inner])), shape=size)
    count, label = connected_components(links, directed=False)
    hangs = np.zeros(count, dtype=bool)
    for end, other in ((arcs.tail, arcs.head), (arcs.head, arcs.tail)):
        hangs[label[end[~passed[other]]]] = True
    free = np.flatnonzero(passed & ~hangs[label])
    _, first = np.unique(label[free], return_index=True)
    return np.asarray(free[first], dtype=np.int64)


def _arc_before(arcs: Arcs, into: Ints, passed: Bools) -> Ints:
    """The arc before each in its run; -1 where a run begins."""
    before = np.full(len(arcs), -1)
    inner = np.flatnonzero(passed[arcs.tail])
    for side in (0, 1):
        arc = into[arcs.tail[inner], side]
        onward = (arc >= 0) & (arcs.tail[arc] != arcs.head[inner])
        before[inner[onward]] = arc[onward]
    return before


def _roots(before: Ints) -> tuple[Ints, Ints]:
    """The first arc of each one's run, and how many arcs lie before it."""
    root, depth = np.arange(len(before)), np.zeros(len(before), dtype=np.int64)
    live = np.flatnonzero(before >= 0)
    root[live], depth[live] = before[live], 1
    while len(live):  # each round doubles the stretch that is counted
        step = root[live]
        further = depth[step] > 0
        live, step = live[further], step[further]
        depth[live] += depth[step]
        root[live] = root[step]
    return root, depth


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """Entries, or exits, moved to the ends of their runs; one row a search.

    Attributes
    ----------
    entries : Entries
        At numbers of states that remain; -1 where a run has no such end.
    spent : float array, shape (searches, k)
        Minutes at the entry itself; infinite where there is none.
    column : int array, shape (searches, k)
        Column of the entry each comes from.
    place : int array, shape (searches, k)
        Where the first arc driven, with exits the last, is laid; -1 where none is.
    state : int array, shape (searches, entries)
        The state of each entry where that is passed through, else -1.
    """

    entries: Entries
    spent: Floats
    column: Ints
    place: Ints
    state: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Short:
    """Ways between entries and exits within one run; arrays, one element a way.

    Attributes
    ----------
    row, column, exit, exit_column : int array
        Of the `Ends` of the entries and of the exits.
    minutes : float array
    """

    row: Ints
    column: Ints
    exit: Ints
    exit_column: Ints
    minutes: Floats

    def and_(self, other: Short) -> Short:
        """Both together."""
        return Short(
            np.concatenate((self.row, other.row)),
            np.concatenate((self.column, other.column)),
            np.concatenate((self.exit, other.exit)),
            np.concatenate((self.exit_column, other.exit_column)),
            np.concatenate((self.minutes, other.minutes)),
        )


def _equal(one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """Every pair of places at which the values are equal."""
    order = np.argsort(other, kind="stable")
    low = np.searchsorted(other[order], one)
    count = np.searchsorted(other[order], one, side="right") - low
    first = np.repeat(np.arange(len(one)), count)
    return first, order[np.arange(len(first)) + np.repeat(low - (np.cumsum(count) - count), count)]


class ChainCosts:
    """Minutes along the runs, for one cost of each arc.

    Parameters
    ----------
    minutes : float array
        Of each arc; infinite where it may not be driven.
    """

    def __init__(self, chains: Chains, minutes: Floats) -> None:
        self.chains = chains
        laid = minutes[chains.laid]
        self.by_run: Floats = np.add.reduceat(laid, chains.start[:-1]) if len(laid) else np.zeros(0)
        shut = np.isinf(laid)
        self._along = np.concatenate(([0.0], np.cumsum(np.where(shut, 0.0, laid))))
        self._shut = np.concatenate(([0], np.cumsum(shut)))

    def leaving(self, entries: Entries) -> Ends:
        """Entries moved along their runs to where those end."""
        return self._moved(entries, self.chains.out, self.chains.run_head, onward=True)

    def arriving(self, exits: Entries) -> Ends:
        """Exits moved back along their runs to where those begin."""
        return self._moved(exits, self.chains.into, self.chains.run_tail, onward=False)

    def within_runs(self, leaving: Ends, arriving: Ends) -> Short:
        """Ways that stay within one run, and those of no length at all."""
        row, column = np.nonzero(leaving.place >= 0)
        exit_, exit_column = np.nonzero(arriving.place >= 0)
        first, last = leaving.place[row, column], arriving.place[exit_, exit_column]
        run = self.chains.run[self.chains.laid]
        one, other = _equal(run[first], run[last])
        ahead = last[other] >= first[one]
        one, other = one[ahead], other[ahead]
        minutes = self._between(first[one], last[other] + 1)
        driven = Short(row[one], column[one], exit_[other], exit_column[other], minutes)
        row, column = np.nonzero(leaving.state >= 0)
        exit_, exit_column = np.nonzero(arriving.state >= 0)
        one, other = _equal(leaving.state[row, column], arriving.state[exit_, exit_column])
        still = Short(row[one], column[one], exit_[other], exit_column[other], np.zeros(len(one)))
        both = driven.and_(still)
        spent = leaving.spent[both.row, both.column] + arriving.spent[both.exit, both.exit_column]
        return replace(both, minutes=both.minutes + spent)

    def _between(self, first: Ints, last: Ints) -> Floats:
        """Minutes from before one arc to before another of its run, by where they are laid."""
        open_way = self._along[last] - self._along[first]
        return np.where(self._shut[last] > self._shut[first], np.inf, open_way)

    def driven(self, ends: Ends, column: int, *, onward: bool) -> Ints:
        """Arcs from an entry to the end of its run, or to an exit from its beginning; of a single row."""
        chains, place = self.chains, int(ends.place[0, column])
        if place < 0:
            return np.zeros(0, dtype=np.int64)
        run = int(chains.run[chains.laid[place]])
        return (
            chains.laid[place : chains.start[run + 1]]
            if onward
            else chains.laid[chains.start[run] : place + 1]
        )

    def driven_within(self, leaving: Ends, arriving: Ends, short: Short, way: int) -> Ints:
        """Arcs of a way within one run; of single rows."""
        first = int(leaving.place[0, short.column[way]])
        last = int(arriving.place[0, short.exit_column[way]])
        return self.chains.laid[first : last + 1] if first >= 0 else np.zeros(0, dtype=np.int64)

    def _moved(self, entries: Entries, arcs: Ints, end: Ints, *, onward: bool) -> Ends:
        chains = self.chains
        if entries.state.size and not -1 <= entries.state.min() <= entries.state.max() < len(chains.number):
            raise ValueError("a state out of range")  # it would give wrong ways in silence
        usable = entries.usable
        number = np.where(usable, chains.number[np.maximum(entries.state, 0)], -1)
        spent = np.where(usable, entries.minutes, np.inf)
        states, minutes = [number], [np.where(number >= 0, spent, np.inf)]
        places = [np.full(number.shape, -1)]
        for side in (0, 1):
            arc = np.where(usable & (number < 0), arcs[np.maximum(entries.state, 0), side], -1)
            place, run = chains.place[arc], chains.run[arc]
            far = np.where(arc >= 0, end[run], -1)
            first, last = (place, chains.start[run + 1]) if onward else (chains.start[run], place + 1)
            states.append(far)
            minutes.append(np.where(far >= 0, spent + self._between(first, last), np.inf))
            places.append(np.where(arc >= 0, place, -1))
        km = np.zeros((len(number), 3 * number.shape[1]))
        moved = Entries(np.hstack(states), np.hstack(minutes), km, np.tile(entries.side, (1, 3)))
        column = np.tile(np.arange(number.shape[1]), (len(number), 3))
        inner = np.where(usable & (number < 0), entries.state, -1)
        return Ends(moved, np.tile(spent, (1, 3)), column, np.hstack(places), inner)
