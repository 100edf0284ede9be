"""Speeds by class and surface, waits, and why an edge costs what it costs."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from planning.errors import BadParameter
from planning.network.costs import Factor, explained
from planning.network.speed_table import figures_of, with_figure, without_figure
from planning.network.travel import travel_network
from planning.outcome import Ground
from planning.scenario import Scenario, WaitAt, Weather
from tests.planning.made_up_country import layer
from tests.planning.network.made_up_roads import at, damage_layer, line, roads

THREE = [line((0, 0), (6, 0)), line((0, 1), (6, 1)), line((0, 2), (6, 2))]


def minutes(situation, row, **options):
    network = travel_network(situation, **options)
    return network.matrix([at(0, row)], [at(6, row)]).duration_min[0, 0]


def kmh(situation, row, **options):
    return 6 / minutes(situation, row, **options) * 60


def test_the_surface_slows_by_vehicle_and_a_stated_speed_does_not_undo_it():
    situation = roads(
        THREE, road_class=["primary"] * 3, surface=["asphalt", "dirt", "gravel"], speed_kmh=[None, None, 90]
    )
    assert [kmh(situation, row) for row in range(3)] == pytest.approx([70, 30, 50], rel=1e-3)
    assert [kmh(situation, row, profile="truck") for row in range(3)] == pytest.approx([60, 20, 40], rel=1e-3)
    texts = [str(item.text) for item in travel_network(situation).assumptions]
    assert any("gravel 50; ground 30" in text for text in texts)


def test_a_figure_is_set_by_class_and_surface_and_becomes_an_assumption():
    situation = roads(THREE, road_class=["primary", "primary", "local"], surface=["asphalt", "gravel", None])
    edited = with_figure(situation, "truck", "primary/gravel", 12, "drivers, May")
    assert [kmh(edited, row, profile="truck") for row in range(3)] == pytest.approx([60, 12, 25], rel=1e-3)
    assert kmh(edited, 1) == pytest.approx(50, rel=1e-3), "other vehicles keep theirs"
    (own,) = [figure for figure in figures_of(edited, "truck") if figure.is_changed]
    assert (own.name, own.value, own.unit, own.source) == ("primary/gravel", 12, "km/h", "drivers, May")
    chosen = [
        item for item in travel_network(edited, profile="truck").assumptions if "12 km/h" in str(item.text)
    ]
    assert [(item.ground, item.source) for item in chosen] == [(Ground.CHOSEN, "drivers, May")]
    assert kmh(without_figure(edited, "truck", "primary/gravel"), 1, profile="truck") == pytest.approx(
        40, rel=1e-3
    )


def test_every_figure_has_unit_and_source_and_can_be_set():
    situation = roads(THREE)
    for table in ("truck", "bus", "car", "convoy"):
        figures = figures_of(situation, table)
        assert len(figures) == 8 * 4 + 2
        for figure in figures:
            assert figure.unit in ("km/h", "t", "m")
            assert str(figure.source)
            edited = with_figure(situation, table, figure.name, 7)
            (own,) = [one for one in figures_of(edited, table) if one.name == figure.name]
            assert (own.value, own.is_changed) == (7, True)
    assert {figure.name for figure in figures_of(situation, "rules")} >= {"slowed_factor", "border_wait_min"}
    for table, name, value in (
        ("truck", "primary/lava", 5),
        ("truck", "primary", 0),
        ("truck", "primary", "fast"),
        ("rules", "mood", 1),
        ("rules", "slowed_factor", 2),
        ("tank", "primary", 5),
    ):
        with pytest.raises(BadParameter):
            with_figure(situation, table, name, value)


def test_a_convoy_is_no_faster_than_its_slowest_vehicle():
    situation = roads(THREE, road_class=["primary"] * 3)
    slow = with_figure(situation, "rules", "convoy_slowest_kmh", 30)
    assert kmh(slow, 0, profile="convoy") == pytest.approx(30, rel=1e-3)
    assert kmh(slow, 0, profile="truck") == pytest.approx(60, rel=1e-3)


def crossings():
    return layer(
        "crossings",
        "border_crossing",
        {"name_en": ["Krai"], "status": ["open"], "country": ["PL"]},
        [shapely.Point(at(3, 0.05))],
    )


def test_waits_are_those_of_the_scenario_else_of_the_rules():
    situation = roads(THREE, crossings())
    assert minutes(situation, 0) == pytest.approx(6, rel=1e-3)
    assert any("No wait is counted" in str(item.text) for item in travel_network(situation).assumptions)
    ruled = with_figure(situation, "rules", "border_wait_min", 45)
    assert minutes(ruled, 0) == pytest.approx(51, rel=1e-3)
    assert minutes(ruled, 1) == pytest.approx(6, rel=1e-3)
    scenario = Scenario(name="queue", changes=(WaitAt(layer="crossings", fids=(1,), minutes=120),))
    assert minutes(scenario.applied_to(ruled), 0) == pytest.approx(126, rel=1e-3)
    waived = Scenario(name="none", changes=(WaitAt(layer="crossings", fids=(1,), minutes=0),))
    assert minutes(waived.applied_to(ruled), 0) == pytest.approx(6, rel=1e-3)


def test_a_wait_makes_another_way_the_fastest():
    ring = [
        line((0, 0), (1, 0)),
        line((1, 0), (5, 0)),
        line((5, 0), (6, 0)),
        line((1, 0), (1, 1), (5, 1), (5, 0)),
    ]
    place = layer("posts", "reference", {"name": ["Post"]}, [shapely.Point(at(3))])
    situation = roads(ring, place)
    assert minutes(situation, 0) == pytest.approx(6, rel=1e-3)
    scenario = Scenario(name="post", changes=(WaitAt(layer="posts", fids=(1,), minutes=30),))
    assert minutes(scenario.applied_to(situation), 0) == pytest.approx(8, rel=1e-3)


def test_an_edge_says_why_it_costs_what_it_costs_in_the_declared_order():
    bridge = damage_layer([shapely.Point(at(3))], extent=["severe"], name=["Old bridge"])
    situation = roads(THREE, bridge, crossings(), road_class=["primary"] * 3)
    changes = (Weather(temperature_c=20, speed_factor=0.5), WaitAt(layer="crossings", fids=(1,), minutes=20))
    situation = Scenario(name="worse", changes=changes).applied_to(situation)
    network = travel_network(situation)
    (edge,) = network.waits.listed[0].edges
    hour = network.graph.length_m[edge] / 1000 / 70 * 60
    steps = explained(network, np.array([edge]))
    assert [step.factor for step in steps] == [Factor.SPEED, Factor.WEATHER, Factor.SLOWED, Factor.WAIT]
    assert [step.before_min for step in steps] == pytest.approx([0, hour, 2 * hour, 4 * hour])
    assert [step.after_min for step in steps] == pytest.approx([hour, 2 * hour, 4 * hour, 4 * hour + 20])
    assert network.minutes[edge] == pytest.approx(4 * hour + 20)
    told = " | ".join(str(step.why) for step in steps)
    assert "primary, paved, or not known, at 70 km/h (table of speeds)" in told
    assert "50% of the speed is left" in told
    assert "bridge “Old bridge” severely damaged" in told
    assert "20 min at Krai" in told


def test_a_closed_edge_says_by_what_and_steps_that_change_nothing_are_left_out():
    network = travel_network(roads(THREE, status=["closed", None, None], road_number=["M-1", None, None]))
    closed = np.flatnonzero(network.closures.closed)
    steps = explained(network, closed[:1])
    assert [step.factor for step in steps] == [Factor.SPEED, Factor.CLOSED]
    assert np.isinf(steps[-1].after_min)
    assert str(steps[-1].why) == "road M-1 closed"


def test_a_wait_counts_whole_where_its_spot_is_passed_and_not_at_all_where_it_is_not():
    situation = roads([line((0, 0), (2, 0))], road_class=["primary"])
    posts = layer("posts", "reference", {"name": ["Post"]}, [shapely.Point(at(1))])
    change = WaitAt(layer="posts", fids=(1,), minutes=30)
    network = travel_network(Scenario(name="w", changes=(change,)).applied_to(situation.with_layer(posts)))
    driven = {km: network.route(at(0), at(km)).duration_min for km in (0.8, 1.0, 1.2, 2.0)}
    for km, minutes in driven.items():
        assert minutes == pytest.approx(km / 70 * 60 + (30 if km >= 1.0 else 0), abs=0.02)
