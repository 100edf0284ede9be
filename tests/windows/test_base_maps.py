"""Base maps: the main roads of the installed one, and files of the planner's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent
from PySide6.QtWidgets import QMessageBox
from rasterio.transform import from_bounds
from rasterio.warp import transform_bounds

from desktop.base_map_tools import BaseMapTools
from desktop.dialog_opener import DialogOpener
from desktop.map_view.base_map import ROADS_KEY, load_base_map, main_roads
from desktop.map_view.projection import View, to_map
from desktop.map_view.renderer import Renderer
from desktop.map_view.scene import Scene
from desktop.panels.layer_tree import KEY
from desktop.panels.layers_panel import BASE_KEY, Tool
from desktop.session import Shown
from layers.formats.geopackage import load_workspace, save_workspace
from layers.own_base_maps import own_base_maps
from layers.workspace import Workspace


@pytest.fixture
def picture(tmp_path):
    """A green GeoTIFF over the west of the small workspace, in UTM."""
    path = tmp_path / "aerial.tif"
    west, south, east, north = transform_bounds("EPSG:4326", "EPSG:32636", 30, 48.6, 30.9, 49.4)
    values = np.zeros((3, 60, 60), dtype=np.uint8)
    values[1] = 160
    with rasterio.open(
        path, "w", driver="GTiff", width=60, height=60, count=3, dtype="uint8", crs="EPSG:32636",
        transform=from_bounds(west, south, east, north, 60, 60),
    ) as target:  # fmt: skip
        target.write(values)
        target.update_tags(TIFFTAG_COPYRIGHT="© Survey 2031")
    return path


@pytest.fixture
def tools(window):
    return window.part(BaseMapTools)


@pytest.fixture
def added(qtbot, window, tools, picture, settled):
    """The picture, added and drawn."""
    for name in ("areas", "roads", "centres", "front"):
        window.session.show(name, Shown(False))
    tools.add(picture)
    qtbot.waitUntil(lambda: bool(window.canvas.scene.grounds))
    settled()
    return own_base_maps(window.session.workspace)[0]


def colour_at(window, lon, lat):
    picture = window.canvas.picture
    ((x, y),) = to_map(lon, lat)
    px, py = picture.view.screen_of(x, y)
    ratio = picture.image.devicePixelRatio()
    return QColor(picture.image.pixel(round(px * ratio), round(py * ratio)))


def titles(window):
    return [item.text(0) for item in window.layers.tree.tops()]


def test_a_picture_is_drawn_under_the_data_and_remembered(
    qtbot, window, tools, added, picture, settled, tmp_path
):
    assert colour_at(window, 30.45, 49.0).name() == "#00a000"
    assert (added.path, added.title, added.attribution) == (str(picture), "aerial", "© Survey 2031")
    assert titles(window)[-2:] == ["aerial", "Base map"]
    # it was zoomed to, and lies beneath the data
    assert window.canvas.view.scale < 1_500_000
    window.session.show("centres", Shown(True))
    settled()
    assert colour_at(window, 30.4, 49.0).name() != "#00a000"
    window.session.show(added.key, Shown(True, 0.5))
    settled()
    assert colour_at(window, 30.45, 49.2).name() != "#00a000"
    save_workspace(window.session.to_save(), tmp_path / "w.gpkg")
    window.session.open(load_workspace(tmp_path / "w.gpkg"), tmp_path / "w.gpkg")
    qtbot.waitUntil(lambda: bool(window.canvas.scene.grounds))
    assert window.session.shown(added.key).opacity == 0.5
    settled()


def test_removing_it_is_a_step(qtbot, window, tools, added, settled):
    window.layers.choose(added.key)
    window.layers.ask(Tool.REMOVE_BASE_MAP)
    assert window.canvas.scene.grounds == ()
    assert "aerial" in str(window.session.undo_text)
    window.session.undo()
    qtbot.waitUntil(lambda: bool(window.canvas.scene.grounds))
    assert Path(added.path).exists()
    settled()


def test_a_missing_file_is_told_and_stays_listed(qtbot, window, added, settled, tmp_path):
    save_workspace(window.session.to_save(), tmp_path / "w.gpkg")
    Path(added.path).unlink()
    window.session.open(Workspace(name="another"), None)
    window.session.open(load_workspace(tmp_path / "w.gpkg"), tmp_path / "w.gpkg")
    qtbot.waitUntil(lambda: "is missing" in window.messages.text)
    assert str(added.path) in window.messages.text
    assert window.canvas.scene.grounds == ()
    item = next(item for item in window.layers.tree.tops() if item.data(0, KEY) == added.key)
    assert item.text(0) == "aerial: file missing"
    assert "put it back" in item.toolTip(0)
    settled()


def test_what_cannot_be_drawn_is_told(qtbot, window, tools, tmp_path):
    broken = tmp_path / "broken.tif"
    broken.write_bytes(b"II*\x00 nothing more")
    tools.add(broken)
    qtbot.waitUntil(lambda: "cannot be read" in window.messages.text)
    assert own_base_maps(window.session.workspace) == ()


def drop(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def press(box, words):
    next(button for button in box.buttons() if button.text() == words).click()


def test_a_dropped_picture_is_asked_about(qtbot, window, tools, picture, settled, monkeypatch):
    imported = []
    monkeypatch.setattr(window.part(DialogOpener), "import_files", imported.append)
    drop(window, picture)
    assert isinstance(tools.question, QMessageBox)
    assert "aerial.tif" in tools.question.text()
    press(tools.question, "Base map")
    qtbot.waitUntil(lambda: bool(own_base_maps(window.session.workspace)))
    drop(window, picture)
    press(tools.question, "Data to import…")
    assert imported == [(picture,)]
    settled()


def test_main_roads_are_whole_and_keep_to_their_scales(qtbot):
    roads = main_roads()
    assert set(roads["class"]) == {"international", "national"}
    assert len(roads) > 500
    west, south, east, north = roads.total_bounds
    assert 20 < west < east < 42
    assert 43 < south < north < 53
    base = load_base_map()
    (layer,) = [item for item in base if item.key == ROADS_KEY]
    renderer = Renderer()
    for scale, drawn in ((300_000, False), (1_000_000, True), (5_000_000, True), (12_000_000, False)):
        ((x, y),) = to_map(30.66, 50.48)
        view = View(x, y, 1.0, 300, 200).at_scale(scale)
        assert (renderer.paint(Scene(layers=(layer,)), view).in_view != ()) is drawn, scale


def test_roads_of_the_workspace_take_the_place_of_the_main_roads(qtbot, window, settled):
    window.map.load_base_map()
    qtbot.waitUntil(lambda: bool(window.map.base))
    assert ROADS_KEY not in [layer.key for layer in window.canvas.scene.base]
    window.session.show("roads", Shown(False))
    assert ROADS_KEY in [layer.key for layer in window.canvas.scene.base]
    window.session.show(BASE_KEY, Shown(False))
    assert window.canvas.scene.base == ()
    settled()
