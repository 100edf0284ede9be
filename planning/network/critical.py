"""What the loss of roads costs people on their way to the nearest hub, exactly.

The fastest ways form a forest that ends at the hubs. When edges are lost, only people below them in the
forest must look for another way; that way leads through nodes below the edges to one outside, whose own way
is as before. So one small search among the nodes below gives the exact time of everybody. Of edges in a row
without a crossing the one nearest the hub costs most when lost: everybody below the others is below it
too, and cannot use the rest of the row either way.

Source: replacement paths as in Malik, Mittal and Gupta, The k most vital arcs in the shortest path problem,
Operations Research Letters 8, 1989, for a forest in place of a single path.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from planning.network.engine import Entries
from planning.network.forest import Forest, OpenArcs
from planning.network.numbering import Inner, among, preorder, runs_of
from planning.network.topology import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Travellers:
    """People at places with the states they may set out from, one row a place.

    Attributes
    ----------
    state : int array, shape (places, k)
        -1 where there is none.
    minutes : float array, shape (places, k)
        To that state.
    edge : int array, shape (places, k)
        The edge driven for that, which is lost with it; -1 where none is.
    people : float array
    direct : float array
        Minutes of a way to a hub on the same edge, which no loss touches; infinite where there is none.
    """

    state: Ints
    minutes: Floats
    edge: Ints
    people: Floats
    direct: Floats

    @classmethod
    def of(cls, entries: Entries, edge: Ints, people: Floats, direct: Floats) -> Travellers:
        """Travellers who set out by `entries`."""
        return cls(entries.state, np.where(entries.usable, entries.minutes, np.inf), edge, people, direct)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What the loss of some edges costs.

    Attributes
    ----------
    people : float
        Whose fastest way uses them.
    cut_off : float
        Of those, people from whom no way leads to any hub then.
    person_hours : float
        Added, of those who still have a way, for one journey each.
    longest_min : float
        Most minutes added to anybody who still has a way.
    """

    people: float = 0.0
    cut_off: float = 0.0
    person_hours: float = 0.0
    longest_min: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Detour:
    """The way left to the largest group of people who lose theirs and still have one.

    Attributes
    ----------
    place : int
        Row of the travellers.
    arcs : int array
        Of `OpenArcs`, in driving order.
    before_min, after_min : float
    """

    place: int
    arcs: Ints
    before_min: float
    after_min: float


