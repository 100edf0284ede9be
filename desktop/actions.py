"""Every action as data: id, text, shortcut, when it can be used, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.language import choose_language
from layers.text import LANGUAGES, Text, tr
from planning.scenario import scenarios_of

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

Condition = Callable[["MainWindow"], bool]


def _always(_window: MainWindow) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something the user can do.

    Attributes
    ----------
    id : str
        ``menu.what``; stable.
    shortcuts : tuple of str
        Each as Qt writes it; the first is shown.
    enabled : callable
        Asked of the window whenever the session changes.
    tip : Text, optional
        What it does, where the text does not say all.
    """

    id: str
    text: Text
    run: Callable[[MainWindow], object]
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    enabled: Condition = _always
    tip: Text | None = None


ACTIONS: tuple[Action, ...] = (
    Action(id="file.new", text=tr("&New workspace"), shortcuts=("Ctrl+N",), run=lambda w: w.new()),
    Action(id="file.open", text=tr("&Open…"), shortcuts=("Ctrl+O",), icon="open",
           run=lambda w: w.files.choose_and_open()),
    Action(id="file.exercise", text=tr("Open the &exercise"), run=lambda w: w.open_exercise(),
           tip=tr("A fictional emergency on real places, to try everything on")),
    Action(id="file.save", text=tr("&Save"), shortcuts=("Ctrl+S",), icon="save", run=lambda w: w.files.save(),
           enabled=lambda w: not w.files.is_saving and bool(w.session.workspace.layers)
           and (w.session.has_changes or w.session.path is None)),
    Action(id="file.save_as", text=tr("Save &as…"), shortcuts=("Ctrl+Shift+S",),
           run=lambda w: w.files.save_as(), enabled=lambda w: not w.files.is_saving),
    Action(id="file.import", text=tr("&Import…"), shortcuts=("Ctrl+I",), icon="import",
           run=lambda w: w.open_import(), tip=tr("Add layers from files; dropping files here does the same")),
    Action(id="file.export", text=tr("&Export…"), shortcuts=("Ctrl+E",), icon="export",
           run=lambda w: w.open_export(), enabled=lambda w: bool(w.session.workspace.layers),
           tip=tr("Map page, tables, brief, or everything")),
    Action(id="file.quit", text=tr("&Quit"), shortcuts=("Ctrl+Q",), run=lambda w: w.close()),
    Action(id="edit.undo", text=tr("&Undo"), shortcuts=("Ctrl+Z",), icon="undo",
           run=lambda w: w.session.undo(), enabled=lambda w: w.session.undo_text is not None),
    Action(id="edit.redo", text=tr("&Redo"), shortcuts=("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo",
           run=lambda w: w.session.redo(), enabled=lambda w: w.session.redo_text is not None),
    Action(id="edit.clear_selection", text=tr("&Clear selection"), shortcuts=("Ctrl+Shift+A",),
           run=lambda w: w.session.select(()), enabled=lambda w: bool(w.session.selection)),
    Action(id="edit.find", text=tr("&Find a place or command"), shortcuts=("Ctrl+K", "Ctrl+F"), icon="search",
           run=lambda w: w.focus_search()),
    Action(id="view.zoom_in", text=tr("Zoom &in"), shortcuts=("Ctrl++", "Ctrl+="), icon="zoom_in",
           run=lambda w: w.canvas.zoom(2.0)),
    Action(id="view.zoom_out", text=tr("Zoom &out"), shortcuts=("Ctrl+-",), icon="zoom_out",
           run=lambda w: w.canvas.zoom(0.5)),
    Action(id="view.zoom_box", text=tr("Zoom to a &box"), shortcuts=("Ctrl+B",), icon="zoom_box",
           run=lambda w: w.map_tools.zoom_box(),
           tip=tr("Draw a box on the map; Shift and drag does the same")),
    Action(id="view.home", text=tr("Whole &country"), shortcuts=("Ctrl+0",), icon="zoom_home",
           run=lambda w: w.canvas.zoom_home()),
    Action(id="view.selection", text=tr("Zoom to &selection"), shortcuts=("Ctrl+J",),
           run=lambda w: w.map.zoom_to_features(w.session.selection),
           enabled=lambda w: bool(w.session.selection)),
    Action(id="view.english", text=Text(LANGUAGES["en"]), run=lambda w: choose_language(w, "en")),
    Action(id="view.ukrainian", text=Text(LANGUAGES["uk"]), run=lambda w: choose_language(w, "uk")),
    Action(id="plan.run", text=tr("&Run the analysis"), shortcuts=("F5",), icon="play",
           run=lambda w: w.plan.start(), enabled=lambda w: bool(w.session.workspace.layers)),
    Action(id="plan.stop", text=tr("&Stop the run"), shortcuts=("Shift+F5",), icon="stop",
           run=lambda w: w.plan.stop()),
    Action(id="plan.what_if", text=tr("What &if…"), shortcuts=("Ctrl+Shift+N",), icon="add",
           run=lambda w: w.what_ifs.open_what_if(), enabled=lambda w: bool(w.session.workspace.layers),
           tip=tr("Make a scenario: front moved, closures, losses, people, weather …")),
    Action(id="plan.pull_front", text=tr("Pull the &front"), shortcuts=("Ctrl+Shift+F",), icon="front",
           run=lambda w: w.front.start(),
           enabled=lambda w: bool(w.session.workspace.of_kind("frontline")),
           tip=tr("Grab the contact line on the map and see at once what would change")),
    Action(id="plan.compare", text=tr("&Compare scenarios…"), shortcuts=("Ctrl+Shift+C",), icon="compare",
           run=lambda w: w.what_ifs.open_compare(w.plan.analyses, w.map, w.canvas.view),
           enabled=lambda w: len(scenarios_of(w.session.workspace)) > 1,
           tip=tr("One analysis on two to four scenarios, side by side")),
    Action(id="help.about", text=tr("&About Corridor, data and licences"), run=lambda w: w.open_about()),
)  # fmt: skip

SEPARATOR = ""

MENUS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (tr("&File"), ("file.new", "file.open", "file.exercise", SEPARATOR, "file.save", "file.save_as",
                   SEPARATOR, "file.import", "file.export", SEPARATOR, "file.quit")),
    (tr("&Edit"), ("edit.undo", "edit.redo", SEPARATOR, "edit.clear_selection", "edit.find")),
    (tr("&View"), ("view.zoom_in", "view.zoom_out", "view.zoom_box", "view.home", "view.selection",
                   SEPARATOR, "view.english", "view.ukrainian")),
    (tr("&Plan"), ("plan.run", "plan.stop", SEPARATOR, "plan.what_if", "plan.pull_front", "plan.compare")),
    (tr("&Help"), ("help.about",)),
)  # fmt: skip

TOOL_BAR: tuple[str, ...] = (
    "file.open", "file.save", "file.import", "file.export", SEPARATOR, "edit.undo", "edit.redo", SEPARATOR,
    "view.zoom_in", "view.zoom_out", "view.zoom_box", "view.home",
)  # fmt: skip
