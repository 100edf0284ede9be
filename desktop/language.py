"""The language of the window, chosen in its menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.text import language, tr

if TYPE_CHECKING:
    from desktop.main_window import MainWindow


def choose_language(window: MainWindow, wanted: str) -> None:
    """Show the window in another language; not while work runs, whose results would be lost."""
    if wanted == language():
        return
    if window.background.running() or window.files.is_saving:
        window.messages.say(tr("The language can be changed when what is running has ended or was stopped."))
        return
    window.language_wanted.emit(wanted)
