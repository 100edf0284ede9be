"""Presentation: the map alone on the whole screen, everything on it larger, for a projector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray

from desktop.part import Part
from layers.text import tr

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

MAGNIFICATION = 1.6


class Presentation(Part):
    """Puts everything but the map away, and back."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._state = QByteArray()
        self._was_maximised = False
        self.is_on = False
        window.canvas.given_up.connect(lambda: self.is_on and self.toggle())

    def toggle(self) -> None:
        """Begin, or go back."""
        self._leave() if self.is_on else self._enter()
        self.window.update_actions()

    def close(self) -> None:
        """Bring everything back, so that it is there when the window opens again."""
        if self.is_on:
            self._leave()

    def _enter(self) -> None:
        window = self.window
        self.is_on = True
        self._state = window.saveState()
        self._was_maximised = window.isMaximized()
        for dock in window.docks.values():
            dock.hide()
        for bar in (window.tools, window.menuBar()):
            bar.hide()
        window.showFullScreen()
        window.canvas.magnify(MAGNIFICATION)
        window.canvas.setFocus()
        window.messages.say(tr("F11 or Escape ends the presentation."))

    def _leave(self) -> None:
        window = self.window
        self.is_on = False
        for bar in (window.menuBar(), window.tools):
            bar.show()
        window.showMaximized() if self._was_maximised else window.showNormal()
        window.restoreState(self._state)
        window.canvas.magnify(1.0)
        window.messages.hide()
