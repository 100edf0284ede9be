"""The import window: what each file is, and everything about it changed before it is added."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import rasterio
from PySide6.QtCore import Qt
from rasterio.transform import from_origin
from shapely.geometry import Point

from desktop.dialog_opener import DialogOpener
from desktop.dialogs.import_dialog import ImportDialog
from desktop.dialogs.import_entries import picture_of
from desktop.import_maps import load_import_maps
from layers.kinds import kind_named
from layers.layer import new_layer


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "mail"
    folder.mkdir()
    rows = [
        [f"S{n}", f"Site {n}", "School", "Wrking", 100, 90 + 5 * n, 48.5 + n / 10, 30.5, 4] for n in range(4)
    ]
    columns = ["site_id", "site_name", "site_type", "status", "capacity", "occupancy", "lat", "lon", "Loos"]
    pd.DataFrame(rows, columns=columns).to_csv(folder / "sites.csv", index=False)
    square = [[[30, 48], [33, 48], [33, 50], [30, 50], [30, 48]]]
    shape = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": square}}
    (folder / "shape.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [shape]}), "utf-8"
    )
    (folder / "notes.mat").write_bytes(b"MATLAB")
    return folder


@pytest.fixture
def dialog(qtbot, window, settled, files):
    made = window.part(DialogOpener).import_files(tuple(sorted(files.iterdir())))
    qtbot.waitUntil(lambda: made.tree.topLevelItemCount() == 3, timeout=20_000)
    yield made
    settled()


def _entry(dialog, name):
    return next(entry for entry in dialog._entries if entry.file == name)


def _choose(dialog, name):
    names = [entry.file for entry in dialog._entries]
    dialog.tree.setCurrentItem(dialog.tree.topLevelItem(names.index(name)))


def _row(table, text, column=0):
    return next(row for row in range(table.rowCount()) if table.item(row, column).text() == text)


def _pick(combo, value):
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def _settled(qtbot, dialog, name, test):
    qtbot.waitUntil(lambda: dialog._job is None and test(_entry(dialog, name)), timeout=20_000)


def test_good_doubtful_and_refused(dialog):
    states = {entry.file: entry.state for entry in dialog._entries}
    assert states == {"sites.csv": "good", "shape.geojson": "doubtful", "notes.mat": "refused"}
    _choose(dialog, "sites.csv")
    details = dialog.details
    assert details.kind.currentData() == "collective_centre"
    assert "sure" in details.evidence.text()
    assert details.rows.model().rowCount() == 4
    assert details.rows.model().headerData(0, Qt.Orientation.Vertical) == "2"
    assert details.picture.image is not None
    told = [details.problems.item(row).text() for row in range(details.problems.count())]
    assert any("Occupancy is more than Capacity in 1 row" in text for text in told)
    details.offending.setChecked(True)
    assert details.rows.model().rowCount() == 1, "what is said of every row is said of the file"
    _choose(dialog, "notes.mat")
    assert "Corridor reads GeoJSON" in details.problems.item(0).text()
    assert not details.add_it.isEnabled()
    assert "Not imported: notes.mat" in dialog._stage.text()


def test_everything_is_changed_before_it_is_added(qtbot, window, dialog):
    _choose(dialog, "sites.csv")
    details = dialog.details
    _pick(details.words.combo(_row(details.words, "Wrking", 1)), "active")
    _settled(qtbot, dialog, "sites.csv", lambda e: e.layer.frame["status"].tolist() == ["active"] * 4)
    _pick(details.fields.combo(_row(details.fields, "Toilets")), "Loos")
    _settled(qtbot, dialog, "sites.csv", lambda e: e.layer.frame["toilets"].fillna(0).tolist() == [4] * 4)
    assert _entry(dialog, "sites.csv").layer.frame["status"].tolist() == ["active"] * 4
    details.date.setText("2025-01-09")
    details.date.editingFinished.emit()
    _settled(qtbot, dialog, "sites.csv", lambda e: str(e.layer.provenance.date) == "2025-01-09")
    _choose(dialog, "shape.geojson")
    _pick(details.kind, "hazard_area")
    _settled(qtbot, dialog, "shape.geojson", lambda e: e.layer.kind.name == "hazard_area")
    assert details.evidence.text() == "chosen by you"
    details.add_it.setChecked(False)
    before = window.session.workspace
    dialog.add_button.click()
    qtbot.waitUntil(lambda: window.session.workspace is not before, timeout=20_000)
    new = [
        layer
        for layer in window.session.workspace.layers
        if layer.name not in {x.name for x in before.layers}
    ]
    assert [(layer.kind.name, len(layer)) for layer in new] == [("collective_centre", 4)]
    (remembered,) = load_import_maps()
    assert remembered.content["values"] == {"status": {"wrking": "active"}}
    window.session.undo()
    assert window.session.workspace is before


def test_a_column_taken_away_and_a_wrong_date(qtbot, dialog):
    _choose(dialog, "sites.csv")
    details = dialog.details
    _pick(details.fields.combo(_row(details.fields, "Capacity")), "")
    _settled(qtbot, dialog, "sites.csv", lambda e: e.layer.frame["capacity"].isna().all())
    details.date.setText("9.1.2025")
    details.date.editingFinished.emit()
    assert "no date" in details.evidence.text()


def test_the_report_is_written(qtbot, dialog, tmp_path):
    dialog.write_report(tmp_path / "report.xlsx")
    qtbot.waitUntil(lambda: "Report written" in dialog._stage.text(), timeout=20_000)
    files = openpyxl.load_workbook(tmp_path / "report.xlsx")["Files"]
    assert {row[0].value for row in files.iter_rows(min_row=2)} == {"sites.csv", "shape.geojson", "notes.mat"}


def test_reading_is_stopped_and_begun_again(qtbot, window, settled, files):
    dialog = window.part(DialogOpener).import_files(tuple(files.iterdir()))
    assert dialog.stop_button.isVisible()
    dialog.stop_button.click()
    qtbot.waitUntil(lambda: dialog._job is None, timeout=5_000)
    assert dialog.tree.topLevelItemCount() in (0, 3)
    dialog.read([files / "sites.csv"])
    dialog.read([files / "sites.csv", files / "notes.mat"])
    qtbot.waitUntil(lambda: dialog.tree.topLevelItemCount() == 2, timeout=20_000)
    dialog.reject()
    settled()


def test_names_are_decided(qtbot, window, settled, tmp_path):
    path = tmp_path / "needs.csv"
    pd.DataFrame({"oblast": ["West", "Easte"], "in need": [5, 7], "targeted": [1, 2]}).to_csv(
        path, index=False
    )
    dialog = window.part(DialogOpener).import_files((path,))
    qtbot.waitUntil(lambda: dialog.tree.topLevelItemCount() == 1, timeout=20_000)
    table = dialog.details.areas
    assert dialog._entries[0].report.review
    assert dialog.details.tabs.isTabVisible(3)
    combo = table.combo(_row(table, "Easte"))
    if combo.findData("UA02") < 0:
        combo.addItem("East", "UA02")
    _pick(combo, "UA02")
    _settled(qtbot, dialog, "needs.csv", lambda e: "UA02" in e.layer.frame["area_code"].tolist())
    assert isinstance(dialog, ImportDialog)
    dialog.reject()
    settled()


def test_an_update_is_told_before_it_is_added_and_can_be_declined(qtbot, window, settled, tmp_path):
    def write(name, occupancy):
        rows = [[f"T{n}", f"Site {n}", "School", 100, occupancy, 48.5 + n / 10, 30.5] for n in range(3)]
        columns = ["site_id", "site_name", "site_type", "capacity", "occupancy", "lat", "lon"]
        pd.DataFrame(rows, columns=columns).to_csv(tmp_path / name, index=False)
        return tmp_path / name

    first = window.part(DialogOpener).import_files((write("shelters_2024-11-01.csv", 50),))
    qtbot.waitUntil(first.add_button.isEnabled, timeout=20_000)
    before = window.session.workspace
    first.add_button.click()
    qtbot.waitUntil(lambda: window.session.workspace is not before, timeout=20_000)
    second = window.part(DialogOpener).import_files((write("shelters_2024-12-01.csv", 60),))
    qtbot.waitUntil(second.add_button.isEnabled, timeout=20_000)
    assert "0 added; 0 gone; 3 changed (T0, T1, T2)" in second.details.problems.item(0).text()
    second.details.as_new.setChecked(True)
    qtbot.waitUntil(lambda: second._job is None and second._entries[0].told == (), timeout=20_000)
    second.details.as_new.setChecked(False)
    qtbot.waitUntil(lambda: second._job is None and second._entries[0].told != (), timeout=20_000)
    count = len(window.session.workspace.layers)
    before = window.session.workspace
    second.add_button.click()
    qtbot.waitUntil(lambda: window.session.workspace is not before, timeout=20_000)
    assert len(window.session.workspace.layers) == count
    settled()


def test_the_preview_shows_every_record_whatever_the_limits_of_the_style(qapp, provenance):
    def preview(*points):
        frame = gpd.GeoDataFrame(geometry=[Point(*point) for point in points], crs=4326)
        return picture_of(new_layer("f", kind_named("facility"), frame, provenance))

    corners = (23.0, 45.0), (39.0, 51.0)
    assert kind_named("facility").symbology.max_scale < 10_000_000
    assert preview(*corners) != preview(*corners, (31.0, 48.0))


def test_a_grid_is_scaled_to_a_total_and_says_so(qtbot, window, settled, tmp_path):
    path = tmp_path / "ukr_ppp_2020.tif"
    values = np.array([[10.0, 20.0], [30.0, 40.0]], dtype="float32")
    where = from_origin(30.0, 50.0, 1.0, 1.0)
    with rasterio.open(path, "w", driver="GTiff", width=2, height=2, count=1, dtype="float32",
                       crs="EPSG:4326", transform=where) as grid:  # fmt: skip
        grid.write(values, 1)
    dialog = window.part(DialogOpener).import_files((path,))
    qtbot.waitUntil(dialog.add_button.isEnabled, timeout=20_000)
    details = dialog.details
    assert details.total.isVisible()
    details.total.setText("many")
    details.total.editingFinished.emit()
    assert "no number" in details.evidence.text()
    details.total.setText("1,000")
    details.total.editingFinished.emit()
    _settled(qtbot, dialog, path.name, lambda e: abs(float(e.layer.raster.values.sum()) - 1000) < 0.1)
    told = [str(problem.text) for problem in _entry(dialog, path.name).report.messages]
    assert any("scaled to a stated total" in text for text in told)
    assert details.total.text() == "1,000"
    dialog.reject()
    settled()


def test_closing_while_files_are_read_leaves_nothing_behind(qtbot, window, settled, files):
    dialog = window.part(DialogOpener).import_files(tuple(files.iterdir()))
    job = dialog._job
    dialog.reject()
    qtbot.waitUntil(lambda: not window.background.running(), timeout=20_000)
    job.wait(20)
    qtbot.wait(100)
    assert window.crashes.dialog is None
    settled()
