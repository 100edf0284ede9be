from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from layers.text import tr
from planning.analyses.evacuation.people import apportioned, split
from planning.analyses.evacuation.planner import plan_evacuation
from planning.analyses.evacuation.problem import Carrier, EvacuationProblem
from planning.run_control import Cancelled, RunControl
from tests.planning.verify_evacuation import faults

QUIET = RunControl()
BUS = (50, 0, 0)
ACCESSIBLE = (8, 3, 0)
AMBULANCE = (1, 0, 2)


def on_a_plane(origins, people, destinations, places, vehicles, *, bases=((0.0, 0.0),), rates=None, **other):
    """A problem on a plane in km at 60 km/h; a rate that is given makes the destination a crossing."""
    origins, destinations, bases = (
        np.asarray(points, dtype=float).reshape(-1, 2) for points in (origins, destinations, bases)
    )

    def km(here, there):
        return np.hypot(*(here[:, None] - there[None]).transpose(2, 0, 1))

    rate = np.array([np.inf if r is None else float(r) for r in rates or [None] * len(destinations)])
    out = km(origins, destinations)
    given = {
        "origins": tuple(f"origin {o}" for o in range(len(origins))),
        "destinations": tuple(f"destination {d}" for d in range(len(destinations))),
        "people": np.asarray(people, dtype=np.int64).reshape(len(origins), 4),
        "weight": np.ones(len(origins)),
        "places": np.where(np.isfinite(rate), np.inf, np.asarray(places, dtype=float)),
        "rate_per_h": rate,
        "accepts": np.ones((len(destinations), 4), dtype=bool),
        "keeps_vehicle": np.isfinite(rate),
        "out_min": out,
        "out_km": out,
        "car_min": out,
        "car_km": out,
        "back_min": out.T,
        "start_min": km(bases, origins),
        "vehicles": tuple(
            Carrier(name=f"V{number}", places=room, base=0) for number, room in enumerate(vehicles)
        ),
        "boarding_min": 30.0,
        "alighting_min": 15.0,
        "horizon_min": 24 * 60.0,
        "car_spread_min": 120.0,
    }
    return EvacuationProblem(**(given | other))


def planned(problem):
    plan = plan_evacuation(problem, QUIET)
    assert faults(problem, plan) == []
    return plan


def left(plan):
    return {(item.origin, item.way, item.cause): item.people for item in plan.left_over}


def test_one_bus_goes_to_and_fro():
    # 100 people, 50 seats, 60 km: 30 + 60 + 15 min, 60 back, 30 + 60 + 15
    plan = planned(on_a_plane([(0, 0)], [[100, 0, 0, 0]], [(60, 0)], [200], [BUS]))
    assert [int(ride.people.sum()) for ride in plan.rides] == [50, 50]
    assert [ride.departs_min for ride in plan.rides] == [30.0, 195.0]
    assert plan.clearance_min == pytest.approx(270.0)
    assert plan.least_clearance_min == pytest.approx(270.0)
    assert plan.left_over == ()
    assert plan.most_people == 100


def test_two_buses_halve_the_time():
    plan = planned(on_a_plane([(0, 0)], [[100, 0, 0, 0]], [(60, 0)], [200], [BUS, BUS]))
    assert plan.clearance_min == pytest.approx(105.0)
    assert plan.least_clearance_min == pytest.approx(105.0)


def test_the_way_from_the_base_counts():
    plan = planned(on_a_plane([(0, 0)], [[10, 0, 0, 0]], [(60, 0)], [200], [BUS], bases=[(0, 30)]))
    assert plan.rides[0].boards_min == pytest.approx(30.0)
    assert plan.clearance_min == pytest.approx(135.0)


def test_an_unknown_base_is_where_the_vehicle_is_needed():
    problem = on_a_plane([(0, 0)], [[10, 0, 0, 0]], [(60, 0)], [200], [])
    problem = replace(problem, vehicles=(Carrier(name="V", places=BUS, base=-1),))
    assert planned(problem).rides[0].boards_min == 0.0


def test_the_nearer_centre_fills_first_and_the_rest_go_on():
    plan = planned(on_a_plane([(0, 0)], [[100, 0, 0, 0]], [(30, 0), (90, 0)], [50, 80], [BUS, BUS]))
    assert sorted((ride.destination, int(ride.people.sum())) for ride in plan.rides) == [(0, 50), (1, 50)]


def test_full_centres_leave_people_over():
    plan = planned(on_a_plane([(0, 0)], [[100, 0, 0, 0]], [(30, 0)], [60], [BUS]))
    assert plan.moved == 60
    assert left(plan) == {(0, 0, "places"): 40}


