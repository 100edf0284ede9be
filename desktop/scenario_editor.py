"""Steps that make or change a scenario: checked in the background, then one step that can be undone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.background import Job
from desktop.session import Session
from layers.errors import LayerError
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.run_control import RunControl
from planning.scenario import (
    BASELINE,
    Change,
    Scenario,
    renamed_scenario,
    scenario_named,
    scenarios_of,
    with_scenario,
    without_scenario,
)

Done = Callable[[], None]
Failed = Callable[[Exception], None]


class ScenarioEditor(QObject):
    """Makes and changes the scenarios of a session.

    Signals
    -------
    failed(Exception)
        A step that nobody else answers for could not be done.
    """

    failed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    def add(
        self,
        scenario: Scenario,
        change: Change,
        done: Done | None = None,
        failed: Failed | None = None,
    ) -> Job:
        """Add a change as the last of a scenario, which is made when there is none of its name."""
        text = tr("{scenario}: {change}", scenario=scenario.name, change=change.text())
        return self._keep(text, scenario.with_change(change), done, failed)

    def edit(
        self,
        name: str,
        number: int,
        change: Change,
        done: Done | None = None,
        failed: Failed | None = None,
    ) -> Job:
        """Put another change in place of the one numbered `number` from 0."""
        text = tr("edit change {number} of {scenario}", number=number + 1, scenario=name)
        return self._keep(text, self.scenario(name).with_edited(number, change), done, failed)

    def move(self, name: str, number: int, to: int) -> None:
        """Move a change to another place in the order."""
        scenario = self.scenario(name)
        if 0 <= to < len(scenario.changes):
            text = tr("reorder changes of {scenario}", scenario=name)
            self._keep(text, scenario.with_moved(number, to), None, None)

    def switch(self, name: str, number: int, active: bool) -> None:
        """Switch a change on or off."""
        scenario = self.scenario(name).switched(number, active)
        if active:
            text = tr("switch on change {number} of {scenario}", number=number + 1, scenario=name)
            self._keep(text, scenario, None, None)
        else:
            text = tr("switch off change {number} of {scenario}", number=number + 1, scenario=name)
            self._at_once(text, lambda w: with_scenario(w, scenario), name)

    def take_out(self, name: str, number: int) -> None:
        """Take a change out."""
        scenario = self.scenario(name).without_change(number)
        text = tr("take change {number} out of {scenario}", number=number + 1, scenario=name)
        self._at_once(text, lambda w: with_scenario(w, scenario), name)

    def create(self, name: str, parent: str, description: str = "") -> None:
        """Make a scenario without changes of its own.

        Raises
        ------
        PlanningError
            When the name is taken or is none.
        """
        self.check_new_name(name)
        made = Scenario(name=name.strip(), parent=as_parent(parent), description=description)
        workspace = with_scenario(self._session.workspace, made)
        self._session.change(tr("scenario {name}", name=name), workspace, made.name)

    def describe(self, name: str, new_name: str, parent: str, description: str) -> None:
        """Give a scenario another name, parent or description.

        Raises
        ------
        PlanningError
            When the name is taken, or the parent descends from it.
        """
        workspace = self._session.workspace
        if new_name.strip() != name:
            workspace = renamed_scenario(workspace, name, new_name)
        scenario = scenario_named(workspace, new_name)
        changed = dataclasses.replace(scenario, parent=as_parent(parent), description=description)
        workspace = with_scenario(workspace, changed)
        self._session.change(tr("scenario {name}", name=new_name), workspace, scenario.name)

    def remove(self, name: str) -> None:
        """Remove a scenario."""
        self._at_once(tr("remove scenario {name}", name=name), lambda w: without_scenario(w, name), "")

    def scenario(self, name: str) -> Scenario:
        """The scenario called so, as the workspace holds it now."""
        return scenario_named(self._session.workspace, name)

    def free_name(self, stem: str) -> str:
        """`stem` with the first number that no scenario bears."""
        taken = {scenario.name.casefold() for scenario in scenarios_of(self._session.workspace)}
        return next(
            name for count in range(1, len(taken) + 2) if (name := f"{stem} {count}").casefold() not in taken
        )

    def check_new_name(self, name: str) -> None:
        """Refuse a name that is taken.

        Raises
        ------
        PlanningError
            When a scenario is called so already.
        """
        from planning.errors import PlanningError

        taken = {scenario.name.casefold() for scenario in scenarios_of(self._session.workspace)}
        if name.strip().casefold() in taken:
            raise PlanningError(tr("there already is a scenario called {name}", name=name.strip()))

    def _keep(self, text: Text, scenario: Scenario, done: Done | None, failed: Failed | None) -> Job:
        """Store the scenario once it is known that it can be applied."""
        workspace = self._session.workspace

        def check(control: RunControl) -> Workspace:
            control.step(0.1, tr("checking the change"))
            result = with_scenario(workspace, scenario)
            scenario_named(result, scenario.name).applied_to(result)
            control.step(1.0, tr("checked"))
            return result

        def kept(result: Workspace) -> None:
            if self._session.workspace is not workspace:
                result = with_scenario(self._session.workspace, scenario)
            self._session.change(text, result, scenario.name)
            if done is not None:
                done()

        title = tr("Scenario {name}", name=scenario.name)
        return self._session.background.start(title, check, done=kept, failed=failed or self.failed.emit)

    def _at_once(self, text: Text, step: Callable[[Workspace], Workspace], name: str) -> None:
        try:
            workspace = step(self._session.workspace)
        except LayerError as error:
            self.failed.emit(error)
            return
        self._session.change(text, workspace, name)


def as_parent(name: str) -> str:
    """A parent as it is stored: empty for the baseline."""
    return "" if name.strip().casefold() == BASELINE.name.casefold() else name.strip()
