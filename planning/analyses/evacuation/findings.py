"""An evacuation plan told: sentences, tables and map layers."""

from __future__ import annotations

from layers.sensitivity import Sensitivity
from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.evacuation.assumptions import assumptions_of
from planning.analyses.evacuation.boarding_told import (
    boarding_assumptions,
    boarding_findings,
    boarding_tables,
)
from planning.analyses.evacuation.drawing import map_layers
from planning.analyses.evacuation.parameters import EvacuationParameters
from planning.analyses.evacuation.problem import EvacuationPlan
from planning.analyses.evacuation.sentences import sentences
from planning.analyses.evacuation.setting import Setting
from planning.analyses.evacuation.tables import Clock, tables
from planning.hazards_on_ways import hazards_on_ways
from planning.outcome import Outcome
from planning.route_lines import RouteLines
from planning.run_control import RunControl


def outcome_of(
    setting: Setting,
    plan: EvacuationPlan,
    parameters: EvacuationParameters,
    situation: Workspace,
    control: RunControl,
) -> Outcome:
    """The plan as findings, tables and map layers."""
    clock = Clock(situation.today(), parameters.departure_hour)
    sensitivity = max(setting.destinations.sensitivity, setting.boarding.points.sensitivity, Sensitivity.HIGH)
    lines = RouteLines(setting.network)
    layers = map_layers(setting, plan, lines, sensitivity, control)
    ways = [line for layer in layers if layer.name == "flows" for line in layer.frame.geometry]
    control.step(1.0, tr("writing tables"))
    return Outcome(
        findings=(
            *sentences(setting, plan, sensitivity),
            *boarding_findings(setting, plan, sensitivity),
            *hazards_on_ways(situation, ways),
        ),
        tables=(
            *tables(setting, plan, clock, sensitivity),
            *boarding_tables(setting, plan, clock, sensitivity),
        ),
        map_layers=layers,
        assumptions=(
            *assumptions_of(setting, parameters, clock, lines.straight),
            *boarding_assumptions(setting, parameters),
        ),
    )
