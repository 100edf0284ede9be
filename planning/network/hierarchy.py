"""Shortest ways by a customizable contraction hierarchy (RoutingKit).

The order of the nodes depends on the roads alone and takes seconds to minutes, so it is made once, in a
process of its own, and stored with the network. Costs are laid on it in hundredths of a second.

Source: Dibbelt, Strasser and Wagner, Customizable Contraction Hierarchies, ACM Journal of Experimental
Algorithmics 21, 2016.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import numpy as np

from layers.text import Text, tr
from planning.errors import PlanningError
from planning.network import ordering
from planning.network.arcs import Arcs
from planning.network.engine import Entries, Way, entry_at
from planning.network.ordering import computed_order
from planning.network.topology import Floats, Ints
from planning.run_control import RunControl

# RoutingKit's sign for no way; every sum of costs must stay below it
_NO_WAY = 2**31 - 1
_MOST_UNITS = _NO_WAY // 4 * 3  # of a way; the rest is for what is spent before and after it
_UNITS_A_MINUTE = (6_000.0, 600.0, 60.0, 6.0)  # hundredths of a second, or coarser where those overflow
_MOST_SINGLE_CHANGES = 20  # a change of more arcs takes longer one by one than all anew
_MOST_METRICS = 3
_POLL_S = 0.2


def order_of(arcs: Arcs, lon: Floats, lat: Floats, control: RunControl) -> Ints:
    """The order in which states are contracted, made by a program of its own.

    Raises
    ------
    Cancelled
        When stopped through `control`.
    PlanningError
        When the program ends without an order.
    """
    node = arcs.state_node
    network: dict[str, Any] = {"states": np.array(arcs.states), "tail": arcs.tail, "head": arcs.head}
    network |= {"lat": lat[node], "lon": lon[node]}
    stage = tr("ordering the road network")
    control.step(0.0, stage)
    if getattr(sys, "frozen", False):  # a frozen program has no interpreter to start
        return computed_order(network)
    with tempfile.TemporaryDirectory(prefix="corridor-", ignore_cleanup_errors=True) as folder:
        np.savez(Path(folder) / "network.npz", **network)
        with subprocess.Popen(
            [sys.executable, "-X", "utf8", "-P", ordering.__file__, folder],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as program:
            try:
                _wait_for(program, 1.0 + len(arcs) / 30_000, control, stage)
            finally:
                program.kill()
        result = Path(folder) / "order.npy"
        if program.returncode != 0 or not result.is_file():
            raise PlanningError(
                tr("the road network could not be ordered for fast ways"),
                expected=tr("Ways are still found, only more slowly."),
                todo=tr("Close other programs to free memory and build the network again."),
            )
        return np.asarray(np.load(result), dtype=np.int64)


def _wait_for(program: subprocess.Popen[bytes], expected_s: float, control: RunControl, stage: Text) -> None:
    """Wait, and say how far it may be: half after the expected time, never quite done."""
    waited_s = 0.0
    while True:
        try:
            program.wait(_POLL_S)
        except subprocess.TimeoutExpired:
            waited_s += _POLL_S
            control.step(waited_s / (waited_s + expected_s), stage)
        else:
            return


class Hierarchy:
    """Arcs in their order, with the costs last asked for; safe to use from several threads.

    Raises
    ------
    ValueError
        When the order is none of these states.
    """

    def __init__(self, arcs: Arcs, order: Ints) -> None:
        import routingkit_cch

        if len(order) != arcs.states or (np.bincount(order, minlength=arcs.states) != 1).any():
            raise ValueError("the order does not hold every state once")
        self.arcs = arcs
        self._lock = threading.Lock()
        self._metrics: list[tuple[Ints, Any]] = []  # last used last
        self._library: Any = routingkit_cch
        tail, head = arcs.tail.astype(np.uint32), arcs.head.astype(np.uint32)
        self._cch = self._library.CCH(order.astype(np.uint32), tail, head, False)

    def minutes(self, weights: Ints, entries: Entries, exits: Entries, control: RunControl) -> Floats:
        """Units from each entry (row) to each exit (column), infinite where no way leads.

        Entries and exits are spent in units too.
        """
        pinned, place = np.unique(np.maximum(exits.state, 0), return_inverse=True)
        self._check(pinned, entries.state)
        place = place.reshape(exits.state.shape)
        spent = np.where(exits.usable, exits.minutes, np.inf)
        result = np.full((len(entries.state), len(exits.state)), np.inf)
        with self._lock:
            search = self._library.CCHOneToMany(self._metric(weights), pinned.tolist())
            for row in range(len(result)):
                if row % 10 == 0:
                    control.step(row / len(result), tr("measuring ways between places"))
                sources = _pairs(entries, row)
                if sources:
                    found = np.array(search.distances_from_multi(sources), dtype=np.float64)
                    result[row] = (np.where(np.isnan(found), np.inf, found)[place] + spent).min(axis=1)
            del search
        return result

    def way(self, weights: Ints, entry: Entries, exit_: Entries) -> tuple[int, int, Ints] | None:
        """First state, last state and arcs of the fastest way."""
        self._check(entry.state, exit_.state)
        sources, targets = _pairs(entry, 0), _pairs(exit_, 0)
        if not sources or not targets:
            return None
        with self._lock:
            query = self._library.CCHQuery(self._metric(weights))
            found = query.run_multi(sources, targets)
            is_found = found.distance is not None
            states, arcs = found.node_path, found.arc_path
            del found, query  # the metric cannot change while they live
        return (states[0], states[-1], np.array(arcs, dtype=np.int64)) if is_found else None

    def _check(self, *states: Ints) -> None:
        """A state out of range would give wrong ways in silence."""
        for some in states:
            if some.size and (some.min() < -1 or some.max() >= self.arcs.states):
                raise ValueError("a state out of range")

    def _metric(self, weights: Ints) -> Any:
        """The costs laid on the hierarchy: those at hand, changed in place where few differ."""
        for index in range(len(self._metrics) - 1, -1, -1):
            known, metric = self._metrics[index]
            changed = np.flatnonzero(known != weights) if known is not weights else np.zeros(0, np.int64)
            if len(changed) <= _MOST_SINGLE_CHANGES:
                if len(changed):
                    updater = self._library.CCHMetricPartialUpdater(self._cch)
                    updater.apply(metric, dict(zip(changed.tolist(), weights[changed].tolist(), strict=True)))
                del self._metrics[index]
                self._metrics.append((weights, metric))
                return metric
        if len(self._metrics) < _MOST_METRICS:
            metric = self._library.CCHMetric(self._cch, weights.astype(np.uint32))
        else:
            _, metric = self._metrics.pop(0)
            metric.reset(weights.astype(np.uint32))
        self._metrics.append((weights, metric))
        return metric


class NodeOrder:
    """The order of a graph's states, once it is known; the hierarchy is made when it is first asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._order: Ints | None = None
        self._hierarchy: Hierarchy | None = None

    @property
    def order(self) -> Ints | None:
        """States in the order they are contracted; None until it is known."""
        return self._order

    def become(self, order: Ints) -> None:
        """Take an order that was made or stored."""
        with self._lock:
            self._order, self._hierarchy = order, None

    def hierarchy(self, arcs: Arcs) -> Hierarchy | None:
        """The hierarchy over `arcs`; None until the order is known."""
        with self._lock:
            if self._hierarchy is None and self._order is not None:
                self._hierarchy = Hierarchy(arcs, self._order)
            return self._hierarchy


