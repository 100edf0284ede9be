"""The report as a workbook: offending rows with their reasons, nothing that is evaluated."""

from __future__ import annotations

import json

import openpyxl
import pandas as pd
import pytest

from layers.errors import LayerError
from layers.formats.importing import import_files
from layers.formats.report_workbook import write_report_workbook
from layers.workspace import Workspace
from planning.command_line import main

EMPTY = Workspace(name="w")


@pytest.fixture
def sites(tmp_path):
    rows = [
        ["S1", "=HYPERLINK(\"http://x\",\"go\")", "School", 100, 120, 48.5, 30.5],
        ["S2", "Site 2", "School", 100, 50, None, None],
        ["S3", "@SUM(A1)", "School", "5-Sep", 50, 48.6, 30.6],
        ["S3", "Site 4\x0b", "School", 10, 5, 48.7, 30.7],
    ]  # fmt: skip
    columns = ["site_id", "site_name", "site_type", "capacity", "occupancy", "lat", "lon"]
    pd.DataFrame(rows, columns=columns).to_csv(tmp_path / "sites.csv", index=False)
    (tmp_path / "photo.geojson").write_text("no json", "utf-8")
    return tmp_path


def _rows(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_offending_rows_are_marked_with_their_reasons(sites):
    result = import_files(EMPTY, [sites / "sites.csv", sites / "photo.geojson"])
    write_report_workbook(result, sites / "report.xlsx")
    book = openpyxl.load_workbook(sites / "report.xlsx")
    assert book.sheetnames[:3] == ["Files", "Problems", "Values"]
    files = _rows(book["Files"])
    assert files[1][:2] == ["sites.csv", result.layers[0].name]
    assert files[1][5:9] == [4, len(result.workspace.layers[0]), 4 - len(result.workspace.layers[0]), 0]
    assert files[2][:2] == ["photo.geojson", "not imported"]
    marked = book[book.sheetnames[-1]]
    by_row = {row[1]: row for row in _rows(marked)[1:]}
    assert "Occupancy is more than Capacity" in by_row[2][2]
    assert "without" in by_row[3][2]
    assert "turned into a date by Excel" in by_row[4][2]
    assert "share" in by_row[4][2]
    assert by_row[2][3:5] == ["S1", '=HYPERLINK("http://x","go")']
    assert by_row[5][4] == "Site 4 ".rstrip() or by_row[5][4] == "Site 4 "
    colours = {row[1].value: row[1].fill.fgColor.rgb for row in list(marked.iter_rows())[1:]}
    assert colours[3] == "FFF4C7C3"
    assert colours[2] == "FFFCE8B2"


def test_no_cell_is_a_formula(sites):
    result = import_files(EMPTY, [sites / "sites.csv"])
    write_report_workbook(result, sites / "report.xlsx")
    for sheet in openpyxl.load_workbook(sites / "report.xlsx"):
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


def test_rows_of_a_folder_are_those_of_their_files(tmp_path):
    folder = tmp_path / "lists"
    folder.mkdir()
    for number, capacity in ((1, 100), (2, 10)):
        rows = [[f"S{number}{n}", "A", "School", capacity, 50, 48.5 + n / 10, 30.5] for n in range(3)]
        columns = ["site_id", "site_name", "site_type", "capacity", "occupancy", "lat", "lon"]
        pd.DataFrame(rows, columns=columns).to_csv(folder / f"part {'ab'[number - 1]}.csv", index=False)
    result = import_files(EMPTY, [folder])
    (report,) = result.layers
    (problem,) = [item for item in report.as_dict()["problems"] if "more than" in item["text"]]
    assert problem["rows"] == [{"file": "part b.csv", "row": row} for row in (2, 3, 4)]
    write_report_workbook(result, tmp_path / "r.xlsx")
    marked = _rows(openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[-1])
    assert [row[:2] for row in marked[1:]] == [["part b.csv", row] for row in (2, 3, 4)]


def test_a_folder_that_is_not_there(sites):
    result = import_files(EMPTY, [sites / "sites.csv"])
    with pytest.raises(LayerError, match="could not be written"):
        write_report_workbook(result, sites / "nowhere" / "report.xlsx")


def test_from_the_command_line(sites, capsys):
    arguments = [
        "import",
        str(sites / "w.gpkg"),
        str(sites / "sites.csv"),
        str(sites / "photo.geojson"),
        "--json",
    ]
    assert main([*arguments, "--report", str(sites / "r.xlsx"), "--value", "site_type:School=dormitory"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [item["file"] for item in told["refused"]] == ["photo.geojson"]
    (layer,) = told["layers"]
    assert layer["left_out_rows"][0]["rows"] == [3]
    assert layer["values"]["site_type"] == [{"written": "School", "value": "dormitory", "rows": 4}]
    assert openpyxl.load_workbook(sites / "r.xlsx").sheetnames[0] == "Files"
