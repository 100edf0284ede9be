"""What if: a change added to a scenario, new or known, or edited; any kind that planning knows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.background import Job
from desktop.change_fields import FeaturesField, ShapeField, change_field_for
from desktop.parameter_fields import ChoiceField
from desktop.parameter_form import ParameterForm
from desktop.scenario_editor import ScenarioEditor, as_parent
from desktop.session import Session
from layers.errors import LayerError
from layers.text import tr
from planning.changes import CHANGES, Change
from planning.changes.stored import UnknownChange, checked_change
from planning.errors import BadParameter
from planning.parameters import as_texts
from planning.scenario import BASELINE, Scenario, scenarios_of, shown_name

_NEW = ""


class WhatIfDialog(QDialog):
    """Adds changes to a scenario one by one, or edits one; stays open beside the map.

    Parameters
    ----------
    scenario : Scenario, optional
        The one to change; without it a new one is made with the first change.
    number : int, optional
        The change to edit, from 0.
    parent_name : str
        What a new scenario branches from at first.

    Signals
    -------
    shape_wanted(ShapeField), pick_wanted(PlaceField)
        The dialog has made way for the map; `come_back` shows it again.
    crashed(Exception)
        What the user cannot mend.
    """

    shape_wanted = Signal(object)
    pick_wanted = Signal(object)
    crashed = Signal(object)

    def __init__(
        self,
        session: Session,
        editor: ScenarioEditor,
        parent: QWidget,
        scenario: Scenario | None = None,
        number: int | None = None,
        parent_name: str = BASELINE.name,
    ) -> None:
        super().__init__(parent)
        self.setProperty("help", "scenarios")
        self._session, self._editor = session, editor
        self._name = scenario.name if scenario is not None else _NEW
        self._number = number
        self._job: Job | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(str(tr("Change of a scenario") if number is not None else tr("What if")))
        self.resize(470, 560)
        self.name = QLineEdit(self._name or editor.free_name(str(tr("What if"))))
        self.name.setReadOnly(bool(self._name))
        self.name.selectAll()
        self.description = QLineEdit(scenario.description if scenario is not None else "")
        self.branch = QComboBox()
        for item in scenarios_of(session.workspace):
            self.branch.addItem(str(shown_name(item.name)), item.name)
        known = scenario.parent if scenario is not None else parent_name
        self.branch.setCurrentIndex(self.branch.findData(known or BASELINE.name))
        for widget in (self.description, self.branch):
            widget.setEnabled(not self._name)
        self.kind = QComboBox()
        self.kind.setMaxVisibleItems(len(CHANGES))
        for class_ in CHANGES:
            self.kind.addItem(str(class_.label), class_.kind)
        self.kind.currentIndexChanged.connect(self._show_form)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lines_label = QLabel(str(tr("Changes so far, made in this order")))
        self.lines = QListWidget()
        self.lines.setAccessibleName(str(tr("Changes so far")))
        self.lines.setFixedHeight(84)
        self._error = QLabel()
        self._error.setProperty("role", "error")
        self._error.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.close)
        self.save_button = QPushButton(
            str(tr("Add this change") if number is None else tr("Keep this change"))
        )
        self.save_button.setProperty("primary", True)
        self.save_button.clicked.connect(self._save)
        self.buttons.addButton(self.save_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.form: ParameterForm
        self._lay_out()
        edited = scenario.changes[number] if scenario is not None and number is not None else None
        if edited is not None:
            self.kind.setCurrentIndex(self.kind.findData(edited.kind))
            self.kind.setEnabled(False)
        self._show_form()
        if edited is not None and not isinstance(edited, UnknownChange):
            texts = as_texts(edited)
            texts.pop("active")
            self.form.set_texts(texts)
        session.workspace_changed.connect(self._show_lines)
        self._show_lines()

    @property
    def error(self) -> str:
        """What is said to be wrong."""
        return self._error.text()

    def choose_kind(self, kind: str) -> None:
        """Show the form of a kind of change."""
        self.kind.setCurrentIndex(self.kind.findData(kind))

    def come_back(self) -> None:
        """Show the dialog after the map was used."""
        self.show()
        self.raise_()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop a check that is under way."""
        if self._job is not None:
            self._job.cancel()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        head = QFormLayout()
        head.addRow(str(tr("Scenario")), self.name)
        head.addRow(str(tr("Description")), self.description)
        head.addRow(str(tr("Branches from")), self.branch)
        head.addRow(str(tr("What changes")), self.kind)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self._area, 1)
        column.addWidget(self._error)
        column.addWidget(self._lines_label)
        column.addWidget(self.lines)
        column.addWidget(self.buttons)

    def _class(self) -> type[Change]:
        return next(class_ for class_ in CHANGES if class_.kind == self.kind.currentData())

    def _show_form(self) -> None:
        class_ = self._class()
        self._error.clear()
        form = ParameterForm(class_, self._session, without=("active",), make_field=change_field_for)
        form.pick_wanted.connect(self._make_way_for_place)
        _connect_features(form)
        for field in form.fields.values():
            if isinstance(field, ShapeField):
                field.draw_wanted.connect(self._make_way_for_shape)
        self.form = form
        self._area.setWidget(form)

    def _make_way_for_place(self, field: QWidget) -> None:
        self.hide()
        self.pick_wanted.emit(field)

    def _make_way_for_shape(self, field: QWidget) -> None:
        self.hide()
        self.shape_wanted.emit(field)

    def _show_lines(self) -> None:
        self.lines.clear()
        names = {scenario.name: scenario for scenario in scenarios_of(self._session.workspace)}
        if self._name and self._name not in names:
            # it was taken back or removed meanwhile: the next change makes it anew
            if self._number is not None:
                self.close()
            self._name = _NEW
            self.name.setReadOnly(False)
            for widget in (self.description, self.branch):
                widget.setEnabled(True)
        scenario = names.get(self._name)
        changes = scenario.changes if scenario is not None and self._number is None else ()
        self.lines.addItems([f"{number}. {change.text()}" for number, change in enumerate(changes, 1)])
        self.lines.setVisible(bool(changes))
        self._lines_label.setVisible(bool(changes))

    def _save(self) -> None:
        self._error.clear()
        if self._job is not None:
            return
        try:
            change = checked_change(self.form.value())
            scenario = self._scenario()
        except BadParameter as error:
            # values are told beside their controls too
            self._say(error)
            return
        except LayerError as error:
            self._say(error)
            self.name.setFocus()
            return
        self.save_button.setEnabled(False)
        self.save_button.setText(str(tr("checking…")))
        if self._number is None:
            self._job = self._editor.add(scenario, change, self._added, self._failed)
        else:
            self._job = self._editor.edit(self._name, self._number, change, self.close, self._failed)
        self._job.stopped.connect(self._ready)

    def _scenario(self) -> Scenario:
        if self._name:
            return self._editor.scenario(self._name)
        name = self.name.text().strip()
        self._editor.check_new_name(name)
        return Scenario(
            name=name,
            description=self.description.text().strip(),
            parent=as_parent(self.branch.currentData()),
        )

    def _ready(self) -> None:
        self._job = None
        self.save_button.setEnabled(True)
        self.save_button.setText(
            str(tr("Add this change") if self._number is None else tr("Keep this change"))
        )

    def _added(self) -> None:
        self._ready()
        self._name = self.name.text().strip()
        self.name.setReadOnly(True)
        for widget in (self.description, self.branch):
            widget.setEnabled(False)
        self._show_lines()
        self._show_form()

    def _failed(self, error: Exception) -> None:
        self._ready()
        if isinstance(error, BadParameter):
            self.form.show_error(error)
        if isinstance(error, LayerError):
            self._say(error)
        else:
            self.crashed.emit(error)

    def _say(self, error: LayerError) -> None:
        words = [str(part).strip() for part in (error.what, error.expected, error.todo) if str(part).strip()]
        text = " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in words)
        self._error.setText(text[:1].upper() + text[1:])


def _connect_features(form: ParameterForm) -> None:
    """Let a field of features and the field of their layer follow each other, and take the selection."""
    layer = form.fields.get("layer")
    for field in form.fields.values():
        if isinstance(field, FeaturesField) and isinstance(layer, ChoiceField):
            field.layer_taken.connect(_chooser(layer))
            layer.changed.connect(_follower(field, layer))
            field.set_layer(layer.text())
            field.take_selection()


def _chooser(layer: ChoiceField) -> Callable[[str], None]:
    def choose(name: str) -> None:
        if layer.findData(name) >= 0:
            layer.set_text(name)

    return choose


def _follower(field: FeaturesField, layer: ChoiceField) -> Callable[[], None]:
    return lambda: field.set_layer(layer.text())
