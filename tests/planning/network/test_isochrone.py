"""The area beside a reach: the quick way gives what buffering every stretch gives."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from planning.network import isochrone
from planning.network.isochrone import area_beside
from planning.network.travel import travel_network
from tests.planning.network.made_up_roads import at, line, roads


@pytest.fixture(scope="module")
def reach():
    lines = [line((0, y), (10, y)) for y in np.arange(0, 10, 0.5)]
    lines += [line((x, 0), (x, 9.5)) for x in np.arange(0, 10, 0.5)]
    cut = shapely.node(shapely.union_all(lines))
    network = travel_network(roads(list(shapely.get_parts(cut))), join_m=0)
    return network.reach(at(5, 5), 4.0)


@pytest.mark.parametrize("beside_km", [0.3, 1.0, 2.5])
def test_stretches_in_the_middle_are_left_out_without_a_trace(reach, beside_km, monkeypatch):
    quick = area_beside(reach, beside_km, shapely.MultiPolygon())
    bare = shapely.MultiPolygon(), np.ones(len(reach.edge), dtype=bool)
    monkeypatch.setattr(isochrone, "_cells_inside", lambda *_arguments: bare)
    slow = area_beside(reach, beside_km, shapely.MultiPolygon())
    assert quick.is_valid
    assert shapely.symmetric_difference(quick, slow).area < 1e-4 * slow.area


def test_only_lines_at_the_rim_are_buffered(reach):
    vertices, start = reach.vertices()
    squares, outer = isochrone._cells_inside(vertices, start, 0.015)  # degrees
    assert 0.1 < outer.mean() < 0.6
    middle = shapely.dwithin(reach.lines(), shapely.Point(at(5, 5)), 0.012)
    assert not outer[middle].any()
    assert shapely.difference(squares, shapely.union_all(shapely.buffer(reach.lines(), 0.015))).area < 1e-9


def test_a_long_line_without_bends_covers_squares_all_along():
    vertices, start = np.array([[0.0, 0.0], [40.0, 0.0]]), np.array([0, 2])
    squares, outer = isochrone._cells_inside(vertices, start, 1.0)
    assert outer.all()
    assert squares.bounds[2] - squares.bounds[0] > 40
    assert shapely.within(squares, shapely.LineString(vertices).buffer(1.0, quad_segs=64))


def test_a_grid_too_fine_is_made_coarser_or_not_at_all(reach, monkeypatch):
    vertices, start = reach.vertices()
    finest = isochrone._cells_inside(vertices, start, 0.01)[1].sum()
    monkeypatch.setattr(isochrone, "_MOST_SQUARES", 1_500)
    inside, outer = isochrone._cells_inside(vertices, start, 0.01)
    assert not inside.is_empty
    assert finest < outer.sum() < len(outer)
    monkeypatch.setattr(isochrone, "_MOST_SQUARES", 10)
    inside, outer = isochrone._cells_inside(vertices, start, 0.01)
    assert inside.is_empty
    assert outer.all()
    assert area_beside(reach, 1.0, shapely.MultiPolygon()).is_valid


def test_stretches_begin_and_end_where_they_say(reach):
    graph = reach.graph
    edge = np.arange(len(graph))
    rng = np.random.default_rng(2)
    first = np.where(edge % 3 == 0, 0.0, rng.uniform(0, 0.5, len(edge)))
    last = np.where(edge % 5 == 0, 1.0, rng.uniform(0.5, 1, len(edge)))
    vertices, start = graph.stretches(edge, first, last)
    for one in range(0, len(edge), 7):
        alone = graph.stretch(one, float(first[one]), float(last[one]))
        assert np.allclose(vertices[start[one] : start[one + 1]], alone)
