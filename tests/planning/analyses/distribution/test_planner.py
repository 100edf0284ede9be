from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from layers.text import tr
from planning.analyses.distribution.planner import plan_distribution
from planning.analyses.distribution.problem import DistributionProblem, Trip, Truck
from planning.run_control import Cancelled, RunControl
from tests.planning.verify_distribution import faults

QUIET = RunControl()


def on_a_plane(warehouses, sites, stock, need, trucks, **other):
    """A problem on a plane in km at 60 km/h: a kilometre takes a minute."""
    points = np.array([*warehouses, *sites], dtype=float).reshape(-1, 2)
    km = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    n, items = len(warehouses), np.atleast_2d(np.asarray(stock).reshape(len(warehouses), -1)).shape[1]
    given = {
        "items": tuple(f"item {i}" for i in range(items)),
        "warehouses": tuple(f"warehouse {w}" for w in range(n)),
        "sites": tuple(f"site {s}" for s in range(len(sites))),
        "stock": np.asarray(stock, dtype=np.int64).reshape(n, items),
        "weight_kg": np.full((n, items), 10.0),
        "volume_m3": np.full((n, items), 0.01),
        "need": np.asarray(need, dtype=np.int64).reshape(len(sites), items),
        "people_per_piece": np.ones(items),
        "priority": np.ones(len(sites)),
        "fair": True,
        "out_min": km[:n, n:],
        "out_km": km[:n, n:],
        "back_min": km[n:, :n],
        "back_km": km[n:, :n],
        "between_min": km[n:, n:],
        "between_km": km[n:, n:],
        "trucks": tuple(trucks),
        "bays": np.zeros(n, dtype=np.int64),
        "horizon_days": 1,
        "working_min": 600.0,
        "loading_min": 30.0,
        "unloading_min": 15.0,
        "max_convoy": 5,
        "convoy_gap_min": 30.0,
    }
    return DistributionProblem(**(given | other))


def truck(warehouse=0, payload_kg=1000.0, volume_m3=10.0, vehicle="T"):
    return Truck(vehicle=vehicle, warehouse=warehouse, payload_kg=payload_kg, volume_m3=volume_m3)


def planned(problem):
    plan = plan_distribution(problem, QUIET)
    assert faults(problem, plan) == []
    return plan


def test_one_tour_is_the_shortest():
    # out 30, along 40, back 50: a right triangle; two separate trips would take 60 + 100 km
    plan = planned(on_a_plane([(0, 0)], [(30, 0), (30, 40)], [100], [20, 30], [truck()]))
    assert [len(trip.stops) for trip in plan.trips] == [2]
    assert plan.trips[0].length_km == pytest.approx(120.0)
    assert plan.trips[0].departs_min == pytest.approx(30.0)
    assert plan.trips[0].returns_min == pytest.approx(30 + 120 + 2 * 15)
    assert plan.shortages == ()
    assert plan.most_pieces == 50


def test_a_load_beyond_the_payload_takes_several_trips():
    # 250 pieces of 10 kg in a truck of 1,000 kg: three trips of 30 + 60 + 15 + 60 min
    plan = planned(on_a_plane([(0, 0)], [(60, 0)], [500], [250], [truck()]))
    assert sorted(int(trip.pieces.sum()) for trip in plan.trips) == [50, 100, 100]
    assert max(trip.returns_min for trip in plan.trips) == pytest.approx(3 * 165)


def test_volume_may_bind_before_weight():
    plan = planned(on_a_plane([(0, 0)], [(10, 0)], [100], [100], [truck()], volume_m3=np.array([[0.2]])))
    assert sorted(int(trip.pieces.sum()) for trip in plan.trips) == [50, 50]


def test_a_fair_shortage_is_shared_in_proportion():
    plan = planned(on_a_plane([(0, 0)], [(10, 0), (0, 10), (10, 10)], [60], [20, 40, 60], [truck()]))
    delivered = plan.delivered(on_a_plane([(0, 0)], [(10, 0), (0, 10), (10, 10)], [60], [20, 40, 60], []))
    assert delivered.sum(axis=(0, 2)).tolist() == [10, 20, 30]
    assert {shortage.cause for shortage in plan.shortages} == {"stock"}
    assert {str(shortage.reason) for shortage in plan.shortages} == {"no stock"}


