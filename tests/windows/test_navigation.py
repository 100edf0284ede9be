"""Going about the map: hand, history, scale, coordinates, bookmarks, overview, presentation, night."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QInputDevice, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog

from desktop.bookmarks import Bookmarks
from desktop.look import is_night, shade
from desktop.map_view.projection import to_map
from desktop.night import Night
from desktop.overview import Overview
from desktop.presentation import MAGNIFICATION, Presentation
from desktop.view_history import ViewHistory
from desktop.whereabouts import Whereabouts, scale_of
from layers.coordinate_formats import CoordinateFormat
from layers.errors import LayerError
from layers.mgrs import to_mgrs
from planning.bookmarks import bookmarks_of


@pytest.fixture
def canvas(window):
    window.canvas.setFocus()
    return window.canvas


@pytest.fixture
def touchpad():
    return QPointingDevice(
        "pad", 7, QInputDevice.DeviceType.TouchPad, QPointingDevice.PointerType.Finger,
        QInputDevice.Capability.Scroll, 2, 0,
    )  # fmt: skip


def scroll(canvas, device, pixels, modifiers=Qt.KeyboardModifier.NoModifier):
    place = QPointF(200, 150)
    event = QWheelEvent(
        place, canvas.mapToGlobal(place), pixels, pixels * 2, Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.ScrollUpdate, False, Qt.MouseEventSource.MouseEventNotSynthesized, device,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)


def test_two_fingers_move_and_with_ctrl_zoom(canvas, touchpad):
    place, resolution = canvas.view.map_of(200, 150), canvas.view.resolution
    scroll(canvas, touchpad, QPoint(30, -20))
    assert canvas.view.screen_of(*place) == pytest.approx((230, 130))
    assert canvas.view.resolution == resolution
    scroll(canvas, touchpad, QPoint(0, 60), Qt.KeyboardModifier.ControlModifier)
    assert canvas.view.resolution == pytest.approx(resolution / 1.5)


def test_a_pinch_zooms_at_the_fingers(canvas, touchpad):
    place, resolution = canvas.view.map_of(200, 150), canvas.view.resolution
    at = QPointF(200, 150)
    pinch = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, touchpad, 2, at, at, canvas.mapToGlobal(at), 0.25, QPointF()
    )
    QApplication.sendEvent(canvas, pinch)
    assert canvas.view.resolution == pytest.approx(resolution / 1.25)
    assert canvas.view.screen_of(*place) == pytest.approx((200, 150))


def test_space_and_drag_moves_the_map_with_any_tool(window, canvas):
    window.actions_by_id["map.measure_line"].trigger()
    place = canvas.view.map_of(200, 150)
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    QTest.mouseMove(canvas, QPoint(260, 110))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(260, 110))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.view.screen_of(*place) == pytest.approx((260, 110))
    assert canvas.tool.corners == []
    # a tap takes the middle instead
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert len(canvas.tool.corners) == 1
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)


def test_small_steps_and_page_keys(canvas):
    view = canvas.view
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    small = canvas.view.x - view.x
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert 0 < small < (canvas.view.x - view.x - small) / 4
    QTest.keyClick(canvas, Qt.Key.Key_PageUp)
    assert canvas.view.resolution < view.resolution
    QTest.keyClick(canvas, Qt.Key.Key_PageDown)
    assert canvas.view.resolution == pytest.approx(view.resolution)


def test_back_and_forward_through_views(window, canvas):
    history = window.part(ViewHistory)
    history.keep()
    back, forward = window.actions_by_id["map.back"], window.actions_by_id["map.forward"]
    first = canvas.view
    for _ in range(5):  # one drag is one step, however many views it passes
        canvas.set_view(canvas.view.moved(20, 0))
    history.keep()
    second = canvas.view
    canvas.zoom(4)
    third = canvas.view
    assert back.isEnabled()
    back.trigger()
    assert canvas.view == second
    QTest.mouseClick(canvas, Qt.MouseButton.BackButton, pos=QPoint(50, 50))
    assert canvas.view == first
    QTest.mouseClick(canvas, Qt.MouseButton.ForwardButton, pos=QPoint(50, 50))
    forward.trigger()
    assert canvas.view == third
    assert not forward.isEnabled()
    back.trigger()
    canvas.zoom(2)
    history.keep()
    assert not forward.isEnabled()


def test_history_keeps_a_view_by_itself(qtbot, window, canvas):
    window.part(ViewHistory).keep()
    canvas.zoom(3)
    qtbot.waitUntil(lambda: not window.part(ViewHistory)._rest.isActive())
    assert window.actions_by_id["map.back"].isEnabled()


@pytest.mark.parametrize(
    ("typed", "denominator"),
    [
        ("1 : 450 000", 450_000), ("1:50000", 50_000), ("50,000", 50_000), ("50.000", 50_000),
        ("25k", 25_000),
        ("1/10000", 10_000), ("1,5 млн", 1_500_000), ("200 тис.", 200_000), ("1.2m", 1_200_000),
    ],
)  # fmt: skip
def test_scales_as_people_type_them(typed, denominator):
    assert scale_of(typed) == pytest.approx(denominator)


@pytest.mark.parametrize("typed", ["", "abc", "1:0", "12", "1:99999999999", "1:2:3", "1.2.3k"])
def test_what_is_no_scale(typed):
    with pytest.raises(LayerError, match="no scale"):
        scale_of(typed)


def test_scale_is_typed(window, canvas):
    window.actions_by_id["map.scale"].trigger()
    field = window.status.scale
    QTest.keyClicks(field, "1:250000")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert canvas.view.scale == pytest.approx(250_000)
    assert field.text() == "1 : 250 000"
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "far")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert canvas.view.scale == pytest.approx(250_000)
    assert field.text() == "1 : 250 000"
    assert "no scale" in window.messages.text


def test_coordinates_are_shown_in_the_chosen_form(window, canvas):
    QTest.mouseMove(canvas, QPoint(140, 120))
    lon, lat = canvas.view.lon_lat_of(140, 120)
    window.actions_by_id["map.coordinates_mgrs"].trigger()
    assert window.status.place.text() == to_mgrs(lon, lat, 4)
    assert window.settings.coordinates == "mgrs"
    window.part(Whereabouts).choose(CoordinateFormat.DMS)
    assert "°" in window.status.place.text()
    assert window.actions_by_id["map.coordinates_dms"].isChecked()
    window.status.place.menu().actions()[0].trigger()
    assert window.status.place.text() == f"{lat:.4f} N  {lon:.4f} E"


def search(qtbot, window, typed):
    box = window.tools.search
    box.setFocus()
    box.clear()
    QTest.keyClicks(box, typed)
    qtbot.waitUntil(lambda: box._offered_for == typed)
    return box


@pytest.mark.parametrize("typed", ["48.5, 35.1", "48°30'00\" N 35°06'00\" E", "36U XU 55042 73919"])
def test_typed_coordinates_are_gone_to(qtbot, window, canvas, typed):
    from layers.coordinate_formats import readings

    box = search(qtbot, window, typed)
    assert "N" in box.suggestions[0]
    QTest.keyClick(box, Qt.Key.Key_Return)
    there = readings(typed)[0]
    assert canvas.view.lon_lat_of(canvas.width() / 2, canvas.height() / 2) == pytest.approx(
        (there.lon, there.lat), abs=1e-6
    )


def test_swapped_coordinates_are_hinted(qtbot, window, canvas):
    box = search(qtbot, window, "35.1, 48.5")
    assert "48.5000 N  35.1000 E" in box.suggestions[0]
    assert "longitude first" in box.suggestions[0]
    assert "35.1000 N  48.5000 E" in box.suggestions[1]


def test_installed_settlements_are_found(qtbot, window, canvas):
    import geopandas as gpd
    from shapely.geometry import Point

    frame = gpd.GeoDataFrame(
        {"name_en": ["Zaporizhzhia"], "name_uk": ["Запоріжжя"], "population": [700000], "iso2": ["UA"],
         "katottg": ["UA23060070010069526"]}, geometry=[Point(35.14, 47.84)], crs=4326,
    )  # fmt: skip
    window.tools.search.offer_settlements(lambda: frame)
    box = search(qtbot, window, "Zaporozhye")
    assert box.suggestions == ["Zaporizhzhia  ·  Zaporizhzhia  ·  UA2306007001"]
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert canvas.view.lon_lat_of(canvas.width() / 2, canvas.height() / 2) == pytest.approx((35.14, 47.84))


def test_bookmarks_are_made_found_renamed_and_removed(qtbot, window, canvas):
    bookmarks = window.part(Bookmarks)
    canvas.set_view(canvas.view.moved(60, 30).at_scale(300_000))
    there = canvas.view
    window.actions_by_id["map.bookmark"].trigger()
    dialog = window.findChild(QInputDialog)
    dialog.setTextValue("Bridge & ferry")
    dialog.accept()
    (made,) = bookmarks_of(window.session.workspace)
    assert made.name == "Bridge & ferry"
    assert made.scale == pytest.approx(300_000, rel=1e-3)
    assert [action.text() for action in bookmarks.menu.actions()] == ["Bridge && ferry"]
    canvas.zoom_home()
    bookmarks.menu.actions()[0].trigger()
    assert (canvas.view.x, canvas.view.y) == pytest.approx((there.x, there.y), abs=1)
    assert canvas.view.scale == pytest.approx(there.scale, rel=1e-3)
    canvas.zoom_home()
    box = search(qtbot, window, "ferry")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert canvas.view.scale == pytest.approx(there.scale, rel=1e-3)
    bookmarks.rename("Bridge & ferry", "Ferry")
    assert [one.name for one in bookmarks_of(window.session.workspace)] == ["Ferry"]
    bookmarks.remove("Ferry")
    assert bookmarks_of(window.session.workspace) == ()
    assert not bookmarks.menu.isEnabled()
    window.actions_by_id["edit.undo"].trigger()
    assert [one.name for one in bookmarks_of(window.session.workspace)] == ["Ferry"]


def test_the_list_of_bookmarks(qtbot, window, canvas):
    bookmarks = window.part(Bookmarks)
    bookmarks.add("One")
    canvas.zoom(5)
    bookmarks.add("Two")
    bookmarks.add("  ")
    assert "no name" in window.messages.text
    bookmarks.open_list()
    from desktop.dialogs.bookmarks_dialog import BookmarksDialog

    dialog = window.findChild(BookmarksDialog)
    assert [dialog.list.item(n).text() for n in range(dialog.list.count())] == ["One", "Two"]
    dialog.list.item(1).setText("One")  # taken
    assert [one.name for one in bookmarks_of(window.session.workspace)] == ["One", "Two"]
    dialog.list.item(1).setText("Near")
    assert [one.name for one in bookmarks_of(window.session.workspace)] == ["One", "Near"]
    scale = canvas.view.scale
    dialog.list.setCurrentRow(0)
    dialog.go.click()
    assert canvas.view.scale > scale
    dialog.remove.click()
    dialog.remove.click()
    assert bookmarks_of(window.session.workspace) == ()
    assert not dialog.go.isEnabled()
    dialog.close()


def test_the_overview_frames_the_view_and_moves_it(window, canvas, settled):
    overview = window.part(Overview)
    window.actions_by_id["map.overview"].trigger()
    assert overview.is_on
    assert window.settings.overview == "on"
    assert canvas.rect().contains(overview.map.geometry())
    canvas.set_view(canvas.view.at_scale(1_000_000))
    small = overview.map
    x, y = small.view.screen_of(canvas.view.x, canvas.view.y)
    assert (small.frame().center().x(), small.frame().center().y()) == pytest.approx((x, y))
    QTest.mouseClick(small, Qt.MouseButton.LeftButton, pos=QPoint(60, 50))
    assert small.view.screen_of(canvas.view.x, canvas.view.y) == pytest.approx((60, 50))
    QTest.mousePress(small, Qt.MouseButton.LeftButton, pos=QPoint(60, 50))
    QTest.mouseMove(small, QPoint(80, 70))
    QTest.mouseRelease(small, Qt.MouseButton.LeftButton, pos=QPoint(80, 70))
    assert small.view.screen_of(canvas.view.x, canvas.view.y) == pytest.approx((80, 70))
    before = canvas.view.x
    QTest.keyClick(small, Qt.Key.Key_Left)
    assert canvas.view.x < before
    settled()
    window.actions_by_id["map.overview"].trigger()
    assert not overview.is_on
    assert window.settings.overview == "off"


def test_presentation_leaves_the_map_alone_and_comes_back(window, canvas, settled):
    shown = [name for name, dock in window.docks.items() if not dock.isHidden()]
    window.actions_by_id["map.presentation"].trigger()
    assert window.part(Presentation).is_on
    assert window.isFullScreen()
    assert all(dock.isHidden() for dock in window.docks.values())
    assert window.tools.isHidden()
    assert canvas.magnification == MAGNIFICATION
    settled()
    assert canvas.picture.view == canvas.view
    assert canvas.picture.image.width() == round(canvas.width() * canvas.devicePixelRatioF())
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not window.part(Presentation).is_on
    assert not window.isFullScreen()
    assert [name for name, dock in window.docks.items() if not dock.isHidden()] == shown
    assert not window.tools.isHidden()
    assert canvas.magnification == 1.0
    settled()


def test_symbols_grow_with_the_magnification(qtbot, window, canvas, settled):
    window.map.zoom_to_layer("centres")
    settled()
    x, y = (round(part) for part in canvas.view.screen_of(*to_map(30.2, 49)[0]))

    def drawn():
        image = canvas.picture.image
        ground = image.pixel(x, y - 40)
        return sum(image.pixel(x, y + step) != ground for step in range(-30, 31))

    usual = drawn()
    with qtbot.waitSignal(canvas.picture_shown):
        canvas.magnify(2.0)
    assert drawn() > 1.5 * usual
    canvas.magnify(1.0)
    settled()


def test_night_turns_map_and_window_and_back(window, canvas, settled):
    settled()
    day = QColor(canvas.picture.image.pixel(5, 5))
    sheet = window.card.styleSheet()
    try:
        window.actions_by_id["map.night"].trigger()
        settled()
        assert is_night()
        assert window.settings.colours == "night"
        assert window.palette().window().color().lightness() < 80
        night = QColor(canvas.picture.image.pixel(5, 5))
        assert day.lightness() > 200
        assert night.lightness() < 60
        assert window.card.styleSheet() != sheet
        window.messages.say("dark")
        assert "#e8f1f7" not in window.messages.styleSheet()
    finally:
        window.part(Night).set_on(False)
    settled()
    assert not is_night()
    assert QColor(canvas.picture.image.pixel(5, 5)) == day
    assert window.card.styleSheet() == sheet


def test_hues_stay_at_night(qapp):
    import numpy as np

    from desktop.map_view.night import turned

    colours = np.array([[40, 40, 200, 255], [255, 255, 255, 0], [0, 0, 0, 255]], dtype=np.uint8)
    red, white, black = turned(colours).tolist()
    assert red[2] > red[0] == red[1]
    assert white == [24, 24, 24, 0]
    assert black == [226, 226, 226, 255]
    assert shade("#ffffff") == "#ffffff"  # by day


def test_every_action_of_the_map_menu_runs_by_its_keys(qtbot, window, canvas):
    """Keyboard only: each shortcut does what its action does."""
    done = []
    for name, action in window.actions_by_id.items():
        if name.startswith("map.") and name not in ("map.presentation", "map.night", "map.bookmark"):
            action.triggered.connect(lambda _checked=False, name=name: done.append(name))
    window.part(ViewHistory).keep()
    canvas.zoom(2)
    window.part(ViewHistory).keep()
    window.activateWindow()
    ctrl, shift, alt = (
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.AltModifier,
    )
    for key, modifiers in (
        (Qt.Key.Key_Left, alt), (Qt.Key.Key_Right, alt), (Qt.Key.Key_G, ctrl),
        (Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F7, shift), (Qt.Key.Key_F7, ctrl),
        (Qt.Key.Key_O, ctrl | shift), (Qt.Key.Key_O, ctrl | shift), (Qt.Key.Key_D, ctrl | shift),
    ):  # fmt: skip
        QTest.keyClick(window, key, modifiers)
    assert done == [
        "map.back", "map.forward", "map.scale", "map.measure_line", "map.measure_area", "map.measure_roads",
        "map.overview", "map.overview", "map.bookmarks",
    ]  # fmt: skip


def test_what_the_canvas_tells_of_events_it_has_no_use_for(canvas):
    assert not canvas._hand.gesture(QEvent(QEvent.Type.Gesture))
