"""The controls of a parameter form; each gives and takes its value as it would be typed."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QDate, QLocale, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDateEdit,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QToolButton,
    QWidget,
)

from desktop.look import icon
from layers.layer_titles import title_of
from layers.text import tr
from layers.units import unit_text
from planning.choice_words import choice_text
from planning.parameters import Parameter, as_text
from planning.run_control import RunControl

if TYPE_CHECKING:
    from desktop.session import Session

_ENGLISH = QLocale(QLocale.Language.English)
_WIDEST = 1e12
_WIDEST_INTEGER = 2**31 - 1
_TYPING_PAUSE_MS = 180


class ParameterField(Protocol):
    """A control for one parameter; every one of them is a QWidget with a `changed` signal."""

    def text(self) -> str:
        """The value as typed."""

    def set_text(self, text: str) -> None:
        """Show a value as typed."""


class NumberField(QDoubleSpinBox):
    """A number with its unit and bounds."""

    changed = Signal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self.setLocale(_ENGLISH)
        self.setGroupSeparatorShown(True)
        self.setDecimals(4)
        least, most = parameter.least, parameter.most
        self.setRange(-_WIDEST if least is None else least, _WIDEST if most is None else most)
        if parameter.unit:
            self.setSuffix(f" {unit_text(parameter.unit)}")
        self.setSingleStep(_step(float(parameter.default or 0)))
        self.setKeyboardTracking(False)
        self.valueChanged.connect(self.changed)

    def textFromValue(self, value: float) -> str:
        """The number without zeros that say nothing."""
        whole = self.locale().toString(value, "f", self.decimals())
        return whole.rstrip("0").rstrip(".") if "." in whole else whole

    def text(self) -> str:
        """The number with a full stop and no unit."""
        return as_text(round(self.value(), self.decimals()))

    def set_text(self, text: str) -> None:
        """Show a number."""
        self.setValue(float(text))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the form must not change a number in passing."""
        event.ignore()


class IntegerField(QSpinBox):
    """A whole number with its unit and bounds."""

    changed = Signal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self.setLocale(_ENGLISH)
        self.setGroupSeparatorShown(True)
        least, most = parameter.least, parameter.most
        self.setRange(
            -_WIDEST_INTEGER if least is None else math.ceil(least),
            _WIDEST_INTEGER if most is None else min(_WIDEST_INTEGER, math.floor(most)),
        )
        if parameter.unit:
            self.setSuffix(f" {unit_text(parameter.unit)}")
        self.setKeyboardTracking(False)
        self.valueChanged.connect(self.changed)

    def text(self) -> str:
        """The number without unit."""
        return str(self.value())

    def set_text(self, text: str) -> None:
        """Show a number."""
        self.setValue(int(text))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the form must not change a number in passing."""
        event.ignore()


class BooleanField(QCheckBox):
    """Yes or no."""

    changed = Signal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(str(parameter.label))
        self.toggled.connect(self.changed)

    def text(self) -> str:
        """Yes or no, as typed."""
        return "yes" if self.isChecked() else "no"

    def set_text(self, text: str) -> None:
        """Show yes or no."""
        self.setChecked(text == "yes")


class DateField(QDateEdit):
    """A date with a calendar."""

    changed = Signal()

    def __init__(self, _parameter: Parameter) -> None:
        super().__init__()
        self.setCalendarPopup(True)
        self.setDisplayFormat("yyyy-MM-dd")
        self.dateChanged.connect(self.changed)

    def text(self) -> str:
        """The date as YYYY-MM-DD."""
        return self.date().toString(Qt.DateFormat.ISODate)

    def set_text(self, text: str) -> None:
        """Show a date."""
        self.setDate(QDate.fromString(text, Qt.DateFormat.ISODate))


class LineField(QLineEdit):
    """A text, or numbers with commas between."""

    changed = Signal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        if parameter.type == "numbers":
            unit = f" {unit_text(parameter.unit)}" if parameter.unit else ""
            self.setPlaceholderText(str(tr("numbers with commas between{unit}", unit=unit)))
        elif parameter.optional:
            self.setPlaceholderText(str(tr("not given")))
        self.textChanged.connect(self.changed)

    def set_text(self, text: str) -> None:
        """Show a text."""
        self.setText(text)


class ChoiceField(QComboBox):
    """One of several keys, each shown in words; long words do not widen the panel.

    Parameters
    ----------
    choices : callable
        Gives key and words of each choice, as they stand now.
    """

    changed = Signal()

    def __init__(self, choices: Callable[[], list[tuple[str, str]]]) -> None:
        super().__init__()
        self._choices = choices
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.refresh()
        self.currentIndexChanged.connect(self.changed)

    def refresh(self) -> None:
        """Offer what there is now; what was chosen stays chosen while it is there."""
        chosen = self.text()
        self.blockSignals(True)
        self.clear()
        for key, words in self._choices():
            self.addItem(words, key)
            self.setItemData(self.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
        self.blockSignals(False)
        self.set_text(chosen)

    def text(self) -> str:
        """Key of the choice."""
        return str(self.currentData() or "")

    def set_text(self, text: str) -> None:
        """Choose a key; the first when it is not there."""
        self.setCurrentIndex(max(0, self.findData(text)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the form must not change a choice in passing."""
        event.ignore()


