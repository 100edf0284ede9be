"""One box for places, P-codes and commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from desktop.look import icon
from desktop.session import Session
from layers.text import tr
from planning.run_control import RunControl

if TYPE_CHECKING:
    from layers.gazetteer import Place

_PAUSE_MS = 180
_WHAT = Qt.ItemDataRole.UserRole
_MOST_COMMANDS = 4


class SearchBox(QLineEdit):
    """Finds places of the situation and actions of the window.

    Signals
    -------
    place_chosen(Place)
    failed(Exception)
    """

    place_chosen = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, commands: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._commands = commands
        self._offered_for = ""
        self.setPlaceholderText(str(tr("Place, P-code or command (Ctrl+K)")))
        self.setAccessibleName(str(tr("Search")))
        self.setClearButtonEnabled(True)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._found = QStandardItemModel(self)
        completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.activated[QModelIndex].connect(self._chosen)
        self.setCompleter(completer)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.textEdited.connect(self._pause.start)
        self.returnPressed.connect(self._go)

    @property
    def suggestions(self) -> list[str]:
        """What is offered."""
        return [self._found.item(row).text() for row in range(self._found.rowCount())]

    def _search(self) -> None:
        typed, situation = self.text().strip(), self._session.situation
        if len(typed) < 2:
            return

        def find(_control: RunControl) -> tuple[Place, ...]:
            from layers.gazetteer import suggest

            return suggest(situation, typed, 9)

        def found(places: tuple[Place, ...]) -> None:
            if typed == self.text().strip():
                self._offer(places, typed)

        self._session.background.start(tr("search"), find, done=found, listed=False)

    def _offer(self, places: tuple[Place, ...], typed: str) -> None:
        self._found.clear()
        self._offered_for = typed
        names = {action: action.text().replace("&", "").removesuffix("…") for action in self._commands}
        fitting = [a for a, name in names.items() if typed.casefold() in name.casefold() and a.isEnabled()]
        for action in fitting[:_MOST_COMMANDS]:
            self._add(names[action], action, action.icon())
        for place in places:
            layer = self._session.layer(place.layer)
            kind = f"  ·  {layer.kind.label}" if layer is not None else ""
            self._add(
                f"{place.name}{kind}" + (f"  ·  {place.code}" if place.code else ""), place, icon("pick")
            )
        if self._found.rowCount() and self.hasFocus():
            self.completer().complete()

    def _add(self, text: str, what: Any, picture: Any) -> None:
        item = QStandardItem(picture, text)
        item.setData(what, _WHAT)
        self._found.appendRow(item)

    def _chosen(self, index: QModelIndex) -> None:
        # the completer's own model stands between
        self._take(self.completer().completionModel().data(index, _WHAT))

    def _take(self, what: Any) -> None:
        # the completer writes its text after this signal
        QTimer.singleShot(0, self, self.clear)
        if isinstance(what, QAction):
            what.trigger()
        else:
            self.place_chosen.emit(what)

    def _go(self) -> None:
        """Enter: the first thing offered, or the place exactly as typed."""
        typed, situation = self.text().strip(), self._session.situation
        popup = self.completer().popup()
        if not typed or (popup.isVisible() and popup.currentIndex().isValid()):
            return  # the completer hands over what is marked
        popup.hide()
        if typed == self._offered_for and self._found.rowCount():
            self._take(self._found.item(0).data(_WHAT))
            return

        def find(_control: RunControl) -> Place:
            from layers.gazetteer import find_place

            return find_place(situation, typed)

        self._session.background.start(
            tr("search"), find, done=self._take, failed=self.failed.emit, listed=False
        )
