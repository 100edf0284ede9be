"""Measuring on the map."""

from __future__ import annotations

import pytest
from pyproj import Geod
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.map_view.measure_tool import Measure, area_text, length_text
from desktop.map_view.projection import to_map
from desktop.measuring import Measuring

GEOD = Geod(ellps="WGS84")


@pytest.fixture
def canvas(window, settled):
    window.map.zoom_to_layer("centres")
    settled()
    return window.canvas


def click(canvas, lon, lat):
    x, y = canvas.view.screen_of(*to_map(lon, lat)[0])
    place = QPoint(round(x), round(y))
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    return canvas.view.lon_lat_of(place.x(), place.y())


def test_a_line_is_measured_while_it_is_drawn(window, canvas):
    window.actions_by_id["map.measure_line"].trigger()
    tool = canvas.tool
    assert tool.told() == ""
    first = click(canvas, 30.1, 49.0)
    QTest.mouseMove(canvas, QPoint(300, 100))
    live = canvas.view.lon_lat_of(300, 100)
    _, _, metres = GEOD.inv(*first, *live)
    assert tool.told() == f"{length_text(metres)} in all"
    second = click(canvas, 30.3, 49.05)
    third = click(canvas, 30.5, 48.95)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    parts = [GEOD.inv(*a, *b)[2] for a, b in ((first, second), (second, third))]
    assert tool.told() == f"{length_text(sum(parts))} in all\nlast part {length_text(parts[1])}"
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    assert tool.told() == f"{length_text(parts[0])} in all"
    canvas.grab()
    click(canvas, 30.4, 49.0)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    click(canvas, 30.2, 49.0)  # after a rest a click begins anew
    assert len(tool.corners) == 1
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert tool.corners == []
    assert canvas.tool is tool
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.tool is not tool


def test_an_area_is_measured(window, canvas):
    window.actions_by_id["map.measure_area"].trigger()
    corners = [click(canvas, *place) for place in ((30.1, 49.0), (30.4, 49.0), (30.4, 49.1))]
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    area, around = GEOD.polygon_area_perimeter([x for x, _ in corners], [y for _, y in corners])
    assert canvas.tool.told() == f"{area_text(abs(area))}\n{length_text(around)} around"
    canvas.grab()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    for place in ((30.1, 49.0), (30.4, 49.1), (30.4, 49.0), (30.1, 49.1)):
        click(canvas, *place)
    assert "the sides cross" in canvas.tool.told()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)


def test_the_way_by_road_is_found_in_the_background(qtbot, window, canvas):
    window.map.zoom_to_layer("roads")
    window.part(Measuring).start(Measure.ROADS)
    tool = canvas.tool
    ends = [click(canvas, 29.2, 48.5), click(canvas, 30.9, 48.5)]
    assert tool.told() == "looking for the way …"
    qtbot.waitUntil(lambda: "by road" in tool.told(), timeout=20_000)
    _, _, metres = GEOD.inv(*ends[0], *ends[1])
    km = tool.ways[tuple(ends)][2]
    assert km == pytest.approx(metres / 1000, rel=0.03)
    assert "min by car" in tool.told()
    canvas.grab()
    click(canvas, 31.5, 48.5)
    qtbot.waitUntil(lambda: "in all" in tool.told(), timeout=20_000)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert window.part(Measuring).tool is None


def test_no_way_is_said(qtbot, window, canvas):
    canvas.zoom_home()
    window.part(Measuring).start(Measure.ROADS)
    tool = canvas.tool
    click(canvas, 29.2, 48.5)
    click(canvas, 24.0, 51.0)
    qtbot.waitUntil(lambda: bool(tool.ways), timeout=20_000)
    assert tool.told().startswith("no way by road\n")
    assert "km" in tool.told()
    canvas.grab()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)


def test_measuring_with_the_keyboard_alone(window, canvas):
    canvas.setFocus()
    window.actions_by_id["map.measure_line"].trigger()
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert "in all" in canvas.tool.told()
    canvas.grab()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)


def test_lengths_and_areas_in_words():
    assert length_text(850.4) == "850 m"
    assert length_text(12_345) == "12.35 km" or length_text(12_345) == "12.34 km"
    assert length_text(1_234_567) == "1,234.6 km"
    assert area_text(52_000) == "5.20 ha"
    assert area_text(123_456_789) == "123.5 km²"
