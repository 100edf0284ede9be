"""The whole report, and outcomes as JSON."""

from __future__ import annotations

import json

import docx
import pytest

from layers.text import tr
from planning.errors import PlanningError
from planning.outcome import Finding, Outcome
from planning.report import map_page
from planning.report import report as report_module
from planning.report.edition import Edition
from planning.report.outcome_json import outcome_as_json
from planning.report.report import write_report
from planning.report.whole_file import whole_file
from planning.run_control import Cancelled, RunControl


@pytest.fixture(autouse=True)
def _quick_fonts(monkeypatch):
    monkeypatch.setitem(map_page._SETTINGS, "pdf.fonttype", 3)


def test_everything_is_written_under_telling_names(workspace, outcome, tmp_path):
    told = []
    control = RunControl(report=lambda fraction, stage: told.append((fraction, str(stage))))
    written = write_report(
        tmp_path / "new" / "out",
        workspace,
        edition=Edition.PUBLIC,
        outcomes=(outcome, outcome),
        control=control,
    )
    stem = "Little_plan_EXERCISE_public_"
    assert [path.name.removeprefix(stem) for path in written] == [
        "overview.pdf", "overview.png",
        "frontline_exposure.pdf", "frontline_exposure.png",
        "frontline_exposure_2.pdf", "frontline_exposure_2.png",
        "tables.xlsx", "brief.docx", "outcomes.json",
    ]  # fmt: skip
    assert sorted(path.name for path in (tmp_path / "new" / "out").iterdir()) == sorted(
        p.name for p in written
    )
    fractions = [fraction for fraction, _ in told]
    assert fractions == pytest.approx(sorted(fractions))
    assert fractions[-1] == 1.0


def test_an_outcome_with_nothing_on_the_map_gets_no_page(workspace, outcome, tmp_path):
    not_run = Outcome(findings=(Finding(text=tr("Not run: no roads")),), analysis="route")
    written = write_report(tmp_path, workspace, outcomes=(not_run, outcome))
    pages = [path.name.split("internal_")[1] for path in written if path.suffix == ".pdf"]
    assert pages == ["overview.pdf", "frontline_exposure.pdf"]
    brief = docx.Document(str(next(path for path in written if path.suffix == ".docx")))
    assert len(brief.inline_shapes) == 2


def test_cancel_leaves_nothing(workspace, outcome, tmp_path):
    calls = []

    def cancelled():
        calls.append(1)
        return len(calls) > 12

    with pytest.raises(Cancelled):
        write_report(tmp_path, workspace, outcomes=(outcome,), control=RunControl(cancelled=cancelled))
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_what_was_there(workspace, outcome, tmp_path, monkeypatch):
    kept = tmp_path / "Little_plan_EXERCISE_internal_overview.png"
    kept.write_text("old")

    def fail(*_args):
        raise PlanningError("no")

    monkeypatch.setattr(report_module, "_write_outcomes", fail)
    with pytest.raises(PlanningError):
        write_report(tmp_path, workspace, outcomes=(outcome,))
    assert kept.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == [kept.name]


def test_a_folder_that_cannot_be_made_is_told(workspace, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(PlanningError, match="could not be written"):
        write_report(tmp_path / "file" / "out", workspace)


def test_whole_file(tmp_path):
    path = tmp_path / "a.txt"
    with whole_file(path) as draft:
        draft.write_text("one")
    assert path.read_text() == "one"

    def fail_half_way(error):
        with whole_file(path) as draft:
            draft.write_text("half")
            raise error

    with pytest.raises(RuntimeError):
        fail_half_way(RuntimeError())
    with pytest.raises(PlanningError, match="disk full"):
        fail_half_way(OSError(28, "disk full"))
    assert path.read_text() == "one"
    assert list(tmp_path.iterdir()) == [path]


def test_outcome_as_json(outcome):
    content = json.loads(json.dumps(outcome_as_json(outcome)))
    assert {"findings", "tables", "map_layers", "assumptions", "seconds"} <= set(content)
    assert content["findings"][0] == {
        "text": "4,210 people are near",
        "severity": "warning",
        "sensitivity": "low",
        "features": [{"layer": "centres", "fids": [1, 2], "of_outcome": False}],
        "actions": [],
    }
    assert content["stale"] == []
    bands = content["tables"]["bands"]
    assert bands["columns"] == ["band", "people", "share", "on"]
    assert bands["rows"] == [["0–5 km", 4210, 12.3456, "2031-02-01"], ["=1+1", None, 0.5, None]]
    area = content["map_layers"]["area"]
    assert area["bounds"] == [30.0, 49.0, 30.6, 49.6]
    assert area["legend"] == [{"label": "band", "features": 1}]
    assert content["seconds"] == 0.25
