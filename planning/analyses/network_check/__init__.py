"""Road network: its pieces, the gaps joined, places off it, and what looks wrong in the data."""

from __future__ import annotations

from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.network_check.parameters import NetworkCheckParameters
from planning.analysis import Analysis
from planning.outcome import Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario


def _run(
    workspace: Workspace, scenario: Scenario, parameters: NetworkCheckParameters, control: RunControl
) -> Outcome:
    from planning.analyses.network_check.calculation import network_check

    return network_check(workspace, scenario, parameters, control)


ANALYSIS = Analysis(
    name="network_check",
    label=tr("Road network"),
    summary=tr("Does the road network hang together, what hangs on none of it, and what looks wrong in it?"),
    parameters=NetworkCheckParameters,
    calculate=_run,
)
