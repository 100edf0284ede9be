"""Name, description and parent of a scenario."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QWidget

from desktop.scenario_editor import ScenarioEditor
from desktop.session import Session
from layers.errors import LayerError
from layers.text import tr
from planning.scenario import BASELINE, Scenario, scenarios_of, shown_name


class ScenarioDialog(QDialog):
    """Renames a scenario or lets it branch from another; without one, makes a new one.

    Parameters
    ----------
    scenario : Scenario, optional
    parent_name : str
        What a new scenario branches from at first.
    """

    def __init__(
        self,
        session: Session,
        editor: ScenarioEditor,
        parent: QWidget,
        scenario: Scenario | None = None,
        parent_name: str = BASELINE.name,
    ) -> None:
        super().__init__(parent)
        self.setProperty("help", "scenarios")
        self._editor, self._scenario = editor, scenario
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(str(tr("Scenario") if scenario is not None else tr("New scenario")))
        self.setMinimumWidth(400)
        self.name = QLineEdit(scenario.name if scenario is not None else editor.free_name(str(tr("Branch"))))
        self.name.selectAll()
        self.description = QLineEdit(scenario.description if scenario is not None else "")
        self.branch = QComboBox()
        own = scenario.name if scenario is not None else None
        for item in scenarios_of(session.workspace):
            if item.name != own:
                self.branch.addItem(str(shown_name(item.name)), item.name)
        known = scenario.parent if scenario is not None else parent_name
        self.branch.setCurrentIndex(self.branch.findData(known or BASELINE.name))
        self._error = QLabel()
        self._error.setProperty("role", "error")
        self._error.setWordWrap(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.addRow(str(tr("Name")), self.name)
        form.addRow(str(tr("Description")), self.description)
        form.addRow(str(tr("Branches from")), self.branch)
        form.addRow(self._error)
        form.addRow(buttons)

    @property
    def error(self) -> str:
        """What is said to be wrong."""
        return self._error.text()

    def accept(self) -> None:
        """Take the step, or say why not."""
        name, parent = self.name.text().strip(), self.branch.currentData()
        description = self.description.text().strip()
        try:
            if self._scenario is None:
                self._editor.create(name, parent, description)
            else:
                self._editor.describe(self._scenario.name, name, parent, description)
        except LayerError as error:
            self._error.setText(str(error))
            self.name.setFocus()
            return
        super().accept()
