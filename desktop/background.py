"""Work off the main thread, with progress and cancel; results come back in the main thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.libraries import load_libraries
from layers.text import Text
from planning.run_control import Cancelled, RunControl

Work = Callable[[RunControl], Any]

_REPORT_EVERY_S = 0.05
_PATIENCE_MS = 450


class State(StrEnum):
    """How a piece of work stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Job(QObject):
    """A piece of work in a thread of its own.

    Signals
    -------
    progressed(fraction, stage)
    done(result), failed(exception), stopped()
        One of these comes last, always in the main thread.
    """

    progressed = Signal(float, str)
    done = Signal(object)
    failed = Signal(object)
    stopped = Signal()
    _returned = Signal(object)
    _raised = Signal(object)

    def __init__(
        self, title: Text | str, work: Work, parent: QObject | None = None, *, stoppable: bool = True
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.stoppable = stoppable
        self.state = State.RUNNING
        self.fraction = 0.0
        self.stage = ""
        self.began = time.time()
        self.seconds = 0.0
        self._work = work
        self._cancelled = threading.Event()
        self._reported = 0.0
        self._returned.connect(self._on_returned)
        self._raised.connect(self._on_raised)
        self.progressed.connect(self._on_progressed)
        self._thread = threading.Thread(target=self._run, name=f"job: {title}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to stop; within half a second it counts as stopped, whether it listens or not."""
        if self.stoppable and self.state is State.RUNNING and not self._cancelled.is_set():
            self._cancelled.set()
            QTimer.singleShot(_PATIENCE_MS, self, self._on_stopped)

    def wait(self, seconds: float) -> bool:
        """Wait for the thread; says whether it ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        control = RunControl(report=self._report, cancelled=self._cancelled.is_set)
        try:
            load_libraries()
            result = self._work(control)
        except BaseException as error:  # every end must reach the main thread
            self._emit(self._raised, error)
        else:
            self._emit(self._returned, result)

    def _report(self, fraction: float, stage: Text | str) -> None:
        now = time.monotonic()
        if now - self._reported >= _REPORT_EVERY_S or fraction >= 1:
            self._reported = now
            self._emit(self.progressed, fraction, str(stage))

    def _emit(self, signal: Any, *values: Any) -> None:
        try:
            signal.emit(*values)
        except RuntimeError:
            # the window has gone while an abandoned job was still at work
            self._cancelled.set()

    def _on_progressed(self, fraction: float, stage: str) -> None:
        self.fraction, self.stage = fraction, stage

    def _end(self, state: State) -> bool:
        if self.state is not State.RUNNING:
            return False
        self.state = state
        self.seconds = time.time() - self.began
        return True

    def _on_stopped(self) -> None:
        if self._end(State.STOPPED):
            self.stopped.emit()

    def _on_returned(self, result: Any) -> None:
        if self._cancelled.is_set():
            self._on_stopped()
        elif self._end(State.DONE):
            self.done.emit(result)

    def _on_raised(self, error: BaseException) -> None:
        if isinstance(error, Cancelled) or self._cancelled.is_set():
            self._on_stopped()
        elif self._end(State.FAILED):
            self.failed.emit(error)


class Background(QObject):
    """All work of the window.

    Signals
    -------
    changed()
        A job began, progressed or ended.
    failed(Exception)
        A job that was started without an own handler failed.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs: list[Job] = []

    def start(
        self,
        title: Text | str,
        work: Work,
        *,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Any], None] | None = None,
        stopped: Callable[[], None] | None = None,
        listed: bool = True,
        stoppable: bool = True,
    ) -> Job:
        """Run `work`; the callbacks are called in the main thread.

        Parameters
        ----------
        listed : bool
            Whether the activity list shows it.
        stoppable : bool
            False for what must not be left half done, such as saving.
        """
        job = Job(title, work, self, stoppable=stoppable)
        if listed:
            self.jobs.append(job)
            for signal in (job.progressed, job.done, job.failed, job.stopped):
                signal.connect(self._on_changed)
        if done is not None:
            job.done.connect(done)
        job.failed.connect(failed if failed is not None else self.failed)
        if stopped is not None:
            job.stopped.connect(stopped)
        job.start()
        if listed:
            self.changed.emit()
        return job

    def running(self) -> list[Job]:
        """Listed jobs that have not ended."""
        return [job for job in self.jobs if job.state is State.RUNNING]

    def stop_all(self, seconds: float = 1.0) -> None:
        """Ask every listed job to stop, and wait a little for each."""
        for job in self.running():
            job.cancel()
        for job in self.jobs:
            job.wait(seconds)

    def _on_changed(self, *_values: object) -> None:
        self.changed.emit()
