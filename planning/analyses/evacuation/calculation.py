"""The evacuation analysis."""

from __future__ import annotations

from layers.workspace import Workspace
from planning.analyses.evacuation.findings import outcome_of
from planning.analyses.evacuation.parameters import EvacuationParameters
from planning.analyses.evacuation.planner import plan_evacuation
from planning.analyses.evacuation.setting import setting_of
from planning.outcome import Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario


def evacuation(
    workspace: Workspace, scenario: Scenario, parameters: EvacuationParameters, control: RunControl
) -> Outcome:
    """Move people to free places and open crossings, and say who is left over and why.

    A linear program assigns people to places, throughput and vehicle time; then each vehicle, when free,
    takes the ride that moves most for its time. people = moved + left over for each origin and mobility.

    Raises
    ------
    MissingData
        When there is no front (unless places are named), no population or no roads.
    """
    situation = scenario.applied_to(workspace)
    setting = setting_of(situation, parameters, control.part(0.0, 0.3))
    plan = plan_evacuation(setting.problem, control.part(0.3, 0.9))
    return outcome_of(setting, plan, parameters, situation, control.part(0.9, 1.0))
