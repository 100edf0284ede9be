"""How the map is looked at."""

from __future__ import annotations

from desktop.actions.action import SEPARATOR, Action, Menu
from desktop.language import choose_language
from layers.text import LANGUAGES, Text, tr

MENU = Menu(
    title=tr("&View"),
    items=(
        Action(
            id="view.zoom_in",
            text=tr("Zoom &in"),
            shortcuts=("Ctrl++", "Ctrl+="),
            icon="zoom_in",
            run=lambda w: w.canvas.zoom(2.0),
        ),
        Action(
            id="view.zoom_out",
            text=tr("Zoom &out"),
            shortcuts=("Ctrl+-",),
            icon="zoom_out",
            run=lambda w: w.canvas.zoom(0.5),
        ),
        Action(
            id="view.zoom_box",
            text=tr("Zoom to a &box"),
            shortcuts=("Ctrl+B",),
            icon="zoom_box",
            run=lambda w: w.map_tools.zoom_box(),
            tip=tr("Draw a box on the map; Shift and drag does the same"),
        ),
        Action(
            id="view.home",
            text=tr("Whole &country"),
            shortcuts=("Ctrl+0",),
            icon="zoom_home",
            run=lambda w: w.canvas.zoom_home(),
        ),
        Action(
            id="view.selection",
            text=tr("Zoom to &selection"),
            shortcuts=("Ctrl+J",),
            run=lambda w: w.map.zoom_to_features(w.session.selection),
            enabled=lambda w: bool(w.session.selection),
        ),
        SEPARATOR,
        Action(id="view.english", text=Text(LANGUAGES["en"]), run=lambda w: choose_language(w, "en")),
        Action(id="view.ukrainian", text=Text(LANGUAGES["uk"]), run=lambda w: choose_language(w, "uk")),
    ),
)