def test_priority_is_served_first():
    problem = on_a_plane(
        [(0, 0)], [(10, 0), (0, 50)], [50], [40, 40], [truck()], fair=False, priority=np.array([1.0, 5.0])
    )
    assert planned(problem).delivered(problem).sum(axis=(0, 2)).tolist() == [10, 40]


def test_each_site_is_served_from_the_nearer_warehouse():
    problem = on_a_plane(
        [(0, 0), (100, 0)], [(10, 0), (90, 0)], [50, 50], [20, 20], [truck(0), truck(1, vehicle="U")]
    )
    plan = planned(problem)
    assert plan.delivered(problem)[:, :, 0].tolist() == [[20, 0], [0, 20]]
    assert sum(trip.length_km for trip in plan.trips) == pytest.approx(40.0)


def test_a_truck_without_base_goes_where_it_is_needed():
    problem = on_a_plane([(0, 0), (100, 0)], [(90, 0)], [0, 50], [20], [truck(-1)])
    plan = planned(problem)
    assert plan.stationed == (1,)
    assert plan.shortages == ()


def test_what_the_day_cannot_hold_is_unmet_for_want_of_vehicle_time():
    # a trip takes 30 + 100 + 15 + 100 = 245 min: two in 600 min, of 100 pieces each
    plan = planned(on_a_plane([(0, 0)], [(100, 0)], [500], [300], [truck()]))
    assert len(plan.trips) == 2
    assert [(s.pieces, s.cause) for s in plan.shortages] == [(100, "vehicle_time")]


def test_a_site_beyond_a_days_reach_is_named():
    plan = planned(on_a_plane([(0, 0)], [(300, 0)], [50], [10], [truck()]))
    assert str(plan.shortages[0].reason) == (
        "no vehicle time: the trip takes 10.8 h, a truck must be back after 10.0 h"
    )


def test_reasons_of_sites_that_get_nothing():
    far = np.array([[10.0, np.inf, 10.0]])
    problem = on_a_plane(
        [(0, 0)],
        [(10, 0), (20, 0), (0, 10)],
        [[50, 0, 50]],
        [[5, 5, 5]] * 3,
        [truck()],
        weight_kg=np.array([[10.0, np.nan, 5_000.0]]),
        out_min=far,
        back_min=far.T,
        barred={2: tr("beyond front limit: 3 km")},
        no_route={1: tr("the bridge is down")},
    )
    plan = planned(problem)
    reasons = {(s.site, s.item): (s.cause, str(s.reason)) for s in plan.shortages}
    assert reasons[0, 1] == ("stock", "no stock")
    assert reasons[0, 2] == ("vehicle", "no vehicle time: no vehicle of the warehouse can carry a piece")
    assert reasons[1, 0] == ("route", "no route: the bridge is down")
    assert reasons[2, 0] == ("barred", "beyond front limit: 3 km")
    assert (0, 0) not in reasons


def test_without_trucks_nothing_is_delivered():
    plan = planned(on_a_plane([(0, 0)], [(10, 0)], [50], [10], []))
    assert plan.trips == ()
    assert plan.most_pieces == 0
    assert str(plan.shortages[0].reason) == "no vehicle time: there is no vehicle"


def test_loading_bays_and_convoys_spread_departures():
    fleet = [truck(vehicle=f"T{n}") for n in range(4)]
    sites = [(50, y) for y in range(4)]
    one_bay = on_a_plane([(0, 0)], sites, [400], [100] * 4, fleet, bays=np.array([1]), working_min=300.0)
    assert sorted(trip.starts_min for trip in planned(one_bay).trips) == [0, 30, 60, 90]
    pairs = replace(one_bay, bays=np.array([0]), max_convoy=2, convoy_gap_min=45.0)
    assert sorted(trip.starts_min for trip in planned(pairs).trips) == [0, 0, 45, 45]


