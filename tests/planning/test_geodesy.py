from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from planning.geodesy import area_km2, distance_km, length_km, local_projection, nearest_km, within_km

GEOD = Geod(ellps="WGS84")
# A meridian arc of one degree between 47° and 48° N (WGS 84).
DEGREE_NORTH_KM = GEOD.inv(33, 47, 33, 48)[2] / 1000


def brute_force_km(point, line):
    """The nearest of points 20 m apart on the line."""
    coordinates = shapely.get_coordinates(shapely.segmentize(line, 0.0002))
    lon, lat = np.full(len(coordinates), point.x), np.full(len(coordinates), point.y)
    return float(distance_km(lon, lat, coordinates[:, 0], coordinates[:, 1]).min())


def test_distance_due_north_is_the_meridian_arc():
    assert nearest_km([shapely.Point(33, 48)], shapely.Point(33, 47))[0] == pytest.approx(
        DEGREE_NORTH_KM, rel=1e-9
    )
    assert pytest.approx(111.18, abs=0.02) == DEGREE_NORTH_KM


def test_distance_to_a_meridian_is_perpendicular():
    line = shapely.LineString([(33, 44), (33, 52)])
    point = shapely.Point(34, 48)
    assert nearest_km([point], line)[0] == pytest.approx(brute_force_km(point, line), rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(22, 41),
    st.floats(44, 53),
    st.lists(st.tuples(st.floats(30, 39), st.floats(46, 51)), min_size=2, max_size=5, unique=True),
)
def test_distances_agree_with_the_geodesic_to_a_thousandth(lon, lat, vertices):
    line, point = shapely.LineString(vertices), shapely.Point(lon, lat)
    found, expected = nearest_km([point], line)[0], brute_force_km(point, line)
    # an edge between longitudes bends by up to 0.3 m when it is projected
    assert found <= expected * 1.0001 + 0.0005
    assert found >= expected * 0.999 - 0.011


def test_polygons_are_measured_from_their_nearest_edge_and_touching_is_zero():
    line = shapely.LineString([(33, 47), (33, 49)])
    beside, across = shapely.box(33.5, 47.5, 34.5, 48.5), shapely.box(32.5, 47.5, 33.5, 48.5)
    distances = nearest_km([beside, across, None, shapely.Point()], line)
    assert distances[0] == pytest.approx(brute_force_km(shapely.Point(33.5, 48.5), line), rel=1e-5)
    assert distances[1] == 0
    assert np.isnan(distances[2:]).all()


def test_distance_to_nothing_is_infinite():
    assert nearest_km([shapely.Point(30, 50)], shapely.MultiLineString())[0] == math.inf


@pytest.mark.parametrize("km", [1, 20, 100, 300])
def test_the_edge_of_a_buffer_lies_at_its_distance(km):
    line = shapely.LineString([(32, 46.5), (35.5, 47.5), (37.6, 48.2), (38, 50)])
    zone = within_km(line, km)
    edge = shapely.points(shapely.get_coordinates(zone)[:: max(1, shapely.get_num_coordinates(zone) // 200)])
    distances = nearest_km(edge, line)
    assert distances.min() >= km * 0.999
    assert distances.max() <= km * 1.001


def test_a_buffer_around_a_point_has_the_area_of_a_disc():
    disc = within_km(shapely.Point(36, 49), 50)
    assert area_km2([disc])[0] == pytest.approx(math.pi * 50**2, rel=1e-3)


def test_area_agrees_with_the_ellipsoid():
    box = shapely.segmentize(shapely.box(30, 47, 31, 48), 0.01)
    assert area_km2([box])[0] == pytest.approx(abs(GEOD.geometry_area_perimeter(box)[0]) / 1e6, rel=1e-5)


def test_length_adds_up_parts():
    line = shapely.MultiLineString([[(33, 47), (33, 48)], [(35, 47), (35, 48)]])
    assert length_km(line) == pytest.approx(2 * DEGREE_NORTH_KM, rel=1e-9)


def test_the_local_projection_is_the_one_its_name_says():
    forth, back = local_projection(shapely.box(31, 48, 32, 49))
    named = "+proj=laea +lat_0=48.5 +lon_0=31.5 +datum=WGS84 +units=km +type=crs"
    theirs = Transformer.from_crs("EPSG:4326", named, always_xy=True)
    lon, lat = np.array([22.1, 31.5, 40.2]), np.array([52.3, 48.5, 44.4])
    east, north = forth.transform(lon, lat)
    np.testing.assert_allclose((east, north), theirs.transform(lon, lat), atol=1e-9)
    np.testing.assert_allclose(back.transform(east, north), (lon, lat), atol=1e-7)
