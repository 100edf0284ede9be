"""Styles in the file: read back by Corridor, and opened by QGIS where it is installed."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box

from layers.feature_filter import Condition, FeatureFilter, Test
from layers.formats.geopackage import load_workspace, save_workspace
from layers.formats.qgis_style import qml_of
from layers.formats.style_json import recipe_from_json, recipe_to_json
from layers.kinds import kind_named
from layers.layer import new_layer
from layers.style_recipe import Mode, StyleClass, StyleRecipe, recipe_of, with_recipe
from layers.symbology import Shape, Symbol
from layers.workspace import Workspace

PYTHON = Path("/usr/bin/python3")
# Runs in QGIS's own Python: what QGIS makes of the default style of each layer.
PROBE = """
import json, sys
from qgis.core import (QgsApplication, QgsExpressionContextUtils, QgsRenderContext, QgsVectorLayer,
                       QgsWkbTypes)
app = QgsApplication([], False); app.initQgis()
told = {}
for name in sys.argv[2:]:
    layer = QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr")
    renderer = layer.renderer()
    context = QgsRenderContext()
    context.setRendererScale(100000)
    context.expressionContext().appendScopes(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    renderer.startRender(context, layer.fields())
    drawn = {}
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        symbols = renderer.symbolsForFeature(feature, context)
        shown = []
        for symbol in symbols:
            part = symbol.symbolLayer(0)
            inner = part.subSymbol() if part.layerType() == "CentroidFill" else symbol
            mark = inner.symbolLayer(0)
            size = mark.size() if inner.type() == 0 else None
            defined = mark.dataDefinedProperties().property(0) if inner.type() == 0 else None
            if defined is not None and defined.isActive():
                size, _ = defined.valueAsDouble(context.expressionContext(), size)
            shown.append([mark.color().name(), size])
        drawn[feature.id()] = shown
    renderer.stopRender(context)
    told[name] = {
        "type": renderer.type(),
        "legend": [item.label() for item in renderer.legendSymbolItems()],
        "drawn": drawn,
        "labels": layer.labeling().settings().fieldName if layer.labeling() else "",
        "scales": [layer.hasScaleBasedVisibility(), layer.minimumScale(), layer.maximumScale()],
        "ordered": [renderer.orderByEnabled(), renderer.orderBy().dump()],
    }
print(json.dumps(told))
"""


def centres(provenance, capacity, status):
    frame = gpd.GeoDataFrame(
        {"capacity": capacity, "status": status, "name_en": [f"S{n}" for n in range(len(capacity))]},
        geometry=[Point(30 + n / 10, 49) for n in range(len(capacity))],
        crs=4326,
        index=pd.Index(range(1, len(capacity) + 1)),
    )
    return new_layer("centres", kind_named("collective_centre"), frame, provenance)


GRADES = (
    StyleClass(high=50.0, colour="#ffffcc"),
    StyleClass(low=50.0, high=200.0, colour="#fd8d3c"),
    StyleClass(low=200.0, colour="#bd0026", label="crowded {now}"),
)
GRADUATED = StyleRecipe(
    mode=Mode.GRADUATED, field="capacity", classes=GRADES, method="by_hand", ramp="YlOrRd"
)
CATEGORIES = StyleRecipe(
    mode=Mode.CATEGORIES,
    field="status",
    classes=(
        StyleClass(value="active", colour="#0072b2"),
        StyleClass(value="closed", colour="#e69f00"),
        StyleClass(value=None, colour="#999999"),
    ),
    symbol=Symbol(shape=Shape.HOUSE, size=9.0, fill="#000000", line="#ffffff"),
)
PROPORTIONAL = StyleRecipe(
    mode=Mode.PROPORTIONAL,
    field="capacity",
    symbol=Symbol(fill="#009e73", fill_opacity=0.7, line="#ffffff", size=30.0),
    full_value=400.0,
)
FILTERED = replace(
    GRADUATED,
    only=FeatureFilter(conditions=(Condition(field="name_en", test=Test.IS_NOT, values=("s1",)),)),
    min_scale=5_000.0,
    max_scale=2_000_000.0,
)


@pytest.mark.parametrize("recipe", [GRADUATED, CATEGORIES, PROPORTIONAL, FILTERED, StyleRecipe()])
def test_a_recipe_survives_json(recipe):
    assert recipe_from_json(json.loads(json.dumps(recipe_to_json(recipe)))) == recipe


@pytest.fixture
def styled(provenance, tmp_path):
    """Saves one layer for each recipe, each with some values unknown; gives the file and the workspace."""

    def save(capacity=(10, 50, 300, None), status=("active", "closed", "standby", None), **recipes):
        base = centres(provenance, pd.array(capacity, dtype="Int64"), pd.array(status, dtype="str"))
        layers = tuple(with_recipe(replace(base, name=name), recipe) for name, recipe in recipes.items())
        path = tmp_path / "styled.gpkg"
        save_workspace(Workspace(name="Styles", layers=layers), path)
        return path, Workspace(name="Styles", layers=layers)

    return save


def test_corridor_reads_its_styles_back(styled):
    path, workspace = styled(
        graduated=GRADUATED, categories=CATEGORIES, proportional=PROPORTIONAL, filtered=FILTERED, plain=None
    )
    read = load_workspace(path)
    for before, after in zip(workspace.layers, read.layers, strict=True):
        assert recipe_of(after) == recipe_of(before)
        assert after.symbology == before.symbology
    assert read.layer("plain").symbology is None


def test_a_style_alone_is_saved_without_writing_the_layer_anew(styled, monkeypatch):
    from layers.formats import geopackage

    path, _ = styled(one=GRADUATED, other=None)
    saved = load_workspace(path)
    changed = saved.with_layer(replace(with_recipe(saved.layer("one"), CATEGORIES), title="Centres now"))
    monkeypatch.setattr(geopackage, "_write_layer", lambda layer, path: pytest.fail("written anew"))
    save_workspace(changed, path, saved)
    read = load_workspace(path)
    assert recipe_of(read.layer("one")) == CATEGORIES
    assert (read.layer("one").title, read.layer("other").title) == ("Centres now", "")


def rows(path):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(
            "SELECT f_table_name, styleName, useAsDefault FROM layer_styles ORDER BY id"
        ).fetchall()


def test_a_default_made_in_qgis_is_left_alone_until_the_style_is_changed_here(styled):
    path, _ = styled(one=GRADUATED, gone=None)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE layer_styles SET useAsDefault = 0")
        database.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
            "styleName, styleQML, useAsDefault) VALUES ('', '', 'one', 'geom', 'mine', '<qgis/>', 1)"
        )
    saved = load_workspace(path)
    assert recipe_of(saved.layer("one")) == GRADUATED
    save_workspace(saved.without_layer("gone"), path, saved)
    assert rows(path) == [("one", "Corridor", 0), ("one", "mine", 1)]
    again = load_workspace(path)
    save_workspace(again.with_layer(with_recipe(again.layer("one"), CATEGORIES)), path, again)
    assert rows(path) == [("one", "mine", 0), ("one", "Corridor", 1)]


def test_somebody_elses_table_of_that_name_is_left_alone(styled):
    path, _ = styled(one=GRADUATED)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DROP TABLE layer_styles")
        database.execute("CREATE TABLE layer_styles (what TEXT)")
    saved = load_workspace(path)
    assert saved.layer("one").symbology is None
    save_workspace(saved, path, saved)


def test_what_is_not_drawn_has_no_style(provenance):
    stock = pd.DataFrame({"warehouse_id": ["W1"]})
    assert qml_of(new_layer("stock", kind_named("stock"), stock, provenance)) is None


def opened(path, *names):
    """What QGIS makes of the layers."""
    if not PYTHON.exists():
        pytest.skip("QGIS is not installed")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(
        [PYTHON, "-c", PROBE, str(path), *names], capture_output=True, text=True, env=environment, check=False
    )
    if "No module named 'qgis'" in run.stderr:
        pytest.skip("QGIS is not installed")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.strip().splitlines()[-1])


def colours(told):
    return [[shown[0] for shown in told["drawn"][str(fid)]] for fid in sorted(map(int, told["drawn"]))]


def test_qgis_draws_the_same_classes_in_the_same_colours(styled):
    path, workspace = styled(
        graduated=GRADUATED, categories=CATEGORIES, proportional=PROPORTIONAL, filtered=FILTERED, plain=None
    )
    told = opened(path, "graduated", "categories", "proportional", "filtered", "plain")
    for layer in workspace.layers:
        classes = layer.style.classify(layer.frame)
        expected = [[layer.style.rules[i].symbol.fill] if i >= 0 else [] for i in classes]
        assert colours(told[layer.name]) == expected, layer.name
        assert told[layer.name]["labels"] == layer.style.label_field
    assert told["plain"]["labels"] == "name_en"
    legend = [str(rule.label) for rule in workspace.layer("graduated").style.rules]
    assert told["graduated"]["legend"] == legend
    assert legend[2] == "crowded {now}"
    sizes = [told["proportional"]["drawn"][str(fid)][0][1] for fid in (1, 2, 3)]
    assert np.square(sizes) / 900 == pytest.approx([10 / 400, 50 / 400, 300 / 400])
    # the largest are drawn first
    assert told["proportional"]["ordered"][0] is True
    assert "capacity" in told["proportional"]["ordered"][1]
    assert "DESC" in told["proportional"]["ordered"][1].upper()
    assert told["filtered"]["scales"] == [True, 2_000_000.0, 5_000.0]
    assert told["plain"]["scales"][0] is False


def test_qgis_uses_its_own_renderers_where_they_say_the_same(styled):
    values = {"capacity": (10, 60, 300, 90), "status": ("active", "closed", "standby", "active")}
    path, workspace = styled(**values, graduated=GRADUATED, categories=CATEGORIES)
    told = opened(path, "graduated", "categories")
    assert told["graduated"]["type"] == "graduatedSymbol"
    assert told["categories"]["type"] == "categorizedSymbol"
    for layer in workspace.layers:
        expected = [[layer.style.rules[i].symbol.fill] for i in layer.style.classify(layer.frame)]
        assert colours(told[layer.name]) == expected


def test_every_kinds_own_style_opens_in_qgis(provenance, tmp_path):
    from layers.kinds import KINDS

    layers = []
    shapes = {
        "point": Point(30, 50),
        "line": LineString([(30, 50), (31, 50)]),
        "polygon": box(30, 50, 31, 51),
    }
    for kind in KINDS:
        for name, shape in shapes.items():
            if name in {str(g) for g in kind.geometry} and kind.symbology.rules:
                frame = gpd.GeoDataFrame({"fid": [1]}, geometry=[shape], crs=4326)
                layers.append(new_layer(f"{kind.name}_{name}", kind, frame, provenance))
    path = tmp_path / "kinds.gpkg"
    save_workspace(Workspace(name="Kinds", layers=tuple(layers)), path)
    told = opened(path, *(layer.name for layer in layers))
    for layer in layers:
        index = layer.style.classify(layer.frame)[0]
        symbol = layer.style.rules[index].symbol
        (shown,) = colours(told[layer.name])
        wanted = symbol.line if layer.name.endswith("line") else symbol.fill
        if wanted:
            assert shown == [wanted], layer.name


def test_the_document_is_xml_whatever_the_labels_hold(styled):
    recipe = replace(CATEGORIES, classes=(StyleClass(value="a \"b\" <c> & 'd'", colour="#123456"),))
    path, _ = styled(status=("a \"b\" <c> & 'd'", "x", None, "y"), odd=recipe)
    layer = load_workspace(path).layer("odd")
    root = ElementTree.fromstring(qml_of(layer))
    assert root.find("renderer-v2").get("type") == "RuleRenderer"
    told = opened(path, "odd")
    assert colours(told["odd"])[0] == ["#123456"]
