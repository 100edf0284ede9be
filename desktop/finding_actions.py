"""Does what a finding offers: the run again with other parameters, or a change added to the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.part import Part
from layers.errors import LayerError
from layers.text import tr
from planning.outcome import Action
from planning.scenario import BASELINE, Scenario

if TYPE_CHECKING:
    from desktop.main_window import MainWindow


class FindingActions(Part):
    """Between the findings and the scenarios."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        window.plan.remedies.chosen.connect(self.do)

    def do(self, action: Action) -> None:
        """Do it, and run the analysis of the findings again."""
        run = self.window.session.current_run
        if run is None:
            return
        analysis = run.outcome.analysis
        if action.change:
            self._add_change(action, analysis)
        else:
            self.window.plan.run_again(analysis, dict(action.parameters))

    def _add_change(self, action: Action, analysis: str) -> None:
        """Add the change to the scenario in hand, to a new one when that is the baseline."""
        from planning.changes.stored import parse_change

        editor, scenario = self.window.what_ifs.editor, self.window.session.scenario
        if scenario.name == BASELINE.name:
            scenario = Scenario(name=editor.free_name(str(tr("What if"))))
        try:
            change = parse_change(action.change, dict(action.values))
        except LayerError as error:
            self.failed.emit(error)
            return
        editor.add(
            scenario,
            change,
            done=lambda: self.window.plan.run_again(analysis, dict(action.parameters)),
            failed=self.failed.emit,
        )
