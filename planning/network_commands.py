"""The command `network`: build and keep the road network of a workspace, and look through it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.formats.geopackage import load_workspace
from layers.text import tr
from planning import speed_commands
from planning.report.edition import Edition
from planning.scenario import BASELINE, scenario_named

if TYPE_CHECKING:
    from planning.scenario_commands import AddCommand, Channels

COMMANDS = ("network",)
_PROFILES = ("truck", "bus", "car", "convoy")


def add_parser(command: AddCommand, channels: Channels) -> argparse.ArgumentParser:
    """Declare the command with `command(name, call, help)`; its parser is given back."""
    network = command("network", None, "build the road network and keep it, or look through it")
    actions = network.add_subparsers(required=True, metavar="ACTION")

    def action(
        name: str, call: Callable[[argparse.Namespace, Channels], None], help_: str
    ) -> argparse.ArgumentParser:
        added = actions.add_parser(name, help=help_, description=help_)
        added.set_defaults(command=lambda options: call(options, channels))
        added.add_argument("--join-m", type=_metres, default=50.0, metavar="N", help="join dead ends within")
        added.add_argument("--json", action="store_true", help="print one JSON object")
        return added

    build = action("build", _build, "build the network with its order and keep it in the workspace")
    build.add_argument("--profile", choices=_PROFILES, default="car", help="the vehicle whose roads are told")
    check = action("check", _check, "tell pieces, joins, places off the network and what looks suspicious")
    check.add_argument("--scenario", default=BASELINE.name, metavar="NAME")
    check.add_argument("--beside-m", type=_metres, default=10.0, metavar="N", help="dead end beside a road")
    check.add_argument("--out", type=Path, metavar="DIR", help="also write map, tables and brief there")
    check.add_argument("--edition", type=Edition, choices=list(Edition), default=Edition.INTERNAL)
    speed_commands.add_why(action)
    return network


def _metres(text: str) -> float:
    try:
        metres = float(text)
    except ValueError:
        metres = -1.0
    if not 0 <= metres <= 5_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of metres from 0 to 5000")
    return metres


def _build(options: argparse.Namespace, channels: Channels) -> None:
    import time

    import numpy as np

    from planning.network.road_graph import road_graph
    from planning.network.stored import store_network
    from planning.network.travel import travel_network

    workspace = load_workspace(options.workspace)
    started, control = time.perf_counter(), channels.progress()
    graph = road_graph(workspace, join_m=options.join_m, control=control.part(0.0, 0.4))
    graph.prepared(control.part(0.4, 0.9))
    store_network(options.workspace, graph)
    network = travel_network(
        workspace, profile=options.profile, join_m=options.join_m, control=control.part(0.9, 1.0)
    )
    usable_km = float(graph.length_m[np.isfinite(network.minutes) & (graph.join < 0)].sum() / 1000.0)
    figures: dict[str, Any] = {
        "nodes": graph.nodes,
        "edges": int((graph.join < 0).sum()),
        "arcs": len(graph.arcs),
        "length_km": round(float(graph.component_km.sum()), 3),
        "components": len(graph.component_km),
        "largest_share": round(graph.largest_share, 6),
        "joined": len(graph.joins),
        "turn_restrictions": graph.turns.read - graph.turns.unused,
        "profile": options.profile,
        "usable_km": round(usable_km, 3),
        "seconds": round(time.perf_counter() - started, 2),
    }
    if options.json:
        channels.json(figures)
        return
    channels.line(
        tr(
            "{edges:,} edges, {length_km:,.0f} km, in {components:,} pieces, the longest with "
            "{largest_share:.1%}; {joined:,} gaps joined, {turn_restrictions:,} turn restrictions; "
            "{usable_km:,.0f} km open to a {profile}; kept in the workspace after {seconds:.1f} s",
            **figures,
        )
    )


def _check(options: argparse.Namespace, channels: Channels) -> None:
    from planning.network.check import network_state, outcome_of

    baseline = load_workspace(options.workspace)
    situation = scenario_named(baseline, options.scenario).applied_to(baseline)
    state = network_state(
        situation, join_m=options.join_m, beside_m=options.beside_m, control=channels.progress()
    )
    outcome = replace(outcome_of(situation, state), scenario=options.scenario)
    if options.json and options.out is None:
        channels.json(state.figures())
        return
    channels.outcome(outcome, situation, options)
