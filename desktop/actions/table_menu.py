"""The table of records: filter, clipboard, fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.actions.action import SEPARATOR, Action, Menu
from desktop.table_tools import TableTools
from layers.text import tr

if TYPE_CHECKING:
    from desktop.main_window import MainWindow


def _has_table(window: MainWindow) -> bool:
    return window.table.model is not None


def _can_edit(window: MainWindow) -> bool:
    return window.part(TableTools).can_edit


MENU = Menu(
    title=tr("&Table"),
    items=(
        Action(
            id="table.filter",
            text=tr("&Filter the table"),
            shortcuts=("Ctrl+T",),
            icon="filter",
            run=lambda w: w.part(TableTools).focus_filter(),
            enabled=_has_table,
            tip=tr("Words that must stand somewhere in a record"),
        ),
        Action(
            id="table.conditions",
            text=tr("&Conditions on columns…"),
            shortcuts=("Ctrl+Shift+T",),
            run=lambda w: w.part(TableTools).open_conditions(),
            enabled=_has_table,
        ),
        Action(
            id="table.filter_value",
            text=tr("Only the &value of the current cell"),
            run=lambda w: w.part(TableTools).filter_by(w.table.view.currentIndex()),
            enabled=_has_table,
        ),
        Action(
            id="table.sort",
            text=tr("Sor&t by the current column"),
            shortcuts=("Ctrl+Alt+T",),
            run=lambda w: w.part(TableTools).sort_by_current(),
            enabled=_has_table,
            tip=tr("Once more turns the order round; Shift and a click on a heading adds a column"),
        ),
        Action(
            id="table.only_selected",
            text=tr("Show &only what is selected"),
            icon="selected",
            run=lambda w: w.table.ask(only_selected=not w.table.query.only_selected),
            enabled=lambda w: _has_table(w) and (bool(w.session.selection) or w.table.query.only_selected),
            checked=lambda w: w.table.query.only_selected,
        ),
        Action(
            id="table.clear_query",
            text=tr("Show all records in their o&wn order"),
            run=lambda w: w.table.clear_query(),
            enabled=_has_table,
        ),
        SEPARATOR,
        Action(
            id="table.select_shown",
            text=tr("&Select all shown"),
            run=lambda w: w.part(TableTools).select_shown(),
            enabled=_has_table,
            tip=tr("Selects on the map what the filter lets through"),
        ),
        Action(
            id="table.invert",
            text=tr("&Invert the selection"),
            run=lambda w: w.part(TableTools).invert(),
            enabled=_has_table,
        ),
        Action(
            id="table.go_to",
            text=tr("&Go to a record…"),
            shortcuts=("Ctrl+Shift+G",),
            run=lambda w: w.part(TableTools).go_to(),
            enabled=_has_table,
        ),
        SEPARATOR,
        Action(
            id="table.copy",
            text=tr("Cop&y for a spreadsheet"),
            run=lambda w: w.part(TableTools).copy(),
            enabled=_has_table,
            tip=tr("The selected records with their headings; Ctrl+C in the table does the same"),
        ),
        Action(
            id="table.paste",
            text=tr("&Paste into the cells"),
            run=lambda w: w.part(TableTools).paste(),
            enabled=_can_edit,
            tip=tr("Cells of a spreadsheet from the current cell on; Ctrl+V in the table does the same"),
        ),
        SEPARATOR,
        Action(
            id="table.calculate",
            text=tr("Calc&ulate a field…"),
            icon="calculator",
            run=lambda w: w.part(TableTools).open_calculator(),
            enabled=_can_edit,
        ),
        Action(
            id="table.add_field",
            text=tr("&Add a field…"),
            run=lambda w: w.part(TableTools).add_field(),
            enabled=_can_edit,
        ),
        Action(
            id="table.remove_field",
            text=tr("&Remove the field of the current cell"),
            run=lambda w: w.part(TableTools).remove_field(),
            enabled=_can_edit,
            tip=tr("Only fields of your own; those every layer of the kind has stay"),
        ),
        Action(
            id="table.keep_names",
            text=tr("&Keep names in sight"),
            run=lambda w: w.table.columns.keep_names(not w.table.columns.keeps_names),
            enabled=_has_table,
            checked=lambda w: w.table.columns.keeps_names,
        ),
    ),
)
