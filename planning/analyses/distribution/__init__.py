"""Distribution: stock to need by vehicle, over the road network, with what stays unmet and why."""

from __future__ import annotations

from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.distribution.parameters import DistributionParameters
from planning.analysis import Analysis
from planning.outcome import Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario


def _run(
    workspace: Workspace, scenario: Scenario, parameters: DistributionParameters, control: RunControl
) -> Outcome:
    from planning.analyses.distribution.calculation import distribution

    return distribution(workspace, scenario, parameters, control)


ANALYSIS = Analysis(
    name="distribution",
    label=tr("Distribution"),
    summary=tr("What stock reaches which sites on which trips, and what stays unmet and why?"),
    parameters=DistributionParameters,
    calculate=_run,
    exercise_parameters=(("avoid_front_km", "5"), ("overnight", "yes")),
)