class LossOfLinks:
    """The forest of fastest ways laid out so that everything below a node is one run of numbers.

    Parameters
    ----------
    arcs : OpenArcs
    forest : Forest
        Of the same arcs.
    travellers : Travellers
        Those without a way to a hub lose nothing, and are not counted.
    """

    def __init__(self, arcs: OpenArcs, forest: Forest, travellers: Travellers) -> None:
        self.arcs, self.forest, self.travellers = arcs, forest, travellers
        reached = np.flatnonzero(np.isfinite(forest.minutes))
        order, self._size = preorder(forest, reached)
        self._state = reached[order]
        self._size = self._size[order]
        self._number = np.full(arcs.states, -1, dtype=np.int64)
        self._number[self._state] = np.arange(len(self._state))
        self._minutes = forest.minutes[self._state]
        self._lay_out_arcs()
        self._lay_out_travellers()
        arc = forest.arc[self._state]
        by_edge = np.flatnonzero((arc >= 0) & (arcs.edge[arc] >= 0))
        edge = arcs.edge[arc[by_edge]]
        turn = np.argsort(edge, kind="stable")
        self._tree_edge, self._tree_number = edge[turn], by_edge[turn]

    def tree_edges(self) -> Ints:
        """Edges on the fastest way of anybody, ascending."""
        return np.unique(np.concatenate((self._tree_edge[self._tree_used()], self._own_edge)))

    def costliest(self, link: Ints) -> Ints:
        """Of every row of edges those nearest the hub, one a direction, on anybody's fastest way; ascending.

        Parameters
        ----------
        link : int array
            Row of each edge, see `links_of`.
        """
        forest = self.forest
        further = self._edge_of_arc(forest.arc[forest.onward[self._state[self._tree_number]]])
        leaves = (further < 0) | (link[further] != link[self._tree_edge])
        first = self._edge_of_arc(forest.arc[self._state[self._first[self._own_place]]])
        own = (first < 0) | (link[first] != link[self._own_edge])
        tops = (self._tree_edge[leaves & self._tree_used()], self._own_edge[own])
        return np.unique(np.concatenate(tops))

    def _edge_of_arc(self, arc: Ints) -> Ints:
        return np.where(arc >= 0, self.arcs.edge[np.maximum(arc, 0)], -1)

    def _tree_used(self) -> Bools:
        """Which edges of the forest anybody's way uses."""
        below = self._tree_number + self._size[self._tree_number]
        first, last = np.searchsorted(self._first, self._tree_number), np.searchsorted(self._first, below)
        return np.asarray(last > first, dtype=np.bool_)

    def loss(self, edges: Ints) -> Loss:
        """The cost of losing `edges` together, in both directions."""
        ranges = self._ranges(edges)
        rows = self._rows_of(edges, ranges)
        people = self._people[rows]
        if not len(rows) or not people.sum():
            return Loss()
        after = self._minutes_after(edges, ranges, rows)[0]
        added = after - self._before[rows]
        cut = np.isinf(after)
        kept = ~cut & (people > 0)
        return Loss(
            people=float(people.sum()),
            cut_off=float(people[cut].sum()),
            person_hours=max(0.0, float(people[kept] @ added[kept]) / 60.0),
            longest_min=max(0.0, float(added[kept].max(initial=0.0))),
        )

    def detour(self, edges: Ints) -> Detour | None:
        """The way of the largest group who lose theirs; None where everybody is cut off."""
        ranges = self._ranges(edges)
        rows = self._rows_of(edges, ranges)
        if not len(rows):
            return None
        after, option, inner = self._minutes_after(edges, ranges, rows)
        slower = after > self._before[rows] + 1e-9
        able = np.flatnonzero(np.isfinite(after) & (option >= 0) & (slower | ~slower.any()))
        if not len(able):
            return None
        best = int(able[np.argmax(self._people[rows][able])])
        place = int(self._place[rows[best]])
        state = int(self.travellers.state[place, option[best]])
        return Detour(
            place=place,
            arcs=self._way(edges, state, inner),
            before_min=float(self._before[rows[best]]),
            after_min=float(after[best]),
        )

    def _lay_out_arcs(self) -> None:
        arcs, number, size = self.arcs, self._number, len(self._state)
        kept = np.flatnonzero((number[arcs.tail] >= 0) & (number[arcs.head] >= 0))
        tail, head = number[arcs.tail[kept]], number[arcs.head[kept]]
        out, into = np.argsort(tail, kind="stable"), np.argsort(head, kind="stable")
        self._out_arc, self._out_head, self._out_tail = kept[out], head[out], tail[out]
        self._in_arc, self._in_tail, self._in_head = kept[into], tail[into], head[into]
        self._out_start = np.searchsorted(tail[out], np.arange(size + 1))
        self._in_start = np.searchsorted(head[into], np.arange(size + 1))

    def _lay_out_travellers(self) -> None:
        """Places with a way by the network, in the order of the state they set out from."""
        who = self.travellers
        number = np.where(who.state >= 0, self._number[np.maximum(who.state, 0)], -1)
        self._minutes_or_none = np.append(self._minutes, np.inf)
        by_option = self._minutes_or_none[number] + who.minutes
        each = np.arange(len(who.state))
        best = np.argmin(by_option, axis=1)
        least = by_option[each, best]
        onward = np.flatnonzero(np.isfinite(least) & (least < who.direct))
        order = onward[np.argsort(number[onward, best[onward]], kind="stable")]
        self._place, self._options = order, number[order]
        self._first = number[order, best[order]]
        self._before, self._people = least[order], who.people[order]
        own = who.edge[order, best[order]]
        along = np.flatnonzero(own >= 0)
        turn = np.argsort(own[along], kind="stable")
        self._own_edge, self._own_place = own[along][turn], along[turn]

    def _ranges(self, edges: Ints) -> list[tuple[int, int]]:
        """Runs of numbers below any of `edges`, ascending, none within another."""
        first = np.searchsorted(self._tree_edge, edges)
        last = np.searchsorted(self._tree_edge, edges, side="right")
        tops = sorted(
            int(number)
            for low, high in zip(first.tolist(), last.tolist(), strict=True)
            for number in self._tree_number[low:high]
        )
        ranges: list[tuple[int, int]] = []
        for top in tops:
            if not ranges or top >= ranges[-1][1]:
                ranges.append((top, top + int(self._size[top])))
        return ranges

    def _rows_of(self, edges: Ints, ranges: list[tuple[int, int]]) -> Ints:
        """Places that set out from a state in the ranges, or along one of the edges; ascending."""
        low, high = (
            np.searchsorted(self._own_edge, edges),
            np.searchsorted(self._own_edge, edges, side="right"),
        )
        runs = [self._own_place[first:last] for first, last in zip(low.tolist(), high.tolist(), strict=True)]
        for first, last in ranges:
            runs.append(np.arange(*np.searchsorted(self._first, (first, last))))
        return np.unique(np.concatenate(runs))

    def _minutes_after(
        self, edges: Ints, ranges: list[tuple[int, int]], rows: Ints
    ) -> tuple[Floats, Ints, Inner]:
        """Minutes of some places once `edges` are lost, the option each then takes, and the search."""
        inner = self._search(edges, ranges)
        options = self._options[rows]
        local = inner.local(options)
        outside = self._minutes_or_none[options]
        minutes = np.where(local >= 0, np.append(inner.minutes, np.inf)[local], outside)
        by_option = minutes + self.travellers.minutes[self._place[rows]]
        by_option[(options < 0) | among(self.travellers.edge[self._place[rows]], edges)] = np.inf
        best = np.argmin(by_option, axis=1)
        after = by_option[np.arange(len(rows)), best]
        direct = self.travellers.direct[self._place[rows]]
        return np.minimum(after, direct), np.where(direct < after, -1, best), inner

    def _search(self, edges: Ints, ranges: list[tuple[int, int]]) -> Inner:
        """Fastest ways out of the ranges without `edges`, then on as before."""
        inner = Inner(ranges)
        size = inner.size
        if not size:
            return inner
        out = runs_of(self._out_start, ranges)
        tail, head = inner.local(self._out_tail[out]), inner.local(self._out_head[out])
        arc = self._out_arc[out]
        exits = (head < 0) & ~among(self.arcs.edge[arc], edges)
        onward = self.arcs.minutes[arc[exits]] + self._minutes[self._out_head[out][exits]]
        label = np.full(size, np.inf)
        np.minimum.at(label, tail[exits], onward)
        if size == 1:
            inner.minutes, inner.onward = label, np.where(np.isfinite(label), size, -1)
            return inner
        into = runs_of(self._in_start, ranges)
        source, target = inner.local(self._in_tail[into]), inner.local(self._in_head[into])
        cost, own = self.arcs.minutes[self._in_arc[into]], self.arcs.edge[self._in_arc[into]]
        inside = (source >= 0) & ~among(own, edges)
        found = np.flatnonzero(np.isfinite(label))
        if not len(found):
            return inner
        graph = csr_matrix(
            (
                np.concatenate((cost[inside], label[found])),
                np.concatenate((source[inside], found)),
                np.append(
                    np.searchsorted(target[inside], np.arange(size + 1)), int(inside.sum()) + len(found)
                ),
            ),
            shape=(size + 1, size + 1),
        )
        minutes, before = dijkstra(graph, indices=size, return_predecessors=True)
        inner.minutes, inner.onward = minutes[:size], before[:size]
        return inner

    def _way(self, edges: Ints, state: int, inner: Inner) -> Ints:
        """Arcs from a state to its hub once `edges` are lost."""
        number = int(self._number[state])
        here = int(inner.local(np.array([number]))[0])
        way: list[int] = []
        while here >= 0:
            further = int(inner.onward[here])
            run = slice(int(self._out_start[number]), int(self._out_start[number + 1]))
            arcs, heads = self._out_arc[run], self._out_head[run]
            fits = heads == inner.number(further) if further < inner.size else inner.local(heads) < 0
            cost = self.arcs.minutes[arcs] + (0.0 if further < inner.size else self._minutes[heads])
            fits &= ~among(self.arcs.edge[arcs], edges)
            best = int(np.argmin(np.where(fits, cost, np.inf)))
            way.append(int(arcs[best]))
            number = int(heads[best])
            here = further if further < inner.size else -1
        return np.concatenate((np.array(way, np.int64), self.forest.way(int(self._state[number]))))


def links_of(tail: Ints, head: Ints, nodes: int, usable: Bools, stops: Ints) -> Ints:
    """Number of the row of edges without a crossing that each edge is part of; -1 for those not usable.

    Parameters
    ----------
    stops : int array
        Nodes at which a row ends though there is no crossing, such as those with a hub.
    """
    edge = np.flatnonzero(usable)
    degree = np.bincount(tail[edge], minlength=nodes) + np.bincount(head[edge], minlength=nodes)
    degree[stops] = 0
    ends = np.concatenate((tail[edge], head[edge]))
    own = np.concatenate((np.arange(len(edge)), np.arange(len(edge))))
    through = degree[ends] == 2
    order = np.argsort(ends[through], kind="stable")
    pair = own[through][order].reshape(-1, 2)
    graph = csr_matrix(
        (np.ones(len(pair), dtype=np.int8), (pair[:, 0], pair[:, 1])), shape=(len(edge), len(edge))
    )
    result = np.full(len(usable), -1, dtype=np.int64)
    result[edge] = connected_components(graph, directed=False)[1]
    return result
