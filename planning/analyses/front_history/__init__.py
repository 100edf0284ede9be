"""Front history: how the front moved, how fast it approaches, and when it would come near."""

from __future__ import annotations

from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.front_history.parameters import FrontHistoryParameters
from planning.analysis import Analysis
from planning.outcome import Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario


def _run(
    workspace: Workspace, scenario: Scenario, parameters: FrontHistoryParameters, control: RunControl
) -> Outcome:
    from planning.analyses.front_history.calculation import front_history

    return front_history(workspace, scenario, parameters, control)


ANALYSIS = Analysis(
    name="front_history",
    label=tr("Front history"),
    summary=tr("How did the front move, how fast does it approach, and when would it come near?"),
    parameters=FrontHistoryParameters,
    calculate=_run,
)
