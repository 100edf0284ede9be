"""The brief."""

from __future__ import annotations

import datetime as dt
import zipfile

import docx
import pytest

from layers.text import tr
from planning.outcome import Column, Finding, Outcome
from planning.report.brief import shown_cell, write_brief
from planning.report.edition import Edition
from planning.report.map_page import write_map


@pytest.fixture
def brief(workspace, outcome, tmp_path):
    page = tmp_path / "map.png"
    write_map(page, workspace, outcome=outcome, landscape=True)
    path = tmp_path / "brief.docx"
    write_brief(path, (outcome,), workspace, Edition.INTERNAL, (page, page))
    return docx.Document(str(path))


def paragraphs(document, style):
    return [p.text for p in document.paragraphs if p.style.name == style]


def test_headings_and_marks(brief):
    assert paragraphs(brief, "Title") == ["Little plan"]
    headings = paragraphs(brief, "Heading 1")
    assert headings[0] == "Situation"
    assert headings[-1] == "Sources"
    assert len(headings) == 3
    header = brief.sections[0].header.paragraphs[0].text
    assert "EXERCISE" in header
    assert "INTERNAL: not to be shared" in header
    assert round(brief.sections[0].page_width.mm) == 210
    assert round(brief.sections[0].page_height.mm) == 297


def test_findings_come_by_severity(brief):
    bullets = paragraphs(brief, "List Bullet")
    assert bullets[:3] == [
        "Critical: visit Zirnytsia Dormitory first",
        "Warning: 4,210 people are near",
        "Zirnytsia Dormitory is worst off",
    ]
    assert "default: speed 40 km/h (Logistics Cluster)" in bullets


def test_tables(brief):
    situation, key = brief.tables
    assert [c.text for c in situation.rows[4].cells] == [
        "Collective centres", "3", "2031-02-18", "source of centres", "2 days",
    ]  # fmt: skip
    assert [c.text for c in key.rows[0].cells] == ["Band", "People", "Share (%)", "On"]
    assert [c.text for c in key.rows[1].cells] == ["0–5 km", "4,210", "12.3", "2031-02-01"]
    assert [c.text for c in key.rows[2].cells] == ["=1+1", "unknown", "0.5", "unknown"]


def test_maps_in_the_brief_are_smaller_than_their_files(workspace, outcome, tmp_path):
    page = tmp_path / "map.png"
    write_map(page, workspace, outcome=outcome)
    write_brief(tmp_path / "brief.docx", (outcome,), workspace, Edition.INTERNAL, (page,))
    with zipfile.ZipFile(tmp_path / "brief.docx") as inside:
        pictures = [item.file_size for item in inside.infolist() if item.filename.startswith("word/media/")]
    assert pictures
    assert max(pictures) < 0.5 * page.stat().st_size


def test_maps_fit_the_page(brief):
    assert len(brief.inline_shapes) == 2
    section = brief.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert all(shape.width <= room for shape in brief.inline_shapes)


def test_page_numbers_and_parts(workspace, outcome, tmp_path):
    path = tmp_path / "b.docx"
    write_brief(path, (outcome,), workspace)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        footer = "".join(archive.read(n).decode() for n in archive.namelist() if "footer" in n)
    assert "PAGE" in footer
    assert "NUMPAGES" in footer


def test_long_tables_are_cut_and_say_so(workspace, outcome, tmp_path):
    from dataclasses import replace

    bands = outcome.tables[0]
    long = replace(bands, rows=bands.rows * 40)
    write_brief(tmp_path / "b.docx", (replace(outcome, tables=(long,)),), workspace)
    document = docx.Document(str(tmp_path / "b.docx"))
    assert len(document.tables[1].rows) == 11
    assert any("first 10 of 80 rows" in p.text for p in document.paragraphs)


def test_empty_outcome(workspace, tmp_path):
    write_brief(tmp_path / "b.docx", (Outcome(findings=()),), workspace)
    texts = [p.text for p in docx.Document(str(tmp_path / "b.docx")).paragraphs]
    assert "There is nothing to report." in texts


def test_stale_and_control_characters_and_ukrainian(workspace, make_layer, tmp_path):
    import shapely

    old = make_layer("old", "facility", {"name_en": ["x"]}, [shapely.Point(30, 49)], date=dt.date(2020, 1, 1))
    found = Outcome(findings=(Finding(text=tr("Їжак\x01 і ґанок")),))
    write_brief(tmp_path / "b.docx", (found,), workspace.with_layer(old))
    document = docx.Document(str(tmp_path / "b.docx"))
    assert "Їжак і ґанок" in [p.text for p in document.paragraphs]
    assert "STALE: 4,068 days" in [row.cells[4].text for row in document.tables[0].rows]


def test_shown_cells():
    column = Column(name="n", label=tr("n"), decimals=2)
    plain = Column(name="n", label=tr("n"))
    assert shown_cell(1234.567, column) == "1,234.57"
    assert shown_cell(float("nan"), column) == "unknown"
    assert shown_cell(2031, plain) == "2031"
    assert shown_cell(False, plain) == "no"
    assert shown_cell(dt.datetime(2031, 7, 1, 12, 0, tzinfo=dt.UTC), plain) == "2031-07-01 15:00"
