"""Bookmarks: named views in the Map menu, in the search box and in a window of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMenu

from desktop.map_view.projection import bounds_to_map
from desktop.part import Part
from layers.errors import LayerError
from layers.text import tr
from planning.bookmarks import Bookmark, bookmarks_of, with_bookmark, without_bookmark

if TYPE_CHECKING:
    from desktop.main_window import MainWindow


class Bookmarks(Part):
    """Makes bookmarks, lists them in a menu and goes to them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.menu = QMenu(str(tr("&Go to a bookmark")), window)
        for owner in window.actions_by_id["map.bookmark"].associatedObjects():
            if isinstance(owner, QMenu):
                owner.insertMenu(window.actions_by_id["map.bookmarks"], self.menu)
        window.session.workspace_changed.connect(self._fill)
        window.tools.search.offer_bookmarks(lambda: bookmarks_of(window.session.workspace))
        window.tools.search.bookmark_chosen.connect(self.go)
        self._fill()

    def ask(self) -> None:
        """Ask for a name and keep the present view under it."""
        session = self.window.session
        taken = {bookmark.name for bookmark in bookmarks_of(session.workspace)}
        number = next(n for n in range(1, len(taken) + 2) if str(tr("View {n}", n=n)) not in taken)
        dialog = QInputDialog(self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(str(tr("Bookmark this view")))
        dialog.setLabelText(str(tr("What the view shows")))
        dialog.setTextValue(str(tr("View {n}", n=number)))
        dialog.textValueSelected.connect(self.add)
        dialog.open()

    def add(self, name: str) -> None:
        """Keep the present view under a name."""
        canvas = self.window.canvas
        lon, lat = canvas.view.lon_lat_of(canvas.width() / 2, canvas.height() / 2)
        bookmark = Bookmark(name.strip(), lon, lat, canvas.view.scale)
        session = self.window.session
        try:
            workspace = with_bookmark(session.workspace, bookmark)
        except LayerError as error:
            self.failed.emit(error)
            return
        session.change(tr("bookmark {name}", name=bookmark.name), workspace)

    def remove(self, name: str) -> None:
        """Forget a bookmark."""
        session = self.window.session
        session.change(tr("remove bookmark {name}", name=name), without_bookmark(session.workspace, name))

    def rename(self, name: str, other: str) -> None:
        """Call a bookmark otherwise; its place in the list is the last then."""
        session = self.window.session
        found = next(one for one in bookmarks_of(session.workspace) if one.name == name)
        workspace = with_bookmark(
            without_bookmark(session.workspace, name), replace(found, name=other.strip())
        )
        session.change(tr("rename bookmark {name}", name=name), workspace)

    def go(self, bookmark: Bookmark) -> None:
        """Show a bookmarked view."""
        canvas = self.window.canvas
        x, y, _, _ = bounds_to_map((bookmark.lon, bookmark.lat, bookmark.lon, bookmark.lat))
        canvas.set_view(replace(canvas.view, x=x, y=y).at_scale(bookmark.scale))
        canvas.setFocus()

    def open_list(self) -> None:
        """Open the window that goes to, renames and removes them."""
        from desktop.dialogs.bookmarks_dialog import BookmarksDialog

        BookmarksDialog(self, self.window.session, self.window).show()

    def _fill(self) -> None:
        self.menu.clear()
        bookmarks = bookmarks_of(self.window.session.workspace)
        for bookmark in bookmarks:
            action = self.menu.addAction(bookmark.name.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, bookmark=bookmark: self.go(bookmark))
        self.menu.setEnabled(bool(bookmarks))
