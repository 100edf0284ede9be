"""What could be done about the finding in hand, each as a button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from layers.text import tr
from planning.outcome import Action


class Remedies(QWidget):
    """Hidden while there is nothing to be done.

    Signals
    -------
    chosen(Action)
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QPushButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 2, 4, 4)
        self._column.setSpacing(3)
        heading = QLabel(str(tr("What can be done")))
        heading.setProperty("role", "muted")
        self._column.addWidget(heading)
        self.hide()

    def show_actions(self, actions: tuple[Action, ...]) -> None:
        """Offer these."""
        for button in self.buttons:
            self._column.removeWidget(button)
            button.deleteLater()
        self.buttons = []
        for action in actions:
            button = QPushButton(str(action.text).replace("&", "&&"))
            button.setToolTip(str(action.text))
            button.clicked.connect(lambda _checked=False, action=action: self.chosen.emit(action))
            self._column.addWidget(button)
            self.buttons.append(button)
        self.setVisible(bool(actions))
