"""Undo, selection, finding."""

from __future__ import annotations

from desktop.actions.action import SEPARATOR, Action, Menu
from desktop.dialog_opener import DialogOpener
from layers.formats.review import open_count
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
            id="edit.names",
            text=tr("&Names to decide…"),
            run=lambda w: w.part(DialogOpener).names(),
            enabled=lambda w: open_count(w.session.workspace) > 0,
            tip=tr("Names of areas that fitted several areas, or none, when a file was imported"),
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
