"""Every action by keyboard alone: through its menu, through the command box, and by its shortcut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence

from desktop.actions import ACTIONS, MENUS


@pytest.fixture
def ran(window, settled, monkeypatch):
    """Ids of the actions that were run; they are noted only, and all of them can be used."""
    settled()
    noted: list[str] = []
    monkeypatch.setattr(window, "_run", lambda item: noted.append(item.id))
    monkeypatch.setattr(window, "update_actions", lambda: None)
    for action in window.actions_by_id.values():
        action.setEnabled(True)
    return noted


@pytest.mark.parametrize("number", range(len(MENUS)))
def test_every_action_is_reached_in_its_menu_with_arrows_and_enter(qtbot, window, ran, number):
    menu = window.menuBar().actions()[number].menu()
    for item in MENUS[number].actions:
        wanted = window.actions_by_id[item.id]
        menu.popup(QPoint(10, 10))
        for _ in range(len(menu.actions()) + 1):
            qtbot.keyClick(menu, Qt.Key.Key_Down)
            if menu.activeAction() is wanted:
                break
        assert menu.activeAction() is wanted, item.id
        qtbot.keyClick(menu, Qt.Key.Key_Return)
        assert ran.pop() == item.id
        menu.close()
    assert ran == []


@pytest.mark.parametrize("item", ACTIONS, ids=lambda item: item.id)
def test_every_action_is_found_by_the_command_box(qtbot, window, ran, item):
    box = window.tools.search
    name = window.actions_by_id[item.id].text().replace("&", "").removesuffix("…")
    box.setFocus()
    box.setText(name)
    box._offer((), name)
    assert name in box.suggestions
    model = box.completer().completionModel()
    rows = [model.index(row, 0) for row in range(model.rowCount()) if model.index(row, 0).data() == name]
    for row in rows:
        box._chosen(row)
    assert item.id in ran


def test_no_two_actions_share_a_key(window):
    keys = [QKeySequence(keys).toString() for item in ACTIONS for keys in item.shortcuts]
    assert len(keys) == len(set(keys))
    assert all(keys)


def test_shortcuts_run_their_actions(qtbot, window, ran):
    window.activateWindow()
    window.canvas.setFocus()
    for item in ACTIONS:
        for keys in item.shortcuts:
            combination = QKeySequence(keys)[0]
            qtbot.keyClick(window.canvas, combination.key(), combination.keyboardModifiers())
            assert item.id in ran, (item.id, keys)
            ran.clear()
