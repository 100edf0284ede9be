"""Outcomes as JSON."""

from __future__ import annotations

from layers.text import tr
from planning.outcome import Column, Outcome, Table
from planning.report.outcome_json import outcome_as_json


def test_numbers_are_plain():
    columns = tuple(Column(name=name, label=tr("C")) for name in "abcd")
    rows = ((88399.00000000001, -0.0, float("nan"), 0.1 + 0.2),)
    table = Table(name="t", title=tr("T"), columns=columns, rows=rows)
    told = outcome_as_json(Outcome(findings=(), tables=(table,)))
    (row,) = told["tables"]["t"]["rows"]
    assert [str(value) for value in row] == ["88399.0", "0.0", "None", "0.3"]