def _pairs(entries: Entries, row: int) -> list[tuple[int, int]]:
    usable = entries.usable[row]
    spent = np.rint(entries.minutes[row][usable]).astype(np.int64)
    return list(zip(entries.state[row][usable].tolist(), spent.tolist(), strict=True))


class HierarchyEngine:
    """A hierarchy with one cost of each arc; see `planning.network.engine.Engine`."""

    def __init__(self, hierarchy: Hierarchy, minutes: Floats) -> None:
        self._hierarchy = hierarchy
        finite = np.isfinite(minutes)
        onward = np.zeros(hierarchy.arcs.states)
        np.maximum.at(onward, hierarchy.arcs.tail[finite], minutes[finite])
        total = float(onward.sum()) + 1.0
        fits = [unit for unit in _UNITS_A_MINUTE if total * unit + len(minutes) < _MOST_UNITS]
        # no fastest way leaves a state twice, so its cost stays below the sum of the dearest arcs onward
        self._unit = fits[0] if fits else (_MOST_UNITS - len(minutes)) / total
        self._weights = np.where(finite, np.rint(np.where(finite, minutes, 0.0) * self._unit), _NO_WAY)
        self._weights = self._weights.astype(np.int64)

    def minutes(self, entries: Entries, exits: Entries, control: RunControl) -> Floats:
        """See `Engine`."""
        spent, left = self._in_units(entries), self._in_units(exits)
        return self._hierarchy.minutes(self._weights, spent, left, control) / self._unit

    def way(self, entry: Entries, exit_: Entries) -> Way | None:
        """See `Engine`."""
        spent, left = self._in_units(entry), self._in_units(exit_)
        found = self._hierarchy.way(self._weights, spent, left)
        if found is None:
            return None
        first, last, arcs = found
        return Way(arcs, entry_at(entry, first), entry_at(exit_, last))

    def _in_units(self, entries: Entries) -> Entries:
        """Minutes in units; what takes longer than the units hold cannot be used."""
        units = np.rint(entries.minutes * self._unit)
        units = np.where(units < _NO_WAY // 8, units, np.inf)
        return Entries(entries.state, units, entries.km, entries.side)
