"""Route: ways between two places, ranked, with what they cross and how near the front they come."""

from __future__ import annotations

from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.route.parameters import RouteParameters
from planning.analysis import Analysis
from planning.outcome import Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario


def _run(
    workspace: Workspace, scenario: Scenario, parameters: RouteParameters, control: RunControl
) -> Outcome:
    from planning.analyses.route.calculation import route

    return route(workspace, scenario, parameters, control)


ANALYSIS = Analysis(
    name="route",
    label=tr("Route"),
    summary=tr("Which ways lead from one place to another, how long, and past what?"),
    parameters=RouteParameters,
    calculate=_run,
    exercise_parameters=(("origin", "Dnipro"), ("destination", "Kramatorsk")),
)
