"""A distribution plan told: sentences, tables and map layers."""

from __future__ import annotations

from layers.sensitivity import Sensitivity
from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.distribution.assumptions import assumptions_of
from planning.analyses.distribution.drawing import map_layers
from planning.analyses.distribution.parameters import DistributionParameters
from planning.analyses.distribution.problem import DistributionPlan
from planning.analyses.distribution.sentences import sentences
from planning.analyses.distribution.setting import Setting
from planning.analyses.distribution.tables import Clock, tables
from planning.hazards_on_ways import hazards_on_ways
from planning.outcome import Outcome
from planning.route_lines import RouteLines
from planning.run_control import RunControl


def outcome_of(
    setting: Setting,
    plan: DistributionPlan,
    parameters: DistributionParameters,
    situation: Workspace,
    control: RunControl,
) -> Outcome:
    """The plan as findings, tables and map layers."""
    clock = Clock(situation.today(), parameters.day_starts_hour, parameters.working_hours_per_day)
    sensitivity = max(setting.sites.sensitivity, Sensitivity.HIGH)
    lines = RouteLines(setting.network)
    layers = map_layers(setting, plan, clock, lines, sensitivity, control)
    ways = [line for layer in layers if layer.name == "trips" for line in layer.frame.geometry]
    control.step(1.0, tr("writing tables"))
    return Outcome(
        findings=(
            *sentences(setting, plan, parameters.horizon_days, sensitivity),
            *hazards_on_ways(situation, ways),
        ),
        tables=tables(setting, plan, clock, sensitivity),
        map_layers=layers,
        assumptions=assumptions_of(setting, parameters, clock, lines.straight),
    )
