"""The embedded exercise: real places, roads and crossings; every operational figure invented and seeded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from layers.layer import Layer
from layers.text import tr
from layers.workspace import Workspace
from planning.run_control import RunControl

TODAY = dt.date(2031, 2, 20)
SEED = 20310220


def make_exercise(control: RunControl | None = None) -> Workspace:
    """The exercise as a workspace, the same on every call.

    Its layers are ``oblasts``, ``raions``, ``hromadas``, ``settlements``, ``roads``, ``border_crossings``,
    ``front``, ``hazard_areas``, ``incidents``, ``collective_centres``, ``facilities``, ``warehouses``,
    ``stock``, ``vehicles``, ``partners`` and ``damage``; three scenarios stand beside them.

    Raises
    ------
    Cancelled
        When stopped through `control`.
    """
    import numpy as np

    from planning.exercise.damage import damage_layer
    from planning.exercise.facts import Facts
    from planning.exercise.scenarios import scenario_documents
    from planning.exercise.sites import collective_centre_layer, facility_layer
    from planning.exercise.situation import front_layer, hazard_layer, incident_layer
    from planning.exercise.supplies import partner_layer, stock_layer, vehicle_layer, warehouse_layer

    control = control or RunControl()
    control.step(0.0, tr("places, roads and crossings of the exercise"))
    facts = Facts.read()
    workspace = Workspace(name=str(tr("Exercise: winter contingency")), exercise_date=TODAY)
    for layer in facts.layers():
        workspace = workspace.with_layer(layer)
    front = front_layer(facts)
    makers: tuple[Callable[[np.random.Generator], Layer], ...] = (
        lambda _rng: front,
        lambda rng: hazard_layer(front, rng),
        lambda rng: incident_layer(facts, front, rng),
        lambda rng: collective_centre_layer(facts, front, rng),
        lambda rng: facility_layer(facts, front, rng),
        lambda _rng: warehouse_layer(facts),
        lambda rng: stock_layer(rng),
        lambda _rng: vehicle_layer(facts),
        lambda rng: partner_layer(facts, rng),
        lambda rng: damage_layer(facts, front, rng),
    )
    for number, make in enumerate(makers):
        control.step(0.3 + 0.7 * number / len(makers), tr("invented figures of the exercise"))
        # a generator for each layer, so that changing one leaves the others as they are
        workspace = workspace.with_layer(make(np.random.default_rng([SEED, number])))
    for document in scenario_documents(workspace):
        workspace = workspace.with_document(document)
    return workspace
