"""Figures that rest on few records of a sensitive kind do not leave in the public edition."""

from __future__ import annotations

import pytest

from layers.sensitivity import Sensitivity
from layers.text import tr
from planning.comparison import compare
from planning.outcome import Column, Finding, Outcome, Table
from planning.parameters import parse
from planning.report.edition import Edition, outcome_for_edition
from planning.report.outcome_json import outcome_as_json
from planning.report.small_counts import WITHHELD, is_small, without_small_counts
from planning.report.spreadsheet import write_tables

KINDS = frozenset({"collective_centre"})


def table(counts, *, running=False, name="bands"):
    columns = (
        Column(name="band", label=tr("Band")),
        Column(name="people", label=tr("People")),
        Column(
            name="centres", label=tr("Centres"), records_of="collective_centre", running=running
        ),
        Column(
            name="people_in_centres", label=tr("People in centres"), records_of="collective_centre",
            records_in="centres", running=running,
        ),
        Column(name="crossings", label=tr("Crossings"), records_of="border_crossing"),
    )  # fmt: skip
    rows = tuple(
        (f"{at} km", 1000, count, None if count is None else count * 70, 1) for at, count in enumerate(counts)
    )
    return Table(name=name, title=tr("Bands"), columns=columns, rows=rows)


def shown(counts, **settings):
    kept, withheld = without_small_counts(table(counts, **settings), KINDS, 5)
    centres = [None if cell is WITHHELD else cell for cell in kept.column("centres")]
    people = [None if cell is WITHHELD else cell for cell in kept.column("people_in_centres")]
    assert [cell is None for cell in centres] == [cell is None for cell in people]
    assert kept.column("people") == [1000] * len(counts)
    assert kept.column("crossings") == [1] * len(counts)
    assert withheld == 2 * sum(cell is WITHHELD for cell in kept.column("centres"))
    return centres


@pytest.mark.parametrize(
    ("counts", "kept"),
    [
        # the figure and, so that the total does not give it away, the next smallest
        ((0, 1, 7, 30), [0, None, None, 30]),
        ((0, 1, 4, 30), [0, None, None, 30]),
        ((0, 5, 7, 30), [0, 5, 7, 30]),
        ((0, 0, 0), [0, 0, 0]),
        ((3,), [None]),
        ((3, 0), [None, 0]),
        ((None, None), [None, None]),
        ((), []),
    ],
)
def test_small_counts_are_withheld(counts, kept):
    assert shown(counts) == kept


@pytest.mark.parametrize(
    ("counts", "kept"),
    [
        # 12 to 13 would tell of one centre between the two
        ((12, 13, 20), [12, None, 20]),
        ((2, 6, 30), [None, 6, 30]),
        ((12, 12, 20), [12, 12, 20]),
        ((12, 13, 14, 30), [12, None, None, 30]),
    ],
)
def test_of_running_counts_each_step_is_judged(counts, kept):
    assert shown(counts, running=True) == kept


def test_findings_on_few_records():
    few = Finding(text=tr("x"), records_of="collective_centre", records=4)
    assert is_small(few, KINDS, 5)
    assert not is_small(few, KINDS, 4)
    assert not is_small(few, frozenset({"facility"}), 5)
    assert not is_small(Finding(text=tr("x"), records_of="collective_centre", records=0), KINDS, 5)


def test_the_public_edition_withholds_and_lists(workspace):
    found = Outcome(
        findings=(
            Finding(text=tr("two centres"), records_of="collective_centre", records=2),
            Finding(text=tr("nine centres"), records_of="collective_centre", records=9),
        ),
        tables=(table((0, 1, 7, 30)), table((9, 9), name="other")),
    )
    public = outcome_for_edition(found, Edition.PUBLIC, workspace)
    assert [str(item.text) for item in public.findings] == ["nine centres"]
    assert public.tables[0].column("centres") == [0, WITHHELD, WITHHELD, 30]
    assert public.tables[1] == found.tables[1]
    listed = [str(item.text) for item in public.assumptions]
    assert "left out in this edition: findings: 1" in listed
    assert any("table “Bands”: 4 figures that rest on fewer than 5 records" in text for text in listed)
    assert "withheld" in str(outcome_as_json(public)["tables"])
    for edition in (Edition.INTERNAL, Edition.PARTNER):
        assert outcome_for_edition(found, edition, workspace).tables == found.tables
    # the same without the workspace: what a kind may hold decides
    assert outcome_for_edition(found, Edition.PUBLIC).tables[0].column("centres")[1] is WITHHELD


def test_files_of_the_public_edition_hold_no_small_count(workspace, tmp_path):
    from openpyxl import load_workbook

    found = Outcome(findings=(), tables=(table((0, 3, 7, 30)),), analysis="frontline_exposure")
    path = tmp_path / "tables.xlsx"
    write_tables(path, (found,), workspace, Edition.PUBLIC)
    cells = [str(cell.value) for sheet in load_workbook(path) for row in sheet for cell in row]
    assert "withheld" in cells
    assert "210" not in cells
    assert "2100" in cells
    write_tables(path, (found,), workspace, Edition.INTERNAL)
    cells = [str(cell.value) for sheet in load_workbook(path) for row in sheet for cell in row]
    assert {"3", "210"} <= set(cells)


def test_exposure_of_few_centres_is_withheld():
    from planning.analyses import analysis_named
    from planning.analysis import run
    from planning.scenario import BASELINE, MoveFront, Scenario
    from tests.planning import straight_front as made

    points = [made.west_of(lat, away) for lat in (48.2, 49.1) for away in (3, 15)]
    far = [made.west_of(lat / 10, 300) for lat in range(480, 500)]
    situation = made.workspace(made.centres([*points, *far], occupancy=33))
    analysis = analysis_named("frontline_exposure")
    outcome = run(analysis, situation, BASELINE, analysis.parameters())
    public = outcome_for_edition(outcome, Edition.PUBLIC, situation)
    bands = public.table("bands")
    assert bands.column("collective_centres") == [0, WITHHELD, 0, WITHHELD, 0, 0, 0, 20]
    assert bands.column("people_in_centres")[3] is WITHHELD
    assert public.table("totals").column("collective_centres") == [24]
    assert not any("centres are within 20 km" in str(item.text) for item in public.findings)
    assert any("centres are within 20 km" in str(item.text) for item in outcome.findings)
    moved = Scenario(name="moved", changes=(MoveFront(km=8),))
    compared = compare(analysis, situation, [BASELINE, moved], parse(analysis.parameters, {}))
    told = outcome_for_edition(compared, Edition.PUBLIC, situation)
    figures = {str(row["figure"]) for item in told.tables for row in item.records()}
    assert "Collective centres" not in figures
    assert any(
        "Collective centres" in map(str, item.column("figure")) and item.sensitivity > Sensitivity.LOW
        for item in compared.tables
    )
