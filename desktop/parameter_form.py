"""A form made from any parameter dataclass: label, unit, bounds, help, errors beside the control."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from desktop.parameter_fields import BooleanField, ChoiceField, PlaceField, field_for
from planning.errors import BadParameter
from planning.parameters import Parameter, as_text, describe, parse

if TYPE_CHECKING:
    from desktop.session import Session


_LABEL_PIXELS = 126
# choices with longer words get a line of their own, beneath their label
_BESIDE_PIXELS = 108


class ParameterForm(QWidget):
    """A form for a parameter dataclass.

    Parameters
    ----------
    parameters : type
        Frozen dataclass; see `planning.parameters`.
    texts : mapping
        Values as typed that are shown at first; the defaults otherwise.
    without : collection of str
        Parameters that the form leaves at their defaults.
    make_field : callable
        Gives the control of a parameter.

    Signals
    -------
    changed()
    pick_wanted(PlaceField)
    """

    changed = Signal()
    pick_wanted = Signal(object)

    def __init__(
        self,
        parameters: type[Any],
        session: Session,
        texts: Mapping[str, str] | None = None,
        *,
        without: Collection[str] = (),
        make_field: Callable[[Parameter, Session], QWidget] = field_for,
    ) -> None:
        super().__init__()
        self._parameters = parameters
        self._make_field = make_field
        self._described = {item.name: item for item in describe(parameters) if item.name not in without}
        self._fields: dict[str, QWidget] = {}
        self._errors: dict[str, QLabel] = {}
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(6)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        layout.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for item in self._described.values():
            self._add(layout, item, session)
        self.set_texts(texts or {})

    @property
    def fields(self) -> Mapping[str, QWidget]:
        """The control of each parameter."""
        return self._fields

    def texts(self) -> dict[str, str]:
        """Every value as typed."""
        return {name: widget.text() for name, widget in self._fields.items()}

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Show `texts`; what they do not hold goes to its default."""
        for name, widget in self._fields.items():
            widget.set_text(texts.get(name, as_text(self._described[name].default)))
        self.clear_errors()

    def value(self) -> Any:
        """The parameters as filled in.

        Raises
        ------
        BadParameter
            What is wrong is also shown beside its control.
        """
        self.clear_errors()
        try:
            return parse(self._parameters, self.texts())
        except BadParameter as error:
            self.show_error(error)
            raise

    def show_error(self, error: BadParameter) -> None:
        """Say what is wrong beside the control it belongs to, and go there."""
        name = str(error.where)
        if name not in self._errors:
            return
        words = " ".join(part for part in (str(error.what), str(error.expected)) if part)
        self._errors[name].setText(words[:1].upper() + words[1:])
        self._errors[name].show()
        self._fields[name].setFocus()

    def clear_errors(self) -> None:
        """Take away what was said to be wrong."""
        for label in self._errors.values():
            label.hide()

    def refresh(self) -> None:
        """Offer the layers and population sources there are now."""
        for widget in self._fields.values():
            if isinstance(widget, ChoiceField):
                widget.refresh()

    def _add(self, layout: QFormLayout, item: Parameter, session: Session) -> None:
        widget = self._make_field(item, session)
        widget.setAccessibleName(str(item.label))
        if item.help is not None:
            widget.setToolTip(f"<p>{item.help}</p>")
            widget.setAccessibleDescription(str(item.help))
        widget.changed.connect(self.changed)
        if isinstance(widget, PlaceField):
            widget.pick_wanted.connect(self.pick_wanted)
        error = QLabel()
        error.setProperty("role", "error")
        error.setWordWrap(True)
        error.hide()
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(widget)
        column.addWidget(error)
        if isinstance(widget, BooleanField):
            layout.addRow(cell)
        else:
            label = QLabel(str(item.label))
            label.setBuddy(widget)
            label.setWordWrap(True)
            label.setToolTip(widget.toolTip())
            if _needs_room(widget):
                column.insertWidget(0, label)
                layout.addRow(cell)
            else:
                label.setFixedWidth(_LABEL_PIXELS)
                layout.addRow(label, cell)
        self._fields[item.name] = widget
        self._errors[item.name] = error


def _needs_room(widget: QWidget) -> bool:
    """Whether what is chosen or typed would be cut off beside a label."""
    if isinstance(widget, ChoiceField):
        words = (widget.itemText(index) for index in range(widget.count()))
        return any(widget.fontMetrics().horizontalAdvance(text) > _BESIDE_PIXELS for text in words)
    return isinstance(widget, PlaceField)
