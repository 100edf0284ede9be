"""Adding an own field to a layer: its name and what it holds."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from layers.text import Text, tr

TYPES: tuple[tuple[str, Text], ...] = (
    ("text", tr("text")),
    ("integer", tr("whole number")),
    ("number", tr("number")),
    ("boolean", tr("yes or no")),
    ("date", tr("date")),
)


class FieldDialog(QDialog):
    """Asks for a new field.

    Signals
    -------
    chosen(name, type)
    """

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(str(tr("Add a field")))
        self.name = QLineEdit()
        self.name.setPlaceholderText(str(tr("with its unit, such as tents_needed")))
        self.type = QComboBox()
        for value, words in TYPES:
            self.type.addItem(str(words), value)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText(str(tr("Add")))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(str(tr("Cancel")))
        self._ok.setEnabled(False)
        self.name.textChanged.connect(lambda text: self._ok.setEnabled(bool(text.strip())))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.addRow(str(tr("&Name")), self.name)
        form.addRow(str(tr("&Holds")), self.type)
        form.addRow(buttons)
        self.setMinimumWidth(360)

    def accept(self) -> None:
        """Tell what was chosen."""
        self.chosen.emit(self.name.text().strip(), self.type.currentData())
        super().accept()
