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


def test_what_could_be_done_is_told_in_full_and_only_within_the_office():
    import json

    from planning.outcome import Action, Finding
    from planning.report.edition import Edition, outcome_for_edition

    action = Action(text=tr("Lift it"), change="lift_closures", values=(("layer", "roads"), ("fids", "1,2")))
    outcome = Outcome(findings=(Finding(text=tr("Closed"), actions=(action,)),))
    (finding,) = json.loads(json.dumps(outcome_as_json(outcome)))["findings"]
    assert finding["actions"] == [
        {
            "text": "Lift it",
            "parameters": {},
            "change": "lift_closures",
            "values": {"layer": "roads", "fids": "1,2"},
        }
    ]
    for edition in (Edition.PARTNER, Edition.PUBLIC):
        assert all(not one.actions for one in outcome_for_edition(outcome, edition).findings)
