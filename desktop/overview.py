"""The overview in the corner of the map, on or off."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from desktop.map_view.base_map import SEA
from desktop.map_view.overview_map import OverviewMap
from desktop.map_view.scene import Picture, Scene
from desktop.part import Part

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

_MARGIN = 6
_ABOVE_SCALE_BAR = 40
# names would not fit
_DRAWN = ("base:countries", "base:sea", "base:lakes", "base:coast", "base:oblast_lines")


class Overview(Part):
    """Shows the overview map while it is wanted; it is made when it is first shown."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.map: OverviewMap | None = None
        self._drawn: Scene | None = None
        window.canvas.resized.connect(self._place)
        window.canvas.view_changed.connect(lambda view: self.map and self.map.show_view(view))
        window.map.drawn.connect(self._draw)
        if window.settings.overview == "on":
            self._show()

    @property
    def is_on(self) -> bool:
        """Whether it is shown."""
        return self.map is not None and not self.map.isHidden()

    def toggle(self) -> None:
        """Show it, or put it away."""
        if self.is_on:
            assert self.map is not None
            self.map.hide()
            self.window.canvas.setFocus()
        else:
            self._show()
        wanted = "on" if self.is_on else "off"
        self.window.settings = dataclasses.replace(self.window.settings, overview=wanted)

    def close(self) -> None:
        """End its painting thread."""
        if self.map is not None:
            self.map.close_worker()

    def _show(self) -> None:
        canvas = self.window.canvas
        if self.map is None:
            self.map = OverviewMap(canvas)
            self.map.wanted.connect(lambda x, y: canvas.set_view(dataclasses.replace(canvas.view, x=x, y=y)))
            self.map.failed.connect(self.failed)
        self.map.show_view(canvas.view)
        self._place()
        self.map.show()
        if canvas.picture is not None:
            self._draw(canvas.picture)

    def _place(self) -> None:
        if self.map is not None:
            canvas = self.window.canvas
            self.map.move(_MARGIN, canvas.height() - self.map.height() - _ABOVE_SCALE_BAR)

    def _draw(self, picture: Picture) -> None:
        """Draw the base map; it changes with the night only."""
        if self.map is None:
            return
        base = tuple(
            dataclasses.replace(layer, symbology=dataclasses.replace(layer.symbology, label_field=""))
            for layer in self.window.map.base
            if layer.key in _DRAWN
        )
        scene = Scene(base=base, background=SEA, night=picture.scene.night)
        known = self._drawn
        if known is None or len(known.base) != len(base) or known.night != scene.night:
            self._drawn = scene
            self.map.set_scene(scene)
