"""Progress and cancel as plain Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from layers.text import Text


class Cancelled(Exception):
    """The user stopped the run."""


def _ignore(_fraction: float, _stage: Text | str) -> None:
    return


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunControl:
    """How a long run reports and is stopped.

    Attributes
    ----------
    report : callable
        Called with the fraction done (0 to 1) and the stage in words.
    cancelled : callable
        Asked whether to stop.
    first, last : float
        The share of the whole run that fractions given to `step` are mapped to.
    """

    report: Callable[[float, Text | str], None] = _ignore
    cancelled: Callable[[], bool] = _never
    first: float = 0.0
    last: float = 1.0

    def step(self, fraction: float, stage: Text | str) -> None:
        """Report that `fraction` of the work is done; call it at least twice a second.

        Raises
        ------
        Cancelled
            When the user asked to stop.
        """
        if self.cancelled():
            raise Cancelled
        self.report(self.first + (self.last - self.first) * min(1.0, max(0.0, fraction)), stage)

    def part(self, first: float, last: float) -> RunControl:
        """A control for a part of the work, from `first` to `last` of this one."""
        width = self.last - self.first
        return RunControl(
            report=self.report,
            cancelled=self.cancelled,
            first=self.first + width * first,
            last=self.first + width * last,
        )
