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
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from layers.text import Text, tr
from planning.errors import PlanningError
from planning.network import ordering
from planning.network.chains import ChainCosts, Chains
from planning.network.engine import Entries, Way, entry_at
from planning.network.ordering import computed_order
from planning.network.topology import Bools, Floats, Ints
from planning.run_control import RunControl

# RoutingKit's sign for no way; every sum of costs must stay below it
_NO_WAY = 2**31 - 1
_MOST_UNITS = _NO_WAY // 4 * 3  # of a way; the rest is for what is spent before and after it
_UNITS_A_MINUTE = (6_000.0, 600.0, 60.0, 6.0)  # hundredths of a second, or coarser where those overflow
_MOST_SINGLE_CHANGES = 20  # a change of more arcs takes longer one by one than all anew
_MOST_METRICS = 3
_POLL_S = 0.2


def order_of(chains: Chains, lon: Floats, lat: Floats, control: RunControl) -> Ints:
    """The order in which the states that remain are contracted, made by a program of its own.

    Parameters
    ----------
    lon, lat : float array
        Of each of those states.

    Raises
    ------
    Cancelled
        When stopped through `control`.
    PlanningError
        When the program ends without an order.
    """
    network: dict[str, Any] = {"states": np.array(chains.states), "tail": chains.tail, "head": chains.head}
    network |= {"lat": lat, "lon": lon}
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
                _wait_for(program, 1.0 + len(chains.whole) / 40_000, control, stage)
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
    """Chains in the order of their states, with the costs last asked for; safe to use from several threads.

    Raises
    ------
    ValueError
        When the order is none of these states.
    """

    def __init__(self, chains: Chains, order: Ints) -> None:
        import routingkit_cch

        if len(order) != chains.states or (np.bincount(order, minlength=chains.states) != 1).any():
            raise ValueError("the order does not hold every state once")
        self.chains = chains
        self._lock = threading.Lock()
        self._metrics: list[tuple[Ints, Any]] = []  # last used last
        self._library: Any = routingkit_cch
        tail, head = chains.tail.astype(np.uint32), chains.head.astype(np.uint32)
        self._cch = self._library.CCH(order.astype(np.uint32), tail, head, False)

    def minutes(self, weights: Ints, entries: Entries, exits: Entries, control: RunControl) -> Floats:
        """Units from each entry (row) to each exit (column), infinite where no way leads.

        Entries and exits are spent in units too.
        """
        pinned, place = np.unique(np.maximum(exits.state, 0), return_inverse=True)
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

    def way(self, weights: Ints, entry: Entries, exit_: Entries) -> tuple[int, int, Ints, float] | None:
        """First and last state, whole runs and units of the fastest way."""
        sources, targets = _pairs(entry, 0), _pairs(exit_, 0)
        if not sources or not targets:
            return None
        with self._lock:
            query = self._library.CCHQuery(self._metric(weights))
            found = query.run_multi(sources, targets)
            distance, states, arcs = found.distance, found.node_path, found.arc_path
            del found, query  # the metric cannot change while they live
        if distance is None:
            return None
        return states[0], states[-1], self.chains.whole[np.array(arcs, dtype=np.int64)], float(distance)

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
    """The order of the states of a graph's chains once it is known; the hierarchy once it is asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._order: Ints | None = None
        self.rows: tuple[Bools, Ints, Ints] | None = None
        self._hierarchy: Hierarchy | None = None

    @property
    def order(self) -> Ints | None:
        """States in the order they are contracted; None until it is known."""
        return self._order

    def become(self, order: Ints, rows: tuple[Bools, Ints, Ints] | None = None) -> None:
        """Take an order that was made or stored.

        Parameters
        ----------
        rows : tuple of arrays, optional
            `passed`, `laid` and `start` of the chains it was made for, where they were stored with it.
        """
        with self._lock:
            self._order, self.rows, self._hierarchy = order, rows, None

    def hierarchy(self, chains: Callable[[], Chains]) -> Hierarchy | None:
        """The hierarchy over the chains of a graph; None until the order is known."""
        with self._lock:
            if self._hierarchy is None and self._order is not None:
                self._hierarchy = Hierarchy(chains(), self._order)
            return self._hierarchy


def _pairs(entries: Entries, row: int) -> list[tuple[int, int]]:
    usable = entries.usable[row]
    spent = np.rint(entries.minutes[row][usable]).astype(np.int64)
    return list(zip(entries.state[row][usable].tolist(), spent.tolist(), strict=True))


class HierarchyEngine:
    """A hierarchy with one cost of each arc; see `planning.network.engine.Engine`."""

    def __init__(self, hierarchy: Hierarchy, minutes: Floats) -> None:
        self._hierarchy = hierarchy
        chains = hierarchy.chains
        self._costs = ChainCosts(chains, minutes)
        by_run = self._costs.by_run[chains.whole]
        finite = np.isfinite(by_run)
        onward = np.zeros(chains.states)
        np.maximum.at(onward, chains.tail[finite], by_run[finite])
        total = float(onward.sum()) + 1.0
        fits = [unit for unit in _UNITS_A_MINUTE if total * unit + len(by_run) < _MOST_UNITS]
        # no fastest way leaves a state twice, so its cost stays below the sum of the dearest runs onward
        self._unit = fits[0] if fits else (_MOST_UNITS - len(by_run)) / total
        weights = np.where(finite, np.rint(np.where(finite, by_run, 0.0) * self._unit), _NO_WAY)
        self._weights = weights.astype(np.int64)

    def minutes(self, entries: Entries, exits: Entries, control: RunControl) -> Floats:
        """See `Engine`."""
        leaving, arriving = self._costs.leaving(entries), self._costs.arriving(exits)
        spent, left = self._in_units(leaving.entries), self._in_units(arriving.entries)
        result = self._hierarchy.minutes(self._weights, spent, left, control) / self._unit
        short = self._costs.within_runs(leaving, arriving)
        np.minimum.at(result, (short.row, short.exit), short.minutes)
        return result

    def way(self, entry: Entries, exit_: Entries) -> Way | None:
        """See `Engine`."""
        costs = self._costs
        leaving, arriving = costs.leaving(entry), costs.arriving(exit_)
        spent, left = self._in_units(leaving.entries), self._in_units(arriving.entries)
        found = self._hierarchy.way(self._weights, spent, left)
        short = costs.within_runs(leaving, arriving)
        if len(short.minutes):
            best = int(np.argmin(short.minutes))
            within = float(short.minutes[best])
            if np.isfinite(within) and (found is None or within * self._unit <= found[3]):
                ends = (
                    int(leaving.column[0, short.column[best]]),
                    int(arriving.column[0, short.exit_column[best]]),
                )
                return Way(costs.driven_within(leaving, arriving, short, best), *ends)
        if found is None:
            return None
        first, last, runs, _ = found
        start, end = entry_at(leaving.entries, first), entry_at(arriving.entries, last)
        arcs = (
            costs.driven(leaving, start, onward=True),
            self._hierarchy.chains.arcs_of(runs),
            costs.driven(arriving, end, onward=False),
        )
        return Way(np.concatenate(arcs), int(leaving.column[0, start]), int(arriving.column[0, end]))

    def _in_units(self, entries: Entries) -> Entries:
        """Minutes in units; what takes longer than the units hold cannot be used."""
        units = np.rint(entries.minutes * self._unit)
        units = np.where(units < _NO_WAY // 8, units, np.inf)
        return Entries(entries.state, units, entries.km, entries.side)
