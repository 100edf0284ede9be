"""How many people each crossing has let through in each hour."""

from __future__ import annotations

import numpy as np

from planning.analyses.evacuation.problem import EvacuationProblem, FloatArray, IntArray

_HOUR_MIN = 60.0
# people of an hour pass evenly over it, the last of them just before it ends
_PASSING_MIN = 59.0


class CrossingQueue:
    """Counts of people by crossing and whole hour of the plan.

    Attributes
    ----------
    hours : int
        Whole hours of the plan; nobody passes after them.
    """

    def __init__(self, problem: EvacuationProblem) -> None:
        self.hours = int(problem.horizon_min // _HOUR_MIN)
        self._rate = np.where(problem.is_crossing, problem.rate_per_h, 0).astype(np.int64)
        self._used = np.zeros((len(problem.destinations), self.hours), dtype=np.int64)
        self._busy_until = np.zeros(len(problem.destinations))

    @property
    def end_min(self) -> float:
        """The end of the last whole hour."""
        return self.hours * _HOUR_MIN

    def left(self) -> IntArray:
        """People each crossing could still let through in the hours from when its queue ends."""
        hour = np.minimum((self._busy_until // _HOUR_MIN).astype(np.int64), self.hours)
        later = np.arange(self.hours)[None, :] >= hour[:, None]
        total: IntArray = ((self._rate[:, None] - self._used) * later).sum(axis=1)
        return total

    def left_after(self, crossing: int, minutes: float) -> int:
        """People a crossing could still let through from a moment on."""
        hour = int(minutes // _HOUR_MIN)
        return int((self._rate[crossing] - self._used[crossing, hour:]).sum())

    def done_at_latest(self, reaches_min: FloatArray, count: IntArray) -> FloatArray:
        """About when so many people who reach each crossing (columns) are across."""
        with np.errstate(divide="ignore", invalid="ignore"):
            passing = np.where(self._rate > 0, count * _HOUR_MIN / self._rate, np.inf)
        return np.asarray(np.maximum(reaches_min, self._busy_until) + passing, dtype=float)

    def passed(
        self, crossing: int, reaches_min: float, people: IntArray
    ) -> tuple[tuple[float, IntArray], ...]:
        """Let people through in the first hours that have room; gives when, and how many of each way.

        Stretcher cases pass first, then wheelchair users.
        """
        waiting = people.copy()
        result: list[tuple[float, IntArray]] = []
        hour = int(reaches_min // _HOUR_MIN)
        rate = int(self._rate[crossing])
        while waiting.any():
            room = rate - int(self._used[crossing, hour])
            if room > 0:
                now = _taken(waiting, room)
                waiting -= now
                self._used[crossing, hour] += int(now.sum())
                time = hour * _HOUR_MIN + _PASSING_MIN * self._used[crossing, hour] / rate
                time = max(time, reaches_min)
                self._busy_until[crossing] = max(self._busy_until[crossing], time)
                result.append((float(time), now))
            hour += 1
        return tuple(result)


def _taken(waiting: IntArray, room: int) -> IntArray:
    taken = np.zeros_like(waiting)
    for way in (2, 1, 0, 3):
        taken[way] = min(int(waiting[way]), room)
        room -= int(taken[way])
    return taken
