from __future__ import annotations

import numpy as np
import pytest

from planning.errors import PlanningError
from planning.linear_program import LinearProgram
from planning.run_control import Cancelled, RunControl


def knapsack(*, integer):
    """Values 60, 100, 120 and sizes 10, 20, 30 into 50: 240 in parts (all, all, two thirds), 220 whole."""
    program = LinearProgram()
    taken = program.variables(3, cost=[-60.0, -100.0, -120.0], most=1.0, integer=integer)
    program.rows([0, 0, 0], taken, [10.0, 20.0, 30.0], 1, most=50.0)
    return program.minimise(RunControl(), "knapsack")


def test_fractions_and_whole_numbers():
    best = knapsack(integer=False)
    assert best.objective == pytest.approx(-240.0)
    assert best.values == pytest.approx([1, 1, 2 / 3])
    assert knapsack(integer=True).objective == pytest.approx(-220.0)


def test_another_cost_on_the_same_rows():
    program = LinearProgram()
    both = program.variables(2, cost=1.0)
    program.rows([0, 0], both, [1.0, 1.0], 1, least=10.0)
    program.rows([0], both[:1], [1.0], 1, most=4.0)
    assert program.minimise(RunControl(), "first").objective == pytest.approx(10.0)
    assert program.minimise(RunControl(), "second", cost=[1.0, 5.0]).values == pytest.approx([4.0, 6.0])


def test_nothing_to_decide():
    assert LinearProgram().minimise(RunControl(), "empty").objective == 0.0


def test_rows_that_cannot_hold_are_told():
    program = LinearProgram()
    one = program.variables(1, most=1.0)
    program.rows([0], one, [1.0], 1, least=2.0)
    with pytest.raises(PlanningError, match="the plan could not be calculated"):
        program.minimise(RunControl(), "impossible")


def test_a_solve_stops_when_cancelled():
    rng = np.random.default_rng(1)
    program = LinearProgram()
    flow = program.variables(20_000, cost=rng.random(20_000)).reshape(100, 200)
    program.rows(np.repeat(np.arange(100), 200), flow.ravel(), 1.0, 100, least=50.0)
    program.rows(np.tile(np.arange(200), 100), flow.ravel(), 1.0, 200, most=30.0)
    asked = 0

    def cancelled():
        nonlocal asked
        asked += 1
        return asked > 3

    with pytest.raises(Cancelled):
        program.minimise(RunControl(cancelled=cancelled), "long")
    assert asked < 50
