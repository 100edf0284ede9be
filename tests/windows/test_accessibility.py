"""Everything can be used with the keyboard alone and is told to a screen reader."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)

from desktop.actions import ACTIONS, MENUS
from desktop.dialog_opener import DialogOpener
from desktop.help.help_desk import HelpDesk
from desktop.tour import Tour

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
)
# Qt's own parts of a control, which speak through it
INNER = (QScrollBar, QHeaderView, QTabBar)


HOLDERS = (QAbstractSpinBox, QComboBox, QHeaderView, QLineEdit, QTabBar)


def _holder(widget: QWidget) -> QWidget | None:
    """The control that a part belongs to; the list of a choice lies within a frame."""
    parent = widget.parentWidget()
    above = parent.parentWidget() if parent is not None else None
    return above if isinstance(above, QComboBox) else parent


def named(widget: QWidget) -> bool:
    """Whether a screen reader has something to say about a control."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return bool(interface is not None and interface.text(QAccessible.Text.Name).strip())


def controls_in(root: QWidget) -> list[QWidget]:
    """Controls a person meets in `root`, without the inner parts of others."""
    found = []
    for widget in root.findChildren(QWidget):
        inner = isinstance(widget, INNER) or widget.objectName().startswith("qt_")
        if isinstance(widget, CONTROLS) and not inner and not isinstance(_holder(widget), HOLDERS):
            found.append(widget)
    return found


def nameless(root: QWidget) -> list[str]:
    """Class and place of the controls that have no name."""
    return [
        " < ".join(type(w).__name__ for w in _up(widget)) + f" ({widget.toolTip() or widget.objectName()})"
        for widget in controls_in(root)
        if widget.isVisible() and not named(widget)
    ]


def _up(widget: QWidget | None) -> list[QWidget]:
    found = []
    while widget is not None and len(found) < 4:
        found.append(widget)
        widget = widget.parentWidget()
    return found


def test_every_control_of_the_window_has_a_name(window, settled):
    settled()
    for dock in window.docks.values():
        dock.show()
        dock.raise_()
        QApplication.processEvents()
        assert nameless(window) == []


@pytest.mark.parametrize("what", ["import", "export", "what_if", "help", "tour", "scenario"])
def test_every_control_of_the_dialogs_has_a_name(qtbot, window, settled, what):
    settled()
    opener = window.part(DialogOpener)
    if what == "import":
        root = opener.import_files()
    elif what == "export":
        root = opener.export()
    elif what == "what_if":
        root = window.what_ifs.open_what_if()
    elif what == "help":
        window.part(HelpDesk).show_topic()
        root = window.part(HelpDesk).help
    elif what == "tour":
        window.part(Tour).start()
        root = window.part(Tour).card
    else:
        from desktop.dialogs.scenario_dialog import ScenarioDialog

        root = ScenarioDialog(window.session, window.what_ifs.editor, window)
        root.show()
    assert controls_in(root)
    assert nameless(root) == []
    root.close()


def test_every_action_is_in_a_menu_and_every_menu_has_a_letter(window):
    for menu in (action.menu() for action in window.menuBar().actions()):
        assert "&" in menu.title()
        letters = [_letter(action.text()) for action in menu.actions() if _letter(action.text())]
        assert len(letters) == len(set(letters)), (menu.title(), letters)
    assert {action.id for menu in MENUS for action in menu.actions} == {action.id for action in ACTIONS}


def _letter(text: str) -> str:
    _, sign, rest = text.replace("&&", "").partition("&")
    return rest[:1].casefold() if sign else ""


def test_the_keyboard_reaches_every_control_of_the_window(qtbot, window, settled):
    """Tab goes round through everything that can have the focus, the map and the panels included."""
    settled()
    window.activateWindow()
    window.canvas.setFocus()
    met: set[QWidget] = set()
    widget: QWidget | None = window.canvas
    for _ in range(2000):
        if widget is None or widget in met:
            break
        met.add(widget)
        widget = widget.nextInFocusChain()
    missed = [
        type(control).__name__
        for control in controls_in(window)
        if control.isVisible()
        and control.isEnabled()
        and control not in met
        and not isinstance(control, QAbstractScrollArea)
    ]
    assert missed == []


def test_buttons_without_words_can_be_reached_or_have_an_action(window, settled):
    settled()
    unreachable = [
        control.accessibleName() or control.toolTip()
        for control in controls_in(window)
        if isinstance(control, QAbstractButton)
        and control.isVisible()
        and control.focusPolicy() == Qt.FocusPolicy.NoFocus
        and not control.actions()
        and getattr(control, "defaultAction", lambda: None)() is None
    ]
    assert unreachable == []
