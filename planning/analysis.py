"""An analysis as the catalogue, the window and the command line know it, and how it is run."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from layers.text import Text
from layers.workspace import Workspace
from planning.outcome import Outcome, stamped
from planning.parameters import as_texts
from planning.run_control import RunControl
from planning.scenario import Scenario
from planning.stale_data import stale_findings

Calculation = Callable[[Workspace, Scenario, Any, RunControl], Outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One pure function from a workspace, a scenario and parameters to an outcome.

    Attributes
    ----------
    name : str
        Identifier, such as ``service_area``.
    label, summary : Text
        What the window calls it, and what question it answers.
    parameters : type
        Frozen dataclass; see `planning.parameters`.
    calculate : callable
        Imports what is heavy when it is called.
    exercise_parameters : mapping
        Values, as typed, that make a telling run on the exercise where defaults alone do not.
    """

    name: str
    label: Text
    summary: Text
    parameters: type[Any]
    calculate: Calculation
    exercise_parameters: tuple[tuple[str, str], ...] = ()


def run(
    analysis: Analysis,
    workspace: Workspace,
    scenario: Scenario,
    parameters: Any,
    control: RunControl | None = None,
) -> Outcome:
    """Run `analysis` and stamp the outcome with what it was run on and how long it took.

    Where the figures rest on data past its shelf life, the last finding says so.

    Raises
    ------
    PlanningError, LayerError
        What the user can mend.
    Cancelled
        When stopped through `control`.
    """
    started = time.perf_counter()
    outcome = analysis.calculate(workspace, scenario, parameters, control or RunControl())
    assumptions = (*scenario.assumptions(workspace), *outcome.assumptions)
    findings = (*outcome.findings, *stale_findings(assumptions))
    outcome = replace(outcome, findings=findings, assumptions=assumptions)
    return stamped(
        outcome,
        analysis=analysis.name,
        scenario=scenario.name,
        parameters=as_texts(parameters),
        exercise=workspace.is_exercise,
        ran_at=dt.datetime.now(dt.UTC),
        seconds=time.perf_counter() - started,
    )
