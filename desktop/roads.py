"""The road network in the window: looked through, and its speeds edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.background import Job
from desktop.part import Part
from layers.text import tr
from planning.run_control import RunControl

if TYPE_CHECKING:
    from desktop.dialogs.speeds_dialog import SpeedsDialog
    from planning.outcome import Outcome


class Roads(Part):
    """What the Plan menu does with roads."""

    def check(self) -> Job:
        """Tell pieces, joins, places off the network and what looks suspicious, as an outcome on the map."""
        session = self.window.session
        situation, scenario = session.situation, session.scenario.name

        def work(control: RunControl) -> Outcome:
            from dataclasses import replace

            from planning.network.check import network_state, outcome_of

            state = network_state(situation, control=control)
            return replace(outcome_of(situation, state), scenario=scenario)

        return session.background.start(
            tr("checking the roads"), work, done=self.window.take_outcome, failed=self.failed.emit
        )

    def speeds(self) -> SpeedsDialog:
        """Open the table of speeds."""
        from desktop.dialogs.speeds_dialog import SpeedsDialog

        dialog = SpeedsDialog(self.window.session, self.window)
        dialog.failed.connect(self.failed)
        dialog.show()
        return dialog
