"""The commands `speeds` and `network why`: the table of speeds, and why a road costs what it costs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.formats.geopackage import load_workspace, save_workspace
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.errors import BadParameter
from planning.scenario import BASELINE, scenario_named

if TYPE_CHECKING:
    from planning.scenario_commands import AddCommand, Channels

COMMANDS = ("speeds",)
TABLES = ("car", "truck", "bus", "convoy", "rules")


def add_parser(command: AddCommand, channels: Channels) -> argparse.ArgumentParser:
    """Declare the command with `command(name, call, help)`; its parser is given back."""
    speeds = command(
        "speeds",
        lambda options: _speeds(options, channels),
        "show or edit the table of speeds by vehicle, class and surface",
    )
    speeds.add_argument("--table", choices=TABLES, default="car", help="a vehicle, or the rules for all")
    speeds.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="such as primary=60 or local/gravel=20",
    )
    speeds.add_argument("--source", default="", metavar="TEXT", help="who says so")
    speeds.add_argument(
        "--reset", action="append", default=[], metavar="NAME", help="take Corridor's own again"
    )
    speeds.add_argument("--json", action="store_true", help="print one JSON object")
    return speeds


def add_why(action: Any) -> None:
    """Declare `network why` with `action(name, call, help)`."""
    why = action("why", _why, "tell why the road at a spot costs what it costs, step by step")
    why.add_argument("--at", required=True, metavar="PLACE", help="a name, a P-code or lon,lat")
    why.add_argument("--profile", choices=TABLES[:-1], default="car", help="the vehicle")
    why.add_argument("--scenario", default=BASELINE.name, metavar="NAME")


def _speeds(options: argparse.Namespace, channels: Channels) -> None:
    from planning.network.speed_table import figures_of, with_figure, without_figure

    path: Path = options.workspace
    saved = load_workspace(path)
    workspace: Workspace = saved
    for pair in options.set:
        name, value = _pair(pair)
        workspace = with_figure(workspace, options.table, name, value, options.source)
    for name in options.reset:
        workspace = without_figure(workspace, options.table, name)
    figures = figures_of(workspace, options.table)
    if workspace is not saved:
        save_workspace(workspace, path, saved)
    if options.json:
        rows = [
            {
                "name": figure.name,
                "label": str(figure.label),
                "value": figure.value,
                "unit": figure.unit,
                "source": str(figure.source),
                "changed": figure.is_changed,
            }
            for figure in figures
        ]
        channels.json({"table": options.table, "figures": rows})
        return
    for figure in figures:
        shown = figure.value if isinstance(figure.value, str) else f"{figure.value:g}"
        mark = "*" if figure.is_changed else " "
        channels.line(
            f"{mark} {figure.name:<22} {shown:>9} {figure.unit:<5} {figure.label}  ({figure.source})"
        )


def _pair(text: str) -> tuple[str, float | str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise BadParameter(
            tr("“{text}” is not a name and its value", text=text),
            where="speeds",
            expected=tr("NAME=VALUE, such as primary/gravel=35."),
        )
    try:
        return name.strip(), float(value)
    except ValueError:
        return name.strip(), value.strip()


def _why(options: argparse.Namespace, channels: Channels) -> None:
    import numpy as np

    from layers.gazetteer import find_place
    from planning.network.closures import no_closures
    from planning.network.costs import LABELS, explained
    from planning.network.snapping import snapped
    from planning.network.travel import travel_network

    baseline = load_workspace(options.workspace)
    situation = scenario_named(baseline, options.scenario).applied_to(baseline)
    place = find_place(situation, options.at)
    network = travel_network(
        situation, profile=options.profile, join_m=options.join_m, control=channels.progress()
    )
    graph = network.graph
    # the nearest road, whether it is open or not
    snap = snapped(graph, no_closures(graph), np.array([(place.lon, place.lat)]), 100.0)
    edge = int(snap.edge[0])
    steps = explained(network, np.array([edge]))
    record = {
        "place": place.name,
        "distance_km": round(float(snap.distance_km[0]), 3),
        "layer": str(graph.road_layer[edge]),
        "fid": int(graph.road_fid[edge]),
        "length_km": round(float(graph.length_m[edge]) / 1000.0, 3),
        "steps": [
            {
                "factor": str(step.factor),
                "why": str(step.why),
                "before_min": _finite(step.before_min),
                "after_min": _finite(step.after_min),
            }
            for step in steps
        ],
    }
    if options.json:
        channels.json(record)
        return
    channels.line(
        tr(
            "{length_km:.3f} km of road {fid} of {layer}, {distance_km:.2f} km from {place}, by {vehicle}:",
            vehicle=network.profile.label,
            **{key: value for key, value in record.items() if key != "steps"},
        )
    )
    for step in steps:
        channels.line(
            tr(
                "  {factor}: {before} → {after}  {why}",
                factor=LABELS[step.factor],
                before=_minutes(step.before_min),
                after=_minutes(step.after_min),
                why=step.why,
            )
        )


def _finite(minutes: float) -> float | None:
    return round(minutes, 3) if minutes < float("inf") else None


def _minutes(minutes: float) -> Text:
    if minutes == float("inf"):
        return tr("closed")
    return tr("{minutes:.2f} min", minutes=minutes)
