"""Undo gives back the very workspaces, and a new step forgets what was undone."""

from __future__ import annotations

from layers.text import tr
from layers.workspace import Workspace
from planning.history import History


def test_steps_back_and_forth():
    first, second, third = (Workspace(name=name) for name in "abc")
    history = History.starting_with(first).done(tr("one"), second).done(tr("two"), third)
    assert history.present is third
    assert (str(history.undo_text), history.redo_text) == ("two", None)
    back = history.undone()
    assert back.present is second
    assert (str(back.undo_text), str(back.redo_text)) == ("one", "two")
    assert back.redone().present is third
    assert back.undone().undone().present is first
    assert back.undone().undo_text is None
    assert history.redone().present is third


def test_a_new_step_forgets_what_was_undone():
    first, second, other = (Workspace(name=name) for name in "abc")
    history = History.starting_with(first).done(tr("one"), second).undone().done(tr("other"), other)
    assert history.present is other
    assert history.redo_text is None
    assert history.undone().present is first


def test_the_oldest_steps_are_forgotten():
    history = History.starting_with(Workspace(name="0"))
    for number in range(1, 300):
        history = history.done(tr("step"), Workspace(name=str(number)))
    assert len(history.steps) == 200
    assert history.present.name == "299"
    for _ in range(300):
        history = history.undone()
    assert history.present.name == "100"


def test_any_step_can_be_gone_to_and_none_is_forgotten():
    first, second, third = (Workspace(name=name) for name in "abc")
    history = History.starting_with(first).done(tr("b"), second).done(tr("c"), third)
    assert history.at(0).present is first
    assert history.at(0).at(2).present is third
    assert history.at(-4).present is first
    assert history.at(9).present is third
    assert history.at(1).steps == history.steps
