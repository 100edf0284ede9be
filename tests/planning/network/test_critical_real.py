"""The loss of links on the real main roads, against searching anew without each."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyogrio
import pytest

from layers.kinds import kind_named
from layers.layer import Provenance, new_layer
from layers.workspace import Workspace
from planning.network.critical import LossOfLinks, Travellers
from planning.network.forest import OpenArcs, forest_to_hubs
from planning.network.nearest import far_edge, nearest_hubs
from planning.network.travel import travel_network

NAMES = ("roads_international", "roads_national")


@pytest.fixture(scope="module")
def network(shared_data):
    provenance = Provenance(source="test", date=dt.date(2023, 5, 1), imported_at=dt.datetime.now(dt.UTC))
    layers = tuple(
        new_layer(
            name,
            kind_named("road"),
            pyogrio.read_dataframe(shared_data / "roads_ukraine_main" / f"{name}.shp"),
            provenance,
        )
        for name in NAMES
    )
    return travel_network(Workspace(name="real", layers=layers), join_m=500.0)


def test_a_sample_of_losses_equals_searching_anew(network):
    rng = np.random.default_rng(5)
    middle = network.graph.points_at(np.arange(len(network.graph)), np.full(len(network.graph), 0.3))
    places = middle[rng.choice(len(middle), 400, replace=False)]
    hubs = middle[rng.choice(len(middle), 12, replace=False)]
    people = rng.integers(1, 1000, len(places)).astype(float)
    nearest = nearest_hubs(network, places, hubs)
    own = far_edge(nearest.places, nearest.starts)
    who = Travellers.of(nearest.starts, own, people, nearest.direct_min)
    losses = LossOfLinks(nearest.arcs, nearest.forest, who)
    before = nearest.minutes
    assert np.isfinite(before).sum() > 350
    arcs = nearest.arcs
    for edge in rng.choice(losses.tree_edges(), 40, replace=False).tolist():
        kept = arcs.edge != edge
        columns = (arcs.tail, arcs.head, arcs.edge, arcs.minutes, arcs.km, arcs.hub)
        after = forest_to_hubs(OpenArcs(arcs.states, *(column[kept] for column in columns))).minutes
        options = np.where((who.state >= 0) & (own != edge), after[who.state] + who.minutes, np.inf)
        after = np.minimum(options.min(axis=1), who.direct)
        had = np.isfinite(before)
        cut = had & np.isinf(after)
        loss = losses.loss(np.array([edge]))
        assert loss.cut_off == people[cut].sum()
        kept = had & ~cut
        hours = people[kept] @ (after[kept] - before[kept]) / 60.0
        assert loss.person_hours == pytest.approx(hours, abs=1e-6)
        assert loss.people > 0
