"""The attribute table: order, values, and the selection it shares with the map."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt

from desktop.panels.table_model import OutcomeTable, shown_value
from desktop.records.model import FrameTable
from layers.kinds import kind_named
from layers.layer import new_layer
from layers.text import tr
from planning.outcome import Column, FeatureRef, Table

DISPLAY = Qt.ItemDataRole.DisplayRole


def column(model, name):
    return next(
        c
        for c in range(model.columnCount())
        if model.headerData(c, Qt.Orientation.Horizontal, DISPLAY) == name
    )


def values(model, name):
    at = column(model, name)
    return [model.data(model.index(row, at), DISPLAY) for row in range(model.rowCount())]


def test_values_are_shown_in_words(workspace):
    model = FrameTable(workspace.layer("centres"))
    assert values(model, "Status")[-1] == "closed"
    assert values(model, "Capacity, people")[0] == "100"
    assert values(model, "Capacity, people")[-1] == ""
    assert values(model, "Assessed on")[0] == "2025-01-02"
    assert values(model, "fid")[0] == "101"


def test_sorting_puts_the_unknown_last_either_way(workspace):
    model = FrameTable(workspace.layer("centres"))
    at = column(model, "Capacity, people")
    model.sort(at, Qt.SortOrder.AscendingOrder)
    assert values(model, "Capacity, people") == ["20", "30", "40", "50", "60", "70", "80", "90", "100", ""]
    model.sort(at, Qt.SortOrder.DescendingOrder)
    assert values(model, "Capacity, people")[0] == "100"
    assert values(model, "Capacity, people")[-1] == ""
    model.sort(-1)
    assert values(model, "fid")[0] == "101"
    model.sort(0, Qt.SortOrder.DescendingOrder)
    assert values(model, "fid")[0] == "110"
    assert model.rows_of(np.array([9])).tolist() == [0]


def test_a_million_rows_are_not_copied(provenance):
    frame = pd.DataFrame(
        {"item": pd.Series(["x"] * 1_000_000, dtype="str"), "quantity": np.arange(1_000_000)}
    )
    layer = new_layer("stock", kind_named("stock"), frame, provenance)
    model = FrameTable(layer)
    assert model.frame is layer.frame
    assert model.rowCount() == 1_000_000
    model.sort(column(model, "fid"), Qt.SortOrder.DescendingOrder)
    assert model.data(model.index(0, 0)) == str(layer.frame.index[-1])


def test_outcome_tables(workspace):
    table = Table(
        name="t",
        title=tr("T"),
        columns=(Column(name="a", label=tr("A")), Column(name="b", label=tr("B"), unit="km", decimals=1)),
        rows=(("x", 2.25), (tr("word"), None), ("c", 10.0), (True, 3)),
        features=(FeatureRef(layer="l", fids=(1,)), None, None, None),
    )
    model = OutcomeTable(table)
    assert values(model, "B, km") == ["2.2", "–", "10.0", "3"]
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert values(model, "B, km") == ["10.0", "3", "2.2", "–"]
    assert values(model, "A")[1] == "yes"
    model.sort(0, Qt.SortOrder.AscendingOrder)
    assert values(model, "A") == ["yes", "c", "word", "x"]


@pytest.mark.parametrize(
    ("value", "words"),
    [(1234567, "1,234,567"), (0.5, "0.5"), (2.0, "2"), (1e-6, "1e-06"), (None, ""), (pd.NA, ""), (pd.NaT, ""),
     (float("nan"), ""), (True, "yes"), (np.bool_(False), "no"), (pd.Timestamp("2025-01-02"), "2025-01-02"),
     (pd.Timestamp("2025-01-02 08:30"), "2025-01-02 08:30"), ("nanny", "nanny")],
)  # fmt: skip
def test_shown_value(value, words):
    assert shown_value(value) == words


def test_the_selection_goes_from_map_to_table(window, settled):
    window.session.select((FeatureRef(layer="roads", fids=(1,)),))
    assert window.table.layer_choice.currentData() == "roads"
    window.session.select((FeatureRef(layer="centres", fids=(103, 104, 108)),))
    table = window.table
    assert table.layer_choice.currentData() == "centres"
    assert sorted(i.row() for i in table.view.selectionModel().selectedRows()) == [2, 3, 7]
    window.session.select(())
    assert not table.view.selectionModel().hasSelection()
    settled()


def test_the_selection_goes_from_table_to_map(window, settled):
    window.table.show_layer("centres")
    model = window.table.model
    window.table.view.sortByColumn(column(model, "Capacity, people"), Qt.SortOrder.AscendingOrder)
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    window.table.view.selectionModel().select(model.index(0, 0), flags)
    assert window.session.selection == (FeatureRef(layer="centres", fids=(109,)),)
    settled()
    assert window.canvas.picture.scene.selected == (("centres", (109,)),)
    assert window.card.title == "Site 8"


def test_sorting_keeps_what_is_selected(window, settled):
    window.session.select((FeatureRef(layer="centres", fids=(101,)),))
    model = window.table.model
    window.table.view.sortByColumn(column(model, "Capacity, people"), Qt.SortOrder.AscendingOrder)
    assert [i.row() for i in window.table.view.selectionModel().selectedRows()] == [8]
    assert window.session.selection == (FeatureRef(layer="centres", fids=(101,)),)
    settled()
