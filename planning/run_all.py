"""Every analysis on one workspace, for reports and the headless run."""

from __future__ import annotations

import dataclasses

from layers.errors import LayerError
from layers.text import tr
from layers.workspace import Workspace
from planning.analyses import ANALYSES
from planning.analysis import Analysis, run
from planning.outcome import Finding, Outcome, Severity
from planning.parameters import parse
from planning.run_control import RunControl
from planning.scenario import BASELINE, Scenario


def telling_parameters(
    analysis: Analysis, workspace: Workspace, given: dict[str, str] | None = None
) -> object:
    """Parameters of `analysis`: what was given, else the exercise's on an exercise, else the defaults.

    Once anything is given, the exercise only names the places that have no default; all else is then as
    `corridor analyses` lists it, and nothing the exercise chose stands against what was given.

    Raises
    ------
    BadParameter
        When a given value does not fit, or a required one is missing.
    """
    texts = dict(analysis.exercise_parameters) if workspace.is_exercise else {}
    if given:
        unnamed = {item.name for item in dataclasses.fields(analysis.parameters) if item.default == ""}
        texts = {name: value for name, value in texts.items() if name in unnamed}
    return parse(analysis.parameters, texts | (given or {}))


def run_all(
    workspace: Workspace, scenario: Scenario = BASELINE, control: RunControl | None = None
) -> tuple[Outcome, ...]:
    """The outcome of each analysis in `ANALYSES`, in order.

    An analysis that cannot run on the workspace gives an outcome with no tables, whose one finding says why.

    Raises
    ------
    Cancelled
        When stopped through `control`.
    """
    control = control or RunControl()
    outcomes = []
    for index, analysis in enumerate(ANALYSES):
        part = control.part(index / len(ANALYSES), (index + 1) / len(ANALYSES))
        part.step(0.0, analysis.label)
        try:
            outcome = run(analysis, workspace, scenario, telling_parameters(analysis, workspace), part)
        except LayerError as error:
            reason = Finding(text=tr("Not run: {reason}", reason=error), severity=Severity.NOTICE)
            outcome = Outcome(
                findings=(reason,),
                analysis=analysis.name,
                scenario=scenario.name,
                exercise=workspace.is_exercise,
            )
        outcomes.append(outcome)
    return tuple(outcomes)
