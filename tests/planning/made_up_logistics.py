"""Sites, stock, vehicles, crossings and one road across the made-up country, all on latitude 48.5°."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from layers.workspace import Workspace
from tests.planning.made_up_country import TODAY, areas_layer, country_layer, front_layer, layer

LAT = 48.5


def points(*lons):
    return [None if lon is None else shapely.Point(lon, LAT) for lon in lons]


def roads_layer():
    """One road from the western border to the east, with a vertex every 0.1°."""
    line = shapely.LineString([(lon, LAT) for lon in np.linspace(30.0, 34.0, 41)])
    return layer("roads", "road", {"name": ["Main road"], "road_class": ["primary"]}, [line])


def centres_layer():
    """Free places: A 60 with access, B 140 of unknown access; C is under control, D has no position."""
    columns = {
        "site_id": list("ABCDEF"),
        "name_en": ["A", "B", "C", "D", "E", "F"],
        "status": ["active", "active", "active", "active", "closed", "active"],
        "capacity": [100, 200, 80, 50, 500, None],
        "occupancy": [40, 60, 20, 10, 0, None],
        "girls": [10, 5, 5, 5, 0, None],
        "wheelchair_users": [2, 0, 0, 0, 0, None],
        "stretcher_cases": [0, 1, 0, 0, 0, None],
        "wheelchair_access": [True, None, True, True, True, True],
    }
    return layer("centres", "collective_centre", columns, points(30.5, 31.02, 33.0, None, 30.6, 30.7))


def crossings_layer():
    columns = {
        "name_en": ["West", "Closed", "East", "North", "Unsaid"],
        "country": ["PL", "PL", "RU", "BY", "PL"],
        "crossing_type": ["road"] * 5,
        "status": ["open", "closed", "open", "open", None],
        "buses": [True] * 5,
        "cars": [True] * 5,
        "pedestrians": [False] * 5,
        "people_per_hour": [50.0, 50.0, 999.0, 999.0, 999.0],
    }
    return layer("crossings", "border_crossing", columns, points(30.0, 30.05, 30.1, 30.15, 30.2))


def stock_layer(**changes):
    columns = {
        "warehouse_id": ["W1", "W1", "W2", "lost"],
        "item": ["Blanket", "Kit", "Blanket", "Blanket"],
        "quantity": [100, 10, 500, 500],
        "weight_kg": [1.5, 20.0, 1.5, 1.5],
        "volume_m3": [0.01, 0.1, 0.01, 0.01],
        "people_per_piece": [1.0, 5.0, 1.0, 1.0],
    }
    return layer("stock", "stock", columns | changes)


def warehouses_layer():
    columns = {
        "warehouse_id": ["W1", "W2"],
        "name_en": ["Depot", "Closed depot"],
        "status": ["active", "closed"],
    }
    return layer("warehouses", "warehouse", columns, points(30.2, 30.9))


def vehicles_layer():
    columns = {
        "vehicle_id": ["T", "T0", "B", "M"],
        "vehicle_type": ["truck", "truck", "bus", "minibus"],
        "number": [2, 1, 2, None],
        "base": ["W1", "W1", "Town", "nowhere known"],
        "payload_kg": [500.0, None, None, None],
        "volume_m3": [5.0, None, None, None],
        "seats": [None, None, 50, 8],
        "wheelchair_places": [None, None, None, 2],
    }
    return layer("vehicles", "vehicle", columns)


def town_layer():
    columns = {"name_en": ["Town"], "place_type": ["town"], "population": [900], "country": ["UA"]}
    return layer("places", "populated_place", columns, points(32.4))


def workspace(**changes):
    """All of it; `changes` puts layers in place of others, by name."""
    population = [200] * 12
    layers = [
        country_layer(),
        areas_layer(population=population),
        front_layer(),
        roads_layer(),
        centres_layer(),
        crossings_layer(),
        warehouses_layer(),
        stock_layer(),
        vehicles_layer(),
        town_layer(),
    ]
    made = Workspace(name="made up", layers=tuple(layers))
    for changed in changes.values():
        made = made.with_layer(changed)
    return replace(made, exercise_date=TODAY)
