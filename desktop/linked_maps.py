"""Two or more maps side by side that are moved and zoomed together, each of another scenario."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.front_on_map import FrontOnMap
from desktop.map_scene import scene_of
from desktop.map_view.base_map import SEA
from desktop.map_view.canvas import MapCanvas
from desktop.map_view.projection import Bounds, View
from desktop.map_view.scene import SceneLayer
from desktop.session import Session
from layers.text import tr
from layers.workspace import Workspace
from planning.outcome import FeatureRef, MapLayer
from planning.scenario import shown_name


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What the map of one scenario shows.

    Attributes
    ----------
    results : tuple of MapLayer
        What the analysis drew for the scenario.
    """

    name: str
    situation: Workspace
    front: FrontOnMap | None
    results: tuple[MapLayer, ...]


class LinkedMaps(QWidget):
    """Two maps that pan together.

    Signals
    -------
    failed(Exception)
    """

    failed = Signal(object)

    def __init__(self, session: Session, base: tuple[SceneLayer, ...], view: View) -> None:
        super().__init__()
        self._session, self._base = session, base
        self._compared: tuple[Compared, ...] = ()
        self._selected: tuple[FeatureRef, ...] = ()
        self._moving = False
        self._sizes: set[tuple[int, int]] = set()
        self.canvases = (MapCanvas(), MapCanvas())
        self.choices = (QComboBox(), QComboBox())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for canvas, choice in zip(self.canvases, self.choices, strict=True):
            side = QVBoxLayout()
            side.setSpacing(2)
            choice.setAccessibleName(str(tr("Scenario on this map")))
            choice.activated.connect(self._draw)
            canvas.failed.connect(self.failed)
            canvas.view_changed.connect(self._follow)
            side.addWidget(choice)
            side.addWidget(canvas, 1)
            row.addLayout(side, 1)
        # shown whole, whatever the size of the maps, until one of them is moved
        self._whole: Bounds | None = view.bounds
        self._draw()

    def show_compared(self, compared: tuple[Compared, ...]) -> None:
        """Show the first two of these scenarios; the others can be chosen."""
        self._compared = compared
        self._selected = ()
        for number, choice in enumerate(self.choices):
            choice.clear()
            for item in compared:
                choice.addItem(str(shown_name(item.name)), item.name)
            choice.setCurrentIndex(min(number, len(compared) - 1))
        self._draw()

    def select(self, features: tuple[FeatureRef, ...]) -> None:
        """Draw features of the workspace as chosen, on both maps."""
        self._selected = features
        self._draw()

    def close_workers(self) -> None:
        """End the painting threads."""
        for canvas in self.canvases:
            canvas.close_worker()

    def _follow(self, view: View) -> None:
        """Where one map goes the other goes too."""
        if self._moving:
            return
        self._moving = True
        source = self.sender()
        if (view.width, view.height) in self._sizes:
            self._whole = None
        self._sizes = {(canvas.width(), canvas.height()) for canvas in self.canvases}
        for canvas in self.canvases:
            own = canvas.view.resized(canvas.width(), canvas.height(), canvas.devicePixelRatioF())
            if self._whole is not None:
                canvas.set_view(own.fitted(self._whole, 0.0))
            elif canvas is not source:
                canvas.set_view(view.resized(own.width, own.height, own.pixel_ratio))
        self._moving = False

    def _draw(self) -> None:
        for canvas, choice in zip(self.canvases, self.choices, strict=True):
            chosen = next((item for item in self._compared if item.name == choice.currentData()), None)
            situation = chosen.situation if chosen is not None else self._session.situation
            results = tuple(
                SceneLayer(key=f"outcome:0:{layer.name}", frame=layer.frame, symbology=layer.symbology)
                for layer in (chosen.results if chosen is not None else ())
            )
            canvas.exercise = situation.is_exercise
            canvas.set_scene(
                scene_of(
                    situation,
                    self._session.shown,
                    chosen.front if chosen is not None else None,
                    results=results,
                    selected=tuple((ref.layer, ref.fids) for ref in self._selected if not ref.of_outcome),
                    base=self._base,
                    background=SEA if self._base else "#ffffff",
                )
            )
            canvas.setAccessibleName(str(tr("Map of {scenario}", scenario=choice.currentText())))
