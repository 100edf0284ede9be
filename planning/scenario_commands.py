"""The commands `scenario` and `compare`: what-ifs and their comparison without a window."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from layers.formats.geopackage import load_workspace, save_workspace
from layers.layer import Layer
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.analyses import ANALYSES, analysis_named
from planning.changes.change import Change
from planning.changes.stored import as_record, change_named, parse_change
from planning.comparison import compare
from planning.errors import BadParameter, PlanningError
from planning.outcome import Outcome
from planning.parameters import as_text, describe
from planning.run_all import telling_parameters
from planning.run_control import RunControl
from planning.scenario import (
    BASELINE,
    CHANGES,
    Scenario,
    scenario_named,
    scenarios_of,
    with_scenario,
    without_scenario,
)

COMMANDS = ("scenario", "compare")

AddCommand = Callable[..., argparse.ArgumentParser]
Tell = Callable[[Outcome, Workspace, argparse.Namespace], None]
Say = Callable[[object], None]

_ID_FIELDS = (
    "name_en", "name_uk", "name", "road_number", "site_id", "facility_id", "warehouse_id", "vehicle_id",
    "damage_id",
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Channels:
    """How the commands answer: a line of text, a JSON object, an outcome; and their progress."""

    line: Say
    json: Say
    outcome: Tell
    progress: Callable[[], RunControl]


def add_commands(command: AddCommand, channels: Channels) -> tuple[argparse.ArgumentParser, ...]:
    """Declare both commands with `command(name, call, help)`; the parsers made are given back."""
    scenario = command(
        "scenario",
        lambda options: _scenario(options, channels),
        "make, change or list scenarios",
    )
    scenario.formatter_class = argparse.RawDescriptionHelpFormatter
    scenario.epilog = _kinds_help()
    scenario.add_argument("name", nargs="?", default="", metavar="NAME", help="the scenario")
    scenario.add_argument("--from", dest="parent", metavar="PARENT", help="branch from this scenario")
    scenario.add_argument("--description", metavar="TEXT")
    scenario.add_argument(
        "--change",
        nargs="+",
        action="append",
        default=[],
        metavar=("KIND", "KEY=VALUE"),
        help="add a change; kinds and keys are listed below",
    )
    for flag, help_ in (
        ("--off", "switch off a change by its number"),
        ("--on", "switch it on again"),
        ("--take-out", "take out a change by its number"),
    ):
        scenario.add_argument(flag, type=int, action="append", default=[], metavar="NUMBER", help=help_)
    scenario.add_argument("--remove", action="store_true", help="remove the scenario")
    scenario.add_argument("--list", action="store_true", help="list the scenarios and their changes")
    scenario.add_argument("--json", action="store_true", help="print one JSON object")
    compare_ = command(
        "compare",
        lambda options: _compare(options, channels),
        "run one analysis on two to four scenarios and tell what differs",
    )
    compare_.add_argument("analysis", choices=[item.name for item in ANALYSES], metavar="ANALYSIS")
    compare_.add_argument(
        "--scenarios", required=True, metavar="A,B[,…]", help="names; Baseline is the workspace as it is"
    )
    compare_.add_argument("--out", type=Path, metavar="DIR", help="also write map, tables and brief there")
    compare_.add_argument("--json", action="store_true", help="print one JSON object")
    return scenario, compare_


def _scenario(options: argparse.Namespace, channels: Channels) -> None:
    saved = load_workspace(options.workspace)
    workspace = saved
    if options.name and options.remove:
        workspace = without_scenario(saved, options.name)
    elif options.name and (_edits(options) or not options.list):
        workspace = _edited(saved, options)
    elif not options.list:
        raise BadParameter(
            tr("no scenario is named"),
            where="scenario",
            expected=tr("A name, or --list for those there are."),
        )
    if workspace is not saved:
        save_workspace(workspace, options.workspace, saved)
    shown = _shown(workspace, "" if options.remove else options.name)
    if options.json:
        channels.json({"scenarios": [_record(item) for item in shown]})
        return
    for item in shown:
        for line in _lines(item):
            channels.line(line)


def _edits(options: argparse.Namespace) -> bool:
    return bool(
        options.change
        or options.off
        or options.on
        or options.take_out
        or options.parent is not None
        or options.description is not None
    )


def _shown(workspace: Workspace, name: str) -> tuple[Scenario, ...]:
    return (scenario_named(workspace, name),) if name else scenarios_of(workspace)


def _edited(workspace: Workspace, options: argparse.Namespace) -> Workspace:
    """The workspace with the scenario made or changed; it is applied once, so that nothing broken is kept."""
    known = {item.name.casefold(): item for item in scenarios_of(workspace)[1:]}
    scenario = known.get(options.name.strip().casefold(), Scenario(name=options.name.strip()))
    for number in options.on:
        scenario = scenario.switched(_index(scenario, number), True)
    for number in options.off:
        scenario = scenario.switched(_index(scenario, number), False)
    for number in sorted(set(options.take_out), reverse=True):
        scenario = scenario.without_change(_index(scenario, number))
    if options.parent is not None:
        parent = scenario_named(workspace, options.parent).name
        scenario = dataclasses.replace(scenario, parent="" if parent == BASELINE.name else parent)
    if options.description is not None:
        scenario = dataclasses.replace(scenario, description=options.description)
    situation = scenario.applied_to(workspace)
    for words in options.change:
        change = typed_change(situation, words[0], words[1:])
        situation = change.apply(situation)
        scenario = scenario.with_change(change)
    result = with_scenario(workspace, scenario)
    scenario_named(result, scenario.name).applied_to(result)
    return result


def _index(scenario: Scenario, number: int) -> int:
    if not 1 <= number <= len(scenario.changes):
        raise BadParameter(
            tr("{scenario} has no change number {number}", scenario=scenario.name, number=number),
            expected=tr("It has {count} changes.", count=len(scenario.changes)),
        )
    return number - 1


def typed_change(situation: Workspace, kind: str, pairs: Sequence[str]) -> Change:
    """A change from its kind and ``key=value`` as typed; features may be given by name.

    Raises
    ------
    BadParameter
        When a key or value does not fit.
    PlanningError
        When a named feature is not there, or several are called so.
    """
    class_ = change_named(kind)
    texts: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise BadParameter(
                tr("“{text}” is not a key and its value", text=pair),
                where=kind,
                expected=tr("KEY=VALUE, such as km=10."),
            )
        texts[key.strip()] = value
    wanted = texts.pop("features", None)
    if wanted is not None:
        layer = situation.layer(texts.get("layer", ""))
        fids = [fid for text in wanted.split(";") if text.strip() for fid in _fids(situation, layer, text)]
        texts["fids"] = ",".join(str(fid) for fid in dict.fromkeys(fids))
    return parse_change(class_.kind, texts)


def _fids(situation: Workspace, layer: Layer, text: str) -> list[int]:
    """Features of a layer called `text`; all links of a road number, otherwise exactly one."""
    wanted = text.strip().casefold()
    for field in _ID_FIELDS:
        if field not in layer.frame:
            continue
        found = layer.frame.index[(layer.frame[field].str.casefold() == wanted).to_numpy(dtype=bool)]
        if len(found) == 1 or (len(found) and layer.kind.name == "road"):
            return [int(fid) for fid in found]
        if len(found):
            raise PlanningError(
                tr("“{text}” fits {n:,} features", text=text.strip(), n=len(found)),
                where=layer.name,
                expected=tr("Ids: {ids}.", ids=", ".join(map(str, found[:10]))),
                todo=tr("Give them by fids=… instead."),
            )
    from layers.gazetteer import find_place

    place = find_place(situation, text, kind=layer.kind.name)
    if place.layer != layer.name or place.fid is None:
        raise PlanningError(
            tr("{layer} holds nothing called {text}", layer=layer.name, text=text.strip()),
            expected=tr("It was found in {layer}.", layer=place.layer) if place.layer else "",
        )
    return [place.fid]


def _record(scenario: Scenario) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "parent": scenario.parent or (None if scenario == BASELINE else BASELINE.name),
        "description": scenario.description,
        "changes": [
            {"number": number, "text": str(change.text()), **as_record(change)}
            for number, change in enumerate(scenario.changes, 1)
        ],
    }


def _lines(scenario: Scenario) -> list[Text | str]:
    head = scenario.name
    if scenario.parent:
        head = str(tr("{name} (branches from {parent})", name=scenario.name, parent=scenario.parent))
    lines: list[Text | str] = [f"{head}  {scenario.description}".rstrip()]
    for number, change in enumerate(scenario.changes, 1):
        off = "" if change.active else f" [{tr('switched off')}]"
        lines.append(f"  {number}. {change.text()}{off}")
    return lines


def _compare(options: argparse.Namespace, channels: Channels) -> None:
    workspace = load_workspace(options.workspace)
    analysis = analysis_named(options.analysis)
    names = [name for name in options.scenarios.split(",") if name.strip()]
    scenarios = [scenario_named(workspace, name) for name in names]
    parameters = telling_parameters(analysis, workspace, dict(options.set))
    outcome = compare(analysis, workspace, scenarios, parameters, channels.progress())
    channels.outcome(outcome, workspace, options)


def _kinds_help() -> str:
    """Every kind of change with its keys, for the help of the command."""
    lines = ["kinds of changes and their keys (features=NAME;NAME may stand for fids=ID,ID):"]
    for class_ in CHANGES:
        keys = [
            f"{item.name}={as_text(item.default) if item.default != () else 'ID,ID'}"
            for item in describe(class_)
            if item.name != "active"
        ]
        lines.append(f"  {class_.kind}: {' '.join(keys)}")
    return "\n".join(lines).replace("%", "%%")
