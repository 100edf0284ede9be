"""Tables as publishers send them: every delimiter, encoding, heading and note."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from layers.errors import LayerError
from layers.formats.delimited import read_delimited
from layers.formats.table import read_workbook
from layers.formats.table_header import find_header


def _csv(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode(encoding))
    return read_delimited(path)[0]


def _told(source):
    return " | ".join(str(problem.text) for problem in source.problems)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path, delimiter):
    rows = [
        ["name", "lat", "people"],
        ["A, B" if delimiter != "," else "A", "49.5", "10"],
        ["C", "50.1", "20"],
    ]
    source = _csv(tmp_path, "\n".join(delimiter.join(row) for row in rows))
    assert list(source.frame.columns) == ["name", "lat", "people"]
    assert source.frame["people"].tolist() == [10, 20]
    assert source.frame.index.tolist() == [2, 3], "rows are numbered as a spreadsheet shows them"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings(tmp_path, encoding):
    source = _csv(tmp_path, "назва;населення\nКраматорськ;150084\nСлов’янськ;105141\n", encoding)
    assert source.frame["назва"].tolist() == ["Краматорськ", "Слов’янськ"]
    assert ("CP1251" in _told(source)) == (encoding == "cp1251")


def test_stray_bytes_are_told_and_spoil_nothing_else(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(
        "oblast,note\nЛьвівська,x\nOdeska,".encode() + b"\xff\xff\n" + "Київська,z\n".encode() * 30
    )
    source = read_delimited(path)[0]
    assert source.frame["oblast"].iloc[0] == "Львівська"
    assert "2 bytes are not valid UTF-8" in _told(source)


def test_decimal_commas_codes_and_missing_words(tmp_path):
    text = "code;share;phone;flag\n05;1,5;NULL;-\n07;2,25;12;yes\n"
    source = _csv(tmp_path, text)
    assert source.frame["share"].tolist() == [1.5, 2.25]
    assert source.frame["code"].tolist() == ["05", "07"], "a code keeps its zero"
    assert source.frame["phone"].isna().tolist() == [True, False]
    assert "2 cells holding -, NULL were read as missing" in _told(source)


def test_line_breaks_within_quotes(tmp_path):
    source = _csv(tmp_path, 'from,to,text\nA,B,"first\nsecond, third"\nC,D,"x"\n')
    assert len(source.frame) == 2
    assert source.frame["text"].iloc[0] == "first\nsecond, third"


def test_titles_groups_and_tags(tmp_path):
    text = (
        "Humanitarian Needs Overview,,,\n,,,\nGeography,,Severity,\nOblast,PCode,Health,WASH\n"
        "#adm1+name,#adm1+code,#severity,#severity\nLvivska,UA46,3,2\nOdeska,UA51,4,4\n"
    )
    source = _csv(tmp_path, text)
    assert list(source.frame.columns) == ["Oblast", "PCode", "Health", "WASH"]
    assert source.tags["WASH"] == "#severity"
    assert source.groups["WASH"] == "Severity"
    assert source.frame["WASH"].tolist() == [2, 4]


def test_headings_that_repeat_take_their_group():
    rows = [
        ["Area", "", "People", ""],
        ["Name", "Code", "Total", "Total"],
        ["#adm1+name", "#adm1+code", "#affected", "#inneed"],
    ]
    header = find_header(rows, [(0, 0, 0, 1), (0, 2, 0, 3)])
    assert header.names == ("Name", "Code", "People: Total", "People: Total (2)")
    assert header.first_data == 3


def test_notes_are_left_out_and_told(tmp_path):
    rows = [
        f"Oblast {i},UA{i:02},{i * 10},,{'** estimate of those on short trips' if i == 3 else ''}"
        for i in range(1, 15)
    ]
    text = "Oblast,PCode,IDPs,,\n" + "\n".join(rows) + "\nSource: survey of September\n"
    source = _csv(tmp_path, text)
    assert list(source.frame.columns) == ["Oblast", "PCode", "IDPs"]
    assert len(source.frame) == 14
    assert "** estimate of those on short trips" in _told(source)
    assert "Source: survey of September" in _told(source)


def test_a_cell_cut_by_an_unquoted_delimiter(tmp_path):
    rows = [f"{i};Post {i};Dnipro;48.{i};35.1;{i}" for i in range(1, 20)]
    rows[4] = "5;р. Дунай; 1 км нижче;Dunai;45.4;29.4;5"
    source = _csv(tmp_path, "id;name;river;lat;lon;value\n" + "\n".join(rows))
    mended = source.frame.loc[6]
    assert (mended["name"], mended["river"], mended["lat"]) == ("р. Дунай; 1 км нижче", "Dunai", 45.4)
    assert "1 row had a “;” within a text" in _told(source)
    assert source.problems[0].fids == (6,)


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b",,,\n,,,\n", b"\x00\x01\x02" * 500])
def test_nothing_to_read(tmp_path, content):
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    with pytest.raises(LayerError, match=r"empty\.csv"):
        read_delimited(path)


@pytest.fixture
def workbook(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Severity {<> WASH}"
    sheet.append(["Needs Overview 2023"])
    sheet.append([])
    sheet.append(["Geography", None, "Severity", None])
    sheet.merge_cells("A3:B3")
    sheet.merge_cells("C3:D3")
    sheet.append(["Raion", "Raion PCode", "Health", "Shelter \n& NFIs"])
    sheet.append(["#adm2+name", "#adm2+code", "#severity", "#severity"])
    sheet.append(["Yavorivskyi", "UA4612", 3, 2])
    sheet.append(["Stryiskyi", "UA4610", None, 4])
    dates = book.create_sheet("Dates")
    dates.append(["site", "visited", "count"])
    dates.append(["A", dt.date(2025, 1, 5), 3])
    book.create_sheet("Empty")
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def test_workbook(workbook):
    severity, dates = read_workbook(workbook)
    assert severity.layer_name == "Severity {<> WASH}"
    assert list(severity.frame.columns) == ["Raion", "Raion PCode", "Health", "Shelter & NFIs"]
    assert severity.groups["Shelter & NFIs"] == "Severity"
    assert severity.frame["Health"].isna().tolist() == [False, True]
    assert severity.frame.index.tolist() == [6, 7]
    assert pd.Timestamp(dates.frame["visited"].iloc[0]) == pd.Timestamp(2025, 1, 5)


def test_a_damaged_workbook_is_told(tmp_path, workbook):
    broken = tmp_path / "cut.xlsx"
    broken.write_bytes(workbook.read_bytes()[:2000])
    with pytest.raises(LayerError, match=r"cut\.xlsx"):
        read_workbook(broken)
