"""Measuring: takes the tool for it, and finds ways by road in the background."""

from __future__ import annotations

import itertools
import textwrap
from typing import TYPE_CHECKING

from desktop.map_view.measure_tool import Measure, MeasureTool, length_text
from desktop.part import Part
from layers.errors import LayerError
from layers.text import Text, tr

if TYPE_CHECKING:
    from desktop.background import Job
    from desktop.main_window import MainWindow
    from planning.run_control import RunControl

Place = tuple[float, float]
Ends = tuple[Place, Place]
Way = tuple[Ends, tuple[Place, ...], str, float]

_WORDS_A_LINE = 52
_SAID: dict[Measure, Text] = {
    Measure.LINE: tr(
        "Click along the line, or tap the space bar to take the middle of the map. Enter rests, Escape ends."
    ),
    Measure.AREA: tr(
        "Click the corners, or tap the space bar to take the middle of the map. Enter rests, Escape ends."
    ),
    Measure.ROADS: tr(
        "Click two or more places; the fastest way by car between them is measured. Escape ends."
    ),
}


class Measuring(Part):
    """Hands out the measuring tool."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.tool: MeasureTool | None = None
        self._job: Job | None = None

    def start(self, what: Measure) -> None:
        """Measure from now on, until Escape."""
        changed = self._find_ways if what is Measure.ROADS else None
        self.tool = MeasureTool(what, self._end, changed)
        self.window.map_tools.use(self.tool)
        self.window.messages.say(_SAID[what])

    def close(self) -> None:
        """Drop what is looked for."""
        self._stop()

    def _end(self) -> None:
        self._stop()
        self.tool = None
        self.window.map_tools.let_go()
        self.window.messages.hide()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _find_ways(self, corners: tuple[Place, ...]) -> None:
        tool, situation = self.tool, self.window.session.situation
        if tool is None:
            return
        wanted = [ends for ends in itertools.pairwise(corners) if ends not in tool.ways]
        self._stop()
        if not wanted:
            return

        def find(control: RunControl) -> tuple[Way, ...]:
            from planning.network.travel import travel_network

            network = travel_network(situation, control=control)
            found: list[Way] = []
            for ends in wanted:
                control.step(len(found) / len(wanted), tr("looking for the way"))
                try:
                    route = network.route(*ends)
                except LayerError as error:
                    why = textwrap.fill(str(error.expected or error), _WORDS_A_LINE)
                    found.append((ends, ends, f"{tr('no way by road')}\n{why}", float("nan")))
                    continue
                line = tuple(map(tuple, route.geometry.coords))
                words = tr(
                    "{length} by road, {minutes:,.0f} min by car",
                    length=length_text(1000 * route.length_km),
                    minutes=route.duration_min,
                )
                found.append((ends, line, str(words), route.length_km))
            return tuple(found)

        def done(ways: tuple[Way, ...]) -> None:
            if tool is self.tool:
                for way in ways:
                    tool.take_way(*way)
                self.window.canvas.update()

        self._job = self.window.session.background.start(
            tr("way by road"), find, done=done, failed=self._failed
        )

    def _failed(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)
