"""Pulling the front: coarse answers while the mouse moves, the exact one when it rests; and keeping it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal

from desktop.background import Job
from desktop.latest import LatestWorker
from desktop.map_view.canvas import MapCanvas
from desktop.map_view.front_tool import FrontDrawing, FrontTool, LonLat, path_of
from desktop.map_view.projection import bounds_to_map
from desktop.map_view.tools import NavigateTool
from desktop.panels.front_panel import FrontPanel
from desktop.scenario_editor import ScenarioEditor
from desktop.session import Session
from desktop.tool_controller import ToolController
from layers.errors import LayerError
from layers.text import tr
from layers.workspace import Workspace
from planning.run_control import Cancelled, RunControl
from planning.scenario import BASELINE, RedrawFront, Scenario

if TYPE_CHECKING:
    from planning.front_motion import FrontDrag
    from planning.front_motion_state import DragAnswer
    from planning.site_clearance import ClearanceRule

_REST_MS = 180


@dataclass(frozen=True, slots=True, eq=False)
class _Pull:
    """One wish for an answer."""

    number: int
    grab: LonLat
    to: LonLat
    reach_km: float
    asked: float


@dataclass(frozen=True, slots=True, eq=False)
class _Answered:
    pull: _Pull
    shape: Any
    answer: DragAnswer
    drawing: FrontDrawing


class FrontController(QObject):
    """Lends the planner the front to pull.

    Attributes
    ----------
    coarse_ms, exact_ms : list of float
        From the movement of the mouse to the answer on the screen, of every answer since the tool was taken.

    Signals
    -------
    failed(Exception)
    """

    failed = Signal(object)

    def __init__(
        self, session: Session, canvas: MapCanvas, tools: ToolController, editor: ScenarioEditor
    ) -> None:
        super().__init__(canvas)
        self._session, self._canvas, self._tools, self._editor = session, canvas, tools, editor
        self.panel = FrontPanel(canvas)
        self.panel.closed.connect(self.stop)
        self.panel.discard_wanted.connect(self.discard)
        self.panel.keep_wanted.connect(self._keep_in_current)
        self.panel.keep_new_wanted.connect(self._keep_as_new)
        self.panel.reach_changed.connect(self._ask_again)
        self.panel.rule_changed.connect(self._set_rule)
        self._coarse = LatestWorker("front, coarse", self)
        self._exact = LatestWorker("front, exact", self)
        for worker in (self._coarse, self._exact):
            worker.answered.connect(self._show)
            worker.failed.connect(self._say)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._ask_exact)
        self._drag: FrontDrag | None = None
        # what the planner set stays for other situations
        self._rule: ClearanceRule | None = None
        self._situation: Workspace | None = None
        self._tool: FrontTool | None = None
        self._job: Job | None = None
        self._pull: _Pull | None = None
        self._shown: _Answered | None = None
        self._numbers = 0
        self.coarse_ms: list[float] = []
        self.exact_ms: list[float] = []
        session.situation_changed.connect(self._follow)
        canvas.installEventFilter(self)

    @property
    def is_active(self) -> bool:
        """Whether the tool is in hand or being prepared."""
        return self._tool is not None or self._job is not None

    @property
    def is_ready(self) -> bool:
        """Whether the front can be grabbed."""
        return self._tool is not None and self._job is None

    @property
    def answer(self) -> DragAnswer | None:
        """The answer on the screen."""
        return self._shown.answer if self._shown is not None else None

    def start(self) -> None:
        """Take the front in hand, or put it away again."""
        if self.is_active:
            self.stop()
            return
        self.coarse_ms, self.exact_ms = [], []
        if self._drag is not None and self._situation is self._session.situation:
            self._take_tool()
        else:
            self._prepare()

    def stop(self) -> None:
        """Put the tool away."""
        if self._job is not None:
            job, self._job = self._job, None
            job.cancel()
        self._forget_pull()
        if self._tool is not None:
            self._tool = None
            self._tools.use(NavigateTool())
        self.panel.hide()

    def discard(self) -> None:
        """Let the front be where it was."""
        self._forget_pull()
        self.panel.show_hint()
        self._canvas.setFocus()

    def close(self) -> None:
        """End the threads."""
        self._coarse.stop()
        self._exact.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the panel in its corner."""
        if watched is self._canvas and event.type() == QEvent.Type.Resize and self.panel.isVisible():
            self.panel.place()
        return super().eventFilter(watched, event)

    # preparing

    def _prepare(self) -> None:
        situation = self._session.situation
        self._situation, self._drag = situation, None
        rule = self._rule

        def make(control: RunControl) -> FrontDrag:
            from planning.front_motion import FrontDrag

            return FrontDrag(situation, rule=rule, control=control)

        self.panel.show_progress(0.0, str(tr("preparing…")))
        self._job = job = self._session.background.start(
            tr("Front to be pulled"),
            make,
            done=lambda drag: self._prepared(job, drag),
            failed=lambda error: self._not_prepared(job, error),
        )
        job.progressed.connect(lambda fraction, stage: self._progressed(job, fraction, stage))

    def _progressed(self, job: Job, fraction: float, stage: str) -> None:
        if job is self._job:
            self.panel.show_progress(fraction, stage)

    def _prepared(self, job: Job, drag: FrontDrag) -> None:
        if job is self._job:
            self._job, self._drag = None, drag
            self._take_tool()

    def _not_prepared(self, job: Job, error: Exception) -> None:
        if job is self._job:
            self._job = None
            self.stop()
            self.failed.emit(error)

    def _take_tool(self) -> None:
        assert self._drag is not None
        self._tool = FrontTool(self._drag.front.line, self._pulled, self._let_go, self._given_up)
        self._tools.use(self._tool)
        rule = self._drag.rule
        has_centres = bool(self._drag.sites.of_kind("collective_centre").any())
        self.panel.show_rule(rule.evacuate_km, rule.decongest_km, has_centres=has_centres)
        self.panel.show_hint()

    def _follow(self) -> None:
        """Another situation needs to be prepared anew; the tool stays in hand."""
        if not self.is_active or self._situation is self._session.situation:
            return
        if self._job is not None:
            self._job.cancel()
        self._forget_pull()
        self._tool = None
        self._tools.use(NavigateTool())
        self._prepare()

    # pulling

    def _pulled(self, grab: LonLat, to: LonLat) -> None:
        self._numbers += 1
        self._pull = _Pull(self._numbers, grab, to, self.panel.reach.value(), time.perf_counter())
        self.panel.end_offer()
        x, y, _, _ = bounds_to_map((*to, *to))
        px, py = self._canvas.view.screen_of(x, y)
        self.panel.keep_clear_of(QPoint(round(px), round(py)))
        self._ask(self._coarse, self._pull, exact=False)
        self._rest.start()

    def _let_go(self) -> None:
        self._rest.stop()
        self._ask_exact()
        scenario = self._session.scenario.name
        current = "" if scenario == BASELINE.name else scenario
        self.panel.offer(current, self._editor.free_name(str(tr("Front moved"))))

    def _given_up(self) -> None:
        if self._pull is not None or self._shown is not None:
            self.discard()
        else:
            self.stop()

    def _ask_exact(self) -> None:
        if self._pull is not None:
            self._ask(self._exact, self._pull, exact=True)

    def _ask_again(self, reach_km: float) -> None:
        """The same pull, felt farther or less far."""
        if self._pull is not None:
            self._numbers += 1
            pull = self._pull
            self._pull = _Pull(self._numbers, pull.grab, pull.to, reach_km, time.perf_counter())
            self._ask(self._coarse, self._pull, exact=False)
            self._rest.start()

    def _set_rule(self, evacuate_km: float, decongest_km: float) -> None:
        """The same pull under another rule of the planner."""
        import dataclasses

        if self._drag is not None:
            rule = self._drag.rule
            self._drag.rule = dataclasses.replace(rule, evacuate_km=evacuate_km, decongest_km=decongest_km)
            self._rule = self._drag.rule
        self._ask_again(self.panel.reach.value())

    def _ask(self, worker: LatestWorker, pull: _Pull, *, exact: bool) -> None:
        drag = self._drag
        if drag is None:
            return
        asked = time.perf_counter()
        # an exact answer that nobody waits for any more would take the time of the coarse ones
        control = RunControl(cancelled=lambda: self._pull is None or self._pull.number != pull.number)

        def work() -> _Answered:
            shape = drag.pulled(pull.grab, pull.to, pull.reach_km)
            answer = drag.exact(shape, control) if exact else drag.coarse(shape)
            timed = _Pull(pull.number, pull.grab, pull.to, pull.reach_km, asked)
            return _Answered(timed, shape, answer, _drawing(drag, shape, answer))

        worker.request(work)

    def _show(self, found: _Answered) -> None:
        pull, shown = self._pull, self._shown
        if self._tool is None or pull is None:
            return
        number = found.pull.number
        if found.answer.exact and number != pull.number:
            return  # the mouse has moved on
        if shown is not None and (number, found.answer.exact) < (shown.pull.number, shown.answer.exact):
            return
        self._shown = found
        self._tool.drawing = found.drawing
        latency = (time.perf_counter() - found.pull.asked) * 1000
        (self.exact_ms if found.answer.exact else self.coarse_ms).append(latency)
        self.panel.show_answer(found.answer, latency)
        self._canvas.update()

    def _say(self, error: Exception) -> None:
        if self._tool is None or self._pull is None or isinstance(error, Cancelled):
            return
        if isinstance(error, LayerError):
            self.panel.show_trouble(str(error))
        else:
            self.stop()
            self.failed.emit(error)

    def _forget_pull(self) -> None:
        self._rest.stop()
        self._coarse.forget()
        self._exact.forget()
        self._pull = self._shown = None
        if self._tool is not None:
            self._tool.drawing = FrontDrawing()
        self.panel.end_offer()
        self._canvas.update()

    # keeping

    def _keep_in_current(self) -> None:
        self._keep(self._session.scenario)

    def _keep_as_new(self, name: str) -> None:
        try:
            self._editor.check_new_name(name)
        except LayerError as error:
            self.failed.emit(error)
            return
        parent = self._session.scenario.name
        self._keep(Scenario(name=name, parent="" if parent == BASELINE.name else parent))

    def _keep(self, scenario: Scenario) -> None:
        import shapely

        if self._pull is None or self._drag is None:
            return
        pull = self._pull
        shape = self._drag.pulled(pull.grab, pull.to, pull.reach_km)
        change = RedrawFront(wkt=shapely.to_wkt(shape, rounding_precision=6))

        def failed(error: Exception) -> None:
            self.panel.set_busy(False)
            self.failed.emit(error)

        self.panel.set_busy(True)
        job = self._editor.add(scenario, change, None, failed)
        job.stopped.connect(lambda: self.panel.set_busy(False))


def _drawing(drag: FrontDrag, shape: Any, answer: DragAnswer) -> FrontDrawing:
    """What is drawn for an answer; made off the main thread."""
    import numpy as np

    from desktop.map_view.projection import to_map

    nearer = (answer.rows >= 0) & (answer.rows < answer.rows_before)
    places = answer.sites.lonlat[nearer]
    roads, cut_off = None, np.zeros((0, 2))
    if answer.roads is not None and drag.roads is not None:
        roads = drag.roads.graph.lines[answer.roads.edges_lost]
        cut_off = answer.places.lonlat[answer.roads.cut_off]
    return FrontDrawing(
        line=path_of(shape),
        region=path_of(answer.region, closed=True),
        roads=path_of(roads) if roads is not None and len(roads) else FrontDrawing().roads,
        sites=to_map(places[:, 0], places[:, 1]),
        bands=answer.rows[nearer],
        cut_off=to_map(cut_off[:, 0], cut_off[:, 1]),
    )
