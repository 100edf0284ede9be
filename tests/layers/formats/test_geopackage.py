"""A workspace comes back from its file as it was, and a failed save leaves the file as it was."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sqlite3

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon

from layers.errors import WorkspaceError
from layers.formats import geopackage
from layers.formats.geopackage import load_workspace, save_workspace
from layers.kinds import kind_named
from layers.layer import Raster, new_layer
from layers.workspace import Document, Workspace


@pytest.fixture
def workspace(provenance):
    centres = gpd.GeoDataFrame(
        {
            "site_id": ["A", "B", "C"],
            "capacity": [100, None, 300],
            "heating_works": [True, None, False],
            "covered_area_m2": [350.5, np.nan, 0.0],
            "assessed_on": pd.to_datetime(["2025-01-02", None, "2024-12-31"]),
            "the publisher's own": ["x", "y", None],
        },
        geometry=[Point(24, 49), None, Point(36, 50)],
        crs=4326,
        index=pd.Index([4, 7, 9]),
    )
    area = gpd.GeoDataFrame({"code": ["UA46"]}, geometry=[Polygon([(23, 49), (25, 49), (25, 50)])], crs=4326)
    stock = pd.DataFrame({"warehouse_id": ["W1"], "item": ["blanket"], "quantity": [1000]})
    grid = Raster(
        values=np.array([[1.5, np.nan], [0, 2e6]], dtype="float32"),
        west=22.0, north=52.5, cell_width=0.5, cell_height=0.25,
    )  # fmt: skip
    empty = gpd.GeoDataFrame(geometry=[], crs=4326)
    return Workspace(
        name="Test",
        layers=(
            new_layer("centres", kind_named("collective_centre"), centres, provenance),
            new_layer("areas", kind_named("admin_area"), area, provenance),
            new_layer("stock", kind_named("stock"), stock, provenance),
            new_layer("people", kind_named("population_grid"), empty, provenance, raster=grid),
            new_layer("roads", kind_named("road"), empty, provenance),
        ),
        documents=(Document(section="scenario", name="Blackout", content={"changes": [1, "ї"]}),),
        exercise_date=dt.date(2031, 1, 2),
    )


def test_round_trip(workspace, tmp_path):
    path = tmp_path / "w.gpkg"
    save_workspace(workspace, path)
    read = load_workspace(path)
    assert (read.name, read.exercise_date, read.documents) == (
        "Test",
        dt.date(2031, 1, 2),
        workspace.documents,
    )
    for before, after in zip(workspace.layers, read.layers, strict=True):
        assert (before.name, before.kind, before.provenance) == (after.name, after.kind, after.provenance)
        pd.testing.assert_frame_equal(
            pd.DataFrame(before.frame.drop(columns="geometry", errors="ignore")),
            pd.DataFrame(after.frame.drop(columns="geometry", errors="ignore")),
        )
    assert read.layer("centres").frame.geometry.iloc[0] == Point(24, 49)
    assert read.layer("centres").frame.geometry.iloc[1] is None
    before, after = workspace.layer("people").raster, read.layer("people").raster
    np.testing.assert_array_equal(before.values, after.values)
    assert (after.west, after.north) == pytest.approx((before.west, before.north))
    assert (after.cell_width, after.cell_height) == pytest.approx((0.5, 0.25))


def test_save_again_writes_changed_layers_and_keeps_foreign_tables(workspace, tmp_path, monkeypatch):
    path = tmp_path / "w.gpkg"
    save_workspace(workspace, path)
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE qgis_projects (id INTEGER)")
    database.close()
    saved = load_workspace(path)
    centres = saved.layer("centres")
    changed = saved.with_layer(centres.with_frame(centres.frame.drop(index=7), "site B removed"))
    changed = changed.without_layer("people").without_layer("roads")
    written = []
    original = geopackage._write_layer
    monkeypatch.setattr(
        geopackage, "_write_layer", lambda layer, path: (written.append(layer.name), original(layer, path))
    )
    save_workspace(changed, path, saved)
    assert written == ["centres"]
    read = load_workspace(path)
    assert [layer.name for layer in read.layers] == ["centres", "areas", "stock"]
    assert list(read.layer("centres").frame.index) == [4, 9]
    assert read.layer("centres").provenance.transformations == ("site B removed",)
    with sqlite3.connect(path) as database:
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
        contents = {row[0] for row in database.execute("SELECT table_name FROM gpkg_contents")}
    database.close()
    assert "qgis_projects" in tables
    assert not {"people", "roads"} & (tables | contents)


def test_failed_save_leaves_the_file(workspace, tmp_path, monkeypatch):
    path = tmp_path / "w.gpkg"
    save_workspace(workspace, path)
    before = path.read_bytes()

    def full_disk(*_args):
        raise OSError("no space left on device")

    monkeypatch.setattr(geopackage, "_write_tables", full_disk)
    with pytest.raises(WorkspaceError, match="untouched"):
        save_workspace(workspace.without_layer("stock"), path, workspace)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["w.gpkg"]


def test_a_folder_that_does_not_exist_is_said(workspace, tmp_path):
    with pytest.raises(WorkspaceError, match=r"nowhere.*could not be saved"):
        save_workspace(workspace, tmp_path / "nowhere" / "w.gpkg")


@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_what_is_no_workspace_is_said(content, tmp_path):
    path = tmp_path / "w.gpkg"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WorkspaceError, match=r"w\.gpkg"):
        load_workspace(path)


def test_a_foreign_geopackage_is_refused(tmp_path):
    path = tmp_path / "other.gpkg"
    gpd.GeoDataFrame({"a": [1]}, geometry=[Point(1, 2)], crs=4326).to_file(path)
    with pytest.raises(WorkspaceError, match="no Corridor workspace"):
        load_workspace(path)


def test_gdal_opens_it(workspace, tmp_path):
    path = tmp_path / "w.gpkg"
    save_workspace(workspace, path)
    assert len(gpd.read_file(path, layer="centres")) == 3
    assert gpd.read_file(path, layer="areas").crs.to_epsg() == 4326


def test_other_programs_see_what_a_layer_is_and_that_it_is_invented(workspace, tmp_path):
    centres = workspace.layer("centres")
    invented = dataclasses.replace(
        centres, provenance=dataclasses.replace(centres.provenance, exercise=True, licence="CC BY")
    )
    path = tmp_path / "w.gpkg"
    save_workspace(workspace.with_layer(invented), path)
    with sqlite3.connect(path) as database:
        told = dict(database.execute("SELECT table_name, description FROM gpkg_contents").fetchall())
    database.close()
    assert told["centres"] == "EXERCISE · Collective centres · test · 2025-01-15 · CC BY"
    assert told["people"] == "Population grid · test · 2025-01-15"
