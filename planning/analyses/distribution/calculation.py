"""The distribution analysis."""

from __future__ import annotations

from layers.workspace import Workspace
from planning.analyses.distribution.findings import outcome_of
from planning.analyses.distribution.parameters import DistributionParameters
from planning.analyses.distribution.planner import plan_distribution
from planning.analyses.distribution.setting import setting_of
from planning.outcome import Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario


def distribution(
    workspace: Workspace,
    scenario: Scenario,
    parameters: DistributionParameters,
    control: RunControl,
) -> Outcome:
    """Bring stock to need by vehicle, and say what stays unmet and why.

    Stock is allocated to sites by a linear program (least weighted need unmet, then least truck-kilometres),
    trips are planned for each warehouse by PyVRP, put on the clock, and room left in them is filled. Only
    what trips carry counts as delivered: need = delivered + unmet for each item and site.

    Raises
    ------
    MissingData
        When there are no warehouses, stock, sites or roads, or goods of unknown weight or volume.
    """
    situation = scenario.applied_to(workspace)
    setting = setting_of(situation, parameters, control.part(0.0, 0.25))
    plan = plan_distribution(setting.problem, control.part(0.25, 0.9))
    return outcome_of(setting, plan, parameters, situation, control.part(0.9, 1.0))
