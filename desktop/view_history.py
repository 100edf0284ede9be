"""Back and forward through the views of the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from desktop.map_view.projection import View
from desktop.part import Part

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

_REST_MS = 400
_MOST = 100


class ViewHistory(Part):
    """Keeps each view at which the map came to rest; a drag or a turn of the wheel is one step."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._views: list[View] = []
        self._at = -1
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.keep)
        self._stepping = False
        window.canvas.view_changed.connect(self._moved)
        window.canvas.step_wanted.connect(self.step)

    @property
    def can_go_back(self) -> bool:
        """Whether there is a view before this one."""
        return self._at > 0 or (self._rest.isActive() and self._at >= 0)

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a view after this one."""
        return self._at + 1 < len(self._views) and not self._rest.isActive()

    def step(self, by: int) -> None:
        """Show the view before (-1) or after (1) this one."""
        self.keep()
        if 0 <= self._at + by < len(self._views):
            self._at += by
            canvas = self.window.canvas
            kept = self._views[self._at]
            self._stepping = True
            canvas.set_view(kept.resized(canvas.width(), canvas.height(), canvas.devicePixelRatioF()))
            self._stepping = False
            self.window.update_actions()

    def keep(self) -> None:
        """Note the present view as one to come back to."""
        self._rest.stop()
        view = self.window.canvas.view
        if self._at >= 0 and _same_place(self._views[self._at], view):
            return
        self._views = [*self._views[: self._at + 1], view][-_MOST:]
        self._at = len(self._views) - 1
        self.window.update_actions()

    def close(self) -> None:
        """Nothing is kept any more."""
        self._rest.stop()

    def _moved(self, _view: View) -> None:
        if not self._stepping:
            started = self._rest.isActive()
            self._rest.start()
            if not started:
                self.window.update_actions()


def _same_place(one: View, other: View) -> bool:
    return (one.x, one.y, one.resolution) == (other.x, other.y, other.resolution)
