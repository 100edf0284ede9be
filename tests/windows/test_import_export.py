"""Files dropped on the window come in; maps, tables and briefs go out."""

from __future__ import annotations

import dataclasses
import json

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from desktop.dialog_opener import DialogOpener
from desktop.dialogs.import_dialog import ImportDialog
from layers.formats.geopackage import save_workspace
from planning.analysis import run
from planning.run_control import RunControl
from planning.scenario import BASELINE


def drop(window, *paths):
    # the application sends drops on only from a drag it knows of, so that the window is handed the events
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDragEnterEvent(
        QPoint(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    event.ignore()
    window.dragEnterEvent(event)
    assert event.isAccepted()
    event = QDropEvent(
        QPointF(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    event.ignore()
    window.dropEvent(event)
    assert event.isAccepted()


@pytest.fixture
def crossings(tmp_path):
    path = tmp_path / "border_crossings_2025-01-10.geojson"
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [23.2, 49.9 + n / 10]},
            "properties": {
                "name_en": f"Crossing {n}",
                "crossing_type": "road",
                "status": "open",
                "country": "PL",
            },
        }
        for n in range(3)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_dropped_files_are_read_and_added_only_after_the_report(qtbot, window, settled, crossings):
    before = window.session.workspace
    drop(window, crossings)
    dialog = window.findChild(ImportDialog)
    assert not dialog.isModal()
    qtbot.waitUntil(dialog.add_button.isEnabled, timeout=15_000)
    item = dialog.tree.topLevelItem(0)
    assert (item.text(1), item.text(2), item.text(3)) == ("Border crossing points", "3", "0")
    assert window.session.workspace is before
    dialog.add_button.click()
    qtbot.waitUntil(lambda: window.session.workspace is not before, timeout=15_000)
    added = [layer for layer in window.session.workspace.layers if layer.kind.name == "border_crossing"]
    assert [len(layer) for layer in added] == [3]
    assert window.messages.text == "1 layer added."
    assert str(window.session.undo_text) == "import of 1 layer"
    settled()
    window.session.undo()
    assert window.session.workspace is before
    settled()


def test_cancelled_import_adds_nothing(qtbot, window, settled, crossings):
    before = window.session.workspace
    dialog = window.part(DialogOpener).import_files((crossings,))
    qtbot.waitUntil(dialog.add_button.isEnabled, timeout=15_000)
    dialog.reject()
    assert window.session.workspace is before
    settled()


def test_what_cannot_be_imported_is_said_in_the_dialog(qtbot, window, settled, tmp_path):
    bad = tmp_path / "photo.geojson"
    bad.write_text("no json", encoding="utf-8")
    dialog = window.part(DialogOpener).import_files((bad,))
    qtbot.waitUntil(lambda: "photo.geojson" in dialog._stage.text(), timeout=15_000)
    assert not dialog.add_button.isEnabled()
    assert "no valid JSON" in dialog.details.problems.item(0).text()
    dialog.reject()
    settled()


def test_an_import_is_added_to_the_workspace_as_it_is_by_then(qtbot, window, settled, crossings):
    dialog = window.part(DialogOpener).import_files((crossings,))
    qtbot.waitUntil(dialog.add_button.isEnabled, timeout=15_000)
    window._remove_layer("roads")
    before = window.session.workspace
    dialog.add_button.click()
    qtbot.waitUntil(lambda: window.session.workspace is not before, timeout=15_000)
    names = [layer.name for layer in window.session.workspace.layers]
    assert "roads" not in names
    assert len(names) == 6
    settled()


def test_a_dropped_workspace_is_opened(qtbot, window, settled, tmp_path, workspace):
    path = tmp_path / "other.gpkg"
    save_workspace(workspace.without_layer("roads"), path)
    drop(window, path)
    qtbot.waitUntil(lambda: window.session.path == path)
    assert len(window.session.workspace.layers) == 5
    settled()


@pytest.mark.parametrize(
    ("what", "name", "starts"),
    [
        ("map", "map.png", b"\x89PNG"),
        ("map", "map.pdf", b"%PDF"),
        ("tables", "t.xlsx", b"PK"),
        ("brief", "b.docx", b"PK"),
    ],
)
def test_exports(qtbot, window, settled, count, tmp_path, what, name, starts):
    session = window.session
    session.add_outcome(run(count, session.workspace, BASELINE, count.parameters(), RunControl()))
    dialog = window.part(DialogOpener).export(what)
    assert dialog.export_button.isEnabled()
    path = tmp_path / name
    dialog.export_to(path)
    qtbot.waitUntil(lambda: window.messages.isVisible() or window.crashes.dialog is not None, timeout=60_000)
    assert window.messages.text == f"1 file written: {path}"
    assert path.read_bytes().startswith(starts)
    settled()


def test_tables_need_a_run_and_the_edition_is_remembered(window, settled):
    dialog = window.part(DialogOpener).export("tables")
    assert not dialog.export_button.isEnabled()
    assert "Run an analysis first" in dialog._note.text()
    dialog.edition.setCurrentIndex(dialog.edition.findData("public"))
    assert "PUBLIC" in dialog._note.text()
    dialog.reject()
    window.set_edition("public")
    assert window.tools.edition.currentData() == "public"
    assert window.part(DialogOpener).export().edition.currentData() == "public"
    settled()


def test_an_export_that_fails_is_told_of(qtbot, window, settled, tmp_path):
    dialog = window.part(DialogOpener).export("map")
    dialog.export_to(tmp_path / "no such folder" / "map.png")
    qtbot.waitUntil(lambda: window.messages.isVisible() or window.crashes.dialog is not None, timeout=60_000)
    assert window.crashes.dialog is None
    settled()


def test_routes_are_written_only_where_there_are_some(qtbot, window, settled, count, tmp_path, monkeypatch):
    session = window.session
    outcome = run(count, session.workspace, BASELINE, count.parameters(), RunControl())
    session.add_outcome(outcome)
    dialog = window.part(DialogOpener).export("routes")
    assert not dialog.export_button.isEnabled()
    assert "run a route first" in dialog._note.text()
    dialog.reject()
    routes = dataclasses.replace(outcome.map_layers[0], name="routes")
    session.add_outcome(dataclasses.replace(outcome, map_layers=(routes,)))
    written = (tmp_path / "a_routes.gpx", tmp_path / "a_route_sheet.pdf")
    monkeypatch.setattr("planning.route_files.write_route_files", lambda folder, *_rest: written)
    dialog = window.part(DialogOpener).export("routes")
    assert dialog.export_button.isEnabled()
    dialog.export_to(tmp_path)
    qtbot.waitUntil(lambda: "2 files written" in window.messages.text, timeout=20_000)
    monkeypatch.setattr("planning.route_files.write_route_files", lambda *_rest: ())
    window.part(DialogOpener).export("routes").export_to(tmp_path)
    qtbot.waitUntil(lambda: "may hold none of these routes" in window.messages.text, timeout=20_000)
    settled()
