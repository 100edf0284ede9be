"""Lengths and areas on the ellipsoid."""

from __future__ import annotations

import pytest

from layers.measures import crosses_itself, ring_area_m2, segment_lengths_m


def test_known_geodesics():
    # one degree of the equator, and of the meridian at it (tables of WGS 84)
    assert segment_lengths_m([(30, 0), (31, 0)]) == pytest.approx([111_319.491], abs=0.01)
    assert segment_lengths_m([(30, 0), (30, 1)]) == pytest.approx([110_574.389], abs=0.01)
    assert segment_lengths_m([(30, 49)]) == []


def test_area_agrees_with_an_equal_area_projection():
    import geopandas as gpd
    from shapely.geometry import Polygon

    ring = [(30.0, 49.0), (30.1, 49.0), (30.1, 49.1), (30.0, 49.1)]
    plane = gpd.GeoSeries([Polygon(ring)], crs=4326).to_crs(6933).area.iloc[0]
    assert ring_area_m2(ring) == pytest.approx(plane, rel=2e-4)
    assert ring_area_m2(ring[::-1]) == ring_area_m2(ring)
    assert ring_area_m2(ring[:2]) == 0


def test_crossing_sides():
    assert crosses_itself([(0, 0), (1, 1), (1, 0), (0, 1)])
    assert not crosses_itself([(0, 0), (1, 0), (1, 1), (0, 1)])
    assert not crosses_itself([(0, 0), (1, 0), (1, 1)])
