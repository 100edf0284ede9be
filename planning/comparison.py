"""One analysis on two to four scenarios: every figure that differs, every finding that changes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Sequence
from typing import Any

from layers.sensitivity import Sensitivity
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.analysis import Analysis, run
from planning.errors import BadParameter
from planning.finding_changes import changed_findings
from planning.outcome import (
    Assumption,
    Column,
    FeatureRef,
    Finding,
    MapLayer,
    Outcome,
    Severity,
    Table,
    stamped,
)
from planning.parameters import as_texts
from planning.run_control import RunControl
from planning.scenario import Scenario, shown_name
from planning.stale_data import is_stale_finding, stale_findings
from planning.table_differences import Difference, differences_of

LEAST, MOST = 2, 4


def compare(
    analysis: Analysis,
    workspace: Workspace,
    scenarios: Sequence[Scenario],
    parameters: Any,
    control: RunControl | None = None,
) -> Outcome:
    """Run `analysis` on each scenario and tell what differs from the first.

    Returns
    -------
    Outcome
        The table `differences`: table, row, figure, unit, one column a scenario, and the change from the
        first (`change`; with more scenarios also `change_3`, `change_4`). Figures alike in all are left
        out. Where rows of sensitive tables differ, `differences_open` holds the others. The map layers of
        each scenario bear its number before their name.

    Raises
    ------
    BadParameter
        When fewer than two or more than four scenarios are given, or one twice.
    PlanningError, LayerError
        As the analysis.
    """
    _check(scenarios)
    control = control or RunControl()
    started = time.perf_counter()
    outcomes = []
    for number, scenario in enumerate(scenarios):
        part = control.part(number / len(scenarios), (number + 0.95) / len(scenarios))
        part.step(0.0, tr("Scenario {name}", name=shown_name(scenario.name)))
        outcomes.append(run(analysis, workspace, scenario, parameters, part))
    names = tuple(scenario.name for scenario in scenarios)
    shown = tuple(str(shown_name(name)) for name in names)
    found = differences_of(outcomes)
    assumptions = _assumptions(shown, outcomes)
    outcome = Outcome(
        findings=(*_findings(shown, outcomes, found), *stale_findings(assumptions)),
        tables=_tables(names, found),
        map_layers=tuple(_maps(shown, outcomes)),
        assumptions=assumptions,
    )
    return stamped(
        outcome,
        analysis=analysis.name,
        scenario=" | ".join(names),
        parameters=as_texts(parameters),
        exercise=workspace.is_exercise,
        ran_at=dt.datetime.now(dt.UTC),
        seconds=time.perf_counter() - started,
    )


def _check(scenarios: Sequence[Scenario]) -> None:
    names = [scenario.name for scenario in scenarios]
    if not LEAST <= len(names) <= MOST or len({name.casefold() for name in names}) < len(names):
        raise BadParameter(
            tr("the scenarios to compare are {names}", names=", ".join(names) or tr("none")),
            expected=tr("Two to four scenarios, each once."),
        )


def _tables(names: tuple[str, ...], found: list[Difference]) -> tuple[Table, ...]:
    told = ", ".join(str(shown_name(name)) for name in names)
    tables = [_table("differences", tr("What differs between {names}", names=told), names, found)]
    public = [item for item in found if item.sensitivity <= Sensitivity.MODERATE]
    if public and len(public) < len(found):
        title = tr("What differs between {names}, without sensitive records", names=told)
        tables.append(_table("differences_open", title, names, public))
    return tuple(tables)


def _table(name: str, title: Text, names: tuple[str, ...], found: list[Difference]) -> Table:
    scenario_columns = [
        Column(name=free, label=tr("{scenario}", scenario=shown_name(name)), decimals=2)
        for free, name in zip(_free(names), names, strict=True)
    ]
    changes = [
        Column(
            name="change" if number == 1 else f"change_{number + 1}",
            label=tr(
                "Change: {scenario} against {first}",
                scenario=shown_name(names[number]),
                first=shown_name(names[0]),
            ),
            decimals=2,
        )
        for number in range(1, len(names))
    ]
    features = tuple(item.feature for item in found)
    return Table(
        name=name,
        title=title,
        columns=(
            Column(name="table", label=tr("Table")),
            Column(name="row", label=tr("Row")),
            Column(name="figure", label=tr("Figure")),
            Column(name="unit", label=tr("Unit")),
            *scenario_columns,
            *changes,
        ),
        rows=tuple(
            (item.table, item.row, item.figure, item.unit, *item.values, *item.changes) for item in found
        ),
        features=features if any(features) else (),
        sensitivity=max((item.sensitivity for item in found), default=Sensitivity.LOW),
    )


def _free(names: tuple[str, ...]) -> list[str]:
    """Column names of the scenarios: theirs, marked where a column of the table is called so."""
    taken = {"table", "row", "figure", "unit", "change", "change_3", "change_4"}
    return [f"{name} (scenario)" if name in taken else name for name in names]


def _findings(
    names: tuple[str, ...], outcomes: list[Outcome], found: list[Difference]
) -> tuple[Finding, ...]:
    """What changed in sentences; one that says so when nothing did."""
    findings: list[Finding] = []
    # what is stale is told once, of all of them
    outcomes = [
        dataclasses.replace(
            outcome, findings=tuple(item for item in outcome.findings if not is_stale_finding(item))
        )
        for outcome in outcomes
    ]
    for number in range(1, len(outcomes)):
        changed = changed_findings(names[0], outcomes[0], names[number], outcomes[number])
        findings += [_renumbered(item, number if at else 0) for item, at in changed]
    if not findings:
        figures = len(found)
        text = (
            tr(
                "No finding of {names} differs; {figures:,} figures do",
                names=", ".join(names),
                figures=figures,
            )
            if figures
            else tr("Nothing differs between {names}", names=", ".join(names))
        )
        findings.append(Finding(text=text, severity=Severity.INFO))
    return tuple(findings)


def _renumbered(finding: Finding, number: int) -> Finding:
    """The finding with references to the map layers as the comparison names them."""
    features = tuple(
        FeatureRef(layer=_map_name(number, ref.layer), fids=ref.fids, of_outcome=True)
        if ref.of_outcome
        else ref
        for ref in finding.features
    )
    return dataclasses.replace(finding, features=features)


def _maps(names: tuple[str, ...], outcomes: list[Outcome]) -> list[MapLayer]:
    return [
        dataclasses.replace(
            layer,
            name=_map_name(number, layer.name),
            title=tr("{scenario}: {title}", scenario=names[number], title=layer.title),
        )
        for number, outcome in enumerate(outcomes)
        for layer in outcome.map_layers
    ]


def _map_name(number: int, layer: str) -> str:
    return f"{number + 1}_{layer}"


def _assumptions(names: tuple[str, ...], outcomes: list[Outcome]) -> tuple[Assumption, ...]:
    """What all rest on, once; then what only some do, with their names."""
    holders: dict[tuple[str, str, str], list[int]] = {}
    first: dict[tuple[str, str, str], Assumption] = {}
    for number, outcome in enumerate(outcomes):
        for item in outcome.assumptions:
            key = (str(item.text), item.source, str(item.ground))
            first.setdefault(key, item)
            if number not in holders.setdefault(key, []):
                holders[key].append(number)
    shared = [item for key, item in first.items() if len(holders[key]) == len(outcomes)]
    own = [
        dataclasses.replace(
            item,
            text=tr(
                "{scenarios}: {text}",
                scenarios=", ".join(names[number] for number in holders[key]),
                text=item.text,
            ),
        )
        for key, item in first.items()
        if len(holders[key]) < len(outcomes)
    ]
    return (*shared, *own)
