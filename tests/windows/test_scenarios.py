"""What if: scenarios made from dates, selections and drawn areas."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from layers.text import tr
from planning.outcome import FeatureRef
from planning.scenario import CloseArea, CloseFeatures, LoseFeatures, UseFront, scenario_named


@pytest.fixture
def dialog(window):
    made = window.open_what_if()
    yield made
    made.close()


def test_a_scenario_from_each_kind_of_change(qtbot, window, settled, dialog):
    assert [dialog.front.itemText(n) for n in range(dialog.front.count())] == ["2025-01-14", "2025-01-01"]
    dialog.front.setCurrentIndex(1)
    dialog.add_front.click()
    assert not dialog.lose_features.isEnabled()
    window.session.select((FeatureRef(layer="centres", fids=(101, 103)),))
    assert not dialog.close_area.isEnabled()
    dialog.lose_features.click()
    window.session.select((FeatureRef(layer="roads", fids=(1,)),))
    dialog.close_features.click()
    window.session.select((FeatureRef(layer="areas", fids=(1,)),))
    assert not dialog.close_features.isEnabled()
    dialog.close_area.click()
    assert [type(change) for change in dialog.changes] == [UseFront, LoseFeatures, CloseFeatures, CloseArea]
    assert dialog.list.item(3).text() == "roads closed within West"
    dialog.save_button.click()
    assert "name" in dialog._error.text()
    dialog.name.setText("Worst case")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: len(window.session.situation.layer("centres")) == 8)
    assert window.session.scenario.name == "Worst case"
    assert len(window.session.situation.layer("front")) == 1
    assert window.session.situation.layer("roads").frame.loc[1, "status"] == "closed"
    assert len(window.session.situation.of_kind("hazard_area")) == 1
    assert len(window.session.workspace.layer("centres")) == 10
    settled()
    assert window.status.scenario.text() == "Scenario: Worst case"
    lines = window.scenarios.tree.currentItem()
    assert lines.childCount() == 4


def test_the_same_front_is_used_once_and_changes_can_be_taken_out(dialog):
    dialog.add_front.click()
    dialog.front.setCurrentIndex(1)
    dialog.add_front.click()
    assert dialog.changes == (UseFront(date="2025-01-01"),)
    assert dialog.save_button.isEnabled()
    dialog._remove.click()
    assert dialog.changes == ()
    assert not dialog.save_button.isEnabled()


def test_an_area_is_drawn_on_the_map(window, settled, dialog):
    dialog._draw.click()
    assert not dialog.isVisible()
    canvas = window.canvas
    for corner in ((100, 100), (200, 100), (200, 180)):
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*corner))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert dialog.isVisible()
    (change,) = dialog.changes
    assert change.name == "drawn area 1"
    lon, lat = canvas.view.lon_lat_of(100, 100)
    assert change.wkt.startswith(f"POLYGON (({lon:.6f} {lat:.6f}, ")
    settled()


def test_names_are_unique_and_scenarios_can_be_edited_and_removed(qtbot, window, settled, dialog):
    dialog.add_front.click()
    dialog.name.setText("baseline")
    dialog.save_button.click()
    assert "already" in dialog._error.text()
    dialog.name.setText("A")
    dialog.save_button.click()
    edit = window.open_what_if(scenario_named(window.session.workspace, "A"))
    edit.name.setText("B")
    edit.save_button.click()
    names = [window.tools.scenario.itemText(n) for n in range(window.tools.scenario.count())]
    assert names == ["Baseline", "B"]
    window.scenarios._remove.click()
    assert window.session.scenario.name == "Baseline"
    assert window.tools.scenario.count() == 1
    window.session.undo()
    assert window.tools.scenario.count() == 2
    settled()


def test_a_scenario_that_no_longer_fits_is_told_of(qtbot, window, settled, dialog):
    window.session.select((FeatureRef(layer="centres", fids=(101,)),))
    dialog.lose_features.click()
    dialog.name.setText("Loss")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: len(window.session.situation.layer("centres")) == 9)
    window.session.change(tr("remove"), window.session.workspace.without_layer("centres"))
    qtbot.waitUntil(window.messages.isVisible)
    assert "centres" in window.messages.text
    assert window.session.scenario.name == "Baseline"
    assert window.tools.scenario.currentText() == "Baseline"
    settled()