@pytest.mark.parametrize("seed", range(32))
def test_random_plans_are_sound(seed):
    problem = random_problem(seed)
    planned(problem)


def random_problem(seed):
    """Awkward on purpose: empty sides, no stock, no need, ways missing, pieces too large, unknown sizes."""
    rng = np.random.default_rng(seed)
    n, sites, items = int(rng.integers(1, 4)), int(rng.integers(0, 12)), int(rng.integers(1, 4))
    stock = rng.integers(0, 300, (n, items)) * (rng.random((n, items)) < 0.7)
    need = rng.integers(0, 120, (sites, items)) * (rng.random((sites, items)) < 0.8)
    weight = rng.choice([0.5, 3.0, 20.0, 900.0], (n, items))
    fleet = [
        truck(
            int(rng.integers(-1, n)), float(rng.choice([800, 3500])), float(rng.choice([4, 20])), f"T{number}"
        )
        for number in range(int(rng.integers(0, 6)))
    ]
    points = rng.uniform(0, 150, (n + sites, 2))
    problem = on_a_plane(
        points[:n],
        points[n:],
        stock,
        need,
        fleet,
        weight_kg=np.where(stock > 0, weight, np.nan),
        volume_m3=np.where(stock > 0, weight / 200.0, np.nan),
        people_per_piece=rng.choice([1.0, 2.42, 5.0], items),
        priority=rng.uniform(1, 10, sites),
        fair=bool(rng.random() < 0.5),
        bays=rng.integers(0, 3, n),
        horizon_days=int(rng.integers(1, 4)),
        max_convoy=int(rng.integers(1, 4)),
        convoy_gap_min=float(rng.choice([0.0, 20.0])),
        loading_min=float(rng.choice([0.0, 40.0])),
        unloading_min=float(rng.choice([0.0, 25.0])),
        barred={0: tr("beyond front limit")} if sites and rng.random() < 0.3 else {},
    )
    lost = rng.random((n, sites)) < 0.15
    between = problem.between_min.copy()
    between[rng.random(between.shape) < 0.1] = np.inf
    np.fill_diagonal(between, 0.0)
    return replace(
        problem,
        out_min=np.where(lost, np.inf, problem.out_min),
        out_km=np.where(lost, np.inf, problem.out_km),
        between_min=between,
        between_km=np.where(np.isfinite(between), problem.between_km, np.inf),
    )


def test_the_same_problem_gives_the_same_plan():
    first, second = (plan_distribution(random_problem(7), QUIET) for _ in range(2))
    assert [signature(trip) for trip in first.trips] == [signature(trip) for trip in second.trips]
    assert first.shortages == second.shortages


def signature(trip: Trip):
    stops = tuple((stop.site, tuple(stop.pieces)) for stop in trip.stops)
    return trip.truck, trip.day, trip.starts_min, trip.returns_min, stops


def test_a_run_stops_when_cancelled():
    asked = 0

    def cancelled():
        nonlocal asked
        asked += 1
        return asked > 40

    with pytest.raises(Cancelled):
        plan_distribution(
            on_a_plane([(0, 0)], [(30, 0), (30, 40)], [100], [20, 30], [truck()]),
            RunControl(cancelled=cancelled),
        )


def test_the_check_sees_faults():
    problem = on_a_plane([(0, 0)], [(60, 0)], [500], [250], [truck()])
    plan = planned(problem)
    overloaded = replace(problem, trucks=(truck(payload_kg=999.0),))
    assert any("kg of 999" in fault for fault in faults(overloaded, plan))
    assert any(
        "more than it holds" in fault for fault in faults(replace(problem, stock=np.array([[9]])), plan)
    )
    assert any("working time" in fault for fault in faults(replace(problem, working_min=300.0), plan))
    assert any("two places" in f for f in faults(problem, replace(plan, trips=(*plan.trips, plan.trips[0]))))
    assert any("need" in fault for fault in faults(problem, replace(plan, trips=plan.trips[1:])))
