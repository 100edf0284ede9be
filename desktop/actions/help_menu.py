"""What Corridor is and how it is used."""

from __future__ import annotations

from desktop.actions.action import Action, Menu
from desktop.dialog_opener import DialogOpener
from layers.text import tr

MENU = Menu(
    title=tr("&Help"),
    items=(
        Action(
            id="help.about",
            text=tr("&About Corridor, data and licences"),
            run=lambda w: w.part(DialogOpener).about(),
        ),
    ),
)