def test_want_of_vehicle_time_is_told_from_want_of_places():
    # a bus can make one ride of 30 + 200 + 15 min in five hours
    plan = planned(on_a_plane([(0, 0)], [[100, 0, 0, 0]], [(200, 0)], [80], [BUS], horizon_min=300.0))
    assert left(plan) == {(0, 0, "vehicle_time"): 30, (0, 0, "places"): 20}


def test_wheelchair_users_go_only_where_access_is_known():
    accepts = np.array([[True, False, False, True], [True, True, True, True]])
    plan = planned(
        on_a_plane([(0, 0)], [[8, 3, 0, 0]], [(30, 0), (60, 0)], [50, 50], [ACCESSIBLE], accepts=accepts)
    )
    to = {ride.destination for ride in plan.rides if ride.people[1]}
    assert to == {1}
    assert plan.left_over == ()


def test_people_without_a_fitting_vehicle_or_place_are_left_over():
    people = [[10, 2, 1, 0]]
    no_vehicle = planned(on_a_plane([(0, 0)], people, [(30, 0)], [50], [BUS]))
    assert left(no_vehicle) == {(0, 1, "vehicle"): 2, (0, 2, "vehicle"): 1}
    accepts = np.array([[True, False, False, True]])
    no_place = planned(
        on_a_plane([(0, 0)], people, [(30, 0)], [50], [BUS, ACCESSIBLE, AMBULANCE], accepts=accepts)
    )
    assert left(no_place) == {(0, 1, "places"): 2, (0, 2, "places"): 1}


