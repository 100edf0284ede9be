"""An independent check of an evacuation plan, written from the definitions with plain loops."""

from __future__ import annotations

from collections import defaultdict

SLACK = 1e-6
OWN_CAR = 3


def faults(problem, plan) -> list[str]:
    """Everything the plan does that it must not, in words; empty for a sound plan."""
    found: list[str] = []
    moved, arrived, through = defaultdict(int), defaultdict(int), defaultdict(int)
    by_vehicle = defaultdict(list)
    for number, ride in enumerate(plan.rides):
        found += [f"ride {number}: {fault}" for fault in _ride_faults(problem, ride)]
        for time, people in ride.arrivals:
            for way in range(4):
                moved[ride.origin, way] += int(people[way])
            arrived[ride.destination] += int(sum(people))
            through[ride.destination, int((time + SLACK) // 60)] += int(sum(people))
        if ride.vehicle >= 0:
            by_vehicle[ride.vehicle].append(ride)
    for vehicle, rides in by_vehicle.items():
        found += _chain_faults(problem, vehicle, rides)
    for destination, people in arrived.items():
        if people > problem.places[destination]:
            found.append(
                f"{people} people at destination {destination} with {problem.places[destination]} places"
            )
    for (destination, hour), people in through.items():
        if people > problem.rate_per_h[destination]:
            found.append(f"{people} people pass crossing {destination} in hour {hour}")
    return found + _balance(problem, plan, moved)


def _ride_faults(problem, ride) -> list[str]:
    found = []
    people = [int(n) for n in ride.people]
    by_car = ride.vehicle < 0
    if by_car:
        if any(people[:OWN_CAR]):
            found.append("takes people in own cars who have none")
    else:
        places = problem.vehicles[ride.vehicle].places
        if people[OWN_CAR] or any(n > room for n, room in zip(people[:OWN_CAR], places, strict=True)):
            found.append(f"takes {people} in a vehicle with {places}")
    if sum(people) <= 0 or min(people) < 0:
        found.append("takes nobody")
    for way, count in enumerate(people):
        if count and not problem.accepts[ride.destination][way]:
            found.append(f"takes way {way} to destination {ride.destination}, which does not accept it")
    return found + _time_faults(problem, ride)


def _time_faults(problem, ride) -> list[str]:
    found = []
    by_car = ride.vehicle < 0
    drive = (problem.car_min if by_car else problem.out_min)[ride.origin][ride.destination]
    boards = 0.0 if by_car else problem.boarding_min
    alights = 0.0 if by_car else problem.alighting_min
    if ride.boards_min < -SLACK or abs(ride.departs_min - ride.boards_min - boards) > SLACK:
        found.append("departs before everybody is on board")
    if not abs(ride.reaches_min - ride.departs_min - drive) <= SLACK:
        found.append(f"drives {ride.reaches_min - ride.departs_min} min of {drive}")
    waits = by_car or problem.keeps_vehicle[ride.destination]
    earliest = ride.reaches_min + (0.0 if waits and problem.is_crossing[ride.destination] else alights)
    if any(time < earliest - SLACK for time, _ in ride.arrivals):
        found.append("people arrive before they can")
    if any(time > problem.horizon_min + SLACK for time, _ in ride.arrivals):
        found.append("people arrive after the end")
    done = ride.arrivals[-1][0] if problem.keeps_vehicle[ride.destination] else ride.reaches_min
    if not by_car and ride.free_min < done + alights - SLACK:
        found.append("the vehicle goes on with its people")
    start_of_day = ride.boards_min // 1440 * 1440
    if ride.reaches_min > start_of_day + problem.day_min + SLACK:
        found.append("moves outside the hours of movement")
    return found


def _chain_faults(problem, vehicle, rides) -> list[str]:
    found = []
    free, at = 0.0, None
    for ride in sorted(rides, key=lambda ride: ride.boards_min):
        if at is not None:
            approach = problem.back_min[at][ride.origin]
        elif problem.vehicles[vehicle].base >= 0:
            approach = problem.start_min[problem.vehicles[vehicle].base][ride.origin]
        else:
            approach = 0.0
        if not ride.boards_min >= free + approach - SLACK:
            found.append(f"vehicle {vehicle} boards at {ride.boards_min}, can be there at {free + approach}")
        free, at = ride.free_min, ride.destination
    return found


def _balance(problem, plan, moved) -> list[str]:
    found = []
    left = defaultdict(int)
    for item in plan.left_over:
        if item.people <= 0 or not str(item.reason):
            found.append("nobody left over, or without a reason")
        left[item.origin, item.way] += item.people
    for origin in range(len(problem.origins)):
        for way in range(4):
            people = int(problem.people[origin][way])
            if people != moved[origin, way] + left[origin, way]:
                found.append(f"origin {origin} way {way}: {people} people, {moved[origin, way]} moved")
    total = sum(moved.values())
    if total > plan.most_people:
        found.append(f"moves {total}, above its own bound of {plan.most_people}")
    if plan.clearance_min < plan.least_clearance_min - 1e-3:
        found.append(f"clears in {plan.clearance_min}, below its own bound of {plan.least_clearance_min}")
    return found
