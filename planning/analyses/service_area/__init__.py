"""Service area: what lies within a time of one or several places over the road network."""

from __future__ import annotations

from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.service_area.parameters import ServiceAreaParameters
from planning.analysis import Analysis
from planning.outcome import Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario


def _run(
    workspace: Workspace, scenario: Scenario, parameters: ServiceAreaParameters, control: RunControl
) -> Outcome:
    from planning.analyses.service_area.calculation import service_area

    return service_area(workspace, scenario, parameters, control)


ANALYSIS = Analysis(
    name="service_area",
    label=tr("Service area"),
    summary=tr("Which area, how many people and which centres are within a time by road?"),
    parameters=ServiceAreaParameters,
    calculate=_run,
    exercise_parameters=(("origin", "Dnipro"), ("max_minutes", "120"), ("breaks", "30,60")),
)
