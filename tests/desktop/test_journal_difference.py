"""A workspace made again from another and the difference is the same, cell by cell."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from desktop.journal_difference import applied, difference
from desktop.journal_file import Blobs, packed, read_records
from desktop.journal_values import decoded, encoded
from layers.kinds import kind_named
from layers.layer import Provenance, Raster, new_layer
from layers.sensitivity import Sensitivity
from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import tr, trn
from layers.workspace import Document, Workspace
from planning.edits import (
    add_feature,
    add_field,
    add_layer_for_drawing,
    remove_features,
    remove_field,
    set_geometry,
    set_values,
)

PROVENANCE = Provenance(
    source="test", date=dt.date(2025, 1, 15), imported_at=dt.datetime(2025, 1, 16, 8, 0, tzinfo=dt.UTC)
)


def a_workspace() -> Workspace:
    centres = gpd.GeoDataFrame(
        {
            "name_en": ["School", None, "Зала", "Hall"],
            "status": ["active", None, "closed", None],
            "capacity": [100, None, 30, 2],
            "covered_area_m2": [1.5, np.nan, 2.0, np.inf],
            "heating_works": [True, None, False, None],
            "assessed_on": pd.to_datetime(["2025-01-02", None, None, "2025-02-01"]),
            "rooms": np.array([3, 4, 5, 6]),
            "warm": [True, False, True, False],
            "tags": pd.Series([["a"], None, "b", 3], dtype=object).to_numpy(),
            "seen": pd.to_datetime(["2025-01-02 10:00", None, None, None], utc=True),
        },
        geometry=[Point(30, 49), Point(31, 49, 5), None, Point(0.1 + 0.2, 49)],
        crs=4326,
        index=pd.Index([11, 12, 13, 20]),
    )
    mixed = gpd.GeoDataFrame(
        {"name": ["a", "b", "c"]},
        geometry=[box(30, 48, 31, 49), LineString([(30, 48), (31, 49)]), Point(1, 2)],
        crs=4326,
    )
    stock = pd.DataFrame({"warehouse_id": ["W1"], "item": ["bucket"], "quantity": [5]})
    grid = Raster(
        values=np.array([[5, np.nan], [50_000, 0.1]], dtype="float32"),
        west=29.0, north=50.0, cell_width=2.0, cell_height=1.0,
    )  # fmt: skip
    nothing = gpd.GeoDataFrame(geometry=[], crs=4326)
    return Workspace(
        name="Winter",
        layers=(
            new_layer("centres", kind_named("collective_centre"), centres, PROVENANCE),
            new_layer("mixed", kind_named("reference"), mixed, PROVENANCE),
            new_layer("stock", kind_named("stock"), stock, PROVENANCE),
            new_layer("people", kind_named("population_grid"), nothing, PROVENANCE, raster=grid),
        ),
        documents=(Document(section="settings", name="x", content={"a": [1, None, "ї"]}),),
        exercise_date=dt.date(2025, 1, 16),
    )


def again(before: Workspace, after: Workspace, tmp_path, known=lambda _layer: None, states=None) -> Workspace:
    """`after` made from `before` and what was written."""
    blobs = Blobs()
    content = difference(before, after, blobs, known)
    path = tmp_path / "one.journal"
    path.write_bytes(b"".join(packed(content, blobs.parts)))
    ((record, _end),) = read_records(path)
    return applied(before, record.content, record, states or {})


def assert_same(one: Workspace, other: Workspace) -> None:
    assert (one.name, one.exercise_date, one.documents) == (other.name, other.exercise_date, other.documents)
    assert [layer.name for layer in one.layers] == [layer.name for layer in other.layers]
    for a, b in zip(one.layers, other.layers, strict=True):
        assert (a.kind.name, a.provenance, a.sensitivity, a.symbology) == (
            b.kind.name, b.provenance, b.sensitivity, b.symbology,
        )  # fmt: skip
        assert type(a.frame) is type(b.frame)
        pd.testing.assert_frame_equal(
            pd.DataFrame(a.frame).drop(columns="geometry", errors="ignore"),
            pd.DataFrame(b.frame).drop(columns="geometry", errors="ignore"),
        )
        if a.has_geometry:
            assert a.frame.crs == b.frame.crs
            assert a.frame.geometry.to_wkb().tolist() == b.frame.geometry.to_wkb().tolist()
        assert (a.raster is None) == (b.raster is None)
        if a.raster is not None and b.raster is not None:
            np.testing.assert_array_equal(a.raster.values, b.raster.values)
            assert (a.raster.west, a.raster.cell_height) == (b.raster.west, b.raster.cell_height)


def test_a_whole_workspace_comes_back_from_nothing(tmp_path):
    workspace = a_workspace()
    assert_same(again(Workspace(name=""), workspace, tmp_path), workspace)


def edited(workspace: Workspace) -> list[Workspace]:
    """One workspace for each way of editing."""
    with_row, fid = add_feature(workspace, "centres", Point(32, 50), {"name_en": "New", "capacity": 4})
    style = Symbology(
        rules=(Rule(label=tr("large {n}", n=3), symbol=Symbol(shape=Shape.CROSS, dashes=(1.0, 2.0))),),
        order=3,
    )
    centres = workspace.layer("centres")
    shuffled = centres.frame.iloc[[2, 0, 1]]
    grid = workspace.layer("people")
    return [
        workspace,
        with_row,
        set_values(with_row, "centres", {fid: {"name_en": None}, 12: {"tags": "x", "heating_works": True}}),
        set_geometry(workspace, "centres", {11: None, 13: Point(33, 50)}),
        remove_features(workspace, "centres", [11, 20]),
        remove_features(with_row, "centres", [12]),
        add_field(workspace, "centres", "more", "date"),
        remove_field(workspace, "centres", "rooms"),
        set_values(workspace, "centres", {13: {"rooms": None, "warm": None}}),
        add_layer_for_drawing(workspace, "damage", "drawn"),
        workspace.without_layer("mixed"),
        workspace.with_layer(dataclasses.replace(centres, symbology=style, sensitivity=Sensitivity.LOW)),
        workspace.with_layer(dataclasses.replace(centres, frame=shuffled)),
        workspace.with_layer(
            dataclasses.replace(grid, raster=dataclasses.replace(grid.raster, values=grid.raster.values * 2))
        ),
        dataclasses.replace(workspace, layers=workspace.layers[::-1], name="Other", exercise_date=None),
        workspace.with_document(Document(section="scenario", name="s", content={"changes": []})),
        workspace.without_document("settings", "x"),
        dataclasses.replace(workspace, layers=()),
    ]


COUNT = len(edited(a_workspace()))


@pytest.mark.parametrize("to", range(COUNT))
@pytest.mark.parametrize("start", [0, 2, 4, 8])
def test_any_workspace_comes_back_from_any_other(tmp_path, start, to):
    states = edited(a_workspace())
    assert_same(again(states[start], states[to], tmp_path), states[to])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.integers(0, COUNT - 1), min_size=2, max_size=6))
def test_a_chain_of_differences_comes_back(tmp_path, steps):
    states = edited(a_workspace())
    made = states[steps[0]]
    for one, other in itertools.pairwise(steps):
        blobs = Blobs()
        content = difference(states[one], states[other], blobs)
        (tmp_path / "chain").write_bytes(b"".join(packed(content, blobs.parts)))
        ((record, _end),) = read_records(tmp_path / "chain")
        made = applied(made, record.content, record, {})
    assert_same(made, states[steps[-1]])


def test_a_layer_written_before_is_only_named(tmp_path):
    workspace = a_workspace()
    without = workspace.without_layer("centres")
    centres = workspace.layer("centres")
    made = again(
        without,
        workspace,
        tmp_path,
        lambda layer: (7, "centres") if layer is centres else None,
        {7: workspace},
    )
    assert made.layer("centres") is centres


def test_one_cell_among_many_costs_one_cell(tmp_path):
    count = 50_000
    frame = gpd.GeoDataFrame(
        {"name_en": [f"n{i}" for i in range(count)], "capacity": np.arange(count)},
        geometry=gpd.points_from_xy(np.linspace(22, 40, count), np.linspace(45, 52, count)),
        crs=4326,
    )
    workspace = Workspace(
        name="w", layers=(new_layer("c", kind_named("collective_centre"), frame, PROVENANCE),)
    )
    for after in (
        set_values(workspace, "c", {5: {"capacity": 7}}),
        set_values(workspace, "c", {5: {"name_en": "x"}}),
        set_geometry(workspace, "c", {5: Point(30, 50)}),
        add_feature(workspace, "c", Point(30, 50), {"name_en": "x"})[0],
        remove_features(workspace, "c", [6]),
    ):
        blobs = Blobs()
        content = difference(workspace, after, blobs)
        assert sum(map(len, packed(content, blobs.parts))) < 10_000


def test_a_difference_on_another_workspace_is_refused(tmp_path):
    workspace = a_workspace()
    after = set_values(workspace, "centres", {11: {"capacity": 5}})
    blobs = Blobs()
    content = difference(workspace, after, blobs)
    (tmp_path / "j").write_bytes(b"".join(packed(content, blobs.parts)))
    ((record, _end),) = read_records(tmp_path / "j")
    other = remove_features(workspace, "centres", [11])
    with pytest.raises((KeyError, ValueError)):
        applied(other, record.content, record, {})


@pytest.mark.parametrize(
    "value",
    [
        tr("move {layer} {n}", layer=tr("centre"), n=3),
        trn("{count} row", "{count} rows", 4),
        PROVENANCE,
        Sensitivity.HIGH,
        kind_named("road"),
        kind_named("road").symbology,
        float("inf"),
        {"a": (1, [2], frozenset({3}))},
        None,
    ],
)
def test_values_come_back(value):
    assert decoded(encoded(value)) == value


def test_only_values_of_layers_come_back():
    for name in ("os:system", "layers.text:tr", "subprocess:Popen"):
        with pytest.raises(ValueError, match=name.split(":")[0]):
            decoded({"$class": name, "fields": {}})
