from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planning.distance_bands import Bands, shares_by_area, shares_by_band, whole_people
from planning.errors import BadParameter
from planning.front import Front, require_front
from planning.geodesy import area_km2, distance_km
from tests.planning.made_up_country import (
    FRONT_DATE,
    FRONT_LON,
    areas_layer,
    country_layer,
    front_layer,
    workspace,
)


@pytest.fixture(scope="module")
def front():
    return require_front(workspace(country_layer(), front_layer()))


def lon_at_km(km, lat):
    """Longitude of the point `km` west of the meridian of the front, along the geodesic square to it."""
    lons = np.linspace(FRONT_LON - 2, FRONT_LON, 200_001)
    near = np.linspace(lat - 0.1, lat + 0.1, 5)
    found = [distance_km(lons, lat, FRONT_LON, other) for other in near]
    return float(np.interp(-km, -np.min(found, axis=0), lons))


def test_edges_must_ascend():
    for edges in ((), (5, 5), (10, 5), (0, 5)):
        with pytest.raises(BadParameter):
            Bands(edges)


def test_rows_of_points(front):
    bands = Bands((10.0, 50.0))
    points = [shapely.Point(lon_at_km(km, 48.5), 48.5) for km in (1, 9.99, 10.01, 49.9, 50.1)]
    rows, distance = bands.rows_of([*points, shapely.Point(33, 48.5), None], front)
    assert rows.tolist() == [1, 1, 2, 2, 3, 0, -1]
    assert distance[:5] == pytest.approx([1, 9.99, 10.01, 49.9, 50.1], rel=1e-4)
    assert [bands.limits(row) for row in range(4)] == [(None, None), (0, 10), (10, 50), (50, None)]


def test_a_point_exactly_on_an_edge_is_in_the_nearer_band(front):
    point = shapely.Point(31.9, 48.5)
    exact = float(front.distance_km([point])[0])
    assert Bands((exact, exact + 1)).rows_of([point], front)[0].tolist() == [1]


def test_a_strip_is_split_where_the_edge_cuts_it(front):
    edge = lon_at_km(20, 48.5)
    cell = shapely.box(edge - 0.03, 48.499, edge + 0.01, 48.501)
    shares = shares_by_band([cell], front, Bands((20.0,)))[0]
    assert shares == pytest.approx([0, 0.25, 0.75], abs=2e-3)


def test_a_cell_across_the_front_is_split_between_control_and_the_first_band(front):
    cell = shapely.box(FRONT_LON - 0.03, 48.4, FRONT_LON + 0.07, 48.5)
    assert shares_by_band([cell], front, Bands((50.0,)))[0] == pytest.approx([0.7, 0.3, 0], abs=1e-6)


def test_bands_round_a_disc_have_the_areas_of_rings():
    centre = shapely.Point(31.5, 48.5)
    from planning.geodesy import within_km

    disc = within_km(centre, 5)
    ring = Front(date=FRONT_DATE.date(), layers=(), area=shapely.multipolygons([disc]), line=disc.boundary)
    everything = shapely.box(29, 47, 34, 50)
    shares = shares_by_band([everything], ring, Bands((10.0, 30.0)))[0]
    total = area_km2([everything])[0]
    expected = [math.pi * 25, math.pi * (15**2 - 25), math.pi * (35**2 - 15**2)]
    assert shares[:3] * total == pytest.approx(expected, rel=2e-3)
    assert shares.sum() == pytest.approx(1)


def brute_force(cell, front, bands, steps=40):
    west, south, east, north = cell.bounds
    lon = west + (np.arange(steps) + 0.5) / steps * (east - west)
    lat = south + (np.arange(steps) + 0.5) / steps * (north - south)
    lon, lat = (values.ravel() for values in np.meshgrid(lon, lat))
    rows, _ = bands.rows_of(shapely.points(lon, lat), front)
    return (
        np.bincount(rows, weights=np.cos(np.radians(lat)), minlength=bands.count)
        / np.cos(np.radians(lat)).sum()
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.floats(30, 33),
    st.floats(46.8, 50.2),
    st.floats(0.02, 0.8),
    st.lists(st.integers(1, 150), min_size=1, max_size=4, unique=True),
)
def test_shares_sum_to_one_and_agree_with_fine_subdivision(front, west, south, size, edges):
    bands = Bands(tuple(float(edge) for edge in sorted(edges)))
    cell = shapely.box(west, south, west + size, south + size)
    shares = shares_by_band([cell], front, bands)[0]
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    assert (shares >= 0).all()
    assert shares == pytest.approx(brute_force(cell, front, bands), abs=0.03)


def test_shares_by_area_split_cells_and_give_points_to_one():
    polygons = areas_layer(3).frame.geometry.to_numpy()
    cell = shapely.box(30.9, 47.2, 31.3, 47.3)
    corner = shapely.Point(31, 48)
    outside = shapely.box(28, 47, 30.5, 47.2)
    feature, area, share = shares_by_area([cell, corner, outside], polygons)
    assert feature.tolist() == [0, 0, 1, 2]
    assert area[:2].tolist() == [0, 1]
    assert share == pytest.approx([0.25, 0.75, 1, 0.2])


def test_shares_of_overlapping_areas_never_exceed_the_whole():
    twice = [shapely.box(30, 47, 31, 48), shapely.box(30, 47, 31, 48)]
    _, _, share = shares_by_area([shapely.box(30.2, 47.2, 30.4, 47.4)], twice)
    assert share.sum() == pytest.approx(1)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=9))
def test_whole_people_sum_to_the_rounded_total(people):
    values = np.array(people)
    whole = whole_people(values)
    assert whole.sum() == round(float(values.sum()))
    assert (np.abs(whole - values) < 1).all()


def test_without_an_edge_it_says_so_and_what_to_do():
    with pytest.raises(BadParameter, match="no edge of a distance band is given") as caught:
        Bands(())
    assert "5,10,20,30,50,100" in str(caught.value)
