"""Scenarios: every kind of change is added, edited, ordered, switched and taken out, each step undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from layers.text import tr
from planning.changes import CHANGES
from planning.outcome import FeatureRef
from planning.scenario import (
    Influx,
    LoseFeatures,
    Scenario,
    UseFront,
    scenario_named,
    scenarios_of,
    with_scenario,
)

WKT = "POLYGON ((30 48, 31 48, 31 49.5, 30 49.5, 30 48))"


@pytest.fixture
def dialog(window):
    made = window.what_ifs.open_what_if()
    yield made
    made.close()


def names(window):
    return [scenario.name for scenario in scenarios_of(window.session.workspace)]


def changes_of(window, name):
    return scenario_named(window.session.workspace, name).changes


def test_every_kind_of_change_has_a_form(dialog):
    assert [dialog.kind.itemData(n) for n in range(dialog.kind.count())] == [c.kind for c in CHANGES]
    for class_ in CHANGES:
        dialog.choose_kind(class_.kind)
        assert dialog.form.fields
        assert "active" not in dialog.form.fields


@pytest.mark.parametrize(
    ("kind", "texts", "words"),
    [
        ("use_front", {"date": "2025-01-01"}, "front of 2025-01-01"),
        ("move_front", {"km": "5"}, "whole front moved forward by 5 km"),
        ("close_features", {"layer": "roads", "fids": "1"}, "1 of Roads closed"),
        ("slow_roads", {"layer": "roads", "fids": "1", "factor": "0.5"}, "1 of Roads slowed to 50%"),
        ("close_area", {"name": "ford", "wkt": WKT}, "roads closed within ford"),
        ("lose_features", {"layer": "centres", "fids": "101,102"}, "2 of centres lost"),
        ("add_site", {"name": "School 5", "place": "30.5,49", "capacity": "80"}, "School 5"),
        ("change_capacity", {"layer": "centres", "fids": "101", "value": "2"}, "capacity of 1 of centres"),
        ("influx", {"place": "30.5,49", "people": "500"}, "500 people arrive"),
        ("utility_outage", {"area": "UA01"}, "no power in UA01"),
        ("weather", {"temperature_c": "-20"}, "-20 °C"),
        ("change_stock", {"value": "2"}, "stock of all items"),
    ],
)
def test_a_change_of_each_kind_is_added(qtbot, window, dialog, kind, texts, words):
    dialog.name.setText("A")
    dialog.choose_kind(kind)
    dialog.form.set_texts(texts)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: names(window) == ["Baseline", "A"])
    (change,) = changes_of(window, "A")
    assert words in str(change.text())
    assert window.session.scenario.name == "A"
    assert window.scenarios.item_of("A", 0).text(0) == str(change.text())


def test_the_selection_fills_features_and_their_layer(qtbot, window, settled, dialog):
    dialog.choose_kind("lose_features")
    window.session.select((FeatureRef(layer="centres", fids=(101, 103)),))
    assert dialog.form.texts() == {"layer": "centres", "fids": "101,103"}
    assert "Site 0, Site 2" in dialog.form.fields["fids"]._words.text()
    dialog.name.setText("Loss")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: len(window.session.situation.layer("centres")) == 8)
    assert len(window.session.workspace.layer("centres")) == 10
    # a second change goes to the same scenario
    window.session.select((FeatureRef(layer="roads", fids=(1,)),))
    dialog.choose_kind("close_features")
    assert dialog.form.texts() == {"layer": "roads", "fids": "1"}
    dialog.save_button.click()
    qtbot.waitUntil(lambda: len(changes_of(window, "Loss")) == 2)
    assert dialog.lines.count() == 2
    qtbot.waitUntil(lambda: window.session.situation.layer("roads").frame.loc[1, "status"] == "closed")
    settled()
    assert window.status.scenario.text() == "Scenario: Loss"


def test_an_area_and_a_line_are_drawn_on_the_map(window, settled, dialog):
    canvas = window.canvas
    dialog.choose_kind("close_area")
    dialog.form.fields["wkt"].draw_wanted.emit(dialog.form.fields["wkt"])
    assert not dialog.isVisible()
    for corner in ((100, 100), (200, 100), (200, 180)):
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*corner))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert dialog.isVisible()
    lon, lat = canvas.view.lon_lat_of(100, 100)
    assert dialog.form.texts()["wkt"].startswith(f"POLYGON (({lon:.6f} {lat:.6f}, ")
    dialog.choose_kind("redraw_front")
    dialog.form.fields["wkt"].draw_wanted.emit(dialog.form.fields["wkt"])
    for corner in ((100, 100), (200, 100)):
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*corner))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert dialog.form.texts()["wkt"].startswith(f"LINESTRING ({lon:.6f} {lat:.6f}, ")
    settled()


def test_selected_areas_are_taken_and_places_are_picked(window, settled, dialog):
    window.session.select((FeatureRef(layer="areas", fids=(1,)),))
    dialog.choose_kind("close_area")
    field = dialog.form.fields["wkt"]
    field.from_selection.click()
    assert field.text().startswith("POLYGON ((31")
    dialog.choose_kind("influx")
    dialog.form.pick_wanted.emit(dialog.form.fields["place"])
    assert not dialog.isVisible()
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert dialog.isVisible()
    assert "," in dialog.form.texts()["place"]
    settled()


def test_what_cannot_be_done_is_told_and_nothing_is_kept(qtbot, window, dialog):
    dialog.choose_kind("influx")
    dialog.form.set_texts({"place": "Nowhere at all", "people": "10"})
    dialog.save_button.click()
    qtbot.waitUntil(lambda: "Nowhere" in dialog.error)
    assert names(window) == ["Baseline"]
    assert dialog.save_button.isEnabled()
    dialog.name.setText("baseline")
    dialog.choose_kind("weather")
    dialog.save_button.click()
    assert "already" in dialog.error
    dialog.choose_kind("lose_features")
    dialog.save_button.click()
    assert dialog.error


LINE = "LINESTRING (32 48.4, 31.5 48.8, 32 49.4)"
TWO_LINES = "MULTILINESTRING ((32 48.4, 31.5 48.6, 32 48.9), (32 49.2, 31.7 49.4, 32 49.6))"
EACH = (
    ("use_front", {"date": "2025-01-01"}, {"date": "2025-01-14"}, "front of 2025-01-14"),
    ("move_front", {"km": "5"}, {"km": "-4"}, "moved back by 4 km"),
    ("redraw_front", {"wkt": LINE}, {"wkt": TWO_LINES}, "by 2 lines of 6 points"),
    ("close_features", {"layer": "roads", "fids": "0"}, {"layer": "roads", "fids": "0"}, "1 of Roads closed"),
    ("slow_roads", {"layer": "roads", "fids": "0"}, {"factor": "0.25"}, "slowed to 25%"),
    (
        "change_throughput",
        {"layer": "crossings", "fids": "0"},
        {"how": "set", "value": "40"},
        "1 border crossing point set to 40",
    ),
    ("close_area", {"name": "ford", "wkt": WKT}, {"name": "marsh"}, "closed within marsh"),
    ("lose_features", {"layer": "centres", "fids": "101"}, {"fids": "101,102"}, "2 of centres lost"),
    ("add_site", {"name": "School 5", "place": "30.5,49"}, {"name": "School 6"}, "School 6"),
    ("change_capacity", {"layer": "centres", "fids": "101"}, {"value": "3"}, "times 3"),
    ("influx", {"place": "30.5,49", "people": "500"}, {"people": "-3"}, "3 people leave"),
    ("utility_outage", {"area": "UA01"}, {"area": "UA02"}, "no power in UA02"),
    ("weather", {"temperature_c": "-20"}, {"temperature_c": "-5"}, "-5 °C"),
    ("change_stock", {"value": "2"}, {"value": "0.5"}, "times 0.5"),
    ("change_fleet", {"value": "2"}, {"vehicle": "bus", "value": "3"}, "number of bus"),
)


@pytest.fixture
def with_one(qtbot, window):
    """A scenario of one change, over a workspace that also holds a crossing and buses."""
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry import Point

    from layers.kinds import kind_named
    from layers.layer import new_layer

    workspace = window.session.workspace
    provenance = workspace.layers[0].provenance
    crossing = gpd.GeoDataFrame(
        {"name_en": ["West"], "people_per_hour": [100]}, geometry=[Point(29.1, 48.5)], crs=4326
    )
    buses = pd.DataFrame({"vehicle_id": ["B1"], "vehicle_type": ["bus"], "number": [4]})
    for name, kind, frame in (("crossings", "border_crossing", crossing), ("fleet", "vehicle", buses)):
        workspace = workspace.with_layer(new_layer(name, kind_named(kind), frame, provenance))
    first = Influx(place="30.5,49", people=5)
    window.session.change(tr("x"), with_scenario(workspace, Scenario(name="A", changes=(first,))), "A")
    qtbot.waitUntil(lambda: window.session.layer("fleet") is not None, timeout=20000)
    return first


@pytest.mark.parametrize(("kind", "texts", "edited", "words"), EACH, ids=[item[0] for item in EACH])
def test_a_line_of_each_kind_is_edited_ordered_switched_taken_out_and_undone(
    qtbot, window, settled, with_one, kind, texts, edited, words
):
    panel, session = window.scenarios, window.session

    def lines():
        return changes_of(window, "A")

    if kind in ("close_features", "slow_roads", "change_throughput"):
        name = texts["layer"]
        texts = {**texts, "fids": str(session.workspace.layer(name).frame.index[0])}
        edited = {**edited, "fids": texts["fids"]}
    dialog = window.what_ifs.open_what_if(scenario_named(session.workspace, "A"))
    dialog.choose_kind(kind)
    dialog.form.set_texts(texts)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: len(lines()) == 2, timeout=20000)
    dialog.close()
    made = lines()[1]
    assert made.kind == kind
    assert panel.item_of("A", 1).text(0) == str(made.text())
    # edited, and undone
    dialog = window.what_ifs.open_what_if(scenario_named(session.workspace, "A"), 1)
    dialog.form.set_texts({**texts, **edited})
    dialog.save_button.click()
    qtbot.waitUntil(lambda: words in str(lines()[1].text()), timeout=20000)
    if lines()[1] != made:
        session.undo()
        assert lines()[1] == made
    # switched off, and undone
    panel.item_of("A", 1).setCheckState(0, Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: not lines()[1].active, timeout=20000)
    session.undo()
    assert lines() == (with_one, made)
    # made earlier, and undone
    panel.tree.setCurrentItem(panel.item_of("A", 1))
    panel.up.click()
    qtbot.waitUntil(lambda: lines() == (made, with_one), timeout=20000)
    session.undo()
    assert lines() == (with_one, made)
    # taken out, undone, and done again
    panel.tree.setCurrentItem(panel.item_of("A", 1))
    panel.remove.click()
    assert lines() == (with_one,)
    session.undo()
    assert lines() == (with_one, made)
    session.redo()
    assert lines() == (with_one,)
    settled()


def test_the_baseline_is_named_in_the_language_of_the_window():
    from layers.text import in_language
    from planning.scenario import BASELINE, shown_name

    with in_language("uk"):
        assert str(shown_name(BASELINE.name)) == "Базовий стан"
        assert str(shown_name("")) == "Базовий стан"
        assert str(shown_name("Winter")) == "Winter"
    assert str(shown_name("baseline")) == "Baseline"


@pytest.fixture
def three(qtbot, window):
    """A scenario of three changes, chosen."""
    changes = (
        UseFront(date="2025-01-01"),
        LoseFeatures(layer="centres", fids=(101,)),
        Influx(place="30.5,49", people=5),
    )
    stored = with_scenario(window.session.workspace, Scenario(name="A", changes=changes))
    window.session.change(tr("scenario"), stored, "A")
    qtbot.waitUntil(lambda: len(window.session.situation.layer("centres")) == 9)
    return changes


def test_lines_are_ordered_switched_edited_and_taken_out_each_undone(qtbot, window, settled, three):
    panel, session = window.scenarios, window.session
    first, second, third = three
    panel.tree.setCurrentItem(panel.item_of("A", 2))
    assert not panel.down.isEnabled()
    panel.up.click()
    qtbot.waitUntil(lambda: changes_of(window, "A") == (first, third, second))
    assert panel._current()[1] == 1
    session.undo()
    assert changes_of(window, "A") == three
    panel.item_of("A", 1).setCheckState(0, Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: len(session.situation.layer("centres")) == 10)
    assert not changes_of(window, "A")[1].active
    panel.item_of("A", 1).setCheckState(0, Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: len(session.situation.layer("centres")) == 9)
    session.undo()
    assert panel.item_of("A", 1).checkState(0) == Qt.CheckState.Unchecked
    session.redo()
    panel.tree.setCurrentItem(panel.item_of("A", 2))
    dialog = window.what_ifs.open_what_if(scenario_named(session.workspace, "A"), 2)
    assert dialog.form.texts()["people"] == "5"
    dialog.form.fields["people"].set_text("70")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: changes_of(window, "A")[2].people == 70)
    panel.tree.setCurrentItem(panel.item_of("A", 0))
    panel.remove.click()
    assert [type(change) for change in changes_of(window, "A")] == [LoseFeatures, Influx]
    session.undo()
    assert [type(change) for change in changes_of(window, "A")] == [UseFront, LoseFeatures, Influx]
    settled()


def test_an_order_that_cannot_be_is_refused(qtbot, window, settled, three):
    moved = scenario_named(window.session.workspace, "A").with_change(UseFront(date="2025-01-14"), 0)
    with_two = with_scenario(window.session.workspace, Scenario(name="A", changes=moved.changes[:1]))
    window.session.change(tr("scenario"), with_two, "A")
    window.what_ifs.editor.add(scenario_named(with_two, "A"), UseFront(date="2025-01-01"))
    qtbot.waitUntil(window.messages.isVisible)
    assert "2025-01-01" in window.messages.text
    assert len(changes_of(window, "A")) == 1
    settled()


def test_scenarios_branch_are_renamed_and_removed(qtbot, window, settled, three):
    panel, session = window.scenarios, window.session
    panel.tree.setCurrentItem(panel.item_of("A"))
    branch = window.what_ifs.open_scenario(None, "A")
    branch.name.setText("a")
    branch.accept()
    assert "already" in branch.error
    branch.name.setText("B")
    branch.accept()
    assert scenario_named(session.workspace, "B").parent == "A"
    assert panel.item_of("B").text(0) == "B  (from A)"
    # the parent's changes are in effect
    qtbot.waitUntil(lambda: len(session.situation.layer("centres")) == 9)
    assert session.scenario.name == "B"
    rename = window.what_ifs.open_scenario(scenario_named(session.workspace, "A"), "")
    rename.name.setText("Winter")
    rename.accept()
    assert scenario_named(session.workspace, "B").parent == "Winter"
    circle = window.what_ifs.open_scenario(scenario_named(session.workspace, "Winter"), "")
    circle.branch.setCurrentText("B")
    circle.accept()
    assert "itself" in circle.error
    circle.reject()
    panel.tree.setCurrentItem(panel.item_of("Winter"))
    panel.remove.click()
    qtbot.waitUntil(window.messages.isVisible)
    assert set(names(window)) == {"Baseline", "Winter", "B"}
    panel.tree.setCurrentItem(panel.item_of("B"))
    panel.remove.click()
    assert names(window) == ["Baseline", "Winter"]
    session.undo()
    session.undo()
    assert names(window) == ["Baseline", "A", "B"]
    settled()


def test_a_scenario_that_no_longer_fits_is_told_of(qtbot, window, settled, three):
    window.session.change(tr("remove"), window.session.workspace.without_layer("centres"))
    qtbot.waitUntil(window.messages.isVisible)
    assert "centres" in window.messages.text
    assert window.session.scenario.name == "Baseline"
    assert window.tools.scenario.currentText() == "Baseline"
    settled()
