"""The list of steps."""

from __future__ import annotations

from layers.text import tr


def texts(window):
    steps = window.docks["steps"].widget().list
    return [steps.item(row).text() for row in range(steps.count())]


def test_steps_are_listed_and_gone_to(window):
    session = window.session
    opened = session.workspace
    session.change(tr("remove layer {name}", name="roads"), opened.without_layer("roads"))
    session.change(tr("remove layer {name}", name="areas"), session.workspace.without_layer("areas"))
    assert texts(window) == ["remove layer areas", "remove layer roads", "as opened"]
    steps = window.docks["steps"].widget().list
    steps.itemActivated.emit(steps.item(2))
    assert session.workspace is opened
    assert texts(window) == [
        "remove layer areas · taken back",
        "remove layer roads · taken back",
        "as opened",
    ]
    assert steps.currentRow() == 2
    steps.itemActivated.emit(steps.item(1))
    assert [layer.name for layer in session.workspace.layers] == [
        layer.name for layer in opened.layers if layer.name != "roads"
    ]
    assert str(session.redo_text) == "remove layer areas"


def test_the_step_that_the_file_holds_is_named(window, tmp_path):
    session = window.session
    session.saved(tmp_path / "a.gpkg", session.workspace, session.workspace)
    session.change(tr("remove layer {name}", name="roads"), session.workspace.without_layer("roads"))
    assert texts(window) == ["remove layer roads", "as opened · in the file"]
