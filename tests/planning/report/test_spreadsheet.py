"""The workbook of tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from layers.text import tr
from planning.outcome import Column, Outcome, Table
from planning.report.edition import Edition
from planning.report.spreadsheet import column_heading, write_tables


def table_of(rows, columns=None, name="t"):
    columns = columns or tuple(Column(name=f"c{i}", label=tr("C{i}", i=i)) for i in range(len(rows[0])))
    return Table(name=name, title=tr("Title"), columns=columns, rows=tuple(rows))


def local(*parts):
    """A time as spreadsheets hold it: without zone."""
    return dt.datetime(*parts)  # noqa: DTZ001


@pytest.fixture
def book(workspace, outcome, tmp_path):
    path = tmp_path / "tables.xlsx"
    write_tables(path, (outcome,), workspace, Edition.INTERNAL)
    return path


def test_values_units_and_formats(book):
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames[0] == "Read me"
    assert sheets.sheetnames[-1] == "Assumptions"
    sheet = sheets["frontline_exposure bands"]
    assert [c.value for c in sheet[1]] == ["Band", "People", "Share (%)", "On"]
    assert [c.value for c in sheet[2]] == ["0–5 km", 4210, 12.3456, local(2031, 2, 1)]
    assert sheet["B2"].number_format == "#,##0"
    assert sheet["C2"].number_format == "#,##0.0"
    assert sheet["B3"].value is None
    assert sheet["B1"].comment.text == "unknown in 1 of 2 rows; left empty"
    assert sheet["A1"].comment is None
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D3"


def test_another_reader_reads_the_same(book):
    rows = CalamineWorkbook.from_path(book).get_sheet_by_name("frontline_exposure bands").to_python()
    assert rows[1] == ["0–5 km", 4210.0, 12.3456, dt.date(2031, 2, 1)]
    assert rows[2] == ["=1+1", "", 0.5, ""]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\t=1", "\r=2"]
)
def test_text_is_never_a_formula(workspace, tmp_path, text):
    path = tmp_path / "t.xlsx"
    write_tables(path, (Outcome(findings=(), tables=(table_of([(text,)]),)),), workspace)
    cell = openpyxl.load_workbook(path).worksheets[1]["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value.strip() == text.strip()


def test_awkward_values(workspace, tmp_path):
    utc = dt.datetime(2031, 2, 20, 22, 30, tzinfo=dt.UTC)
    row = (float("nan"), float("inf"), True, "a\x00b", "x" * 40_000, utc, tr("{n:,} km", n=1200))
    path = tmp_path / "t.xlsx"
    write_tables(path, (Outcome(findings=(), tables=(table_of([row]),)),), workspace)
    cells = [c.value for c in openpyxl.load_workbook(path).worksheets[1][2]]
    assert cells[:4] == [None, None, "yes", "ab"]
    assert len(cells[4]) == 32_767
    # winter time in Kyiv is two hours ahead of UTC
    assert cells[5:] == [local(2031, 2, 21, 0, 30), "1,200 km"]


def test_sheet_names_are_legal_and_unique(workspace, tmp_path):
    tables = tuple(table_of([(i,)], name="a/b:c*d?[e]" + "x" * 40) for i in range(3))
    path = tmp_path / "t.xlsx"
    write_tables(path, (Outcome(findings=(), tables=tables, analysis="read"),), workspace)
    names = openpyxl.load_workbook(path).sheetnames
    assert len({name.casefold() for name in names}) == 5
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_front_sheet_says_what_it_is(book):
    sheet = openpyxl.load_workbook(book)["Read me"]
    rows = [[c for c in row if c is not None] for row in sheet.iter_rows(values_only=True)]
    flat = [cell for row in rows for cell in row]
    assert flat[0] == "EXERCISE"
    assert "Little plan" in flat
    assert "INTERNAL: not to be shared" in flat
    assert ["Scenario", "Baseline"] in rows
    assert any("5,10" in row for row in rows)
    assert any("source of centres" in str(cell) for cell in flat)
    assert local(2031, 2, 20, 12, 30) in flat


def test_assumptions_sheet(book):
    rows = list(openpyxl.load_workbook(book)["Assumptions"].iter_rows(values_only=True))
    assert rows[0] == ("Analysis", "Ground", "Assumption", "Source", "Date", "Stale")
    assert rows[1][1:] == ("default", "speed 40 km/h", "Logistics Cluster", None, "no")


def test_every_sheet_is_marked(book, plan_of, outcome_of, tmp_path):
    for sheet in openpyxl.load_workbook(book).worksheets:
        assert sheet.oddHeader.center.text == "EXERCISE"
        assert "invented" in sheet.oddFooter.center.text
    real = plan_of(exercise=False)
    write_tables(tmp_path / "real.xlsx", (outcome_of(real),), real)
    for sheet in openpyxl.load_workbook(tmp_path / "real.xlsx").worksheets:
        assert sheet.oddHeader.center.text is None


def test_no_outcome_and_an_empty_table(workspace, tmp_path):
    path = tmp_path / "t.xlsx"
    write_tables(path, (), workspace)
    assert openpyxl.load_workbook(path).sheetnames == ["Read me", "Assumptions"]
    empty = replace(table_of([(1,)]), rows=())
    write_tables(path, (Outcome(findings=(), tables=(empty,)),), workspace)
    assert openpyxl.load_workbook(path).worksheets[1].max_row == 1


def test_a_table_longer_than_a_sheet_goes_on(workspace, tmp_path, monkeypatch):
    from planning.report import spreadsheet

    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 4)
    path = tmp_path / "t.xlsx"
    table = table_of([(i,) for i in range(10)])
    write_tables(path, (Outcome(findings=(), tables=(table,), analysis="a"),), workspace)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Read me", "a t", "a t (2)", "a t (3)", "Assumptions"]
    values = [r[0] for s in book.worksheets[1:4] for r in s.iter_rows(min_row=2, values_only=True)]
    assert values == list(range(10))


def test_ukrainian(workspace, tmp_path):
    path = tmp_path / "t.xlsx"
    write_tables(path, (Outcome(findings=(), tables=(table_of([("Їжак і ґанок",)]),)),), workspace)
    assert CalamineWorkbook.from_path(path).get_sheet_by_index(1).to_python()[1] == ["Їжак і ґанок"]


@pytest.mark.parametrize(("value", "shown"), [(20, "#,##0"), (20.0, "#,##0"), (0.125, "#,##0.0##")])
def test_a_number_without_stated_decimals_shows_no_lone_point(tmp_path, workspace, value, shown):
    table = table_of([(value,)], (Column(name="km", label=tr("Far"), unit="km"),))
    write_tables(tmp_path / "t.xlsx", (Outcome(findings=(), tables=(table,), analysis="route"),), workspace)
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["route t"]
    assert sheet["A2"].number_format == shown


def test_a_heading_does_not_say_its_unit_twice():
    assert column_heading(Column(name="people", label=tr("People"), unit="people")) == "People"
    assert column_heading(Column(name="length", label=tr("Length"), unit="km")) == "Length (km)"


def test_the_last_digits_of_binary_fractions_and_minus_zero_are_not_written(tmp_path, workspace):
    table = table_of([(0.1 + 0.2, -0.0, 88399.00000000001)])
    write_tables(tmp_path / "t.xlsx", (Outcome(findings=(), tables=(table,), analysis="route"),), workspace)
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["route t"]
    assert [str(float(cell.value)) for cell in sheet[2]] == ["0.3", "0.0", "88399.0"]
