"""Base maps of the planner's own: added by menu or dropped, read in the background, remembered by path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QMessageBox

from desktop.dialog_opener import DialogOpener
from desktop.panels.layers_panel import Tool
from desktop.part import Part
from layers.own_base_maps import OwnBaseMap, is_missing, own_base_maps, with_own_base_maps
from layers.text import tr

if TYPE_CHECKING:
    from desktop.main_window import MainWindow
    from layers.formats.ground_image import GroundImage
    from planning.run_control import RunControl

_TILES, _PICTURES = (".mbtiles",), (".tif", ".tiff")


class BaseMapTools(Part):
    """Keeps the base maps that the workspace remembers on the map."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._images: dict[str, GroundImage] = {}
        self._tried: set[str] = set()
        self.question: QMessageBox | None = None
        window.layers.tool_wanted.connect(self._use)
        window.session.workspace_changed.connect(self._read_missing)

    def choose(self) -> None:
        """Ask for a file and add it."""
        types = " ".join(f"*{ending}" for ending in (*_TILES, *_PICTURES))
        name, _ = QFileDialog.getOpenFileName(
            self.window,
            str(tr("Add a base map")),
            self.window.files.folder,
            str(tr("Base maps ({types})", types=types)),
        )
        if name:
            self.add(Path(name))

    def take_dropped(self, paths: tuple[Path, ...]) -> bool:
        """Take a dropped file as a base map, or ask; says whether it is one at all."""
        if len(paths) != 1 or paths[0].suffix.lower() not in (*_TILES, *_PICTURES):
            return False
        if paths[0].suffix.lower() in _TILES:
            self.add(paths[0])
        else:
            self._ask(paths[0])
        return True

    def add(self, path: Path) -> None:
        """Add a file above the other base maps, as a step."""
        session = self.window.session
        held = own_base_maps(session.workspace)
        if any(own.path == str(path) for own in held):
            self.window.messages.say(tr("“{name}” is a base map already.", name=path.name))
            return

        def read(_control: RunControl) -> GroundImage:
            from layers.formats.ground_image import GroundImage

            return GroundImage(path)

        def done(image: GroundImage) -> None:
            facts = image.facts
            own = OwnBaseMap(
                path=str(path), title=facts.title, attribution=facts.attribution, bounds=facts.bounds
            )
            self._images[own.key] = image
            maps = (*own_base_maps(session.workspace), own)
            session.change(
                tr("add base map {title}", title=own.title), with_own_base_maps(session.workspace, maps)
            )
            self.window.layers.choose(own.key)
            self.window.map.zoom_to_layer(own.key)

        session.background.start(
            tr("base map {name}", name=path.name), read, done=done, failed=self.failed.emit
        )

    def remove(self, key: str) -> None:
        """Take a base map off the map, as a step; the file stays."""
        session = self.window.session
        held = own_base_maps(session.workspace)
        gone = next((own for own in held if own.key == key), None)
        if gone is not None:
            left = [own for own in held if own is not gone]
            session.change(
                tr("remove base map {title}", title=gone.title), with_own_base_maps(session.workspace, left)
            )

    def _use(self, tool: Tool, key: str) -> None:
        if tool is Tool.REMOVE_BASE_MAP:
            self.remove(key)

    def _read_missing(self) -> None:
        """Open the files of base maps that are remembered but not open yet."""
        session = self.window.session
        held = own_base_maps(session.workspace)
        self._images = {
            own.key: self._images[own.key] for own in held if own.key in self._images and not is_missing(own)
        }
        self._tried &= {own.key for own in held}
        self.window.map.show_grounds(self._images)
        for own in held:
            if own.key in self._images or own.key in self._tried:
                continue
            self._tried.add(own.key)
            if is_missing(own):
                text = tr("The base map “{title}” is missing: {path}", title=own.title, path=own.path)
                # once what is being opened is open, which clears the messages
                QTimer.singleShot(0, self, lambda text=text: self.window.messages.say(text))
            else:
                self._read(own)

    def _read(self, own: OwnBaseMap) -> None:
        def read(_control: RunControl) -> GroundImage:
            from layers.formats.ground_image import GroundImage

            return GroundImage(Path(own.path))

        def done(image: GroundImage) -> None:
            self._images[own.key] = image
            self.window.map.show_grounds(self._images)

        background = self.window.session.background
        background.start(
            tr("base map {name}", name=own.title), read, done=done, failed=self.failed.emit, listed=False
        )

    def _ask(self, path: Path) -> None:
        """Ask what a dropped picture is: a base map, or data such as a population grid."""
        box = self.question = QMessageBox(self.window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Corridor")
        box.setText(str(tr("What is “{name}”?", name=path.name)))
        box.setInformativeText(
            str(
                tr(
                    "A base map is a picture drawn under the data. Data to import has a value in each cell, "
                    "such as people."
                )
            )
        )
        picture = box.addButton(str(tr("Base map")), QMessageBox.ButtonRole.AcceptRole)
        data = box.addButton(str(tr("Data to import…")), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(picture)

        def answered() -> None:
            self.question = None
            if box.clickedButton() == picture:
                self.add(path)
            elif box.clickedButton() == data:
                self.window.part(DialogOpener).import_files((path,))

        box.finished.connect(answered)
        box.open()
