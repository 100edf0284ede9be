"""One box for places, P-codes and commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from desktop.look import icon
from desktop.session import Session
from layers.coordinate_formats import Reading, readings, written
from layers.text import language, tr
from planning.bookmarks import Bookmark
from planning.run_control import RunControl

if TYPE_CHECKING:
    import pandas as pd

    from layers.gazetteer import Place
    from layers.workspace import Workspace

_PAUSE_MS = 180
_WHAT = Qt.ItemDataRole.UserRole
_MOST_COMMANDS = 4
_MOST_PLACES = 9
_POPUP_PIXELS = 470
_SAME_DEGREES = 0.03


class SearchBox(QLineEdit):
    """Finds places of the situation and actions of the window.

    Signals
    -------
    place_chosen(Place)
    bookmark_chosen(Bookmark)
    failed(Exception)
    """

    place_chosen = Signal(object)
    bookmark_chosen = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, commands: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._commands = commands
        self._offered_for = ""
        self._bookmarks: Callable[[], tuple[Bookmark, ...]] = tuple
        self._settlements: Callable[[], pd.DataFrame | None] = lambda: None
        self._installed: Workspace | None = None
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

    def offer_bookmarks(self, bookmarks: Callable[[], tuple[Bookmark, ...]]) -> None:
        """Find these bookmarks too."""
        self._bookmarks = bookmarks

    def offer_settlements(self, settlements: Callable[[], pd.DataFrame | None]) -> None:
        """Find these places too, where the layers of the workspace have too few."""
        self._settlements = settlements

    def _search(self) -> None:
        typed, situation = self.text().strip(), self._session.situation
        if len(typed) < 2:
            return
        settlements = self._settlements()

        def find(_control: RunControl) -> tuple[Place, ...]:
            from desktop.installed_places import installed_places
            from layers.gazetteer import suggest

            found = suggest(situation, typed, _MOST_PLACES)
            if len(found) < _MOST_PLACES and settlements is not None:
                if self._installed is None:
                    self._installed = installed_places(settlements)
                more = suggest(self._installed, typed, _MOST_PLACES)
                # they stand in no layer that could be shown
                found += tuple(
                    replace(place, fid=None) for place in more if not any(_same(place, one) for one in found)
                )
            return found[:_MOST_PLACES]

        def found(places: tuple[Place, ...]) -> None:
            if typed == self.text().strip():
                self._offer(places, typed)

        self._session.background.start(tr("search"), find, done=found, listed=False)

    def _offer(self, places: tuple[Place, ...], typed: str) -> None:
        self._found.clear()
        self._offered_for = typed
        for bookmark in self._bookmarks():
            if typed.casefold() in bookmark.name.casefold():
                self._add(f"{bookmark.name}  ·  {tr('bookmark')}", bookmark, icon("zoom_box"))
        for one in readings(typed):
            self._add(_told(one), _place_at(one), icon("pick"))
        names = {action: action.text().replace("&", "").removesuffix("…") for action in self._commands}
        fitting = [a for a, name in names.items() if typed.casefold() in name.casefold() and a.isEnabled()]
        for action in fitting[:_MOST_COMMANDS]:
            self._add(names[action], action, action.icon())
        for place in places:
            layer = self._session.layer(place.layer)
            kind = f"  ·  {layer.kind.label}" if layer is not None else ""
            parts = [place.name + kind, _oblast_of(place), place.code]
            self._add("  ·  ".join(part for part in parts if part), place, icon("pick"))
        if self._found.rowCount() and self.hasFocus():
            # wider than the box, so that what tells places of one name apart is seen
            width = max(self.width(), min(_POPUP_PIXELS, self.window().width()))
            self.completer().complete(QRect(self.width() - width, 0, width, self.height()))

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
        elif isinstance(what, Bookmark):
            self.bookmark_chosen.emit(what)
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

        if coordinates := readings(typed):
            self._take(_place_at(coordinates[0]))
            return

        def find(_control: RunControl) -> Place:
            from layers.gazetteer import find_place

            return find_place(situation, typed)

        self._session.background.start(
            tr("search"), find, done=self._take, failed=self.failed.emit, listed=False
        )


def _told(one: Reading) -> str:
    """Coordinates as they were understood."""
    words = written(one.lon, one.lat)
    return f"{words}  ·  {tr('longitude first')}" if one.swapped else words


def _place_at(one: Reading) -> Place:
    from layers.gazetteer import Place

    name = written(one.lon, one.lat)
    return Place(name=name, lon=one.lon, lat=one.lat, code="", kind="", layer="", fid=None)


def _oblast_of(place: Place) -> str:
    """The oblast that a place's P-code says it lies in; empty where it says none."""
    from layers.oblasts import OBLASTS

    names = OBLASTS.get(place.code[:4].upper()) if len(place.code) > 4 else None
    return names[language() == "uk"] if names is not None else ""


def _same(one: Place, other: Place) -> bool:
    return abs(one.lon - other.lon) < _SAME_DEGREES and abs(one.lat - other.lat) < _SAME_DEGREES
