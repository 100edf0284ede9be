"""The gap in the road data that would have to be joined for a way between two pieces of a network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import connected_components

from planning.network.joining import Pairs, Pieces, candidates, undirected_graph
from planning.network.plane import geodesic_m
from planning.network.topology import Floats, Ints, Topology, point_at
from planning.run_control import RunControl

_FIRST_SEARCH_M = 300.0


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap between two roads: its length, and the two points, degrees."""

    gap_m: float
    origin: tuple[float, float]
    target: tuple[float, float]


def join_that_connects(
    topology: Topology, one: int, other: int, most_m: float, control: RunControl
) -> Gap | None:
    """The widest gap that must be joined for a way between two edges; None when `most_m` is not enough.

    Joining dead ends within this gap, and no less, connects the pieces the edges lie in.
    """
    _, piece = connected_components(undirected_graph(topology), directed=False)
    within_m = min(most_m, _FIRST_SEARCH_M)
    while True:  # a wide search takes long, and is seldom needed
        pairs = _candidates_between(topology, piece, within_m, control)
        gap = _widest_needed(topology, piece, pairs, one, other)
        if gap is not None or within_m >= most_m:
            return gap
        within_m = min(most_m, within_m * 2.0)


def _candidates_between(topology: Topology, piece: Ints, within_m: float, control: RunControl) -> Pairs:
    """Places within reach of dead ends on edges of another piece than theirs."""
    dead = np.flatnonzero(topology.degree() == 1)
    edge_piece = piece[topology.tail]
    largest = int(np.argmax(np.bincount(edge_piece)))
    of_largest = piece[dead] == largest
    found = [
        candidates(topology, dead[of_largest], within_m, control, piece, edge_piece != largest),
        candidates(topology, dead[~of_largest], within_m, control, piece),
    ]
    return Pairs(*(np.concatenate(column) for column in zip(*map(_columns, found), strict=True)))


def _columns(pairs: Pairs) -> tuple[Ints, Ints, Floats, Floats]:
    return pairs.dead, pairs.edge, pairs.at, pairs.gap_m


def _widest_needed(topology: Topology, piece: Ints, pairs: Pairs, one: int, other: int) -> Gap | None:
    """The last of the shortest gaps that connect two edges; None when these gaps do not."""
    here, there = piece[pairs.dead], piece[topology.tail[pairs.edge]]
    pieces = Pieces(int(piece.max(initial=-1)) + 1)
    first, second = int(piece[topology.tail[one]]), int(piece[topology.tail[other]])
    for row in np.lexsort((pairs.edge, pairs.dead, pairs.gap_m)).tolist():
        pieces.connect(int(here[row]), int(there[row]))
        if pieces.root(first) == pieces.root(second):
            last = slice(row, row + 1)
            _, place = point_at(topology, pairs.edge[last], pairs.at[last])
            origin = topology.node[pairs.dead[row]]
            return Gap(
                float(geodesic_m(*origin, *place[0])),
                (float(origin[0]), float(origin[1])),
                (float(place[0, 0]), float(place[0, 1])),
            )
    return None
