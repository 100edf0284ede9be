"""What is done with the table: filter, order, editing, clipboard, fields, calculator."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit
from shapely.geometry import Point

from desktop.panels.table_panel import TablePanel
from desktop.records.clipboard import copied_text, defused, pasted_cells
from desktop.records.columns import RememberedColumns
from desktop.records.model import FrameTable
from desktop.records.selection import RowSelection
from desktop.table_tools import TableTools
from layers.kinds import kind_named
from layers.layer import new_layer
from layers.records.matching import Condition, Relation
from planning.outcome import FeatureRef
from planning.scenario import Amount, ChangeCapacity, Scenario, with_scenario

ROWS = QItemSelectionModel.SelectionFlag.Rows
FLAGS = QItemSelectionModel.SelectionFlag


@pytest.fixture
def table(window):
    window.table.show_layer("centres")
    return window.table


@pytest.fixture
def tools(window, table):
    return window.part(TableTools)


def at(table, name, row=0):
    return table.model.index(row, table.model.column_named(name))


def shown(table, name="site_id"):
    column = table.model.column_named(name)
    return [table.model.data(table.model.index(row, column)) for row in range(table.model.rowCount())]


def picked(table):
    return sorted(int(fid) for fid in table.model.frame.index[table.selection.marks])


# filter and order


def test_words_filter_while_they_are_typed(qtbot, table):
    qtbot.keyClicks(table.filter_bar.text, "site s7")
    qtbot.waitUntil(lambda: shown(table) == ["S7"])
    assert "1 of 10 records" in table._count.text()
    table.clear_query()
    assert len(shown(table)) == 10
    assert table.filter_bar.text.text() == ""


def test_conditions_and_what_is_selected_alone(table, window):
    table.ask(conditions=(Condition(column="capacity", relation=Relation.BETWEEN, values=(50, 70)),))
    assert shown(table) == ["S3", "S4", "S5"]
    header = table.model.headerData(
        table.model.column_named("capacity"), Qt.Orientation.Horizontal, Qt.ItemDataRole.FontRole
    )
    assert header.bold()
    window.session.select((FeatureRef(layer="centres", fids=(104, 110)),))
    table.ask(only_selected=True)
    assert shown(table) == ["S3"]
    table.ask(conditions=())
    assert shown(table) == ["S3", "S9"]
    window.session.select((FeatureRef(layer="centres", fids=(101,)),))
    assert shown(table) == ["S0"]


def test_a_filter_is_applied_to_the_selection_of_the_map(table, tools, window):
    table.ask(text="site")
    table.ask(conditions=(Condition(column="capacity", relation=Relation.UNKNOWN),))
    tools.select_shown()
    assert window.session.selection == (FeatureRef(layer="centres", fids=(110,)),)
    table.clear_query()
    tools.invert()
    assert len(window.session.selection[0].fids) == 9


def test_what_is_filtered_out_stays_selected(table, window):
    window.session.select((FeatureRef(layer="centres", fids=(101, 105)),))
    table.ask(text="S4")
    assert shown(table) == ["S4"]
    assert picked(table) == [101, 105]
    table.selection.select(table.model.index(0, 0), FLAGS.Toggle | ROWS)
    assert window.session.selection == (FeatureRef(layer="centres", fids=(101,)),)


def test_heads_sort_and_shift_adds_a_column(table):
    status, capacity = table.model.column_named("status"), table.model.column_named("capacity")
    table.sort_by(status)
    table.sort_by(capacity, with_others=True)
    assert shown(table)[:2] == ["S8", "S7"]
    assert shown(table)[-1] == "S9"
    headings = [table.model.headerData(c, Qt.Orientation.Horizontal) for c in (status, capacity)]
    assert headings == ["Status ↑1", "Capacity, people ↑2"]
    table.sort_by(capacity, with_others=True)
    assert shown(table)[0] == "S0"
    table.sort_by(capacity)
    assert shown(table)[0] == "S8"
    table.sort_by(capacity)
    assert shown(table)[0] == "S0"
    assert shown(table)[-1] == "S9"
    table.sort_by(capacity)
    assert table.query.sorting == ()


def test_the_window_of_conditions(qtbot, table, tools):
    tools.open_conditions("capacity")
    dialog = tools._dialog
    row = dialog.rows[-1]
    assert row.column.currentData() == "capacity"
    row.relation.setCurrentIndex(row.relation.findData("between"))
    qtbot.keyClicks(row.first, "50")
    assert len(shown(table)) == 6
    qtbot.keyClicks(row.second, "6o")
    assert not row.problem.isHidden()
    row.second.setText("60")
    assert row.problem.isHidden()
    assert shown(table) == ["S4", "S5"]
    more = dialog.add_row()
    more.column.setCurrentIndex(more.column.findData("site_id"))
    more.relation.setCurrentIndex(more.relation.findData("one_of"))
    offered = {item.text(): item for item in more._items()}
    offered["S5"].setCheckState(Qt.CheckState.Checked)
    assert shown(table) == ["S5"]
    dialog.close()
    tools.open_conditions()
    assert [r.relation.currentData() for r in tools._dialog.rows] == ["between", "one_of"]
    tools._dialog.remove_all()
    assert len(shown(table)) == 10


def test_the_value_of_a_cell_filters(table, tools):
    tools.filter_by(at(table, "status", 9))
    assert shown(table) == ["S9"]
    table.clear_query()
    tools.filter_by(at(table, "capacity", 9))
    assert shown(table) == ["S9"]


def test_keys_sort_and_filter_by_the_current_cell(qtbot, table, window):
    table.view.setCurrentIndex(at(table, "capacity"))
    window.actions_by_id["table.sort"].trigger()
    assert shown(table)[0] == "S8"
    table.view.setCurrentIndex(at(table, "status", 9))
    window.actions_by_id["table.filter_value"].trigger()
    assert shown(table) == ["S9"]
    window.actions_by_id["table.clear_query"].trigger()
    assert shown(table)[0] == "S0"


# selection


def test_shift_and_control_select_as_in_any_table(table):
    select, index = table.selection.select, table.model.index
    select(index(2, 0), FLAGS.ClearAndSelect | ROWS)
    ranged = [index(row, 0) for row in (2, 4)]
    from PySide6.QtCore import QItemSelection

    select(QItemSelection(*ranged), FLAGS.SelectCurrent | ROWS)
    assert picked(table) == [103, 104, 105]
    select(QItemSelection(index(2, 0), index(3, 0)), FLAGS.SelectCurrent | ROWS)
    assert picked(table) == [103, 104]
    select(index(9, 0), FLAGS.Toggle | ROWS)
    select(index(3, 0), FLAGS.Toggle | ROWS)
    assert picked(table) == [103, 110]
    table.view.selectAll()
    assert len(picked(table)) == 10
    table.view.clearSelection()
    assert picked(table) == []


def test_scattered_rows_are_marked_and_not_handed_to_qt(qtbot, provenance):
    frame = pd.DataFrame({"item": ["x"] * 3000, "quantity": np.arange(3000.0)})
    model = FrameTable(new_layer("stock", kind_named("stock"), frame, provenance))
    selection = RowSelection(model)
    selection.mark(np.arange(0, 3000, 2))
    assert selection.count == 1500
    assert not selection.is_mirrored
    assert not selection.hasSelection()
    assert selection.is_marked(2)
    assert not selection.is_marked(3)
    selection.select(model.index(5, 0), FLAGS.ClearAndSelect | ROWS)
    assert selection.is_mirrored
    assert [i.row() for i in selection.selectedRows()] == [5]


def test_statistics_follow_column_and_selection(table, window):
    table.view.setCurrentIndex(at(table, "capacity"))
    table.view.clearSelection()
    words = table.statistics.words
    assert words.startswith("Capacity: 9 known, 1 unknown, 9 different · sum 540 people · mean 60 people")
    window.session.select((FeatureRef(layer="centres", fids=(101, 102)),))
    assert "sum 190 people" in table.statistics.words
    table.selection.setCurrentIndex(at(table, "status"), FLAGS.NoUpdate)
    assert table.statistics.words.endswith("active 2")


def test_going_to_a_record(table, tools, window):
    tools.go_to_record(107)
    assert window.session.selection == (FeatureRef(layer="centres", fids=(107,)),)
    table.ask(text="S1")
    tools.go_to_record(107)
    assert "filtered out" in table.notice.text()
    tools.go_to_record(999)
    assert "999" in table.notice.text()


# editing


def editor_of(table, name, row=0):
    table.view.setCurrentIndex(at(table, name, row))
    table.view.edit_current()
    view = (
        table.view.frozen if table.view.currentIndex().column() in table.view._frozen_columns else table.view
    )
    kinds = (QLineEdit, QComboBox)
    return next(child for kind in kinds for child in view.viewport().findChildren(kind) if child.isVisible())


def test_a_number_is_typed_and_undone(qtbot, table, window):
    window.table.show()
    line = editor_of(table, "capacity")
    assert line.placeholderText() == "at least 0 people"
    line.clear()
    qtbot.keyClicks(line, "1 234")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(table, "capacity")[0] == "1,234")
    assert window.session.workspace.layer("centres").frame.at[101, "capacity"] == 1234  # noqa: PD008
    assert str(window.session.undo_text) == "edit capacity of record 101 in centres"
    window.session.undo()
    assert shown(table, "capacity")[0] == "100"


def test_a_wrong_value_is_told_and_what_was_typed_stays(qtbot, table, window):
    line = editor_of(table, "capacity")
    line.setText("-5")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "out of bounds" in table.notice.text())
    again = lambda: [c for c in table.view.viewport().findChildren(QLineEdit) if c.isVisible()]  # noqa: E731
    qtbot.waitUntil(lambda: any(c.text() == "-5" for c in again()))
    assert window.session.undo_text is None
    line = next(c for c in again() if c.text() == "-5")
    line.setText("5")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(table, "capacity")[0] == "5")
    assert table.notice.isHidden()


def test_known_values_are_chosen_from_a_list(qtbot, table, window):
    box = editor_of(table, "status")
    labels = [box.itemText(row) for row in range(box.count())]
    assert labels == ["unknown", "active", "standby", "closed", "planned"]
    assert box.currentText() == "active"
    box.setCurrentIndex(2)
    table.view.commitData(box)
    assert shown(table, "status")[0] == "standby"
    truth = editor_of(table, "heating_works")
    assert [truth.itemText(row) for row in range(truth.count())] == ["unknown", "yes", "no"]


def test_names_are_edited_where_they_stay_in_sight(qtbot, table):
    line = editor_of(table, "name_en")
    line.setText("School")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(table, "name_en")[0] == "School")


def test_delete_makes_a_value_unknown(qtbot, table, window):
    table.view.setCurrentIndex(at(table, "assessed_on"))
    qtbot.keyClick(table.view, Qt.Key.Key_Delete)
    assert shown(table, "assessed_on")[0] == ""
    assert pd.isna(window.session.workspace.layer("centres").frame.at[101, "assessed_on"])  # noqa: PD008


def test_scroll_filter_and_order_stay_through_an_edit(table):
    table.ask(text="site", sorting=(("capacity", True),))
    model = table.model
    model.setData(at(table, "capacity"), "1")
    assert table.model is model
    assert shown(table, "capacity")[:2] == ["1", "90"]


def test_records_of_outcomes_and_ids_are_only_read(table, window, count):
    from planning.run_control import RunControl
    from planning.scenario import BASELINE

    assert not table.model.flags(table.model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    parameters = count.parameters()
    outcome = count.calculate(window.session.workspace, BASELINE, parameters, RunControl())
    run = window.session.add_outcome(outcome)
    table.show_layer(run.key(outcome.map_layers[0]))
    assert table.model.write is None
    assert not table.model.setData(at(table, "name_en"), "x")
    assert not window.part(TableTools).can_edit


def test_an_edit_while_a_scenario_is_shown_goes_to_the_baseline(qtbot, table, window):
    change = ChangeCapacity(layer="centres", fids=(101,), how=Amount.SET, value=7)
    scenario = Scenario(name="Cut", changes=(change,))
    window.session.change(scenario_step(), with_scenario(window.session.workspace, scenario), scenario="Cut")
    qtbot.waitUntil(lambda: shown(table, "capacity")[0] == "7")
    table.model.setData(at(table, "capacity"), "55")
    assert "Scenario “Cut” sets capacity of record 101 itself" in table.notice.text()
    table.model.setData(at(table, "capacity", 1), "56")
    assert "Edits change the baseline" in table.notice.text()
    qtbot.waitUntil(lambda: shown(table, "capacity")[:2] == ["7", "56"])
    baseline = window.session.workspace.layer("centres").frame
    assert baseline.loc[[101, 102], "capacity"].tolist() == [55, 56]


def test_a_record_that_a_scenario_made_is_refused(table, window):
    session = window.session
    layer = session.situation.layer("centres")
    row = gpd.GeoDataFrame({"site_id": ["new"]}, geometry=[Point(30, 49)], crs=4326, index=[500])
    grown = layer.with_frame(pd.concat([layer.frame, row]))
    session.scenario = Scenario(name="Built", parent="x")
    session._set_situation(session.workspace.with_layer(grown))
    assert len(shown(table)) == 11
    assert not table.model.setData(at(table, "capacity", 10), "5")
    assert "record 500 was made by scenario “Built”" in table.notice.text()
    assert session.undo_text is None


def scenario_step():
    from layers.text import tr

    return tr("make scenario")


# fields and calculator


def test_an_own_field_is_added_filled_and_removed(table, tools, window):
    table.editor.add_field("centres", "tents", "integer")
    assert table.model.column_named("tents") > 0
    table.model.setData(at(table, "tents"), "4")
    assert shown(table, "tents")[0] == "4"
    table.view.setCurrentIndex(at(table, "tents"))
    tools.remove_field()
    assert table.model.column_named("tents") == -1
    window.session.undo()
    assert shown(table, "tents")[0] == "4"
    table.view.setCurrentIndex(at(table, "capacity"))
    tools.remove_field()
    assert "cannot be removed" in table.notice.text()


def test_a_field_is_calculated_for_what_is_selected(qtbot, table, tools, window):
    window.session.select((FeatureRef(layer="centres", fids=(101, 110)),))
    tools.open_calculator()
    dialog = tools._dialog
    dialog.expression.setText("capacity *")
    qtbot.waitUntil(lambda: "cannot be read" in dialog.answer.text())
    assert not dialog.calculate.isEnabled()
    dialog.expression.setText("capacity / 2")
    dialog.field.setEditText("half")
    qtbot.waitUntil(dialog.calculate.isEnabled)
    assert "50 people, unknown" in dialog.answer.text()
    dialog.calculate.click()
    qtbot.waitUntil(lambda: table.model.column_named("half") > 0)
    assert shown(table, "half") == ["50", *[""] * 9]
    assert str(window.session.undo_text) == "calculate half of centres"


# clipboard


def test_what_is_copied_is_read_as_it_stands(table, tools, window):
    frame = window.session.workspace.layer("centres").frame
    assert frame is table.model.frame
    table.model.setData(at(table, "name_en"), "=1+1")
    window.session.select((FeatureRef(layer="centres", fids=(101, 110)),))
    tools.copy()
    rows = QGuiApplication.clipboard().text().splitlines()
    assert len(rows) == 3
    heads, first = rows[0].split("\t"), rows[1].split("\t")
    cells = dict(zip(heads, first, strict=True))
    assert cells["Name (English)"] == "'=1+1"
    assert cells["Capacity, people"] == "100"
    assert cells["Assessed on"] == "2025-01-02"
    assert heads[:2] == ["fid", "Name (English)"]


def test_numbers_are_neither_grouped_nor_rounded(workspace, provenance):
    frame = pd.DataFrame({"item": ["a\tb", "-x", None], "tonnes": [1234567.123456, -2.0, np.nan]})
    layer = new_layer("stock", kind_named("stock"), frame, provenance)
    model = FrameTable(layer)
    columns = [model.column_named("item"), model.column_named("tonnes")]
    text = copied_text(model, np.arange(3), columns, ",")
    assert text.split("\r\n")[1:] == ['"a\tb"\t1234567,123456', "'-x\t-2", "\t", ""]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1"])
def test_formulas_are_defused_and_come_back(text):
    assert defused(text) == f"'{text}"
    assert pasted_cells(f'"{defused(text)}"\n') == [[text]]


def test_cells_are_pasted_all_or_none(table, tools, window):
    QGuiApplication.clipboard().setText("1\tактивний\r\n2\tx\r\n")
    table.view.setCurrentIndex(at(table, "capacity"))
    tools.paste()
    assert "“активний” does not fit" in table.notice.text()
    assert shown(table, "capacity")[0] == "100"
    QGuiApplication.clipboard().setText("1\t2\r\n3\t\r\n")
    tools.paste()
    assert shown(table, "capacity")[:2] == ["1", "3"]
    assert shown(table, "occupancy")[:2] == ["2", ""]
    window.session.undo()
    assert shown(table, "capacity")[0] == "100"
    table.view.setCurrentIndex(at(table, "capacity", 9))
    tools.paste()
    assert "do not fit from here" in table.notice.text()


# columns


def test_columns_are_remembered_for_the_kind(qtbot, table, window):
    model, head = table.model, table.view.horizontalHeader()
    assert head.logicalIndex(0) == 0
    assert head.logicalIndex(1) == model.name_column()
    capacity = model.column_named("capacity")
    table.view.setColumnWidth(capacity, 177)
    head.moveSection(head.visualIndex(capacity), 2)
    table.columns.set_shown(model.column_named("status"), shown=False)
    table.columns.keep_names(False)
    other = TablePanel(window.session)
    qtbot.addWidget(other)
    other.show_layer("centres")
    assert other.view.columnWidth(capacity) == 177
    assert other.view.horizontalHeader().visualIndex(capacity) == 2
    assert other.view.isColumnHidden(model.column_named("status"))
    assert not other.columns.keeps_names
    assert not other.view.frozen.isVisibleTo(other)
    other.show_layer("areas")
    assert other.columns.keeps_names
    other.statistics.stop()


def test_columns_fit_what_they_hold_when_the_layer_changes(table):
    for key in ("roads", "centres", "areas", "centres"):
        table.show_layer(key)
    model, view = table.model, table.view
    names = model.name_column()
    heading = view.fontMetrics().horizontalAdvance(model.heading_of(model.columns[names]))
    assert view.columnWidth(names) > heading
    assert view.frozen.columnWidth(names) == view.columnWidth(names)


def test_a_damaged_file_of_columns_is_passed_over(tmp_path):
    path = tmp_path / "columns.json"
    path.write_text('{"a": 3}', encoding="utf-8")
    assert RememberedColumns(path).layout_of("a").frozen


# size


class Counting:
    """A pandas array that counts the cells taken from it."""

    def __init__(self, array):
        self.array, self.taken = array, 0

    def __len__(self):
        return len(self.array)

    def __getitem__(self, key):
        found = self.array[key]
        self.taken += 1 if np.isscalar(key) else len(found)
        return found

    def __getattr__(self, name):
        return getattr(self.array, name)


def test_a_million_rows_are_scrolled_by_touching_what_is_in_sight(qtbot, provenance):
    count = 1_000_000
    frame = pd.DataFrame(
        {"item": pd.Series(["x", "y"] * (count // 2), dtype="str"), "quantity": np.arange(float(count))}
    )
    layer = new_layer("stock", kind_named("stock"), frame, provenance)
    asked = []

    class Asked(FrameTable):
        def flags(self, index):
            asked.append(index.row())
            return super().flags(index)

    model = Asked(layer)
    assert model.frame is layer.frame
    assert np.shares_memory(model.columns[-1].array, layer.frame[model.columns[-1].name].array)
    spies = [Counting(column.array) for column in model.columns]
    model.columns = tuple(
        dataclasses.replace(column, array=spy) for column, spy in zip(model.columns, spies, strict=True)
    )
    from desktop.records.view import RecordView

    view = RecordView()
    qtbot.addWidget(view)
    selection = view.show_table(model)
    view.resize(600, 300)
    for row in range(0, count, 50_000):
        view.verticalScrollBar().setValue(row)
        view.viewport().grab()
    rows_in_sight = 300 // 22 + 2
    assert 0 < sum(spy.taken for spy in spies) <= 22 * rows_in_sight * len(spies) * 2
    selection.mark(np.arange(0, count, 10))
    assert selection.count == 100_000
    taken = sum(spy.taken for spy in spies)
    view.viewport().grab()
    assert sum(spy.taken for spy in spies) - taken <= rows_in_sight * len(spies) * 2
    asked.clear()
    view.selectAll()
    assert selection.count == count
    view.grab()
    # headers once asked every selected record
    assert len(asked) < 2_000
    selection.mark(np.arange(0, count, 10))
    model.set_order(np.arange(count)[::-1], (), frozenset())
    assert selection.count == 100_000
    assert model.fid_at(0) == count


def test_large_tables_are_filtered_in_the_background(qtbot, window, provenance):
    frame = pd.DataFrame({"item": ["tent", "bucket"] * 60_000, "quantity": np.arange(120_000.0)})
    layer = new_layer("stock", kind_named("stock"), frame, provenance)
    window.session.change(scenario_step(), window.session.workspace.with_layer(layer))
    table = window.table
    table.show_layer("stock")
    table.ask(text="tent", sorting=(("quantity", True),))
    assert table.runner.busy
    assert table.model.rowCount() == 120_000
    qtbot.waitUntil(lambda: table.model.rowCount() == 60_000, timeout=20_000)
    assert shown_first(table) == "119,998"
    table.ask(text="tent 7")
    table.runner.stop()
    assert not table.runner.busy
    assert table.model.rowCount() == 60_000


def shown_first(table):
    return table.model.data(table.model.index(0, table.model.column_named("quantity")))
