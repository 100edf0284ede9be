"""A figure that rests on data past its shelf life says so wherever it stands."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys

import docx
import pytest
from openpyxl import load_workbook

from layers.formats.geopackage import save_workspace
from layers.text import tr
from planning.analyses import analysis_named
from planning.analysis import run
from planning.command_line import main
from planning.comparison import compare
from planning.outcome import Assumption, Ground
from planning.report import page_texts
from planning.report.brief import write_brief
from planning.report.edition import Edition
from planning.report.map_page import write_map
from planning.report.outcome_json import outcome_as_json
from planning.report.spreadsheet import write_tables
from planning.scenario import BASELINE, MoveFront, Scenario
from planning.stale_data import is_stale_finding, stale_among, stale_note
from tests.planning import straight_front as made

SAID = "Rests on data past its shelf life"


def situation(today):
    points = [made.west_of(49, km) for km in (3, 15, 60)]
    return dataclasses.replace(made.workspace(made.centres(points, occupancy=20)), exercise_date=today)


@pytest.fixture(scope="module")
def old():
    return situation(dt.date(2031, 1, 1))


@pytest.fixture(scope="module")
def outcome(old):
    analysis = analysis_named("frontline_exposure")
    return run(analysis, old, BASELINE, analysis.parameters())


def test_notes_name_each_dataset_once():
    one = Assumption(text=tr("Front of May"), ground=Ground.DATA, stale=True)
    other = Assumption(text=tr("Roads"), ground=Ground.DATA, stale=True)
    fresh = Assumption(text=tr("Centres"), ground=Ground.DATA)
    assert stale_among([one, fresh, one, other]) == (one, other)
    assert str(stale_note([one, fresh, other])).endswith(": Front of May; Roads")
    assert stale_note([fresh]) is None


def test_the_last_finding_of_a_run_says_so(outcome):
    assert is_stale_finding(outcome.findings[-1])
    assert "ront" in str(outcome.findings[-1].text)
    assert "days old" in str(outcome.findings[-1].text)
    analysis = analysis_named("frontline_exposure")
    fresh = run(analysis, situation(dt.date(2025, 2, 3)), BASELINE, analysis.parameters())
    assert not any(is_stale_finding(item) for item in fresh.findings)


def test_a_comparison_says_so_once(old):
    analysis = analysis_named("frontline_exposure")
    moved = Scenario(name="moved", changes=(MoveFront(km=8),))
    compared = compare(analysis, old, [BASELINE, moved], analysis.parameters())
    told = [item for item in compared.findings if SAID in str(item.text)]
    assert told == [compared.findings[-1]]
    assert len(compared.findings) > 2


def test_json_says_so_beside_each_table(outcome):
    told = outcome_as_json(outcome)
    assert any("days old" in text for text in told["stale"])
    for table in told["tables"].values():
        assert table["stale"] == told["stale"]


def test_the_workbook_says_so_on_each_sheet(old, outcome, tmp_path):
    path = tmp_path / "tables.xlsx"
    write_tables(path, (outcome,), old, Edition.INTERNAL)
    book = load_workbook(path)
    tables = [sheet for sheet in book if sheet.title.startswith("frontline")]
    assert len(tables) >= 3
    for sheet in tables:
        assert SAID in sheet["A1"].comment.text
        assert sheet.sheet_properties.tabColor.rgb.endswith("9C1A00")
    assert any(SAID in str(cell.value) for row in book["Read me"] for cell in row)
    fresh = situation(dt.date(2025, 2, 3))
    analysis = analysis_named("frontline_exposure")
    write_tables(path, (run(analysis, fresh, BASELINE, analysis.parameters()),), fresh, Edition.INTERNAL)
    sheet = next(sheet for sheet in load_workbook(path) if sheet.title.startswith("frontline"))
    assert sheet["A1"].comment is None or SAID not in sheet["A1"].comment.text


def test_the_brief_says_so_with_the_findings_and_below_the_table(old, outcome, tmp_path):
    path = tmp_path / "brief.docx"
    write_brief(path, (outcome,), old)
    texts = [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
    assert sum(SAID in text for text in texts) == 2


def test_the_map_page_says_so(old, outcome, tmp_path):
    path = tmp_path / "page.svg"
    write_map(path, old, outcome=outcome)
    assert "STALE" in path.read_text(encoding="utf-8")
    unseen = Assumption(
        text=tr("Population grid: g, 2020"),
        ground=Ground.DATA,
        source="WorldPop",
        date=dt.date(2020, 1, 1),
        stale=True,
    )
    lines = page_texts.stale_lines(dataclasses.replace(outcome, assumptions=(unseen,)), ())
    assert [str(line.text) for line in lines] == ["STALE: Population grid: g, 2020"]
    seen = page_texts.SourceLine(text=tr("Grid: WorldPop, 2020-01-01, STALE: 9 days old"), stale=True)
    assert page_texts.stale_lines(dataclasses.replace(outcome, assumptions=(unseen,)), (seen,)) == ()


@pytest.mark.parametrize("as_json", [True, False])
def test_the_command_line_says_so(old, tmp_path, capsys, monkeypatch, as_json):
    path = tmp_path / "old.gpkg"
    save_workspace(old, path)
    monkeypatch.setattr(sys, "argv", ["corridor"])
    assert main(["run", str(path), "frontline_exposure", *(["--json"] if as_json else [])]) in (0, None)
    told = capsys.readouterr().out
    if as_json:
        assert json.loads(told)["stale"]
    assert SAID in told
