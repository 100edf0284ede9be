"""The loss of every stretch of road, beside starting anew without it, in one run.

    python benchmarks/critical_links.py [--edges 50000 500000] [--hubs 70] [--places 10000]

On made-up networks (a grid with a quarter of its roads missing): seconds for the forest, its layout and the
losses of every stretch that anybody's way uses; and what it would take to search the whole network again
without each of them, from a sample searched by SciPy. The sample must agree. The aim is 60 s on 500,000
directed edges.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from planning.network.critical import LossOfLinks, Travellers, links_of
from planning.network.engine import Entries
from planning.network.forest import OpenArcs, forest_to_hubs

AIM_S, AIM_EDGES = 60.0, 500_000
SAMPLE = 5


def main() -> int:
    """Measure and print one line a size; 1 when the aim is missed or a sample disagrees."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--edges", type=int, nargs="+", default=[50_000, 500_000])
    parser.add_argument("--hubs", type=int, default=70)
    parser.add_argument("--places", type=int, default=10_000)
    options = parser.parse_args()
    print(f"{'directed':>10}{'stretches':>11}{'forest s':>10}{'layout s':>10}{'losses s':>10}{'anew s':>12}")
    return max(measured(edges, options.hubs, options.places) for edges in options.edges)


def measured(edges: int, hubs: int, places: int) -> int:
    """One size; 1 when it fails."""
    rng = np.random.default_rng(1)
    roads, tail, head = grid(round(np.sqrt(edges / 3.0)), rng)
    at_hubs = rng.choice(roads.states, hubs, replace=False)[:, None]
    half = np.full((hubs, 1), 0.5)
    ends = Entries(at_hubs, half, half, np.zeros((hubs, 1), dtype=np.int64))
    arcs = roads.with_hubs(ends, np.full((hubs, 1), -1))
    state = rng.choice(roads.states, places)[:, None]
    people = rng.uniform(1, 1000, places)
    none = np.full((places, 1), -1)
    who = Travellers(state, np.zeros((places, 1)), none, people, np.full(places, np.inf))
    started = time.perf_counter()
    forest = forest_to_hubs(arcs)
    forest_s = time.perf_counter() - started
    losses = LossOfLinks(arcs, forest, who)
    link = links_of(tail, head, roads.states, np.ones(len(tail), dtype=bool), at_hubs.ravel())
    tops = losses.costliest(link)
    layout_s = time.perf_counter() - started - forest_s
    found = {int(edge): losses.loss(np.array([edge])) for edge in tops}
    losses_s = time.perf_counter() - started - forest_s - layout_s
    anew_s, agrees = anew(arcs, forest.minutes, who, rng.choice(tops, SAMPLE, replace=False), found)
    print(
        f"{len(roads.tail):>10,}{len(tops):>11,}{forest_s:>10.2f}{layout_s:>10.2f}{losses_s:>10.1f}"
        f"{anew_s * len(tops):>12,.0f}" + ("" if agrees else "  THE SAMPLE DISAGREES")
    )
    within = len(roads.tail) > 1.1 * AIM_EDGES or forest_s + layout_s + losses_s <= AIM_S
    return 0 if agrees and within else 1


def grid(side: int, rng: np.random.Generator) -> tuple[OpenArcs, np.ndarray, np.ndarray]:
    """A square of crossings, a quarter of the roads between them missing."""
    number = np.arange(side * side).reshape(side, side)
    tail = np.concatenate((number[:, :-1].ravel(), number[:-1].ravel()))
    head = np.concatenate((number[:, 1:].ravel(), number[1:].ravel()))
    kept = rng.random(len(tail)) > 0.25
    tail, head = tail[kept], head[kept]
    minutes = rng.uniform(0.2, 3.0, len(tail))
    edge = np.concatenate((np.arange(len(tail)),) * 2)
    both = np.concatenate((tail, head)), np.concatenate((head, tail))
    none = np.full(len(edge), -1, dtype=np.int64)
    return OpenArcs(side * side, *both, edge, minutes[edge], minutes[edge], none), tail, head


def anew(arcs, before, who, sample, found) -> tuple[float, bool]:
    """Seconds to search the whole network without one edge, and whether the losses are the same."""
    started, agrees = time.perf_counter(), True
    for edge in sample.tolist():
        kept = arcs.edge != edge
        columns = ("tail", "head", "edge", "minutes", "km", "hub")
        after = forest_to_hubs(OpenArcs(arcs.states, *(getattr(arcs, name)[kept] for name in columns)))
        had = np.isfinite(before[who.state[:, 0]])
        new, old = after.minutes[who.state[had, 0]], before[who.state[had, 0]]
        cut = np.isinf(new)
        hours = float(who.people[had][~cut] @ (new - old)[~cut]) / 60.0
        loss = found[edge]
        agrees &= bool(np.isclose(loss.cut_off, who.people[had][cut].sum()))
        agrees &= bool(np.isclose(loss.person_hours, hours, atol=1e-4))
    return (time.perf_counter() - started) / len(sample), agrees


if __name__ == "__main__":
    sys.exit(main())
