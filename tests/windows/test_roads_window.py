"""Roads in the window: speeds edited, and what a finding offers done."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop.dialog_opener import DialogOpener
from desktop.finding_actions import FindingActions
from layers.text import tr
from planning.network.speed_table import figures_of
from planning.outcome import Action, Finding, Outcome, Severity
from planning.scenario import BASELINE, scenarios_of


def offering(*actions):
    return Outcome(
        findings=(
            Finding(text=tr("fine")),
            Finding(text=tr("no way"), severity=Severity.CRITICAL, actions=actions),
        ),
        analysis="count",
        scenario="Baseline",
    )


def test_what_a_finding_offers_is_shown_and_runs_again_with_other_parameters(qtbot, window, settled):
    window.plan.form.set_texts({"least_capacity": "1000", "days": "7"})
    window.take_outcome(offering(Action(text=tr("Count less"), parameters=(("least_capacity", "20"),))))
    remedies = window.plan.remedies
    assert remedies.isVisible()
    assert [button.text() for button in remedies.buttons] == ["Count less"]
    remedies.buttons[0].click()
    qtbot.waitUntil(lambda: len(window.session.runs) == 2, timeout=20_000)
    parameters = window.session.runs[1].outcome.parameters
    assert float(parameters["least_capacity"]) == 20
    assert int(parameters["days"]) == 7
    assert not remedies.isVisible()


def test_findings_without_remedies_hide_them(window):
    window.take_outcome(offering(Action(text=tr("Count less"), parameters=(("days", "2"),))))
    window.plan.findings.setCurrentRow(0)
    assert not window.plan.remedies.isVisible()
    window.plan.findings.setCurrentRow(1)
    assert window.plan.remedies.isVisible()


def test_a_change_goes_into_a_new_scenario_and_the_run_follows(qtbot, window, settled):
    action = Action(
        text=tr("Snow"), change="weather", values=(("temperature_c", "-5"), ("speed_factor", "0.8"))
    )
    window.take_outcome(offering(action))
    window.plan.remedies.buttons[0].click()
    qtbot.waitUntil(lambda: len(window.session.runs) == 2, timeout=20_000)
    made = window.session.scenario
    assert made.name != BASELINE.name
    assert len(made.changes) == 1
    assert window.session.runs[1].outcome.scenario == made.name
    window.part(FindingActions).do(action)
    qtbot.waitUntil(lambda: len(window.session.scenario.changes) == 2, timeout=20_000)
    assert window.session.scenario.name == made.name
    assert len(scenarios_of(window.session.workspace)) == 2


def test_a_change_that_cannot_be_read_is_told(window):
    window.take_outcome(offering(Action(text=tr("odd"), change="weather", values=(("speed_factor", "x"),))))
    window.plan.remedies.buttons[0].click()
    assert window.messages.isVisible()
    assert window.session.scenario.name == BASELINE.name


@pytest.fixture
def speeds(window):
    return window.part(DialogOpener).speeds()


def row_of(dialog, name):
    return next(row for row, figure in enumerate(dialog._figures) if figure.name == name)


def test_a_speed_is_put_right_with_its_source_and_taken_back(window, speeds):
    speeds.vehicle.setCurrentIndex(speeds.vehicle.findData("truck"))
    row = row_of(speeds, "primary/gravel")
    before = speeds._figures[row].value
    speeds.source.setText("convoy of 3 January")
    speeds.table.item(row, 1).setText("17")
    assert speeds.told.text() == ""
    figure = figures_of(window.session.workspace, "truck")[row]
    assert (figure.value, figure.source, figure.is_changed) == (17.0, "convoy of 3 January", True)
    assert speeds.table.item(row, 1).font().bold()
    assert str(window.session.undo_text) == "speed primary/gravel of truck"
    speeds.table.setCurrentCell(row, 1)
    assert speeds.reset_button.isEnabled()
    speeds.reset_button.click()
    assert figures_of(window.session.workspace, "truck")[row].value == before
    assert not speeds.reset_button.isEnabled()
    window.session.undo()
    assert speeds.table.item(row, 1).text() == "17"


def test_a_wrong_speed_is_told_and_nothing_changes(window, speeds):
    row, workspace = row_of(speeds, "primary"), window.session.workspace
    shown = speeds.table.item(row, 1).text()
    speeds.table.item(row, 1).setText("fast")
    assert window.session.workspace is workspace
    assert speeds.told.text()
    assert speeds.table.item(row, 1).text() == shown


def test_only_values_can_be_edited(speeds):
    flags = [bool(speeds.table.item(0, column).flags() & Qt.ItemFlag.ItemIsEditable) for column in range(4)]
    assert flags == [False, True, False, False]
