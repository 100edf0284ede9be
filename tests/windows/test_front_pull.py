"""Pulling the front on the map: grabbed, coarse while it moves, exact at rest, kept or given up."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.map_view.projection import to_map
from layers.text import tr
from planning.scenario import RedrawFront, scenario_named, scenarios_of


@pytest.fixture
def pulling(qtbot, window, settled):
    """The window with the front in hand."""
    window.actions_by_id["plan.pull_front"].trigger()
    qtbot.waitUntil(lambda: window.front.is_ready, timeout=20000)
    return window


def pixel(window, lon, lat):
    x, y = to_map([lon], [lat])[0]
    px, py = window.canvas.view.screen_of(x, y)
    return QPoint(round(px), round(py))


def pull(window, first, last, steps=5, let_go=True):
    canvas = window.canvas
    start, end = pixel(window, *first), pixel(window, *last)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, steps + 1):
        QTest.mouseMove(canvas, start + (end - start) * step / steps)
    if let_go:
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)


def test_pulling_answers_and_the_front_is_kept_as_a_new_scenario(qtbot, pulling):
    window, front = pulling, pulling.front
    x, y = to_map([31.5], [49.0])[0]
    window.canvas.set_view(dataclasses.replace(window.canvas.view, x=x, y=y).at_scale(2_000_000))
    # the front of 2025-01-14 runs along 32° E; site 8 stands at 30.8, 49
    pull(window, (32.0, 49.0), (31.0, 49.0), let_go=False)
    qtbot.waitUntil(lambda: front.answer is not None)
    assert not front.panel.is_offering
    qtbot.waitUntil(lambda: front.answer.exact, timeout=20000)
    assert "exact" in front.panel.state
    counts = front.answer.counts("collective_centre")
    # pulled to 31° E, 0.1° being 7.3 km there: site 8 lies 14.6 km away, 7 and 6 21.9 and 29.2
    assert counts.tolist()[:5] == [0, 0, 0, 1, 2]
    assert counts.sum() == 9
    assert int((front.answer.rows != front.answer.rows_before).sum()) > 0
    assert "Collective centres" in front.panel.text
    assert front._tool.drawing.sites is not None
    assert front.coarse_ms
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=pixel(window, 31.0, 49.0))
    assert front.panel.is_offering
    assert not front.panel.keep.isVisibleTo(front.panel)
    name = front.panel.name.text()
    assert name == "Front moved 1"
    front.panel.keep_new.click()
    qtbot.waitUntil(lambda: window.session.scenario.name == name, timeout=20000)
    (change,) = scenario_named(window.session.workspace, name).changes
    assert isinstance(change, RedrawFront)
    # the tool stays in hand, on the moved front
    qtbot.waitUntil(
        lambda: front.is_ready and front._drag.front.area.area > 2,
        timeout=20000,
    )
    pull(window, (32.0, 48.2), (31.8, 48.2))
    qtbot.waitUntil(lambda: front.answer is not None and front.answer.exact, timeout=20000)
    front.panel.keep.click()
    qtbot.waitUntil(lambda: len(scenario_named(window.session.workspace, name).changes) == 2, timeout=20000)
    window.session.undo()
    assert len(scenario_named(window.session.workspace, name).changes) == 1
    qtbot.waitUntil(lambda: front.is_ready, timeout=20000)


def test_escape_gives_up_first_the_pull_and_then_the_tool(qtbot, pulling, settled):
    window, front = pulling, pulling.front
    pull(window, (32.0, 49.0), (31.5, 49.0), let_go=False)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert front.answer is None
    QTest.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=pixel(window, 31.5, 49.0))
    assert not front.panel.is_offering
    qtbot.waitUntil(lambda: front._coarse.idle and front._exact.idle, timeout=20000)
    assert front.answer is None
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not front.is_active
    assert not front.panel.isVisible()
    assert [scenario.name for scenario in scenarios_of(window.session.workspace)] == ["Baseline"]


def test_away_from_the_line_the_map_moves(qtbot, pulling, settled):
    window = pulling
    before = window.canvas.view
    pull(window, (29.5, 49.5), (29.0, 49.5))
    assert window.canvas.view != before
    assert window.front.answer is None
    settled()


def test_the_reach_changes_the_same_pull(qtbot, pulling):
    window, front = pulling, pulling.front
    pull(window, (32.0, 49.0), (31.0, 49.0))
    qtbot.waitUntil(lambda: front.answer is not None and front.answer.exact, timeout=20000)
    narrow = front.answer.area.area
    front.panel.reach.setValue(80)
    qtbot.waitUntil(lambda: front.answer.exact and front.answer.area.area > narrow * 1.05, timeout=20000)
    front.panel.discard.click()
    assert front.answer is None
    assert front.is_active


def test_the_rule_for_centres_is_the_planners(qtbot, pulling):
    window, front = pulling, pulling.front
    # of the centres every 0.1° of 7.3 km only those within 20 km of the pulled front are to be cleared
    pull(window, (32.0, 49.0), (31.0, 49.0))
    qtbot.waitUntil(lambda: front.answer is not None and front.answer.exact, timeout=20000)
    assert front.answer.clearance().evacuate.sum() == 0
    assert front.answer.clearance().decongest.sum() == 1
    assert "to be decongested" in front.panel.text
    assert front.panel.decongest.isVisibleTo(front.panel)
    front.panel.evacuate.setValue(25)
    assert front.panel.decongest.value() == 25
    qtbot.waitUntil(lambda: front.answer.exact and front.answer.rule.evacuate_km == 25, timeout=20000)
    assert front.answer.clearance().evacuate.sum() == 2
    assert "newly within 25 km, to be evacuated" in front.panel.text
    front.panel.decongest.setValue(5)
    assert front.panel.evacuate.value() == 5
    front.panel.discard.click()


def test_old_data_is_told_in_the_panel(qtbot, pulling):
    import dataclasses
    import datetime as dt

    window, front = pulling, pulling.front
    pull(window, (32.0, 49.0), (31.0, 49.0))
    qtbot.waitUntil(lambda: front.answer is not None and front.answer.exact, timeout=20000)
    fresh = "past its shelf life" in front.panel.text
    older = dataclasses.replace(window.session.workspace, exercise_date=dt.date(2031, 1, 1))
    window.session.change(tr("later"), older)
    qtbot.waitUntil(lambda: front.is_ready, timeout=20000)
    pull(window, (32.0, 49.0), (31.0, 49.0))
    qtbot.waitUntil(lambda: front.answer is not None and front.answer.exact, timeout=20000)
    assert not fresh
    assert "past its shelf life" in front.panel.text
    front.panel.discard.click()


def test_without_a_front_there_is_nothing_to_pull(window, settled):
    window.session.change(tr("x"), window.session.workspace.without_layer("front"))
    assert not window.actions_by_id["plan.pull_front"].isEnabled()
    settled()


def test_the_panel_keeps_clear_of_the_pointer(qtbot, pulling):
    window, front = pulling, pulling.front
    left = front.panel.x()
    # far west, beneath the panel
    pull(window, (32.0, 49.0), (24.0, 50.5), let_go=False)
    assert front.panel.x() > left
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: front._coarse.idle and front._exact.idle, timeout=20000)
