"""Site needs: each collective centre against Sphere and cluster standards."""

from __future__ import annotations

from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.site_needs.parameters import SiteNeedsParameters
from planning.analysis import Analysis
from planning.outcome import Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario


def _run(
    workspace: Workspace, scenario: Scenario, parameters: SiteNeedsParameters, control: RunControl
) -> Outcome:
    from planning.analyses.site_needs.calculation import site_needs

    return site_needs(workspace, scenario, parameters, control)


ANALYSIS = Analysis(
    name="site_needs",
    label=tr("Site needs"),
    summary=tr("What does each collective centre lack against Sphere and cluster standards?"),
    parameters=SiteNeedsParameters,
    calculate=_run,
)
