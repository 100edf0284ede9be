"""The view and its scale."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod, Transformer

from desktop.map_view.projection import (
    METRES_PER_PIXEL_ON_SCREEN,
    View,
    bounds_to_map,
    home_view,
    to_lon_lat,
    to_map,
)


def test_agrees_with_epsg_3857():
    lon, lat = np.array([24.03, 36.23, -70.0]), np.array([49.84, 49.99, -55.0])
    expected = np.column_stack(Transformer.from_crs(4326, 3857, always_xy=True).transform(lon, lat))
    np.testing.assert_allclose(to_map(lon, lat), expected, rtol=1e-12, atol=1e-6)
    np.testing.assert_allclose(to_lon_lat(*expected.T), np.column_stack([lon, lat]), atol=1e-9)
    assert bounds_to_map((24.03, 49.84, 36.23, 49.99)) == pytest.approx((*expected[0], *expected[1]))


def test_the_poles_stay_finite():
    assert np.isfinite(to_map([0, 0], [90, -90])).all()


def test_scale_is_true_at_the_centre():
    ((x, y),) = to_map(31.0, 49.0)
    view = View(x, y, 1.0, 800, 600).at_scale(250_000)
    assert view.scale == pytest.approx(250_000)
    lon1, lat1 = view.lon_lat_of(350, 300)
    lon2, lat2 = view.lon_lat_of(450, 300)
    _, _, metres = Geod(ellps="WGS84").inv(lon1, lat1, lon2, lat2)
    # a sphere stands in for the ellipsoid: a third of a percent
    assert metres / (100 * METRES_PER_PIXEL_ON_SCREEN) == pytest.approx(250_000, rel=0.004)


def test_zoom_keeps_the_place_under_the_cursor():
    view = home_view(1000, 700)
    before = view.lon_lat_of(123, 456)
    for factor in (1.5, 4.0, 0.3):
        assert view.zoomed(factor, 123, 456).lon_lat_of(123, 456) == pytest.approx(before, abs=1e-9)


def test_moving_by_pixels():
    view = home_view(1000, 700)
    place = view.map_of(300, 200)
    assert view.moved(25, -40).screen_of(*place) == pytest.approx((325, 160))


def test_fitting_shows_all_of_it_and_a_point_with_its_surroundings():
    view = home_view(1000, 700).fitted(bounds_to_map((30, 48, 34, 50)), margin=0.1)
    west, south, east, north = view.bounds
    inner = bounds_to_map((30, 48, 34, 50))
    assert west < inner[0]
    assert south < inner[1]
    assert east > inner[2]
    assert north > inner[3]
    point = view.fitted(bounds_to_map((30, 49, 30, 49)))
    assert point.scale == pytest.approx(50_000)


def test_device_pixels_follow_the_pixel_ratio():
    view = View(0, 0, 10, 100, 50, pixel_ratio=2.0)
    np.testing.assert_allclose(view.device_pixels(np.array([[0.0, 0.0], [-500, 250]])), [[100, 50], [0, 0]])
