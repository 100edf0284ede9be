"""OD matrix: time and distance between many places, the nearest of each, and who is near a service."""

from __future__ import annotations

from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.od_matrix.parameters import OdMatrixParameters
from planning.analysis import Analysis
from planning.outcome import Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario


def _run(
    workspace: Workspace, scenario: Scenario, parameters: OdMatrixParameters, control: RunControl
) -> Outcome:
    from planning.analyses.od_matrix.calculation import od_matrix

    return od_matrix(workspace, scenario, parameters, control)


ANALYSIS = Analysis(
    name="od_matrix",
    label=tr("OD matrix"),
    summary=tr(
        "How long from every origin to every destination, which is nearest, and who is near a service?"
    ),
    parameters=OdMatrixParameters,
    calculate=_run,
    exercise_parameters=(
        ("origin", "areas:raion"),
        ("destination", "layer:warehouse"),
        ("snap_km", "30"),
    ),
)
