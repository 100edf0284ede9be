"""A small linear or mixed-integer program, solved by HiGHS, that can be stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from layers.text import Text, tr
from planning.errors import PlanningError
from planning.run_control import Cancelled, RunControl

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Optimum:
    """The best values of the variables, and what they cost."""

    values: FloatArray
    objective: float


@dataclass(slots=True)
class LinearProgram:
    """Minimise a cost over bounded variables, under rows ``least <= sum of coefficient * variable <= most``.

    Variables and rows are added in blocks; HiGHS gives the same optimum for the same program on every run.
    """

    _cost: list[FloatArray] = field(default_factory=list)
    _least: list[FloatArray] = field(default_factory=list)
    _most: list[FloatArray] = field(default_factory=list)
    _integer: list[NDArray[np.bool_]] = field(default_factory=list)
    _rows: list[NDArray[np.int64]] = field(default_factory=list)
    _columns: list[NDArray[np.int64]] = field(default_factory=list)
    _coefficients: list[FloatArray] = field(default_factory=list)
    _row_least: list[FloatArray] = field(default_factory=list)
    _row_most: list[FloatArray] = field(default_factory=list)
    n_variables: int = 0
    n_rows: int = 0

    def variables(
        self,
        count: int,
        *,
        cost: ArrayLike = 0.0,
        least: ArrayLike = 0.0,
        most: ArrayLike = np.inf,
        integer: bool = False,
    ) -> NDArray[np.int64]:
        """Add `count` variables; gives their numbers."""
        self._cost.append(_filled(cost, count))
        self._least.append(_filled(least, count))
        self._most.append(_filled(most, count))
        self._integer.append(np.full(count, integer))
        first = self.n_variables
        self.n_variables += count
        return np.arange(first, first + count)

    def rows(
        self,
        row: ArrayLike,
        variable: ArrayLike,
        coefficient: ArrayLike,
        count: int,
        *,
        least: ArrayLike = -np.inf,
        most: ArrayLike = np.inf,
    ) -> NDArray[np.int64]:
        """Add `count` rows from triples (row in the block, variable, coefficient); gives their numbers."""
        local = np.asarray(row, dtype=np.int64)
        self._rows.append(local + self.n_rows)
        self._columns.append(np.asarray(variable, dtype=np.int64))
        self._coefficients.append(_filled(coefficient, len(local)))
        self._row_least.append(_filled(least, count))
        self._row_most.append(_filled(most, count))
        first = self.n_rows
        self.n_rows += count
        return np.arange(first, first + count)

    def minimise(self, control: RunControl, stage: Text | str, *, cost: ArrayLike | None = None) -> Optimum:
        """Solve; `cost` replaces the cost given with the variables.

        Raises
        ------
        PlanningError
            When no values fit the rows, which a plan that may leave people or goods over never gives.
        Cancelled
            When stopped through `control`.
        """
        import highspy

        control.step(0.0, stage)
        if self.n_variables == 0:
            return Optimum(values=np.zeros(0), objective=0.0)
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("random_seed", 1)
        solver.setOptionValue("mip_rel_gap", 3e-3)
        solver.setOptionValue("mip_max_nodes", 200)
        solver.passModel(self._model(cost))
        stopped = False

        def ask(event: object) -> None:
            nonlocal stopped
            if control.cancelled():
                stopped = True
                event.interrupt()  # type: ignore[attr-defined]

        for callback in (solver.cbSimplexInterrupt, solver.cbIpmInterrupt, solver.cbMipInterrupt):
            callback.subscribe(ask)
        solver.run()
        if stopped:
            raise Cancelled
        status = solver.getModelStatus()
        done = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit)
        if status not in done:
            raise PlanningError(
                tr("the plan could not be calculated: {status}", status=solver.modelStatusToString(status)),
                where=stage,
                todo=tr("Check capacities, stock and people for values out of all proportion."),
            )
        control.step(1.0, stage)
        return Optimum(
            values=np.array(solver.getSolution().col_value, dtype=float),
            objective=float(solver.getInfo().objective_function_value),
        )

    def _model(self, cost: ArrayLike | None) -> object:
        import highspy
        from scipy import sparse

        rows, columns = _joined(self._rows, np.int64), _joined(self._columns, np.int64)
        matrix = sparse.csc_matrix(
            (_joined(self._coefficients, float), (rows, columns)), shape=(self.n_rows, self.n_variables)
        )
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = self.n_variables, self.n_rows
        program.col_cost_ = _joined(self._cost, float) if cost is None else _filled(cost, self.n_variables)
        program.col_lower_, program.col_upper_ = _joined(self._least, float), _joined(self._most, float)
        program.row_lower_, program.row_upper_ = (
            _joined(self._row_least, float),
            _joined(self._row_most, float),
        )
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = matrix.indptr
        program.a_matrix_.index_ = matrix.indices
        program.a_matrix_.value_ = matrix.data
        integer = _joined(self._integer, bool)
        if integer.any():
            kinds = highspy.HighsVarType
            program.integrality_ = [kinds.kInteger if flag else kinds.kContinuous for flag in integer]
        return program


def _filled(values: ArrayLike, count: int) -> FloatArray:
    return np.broadcast_to(np.asarray(values, dtype=float), (count,)).copy()


def _joined(parts: Sequence[NDArray[Any]], dtype: type) -> NDArray[Any]:
    return np.concatenate(parts).astype(dtype) if parts else np.zeros(0, dtype=dtype)
