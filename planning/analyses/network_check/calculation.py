"""The state of the road network as an outcome."""

from __future__ import annotations

from layers.workspace import Workspace
from planning.analyses.network_check.parameters import NetworkCheckParameters
from planning.network.check import network_state, outcome_of
from planning.outcome import Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario


def network_check(
    workspace: Workspace, scenario: Scenario, parameters: NetworkCheckParameters, control: RunControl
) -> Outcome:
    """Look through the road network of the situation.

    Raises
    ------
    MissingData
        When there are no roads.
    """
    situation = scenario.applied_to(workspace)
    state = network_state(
        situation,
        join_m=parameters.join_m,
        snap_km=parameters.snap_km,
        beside_m=parameters.beside_m,
        control=control,
    )
    return outcome_of(situation, state)
