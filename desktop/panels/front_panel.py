"""What a pulled front would change, beside the map while it is pulled, and whether to keep it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.look import DANGER, MUTED, WARNING, icon, shade
from layers.text import Text, numeral, tr
from layers.units import unit_text
from planning.outcome import Severity

if TYPE_CHECKING:
    from planning.front_motion_state import DragAnswer

_WIDTH = 344
_CLEAR = 40


class FrontPanel(QFrame):
    """The live panel over an upper corner of the map.

    Signals
    -------
    keep_wanted(), keep_new_wanted(str), discard_wanted(), closed(), reach_changed(float)
    rule_changed(float, float)
        Centres are to be evacuated up to the first distance, decongested up to the second, km.
    """

    keep_wanted = Signal()
    keep_new_wanted = Signal(str)
    discard_wanted = Signal()
    closed = Signal()
    reach_changed = Signal(float)
    rule_changed = Signal(float, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._on_right = False
        self.setObjectName("front_panel")
        self.setAccessibleName(str(tr("Front pulled")))
        self.setStyleSheet(
            "#front_panel { background: #ffffff; border: 1px solid #b9c0c5; border-radius: 4px; }"
        )
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._title = QLabel(str(tr("If the front were there")))
        self._title.setProperty("role", "title")
        self._state = QLabel()
        self._state.setProperty("role", "muted")
        close = QToolButton()
        close.setIcon(icon("close"))
        close.setAutoRaise(True)
        close.setToolTip(str(tr("Put the tool away")))
        close.setAccessibleName(str(tr("Put the tool away")))
        close.clicked.connect(self.closed)
        self._progress = QProgressBar()
        self._progress.setRange(0, 1000)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(8)
        self._body = QLabel()
        self._body.setWordWrap(True)
        self._body.setTextFormat(Qt.TextFormat.RichText)
        self._body.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._area = QScrollArea()
        self._area.setObjectName("card_area")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._body)
        self._area.viewport().setAutoFillBackground(False)
        self._body.setAutoFillBackground(False)
        self.reach = _kilometres(2.0, 30.0, tr("How far along the front the pull is felt"))
        self.evacuate = _kilometres(0.0, 10.0, tr("Centres up to this far are to be evacuated"))
        self.decongest = _kilometres(0.0, 20.0, tr("Centres up to this far are to be decongested"))
        self._rule = QWidget()
        self._rule.setToolTip(
            str(tr("The planner's rule: a preset without official standing, and no advice on access"))
        )
        for box in (self.evacuate, self.decongest):
            box.valueChanged.connect(self._tell_rule)
        self.reach.valueChanged.connect(self.reach_changed)
        self.keep = QPushButton()
        self.keep.clicked.connect(self.keep_wanted)
        self.name = QLineEdit()
        self.name.setAccessibleName(str(tr("Name of the new scenario")))
        self.keep_new = QPushButton(str(tr("Keep as new")))
        self.keep_new.setProperty("primary", True)
        self.keep_new.clicked.connect(lambda: self.keep_new_wanted.emit(self.name.text().strip()))
        self.discard = QPushButton(str(tr("Discard")))
        self.discard.clicked.connect(self.discard_wanted)
        self._choices = QWidget()
        self._lay_out(close)
        self.hide()

    @property
    def text(self) -> str:
        """What is told of the pulled front, as rich text."""
        return self._body.text()

    @property
    def state(self) -> str:
        """How good the answer is, and how long it took."""
        return self._state.text()

    def show_progress(self, fraction: float, stage: str) -> None:
        """Say how far the preparation is."""
        self._choices.hide()
        self._progress.show()
        self._progress.setValue(round(fraction * 1000))
        self._state.setText(stage)
        self.place()

    def show_hint(self) -> None:
        """Say what to do."""
        self._progress.hide()
        self._choices.hide()
        self._state.setText(str(tr("ready")))
        hint = tr("Grab the contact line on the map and pull it. Away from the line the map moves as usual.")
        self._body.setText(html.escape(str(hint)))
        self.place()

    def show_rule(self, evacuate_km: float, decongest_km: float, *, has_centres: bool) -> None:
        """Show the planner's rule, where there are centres it can speak of."""
        for box, km in ((self.evacuate, evacuate_km), (self.decongest, decongest_km)):
            box.blockSignals(True)
            box.setValue(km)
            box.blockSignals(False)
        self._rule.setVisible(has_centres)
        self.place()

    def _tell_rule(self) -> None:
        """The second distance is never less than the first."""
        if self.decongest.value() < self.evacuate.value():
            changed = self.sender()
            other = self.decongest if changed is self.evacuate else self.evacuate
            other.blockSignals(True)
            other.setValue(changed.value())
            other.blockSignals(False)
        self.rule_changed.emit(self.evacuate.value(), self.decongest.value())

    def show_answer(self, answer: DragAnswer, latency_ms: float) -> None:
        """Show what changes."""
        self._state.setText(
            str(tr("exact, {ms:,.0f} ms", ms=latency_ms))
            if answer.exact
            else str(tr("coarse, {ms:,.0f} ms", ms=latency_ms))
        )
        told = _bands(answer) + _old_data(answer) + _sentences(answer) + _staleness(answer)
        self._body.setText(shade(told))
        self.place()

    def show_trouble(self, words: str) -> None:
        """Say why there is no answer."""
        self._state.setText(str(tr("not possible")))
        self._body.setText(f'<span style="color:{shade(DANGER)}">{html.escape(words)}</span>')
        self.place()

    def offer(self, scenario: str, new_name: str) -> None:
        """Offer to keep the front in `scenario` (empty for none) or in a new one."""
        self.keep.setVisible(bool(scenario))
        name = scenario if len(scenario) <= 30 else f"{scenario[:29]}…"
        self.keep.setText(str(tr("Keep in “{scenario}”", scenario=name)))
        self.name.setText(new_name)
        self.set_busy(False)
        self._choices.show()
        self.place()

    def set_busy(self, busy: bool) -> None:
        """Whether the front is being kept."""
        for button in (self.keep, self.keep_new, self.discard):
            button.setEnabled(not busy)

    def end_offer(self) -> None:
        """The front is pulled again."""
        self._choices.hide()
        self.place()

    @property
    def is_offering(self) -> bool:
        """Whether it asks what to do with the pulled front."""
        return self._choices.isVisibleTo(self)

    def keep_clear_of(self, pointer: QPoint) -> None:
        """Go to the other corner when the pointer comes near."""
        near = self.geometry().adjusted(-_CLEAR, -_CLEAR, _CLEAR, _CLEAR)
        if near.contains(pointer):
            self._on_right = pointer.x() < self.parentWidget().width() / 2
            self.place()

    def place(self) -> None:
        """Take an upper corner of the map."""
        parent = self.parentWidget()
        width = min(_WIDTH, parent.width() - 24)
        inner = width - 22 - self._area.verticalScrollBar().sizeHint().width()
        self._body.setFixedWidth(inner)
        body = self._body.heightForWidth(inner) + 6
        rest = (178 if self.is_offering else 106) + (58 if self._rule.isVisibleTo(self) else 0)
        self._area.setFixedHeight(max(20, min(body, parent.height() - rest)))
        self.layout().activate()
        left = parent.width() - width - 12 if self._on_right else 12
        self.setGeometry(left, 12, width, min(self.layout().sizeHint().height(), parent.height() - 24))
        self.show()
        self.raise_()

    def _lay_out(self, close: QToolButton) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._state)
        head.addWidget(close)
        reach = QHBoxLayout()
        reach.addWidget(QLabel(str(tr("Felt to either side over"))), 1)
        reach.addWidget(self.reach)
        rule = QGridLayout(self._rule)
        rule.setContentsMargins(0, 0, 0, 0)
        rule.setVerticalSpacing(4)
        rule.setColumnStretch(0, 1)
        for row, (words, box) in enumerate(
            (
                (tr("Evacuate centres within"), self.evacuate),
                (tr("Decongest centres within"), self.decongest),
            )
        ):
            rule.addWidget(QLabel(str(words)), row, 0)
            rule.addWidget(box, row, 1)
        choices = QVBoxLayout(self._choices)
        choices.setContentsMargins(0, 4, 0, 0)
        choices.setSpacing(4)
        new = QHBoxLayout()
        new.addWidget(self.name, 1)
        new.addWidget(self.keep_new)
        old = QHBoxLayout()
        old.addWidget(self.keep, 1)
        old.addWidget(self.discard)
        choices.addLayout(new)
        choices.addLayout(old)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 6, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._progress)
        column.addWidget(self._area)
        column.addLayout(reach)
        column.addWidget(self._rule)
        column.addWidget(self._choices)


