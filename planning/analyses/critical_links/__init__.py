"""Critical links: what the loss of each bridge and stretch of road costs people on their way to a hub."""

from __future__ import annotations

from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.critical_links.parameters import CriticalLinksParameters
from planning.analysis import Analysis
from planning.outcome import Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario


def _run(
    workspace: Workspace, scenario: Scenario, parameters: CriticalLinksParameters, control: RunControl
) -> Outcome:
    from planning.analyses.critical_links.calculation import critical_links

    return critical_links(workspace, scenario, parameters, control)


ANALYSIS = Analysis(
    name="critical_links",
    label=tr("Critical links"),
    summary=tr("Which bridges and roads cost people most if they are lost, and what way is left then?"),
    parameters=CriticalLinksParameters,
    calculate=_run,
    exercise_parameters=(("hubs", "layer:hospital"), ("snap_km", "30")),
)
