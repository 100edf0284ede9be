"""Work off the main thread."""

from __future__ import annotations

import threading
import time

import pytest

from desktop.background import Background, State
from planning.run_control import RunControl


@pytest.fixture
def background(qtbot):
    made = Background()
    yield made
    made.stop_all()


def test_results_come_back_in_the_main_thread(qtbot, background):
    seen = {}

    def work(control: RunControl):
        seen["worker"] = threading.current_thread()
        control.step(0.5, "half")
        return 42

    def done(result):
        seen["result"] = result
        seen["callback"] = threading.current_thread()

    job = background.start("sum", work, done=done)
    qtbot.waitUntil(lambda: job.state is State.DONE)
    assert seen["result"] == 42
    assert seen["worker"] is not threading.main_thread()
    assert seen["callback"] is threading.main_thread()
    assert (job.fraction, job.stage) == (0.5, "half")


def test_errors_are_handed_over(qtbot, background):
    caught = []
    job = background.start("bad", lambda _control: 1 / 0, failed=caught.append)
    qtbot.waitUntil(lambda: job.state is State.FAILED)
    assert isinstance(caught[0], ZeroDivisionError)
    unhandled = []
    background.failed.connect(unhandled.append)
    background.start("bad", lambda _control: 1 / 0)
    qtbot.waitUntil(lambda: len(unhandled) == 1)


@pytest.mark.parametrize("listens", [True, False])
def test_cancel_takes_at_most_half_a_second_even_from_work_that_does_not_listen(qtbot, background, listens):
    release = threading.Event()
    results = []

    def work(control):
        for _ in range(1000):
            if release.wait(0.01):
                break
            if listens:
                control.step(0.1, "at work")
        return "late"

    stopped = []
    job = background.start(
        "long", work, done=results.append, stopped=lambda: stopped.append(time.monotonic())
    )
    qtbot.wait(50)
    asked = time.monotonic()
    job.cancel()
    qtbot.waitUntil(lambda: bool(stopped), timeout=2000)
    assert stopped[0] - asked < 0.6
    assert job.state is State.STOPPED
    release.set()
    assert job.wait(5)
    qtbot.wait(50)
    assert results == []
    assert len(stopped) == 1


def test_what_must_not_be_left_half_done_is_not_stopped(qtbot, background):
    release = threading.Event()
    job = background.start("saving", lambda _control: release.wait(5), stoppable=False)
    job.cancel()
    qtbot.wait(600)
    assert job.state is State.RUNNING
    release.set()
    qtbot.waitUntil(lambda: job.state is State.DONE)


def test_only_listed_work_is_listed(qtbot, background):
    job = background.start("quiet", lambda _control: 1, listed=False)
    qtbot.waitUntil(lambda: job.state is State.DONE)
    assert background.jobs == []
