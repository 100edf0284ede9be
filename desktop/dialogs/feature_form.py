"""The values of one feature: a control for every field of its kind, checked before they are taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.look import WARNING
from desktop.message_bar import sentence
from layers.errors import LayerError
from layers.layer_kind import Field, LayerKind
from layers.text import Text, tr
from layers.units import unit_text

if TYPE_CHECKING:
    from layers.layer_kind import Problem

_WIDTH, _HIGHEST = 460, 560

Values = dict[str, str]
# Takes the name of the layer and the values as typed; gives what the checks found. Raises LayerError.
Take = Callable[[str, Values, bool], "tuple[Problem, ...]"]


class FeatureForm(QDialog):
    """Asks for the values of a feature.

    Parameters
    ----------
    kind : LayerKind
    title : Text
    layers : sequence of (name, title)
        Layers it can go into; one is not asked about.
    values : mapping
        What is shown at first, as typed.
    take : callable
        Takes the values; with False it only says what the checks find.
    """

    def __init__(
        self,
        kind: LayerKind,
        title: Text,
        layers: tuple[tuple[str, str], ...],
        values: Mapping[str, str],
        take: Take,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(str(title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._take = take
        self._shown = dict(values)
        self._told: Values | None = None
        self.layer = QComboBox()
        self.layer.setAccessibleName(str(tr("Layer")))
        for name, words in layers:
            self.layer.addItem(words, name)
        self.fields: dict[str, QLineEdit | QComboBox] = {}
        form = QWidget()
        rows = QFormLayout(form)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        if len(layers) > 1:
            rows.addRow(str(tr("Layer")), self.layer)
        for item in sorted(kind.fields, key=lambda item: not item.required):
            self._add(rows, item)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(form)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setStyleSheet(f"color: {WARNING}")
        self.problem.hide()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(area, 1)
        column.addWidget(self.problem)
        column.addWidget(self.buttons)
        self.resize(_WIDTH, min(_HIGHEST, form.sizeHint().height() + self.buttons.sizeHint().height() + 48))
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.setFocus()

    def values(self) -> Values:
        """What was changed, as typed; empty where a value was cleared."""
        typed = {name: _typed(control) for name, control in self.fields.items()}
        return {name: text for name, text in typed.items() if text != self._shown.get(name, "")}

    def accept(self) -> None:
        """Take the values; what the checks find is told first, and OK once more takes them all the same."""
        values = self.values()
        name = str(self.layer.currentData())
        try:
            found = self._take(name, values, False) if values != self._told else ()
            if found:
                self._told = values
                self._say("\n".join([*(str(problem.text) for problem in found),
                                     str(tr("OK once more takes it as it is."))]))  # fmt: skip
                return
            self._take(name, values, True)
        except LayerError as error:
            self._say(sentence(error))
            return
        super().accept()

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setAccessibleName(words)
        self.problem.show()

    def _add(self, rows: QFormLayout, item: Field) -> None:
        control = _control(item, self._shown.get(item.name, ""))
        words = str(item.label) + (f" ({unit_text(item.unit)})" if item.unit else "")
        control.setAccessibleName(words)
        if item.help is not None:
            control.setToolTip(str(item.help))
        rows.addRow(words + (" *" if item.required else ""), control)
        self.fields[item.name] = control


def _control(item: Field, text: str) -> QLineEdit | QComboBox:
    choices = _choices(item)
    if not choices:
        line = QLineEdit(text)
        if item.type == "date":
            line.setPlaceholderText(str(tr("YYYY-MM-DD")))
        return line
    box = QComboBox()
    box.addItem(str(tr("unknown")), "")
    for value, label in choices.items():
        box.addItem(label, value)
    if text and text not in choices:
        box.addItem(text, text)
    box.setCurrentIndex(max(0, box.findData(text)))
    return box


def _choices(item: Field) -> dict[str, str]:
    if item.type == "boolean":
        return {"true": str(tr("yes")), "false": str(tr("no"))}
    return {value: str(label) for value, label in item.vocabulary.items()}


def _typed(control: QLineEdit | QComboBox) -> str:
    return str(control.currentData()) if isinstance(control, QComboBox) else control.text().strip()
