"""Edits by hand: new values, shared frames, checks of the kind, one line of provenance."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from layers.errors import LayerError
from layers.formats.geopackage import load_workspace, save_workspace
from layers.kinds import KINDS, kind_named
from layers.layer import new_layer
from layers.layer_kind import Geometry
from layers.workspace import Workspace
from planning.edits import (
    DRAWN_SOURCE,
    add_feature,
    add_field,
    add_layer_for_drawing,
    remove_features,
    remove_field,
    set_geometry,
    set_values,
)


@pytest.fixture
def workspace(provenance):
    centres = gpd.GeoDataFrame(
        {
            "name_en": ["School", "Gym", None],
            "status": ["active", "closed", None],
            "capacity": [100, None, 30],
            "assessed_on": pd.to_datetime(["2025-01-02", None, None]),
            "rooms": np.array([3, 4, 5]),
            "warm": [True, False, True],
        },
        geometry=[Point(30, 49), Point(31, 49), None],
        crs=4326,
        index=pd.Index([11, 12, 13]),
    )
    areas = gpd.GeoDataFrame({"name": ["mined"]}, geometry=[box(30, 48, 31, 49)], crs=4326)
    stock = pd.DataFrame({"warehouse_id": ["W1"], "item": ["bucket"], "quantity": [5]})
    return Workspace(
        name="Winter",
        layers=(
            new_layer("centres", kind_named("collective_centre"), centres, provenance),
            new_layer("hazards", kind_named("hazard_area"), areas, provenance),
            new_layer("stock", kind_named("stock"), stock, provenance),
        ),
    )


def test_a_feature_is_added_with_its_values_and_the_old_workspace_stays(workspace):
    before = workspace.layer("centres").frame.copy()
    after, fid = add_feature(
        workspace,
        "centres",
        Point(32, 50),
        {"name_en": "Hall", "status": "active", "capacity": 40, "assessed_on": dt.date(2025, 1, 9)},
    )
    row = after.layer("centres").frame.loc[fid]
    assert fid == 14
    assert (row["name_en"], row["capacity"], row["assessed_on"]) == ("Hall", 40, pd.Timestamp("2025-01-09"))
    assert row["geometry"].equals(Point(32, 50))
    assert pd.isna(row["occupancy"])
    assert pd.isna(row["rooms"])
    pd.testing.assert_frame_equal(workspace.layer("centres").frame, before)
    kept = after.layer("centres").frame.drop(index=fid)
    assert kept["name_en"].equals(before["name_en"])
    assert after.layer("centres").frame.index.name == "fid"
    assert after.layer("centres").frame.crs.to_epsg() == 4326
    assert after.layer("stock") is workspace.layer("stock")


def test_a_record_without_place_is_added_to_a_table(workspace):
    after, fid = add_feature(
        workspace, "stock", None, {"warehouse_id": "W1", "item": "blanket", "quantity": "1 200"}
    )
    assert after.layer("stock").frame.loc[fid, "quantity"] == 1200


def test_a_removed_fid_is_never_given_again_even_after_saving(workspace, tmp_path):
    fewer = remove_features(workspace, "centres", [13])
    path = tmp_path / "w.gpkg"
    save_workspace(fewer, path)
    _, fid = add_feature(load_workspace(path), "centres", Point(30, 50), {})
    assert fid == 14


def test_what_a_new_feature_lacks_is_refused(workspace):
    with pytest.raises(LayerError, match="must not be empty"):
        add_feature(workspace, "stock", None, {"warehouse_id": "W1"})


def test_features_are_removed(workspace):
    after = remove_features(workspace, "centres", {11, 13})
    assert list(after.layer("centres").frame.index) == [12]
    assert len(workspace.layer("centres")) == 3
    with pytest.raises(LayerError, match="no feature 99"):
        remove_features(workspace, "centres", [99])


def test_a_place_is_moved_and_other_columns_are_shared(workspace):
    after = set_geometry(workspace, "centres", {11: Point(33, 50)})
    frame, old = after.layer("centres").frame, workspace.layer("centres").frame
    assert frame.geometry.loc[11].equals(Point(33, 50))
    assert old.geometry.loc[11].equals(Point(30, 49))
    assert frame.geometry.loc[12] is old.geometry.loc[12]
    assert np.shares_memory(frame["rooms"].to_numpy(), old["rooms"].to_numpy())


@pytest.mark.parametrize(
    ("layer", "shape", "words"),
    [
        ("centres", LineString([(30, 49), (31, 49)]), "does not belong"),
        ("hazards", Point(30, 49), "does not belong"),
        ("hazards", Polygon(), "does not belong"),
        (
            "hazards",
            Polygon([(30, 48), (31, 49), (31, 48), (30, 49)]),
            "crosses or touches itself at 48.5000 N",
        ),
        ("hazards", MultiPolygon([box(30, 48, 31, 49), box(30.5, 48, 32, 49)]), "crosses or touches itself"),
        ("hazards", box(179, 48, 181, 49), "leaves the globe"),
        ("stock", Point(30, 49), "does not belong"),
    ],
)
def test_a_shape_that_may_not_stand_is_refused(workspace, layer, shape, words):
    fid = int(workspace.layer(layer).frame.index[0])
    with pytest.raises(LayerError, match=words):
        set_geometry(workspace, layer, {fid: shape})


def test_values_are_set_cleared_and_cast(workspace):
    after = set_values(
        workspace,
        "centres",
        {
            11: {"capacity": None, "assessed_on": "14.02.2025", "warm": None, "rooms": None},
            12: {"capacity": "1 250", "heating_works": True, "covered_area_m2": "12,5", "name_uk": " Зала "},
        },
    )
    frame = after.layer("centres").frame
    assert pd.isna(frame.loc[11, "capacity"])
    assert frame.loc[11, "assessed_on"] == pd.Timestamp("2025-02-14")
    assert pd.isna(frame.loc[11, "warm"])
    assert pd.isna(frame.loc[11, "rooms"])
    assert frame.loc[12, "rooms"] == 4
    assert frame.loc[12, "capacity"] == 1250
    assert frame.loc[12, "covered_area_m2"] == 12.5
    assert frame.loc[12, "name_uk"] == "Зала"
    assert frame["capacity"].dtype == "Int64"
    assert workspace.layer("centres").frame.loc[11, "capacity"] == 100


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("capacity", "many", "does not fit. A whole number"),
        ("capacity", 3.5, "does not fit"),
        ("capacity", -1, "out of bounds. At least 0"),
        ("capacity", True, "does not fit"),
        ("capacity", "1,234.5", "does not fit"),
        ("status", "burnt", "is not known. One of: active"),
        ("heating_works", "perhaps", "does not fit. Yes or no"),
        ("assessed_on", "31.02.2025", "does not fit. A date"),
        ("covered_area_m2", float("inf"), "does not fit"),
        ("colour", "red", "no field called colour"),
        ("geometry", "red", "no field called geometry"),
    ],
)
def test_values_that_do_not_fit_are_refused_with_layer_record_and_field(workspace, field, value, words):
    with pytest.raises(LayerError, match=words) as caught:
        set_values(workspace, "centres", {11: {field: value}})
    assert "centres" in str(caught.value)


def test_own_fields_come_and_go_and_those_of_the_kind_stay(workspace):
    after = add_field(workspace, "centres", "visited by", "text")
    assert list(after.layer("centres").frame.columns)[-2:] == ["visited by", "geometry"]
    told = set_values(after, "centres", {12: {"visited by": "Olena"}})
    assert told.layer("centres").frame.loc[12, "visited by"] == "Olena"
    gone = remove_field(told, "centres", "visited by")
    assert "visited by" not in gone.layer("centres").frame.columns
    for taken in ("Capacity", "", "FID", "geom", "rooms"):
        with pytest.raises(LayerError, match="cannot be called"):
            add_field(workspace, "centres", taken, "number")
    with pytest.raises(LayerError, match="cannot be removed"):
        remove_field(workspace, "centres", "capacity")


@pytest.mark.parametrize("type_", ["text", "integer", "number", "boolean", "date"])
def test_a_new_field_survives_saving(workspace, tmp_path, type_):
    value = {"text": "a", "integer": 3, "number": 1.5, "boolean": True, "date": dt.date(2025, 1, 3)}[type_]
    after = set_values(add_field(workspace, "centres", "more", type_), "centres", {12: {"more": value}})
    save_workspace(after, tmp_path / "w.gpkg")
    read = load_workspace(tmp_path / "w.gpkg").layer("centres").frame
    assert read.loc[12, "more"] == (pd.Timestamp(value) if type_ == "date" else value)
    assert pd.isna(read.loc[11, "more"])


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if Geometry.RASTER not in kind.geometry], ids=lambda kind: kind.name
)
def test_a_layer_of_any_kind_is_drawn_filled_and_saved(kind, tmp_path):
    workspace = add_layer_for_drawing(Workspace(name="new"), kind.name, "drawn")
    shapes = {
        Geometry.POINT: Point(30, 49),
        Geometry.LINE: LineString([(30, 49), (31, 49)]),
        Geometry.POLYGON: box(30, 48, 31, 49),
    }
    shape = next((shapes[item] for item in shapes if item in kind.geometry), None)
    ready = {"text": "x", "integer": 1, "number": 1.0, "date": dt.date(2025, 1, 1)}
    values = {item.name: ready[item.type] for item in kind.fields if item.required}
    after, fid = add_feature(workspace, "drawn", shape, values)
    save_workspace(after, tmp_path / "w.gpkg")
    layer = load_workspace(tmp_path / "w.gpkg").layer("drawn")
    assert list(layer.frame.index) == [fid]
    assert layer.provenance.source == DRAWN_SOURCE


def test_a_layer_for_drawing_needs_a_name_of_its_own_and_a_kind_that_can_be_drawn(workspace):
    for kind, name in (("damage", "centres"), ("damage", " "), ("population_grid", "grid")):
        with pytest.raises(LayerError):
            add_layer_for_drawing(workspace, kind, name)


def test_edits_are_one_line_of_provenance(workspace):
    after, fid = add_feature(workspace, "centres", None, {})
    after = set_values(after, "centres", {11: {"capacity": 1}, 12: {"capacity": 2, "occupancy": 1}})
    after = set_values(after, "centres", {11: {"capacity": 3}})
    after = set_geometry(after, "centres", {fid: Point(30, 50)})
    after = remove_features(after, "centres", [11])
    assert after.layer("centres").provenance.transformations == (
        "edited by hand: 1 record added, 3 changes of values, 1 change of place or shape, 1 record removed",
    )
    with_field = add_field(after, "centres", "more", "text")
    again = set_values(with_field, "centres", {12: {"more": "x"}})
    assert again.layer("centres").provenance.transformations[1:] == (
        "field added: more",
        "edited by hand: 1 change of values",
    )
