"""Evacuation: people to free places and crossings, with rides, times and who is left over."""

from __future__ import annotations

from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.evacuation.parameters import EvacuationParameters
from planning.analysis import Analysis
from planning.outcome import Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario


def _run(
    workspace: Workspace, scenario: Scenario, parameters: EvacuationParameters, control: RunControl
) -> Outcome:
    from planning.analyses.evacuation.calculation import evacuation

    return evacuation(workspace, scenario, parameters, control)


ANALYSIS = Analysis(
    name="evacuation",
    label=tr("Evacuation"),
    summary=tr("Who can be moved where by when, in which vehicles, and who is left over and why?"),
    parameters=EvacuationParameters,
    calculate=_run,
    # the exercise draws main roads only; local ones lead the rest of the way
    exercise_parameters=(("snap_km", "20"),),
)
