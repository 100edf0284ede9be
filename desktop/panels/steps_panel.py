"""The steps of the sitting: what was done, what was taken back, and a way to any of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.look import MUTED, shade
from desktop.session import Session
from layers.text import tr


class StepsPanel(QWidget):
    """One row a step, the newest on top; choosing one goes to where it had just been done."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.list = QListWidget()
        self.list.setAccessibleName(str(tr("Steps")))
        self.list.setToolTip(str(tr("Double click or Enter goes to how things stood after a step")))
        self.list.itemActivated.connect(self._go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list)
        session.saved_changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        session = self._session
        history = session.history
        self.list.clear()
        for position, step in reversed(list(enumerate(history.steps))):
            text = str(step.text) if step.text is not None else str(tr("as opened"))
            if step.workspace is session.clean and session.path is not None:
                text = str(tr("{step} · in the file", step=text))
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, position)
            if position > history.position:
                item.setForeground(QBrush(QColor(shade(MUTED))))
                item.setText(str(tr("{step} · taken back", step=text)))
            self.list.addItem(item)
            if position == history.position:
                self.list.setCurrentItem(item)
                font = item.font()
                font.setBold(True)
                item.setFont(font)

    def _go(self, item: QListWidgetItem) -> None:
        self._session.go_to_step(item.data(Qt.ItemDataRole.UserRole))
