"""The road network is made ready for fast answers while the user reads the first ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.background import Job
from desktop.libraries import load_libraries
from desktop.part import Part
from layers.text import tr
from planning.run_control import RunControl

if TYPE_CHECKING:
    from desktop.main_window import MainWindow


class RoadNetwork(Part):
    """Orders large networks that an analysis has used; saving keeps them in the workspace."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._job: Job | None = None
        window.session.outcomes_changed.connect(self._look)

    def close(self) -> None:
        """Stop ordering."""
        if self._job is not None:
            self._job.cancel()

    def _look(self) -> None:
        session = self.window.session
        if self._job is not None or not session.runs:
            return
        situation = session.situation

        def look(_control: RunControl) -> bool:
            load_libraries("planning.network.keeping")
            from planning.network.keeping import without_order

            return bool(without_order(situation))

        def prepare(control: RunControl) -> int:
            from planning.network.keeping import prepare_networks

            return prepare_networks(situation, control)

        def found(is_wanted: bool) -> None:
            self._job = None
            if is_wanted:
                title = tr("preparing the road network")
                self._job = session.background.start(
                    title, prepare, done=self._end, failed=self._on_failed, stopped=self._end
                )

        self._job = session.background.start(
            tr("road network"), look, done=found, failed=self._on_failed, stopped=self._end, listed=False
        )

    def _end(self, _count: int = 0) -> None:
        self._job = None

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self.failed.emit(error)
