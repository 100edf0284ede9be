"""Paints in a thread of its own; only the newest wish is painted."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.libraries import load_libraries
from desktop.map_view.projection import View
from desktop.map_view.scene import Scene

if TYPE_CHECKING:
    from desktop.map_view.renderer import Renderer


class PaintWorker(QObject):
    """Turns wishes for pictures into pictures.

    Parameters
    ----------
    family : str
        Font family for names.

    Attributes
    ----------
    renderer : Renderer or None
        None until the thread has imported what painting needs.

    Signals
    -------
    painted(Picture)
    failed(Exception)
        Something the painter did not expect; the thread lives on.
    """

    painted = Signal(object)
    failed = Signal(object)

    def __init__(self, family: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._family = family
        self.renderer: Renderer | None = None
        self._wanted: tuple[Scene, View, float] | None = None
        self._painting: tuple[Scene, View, float] | None = None
        self._stopped = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def request(self, scene: Scene, view: View, magnification: float = 1.0) -> None:
        """Ask for a picture, its symbols magnified; a wish not yet begun is forgotten."""
        with self._changed:
            self._wanted = (scene, view, magnification)
            self._changed.notify()
        if self._thread is None and not self._stopped:
            self._thread = threading.Thread(target=self._run, name="map painter", daemon=True)
            self._thread.start()

    @property
    def idle(self) -> bool:
        """Whether nothing is being painted or waits."""
        with self._changed:
            return self._wanted is None and self._painting is None

    def stop(self) -> None:
        """End the thread and wait for it."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _outdated(self) -> bool:
        """Whether the picture at work is no longer of use.

        While the map is dragged every picture is a little late but still of use; one at another scale or
        of other layers is not.
        """
        if self._stopped:
            return True
        wanted, painting = self._wanted, self._painting
        if wanted is None or painting is None:
            return False
        return (
            wanted[0] is not painting[0]
            or wanted[1].resolution != painting[1].resolution
            or wanted[2] != painting[2]
        )

    def _run(self) -> None:
        load_libraries()
        from desktop.map_view.renderer import Renderer

        self.renderer = renderer = Renderer(self._family)
        while True:
            with self._changed:
                self._painting = None
                while self._wanted is None and not self._stopped:
                    self._changed.wait()
                if self._stopped:
                    return
                assert self._wanted is not None
                self._painting, self._wanted = self._wanted, None
            scene, view, magnification = self._painting
            try:
                picture = renderer.paint(scene, view, self._outdated, magnification)
                if picture is not None and not self._stopped:
                    self.painted.emit(picture)
            except Exception as error:  # reported by the window, which must not lose its map for it
                if not self._stopped:
                    self.failed.emit(error)
