"""The bar over the table: quick filter, conditions, what is selected alone, and the table's menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from desktop.look import icon
from layers.text import tr

if TYPE_CHECKING:
    from desktop.records.query import Query

_TYPING_PAUSE_MS = 160


class FilterBar(QWidget):
    """Controls that say which records are shown.

    Signals
    -------
    text_changed(str), only_selected_changed(bool), conditions_wanted(), menu_wanted(), zoom_wanted()
    """

    text_changed = Signal(str)
    only_selected_changed = Signal(bool)
    conditions_wanted = Signal()
    calculator_wanted = Signal()
    zoom_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = QLineEdit()
        self.text.setPlaceholderText(str(tr("Filter: words in any column")))
        self.text.setAccessibleName(str(tr("Filter the table")))
        self.text.setClearButtonEnabled(True)
        self.text.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._pause = QTimer(self, interval=_TYPING_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(lambda: self.text_changed.emit(self.text.text()))
        self.text.textEdited.connect(lambda _text: self._pause.start())
        self.text.returnPressed.connect(self._at_once)
        self.conditions = _button("filter", tr("Conditions on columns"))
        self.conditions.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.conditions.clicked.connect(self.conditions_wanted)
        self.only_selected = _button("selected", tr("Show only what is selected"))
        self.only_selected.setCheckable(True)
        self.only_selected.clicked.connect(self.only_selected_changed)
        self.calculator = _button("calculator", tr("Calculate a field"))
        self.calculator.clicked.connect(self.calculator_wanted)
        self.menu = _button("menu", tr("More for the table"))
        self.menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.zoom = _button("zoom_home", tr("Zoom to selection"))
        self.zoom.clicked.connect(self.zoom_wanted)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.text, 1)
        for widget in (self.conditions, self.only_selected, self.zoom, self.calculator, self.menu):
            line.addWidget(widget)

    def show_state(self, query: Query, *, has_table: bool) -> None:
        """Show what is asked for."""
        if not self._pause.isActive() and self.text.text() != query.text:
            self.text.setText(query.text)
        count = len(query.conditions)
        self.conditions.setText(str(tr("Filter ({count})", count=count)) if count else str(tr("Filter")))
        self.only_selected.setChecked(query.only_selected)
        self.setEnabled(has_table)

    def set_has_selection(self, selected: bool) -> None:
        """Enable what needs a selection."""
        self.zoom.setEnabled(selected)
        self.only_selected.setEnabled(selected or self.only_selected.isChecked())

    def clear(self) -> None:
        """Empty the quick filter without telling."""
        self._pause.stop()
        self.text.clear()

    def _at_once(self) -> None:
        self._pause.stop()
        self.text_changed.emit(self.text.text())


def _button(name: str, tip: object) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(name))
    button.setAutoRaise(True)
    button.setToolTip(str(tip))
    button.setAccessibleName(str(tip))
    return button
