"""What the checks of a kind say of single records."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from shapely.geometry import Point, box

from layers.workspace import Workspace
from planning.edit_checks import problems_of
from planning.edits import add_feature, add_layer_for_drawing


@pytest.fixture
def workspace():
    empty = add_layer_for_drawing(Workspace(name="w"), "collective_centre", "centres")
    first, _ = add_feature(empty, "centres", Point(30, 49), {"site_id": "A", "capacity": 1, "occupancy": 9})
    return add_feature(first, "centres", Point(31, 49), {"site_id": "B"})[0]


def words(workspace, layer, fid):
    return [str(problem.text) for problem in problems_of(workspace, layer, (fid,))]


def test_only_what_concerns_the_record_is_told(workspace):
    assert words(workspace, "centres", 2) == []
    assert any("Occupancy" in text for text in words(workspace, "centres", 1))


def test_a_key_is_compared_with_every_other_record(workspace):
    after, fid = add_feature(workspace, "centres", Point(32, 49), {"site_id": "B"})
    assert any("shares its" in text or "share their" in text for text in words(after, "centres", fid))


def test_an_exercise_counts_from_its_own_day():
    day = dt.date.today() + dt.timedelta(days=400)  # noqa: DTZ011
    workspace = add_layer_for_drawing(Workspace(name="w", exercise_date=day), "hazard_area", "hazards")
    after, fid = add_feature(workspace, "hazards", box(30, 48, 31, 49), {"since": day})
    assert words(after, "hazards", fid) == []
    real = dataclasses.replace(after, exercise_date=None)
    assert any("future" in text for text in words(real, "hazards", fid))
