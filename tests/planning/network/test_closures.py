from __future__ import annotations

import numpy as np
import pytest
import shapely

from planning.network.closure import Cause, Effect
from planning.network.travel import travel_network
from tests.planning.network.made_up_roads import at, box, damage_layer, line, roads


def damaged(lines, points, **columns):
    return travel_network(
        roads(lines, damage_layer([p and shapely.Point(at(*p)) for p in points], **columns))
    )


ROAD = [line((0, 0), (1, 0), (2, 0)), line((1, 0), (1, 1))]


@pytest.mark.parametrize(
    ("columns", "effect"),
    [
        ({"extent": ["destroyed"]}, Effect.CLOSED),
        ({"extent": ["moderate"], "passable": [False]}, Effect.CLOSED),
        ({"extent": ["destroyed"], "passable": [True]}, Effect.SLOWED),
        ({"extent": ["severe"]}, Effect.SLOWED),
        ({"extent": ["moderate"]}, Effect.NOTED),
        ({"extent": ["unknown"]}, Effect.NOTED),
    ],
)
def test_what_damage_does_to_a_road(columns, effect):
    found = damaged(ROAD, [(0.5, 0.05)], **columns).closures.listed
    assert [(closure.cause, closure.effect) for closure in found] == [(Cause.DAMAGE, effect)]
    assert found[0].edges.tolist() == [0]


def test_a_destroyed_bridge_cuts_the_road_under_it():
    network = damaged(ROAD, [(0.5, 0.05)], extent=["destroyed"], name=["Bridge at the mill"])
    assert np.isinf(network.matrix([at(0)], [at(2)]).duration_min[0, 0]) or network.snap(
        *np.array(at(0)).reshape(2, 1)
    ).distance_km[0] == pytest.approx(1.0, rel=1e-2)
    assert network.matrix([at(1)], [at(2)]).length_km[0, 0] == pytest.approx(1.0, rel=1e-3)
    assert str(network.closures.listed[0].text) == "bridge “Bridge at the mill” destroyed"


def test_both_carriageways_fall_with_a_bridge_and_side_roads_do_not():
    lines = [
        line((0, 0), (1, 0)),
        line((0, 0.02), (1, 0.02)),
        line((0.5, -1), (0.5, 1)),
        line((1, 0), (2, 0)),
    ]
    network = damaged(lines, [(0.99, 0)], extent=["destroyed"])
    assert network.closures.listed[0].edges.tolist() == [0, 1]


def test_damage_that_closes_nothing_is_counted():
    network = damaged(
        ROAD,
        [(0.5, 0.5), None, (0.5, 0), (0.5, 0)],
        extent=["destroyed"] * 4,
        repair_status=[None, None, "done", None],
        infrastructure_type=["bridge", "road", "bridge", "housing"],
    )
    assert network.closures.listed == ()
    texts = " ".join(str(item.text) for item in network.assumptions)
    assert "1 records of damaged roads and bridges lie more than 200 m from any road" in texts
    assert "1 records of damaged roads and bridges are known by area only" in texts
    assert "1 records of damaged roads and bridges are repaired" in texts


def test_damage_given_as_an_area_counts_from_its_edge():
    area = box(0.4, 0.1, 0.6, 0.4)
    situation = roads(ROAD, damage_layer([area], extent=["destroyed"], infrastructure_type=["road"]))
    assert travel_network(situation).closures.closed.tolist() == [True, False, False]


def test_a_closed_road_closes_its_duplicate_too():
    one = line((0, 0), (1, 0))
    network = travel_network(roads([one, one], status=[None, "closed"], road_class=["primary", None]))
    assert network.closures.closed.all()


def test_a_closed_area_takes_only_the_stretch_within_it():
    from tests.planning.made_up_country import layer

    hazard = layer("h", "hazard_area", {"closes_roads": [True]}, [box(9, -1, 10, 1)])
    network = travel_network(roads([line((0, 0), (30, 0))], hazard))
    closed_km = network.graph.length_m[network.closures.closed].sum() / 1000
    assert 1 <= closed_km <= 4
    assert network.matrix([at(0)], [at(5)]).length_km[0, 0] == pytest.approx(5, rel=1e-3)
    assert np.isinf(network.matrix([at(0)], [at(20)]).length_km[0, 0])
