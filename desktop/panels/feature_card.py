"""What is known of a feature, shown over the corner of the map."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from desktop.background import Job
from desktop.cards.card_section import CardSection
from desktop.look import MUTED, icon
from desktop.panels.table_model import shown_value
from desktop.session import Session
from layers.errors import LayerError
from layers.layer import Layer
from layers.text import language, tr
from layers.units import unit_text
from planning.outcome import FeatureRef, MapLayer
from planning.run_control import RunControl

if TYPE_CHECKING:
    import pandas as pd

    from planning.cards.card import Section, Subject

_WIDTH = 330
_MARGIN = 12
_RECORD = "record"
_CLOSED_AT_FIRST = frozenset({"sources"})


class FeatureCard(QFrame):
    """The first selected feature: its state, its distances and ways, its values and where they come from.

    What takes a while is worked out in the background and comes section by section.

    Signals
    -------
    closed()
    zoom_wanted()
    """

    closed = Signal()
    zoom_wanted = Signal()
    _made = Signal(int, str, object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: FeatureRef | None = None
        self._number = 0
        self._job: Job | None = None
        self._folded: dict[str, bool] = {}
        self.sections: dict[str, CardSection] = {}
        self.setObjectName("feature_card")
        self.setAccessibleName(str(tr("Feature")))
        self.setStyleSheet(
            "#feature_card { background: #ffffff; border: 1px solid #b9c0c5; border-radius: 4px; }"
            "#card_content { background: #ffffff; }"
        )
        self._title = QLabel()
        self._title.setWordWrap(True)
        self._title.setProperty("role", "title")
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._kind = QLabel()
        self._kind.setProperty("role", "muted")
        self._content = QWidget()
        self._content.setObjectName("card_content")
        self._list = QVBoxLayout(self._content)
        self._list.setContentsMargins(0, 0, 6, 0)
        self._list.setSpacing(1)
        self._list.addStretch(1)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setObjectName("card_area")
        self._area.setWidget(self._content)
        self._lay_out()
        self._made.connect(self._take)
        session.situation_changed.connect(self._show_again)
        session.outcomes_changed.connect(self._show_again)
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._title, 1)
        for name, words, signal in (
            ("zoom_home", tr("Zoom to the feature"), self.zoom_wanted.emit),
            ("copy", tr("Copy the card as text"), self.copy),
            ("close", tr("Close"), self.closed.emit),
        ):
            button = _button(name, str(words))
            button.clicked.connect(lambda _checked=False, signal=signal: signal())
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 4, 8)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._kind)
        column.addWidget(self._area)

    @property
    def title(self) -> str:
        """The heading."""
        return self._title.text()

    @property
    def body(self) -> str:
        """What is shown of the feature, folded or not, as rich text."""
        return "\n".join(section.text.text() for section in self.sections.values())

    @property
    def is_complete(self) -> bool:
        """Whether everything has been worked out."""
        return self._job is None

    def show_feature(self, feature: FeatureRef) -> None:
        """Show the first feature of `feature`."""
        self._stop()
        layer = self._layer_of(feature)
        if layer is None or not feature.fids or feature.fids[0] not in layer.frame.index:
            self.hide()
            return
        again = self._shown == feature
        self._shown = feature
        fid = feature.fids[0]
        row = layer.frame.loc[fid]
        self._title.setText(_name_of(row) or f"{_kind_words(layer)} {fid}")
        self._kind.setText(_kind_words(layer))
        sections = self._sections_of(layer, fid)
        wanted = [section.name for section in sections] + [_RECORD]
        if not again or list(self.sections) != wanted:
            self._build(sections)
            self._area.verticalScrollBar().setValue(0)
        unknown = self._fill_record(layer, row)
        self.sections[_RECORD].show_text(*unknown)
        self.show()
        self.place()
        if sections and isinstance(layer, Layer):
            self._work_out(layer, fid, sections)

    def hideEvent(self, event: object) -> None:  # type: ignore[override]
        """Work for a card nobody sees is given up."""
        self._stop()
        super().hideEvent(event)  # type: ignore[arg-type]

    def place(self) -> None:
        """Take the upper right corner of the map, no higher than what there is to tell."""
        parent = self.parentWidget()
        width = min(_WIDTH, parent.width() - 2 * _MARGIN)
        inner = width - 34
        self._list.activate()
        wanted = (
            self._list.heightForWidth(inner)
            if self._list.hasHeightForWidth()
            else self._list.sizeHint().height()
        )
        wanted += self._title.heightForWidth(width - 100) + self._kind.sizeHint().height() + 32
        height = min(wanted, parent.height() - 2 * _MARGIN)
        self.setGeometry(parent.width() - width - _MARGIN, _MARGIN, width, height)
        self.raise_()

    def copy(self) -> None:
        """Put everything the card says on the clipboard."""
        parts = [self.title, self._kind.text()]
        parts += [f"\n{section.title}\n{section.plain}" for section in self.sections.values()]
        QGuiApplication.clipboard().setText("\n".join(parts))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    # sections

    def _layer_of(self, feature: FeatureRef) -> Layer | MapLayer | None:
        if feature.of_outcome:
            return self._session.map_layer(feature.layer)
        return self._session.layer(feature.layer)

    def _sections_of(self, layer: Layer | MapLayer, fid: int) -> tuple[Section, ...]:
        if not isinstance(layer, Layer):
            return ()
        from planning.cards import sections_of

        return sections_of(self._subject(layer, fid))

    def _subject(self, layer: Layer, fid: int) -> Subject:
        from planning.cards.card import Subject

        outcomes = tuple(run.outcome for run in self._session.runs)
        return Subject(situation=self._session.situation, layer=layer, fid=fid, outcomes=outcomes)

    def _build(self, sections: tuple[Section, ...]) -> None:
        for old in self.sections.values():
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.sections = {}
        titles = [(section.name, str(section.title)) for section in sections]
        # the record comes before where it is from
        titles.insert(max(len(titles) - 1, 0), (_RECORD, str(tr("Record"))))
        for number, (name, title) in enumerate(titles):
            few = len(sections) <= 3
            is_open = not self._folded.get(name, name in _CLOSED_AT_FIRST or (name == _RECORD and not few))
            section = CardSection(name, title, is_open=is_open)
            section.folded.connect(self._on_folded)
            self._list.insertWidget(number, section)
            self.sections[name] = section
        self.sections = {name: self.sections[name] for name in [s.name for s in sections] + [_RECORD]}

    def _on_folded(self, name: str, folded: bool) -> None:
        self._folded[name] = folded
        self.place()

    def _fill_record(self, layer: Layer | MapLayer, row: pd.Series) -> tuple[str, str, str]:
        """The values known as rich text, how many are not, and the values as plain text."""
        known, unknown = _values_of(layer, row)
        rows = "".join(
            f'<tr><td style="color:{MUTED}; padding:1px 8px 1px 0">{html.escape(label)}</td>'
            f'<td style="padding:1px 0">{html.escape(value)}</td></tr>'
            for label, value in known
        )
        rich, plain = f"<table>{rows}</table>", "\n".join(f"{label}: {value}" for label, value in known)
        if unknown:
            words = str(tr("Unknown: {fields}", fields=", ".join(unknown)))
            rich += f'<p style="color:{MUTED}; margin:4px 0 0 0">{html.escape(words)}</p>'
            plain += f"\n{words}"
        summary = str(tr("{known} known, {unknown} unknown", known=len(known), unknown=len(unknown)))
        return rich, summary, plain

    # work

    def _work_out(self, layer: Layer, fid: int, sections: tuple[Section, ...]) -> None:
        subject, number = self._subject(layer, fid), self._number

        def work(control: RunControl) -> None:
            for section in sections:
                control.step(0.0, section.title)
                try:
                    content = section.make(subject, control)
                except LayerError as error:
                    content = _told(error)
                self._made.emit(number, section.name, content)

        def ended(*_result: object) -> None:
            if job is self._job:
                self._job = None

        def failed(error: Exception) -> None:
            ended()
            self._session.background.failed.emit(error)

        self._job = job = self._session.background.start(
            tr("What is known of {name}", name=self.title), work,
            done=ended, failed=failed, stopped=ended, listed=False,
        )  # fmt: skip

    def _take(self, number: int, name: str, content: object) -> None:
        if number != self._number or name not in self.sections:
            return
        section = self.sections[name]
        section.setVisible(content is not None)
        if content is not None:
            section.show_content(content)  # type: ignore[arg-type]
        self.place()

    def _stop(self) -> None:
        self._number += 1
        if self._job is not None:
            job, self._job = self._job, None
            job.cancel()

    def _show_again(self) -> None:
        if self.isVisible() and self._shown is not None:
            self.show_feature(self._shown)


def _told(error: LayerError) -> object:
    from planning.cards.card import Content, Line, Tone

    return Content(lines=(Line(value=str(error), tone=Tone.UNKNOWN),), summary=tr("unknown"))


def _values_of(layer: Layer | MapLayer, row: pd.Series) -> tuple[list[tuple[str, str]], list[str]]:
    """Label and words of each known value, and the labels of the unknown ones."""
    fields = {item.name: item for item in layer.kind.fields} if isinstance(layer, Layer) else {}
    known, unknown = [], []
    for name, value in row.items():
        if name == "geometry":
            continue
        field = fields.get(str(name))
        label = str(field.label) if field is not None else str(name).replace("_", " ")
        if field is not None and isinstance(value, str) and value in field.vocabulary:
            words = str(field.vocabulary[value])
        else:
            words = shown_value(value)
        if not words:
            unknown.append(label)
            continue
        unit = f" {unit_text(field.unit)}" if field is not None and field.unit else ""
        known.append((label, words + unit))
    return known, unknown


def _kind_words(layer: Layer | MapLayer) -> str:
    return str(layer.kind.label) if isinstance(layer, Layer) else str(layer.title)


def _name_of(row: pd.Series) -> str:
    for column in (f"name_{language()}", "name_en", "name_uk", "name", "acronym", "site_id", "code"):
        value = row.get(column)
        if isinstance(value, str) and value:
            return value
    return ""


def _button(name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(name))
    button.setAutoRaise(True)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    return button
