"""Compare: an analysis on several scenarios, figures that differ, maps that move together."""

from __future__ import annotations

import pytest

from layers.text import tr
from planning.outcome import FeatureRef
from planning.scenario import LoseFeatures, Scenario, UseFront, with_scenario


@pytest.fixture
def compare(qtbot, window, settled):
    """The window, with two scenarios beside the baseline."""
    loss = Scenario(name="Loss", changes=(LoseFeatures(layer="centres", fids=(101, 102)),))
    old = Scenario(name="Old front", parent="Loss", changes=(UseFront(date="2025-01-01"),))
    workspace = with_scenario(with_scenario(window.session.workspace, loss), old)
    window.session.change(tr("scenarios"), workspace)
    made = window.what_ifs.open_compare(window.plan.analyses, window.map, window.canvas.view)
    yield made
    made.close()


def run(qtbot, compare, *names):
    compare.tick(*names)
    compare._form.set_texts({"mode": "quick", "least_capacity": "50"})
    compare.start()
    qtbot.waitUntil(lambda: compare.outcome is not None and compare._job is None, timeout=20000)


def test_what_differs_is_told_in_figures_and_sentences(qtbot, window, compare):
    run(qtbot, compare, "Baseline", "Loss")
    # sites of 100, 90 … 50 places; the two largest are lost
    text = compare.findings.item(0).text()
    assert "6" in text
    assert "4" in text
    model = compare.table.model()
    assert model.rowCount() > 0
    assert compare.tabs.tabText(1) == f"Figures that differ ({model.rowCount()})"
    compare.table.selectRow(0)
    compare.keep_button.click()
    assert window.session.current_run.outcome is compare.outcome
    assert window.results.run_choice.count() == 1


def test_each_map_shows_its_scenario_and_both_move_together(qtbot, window, compare):
    run(qtbot, compare, "Baseline", "Loss", "Old front")
    left, right = compare.maps.canvases
    lengths = [
        len(next(layer for layer in canvas.scene.layers if layer.key == "centres").frame)
        for canvas in (left, right)
    ]
    assert lengths == [10, 8]
    left.set_view(left.view.moved(50, 20))
    assert (right.view.x, right.view.y) == (left.view.x, left.view.y)
    right.zoom(2.0)
    assert left.view.resolution == right.view.resolution
    compare.maps.choices[1].setCurrentIndex(2)
    compare.maps.choices[1].activated.emit(2)
    (front,) = [layer for layer in right.scene.layers if layer.key == "front"]
    assert front.frame.geometry.total_bounds[0] == 32.5
    compare.maps.select((FeatureRef(layer="centres", fids=(103,)),))
    assert left.scene.selected == (("centres", (103,)),)


def test_fewer_than_two_or_more_than_four_are_not_compared(compare):
    compare.tick("Baseline")
    assert not compare.run_button.isEnabled()
    assert "1" in compare._state.text()
    compare.tick("Baseline", "Old front")
    assert compare.run_button.isEnabled()


def test_it_stops_and_tells_what_fails(qtbot, compare):
    compare.tick("Baseline", "Loss")
    compare._form.set_texts({"mode": "slow"})
    compare.start()
    assert compare.stop_button.isVisibleTo(compare)
    compare.stop()
    qtbot.waitUntil(lambda: compare._job is None)
    assert compare.outcome is None
    compare._form.set_texts({"mode": "missing"})
    compare.start()
    qtbot.waitUntil(lambda: "warehouses" in compare._state.text())


def test_it_fits_a_small_screen(qtbot, compare):
    assert compare.minimumSizeHint().width() <= 1280
    assert compare.minimumSizeHint().height() <= 690
