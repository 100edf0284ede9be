"""What the window has to say, above the map and never in the way of work."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.look import icon
from layers.errors import LayerError
from layers.text import Text, tr

Offer = tuple[Text, Callable[[], object]]

_GROUNDS = {"notice": "#e8f1f7", "warning": "#fdf3d6", "critical": "#fbe3e1"}


class MessageBar(QFrame):
    """One message at a time; it stays until it is closed or another comes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.offer = QPushButton()
        self.offer.clicked.connect(self._take_offer)
        self._do: Callable[[], object] | None = None
        close = QToolButton()
        close.setIcon(icon("close"))
        close.setAutoRaise(True)
        close.setToolTip(str(tr("Close the message")))
        close.setAccessibleName(str(tr("Close the message")))
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 6, 4)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        row.addWidget(self.offer)
        row.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text.text()

    def say(self, text: Text | str, severity: str = "notice", offer: Offer | None = None) -> None:
        """Show a message; `severity` is notice, warning or critical, `offer` a button and what it does."""
        self._do = offer[1] if offer is not None else None
        self.offer.setVisible(offer is not None)
        self.offer.setText(str(offer[0]) if offer is not None else "")
        self._text.setText(str(text))
        self._text.setAccessibleName(str(text))
        self._icon.setPixmap(icon(severity).pixmap(18, 18))
        self.setStyleSheet(
            f"#message_bar {{ background: {_GROUNDS[severity]}; border-bottom: 1px solid #d5d9dc; }}"
        )
        self.show()

    def say_error(self, error: LayerError, offer: Offer | None = None) -> None:
        """Show what went wrong, where, and what to do."""
        self.say(sentence(error), "warning", offer)

    def _take_offer(self) -> None:
        self.hide()
        if self._do is not None:
            self._do()


def sentence(error: LayerError) -> str:
    """An error as a sentence; names of files and layers keep their letters."""
    words = str(error)
    return words if str(error.where) else words[:1].upper() + words[1:]
