"""Every kind draws its features, recognises its own files, and imports nothing heavy by being declared."""

from __future__ import annotations

import subprocess
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box

from layers.formats.grouping import recognise
from layers.formats.source import Source
from layers.kinds import KINDS, kind_named
from layers.layer import new_layer
from layers.layer_kind import Geometry
from layers.symbology import Rule, Symbol, Symbology
from layers.text import Text

PLACELESS = ("stock", "vehicle", "indicator")


def test_declaring_the_kinds_imports_nothing_heavy():
    code = (
        "import sys, layers.kinds, layers.gazetteer, layers.formats.reading; "
        "bad = {'pandas', 'numpy', 'geopandas', 'shapely', 'pyogrio', 'rasterio'} & set(sys.modules); "
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def _frame(kind, rows=3):
    """A frame of the kind with every value of every vocabulary, and one row of nothing."""
    rows = max([rows, *(len(item.vocabulary) for item in kind.fields)])
    columns = {}
    for item in kind.fields:
        words = list(item.vocabulary)
        if words:
            columns[item.name] = [words[i % len(words)] for i in range(rows)] + [None]
        elif item.name == "area_code":
            columns[item.name] = [f"UA46{i + 10}" for i in range(rows)] + [None]
        elif item.type == "text":
            columns[item.name] = [f"{item.name} {i}" for i in range(rows)] + [None]
        elif item.type == "date":
            columns[item.name] = [*pd.date_range("2024-01-01", periods=rows), None]
        elif item.type == "boolean":
            columns[item.name] = [i % 2 == 0 for i in range(rows)] + [None]
        else:
            columns[item.name] = [i % 4 + 1 for i in range(rows)] + [None]
    frame = pd.DataFrame(columns, index=pd.RangeIndex(1, rows + 2))
    shape = next((s for s in (Geometry.POLYGON, Geometry.LINE, Geometry.POINT) if s in kind.geometry), None)
    if shape is None:
        return frame
    make = {
        Geometry.POINT: lambda i: Point(30 + i, 49),
        Geometry.LINE: lambda i: LineString([(30 + i, 49), (30.5 + i, 49)]),
        Geometry.POLYGON: lambda i: box(30 + i, 49, 30.5 + i, 49.5),
    }[shape]
    return gpd.GeoDataFrame(frame, geometry=[make(i / 10) for i in range(rows + 1)], crs=4326)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_feature_has_one_rule(kind, provenance):
    if Geometry.RASTER in kind.geometry:
        people = pd.DataFrame({"people": [0, 0.5, 1, 99, 5_000, 2e6]})
        assert kind.symbology.classify(people).tolist() == [0, 0, 1, 2, 4, 5]
        return
    layer = new_layer("x", kind, _frame(kind), provenance)
    classes = layer.style.classify(layer.frame)
    if kind.name in PLACELESS:
        assert layer.style.rules == ()
        return
    assert (classes >= 0).all()
    assert sum(layer.style.counts(layer.frame)) == len(layer)
    if kind.symbology.label_field:
        assert kind.symbology.label_field in {item.name for item in kind.fields}
    for rule in kind.symbology.rules:
        assert isinstance(rule.label, Text)
        if rule.field:
            vocabulary = kind.field(rule.field).vocabulary
            assert not vocabulary or rule.equals is None or set(rule.equals) <= set(vocabulary)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_checks_run_on_full_and_on_empty_frames(kind, provenance):
    for frame in (_frame(kind), _frame(kind).iloc[:0]):
        layer = new_layer("x", kind, frame, provenance)
        for check in kind.checks:
            for problem in check(layer.frame):
                assert str(problem.text)
                assert set(problem.fids) <= set(layer.frame.index)


@pytest.mark.parametrize(
    "kind", [k for k in KINDS if k.name not in ("reference", "population_grid")], ids=lambda k: k.name
)
def test_a_table_that_bears_the_fields_of_a_kind_is_taken_for_it(kind, tmp_path):
    source = Source(frame=_frame(kind, rows=8), path=tmp_path / "table.gpkg")
    found = recognise(source)
    assert found[0][0] is kind, [(k.name, r.confidence) for k, r in found[:3]]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_publishers_write_stands_for_values_the_field_knows(kind):
    for field, words in kind.values.items():
        vocabulary = kind.field(field).vocabulary
        if vocabulary:
            assert set(words.values()) <= set(vocabulary), field
        assert all(word == word.casefold() for word in words), field


def test_rules_may_hide_features_at_small_scales():
    road = kind_named("road").symbology
    frame = pd.DataFrame({"road_class": ["motorway", "local"], "status": [None, None]})
    near, far = road.classify(frame, 100_000), road.classify(frame, 2_000_000)
    assert (near >= 0).all()
    assert (far >= 0).tolist() == [True, False]
    shown = Symbology(rules=(Rule(label=Text("all"), symbol=Symbol()),), max_scale=1e6)
    assert shown.classify(frame, 2e6).tolist() == [-1, -1]
    np.testing.assert_array_equal(shown.classify(frame), [0, 0])
