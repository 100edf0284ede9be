"""Prioritisation: areas ranked for WASH or shelter work, and why each ranks where it does."""

from __future__ import annotations

from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.prioritisation.parameters import PrioritisationParameters
from planning.analysis import Analysis
from planning.outcome import Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario


def _run(
    workspace: Workspace, scenario: Scenario, parameters: PrioritisationParameters, control: RunControl
) -> Outcome:
    from planning.analyses.prioritisation.calculation import prioritisation

    return prioritisation(workspace, scenario, parameters, control)


ANALYSIS = Analysis(
    name="prioritisation",
    label=tr("Priorities"),
    summary=tr("Which areas come first for WASH or for shelter, and why?"),
    parameters=PrioritisationParameters,
    calculate=_run,
)
