"""Keeps the window; another language makes a new one that takes over what the old one held."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QLibraryInfo, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from desktop.main_window import MainWindow
from desktop.settings import Settings
from layers.text import use_language


class WindowKeeper(QObject):
    """The one window there is at a time.

    Parameters
    ----------
    application : QApplication
    settings : Settings
    """

    def __init__(self, application: QApplication, settings: Settings) -> None:
        super().__init__(application)
        self._application = application
        self._translator: QTranslator | None = None
        self._speak(settings.language)
        self.window = self._new_window(settings)

    def change_language(self, language: str) -> None:
        """Show everything in `language`, as it stood."""
        old = self.window
        old.put_away()
        self._speak(language)
        new = self.window = self._new_window(dataclasses.replace(old.settings, language=language))
        new.take_over(old)
        new.crashes.install()
        new.setVisible(old.isVisible())
        old.hide()
        old.deleteLater()

    def _new_window(self, settings: Settings) -> MainWindow:
        window = MainWindow(settings)
        # the old window must be out of its own menu before it is put away
        window.language_wanted.connect(
            lambda language: QTimer.singleShot(0, self, lambda: self.change_language(language))
        )
        return window

    def _speak(self, language: str) -> None:
        use_language(language)
        if self._translator is not None:
            self._application.removeTranslator(self._translator)
        self._translator = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{language}", folder):
            self._application.installTranslator(self._translator)
