"""Opening, saving, importing, exporting."""

from __future__ import annotations

from desktop.actions.action import SEPARATOR, Action, Menu
from desktop.dialog_opener import DialogOpener
from layers.text import tr

MENU = Menu(
    title=tr("&File"),
    items=(
        Action(id="file.new", text=tr("&New workspace"), shortcuts=("Ctrl+N",), run=lambda w: w.new()),
        Action(
            id="file.open",
            text=tr("&Open…"),
            shortcuts=("Ctrl+O",),
            icon="open",
            run=lambda w: w.files.choose_and_open(),
        ),
        Action(
            id="file.exercise",
            text=tr("Open the e&xercise"),
            run=lambda w: w.open_exercise(),
            tip=tr("A fictional emergency on real places, to try everything on"),
        ),
        SEPARATOR,
        Action(
            id="file.save",
            text=tr("&Save"),
            shortcuts=("Ctrl+S",),
            icon="save",
            run=lambda w: w.files.save(),
            enabled=lambda w: (
                not w.files.is_saving
                and bool(w.session.workspace.layers)
                and (w.session.has_changes or w.session.path is None)
            ),
        ),
        Action(
            id="file.save_as",
            text=tr("Save &as…"),
            shortcuts=("Ctrl+Shift+S",),
            run=lambda w: w.files.save_as(),
            enabled=lambda w: not w.files.is_saving,
        ),
        Action(
            id="file.copy",
            text=tr("Work on a &copy"),
            run=lambda w: w.files.work_on_copy(),
            enabled=lambda w: w.session.is_read_only,
            tip=tr("Part with a file that another window has open, and go on with what is shown"),
        ),
        SEPARATOR,
        Action(
            id="file.import",
            text=tr("&Import…"),
            shortcuts=("Ctrl+I",),
            icon="import",
            run=lambda w: w.part(DialogOpener).import_files(),
            tip=tr("Add layers from files; dropping files here does the same"),
        ),
        Action(
            id="file.export",
            text=tr("&Export…"),
            shortcuts=("Ctrl+E",),
            icon="export",
            run=lambda w: w.part(DialogOpener).export(),
            enabled=lambda w: bool(w.session.workspace.layers),
            tip=tr("Map page, tables, brief, or everything"),
        ),
        SEPARATOR,
        Action(id="file.quit", text=tr("&Quit"), shortcuts=("Ctrl+Q",), run=lambda w: w.close()),
    ),
)
