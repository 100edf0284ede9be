"""A part of the window that stands by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from desktop.main_window import MainWindow


class Part(QObject):
    """Something the window can do: built once map and panels stand, it connects itself to them.

    Parts are listed in `desktop.parts` and found with `window.part(TheClass)`. They import dialogs, and what
    is heavy, when they are used.

    Signals
    -------
    failed(Exception)
        Something went wrong that the window must tell.
    """

    failed = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window

    def close(self) -> None:
        """Stop what runs and put away what is open: the window closes."""