def test_a_crossing_lets_through_no_more_than_its_rate():
    # 30 an hour: 100 people need four hours from when the first can be there
    plan = planned(
        on_a_plane([(0, 0)], [[0, 0, 0, 100]], [(60, 0)], [0], [], rates=[30], car_spread_min=60.0)
    )
    arrivals = [(time // 60, int(people.sum())) for ride in plan.rides for time, people in ride.arrivals]
    assert arrivals == [(1, 30), (2, 30), (3, 30), (4, 10)]


def test_a_bus_waits_where_it_crosses_and_not_where_people_walk():
    base = on_a_plane([(0, 0)], [[50, 0, 0, 0]], [(60, 0)], [0], [BUS], rates=[25])
    waiting = planned(base).rides[0]
    assert waiting.free_min == pytest.approx(waiting.arrives_min + 15.0)
    walking = planned(replace(base, keeps_vehicle=np.array([False]))).rides[0]
    assert walking.free_min == pytest.approx(30 + 60 + 15)


def test_want_of_throughput_is_told():
    plan = planned(on_a_plane([(0, 0)], [[0, 0, 0, 500]], [(60, 0)], [0], [], rates=[30], horizon_min=300.0))
    assert plan.moved == 30 * 4
    assert left(plan) == {(0, 3, "throughput"): 380}


def test_no_route_is_told_with_its_reason():
    problem = on_a_plane([(0, 0)], [[10, 0, 0, 5]], [(30, 0)], [50], [BUS])
    blocked = np.full((1, 1), np.inf)
    plan = planned(replace(problem, out_min=blocked, car_min=blocked, no_route={0: tr("the bridge is down")}))
    assert {str(item.reason) for item in plan.left_over} == {"no route: the bridge is down"}


def test_a_curfew_holds_rides_back_until_morning():
    # ten hours a day: 30 + 240 + 15, then 240 back, 30, 240: the second ride must wait for the next day
    plan = planned(
        on_a_plane([(0, 0)], [[100, 0, 0, 0]], [(240, 0)], [200], [BUS], horizon_min=48 * 60.0, day_min=600.0)
    )
    assert [ride.departs_min for ride in plan.rides] == [30.0, 1440.0 + 240.0 + 30.0]


def test_who_is_nearest_the_front_leaves_first():
    problem = on_a_plane(
        [(0, 0), (0, 1)], [[50, 0, 0, 0], [50, 0, 0, 0]], [(60, 0)], [50], [BUS], weight=np.array([1.0, 3.0])
    )
    assert left(planned(problem)) == {(0, 0, "places"): 50}


def test_scarce_places_go_to_those_who_cannot_look_further():
    plan = planned(on_a_plane([(0, 0)], [[10, 2, 1, 50]], [(60, 0)], [13], [BUS, ACCESSIBLE, AMBULANCE]))
    assert left(plan) == {(0, 3, "places"): 50}


def test_nobody_to_move_and_nowhere_to_go():
    assert planned(on_a_plane([(0, 0)], [[0, 0, 0, 0]], [(30, 0)], [50], [BUS])).rides == ()
    nowhere = planned(on_a_plane([(0, 0)], [[10, 1, 1, 5]], [], [], [BUS]))
    assert nowhere.moved == 0
    assert {item.cause for item in nowhere.left_over} == {"places"}


def test_shares_keep_every_person_and_small_places():
    people = split(np.array([50.0, 50.0, 1000.0]), 0.5, 0.01, 0.003, 0.4)
    assert people.sum() == 550
    assert people[:, 1].sum() == round(5.5 + 1e-9)
    assert people[:, 2].sum() == 2
    assert apportioned(np.array([0.4, 0.4, 0.4])).tolist() == [1, 0, 0]
    assert (people >= 0).all()


@pytest.mark.parametrize("seed", range(32))
def test_random_plans_are_sound(seed):
    planned(random_problem(seed))


def random_problem(seed):
    """Awkward on purpose: no people, no vehicles, no places, ways missing, crossings that let nobody pass."""
    rng = np.random.default_rng(seed)
    origins, destinations = int(rng.integers(0, 5)), int(rng.integers(0, 7))
    people = rng.integers(0, 200, (origins, 4)) * (rng.random((origins, 4)) < 0.7)
    people[:, 1:3] //= 15
    rates = [None if rng.random() < 0.6 else int(rng.integers(0, 80)) for _ in range(destinations)]
    kinds = [BUS, (17, 0, 0), ACCESSIBLE, AMBULANCE, (48, 2, 0)]
    vehicles = [kinds[int(rng.integers(len(kinds)))] for _ in range(int(rng.integers(0, 8)))]
    problem = on_a_plane(
        rng.uniform(0, 200, (origins, 2)),
        people,
        rng.uniform(0, 500, (destinations, 2)),
        rng.integers(0, 120, destinations),
        vehicles,
        bases=rng.uniform(0, 300, (2, 2)),
        rates=rates,
        accepts=rng.random((destinations, 4)) < 0.7,
        keeps_vehicle=np.array([rate is not None and rng.random() < 0.5 for rate in rates], dtype=bool),
        weight=rng.uniform(1, 3, origins),
        horizon_min=float(rng.choice([7.5, 24.0, 48.0])) * 60,
        day_min=float(rng.choice([1440.0, 700.0])),
        boarding_min=float(rng.choice([0.0, 30.0])),
        alighting_min=float(rng.choice([0.0, 20.0])),
        car_spread_min=float(rng.choice([0.0, 200.0])),
    )
    return replace(
        problem,
        vehicles=tuple(replace(v, base=int(rng.integers(-1, 2))) for v in problem.vehicles),
        out_min=np.where(rng.random(problem.out_min.shape) < 0.2, np.inf, problem.out_min),
        car_min=np.where(rng.random(problem.car_min.shape) < 0.2, np.inf, problem.car_min),
        back_min=np.where(rng.random(problem.back_min.shape) < 0.2, np.inf, problem.back_min),
        start_min=np.where(rng.random(problem.start_min.shape) < 0.2, np.inf, problem.start_min),
    )


def test_the_same_problem_gives_the_same_plan():
    first, second = (plan_evacuation(random_problem(11), QUIET) for _ in range(2))
    assert [signature(ride) for ride in first.rides] == [signature(ride) for ride in second.rides]
    assert first.left_over == second.left_over


def signature(ride):
    return ride.vehicle, ride.origin, ride.destination, ride.departs_min, tuple(ride.people)


def test_a_run_stops_when_cancelled():
    asked = 0

    def cancelled():
        nonlocal asked
        asked += 1
        return asked > 10

    with pytest.raises(Cancelled):
        plan_evacuation(
            on_a_plane([(0, 0)], [[500, 0, 0, 0]], [(60, 0)], [900], [BUS]), RunControl(cancelled=cancelled)
        )


def test_the_check_sees_faults():
    problem = on_a_plane([(0, 0)], [[100, 0, 0, 0]], [(60, 0)], [200], [BUS])
    plan = planned(problem)
    small = replace(problem, vehicles=(Carrier(name="V", places=(49, 0, 0), base=0),))
    assert any("vehicle with" in fault for fault in faults(small, plan))
    assert any("places" in fault for fault in faults(replace(problem, places=np.array([99.0])), plan))
    assert any("can be there" in f for f in faults(replace(problem, back_min=np.array([[300.0]])), plan))
    assert any("accept" in f for f in faults(replace(problem, accepts=np.zeros((1, 4), dtype=bool)), plan))
    assert any("moved" in fault for fault in faults(problem, replace(plan, rides=plan.rides[:1])))
    crossing = replace(problem, rate_per_h=np.array([10.0]))
    assert any("pass crossing" in fault for fault in faults(crossing, plan))
