from __future__ import annotations

from layers.workspace import Workspace
from planning.fleet import passenger_vehicles, trucks
from planning.outcome import Ground
from tests.planning.made_up_country import layer


def fleet_of(**columns):
    return Workspace(name="made up", layers=(layer("vehicles", "vehicle", columns),))


def texts(fleet, ground):
    return [str(note.text) for note in fleet.assumptions if note.ground is ground]


def test_several_of_a_type_are_told_apart():
    made = fleet_of(
        vehicle_id=["T", "S"],
        vehicle_type=["truck"] * 2,
        number=[2, 1],
        payload_kg=[100.0] * 2,
        volume_m3=[1.0] * 2,
    )
    assert [vehicle.name for vehicle in trucks(made).vehicles] == ["T-1", "T-2", "S"]


def test_the_same_id_in_two_rows_stays_two_vehicles():
    made = fleet_of(
        vehicle_id=["T", "T"],
        vehicle_type=["truck"] * 2,
        number=[1, 1],
        payload_kg=[100.0, 200.0],
        volume_m3=[1.0, 2.0],
    )
    assert [vehicle.name for vehicle in trucks(made).vehicles] == ["T-1", "T-2"]


def test_trucks_of_unknown_size_are_left_out_and_named():
    made = fleet_of(
        vehicle_id=["A", "B", "C"],
        vehicle_type=["truck"] * 3,
        number=[1] * 3,
        payload_kg=[None, 100.0, 0.0],
        volume_m3=[1.0, None, 5.0],
    )
    fleet = trucks(made)
    assert fleet.vehicles == ()
    assert texts(fleet, Ground.IGNORED) == [
        "3 records: trucks left out: their payload or their volume is not known (A, B, C)"
    ]


def test_buses_carry_no_goods_and_trucks_no_people():
    made = fleet_of(
        vehicle_id=["A", "B", "C"],
        vehicle_type=["truck", "tanker", "bus"],
        number=[1] * 3,
        payload_kg=[100.0] * 3,
        volume_m3=[1.0] * 3,
        seats=[3, 3, 40],
    )
    assert [vehicle.name for vehicle in trucks(made).vehicles] == ["A"]
    assert [vehicle.name for vehicle in passenger_vehicles(made).vehicles] == ["C"]


def test_unknown_seats_are_the_usual_ones_and_unknown_wheelchair_places_none():
    made = fleet_of(
        vehicle_id=["A", "B", "C", "D"],
        vehicle_type=["bus", "minibus", "ambulance", "car"],
        number=[1] * 4,
    )
    fleet = passenger_vehicles(made)
    places = [(v.seats, v.wheelchair_places, v.stretcher_places) for v in fleet.vehicles]
    assert places == [(45, 0, 0), (16, 0, 0), (0, 0, 1)]
    assert any("usual ones (A, B)" in text for text in texts(fleet, Ground.SUBSTITUTED))
    assert any("no known place for people (D)" in text for text in texts(fleet, Ground.IGNORED))


def test_no_vehicles_at_all():
    for reader in (trucks, passenger_vehicles):
        fleet = reader(Workspace(name="bare"))
        assert fleet.vehicles == ()
        assert str(fleet.assumptions[0].text) == "The workspace holds no vehicles"
