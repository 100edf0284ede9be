"""What Corridor is and how it is used."""

from __future__ import annotations

from desktop.actions.action import SEPARATOR, Action, Menu
from desktop.dialog_opener import DialogOpener
from desktop.help.help_desk import HelpDesk
from desktop.tour import Tour
from layers.text import tr

MENU = Menu(
    title=tr("&Help"),
    items=(
        Action(
            id="help.here",
            text=tr("&Help"),
            shortcuts=("F1",),
            run=lambda w: w.part(HelpDesk).show_here(),
            tip=tr("The page about where you are; it can be searched"),
        ),
        Action(id="help.keys", text=tr("&Keys"), run=lambda w: w.part(HelpDesk).show_topic("keys")),
        Action(
            id="help.tour",
            text=tr("Take the &tour"),
            run=lambda w: w.part(Tour).start(),
            enabled=lambda w: bool(w.session.workspace.layers),
            tip=tr("Five steps through the window"),
        ),
        SEPARATOR,
        Action(
            id="help.about",
            text=tr("&About Corridor, data and licences"),
            run=lambda w: w.part(DialogOpener).about(),
        ),
    ),
)
