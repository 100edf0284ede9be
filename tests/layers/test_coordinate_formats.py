"""Coordinates written and read in every format."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from layers.coordinate_formats import CoordinateFormat, readings, written
from layers.mgrs import from_mgrs, to_mgrs, zone_of


@pytest.mark.parametrize(
    ("lon", "lat", "grid"),
    [
        # GeoConvert of GeographicLib, and the readme of NGA's own mgrs library
        (44.4, 33.3, "38S MB 44140 84706"),
        (-93.0, 42.0, "15T WG 00000 49776"),
        # worked with UTM of PROJ and the lettering of the standard
        (30.5234, 50.4501, "36U UA 24182 91607"),
        (0.0, 0.0, "31N AA 66021 00000"),
    ],
)
def test_known_references(lon, lat, grid):
    assert to_mgrs(lon, lat) == grid


def test_the_middle_of_a_square_is_meant():
    lon, lat = from_mgrs("38SMB4488")
    # GeographicLib: 33.33424 44.40363
    assert (round(lat, 5), round(lon, 5)) == (33.33424, 44.40363)
    assert from_mgrs("38s mb 44 88") == (lon, lat)
    assert from_mgrs("38S MB") is not None


@pytest.mark.parametrize(
    "text",
    [
        "", "38SMB448", "61SMB4488", "38IMB4488", "38SAB4488", "38SMW4488", "Kyiv", "48.5, 35.0", "UA05",
        "38S MB 4 448",
    ],
)  # fmt: skip
def test_what_is_no_reference(text):
    assert from_mgrs(text) is None


@given(lon=st.floats(-180, 179.999), lat=st.floats(-80, 83.999))
def test_there_and_back_to_the_metre(lon, lat):
    grid = to_mgrs(lon, lat)
    again = from_mgrs(grid)
    assert again is not None, grid
    apart = (again[0] - lon + 180) % 360 - 180
    assert abs(again[1] - lat) < 1.2e-5
    assert abs(apart) * math.cos(math.radians(lat)) < 1.2e-5


def test_agrees_with_utm_of_proj_on_both_sides_of_every_zone_border_of_ukraine():
    rng = random.Random(1)
    for border in (24.0, 30.0, 36.0):
        for side in (-1e-9, 0.0, 0.5, -0.5):
            lon, lat = border + side, rng.uniform(44.5, 52.3)
            zone = int((lon + 180) // 6) + 1
            assert zone_of(lon, lat) == zone
            easting, northing = Transformer.from_crs(4326, 32600 + zone, always_xy=True).transform(lon, lat)
            head, _square, east, north = to_mgrs(lon, lat).split()
            assert head[:2] == str(zone)
            assert int(east) == int(easting + 1e-6) % 100_000
            assert int(north) == int(northing + 1e-6) % 100_000


def test_wide_zones_of_the_north_and_where_the_grid_ends():
    assert zone_of(4.0, 60.0) == 32
    assert [zone_of(lon, 75.0) for lon in (8.0, 10.0, 22.0, 35.0)] == [31, 33, 35, 37]
    assert to_mgrs(30, 84.1) == ""
    assert written(30, 84.1, CoordinateFormat.MGRS) == "84.1000 N  30.0000 E"


def test_written_forms():
    place = (35.0462, 48.4647)
    assert written(*place) == "48.4647 N  35.0462 E"
    assert written(*place, CoordinateFormat.DMS) == "48°27′53″ N  35°02′46″ E"
    assert written(*place, CoordinateFormat.MGRS) == to_mgrs(*place, 4)
    assert written(-0.00001, -10.99999, CoordinateFormat.DMS) == "11°00′00″ S  0°00′00″ W"


@pytest.mark.parametrize(
    "text",
    [
        "48.4647, 35.0462", "48.4647 35.0462", "48,4647; 35,0462", "N 48°27'53\" E 35°02'46\"",
        "48°27′53″ N  35°02′46″ E", "48°27'53\" пн. ш. 35°02'46\" сх. д.", "E 35.0462 N 48.4647",
    ],
)  # fmt: skip
def test_typed_forms_mean_one_place(text):
    (one,) = readings(text)
    assert (one.lon, one.lat) == pytest.approx((35.0462, 48.4647), abs=2e-4)
    assert not one.swapped


def test_mgrs_is_typed():
    (one,) = readings(to_mgrs(35.0462, 48.4647))
    assert (one.lon, one.lat) == pytest.approx((35.0462, 48.4647), abs=2e-5)


def test_the_other_order_is_hinted():
    first, other = readings("35.0462, 48.4647")
    assert (first.lon, first.lat, first.swapped) == (35.0462, 48.4647, True)
    assert (other.lon, other.lat, other.swapped) == (48.4647, 35.0462, False)
    # abroad either may be meant
    assert [one.swapped for one in readings("52.2, 21.0")] == [False, True]
    assert [one.swapped for one in readings("120.5, 21.0")] == [True]
    assert readings("200, 300") == ()
    assert readings("Kyiv") == ()
    assert readings("UA05") == ()
