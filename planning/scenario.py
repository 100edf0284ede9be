"""A scenario: a named list of changes over the baseline, or over another scenario, applied when used."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layers.text import Text, tr
from layers.workspace import Document, Workspace
from planning.changes import (
    CHANGES,
    AddRoads,
    AddSite,
    Amount,
    Change,
    ChangeCapacity,
    ChangeFleet,
    ChangeStock,
    ChangeThroughput,
    CloseArea,
    CloseFeatures,
    Influx,
    LiftClosures,
    LoseFeatures,
    MoveFront,
    RedrawFront,
    SiteKind,
    SlowRoads,
    TwoWay,
    UseFront,
    UtilityOutage,
    WaitAt,
    Weather,
)
from planning.changes.stored import as_record, checked_change, from_record
from planning.errors import PlanningError
from planning.outcome import Assumption
from planning.remembered import Remembered

__all__ = [
    "BASELINE", "CHANGES", "SECTION", "AddRoads", "AddSite", "Amount", "Change", "ChangeCapacity",
    "ChangeFleet", "ChangeStock", "ChangeThroughput", "CloseArea", "CloseFeatures", "Influx", "LiftClosures",
    "LoseFeatures", "MoveFront", "RedrawFront", "Scenario", "SiteKind", "SlowRoads", "TwoWay", "UseFront",
    "UtilityOutage", "WaitAt", "Weather", "as_document", "renamed_scenario", "scenario_named", "scenarios_of",
    "shown_name", "with_scenario", "without_scenario",
]  # fmt: skip

SECTION = "scenario"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A named, ordered list of changes; never a copy of the data.

    Attributes
    ----------
    parent : str
        The scenario it branches from, whose changes come first; empty for the baseline.
    changes : tuple of Change
        Those switched off stay in the list and change nothing.
    """

    name: str
    description: str = ""
    changes: tuple[Change, ...] = ()
    parent: str = ""

    def applied_to(self, workspace: Workspace) -> Workspace:
        """The workspace as the scenario has it; analyses call this first and use only the result.

        The same workspace gives the same object while it is at hand, so that what was made from its layers
        is found again.

        Raises
        ------
        PlanningError
            When a change speaks of something the workspace does not hold, or the parents run in a circle.
        """
        return _applied(self, workspace)[0]

    def assumptions(self, workspace: Workspace) -> tuple[Assumption, ...]:
        """What the changes in effect add to what figures rest on, the parents' first.

        Raises
        ------
        PlanningError
            As `applied_to`.
        """
        return _applied(self, workspace)[1]

    def lineage(self, workspace: Workspace) -> tuple[Scenario, ...]:
        """The scenario and those it branches from, the eldest first.

        Raises
        ------
        PlanningError
            When a parent is missing, or the parents run in a circle.
        """
        line = [self]
        while (parent := line[0].parent) and not _is_baseline(parent):
            line.insert(0, scenario_named(workspace, parent))
            names = [item.name.casefold() for item in line]
            if names[0] in names[1:]:
                raise PlanningError(
                    tr("the scenario {name} would branch from itself", name=self.name),
                    where=workspace.name,
                    expected=" → ".join(item.name for item in line),
                    todo=tr("Choose another scenario to branch from."),
                )
        return tuple(line)

    def with_change(self, change: Change, at: int | None = None) -> Scenario:
        """The scenario with a change more: last, or before the one numbered `at` from 0."""
        changes = list(self.changes)
        changes.insert(len(changes) if at is None else at, change)
        return dataclasses.replace(self, changes=tuple(changes))

    def without_change(self, number: int) -> Scenario:
        """The scenario without the change numbered `number` from 0."""
        return dataclasses.replace(self, changes=self.changes[:number] + self.changes[number + 1 :])

    def with_edited(self, number: int, change: Change) -> Scenario:
        """The scenario with another change in place of one."""
        return self.without_change(number).with_change(change, number)

    def with_moved(self, number: int, to: int) -> Scenario:
        """The scenario with a change moved to another place in the order."""
        return self.without_change(number).with_change(self.changes[number], to)

    def switched(self, number: int, active: bool) -> Scenario:
        """The scenario with a change switched on or off."""
        change = dataclasses.replace(self.changes[number], active=active)
        return self.with_edited(number, change)


BASELINE = Scenario(name="Baseline")

_situations: Remembered[tuple[Workspace, tuple[Assumption, ...]]] = Remembered(most=6)


def _applied(scenario: Scenario, workspace: Workspace) -> tuple[Workspace, tuple[Assumption, ...]]:
    line = scenario.lineage(workspace)
    changes = tuple(change for item in line for change in item.changes if change.active)
    if not changes:
        return workspace, ()
    # the workspace itself is in the key, so that its identity cannot pass to another
    return _situations.get((), (changes, workspace), lambda: _made(changes, workspace))


