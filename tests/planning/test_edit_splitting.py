"""The values of the pieces of a split feature."""

from __future__ import annotations

import pandas as pd
import pytest
from shapely.geometry import LineString, box

from layers.workspace import Workspace
from planning.edit_splitting import split_feature
from planning.edits import add_feature, add_field, add_layer_for_drawing, set_values
from planning.errors import PlanningError


def drawn(kind, shape, values):
    return add_feature(add_layer_for_drawing(Workspace(name="w"), kind, "layer"), "layer", shape, values)[0]


def test_what_was_counted_of_the_whole_is_empty_in_every_piece_and_told():
    workspace = drawn(
        "damage",
        box(30, 48, 31, 49),
        {"damage_id": "D1", "people_affected": 400},
    )
    pieces = split_feature(workspace, "layer", 1, [(30.4, 47), (30.4, 50)])
    frame = pieces.workspace.layer("layer").frame
    assert pieces.fids == (1, 2)
    assert frame["people_affected"].isna().all()
    assert len(pieces.emptied) == 1
    assert frame.loc[1, "damage_id"] == "D1"
    assert pd.isna(frame.loc[2, "damage_id"])
    assert frame.geometry.loc[1].area > frame.geometry.loc[2].area


def test_limits_and_names_hold_for_every_piece_and_stated_length_for_none():
    workspace = drawn(
        "road",
        LineString([(30, 48), (32, 48)]),
        {"road_number": "M-01", "speed_kmh": 90, "max_weight_t": 20, "length_km": 160},
    )
    workspace = set_values(add_field(workspace, "layer", "owner", "text"), "layer", {1: {"owner": "State"}})
    pieces = split_feature(workspace, "layer", 1, [(31, 47), (31, 49)])
    frame = pieces.workspace.layer("layer").frame
    assert frame["speed_kmh"].tolist() == [90, 90]
    assert frame["max_weight_t"].tolist() == [20, 20]
    assert frame["owner"].tolist() == ["State", "State"]
    assert frame["length_km"].isna().all()


def test_an_area_keeps_its_code_which_it_must_have():
    workspace = drawn("admin_area", box(30, 48, 31, 49), {"code": "UA0101", "population": 10})
    pieces = split_feature(workspace, "layer", 1, [(30.4, 47), (30.4, 50)])
    frame = pieces.workspace.layer("layer").frame
    assert frame["code"].tolist() == ["UA0101", "UA0101"]
    assert frame["population"].isna().all()


def test_what_does_not_cut_changes_nothing():
    workspace = drawn("hazard_area", box(30, 48, 31, 49), {})
    with pytest.raises(PlanningError, match="does not cut through"):
        split_feature(workspace, "layer", 1, [(30.4, 47), (30.4, 48.5)])
