"""Running an analysis through its form: results, cancel, errors."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from planning.outcome import FeatureRef
from planning.scenario import LoseFeatures, Scenario, as_document

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def run(qtbot, window):
    """Presses Run and waits for the end."""

    def press():
        QTest.mouseClick(window.plan.run_button, LEFT)
        qtbot.waitUntil(lambda: window.plan.run_button.isVisible(), timeout=10_000)

    return press


def test_a_run_from_the_form_to_findings_tables_and_map(window, run, settled):
    window.plan.form.fields["least_capacity"].setValue(60)
    run()
    assert window.plan.findings.item(0).text() == "5 centres are large"
    results = window.results
    assert [results.tabs.tabText(n) for n in range(results.tabs.count())] == [
        "Large centres (5)",
        "Rests on (1), 1 past its shelf life",
    ]
    settled()
    assert "outcome:1:large" in [layer.key for layer in window.canvas.picture.scene.layers]
    first = window.layers.tree.topLevelItem(0)
    assert (first.text(0), first.text(1), first.child(0).text(0)) == ("Large centres", "5", "large")


def test_a_finding_leads_to_what_it_speaks_of(window, run, settled):
    run()
    window.canvas.zoom_home()
    wide = window.canvas.view.resolution
    item = window.plan.findings.item(0)
    QTest.mouseClick(
        window.plan.findings.viewport(), LEFT, pos=window.plan.findings.visualItemRect(item).center()
    )
    assert window.session.selection == (FeatureRef(layer="centres", fids=(101, 102, 103, 104, 105, 106)),)
    assert window.canvas.view.resolution < wide / 5
    settled()


def test_a_row_of_a_result_leads_to_the_map(window, run, settled):
    run()
    view = window.results.tabs.widget(0)
    view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    view.selectRow(0)
    assert window.session.selection == (FeatureRef(layer="centres", fids=(106,)),)
    settled()


def test_runs_can_be_gone_back_to_and_forgotten(window, run, settled):
    run()
    window.plan.form.fields["least_capacity"].setValue(95)
    run()
    session = window.session
    assert window.plan.findings.item(0).text() == "1 centres are large"
    assert not session.shown("outcome:1:large").visible
    session.show_run(session.runs[0])
    assert window.plan.findings.item(0).text() == "6 centres are large"
    assert session.shown("outcome:1:large").visible
    assert not session.shown("outcome:2:large").visible
    session.remove_run(session.runs[0])
    assert [run.number for run in session.runs] == [2]
    assert window.results.run_choice.count() == 1
    settled()


def test_the_run_is_of_the_chosen_scenario(qtbot, window, run, settled):
    scenario = Scenario(name="Fire", changes=(LoseFeatures(layer="centres", fids=(101, 102)),))
    window.session.change("scenario", window.session.workspace.with_document(as_document(scenario)))
    window.session.choose_scenario("Fire")
    qtbot.waitUntil(lambda: len(window.session.situation.layer("centres")) == 8)
    assert window.tools.scenario.currentText() == "Fire"
    run()
    assert window.plan.findings.item(0).text() == "4 centres are large"
    assert window.session.current_run.outcome.scenario == "Fire"
    settled()


def test_the_window_answers_while_a_run_goes_on_and_the_run_can_be_stopped(qtbot, window, settled):
    window.plan.form.fields["mode"].set_text("slow")
    QTest.mouseClick(window.plan.run_button, LEFT)
    assert window.plan.stop_button.isVisible()
    qtbot.waitUntil(lambda: "counting" in window.plan._stage.text())
    before = window.canvas.view
    QTest.keyClick(window.canvas, Qt.Key.Key_Plus)
    assert window.canvas.view != before
    assert window.activity.tree.topLevelItem(0).text(4) == "running"
    QTest.mouseClick(window.plan.stop_button, LEFT)
    qtbot.waitUntil(lambda: window.plan.run_button.isVisible(), timeout=600)
    assert window.session.runs == []
    assert window.activity.tree.topLevelItem(0).text(4).startswith("stopped")
    assert not window.messages.isVisible()
    settled()


def test_what_the_planner_can_mend_is_said_in_the_bar(window, run, settled):
    window.plan.form.fields["mode"].set_text("missing")
    run()
    assert window.messages.isVisible()
    assert window.messages.text == "There are no warehouses. Import a layer of warehouses."
    assert window.crashes.dialog is None
    settled()


def test_a_bad_value_does_not_start_a_run(window):
    window.plan.form.fields["bands"].setText("x")
    QTest.mouseClick(window.plan.run_button, LEFT)
    assert window.background.jobs == []
    assert window.plan.run_button.isVisible()


def test_shortcuts_run_and_stop(qtbot, window, settled):
    window.plan.form.fields["mode"].set_text("slow")
    window.activateWindow()
    window.actions_by_id["plan.run"].trigger()
    qtbot.waitUntil(lambda: window.plan.stop_button.isVisible())
    window.actions_by_id["plan.stop"].trigger()
    qtbot.waitUntil(lambda: window.plan.run_button.isVisible(), timeout=1000)
    settled()


def test_a_mistake_in_the_code_goes_to_the_crash_reporter(qtbot, window, run, settled, capsys):
    window.plan.form.fields["mode"].set_text("broken")
    run()
    assert not window.messages.isVisible()
    dialog = window.crashes.dialog
    assert dialog.isVisible()
    assert "All your changes had been saved" in dialog.message.text()
    assert "a mistake in the code" in dialog._details.toPlainText()
    dialog.close()
    assert "RuntimeError" in capsys.readouterr().err
    settled()
