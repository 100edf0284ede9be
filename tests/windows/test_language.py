"""Changing the language of the open window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from desktop.session import Shown
from desktop.settings import Settings
from desktop.window_keeper import WindowKeeper
from layers.text import language, tr, use_language
from planning.analysis import run
from planning.outcome import FeatureRef
from planning.run_control import RunControl
from planning.scenario import BASELINE


@pytest.fixture
def keeper(qtbot, look, workspace):
    made = WindowKeeper(QApplication.instance(), Settings())
    made.window.session.open(workspace, None)
    made.window.show()
    yield made
    made.window._closing = True
    made.window.close()
    use_language("en")


def change_to(qtbot, keeper, action):
    old = keeper.window
    old.actions_by_id[action].trigger()
    qtbot.waitUntil(lambda: keeper.window is not old)
    return keeper.window


def test_another_language_shows_the_same_work(qtbot, keeper):
    old = keeper.window
    session = old.session
    session.change(tr("remove layer {name}", name="roads"), session.workspace.without_layer("roads"))
    session.show("areas", Shown(True, 0.4))
    session.select((FeatureRef(layer="centres", fids=(103,)),))
    old.plan.choose("service_area")
    old.plan.form.set_texts({"max_minutes": "17"})
    old.canvas.zoom(3.0)
    view, held, texts = old.canvas.view, session.workspace, old.plan.form.texts()
    new = change_to(qtbot, keeper, "view.ukrainian")
    assert language() == "uk"
    assert new.settings.language == "uk"
    assert new.isVisible()
    assert not old.isVisible()
    assert new.menuBar().actions()[0].text() == "&Файл"
    assert new.session.workspace is held
    assert new.session.has_changes
    assert "roads" in str(new.session.undo_text)
    assert new.session.shown("areas") == Shown(True, 0.4)
    assert new.session.selection == (FeatureRef(layer="centres", fids=(103,)),)
    assert new.plan.choice.currentData() == "service_area"
    assert new.plan.form.texts() == texts
    assert texts["max_minutes"] == "17"
    assert new.canvas.view.scale == pytest.approx(view.scale)
    new.session.undo()
    assert [layer.name for layer in new.session.workspace.of_kind("road")] == ["roads"]
    assert not new.session.has_changes
    assert change_to(qtbot, keeper, "view.english").menuBar().actions()[0].text() == "&File"


def test_outcomes_stay_and_can_be_run_again(qtbot, keeper, count):
    old = keeper.window
    outcome = run(count, old.session.workspace, BASELINE, count.parameters(), RunControl())
    old.session.add_outcome(outcome)
    new = change_to(qtbot, keeper, "view.ukrainian")
    assert [run.outcome for run in new.session.runs] == [outcome]
    assert new.session.current_run is new.session.runs[0]
    assert new.plan.findings.count() == len(outcome.findings)


def test_the_language_stays_while_work_runs(qtbot, keeper):
    window = keeper.window

    def work(control):
        while True:
            control.step(0.5, tr("working"))

    job = window.background.start(tr("work"), work)
    window.actions_by_id["view.ukrainian"].trigger()
    assert keeper.window is window
    assert language() == "en"
    assert "when what is running has ended" in window.messages.text
    job.cancel()
    qtbot.waitUntil(lambda: not window.background.running())


def test_the_language_in_use_changes_nothing(qtbot, keeper):
    window = keeper.window
    window.actions_by_id["view.english"].trigger()
    qtbot.wait(50)
    assert keeper.window is window
    assert window.isVisible()
