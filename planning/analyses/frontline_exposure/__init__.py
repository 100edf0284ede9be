"""Frontline exposure: who and what lies how far from the contact line."""

from __future__ import annotations

from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.frontline_exposure.parameters import FrontlineExposureParameters
from planning.analysis import Analysis
from planning.outcome import Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario


def _run(
    workspace: Workspace, scenario: Scenario, parameters: FrontlineExposureParameters, control: RunControl
) -> Outcome:
    from planning.analyses.frontline_exposure.calculation import frontline_exposure

    return frontline_exposure(workspace, scenario, parameters, control)


ANALYSIS = Analysis(
    name="frontline_exposure",
    label=tr("Frontline exposure"),
    summary=tr("How many people, sites and damaged works lie how far from the contact line?"),
    parameters=FrontlineExposureParameters,
    calculate=_run,
)
