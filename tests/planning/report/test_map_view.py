"""Projection, scale and grid of a map."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from pyproj import Geod

from planning.report.map_view import (
    bar_length_km,
    crossing,
    degree_label,
    fit_view,
    grid_lines,
    round_denominator,
)

GEOD = Geod(ellps="WGS84")
UKRAINE = (22.1, 44.3, 40.2, 52.4)


@pytest.mark.parametrize(
    "bounds", [UKRAINE, (35.0, 48.3, 35.3, 48.6), (30.0, 50.0, 30.05, 50.02), (-10.0, 36.0, 30.0, 70.0)]
)
def test_the_scale_bar_is_true_at_the_centre(bounds):
    view = fit_view(bounds, 200.0, 140.0)
    length_km = bar_length_km(view, 50.0)
    length_mm = length_km * 1e6 / view.denominator
    assert 15.0 < length_mm <= 50.0
    half = view.metres(length_mm) / 2
    ((west, lat_w), (east, lat_e)) = view.lonlat(np.array([[-half, 0.0], [half, 0.0]]))
    _, _, ground_m = GEOD.inv(west, lat_w, east, lat_e)
    # a bar of 500 km of a map of Europe still errs by less than 0.1 %
    assert ground_m / 1000.0 == pytest.approx(length_km, rel=1e-3)
    ((lon_s, south), (lon_n, north)) = view.lonlat(np.array([[0.0, -half], [0.0, half]]))
    assert GEOD.inv(lon_s, south, lon_n, north)[2] / 1000.0 == pytest.approx(length_km, rel=1e-3)


def test_areas_are_true_over_the_whole_map():
    view = fit_view(UKRAINE, 200.0, 140.0)
    for lon, lat in itertools.product((23.0, 31.0, 39.0), (45.0, 48.0, 52.0)):
        cell = shapely.segmentize(shapely.box(lon, lat, lon + 0.2, lat + 0.2), 0.01)
        true_m2, _ = GEOD.geometry_area_perimeter(cell)
        assert shapely.area(view.project(cell)) == pytest.approx(abs(true_m2), rel=1e-4)


@pytest.mark.parametrize("size", [(200.0, 140.0), (180.0, 190.0), (60.0, 20.0)])
@pytest.mark.parametrize("bounds", [UKRAINE, (35.0, 48.3, 35.3, 48.6), (-30.0, 36.0, 40.0, 71.0)])
def test_the_view_shows_what_was_asked_and_little_more(bounds, size):
    view = fit_view(bounds, *size)
    asked = view.project(shapely.segmentize(shapely.box(*bounds), 0.2))
    assert shapely.covers(shapely.buffer(view.frame, 1.0), asked)
    smaller = fit_view(bounds, size[0] * 1.3, size[1] * 1.3)
    assert smaller.denominator < view.denominator


def test_round_denominators():
    assert round_denominator(6_020_000.0) == 6_500_000.0
    assert round_denominator(1_000_000.0) == 1_000_000.0
    assert round_denominator(1.0) == 5_000.0


def test_grid_labels():
    assert degree_label(30.0, "EW") == "30°E"
    assert degree_label(-12.5, "EW") == "12°30′W"
    assert degree_label(48 + 1 / 120, "NS") == "48°00.5′N"
    assert degree_label(0.0, "NS") == "0°"


@pytest.mark.parametrize("bounds", [UKRAINE, (35.0, 48.3, 35.3, 48.6), (30.0, 50.0, 30.05, 50.02)])
def test_grid_lines_lie_where_their_labels_say(bounds):
    view = fit_view(bounds, 200.0, 140.0)
    lines = grid_lines(view)
    assert 2 <= sum(line.meridian for line in lines) <= 12
    assert 2 <= sum(not line.meridian for line in lines) <= 12
    for line in lines:
        axis, edge = (1, -view.half_height_m) if line.meridian else (0, -view.half_width_m)
        at = crossing(line, axis, edge)
        if at is None:
            continue
        point = (at, edge) if line.meridian else (edge, at)
        ((lon, lat),) = view.lonlat(np.array([point]))
        assert (lon if line.meridian else lat) == pytest.approx(line.degrees, abs=1e-3)
