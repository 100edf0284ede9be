"""Checks find what is wrong, name the rows, and say nothing of what is right or unknown."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString, Point

from layers.kinds import kind_named
from layers.layer import new_layer


def _found(kind, frame, provenance):
    kind = kind_named(kind)
    layer = new_layer("x", kind, frame, provenance)
    return {str(p.text): p.fids for check in kind.checks for p in check(layer.frame)}


def test_collective_centres(provenance):
    centres = gpd.GeoDataFrame(
        {
            "site_id": ["A", "A", "C", "D", None, None],
            "status": ["active"] * 5 + ["shut"],
            "capacity": [100, 100, 100, None, 50, -1],
            "occupancy": [120, 100, 90, 40, None, None],
            "women": [50, 40, 30, 10, 1, None],
            "men": [50, 30, 20, 10, 1, None],
            "girls": [10, 20, 20, 10, 1, None],
            "boys": [10, 10, 19, 10, None, None],
            "people_with_disabilities": [None, 101, 0, 40, 1, None],
            "assessed_on": [dt.date(2024, 1, 1)] * 4 + [dt.date(2999, 1, 1), None],
        },
        geometry=[Point(24, 49.8)] * 4 + [Point(2, 48), None],
        crs=4326,
        index=[11, 12, 13, 14, 15, 16],
    )
    assert _found("collective_centre", centres, provenance) == {
        "1 row has a value of Capacity below 0": (16,),
        "1 row has a value of Status that is not known: “shut”": (16,),
        "2 rows share their Site id with another: A": (11, 12),
        "Occupancy is more than Capacity in 1 row": (11,),
        "Women + Men + Girls + Boys is not Occupancy in 1 row": (13,),
        "Persons with disabilities is more than Occupancy in 1 row": (12,),
        "1 row is dated in the future": (15,),
        "1 feature lies outside Ukraine": (15,),
        "3 points stand where others stand": (12, 13, 14),
    }


def test_border_country_and_sea_lie_inside(provenance):
    at = [Point(23.12, 49.95), Point(33.5, 44.6), Point(30.75, 46.49), Point(36.2, 51.7)]
    found = _found(
        "incident", gpd.GeoDataFrame({"incident_id": list("abcd")}, geometry=at, crs=4326), provenance
    )
    assert found == {"1 feature lies outside Ukraine": (4,)}


def test_repeated_points_and_lines(provenance):
    points = gpd.GeoDataFrame(geometry=[Point(30, 50), Point(30, 50), Point(31, 50), None], crs=4326)
    assert _found("incident", points, provenance) == {"1 point stands where another stands": (2,)}
    lines = [
        LineString([(30, 50), (31, 50)]),
        LineString([(30, 50), (31, 50)]),
        LineString([(31, 50), (30, 50)]),
    ]
    roads = gpd.GeoDataFrame({"road_class": ["trunk", "trunk", None]}, geometry=lines, crs=4326)
    found = _found("road", roads, provenance)
    assert found["1 shape is the same as another"] == (2,)
    assert any("1 of 3 roads have no class" in text for text in found)


def test_required_fields_and_bounds(provenance):
    stock = pd.DataFrame(
        {"warehouse_id": ["W", "W", None], "item": ["kit", "kit", "kit"], "quantity": [1, -2, None]}
    )
    assert _found("stock", stock, provenance) == {
        "1 row has no Warehouse id": (3,),
        "1 row has no Quantity": (3,),
        "1 row has a value of Quantity below 0": (2,),
        "2 rows share their Warehouse id, Item with another: W / kit": (1, 2),
    }


def test_vehicles_that_carry_nothing(provenance):
    vehicles = pd.DataFrame({"vehicle_id": ["a", "b"], "payload_kg": [None, 0.0], "seats": [45, None]})
    (text,) = _found("vehicle", vehicles, provenance)
    assert text.startswith("1 vehicle type has neither payload nor places")


def test_damage_known_by_area(provenance):
    table = pd.DataFrame({"damage_id": ["a", "b"], "area_code": ["UA46", "UA51"]})
    (text,) = _found("damage", table, provenance)
    assert text.startswith("2 records have no place")


@pytest.mark.parametrize("kind", ["admin_area", "road"])
def test_clean_data_is_not_told_of(kind, provenance):
    shape = Point(30, 50).buffer(1) if kind == "admin_area" else LineString([(30, 50), (31, 50)])
    frame = gpd.GeoDataFrame({"code": ["UA46"], "road_class": ["trunk"]}, geometry=[shape], crs=4326)
    assert _found(kind, frame, provenance) == {}
