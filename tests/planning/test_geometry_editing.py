"""Vertices, splitting and reshaping against cases worked by hand."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, box

from planning.errors import PlanningError
from planning.geometry_cutting import reshape, split
from planning.geometry_editing import (
    Corners,
    Vertex,
    drawn_line,
    nearest_edge,
    vertices,
    with_vertex_inserted,
    with_vertex_moved,
    with_vertex_removed,
)

SQUARE = box(30, 48, 34, 52)
RING = Polygon(SQUARE.exterior, [box(31, 49, 33, 51).exterior])


def same(one, other):
    return one.normalize().equals_exact(other.normalize(), 1e-7)


@pytest.mark.parametrize(
    "shape",
    [
        SQUARE, RING, MultiPolygon([RING, box(40, 48, 41, 49)]), LineString([(1, 2), (3, 4), (5, 1)]),
        MultiLineString([[(1, 2), (3, 4)], [(5, 5), (6, 6)]]), Point(1, 2), MultiPoint([(1, 2), (3, 4)]),
    ],
)  # fmt: skip
def test_corners_make_the_shape_again(shape):
    assert Corners.of(shape).shape().equals_exact(shape, 0)
    assert Corners.of(shape).shape().geom_type == shape.geom_type


def test_vertices_of_a_ring_are_told_once():
    assert len(vertices(SQUARE)) == 4
    assert vertices(RING)[4][0] == Vertex(0, 1, 0)


def test_the_first_corner_moves_with_the_closing_one():
    place = vertices(SQUARE)[0][1]
    moved = with_vertex_moved(SQUARE, Vertex(0, 0, 0), (place[0] + 0.5, place[1] - 0.5))
    assert moved.is_valid
    assert len(moved.exterior.coords) == 5
    assert moved.exterior.coords[0] == moved.exterior.coords[-1]
    assert not same(moved, SQUARE)


def test_a_vertex_is_put_on_the_closing_edge():
    last = vertices(SQUARE)[3]
    first = vertices(SQUARE)[0]
    middle = ((last[1][0] + first[1][0]) / 2, (last[1][1] + first[1][1]) / 2)
    more = with_vertex_inserted(SQUARE, last[0], middle)
    assert more.equals(SQUARE)
    assert len(vertices(more)) == 5


def test_vertices_are_removed_down_to_a_hole_a_part_and_nothing():
    hole = RING
    for _ in range(2):
        hole = with_vertex_removed(hole, Vertex(0, 1, 0))
    assert same(hole, SQUARE)
    two = MultiLineString([[(1, 2), (3, 4)], [(5, 5), (6, 6)]])
    assert same(with_vertex_removed(two, Vertex(0, 0, 1)), MultiLineString([[(5, 5), (6, 6)]]))
    with pytest.raises(PlanningError, match="too few corners"):
        with_vertex_removed(LineString([(1, 2), (3, 4)]), Vertex(0, 0, 0))
    with pytest.raises(PlanningError, match="too few corners"):
        with_vertex_removed(Polygon([(0, 0), (1, 0), (0, 1)]), Vertex(0, 0, 0))


def test_the_nearest_edge_is_near_on_the_ground():
    vertex, place, distance = nearest_edge(LineString([(30, 48), (30, 50), (32, 50)]), (30.1, 49.0))
    assert (vertex, place) == (Vertex(0, 0, 0), (30, 49))
    assert distance == pytest.approx(0.1)
    corner = LineString([(30, 48), (30, 50), (32, 50)])
    # half a degree of longitude is shorter than 0.4 of latitude where longitude counts 0.65
    assert nearest_edge(corner, (30.5, 49.6), 0.65)[0] == Vertex(0, 0, 0)
    assert nearest_edge(corner, (30.5, 49.6), 1.0)[0] == Vertex(0, 0, 1)
    assert nearest_edge(Point(1, 2), (1, 2)) is None
    assert nearest_edge(SQUARE, (29.9, 50))[0] in {vertex for vertex, _ in vertices(SQUARE)}


# splitting


def test_a_square_is_split_in_two():
    pieces = split(SQUARE, [(31, 47), (31, 53)])
    assert [same(a, b) for a, b in zip(pieces, [box(31, 48, 34, 52), box(30, 48, 31, 52)], strict=True)] == [
        True, True,
    ]  # fmt: skip


def test_a_line_that_ends_on_the_outline_cuts_as_well():
    left, right = split(SQUARE, [(31, 48), (31, 52)])
    assert (left.area, right.area) == (pytest.approx(12), pytest.approx(4))
    slanted = Polygon([(30, 48), (34, 48.3), (33, 52), (30.7, 51)])
    start, end = slanted.exterior.interpolate(1.2345), slanted.exterior.interpolate(7.654)
    pieces = split(slanted, [(start.x, start.y), (end.x, end.y)])
    assert sum(piece.area for piece in pieces) == pytest.approx(slanted.area)
    assert len(pieces) == 2


def test_across_a_hole_there_are_two_pieces_and_neither_has_it():
    pieces = split(RING, [(32, 47), (32, 53)])
    assert [piece.area for piece in pieces] == [pytest.approx(6), pytest.approx(6)]
    assert all(not piece.interiors for piece in pieces)


def test_beside_a_hole_it_stays_in_its_piece():
    large, small = split(RING, [(30.5, 47), (30.5, 53)])
    assert (len(large.interiors), large.area, small.area) == (1, pytest.approx(10), pytest.approx(2))


@pytest.mark.parametrize(
    "line",
    [
        [(31, 47), (31, 50)],  # ends inside
        [(35, 47), (35, 53)],  # passes by
        [(30, 47), (30, 53)],  # runs along the edge
        [(31.5, 49.5), (32.5, 50.5)],  # lies in the hole
        [(29, 50), (32, 50)],  # reaches the hole and no further
    ],
)
def test_what_does_not_cut_through_is_refused(line):
    with pytest.raises(PlanningError, match="does not cut through"):
        split(RING, line)


def test_a_line_that_crosses_twice_makes_three_pieces():
    pieces = split(SQUARE, [(29, 49), (35, 49), (35, 51), (29, 51)])
    assert [piece.area for piece in pieces] == [pytest.approx(8), pytest.approx(4), pytest.approx(4)]


def test_parts_left_whole_stay_with_the_largest_piece():
    shape = MultiPolygon([SQUARE, box(40, 48, 41, 49)])
    first, second = split(shape, [(31, 47), (31, 53)])
    assert same(first, MultiPolygon([box(31, 48, 34, 52), box(40, 48, 41, 49)]))
    assert same(second, box(30, 48, 31, 52))
    both = split(shape, [(29, 48.5), (42, 48.5)])
    assert len(both) == 4


def test_a_line_is_split_where_it_is_crossed():
    road = LineString([(30, 50), (34, 50)])
    pieces = split(road, [(31, 49), (31, 51)])
    assert same(pieces[0], LineString([(31, 50), (34, 50)]))
    assert same(pieces[1], LineString([(30, 50), (31, 50)]))
    assert len(split(road, [(31, 49), (31, 51), (33, 51), (33, 49)])) == 3
    for line in ([(30, 49), (30, 51)], [(31, 49), (31, 49.9)], [(31, 50), (32, 50)][::-1]):
        if line[0][1] != 50:
            with pytest.raises(PlanningError):
                split(road, line)
    two = MultiLineString([[(30, 50), (34, 50)], [(30, 40), (34, 40)]])
    first, second = split(two, [(31, 49), (31, 51)])
    assert first.geom_type == "MultiLineString"
    assert second.length == pytest.approx(1)


def test_a_closed_line_crossed_twice_makes_two_pieces():
    pieces = split(LineString(SQUARE.exterior.coords), [(29, 50), (35, 50)])
    assert [piece.length for piece in pieces] == [pytest.approx(8), pytest.approx(8)]


@settings(max_examples=60, deadline=None)
@given(
    st.floats(29, 35), st.floats(29, 35), st.booleans(),
)  # fmt: skip
def test_nothing_is_lost_or_doubled_by_a_cut(top, bottom, with_hole):
    shape = RING if with_hole else SQUARE
    try:
        pieces = split(shape, [(bottom, 47), (top, 53)])
    except PlanningError:
        assert not (30 < top < 34 and 30 < bottom < 34) or abs(top - 30) < 1e-6
        return
    assert sum(piece.area for piece in pieces) == pytest.approx(shape.area, rel=1e-6)
    assert all(piece.is_valid for piece in pieces)
    assert shapely.union_all(pieces).symmetric_difference(shape).area < 1e-6


# reshaping


def test_a_line_outside_adds_and_one_inside_takes_away():
    added = reshape(SQUARE, [(34, 49), (35, 49), (35, 51), (34, 51)])
    assert same(added.normalize(), shapely.union(SQUARE, box(34, 49, 35, 51)))
    taken = reshape(SQUARE, [(34, 49), (33, 49), (33, 51), (34, 51)])
    assert same(taken, shapely.difference(SQUARE, box(33, 49, 34, 51)))


def test_what_is_drawn_beyond_the_touches_is_cut_off():
    added = reshape(SQUARE, [(33, 49), (35, 49), (35, 51), (33, 51)])
    assert same(added, shapely.union(SQUARE, box(34, 49, 35, 51)))


def test_across_the_whole_the_larger_piece_stays():
    kept = reshape(SQUARE, [(31, 47), (31, 53)])
    assert same(kept, box(31, 48, 34, 52))


def test_the_drawing_direction_does_not_matter():
    line = [(34, 49), (35, 49), (35, 51), (34, 51)]
    assert same(reshape(SQUARE, line), reshape(SQUARE, line[::-1]))
    over_the_start = [(30.5, 48), (30.5, 47), (29, 47), (29, 48.5), (30, 48.5)]
    grown = reshape(SQUARE, over_the_start)
    assert grown.area == pytest.approx(16 + 1.5 * 1.5 - 0.25)
    assert same(grown, reshape(SQUARE, over_the_start[::-1]))


def test_a_hole_is_reshaped_and_stays_a_hole():
    wider = reshape(RING, [(33, 49.5), (33.5, 49.5), (33.5, 50.5), (33, 50.5)])
    assert wider.area == pytest.approx(12 - 0.5)
    assert len(wider.interiors) == 1
    narrower = reshape(RING, [(33, 49.5), (32.5, 49.5), (32.5, 50.5), (33, 50.5)])
    assert narrower.area == pytest.approx(12 + 0.5)


def test_only_the_part_that_is_touched_changes():
    shape = MultiPolygon([SQUARE, box(40, 48, 41, 49)])
    grown = reshape(shape, [(34, 49), (35, 49), (35, 51), (34, 51)])
    assert grown.geom_type == "MultiPolygon"
    assert grown.area == pytest.approx(16 + 2 + 1)


@pytest.mark.parametrize(
    ("shape", "line", "words"),
    [
        (SQUARE, [(35, 49), (36, 50)], "does not touch the outline twice"),
        (SQUARE, [(33, 49), (35, 49)], "does not touch the outline twice"),
        (RING, [(29, 50), (31.5, 50)], "does not touch the outline twice"),
        (RING, [(29, 50), (35, 50)], None),
        (MultiPolygon([SQUARE, box(40, 48, 41, 49)]), [(29, 48.5), (42, 48.5)], "several parts"),
        (RING, [(31, 47), (31.5, 49.5), (32, 48.5), (32, 47)], "begins on one outline|cross itself"),
    ],
)
def test_lines_that_leave_it_open_what_is_meant_are_refused(shape, line, words):
    with pytest.raises(PlanningError, match=words):
        reshape(shape, line)


def test_a_line_is_reshaped_between_two_touches():
    road = LineString([(30, 50), (32, 50), (34, 50)])
    detour = reshape(road, [(31, 50), (31, 51), (33, 51), (33, 50)])
    assert same(detour, LineString([(30, 50), (31, 50), (31, 51), (33, 51), (33, 50), (34, 50)]))
    back = reshape(road, [(33, 50), (33, 51), (31, 51), (31, 50)])
    assert same(back, detour)
    with pytest.raises(PlanningError, match="twice"):
        reshape(road, [(31, 50), (31, 51)])


def test_a_line_needs_two_places():
    with pytest.raises(PlanningError, match="fewer than two"):
        drawn_line([(1, 2), (1, 2)])