def _made(changes: tuple[Change, ...], workspace: Workspace) -> tuple[Workspace, tuple[Assumption, ...]]:
    notes: list[Assumption] = []
    for change in changes:
        after = change.apply(workspace)
        notes += change.notes(workspace, after)
        workspace = after
    return workspace, tuple(notes)


def scenarios_of(workspace: Workspace) -> tuple[Scenario, ...]:
    """The baseline and every scenario stored in the workspace."""
    stored = (_from_content(d.name, d.content) for d in workspace.documents_of(SECTION))
    return (BASELINE, *stored)


def scenario_named(workspace: Workspace, name: str) -> Scenario:
    """The scenario called `name`, whatever its case.

    Raises
    ------
    PlanningError
        When there is none; the message lists the scenarios there are.
    """
    known = scenarios_of(workspace)
    for scenario in known:
        if scenario.name.casefold() == name.strip().casefold():
            return scenario
    raise PlanningError(
        tr("there is no scenario called {name}", name=name),
        where=workspace.name,
        expected=tr("The scenarios are: {known}.", known=", ".join(item.name for item in known)),
    )


def with_scenario(workspace: Workspace, scenario: Scenario) -> Workspace:
    """The workspace with the scenario stored, in place of the one of its name.

    Raises
    ------
    PlanningError
        When it has no name or the baseline's, its parent is missing or descends from it, or a value of a
        change lies out of bounds.
    """
    name = scenario.name.strip()
    if not name or _is_baseline(name):
        raise PlanningError(
            tr("a scenario cannot be called “{name}”", name=scenario.name),
            where=workspace.name,
            expected=tr("A name of its own; the baseline is the workspace as it is."),
        )
    changes = tuple(checked_change(change) for change in scenario.changes)
    same = (d.name for d in workspace.documents_of(SECTION) if d.name.casefold() == name.casefold())
    stored = dataclasses.replace(scenario, name=next(same, name), changes=changes)
    result = workspace.with_document(as_document(stored))
    stored.lineage(result)
    return result


def without_scenario(workspace: Workspace, name: str) -> Workspace:
    """The workspace without the scenario.

    Raises
    ------
    PlanningError
        When there is none, or others branch from it.
    """
    scenario = scenario_named(workspace, name)
    children = [item.name for item in scenarios_of(workspace) if _same(item.parent, scenario.name)]
    if children:
        raise PlanningError(
            tr("other scenarios branch from {name}", name=scenario.name),
            where=workspace.name,
            expected=", ".join(children),
            todo=tr("Remove those first, or let them branch from another."),
        )
    return workspace.without_document(SECTION, scenario.name)


def renamed_scenario(workspace: Workspace, name: str, new_name: str) -> Workspace:
    """The workspace with a scenario under another name; those that branch from it follow.

    Raises
    ------
    PlanningError
        When there is none, or the new name is taken.
    """
    scenario = scenario_named(workspace, name)
    taken = [item.name for item in scenarios_of(workspace) if _same(item.name, new_name)]
    if taken and not _same(new_name, scenario.name):
        raise PlanningError(
            tr("there already is a scenario called {name}", name=taken[0]), where=workspace.name
        )
    children = [item for item in scenarios_of(workspace) if _same(item.parent, scenario.name)]
    workspace = workspace.without_document(SECTION, scenario.name)
    workspace = with_scenario(workspace, dataclasses.replace(scenario, name=new_name.strip()))
    for child in children:
        workspace = workspace.with_document(as_document(dataclasses.replace(child, parent=new_name.strip())))
    return workspace


def shown_name(name: str) -> Text | str:
    """The name of a scenario as a person reads it; that of the baseline is translated."""
    return tr("Baseline") if not name or _is_baseline(name) else name


def as_document(scenario: Scenario) -> Document:
    """The scenario as the workspace stores it."""
    changes = [as_record(change) for change in scenario.changes]
    content = {"description": scenario.description, "parent": scenario.parent, "changes": changes}
    return Document(section=SECTION, name=scenario.name, content=content)


def _from_content(name: str, content: Mapping[str, Any]) -> Scenario:
    return Scenario(
        name=name,
        description=content.get("description", ""),
        parent=content.get("parent", ""),
        changes=tuple(from_record(record) for record in content.get("changes", ())),
    )


def _is_baseline(name: str) -> bool:
    return _same(name, BASELINE.name)


def _same(name: str, other: str) -> bool:
    return name.strip().casefold() == other.strip().casefold() != ""