class PlaceField(QWidget):
    """A place: typed with suggestions, or picked on the map.

    Signals
    -------
    pick_wanted(field)
        The planner wants to point at it on the map.
    """

    changed = Signal()
    pick_wanted = Signal(object)

    def __init__(self, parameter: Parameter, session: Session) -> None:
        super().__init__()
        self._session = session
        self._line = QLineEdit()
        self._line.setPlaceholderText(str(tr("name, P-code or lon,lat")))
        self._line.setAccessibleName(str(parameter.label))
        self._suggestions = QStringListModel(self)
        completer = QCompleter(self._suggestions, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.activated.connect(self._take)
        self._line.setCompleter(completer)
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._suggest)
        self._line.textEdited.connect(self._pause.start)
        self._line.textChanged.connect(self.changed)
        pick = QToolButton()
        pick.setIcon(icon("pick"))
        pick.setToolTip(str(tr("Pick on the map")))
        pick.setAccessibleName(str(tr("Pick {label} on the map", label=parameter.label)))
        pick.clicked.connect(lambda: self.pick_wanted.emit(self))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        row.addWidget(self._line)
        row.addWidget(pick)
        self.setFocusProxy(self._line)

    def text(self) -> str:
        """The place as typed."""
        return self._line.text().strip()

    def set_text(self, text: str) -> None:
        """Show a place."""
        self._line.setText(text)

    def _suggest(self) -> None:
        typed, situation = self.text(), self._session.situation

        def find(_control: RunControl) -> list[str]:
            from layers.gazetteer import suggest

            return [f"{place.name}  ({place.code})" if place.code else place.name
                    for place in suggest(situation, typed)]  # fmt: skip

        def found(names: list[str]) -> None:
            if typed == self.text() and self._line.hasFocus():
                self._suggestions.setStringList(names)
                if names:
                    self._line.completer().complete()

        if len(typed) >= 2:
            self._session.background.start(tr("suggestions"), find, done=found, listed=False)

    def _take(self, chosen: str) -> None:
        """Of a suggestion with a code keep the code: a name may fit several places."""
        name, _, code = chosen.partition("  (")
        self._line.setText(code.rstrip(")") or name)
        self._line.setToolTip(name)


def field_for(parameter: Parameter, session: Session) -> QWidget:
    """The control that fits a parameter."""
    if parameter.pick == "place":
        return PlaceField(parameter, session)
    if parameter.pick == "population":
        return ChoiceField(lambda: _population_choices(session))
    if parameter.pick.startswith("layer:"):
        kind = parameter.pick.removeprefix("layer:")
        return ChoiceField(lambda: _layer_choices(session, kind, parameter.optional))
    if parameter.type == "choice":
        return ChoiceField(lambda: [(key, str(choice_text(key))) for key in parameter.choices])
    plain: dict[str, type[QWidget]] = {
        "number": NumberField,
        "integer": IntegerField,
        "boolean": BooleanField,
        "date": DateField,
    }
    return plain.get(parameter.type, LineField)(parameter)


def _population_choices(session: Session) -> list[tuple[str, str]]:
    best = [("", str(tr("best available")))]
    if not session.situation.layers:
        return best
    from planning.population import population_sources

    return best + [(key, str(words)) for key, words in population_sources(session.situation)]


def _layer_choices(session: Session, kind: str, optional: bool) -> list[tuple[str, str]]:
    first = [("", str(tr("any")))] if optional else []
    return first + [(layer.name, str(title_of(layer))) for layer in session.situation.of_kind(kind)]


def _step(default: float) -> float:
    """A step that suits the size of a value: a tenth of its order of magnitude, at least 0.1."""
    if default == 0:
        return 1.0
    return max(0.1, 10.0 ** (math.floor(math.log10(abs(default))) - (0 if abs(default) >= 10 else 1)))
