"""Nodes of a forest numbered so that everything below a node is one run, and searches within such runs."""

from __future__ import annotations

import numpy as np

from planning.network.forest import Forest
from planning.network.topology import Bools, Floats, Ints


class Inner:
    """Numbers in some ranges, counted from 0, and what a search among them found."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        self._low = np.array([low for low, _ in ranges], dtype=np.int64)
        self._high = np.array([high for _, high in ranges], dtype=np.int64)
        self._base = np.concatenate(([0], np.cumsum(self._high - self._low)))
        self.size = int(self._base[-1])
        self.minutes: Floats = np.full(self.size, np.inf)
        self.onward: Ints = np.full(self.size, -1, dtype=np.int64)

    def local(self, numbers: Ints) -> Ints:
        """Place of each number within the ranges; -1 outside."""
        if not len(self._low):
            return np.full(numbers.shape, -1)
        if len(self._low) == 1:
            low, high = self._low[0], self._high[0]
            return np.where((numbers >= low) & (numbers < high), numbers - low, -1)
        which = np.searchsorted(self._low, numbers, side="right") - 1
        within = (which >= 0) & (numbers < self._high[which])
        return np.where(within, numbers - self._low[which] + self._base[which], -1)

    def number(self, local: int) -> int:
        """The number at a place within the ranges."""
        which = int(np.searchsorted(self._base, local, side="right")) - 1
        return int(self._low[which] + local - self._base[which])


def runs_of(start: Ints, ranges: list[tuple[int, int]]) -> slice | Ints:
    """Rows of the arcs of the numbers in the ranges."""
    if len(ranges) == 1:
        return slice(int(start[ranges[0][0]]), int(start[ranges[0][1]]))
    return np.concatenate([np.arange(start[low], start[high]) for low, high in ranges])


def among(values: Ints, few: Ints) -> Bools:
    """Which values are among a few."""
    if len(few) == 1:
        return np.asarray(values == few[0], dtype=np.bool_)
    return np.isin(values, few)


def preorder(forest: Forest, reached: Ints) -> tuple[Ints, Ints]:
    """Order of the reached states, each directly before everything below it; and how many are below."""
    place = np.full(len(forest.onward), -1, dtype=np.int64)
    place[reached] = np.arange(len(reached))
    above = np.where(forest.onward[reached] < 0, -1, place[forest.onward[reached]])
    size = np.ones(len(reached), dtype=np.int64)
    depth, level = np.zeros(len(reached), dtype=np.int64), np.flatnonzero(above >= 0)
    jump = above.copy()
    depth[level] = 1
    while len(level):  # each round doubles the stretch that is counted
        step = jump[level]
        depth[level] += depth[step]
        jump[level] = jump[step]
        level = level[jump[level] >= 0]
    by_depth = np.argsort(-depth, kind="stable")
    bounds = np.flatnonzero(np.diff(depth[by_depth])) + 1
    for some in np.split(by_depth, bounds):
        if len(some) and depth[some[0]] > 0:
            np.add.at(size, above[some], size[some])
    siblings = np.argsort(above, kind="stable")
    so_far = np.cumsum(size[siblings]) - size[siblings]
    first = np.searchsorted(above[siblings], above[siblings])
    number = np.zeros(len(reached), dtype=np.int64)
    number[siblings] = so_far - so_far[first] + (above[siblings] >= 0)
    for some in np.split(by_depth, bounds)[::-1]:
        if len(some) and depth[some[0]] > 0:
            number[some] += number[above[some]]
    return np.argsort(number), size
