"""The language of the window, chosen in its menu."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from layers.text import LANGUAGES, tr

if TYPE_CHECKING:
    from desktop.main_window import MainWindow


def choose_language(window: MainWindow, language: str) -> None:
    """Remember the language; it is spoken from the next start on, which is said in it."""
    window.settings = dataclasses.replace(window.settings, language=language)
    told = tr("Corridor speaks {language} when it is started again.", language=LANGUAGES[language])
    window.messages.say(told.render(language))
