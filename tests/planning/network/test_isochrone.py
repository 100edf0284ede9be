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
    monkeypatch.setattr(isochrone, "_cells_inside", lambda _lines, _km: bare)
    slow = area_beside(reach, beside_km, shapely.MultiPolygon())
    assert quick.is_valid
    assert shapely.symmetric_difference(quick, slow).area < 1e-4 * slow.area


def test_most_lines_among_streets_are_left_out(reach):
    lines = reach.graph.lines
    _, outer = isochrone._cells_inside(lines, 0.015)  # degrees
    assert 0.3 < outer.mean() < 0.8
    middle = shapely.dwithin(lines, shapely.Point(at(5, 5)), 0.01)
    assert not outer[middle].any()


def test_a_grid_too_fine_is_not_made(reach, monkeypatch):
    monkeypatch.setattr(isochrone, "_MOST_SQUARES", 10)
    inside, outer = isochrone._cells_inside(reach.lines(), 0.01)
    assert inside.is_empty
    assert outer.all()
