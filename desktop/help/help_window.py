"""The help: topics on the left, what is read on the right, a search above."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from desktop.help.help_desk import FIRST
from desktop.help.topics import Topic, search, topics
from layers.text import tr

_SCHEME = "help:"
_ID = Qt.ItemDataRole.UserRole


class HelpWindow(QDialog):
    """Stays beside the main window while one works."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(str(tr("Help")))
        self.setModal(False)
        self.resize(820, 560)
        self._topics = {topic.id: topic for topic in topics()}
        self._shown = ""
        self.words = QLineEdit()
        self.words.setPlaceholderText(str(tr("Search the help")))
        self.words.setAccessibleName(str(tr("Search the help")))
        self.words.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName(str(tr("Topics")))
        self.page = QTextBrowser()
        self.page.setAccessibleName(str(tr("Help page")))
        self.page.setOpenLinks(False)
        self.none = QLabel(str(tr("Nothing is written about that; try fewer or other words.")))
        self.none.setProperty("role", "muted")
        self.none.setWordWrap(True)
        self.none.hide()
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.words)
        column.addWidget(self.none)
        column.addWidget(self.list, 1)
        halves = QSplitter()
        halves.addWidget(side)
        halves.addWidget(self.page)
        halves.setSizes([260, 560])
        halves.setChildrenCollapsible(False)
        QVBoxLayout(self).addWidget(halves)
        self.words.textChanged.connect(self._fill)
        self.words.returnPressed.connect(self.page.setFocus)
        self.list.currentItemChanged.connect(self._on_chosen)
        self.page.anchorClicked.connect(self._follow)
        self._fill("")

    def show_topic(self, topic: str) -> None:
        """Show the page called `topic`; the first page when there is none of that name."""
        wanted = topic if topic in self._topics else FIRST
        self.words.clear()
        for row in range(self.list.count()):
            if self.list.item(row).data(_ID) == wanted:
                self.list.setCurrentRow(row)

    @property
    def topic(self) -> str:
        """The page that is shown."""
        return self._shown

    def _fill(self, words: str) -> None:
        found = search(self._topics.values(), words)
        self.list.clear()
        for topic in found:
            item = QListWidgetItem(topic.title)
            item.setData(_ID, topic.id)
            self.list.addItem(item)
        self.none.setVisible(not found)
        if found:
            self.list.setCurrentRow(0)

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._read(self._topics[item.data(_ID)])

    def _read(self, topic: Topic) -> None:
        self._shown = topic.id
        self.page.setMarkdown(f"# {topic.title}\n\n{topic.text}")

    def _follow(self, link: QUrl) -> None:
        if link.toString().startswith(_SCHEME):
            self.show_topic(link.toString().removeprefix(_SCHEME))
