"""Opening, saving, undoing, closing."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from desktop.file_controller import is_workspace
from desktop.session import Shown
from layers.formats.geopackage import load_workspace, save_workspace
from layers.text import tr


def test_save_and_reopen(qtbot, window, settled, tmp_path, monkeypatch):
    path = tmp_path / "winter"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))
    window.session.change(tr("remove layer roads"), window.session.workspace.without_layer("roads"))
    window.session.show("areas", Shown(False, 0.5))
    assert window.windowTitle().startswith("Winter*")
    assert window.status.saved.text() == "changes not saved"
    window.actions_by_id["file.save"].trigger()
    qtbot.waitUntil(lambda: not window.session.has_changes)
    saved = tmp_path / "winter.gpkg"
    assert is_workspace(saved)
    assert window.windowTitle().startswith("winter.gpkg –")
    assert window.status.saved.text().startswith("saved ")
    assert window.settings.recent == (str(saved),)
    window.files.new()
    assert window.session.workspace.layers == ()
    window.files.open_path(saved)
    qtbot.waitUntil(lambda: len(window.session.workspace.layers) == 5)
    assert window.session.path == saved
    assert window.session.shown("areas") == Shown(False, 0.5)
    assert not window.session.has_changes
    settled()


def test_saving_again_writes_only_what_changed(qtbot, window, settled, tmp_path, monkeypatch):
    from layers.formats import geopackage

    path = tmp_path / "w.gpkg"
    window.files._save_to(path, None)
    qtbot.waitUntil(lambda: window.session.path == path)
    written = []
    original = geopackage._write_layer
    monkeypatch.setattr(
        geopackage, "_write_layer", lambda layer, path: (written.append(layer.name), original(layer, path))
    )
    centres = window.session.workspace.layer("centres")
    changed = window.session.workspace.with_layer(
        centres.with_frame(centres.frame.drop(index=101), "one less")
    )
    window.session.change(tr("one less"), changed)
    window.actions_by_id["file.save"].trigger()
    qtbot.waitUntil(lambda: not window.session.has_changes)
    assert written == ["centres"]
    assert len(load_workspace(path).layer("centres")) == 9
    settled()


def test_undo_and_redo(window, settled):
    session, first = window.session, window.session.workspace
    assert not window.actions_by_id["edit.undo"].isEnabled()
    window._remove_layer("roads")
    undo, redo = window.actions_by_id["edit.undo"], window.actions_by_id["edit.redo"]
    assert undo.text() == "&Undo remove layer roads"
    assert session.has_changes
    undo.trigger()
    assert session.workspace is first
    assert not session.has_changes
    assert redo.text() == "&Redo remove layer roads"
    redo.trigger()
    assert [layer.name for layer in session.workspace.layers] == [
        "centres",
        "areas",
        "front",
        "stock",
        "people",
    ]
    assert not redo.isEnabled()
    settled()


def test_a_file_that_cannot_be_opened_is_told_of_in_the_bar(qtbot, window, settled, tmp_path):
    before = window.session.workspace
    bad = tmp_path / "bad.gpkg"
    bad.write_bytes(b"no database")
    window.files.open_path(bad)
    qtbot.waitUntil(window.messages.isVisible)
    assert "no Corridor workspace" in window.messages.text
    assert window.session.workspace is before
    assert window.canvas.notice == ""
    settled()


def test_a_failed_save_keeps_the_changes(qtbot, window, settled, tmp_path):
    window._remove_layer("roads")
    window.files._save_to(tmp_path / "no such folder" / "w.gpkg", None)
    qtbot.waitUntil(window.messages.isVisible)
    assert "could not be saved" in window.messages.text
    assert window.session.has_changes
    assert window.session.path is None
    assert not window.files.is_saving
    settled()


@pytest.mark.parametrize("answer", ["Cancel", "Discard", "Save"])
def test_closing_with_changes_asks(qtbot, window, settled, tmp_path, monkeypatch, answer):
    path = tmp_path / "w.gpkg"
    save_workspace(window.session.workspace, path)
    window.session.open(load_workspace(path), path)
    window._remove_layer("roads")
    settled()
    asked = []
    button = getattr(QMessageBox.StandardButton, answer)
    monkeypatch.setattr(window.files, "_ask", lambda: (asked.append(answer), button)[1])
    window.close()
    assert asked == [answer]
    if answer == "Cancel":
        assert window.isVisible()
        assert window.session.has_changes
        return
    qtbot.waitUntil(lambda: not window.isVisible())
    names = [layer.name for layer in load_workspace(path).layers]
    assert ("roads" in names) is (answer == "Discard")


def test_closing_waits_for_a_save(qtbot, window, settled, tmp_path, monkeypatch):
    import threading

    from layers.formats import geopackage

    release = threading.Event()
    original = geopackage._write_tables
    monkeypatch.setattr(geopackage, "_write_tables", lambda *args: (release.wait(5), original(*args))[1])
    path = tmp_path / "w.gpkg"
    window._remove_layer("roads")
    window.files._save_to(path, None)
    window.close()
    assert window.isVisible()
    release.set()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert len(load_workspace(path).layers) == 5
    assert [item.name for item in tmp_path.iterdir() if item.suffix == ".gpkg"] == ["w.gpkg"]


def test_the_layout_is_kept(qtbot, window):
    window.docks["activity"].hide()
    window.close()
    assert window.settings.geometry
    from desktop.main_window import MainWindow

    again = MainWindow(window.settings, ())
    qtbot.addWidget(again)
    again.show()
    assert not again.docks["activity"].isVisible()
    assert again.docks["layers"].isVisible()
