"""Navigation with mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.map_view.furniture import round_length
from desktop.map_view.projection import to_map
from desktop.map_view.tools import AreaTool, PickTool


def wheel(canvas, x, y, delta):
    place = QPointF(x, y)
    QApplication.sendEvent(
        canvas,
        QWheelEvent(
            place, canvas.mapToGlobal(place), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip


def drag(canvas, start, end, button=Qt.MouseButton.LeftButton, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.mousePress(canvas, button, modifier, QPoint(*start))
    QTest.mouseMove(canvas, QPoint((start[0] + end[0]) // 2, (start[1] + end[1]) // 2))
    QTest.mouseMove(canvas, QPoint(*end))
    QTest.mouseRelease(canvas, button, modifier, QPoint(*end))


def screen(canvas, lon, lat):
    x, y = canvas.view.screen_of(*to_map(lon, lat)[0])
    return QPoint(round(x), round(y))


@pytest.fixture
def canvas(window):
    return window.canvas


def test_wheel_zooms_at_the_cursor(canvas, settled):
    before, resolution = canvas.view.lon_lat_of(200, 150), canvas.view.resolution
    wheel(canvas, 200, 150, 120)
    assert canvas.view.resolution == pytest.approx(resolution / 1.5)
    assert canvas.view.lon_lat_of(200, 150) == pytest.approx(before)
    wheel(canvas, 200, 150, -240)
    assert canvas.view.resolution == pytest.approx(resolution * 1.5)
    assert canvas.view.lon_lat_of(200, 150) == pytest.approx(before)
    settled()


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton])
def test_dragging_moves_the_map_along(canvas, button, settled):
    place = canvas.view.map_of(200, 150)
    drag(canvas, (200, 150), (260, 110), button)
    assert canvas.view.screen_of(*place) == pytest.approx((260, 110))
    settled()


def test_shift_drag_zooms_to_the_box(canvas, settled):
    inside = canvas.view.map_of(250, 180)
    corner, other = canvas.view.map_of(200, 150), canvas.view.map_of(300, 210)
    drag(canvas, (200, 150), (300, 210), modifier=Qt.KeyboardModifier.ShiftModifier)
    west, south, east, north = canvas.view.bounds
    assert (canvas.view.x, canvas.view.y) == pytest.approx(inside)
    assert west <= corner[0] + 1
    assert east >= other[0] - 1
    assert south <= other[1] + 1
    assert north >= corner[1] - 1
    settled()


def test_keys_move_and_zoom(canvas, settled):
    view = canvas.view
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.view.x > view.x
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.view.x == pytest.approx(view.x)
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.view.resolution < view.resolution
    QTest.keyClick(canvas, Qt.Key.Key_Minus)
    QTest.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.view.resolution > view.resolution
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.view.resolution == pytest.approx(view.resolution)
    settled()


def test_double_click_zooms_in(canvas, settled):
    before, resolution = canvas.view.lon_lat_of(300, 200), canvas.view.resolution
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert canvas.view.resolution == pytest.approx(resolution / 2)
    assert canvas.view.lon_lat_of(300, 200) == pytest.approx(before)
    settled()


def test_resizing_keeps_the_country_whole_until_the_map_was_moved(window, canvas, settled):
    window.resize(1200, 700)
    settled()
    west, _, east, _ = canvas.view.bounds
    assert (east - west) >= (to_map(40, 49)[0][0] - to_map(22.2, 49)[0][0])
    canvas.zoom(8)
    zoomed = canvas.view
    window.resize(1366, 740)
    settled()
    assert canvas.view.resolution == zoomed.resolution
    assert (canvas.view.x, canvas.view.y) == (zoomed.x, zoomed.y)


def test_click_selects_and_ctrl_click_adds(window, canvas, settled):
    window.map.zoom_to_layer("centres")
    settled()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=screen(canvas, 30.2, 49))
    assert [(ref.layer, ref.fids) for ref in window.session.selection] == [("centres", (103,))]
    assert window.card.isVisible()
    assert window.card.title == "Site 2"
    assert "80 people" in window.card.body
    ctrl = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, ctrl, screen(canvas, 30.4, 49))
    assert window.session.selection[0].fids == (103, 105)
    assert not window.card.isVisible()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, ctrl, screen(canvas, 30.2, 49))
    assert window.session.selection[0].fids == (105,)
    settled()


def test_click_on_nothing_clears_the_selection(window, canvas, settled):
    window.map.zoom_to_layer("centres")
    window.session.show("areas", type(window.session.shown("areas"))(False))
    settled()
    window.session.select((window.session.ref_of("centres", (101,)),))
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=screen(canvas, 30.15, 49.2))
    assert window.session.selection == ()
    settled()


def test_area_tool_gives_the_corners(qtbot, canvas):
    canvas.set_tool(AreaTool())
    for corner in ((100, 100), (200, 100), (200, 180)):
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*corner))
    with qtbot.waitSignal(canvas.area_drawn) as caught:
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    corners = caught.args[0]
    assert len(corners) == 3
    assert corners[0] == pytest.approx(canvas.view.lon_lat_of(100, 100))
    canvas.set_tool(AreaTool())
    with qtbot.waitSignal(canvas.area_drawn) as caught:
        QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert caught.args[0] == ()


def test_pick_tool_gives_a_place(qtbot, canvas):
    canvas.set_tool(PickTool())
    with qtbot.waitSignal(canvas.place_picked) as caught:
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(120, 90))
    assert caught.args[0] == pytest.approx(canvas.view.lon_lat_of(120, 90))


def test_pointer_place_and_scale_are_shown(window, canvas, settled):
    QTest.mouseMove(canvas, QPoint(140, 120))
    lon, lat = canvas.view.lon_lat_of(140, 120)
    assert window.status.place.text() == f"{lat:.4f} N  {lon:.4f} E"
    canvas.set_view(canvas.view.at_scale(450_000))
    assert window.status.scale.text() == "1 : 450 000"
    settled()


def test_the_oldest_data_in_view_is_told(window, canvas, settled):
    # of what is drawn, the front of the day before yesterday is within its shelf life, nothing is stale
    assert "oldest data in view 1 day" in window.status.age.text()
    workspace = window.session.workspace
    roads = workspace.layer("roads")
    import dataclasses
    import datetime as dt

    old = dataclasses.replace(
        roads, provenance=dataclasses.replace(roads.provenance, date=dt.date(2020, 1, 1))
    )
    window.session.change("older", workspace.with_layer(old))
    settled()
    assert window.status.age.text().startswith("⚠")
    assert "1,842 days (Roads)" in window.status.age.text()
    window.session.show("roads", type(window.session.shown("roads"))(False))
    settled()
    assert "⚠" not in window.status.age.text()


def test_the_watermark_shows_on_exercises_only(window, canvas, settled):
    import dataclasses

    assert not canvas.exercise
    assert "EXERCISE" not in window.windowTitle()
    plain = canvas.grab().toImage()
    workspace = window.session.workspace
    centres = workspace.layer("centres")
    marked = dataclasses.replace(centres, provenance=dataclasses.replace(centres.provenance, exercise=True))
    window.session.change("exercise", workspace.with_layer(marked))
    settled()
    assert canvas.exercise
    assert "EXERCISE" in window.windowTitle()
    assert canvas.grab().toImage() != plain


def test_round_lengths():
    assert round_length(999) == (500, "500 m")
    assert round_length(250_000) == (200_000, "200 km")
    assert round_length(1000) == (1000, "1 km")
