"""Time: the dated fronts played over the map, and distances of what is selected."""

from __future__ import annotations

import pytest
import shapely

from planning.outcome import FeatureRef


@pytest.fixture
def time_panel(qtbot, window, settled):
    """The tab, with its fronts prepared."""
    window.docks["time"].show()
    window.docks["time"].raise_()
    qtbot.waitUntil(lambda: bool(window.time.fronts), timeout=20000)
    return window.time


def fronts_drawn(window):
    """Area in square degrees of what is drawn of the front."""
    (layer,) = [layer for layer in window.canvas.scene.layers if layer.key == "front"]
    return shapely.area(layer.frame.geometry.to_numpy()).sum()


def test_the_slider_shows_each_date_and_its_area(qtbot, window, settled, time_panel):
    assert time_panel.slider.maximum() == 1
    assert "2025-01-14" in time_panel.words.text()
    # 0.5° by 2° came under control, 73.2 km by 222.4 km at the middle
    assert "+8,1" in time_panel.words.text()
    assert fronts_drawn(window) == pytest.approx(2.0)
    time_panel.slider.setValue(0)
    assert "2025-01-01" in time_panel.words.text()
    assert fronts_drawn(window) == pytest.approx(1.0)
    settled()
    time_panel._latest.click()
    assert fronts_drawn(window) == pytest.approx(2.0)
    settled()


def test_it_plays_and_stops_at_the_end(qtbot, window, settled, time_panel):
    time_panel._clock.setInterval(20)
    time_panel.play.click()
    assert time_panel.slider.value() == 0
    qtbot.waitUntil(lambda: not time_panel.play.isChecked())
    assert time_panel.slider.value() == 1
    settled()


def test_distances_of_the_selection_by_date(qtbot, window, settled, time_panel):
    window.session.select((FeatureRef(layer="centres", fids=(109, 108)),))
    qtbot.waitUntil(lambda: len(time_panel.chart.series) == 2, timeout=20000)
    site_8 = time_panel.chart.series[0]
    assert site_8.name == "Site 8"
    # site 8 stands at 30.8° E; the fronts at 32.5 and 32: 1.7° and 1.2° of 73.2 km
    assert site_8.km == pytest.approx((124.3, 87.8), rel=0.01)
    time_panel.slider.setValue(0)
    assert str(time_panel.chart.marked) == "2025-01-01"
    time_panel.chart.grab()
    window.session.select(())
    assert time_panel.chart.series == ()
    time_panel.chart.grab()
    settled()


def test_without_dated_fronts_the_tab_says_so(qtbot, window, settled):
    from layers.text import tr

    window.session.change(tr("x"), window.session.workspace.without_layer("front"))
    window.docks["time"].show()
    window.docks["time"].raise_()
    qtbot.waitUntil(lambda: "no dated front" in window.time.words.text())
    settled()
