"""Undo, selection, finding."""

from __future__ import annotations

from desktop.actions.action import SEPARATOR, Action, Menu
from layers.text import tr

MENU = Menu(
    title=tr("&Edit"),
    items=(
        Action(
            id="edit.undo",
            text=tr("&Undo"),
            shortcuts=("Ctrl+Z",),
            icon="undo",
            run=lambda w: w.session.undo(),
            enabled=lambda w: w.session.undo_text is not None,
        ),
        Action(
            id="edit.redo",
            text=tr("&Redo"),
            shortcuts=("Ctrl+Shift+Z", "Ctrl+Y"),
            icon="redo",
            run=lambda w: w.session.redo(),
            enabled=lambda w: w.session.redo_text is not None,
        ),
        SEPARATOR,
        Action(
            id="edit.clear_selection",
            text=tr("&Clear selection"),
            shortcuts=("Ctrl+Shift+A",),
            run=lambda w: w.session.select(()),
            enabled=lambda w: bool(w.session.selection),
        ),
        Action(
            id="edit.find",
            text=tr("&Find a place or command"),
            shortcuts=("Ctrl+K", "Ctrl+F"),
            icon="search",
            run=lambda w: w.focus_search(),
        ),
    ),
)
