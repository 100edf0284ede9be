"""The list of bookmarks: go to one, rename it, remove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.session import Session
from layers.text import tr
from planning.bookmarks import bookmarks_of

if TYPE_CHECKING:
    from desktop.bookmarks import Bookmarks


class BookmarksDialog(QDialog):
    """Stays open beside the map."""

    def __init__(self, bookmarks: Bookmarks, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._bookmarks, self._session = bookmarks, session
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(str(tr("Bookmarks")))
        self.resize(380, 320)
        self.list = QListWidget()
        self.list.setAccessibleName(str(tr("Bookmarks")))
        self.list.itemActivated.connect(self._go)
        self.list.itemChanged.connect(self._renamed)
        self.list.currentRowChanged.connect(self._enable)
        self.go = QPushButton(str(tr("&Go there")))
        self.rename = QPushButton(str(tr("&Rename")))
        self.remove = QPushButton(str(tr("Re&move")))
        self.go.clicked.connect(lambda: self._go(self.list.currentItem()))
        self.rename.clicked.connect(lambda: self.list.editItem(self.list.currentItem()))
        self.remove.clicked.connect(lambda: bookmarks.remove(self._name_of(self.list.currentItem())))
        buttons = QHBoxLayout()
        for button in (self.go, self.rename, self.remove):
            buttons.addWidget(button)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        hint = QLabel(str(tr("They are kept in the workspace and go with it.")))
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        for part in (hint, self.list):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addWidget(close)
        session.workspace_changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        row = max(0, self.list.currentRow())
        self.list.blockSignals(True)
        self.list.clear()
        for bookmark in bookmarks_of(self._session.workspace):
            item = QListWidgetItem(bookmark.name)
            item.setData(Qt.ItemDataRole.UserRole, bookmark.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self.list.blockSignals(False)
        self._enable()

    def _enable(self) -> None:
        for button in (self.go, self.rename, self.remove):
            button.setEnabled(self.list.currentItem() is not None)

    def _name_of(self, item: QListWidgetItem) -> str:
        name: str = item.data(Qt.ItemDataRole.UserRole)
        return name

    def _go(self, item: QListWidgetItem) -> None:
        name = self._name_of(item)
        for bookmark in bookmarks_of(self._session.workspace):
            if bookmark.name == name:
                self._bookmarks.go(bookmark)

    def _renamed(self, item: QListWidgetItem) -> None:
        old, new = self._name_of(item), item.text().strip()
        taken = {bookmark.name for bookmark in bookmarks_of(self._session.workspace)}
        if new and new not in taken:
            self._bookmarks.rename(old, new)
        else:
            self._fill()
