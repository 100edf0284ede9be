"""The window as a whole: start, crash, layers, search, names for screen readers, room on a small screen."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from desktop.__main__ import main
from desktop.actions import ACTIONS, TOOL_BAR
from desktop.crash_reporter import recovery_path
from desktop.dialog_opener import DialogOpener
from desktop.session import Shown
from layers.formats.geopackage import load_workspace
from layers.text import tr
from planning.analysis import run
from planning.outcome import FeatureRef
from planning.run_control import RunControl
from planning.scenario import BASELINE


def test_crash_saves_a_copy_first(qtbot, window, settled, tmp_path, capsys):
    window._remove_layer("roads")
    window.crashes.report(KeyError("lost"))
    dialog = window.crashes.dialog
    copies = list((tmp_path / "home" / "recovery").glob("unsaved.recovery-*.gpkg"))
    assert len(copies) == 1
    assert str(copies[0]) in dialog.message.text()
    assert len(load_workspace(copies[0]).layers) == 5
    assert window.session.has_changes
    window.crashes.report(ValueError("again"))
    assert window.crashes.dialog is dialog
    text = dialog._details.toPlainText()
    assert "KeyError" in text
    assert "ValueError" in text
    dialog.close()
    capsys.readouterr()
    settled()


def test_a_copy_goes_beside_the_workspace(tmp_path):
    path = recovery_path(tmp_path / "winter.gpkg")
    assert path.parent == tmp_path
    assert path.name.startswith("winter.recovery-")


def test_crash_when_even_the_copy_fails(window, settled, monkeypatch, capsys):
    window._remove_layer("roads")
    monkeypatch.setattr(window.session, "to_save", lambda: 1 / 0)
    window.crashes.report(KeyError("lost"))
    assert "could not be copied: division by zero" in window.crashes.dialog.message.text()
    window.crashes.dialog.close()
    capsys.readouterr()
    settled()


def test_painting_failures_reach_the_crash_reporter(qtbot, window, settled, monkeypatch, capsys):
    monkeypatch.setattr(window.canvas.worker.renderer, "_paint", lambda *_args: 1 / 0)
    window.canvas.zoom(2)
    qtbot.waitUntil(lambda: window.crashes.dialog is not None)
    window.crashes.dialog.close()
    monkeypatch.undo()
    capsys.readouterr()
    window.canvas.zoom(2)
    settled()


def listed(window):
    tree = window.layers.tree
    return {tree.topLevelItem(n).text(0): tree.topLevelItem(n) for n in range(tree.topLevelItemCount())}


def test_layer_list_switches_layers_and_shows_counts(qtbot, window, settled):
    qtbot.waitUntil(lambda: any(layer.key == "front:line" for layer in window.canvas.scene.layers))
    settled()
    items = listed(window)
    assert list(items) == ["Front", "Centres", "Roads", "Areas", "People", "Stock", "Base map"]
    assert items["Centres"].text(1) == "10"
    assert [items["Centres"].child(n).text(1) for n in range(items["Centres"].childCount())] == ["9", "0"]
    assert items["Centres"].child(1).toolTip(1) == "in view: 0; in all: 1"
    assert items["People"].checkState(0) == Qt.CheckState.Unchecked
    items["Areas"].setCheckState(0, Qt.CheckState.Unchecked)
    assert not window.session.shown("areas").visible
    settled()
    assert "areas" not in [layer.key for layer in window.canvas.picture.scene.layers]
    window.session.show("areas", Shown(True, 0.4))
    assert listed(window)["Areas"].checkState(0) == Qt.CheckState.Checked
    settled()
    assert next(x for x in window.canvas.picture.scene.layers if x.key == "areas").opacity == 0.4


def test_only_the_latest_front_is_drawn_with_its_contact_line(qtbot, window, settled):
    def keys():
        return [layer.key for layer in window.canvas.scene.layers]

    qtbot.waitUntil(lambda: "front:line" in keys(), timeout=10_000)
    settled()
    scene = {layer.key: layer for layer in window.canvas.picture.scene.layers}
    assert scene["front"].frame["front_date"].dt.day.tolist() == [14]
    assert all(rule.symbol.line == "" for rule in scene["front"].symbology.rules)
    assert all(rule.symbol.fill == "" for rule in scene["front:line"].symbology.rules)
    assert keys().index("front") < keys().index("front:line")
    window.session.show("front", Shown(False))
    assert not {"front", "front:line"} & set(keys())
    window.session.show("front", Shown(True))
    window.session.change(tr("none"), window.session.workspace.without_layer("front"))
    assert "front:line" not in keys()
    settled()


def test_points_a_run_does_not_speak_of_are_set_aside_and_come_back(window, settled, count):
    session = window.session
    outcome = run(count, session.workspace, BASELINE, count.parameters(), RunControl())
    session.add_outcome(outcome)
    assert session.shown("centres").visible
    silent = session.add_outcome(dataclasses.replace(outcome, findings=(), tables=()))
    assert not session.shown("centres").visible
    assert session.shown("roads").visible
    assert session.to_save() is session.workspace
    item = listed(window)["Centres"]
    assert item.checkState(0) == Qt.CheckState.Unchecked
    item.setCheckState(0, Qt.CheckState.Checked)
    assert session.shown("centres").visible
    session.show_run(silent)
    assert not session.shown("centres").visible
    session.remove_run(silent)
    assert session.shown("centres").visible
    settled()


def test_layer_menu(window, settled):
    menu = window.layers.menu_for("centres")
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts[:2] == ["Zoom to layer", "Open table"]
    assert texts[-2:] == ["Source and history…", "Remove layer"]
    menu.actions()[0].trigger()
    west, _, east, _ = window.canvas.view.bounds
    assert (east - west) < 200_000
    menu.actions()[1].trigger()
    assert window.table.layer_choice.currentData() == "centres"
    next(action for action in menu.actions() if action.text() == "Remove layer").trigger()
    assert window.session.layer("centres") is None
    stock = [action.text() for action in window.layers.menu_for("stock").actions() if action.text()]
    assert stock == ["Open table", "Rename…", "Source and history…", "Remove layer"]
    settled()


def test_search_finds_places_and_commands(qtbot, window, settled):
    search = window.tools.search
    search.setFocus()
    search.setText("East")
    search._search()
    qtbot.waitUntil(lambda: any("East" in text for text in search.suggestions))
    place = search._found.item(search.suggestions.index("East  ·  Admin area  ·  UA02"))
    search._take(place.data(Qt.ItemDataRole.UserRole))
    assert window.session.selection == (FeatureRef(layer="areas", fids=(2,)),)
    qtbot.waitUntil(lambda: search.text() == "")
    search.setText("zoom in")
    search._search()
    qtbot.waitUntil(lambda: "Zoom in" in search.suggestions)
    search.setText("30.5,49.1")
    QTest.keyClick(search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.canvas.view.scale < 60_000)
    assert window.canvas.view.lon_lat_of(
        window.canvas.width() / 2, window.canvas.height() / 2
    ) == pytest.approx((30.5, 49.1), abs=1e-6)
    settled()


def test_a_place_that_is_not_there_is_told_of(qtbot, window, settled):
    window.tools.search.setText("Atlantis")
    QTest.keyClick(window.tools.search, Qt.Key.Key_Return)
    qtbot.waitUntil(window.messages.isVisible)
    assert "Atlantis" in window.messages.text
    settled()


def test_every_control_has_a_name_for_screen_readers_and_can_be_reached_by_key(window):
    kinds = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QAbstractItemView)
    unnamed = []
    for control in window.findChildren(QWidget):
        inner = isinstance(
            control.parentWidget(), QComboBox | QAbstractSpinBox | QLineEdit | QAbstractItemView
        )
        if not isinstance(control, kinds) or inner or not control.isVisibleTo(window):
            continue
        text = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
        if (
            not text
            and "qt_" not in control.objectName()
            and type(control).__module__.startswith(("desktop", "PySide6"))
        ):
            unnamed.append((type(control).__name__, control.objectName(), control.toolTip()))
    assert unnamed == []


def test_nothing_is_clipped_on_a_small_screen(window, settled):
    assert (window.width(), window.height()) == (1366, 740)
    for name in ("layers", "scenarios", "plan", "table"):
        widget = window.docks[name].widget()
        assert widget.width() >= widget.minimumSizeHint().width(), name
        assert widget.height() >= widget.minimumSizeHint().height(), name
    bar = window.tools
    extension = bar.findChild(QWidget, "qt_toolbar_ext_button")
    assert extension is None or not extension.isVisible()
    for control in (bar.scenario, bar.search, bar.edition):
        assert control.width() >= control.minimumSizeHint().width()
    area = window.plan.findChild(QScrollArea)
    assert area.widget().width() <= area.viewport().width()
    settled()


def test_actions_are_whole():
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))
    assert {name for name in TOOL_BAR if name} <= set(ids)
    keys = [key for action in ACTIONS for key in action.shortcuts]
    assert len(keys) == len(set(keys))


def test_an_exercise_fills_the_forms_with_telling_values(window, settled):
    assert window.plan.form.fields["least_capacity"].value() == 50
    workspace = window.session.workspace
    centres = workspace.layer("centres")
    marked = dataclasses.replace(centres, provenance=dataclasses.replace(centres.provenance, exercise=True))
    window.session.change(tr("exercise"), workspace.with_layer(marked))
    assert window.plan.form.fields["least_capacity"].value() == 70
    window.plan.form.fields["least_capacity"].setValue(33)
    window.session.undo()
    assert window.plan.form.fields["least_capacity"].value() == 33
    settled()


def test_about_and_layer_windows_open(window, settled):
    from desktop.dialogs.about_dialog import AboutDialog, LayerDialog

    window.part(DialogOpener).about()
    window.findChild(AboutDialog).close()
    window.part(DialogOpener).layer_details("centres")
    window.findChild(LayerDialog).close()
    settled()


def test_commands_go_to_the_command_line(capsys):
    assert main(["layers", "no such file.gpkg"]) == 1
    assert "no such file.gpkg" in capsys.readouterr().err
    with pytest.raises(SystemExit) as wrong:
        main(["fly"])
    assert wrong.value.code == 2


def test_the_window_opens_for_nothing_or_a_workspace(monkeypatch):
    opened = []
    from desktop import application

    monkeypatch.setattr(application, "run_window", lambda path: opened.append(path) or 0)
    assert main([]) == 0
    assert main(["winter.GPKG"]) == 0
    assert [path and path.name for path in opened] == [None, "winter.GPKG"]
