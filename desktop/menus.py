"""The menu bar, made from the actions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMenu, QMenuBar, QWidget

from desktop.actions import MENUS
from layers.text import tr


class RecentMenu(QMenu):
    """Workspaces opened last.

    Signals
    -------
    chosen(Path)
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(str(tr("Open &recent")), parent)
        self.setToolTipsVisible(True)

    def show_paths(self, names: tuple[str, ...]) -> None:
        """Offer these files."""
        self.clear()
        for name in names:
            action = self.addAction(Path(name).name)
            action.setToolTip(name)
            action.triggered.connect(lambda _checked=False, path=Path(name): self.chosen.emit(path))
        self.setEnabled(bool(names))


def build_menus(
    bar: QMenuBar, actions: Mapping[str, QAction], docks: Mapping[str, QDockWidget]
) -> RecentMenu:
    """Fill the menu bar; gives the menu of recent files."""
    recent = None
    for item in MENUS:
        menu = bar.addMenu(str(item.title))
        menu.setToolTipsVisible(True)
        for action in item.items:
            menu.addSeparator() if action is None else menu.addAction(actions[action.id])
        names = [action.id for action in item.actions]
        if "file.open" in names:
            recent = RecentMenu(menu)
            menu.insertMenu(actions["file.exercise"], recent)
        if "view.home" in names:
            menu.addSeparator()
            for dock in docks.values():
                menu.addAction(dock.toggleViewAction())
    assert recent is not None
    return recent
