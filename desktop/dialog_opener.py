"""Opens the dialogs, which are imported only then."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop.part import Part
from layers.formats.review import open_count
from layers.text import tr, trn

if TYPE_CHECKING:
    from desktop.dialogs.export_dialog import ExportDialog
    from desktop.dialogs.import_dialog import ImportDialog
    from desktop.dialogs.names_dialog import NamesDialog
    from desktop.dialogs.speeds_dialog import SpeedsDialog
    from desktop.main_window import MainWindow


class DialogOpener(Part):
    """Import, export, what a layer is, what Corridor is."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        window.layers.details_wanted.connect(self.layer_details)
        window.results.export_wanted.connect(lambda: self.export("tables"))

    def import_files(self, paths: tuple[Path, ...] = ()) -> ImportDialog:
        """Open the import window, reading `paths` at once."""
        from desktop.dialogs.import_dialog import ImportDialog

        window = self.window
        dialog = ImportDialog(window.session, window, window.files.folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.crashed.connect(window.report)
        dialog.added.connect(self._on_added)
        dialog.show()
        if paths:
            dialog.read(paths)
        return dialog

    def export(self, what: str = "map") -> ExportDialog:
        """Open the export window."""
        from desktop.dialogs.export_dialog import ExportDialog

        window = self.window
        dialog = ExportDialog(
            window.session, window, what=what, edition=window.settings.edition, folder=window.files.folder
        )
        dialog.written.connect(self._on_written)
        dialog.failed.connect(window.report)
        dialog.edition_chosen.connect(window.set_edition)
        dialog.show()
        return dialog

    def names(self) -> NamesDialog:
        """Open the list of names of areas that wait for a decision."""
        from desktop.dialogs.names_dialog import NamesDialog

        dialog = NamesDialog(self.window.session, self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.shown.connect(self.window.map.show_features)
        dialog.show_candidates()
        dialog.show()
        return dialog

    def speeds(self) -> SpeedsDialog:
        """Open the table of speeds on roads."""
        from desktop.dialogs.speeds_dialog import SpeedsDialog

        dialog = SpeedsDialog(self.window.session, self.window)
        dialog.failed.connect(self.failed)
        dialog.show()
        return dialog

    def about(self) -> None:
        """Say what Corridor is and rests on."""
        from desktop.dialogs.about_dialog import AboutDialog

        AboutDialog(self.window).open()

    def layer_details(self, name: str) -> None:
        """Say where a layer comes from."""
        from desktop.dialogs.about_dialog import LayerDialog

        LayerDialog(self.window.session.workspace.layer(name), self.window).open()

    def _on_added(self, names: tuple[str, ...]) -> None:
        said = trn("{count} layer added.", "{count} layers added.", len(names))
        count = open_count(self.window.session.workspace)
        if count:
            waiting = trn(
                "{count} name of an area waits for your decision (Edit › Names to decide).",
                "{count} names of areas wait for your decision (Edit › Names to decide).",
                count,
            )
            said = tr("{added} {waiting}", added=said, waiting=waiting)
        self.window.messages.say(said)
        if names:
            self.window.map.zoom_to_layer(names[0])

    def _on_written(self, paths: tuple[Path, ...]) -> None:
        where = paths[0] if len(paths) == 1 else paths[0].parent
        self.window.messages.say(
            trn("{count} file written: {where}", "{count} files written to {where}", len(paths), where=where)
        )
