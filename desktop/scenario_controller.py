"""Opens what scenarios are made, changed and compared with, and lends them the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.panels.scenario_panel import ScenarioPanel
from desktop.scenario_editor import ScenarioEditor
from desktop.session import Session
from desktop.tool_controller import ToolController
from planning.scenario import Scenario

if TYPE_CHECKING:
    from desktop.change_fields import ShapeField
    from desktop.compare_window import CompareWindow
    from desktop.dialogs.scenario_dialog import ScenarioDialog
    from desktop.dialogs.what_if_dialog import WhatIfDialog
    from desktop.map_controller import MapController
    from desktop.map_view.projection import View
    from desktop.parameter_fields import PlaceField
    from planning.analysis import Analysis


class ScenarioController(QObject):
    """Between the scenarios, their dialogs and the map tools.

    Signals
    -------
    failed(Exception)
    kept(Outcome)
        A comparison shall stand among the results.
    """

    failed = Signal(object)
    kept = Signal(object)

    def __init__(self, session: Session, tools: ToolController, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._tools, self._window = session, tools, window
        self.editor = ScenarioEditor(session)
        self.editor.failed.connect(self.failed)

    def listen_to(self, panel: ScenarioPanel) -> None:
        """Do what the panel asks for."""
        panel.what_if_wanted.connect(self.open_what_if)
        panel.change_wanted.connect(self.open_what_if)
        panel.describe_wanted.connect(self.open_scenario)

    def open_what_if(self, scenario: Scenario | None = None, number: int | None = None) -> WhatIfDialog:
        """Let a change be added to a scenario, a new one when none is given, or one of its changes edited."""
        from desktop.dialogs.what_if_dialog import WhatIfDialog

        dialog = WhatIfDialog(
            self._session, self.editor, self._window, scenario, number, self._session.scenario.name
        )
        dialog.crashed.connect(self.failed)

        def draw(field: ShapeField) -> None:
            def take(corners: tuple[tuple[float, float], ...]) -> None:
                field.take_corners(corners)
                dialog.come_back()

            (self._tools.draw_area if field.is_area else self._tools.draw_line)(take)

        def pick(field: PlaceField) -> None:
            self._tools.pick_place(field, dialog.come_back)

        dialog.shape_wanted.connect(draw)
        dialog.pick_wanted.connect(pick)
        dialog.show()
        return dialog

    def open_scenario(self, scenario: Scenario | None = None, parent_name: str = "") -> ScenarioDialog:
        """Let name, description and parent of a scenario be edited, or a new one be made."""
        from desktop.dialogs.scenario_dialog import ScenarioDialog

        dialog = ScenarioDialog(self._session, self.editor, self._window, scenario, parent_name)
        dialog.open()
        return dialog

    def open_compare(self, analyses: tuple[Analysis, ...], map_: MapController, view: View) -> CompareWindow:
        """Open the window in which scenarios are compared."""
        from desktop.compare_window import CompareWindow

        window = CompareWindow(self._session, analyses, map_.base, view, self._window)
        window.kept.connect(self.kept)
        window.crashed.connect(self.failed)
        window.show()
        return window
