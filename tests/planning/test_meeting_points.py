from __future__ import annotations

import pytest
import shapely

from layers.workspace import Workspace
from planning.meeting_points import meeting_points
from tests.planning.made_up_country import layer


def made(**columns):
    places = {
        "name_en": ["Small", "Large", "Abroad"],
        "population": [100, 5_000, 90_000],
        "country": ["UA", "UA", "PL"],
    }
    shapes = [shapely.Point(30.2, 48.2), shapely.Point(30.8, 48.8), shapely.Point(30.5, 48.5)]
    return Workspace(name="made up", layers=(layer("places", "populated_place", places | columns, shapes),))


AREAS = [shapely.box(30, 48, 31, 49), shapely.box(31, 48, 32, 49)]


def test_the_largest_place_stands_for_its_area_and_the_middle_for_an_empty_one():
    points = meeting_points(made(), AREAS)
    assert points.names == ("Large", "")
    assert points.lonlat[0] == pytest.approx([30.8, 48.8])
    assert AREAS[1].contains(shapely.Point(points.lonlat[1]))


def test_places_that_must_not_be_used_are_passed_over():
    points = meeting_points(made(), AREAS, outside=shapely.box(30.7, 48.7, 33, 50))
    assert points.names == ("Small", "")


def test_unknown_populations_and_no_places_at_all():
    assert meeting_points(made(population=[None, None, None]), AREAS).names[0] == "Small"
    assert meeting_points(Workspace(name="bare"), AREAS).names == ("", "")
    assert meeting_points(Workspace(name="bare"), []).names == ()
