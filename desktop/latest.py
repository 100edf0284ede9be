"""Work for which only the newest wish counts, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal


class LatestWorker(QObject):
    """Does the newest piece of work asked for; what waited when it came is forgotten.

    Signals
    -------
    answered(result), failed(exception)
        In the main thread, for every piece that was begun.
    """

    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._wanted: Callable[[], Any] | None = None
        self._busy = False
        self._stopped = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing is being done or waits."""
        with self._changed:
            return self._wanted is None and not self._busy

    def request(self, work: Callable[[], Any]) -> None:
        """Ask for a piece of work."""
        with self._changed:
            self._wanted = work
            self._changed.notify()
        if self._thread is None and not self._stopped:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def forget(self) -> None:
        """Drop what waits."""
        with self._changed:
            self._wanted = None

    def stop(self) -> None:
        """End the thread after the piece at work, and wait for it."""
        with self._changed:
            self._stopped = True
            self._wanted = None
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                while self._wanted is None and not self._stopped:
                    self._changed.wait()
                if self._stopped or self._wanted is None:
                    return
                work, self._wanted, self._busy = self._wanted, None, True
            try:
                self._tell(self.answered, work())
            except Exception as error:  # told in the main thread, which knows what to do with it
                self._tell(self.failed, error)

    def _tell(self, signal: Any, value: object) -> None:
        if self._stopped:
            return
        try:
            signal.emit(value)
        except RuntimeError:
            # the window has gone meanwhile
            self._stopped = True
