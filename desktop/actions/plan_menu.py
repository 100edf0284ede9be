"""Running analyses, making scenarios."""

from __future__ import annotations

from desktop.actions.action import SEPARATOR, Action, Menu
from desktop.dialog_opener import DialogOpener
from layers.text import tr
from planning.scenario import scenarios_of

MENU = Menu(
    title=tr("&Plan"),
    items=(
        Action(
            id="plan.run",
            text=tr("&Run the analysis"),
            shortcuts=("F5",),
            icon="play",
            run=lambda w: w.plan.start(),
            enabled=lambda w: bool(w.session.workspace.layers),
        ),
        Action(
            id="plan.stop",
            text=tr("&Stop the run"),
            shortcuts=("Shift+F5",),
            icon="stop",
            run=lambda w: w.plan.stop(),
        ),
        SEPARATOR,
        Action(
            id="plan.what_if",
            text=tr("What &if…"),
            shortcuts=("Ctrl+Shift+N",),
            icon="add",
            run=lambda w: w.what_ifs.open_what_if(),
            enabled=lambda w: bool(w.session.workspace.layers),
            tip=tr("Make a scenario: front moved, closures, losses, people, weather …"),
        ),
        Action(
            id="plan.pull_front",
            text=tr("Pull the &front"),
            shortcuts=("Ctrl+Shift+F",),
            icon="front",
            run=lambda w: w.front.start(),
            enabled=lambda w: bool(w.session.workspace.of_kind("frontline")),
            tip=tr("Grab the contact line on the map and see at once what would change"),
        ),
        Action(
            id="plan.compare",
            text=tr("&Compare scenarios…"),
            shortcuts=("Ctrl+Shift+C",),
            icon="compare",
            run=lambda w: w.what_ifs.open_compare(w.plan.analyses, w.map, w.canvas.view),
            enabled=lambda w: len(scenarios_of(w.session.workspace)) > 1,
            tip=tr("One analysis on two to four scenarios, side by side"),
        ),
        SEPARATOR,
        Action(
            id="plan.check_roads",
            text=tr("Check the r&oads"),
            run=lambda w: w.plan.run_again("network_check", {}),
            enabled=lambda w: bool(w.session.workspace.of_kind("road")),
            tip=tr("Pieces, joins, places off the network and suspicious spots, as a list and on the map"),
        ),
        Action(
            id="plan.speeds",
            text=tr("Sp&eeds on roads…"),
            run=lambda w: w.part(DialogOpener).speeds(),
            tip=tr("By vehicle, road class and surface; what is changed is named in every result"),
        ),
    ),
)