def _kilometres(least: float, value: float, name: Text) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(least, 200.0)
    box.setDecimals(0)
    box.setSingleStep(5.0)
    box.setValue(value)
    box.setSuffix(f" {unit_text('km')}")
    box.setAccessibleName(str(name))
    box.setToolTip(str(name))
    return box


def _bands(answer: DragAnswer) -> str:
    """People and sites by band, as a table of rich text."""
    from planning.distance_bands import whole_people

    now = whole_people(answer.people) if answer.people is not None else None
    before = whole_people(answer.people_before) if answer.people_before is not None else None
    heads = (tr("from the front"), tr("people"), tr("change"), tr("new sites"))
    cells = "".join(
        f'<td align="{"left" if at == 0 else "right"}" style="color:{MUTED}">{head}</td>'
        for at, head in enumerate(heads)
    )
    lines = [f"<tr>{cells}</tr>"]
    for row in range(answer.bands.count):
        people = change = "–"
        if now is not None and before is not None:
            people, step = numeral(f"{int(now[row]):,}"), int(now[row] - before[row])
            change = f"{step:+,}" if step else "0"
        new = int(answer.newly_in(row).sum())
        name = html.escape(str(answer.bands.label(row)))
        strong = f"<b>{new:,}</b>" if new else "0"
        lines.append(
            f'<tr><td>{name}</td><td align="right">{people}</td><td align="right">{change}</td>'
            f'<td align="right">{strong}</td></tr>'
        )
    source = (
        f'<div style="color:{MUTED}">{html.escape(str(answer.people_label))}</div>' if now is not None else ""
    )
    return f'<table width="100%" cellspacing="0" cellpadding="1">{"".join(lines)}</table>{source}'


def _old_data(answer: DragAnswer) -> str:
    """Right below the figures, that some of them are old; which, stands at the end."""
    if not answer.stale:
        return ""
    return f'<div style="color:{WARNING}">⚠ {tr("rests on data past its shelf life")}</div>'


def _staleness(answer: DragAnswer) -> str:
    """The data past its shelf life that the answer rests on."""
    return "".join(
        f'<p style="margin:3px 0 0 0; color:{WARNING}">⚠ {html.escape(str(item.text))}</p>'
        for item in answer.stale
    )


def _sentences(answer: DragAnswer) -> str:
    """What changes for sites and roads; people stand in the table above."""
    lines = []
    for finding in answer.findings(with_people=False):
        colour = DANGER if finding.severity is Severity.CRITICAL else "#22282c"
        lines.append(f'<p style="margin:3px 0 0 0; color:{colour}">{html.escape(str(finding.text))}</p>')
    return "".join(lines) or f'<p style="margin:3px 0 0 0">{tr("No site and no road changes its band.")}</p>'
