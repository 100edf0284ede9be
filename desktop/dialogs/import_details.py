"""What one file is, what it becomes, and everything about it that a user may decide otherwise."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.dialogs.import_maps_tables import AreaTable, FieldTable, WordTable
from desktop.dialogs.import_preview import PreviewModel
from desktop.look import MUTED, icon
from desktop.message_bar import sentence
from layers.kinds import KINDS
from layers.text import tr

if TYPE_CHECKING:
    from desktop.dialogs.import_entries import Entry
    from layers.formats.choices import Choices

_ICONS = {"notice": "notice", "warning": "warning", "error": "critical"}
_RANK = {"error": 0, "warning": 1, "notice": 2}
_WAIT_MS = 250
_MOST_EVIDENCE = 4


class MapPicture(QWidget):
    """The layer on the map, as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.image: QImage | None = None
        self.setAccessibleName(str(tr("The layer on the map")))
        self.setMinimumSize(200, 140)

    def show_image(self, image: QImage | None) -> None:
        """Show a picture; None says that there is no place to show."""
        self.image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture whole, in the middle."""
        painter = QPainter(self)
        if self.image is None:
            painter.setPen(QColor(MUTED))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(tr("nothing on the map")))
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        painter.drawImage(QRect(QPoint(left, top), size), self.image)


class ImportDetails(QWidget):
    """One entry of the list.

    Signals
    -------
    decided(Choices)
        The user wants something otherwise.
    wanted(bool)
        Whether the layer is to be added.
    """

    decided = Signal(object)
    wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._entry: Entry | None = None
        self._choices: Choices | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(lambda: self.decided.emit(self._choices))
        self.kind = QComboBox()
        self.kind.setAccessibleName(str(tr("Layer kind")))
        self.kind.activated.connect(self._on_kind)
        self.date = QLineEdit()
        self.date.setPlaceholderText(str(tr("YYYY-MM-DD")))
        self.date.setMaximumWidth(110)
        self.date.setAccessibleName(str(tr("Date of the data")))
        self.date.editingFinished.connect(self._on_date)
        self.total = QLineEdit()
        self.total.setPlaceholderText(str(tr("as in the file")))
        self.total.setMaximumWidth(130)
        self.total.setAccessibleName(str(tr("Total that the cells shall add up to")))
        self.total.setToolTip(str(tr("All cells are scaled to this total, which the report says")))
        self.total.editingFinished.connect(self._on_total)
        self._total_label = QLabel(str(tr("Scale to a total of")))
        self.add_it = QCheckBox(str(tr("Add this layer")))
        self.add_it.toggled.connect(self.wanted)
        self.as_new = QCheckBox(str(tr("Do not update a layer there is")))
        self.as_new.toggled.connect(lambda on: self._decide(as_new=on))
        self.evidence = QLabel()
        self.evidence.setWordWrap(True)
        self.evidence.setProperty("role", "muted")
        self.fields, self.words, self.areas = FieldTable(), WordTable(), AreaTable()
        self.fields.decided.connect(self._on_field)
        self.words.decided.connect(self._on_word)
        self.areas.decided.connect(self._on_area)
        self.problems = QListWidget()
        self.problems.setAccessibleName(str(tr("Problems")))
        self.problems.setWordWrap(True)
        self.problems.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.problems.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.tabs = QTabWidget()
        for table, title in (
            (self.problems, tr("Problems")), (self.fields, tr("Fields")), (self.words, tr("Words")),
            (self.areas, tr("Names to decide")),
        ):  # fmt: skip
            self.tabs.addTab(table, str(title))
        self.offending = QCheckBox(str(tr("Only rows with problems")))
        self.offending.toggled.connect(lambda _on: self._show_rows())
        self.rows = QTableView()
        self.rows.setAccessibleName(str(tr("First rows of the file")))
        self.rows.verticalHeader().setDefaultSectionSize(22)
        head = self.rows.horizontalHeader()
        head.setDefaultSectionSize(110)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.picture = MapPicture()
        self.caption = QLabel()
        self.caption.setProperty("role", "muted")
        self._lay_out()

    def show_entry(self, entry: Entry | None) -> None:
        """Show an entry; nothing for None."""
        self._timer.stop()
        self._entry = entry
        self._choices = entry.proposal.decided if entry is not None and entry.proposal is not None else None
        usable = self._choices is not None
        for widget in (self.kind, self.date, self.fields, self.words, self.areas, self.as_new):
            widget.setEnabled(usable)
        self._show_head()
        self._show_problems()
        self._show_maps()
        self._show_rows()
        self.picture.show_image(entry.picture if entry is not None else None)

    def _lay_out(self) -> None:
        form = QFormLayout()
        line = QHBoxLayout()
        line.addWidget(self.kind, 1)
        line.addWidget(QLabel(str(tr("Date"))))
        line.addWidget(self.date)
        line.addWidget(self.add_it)
        form.addRow(str(tr("Taken for")), line)
        told = QHBoxLayout()
        told.addWidget(self.evidence, 1)
        told.addWidget(self._total_label)
        told.addWidget(self.total)
        told.addWidget(self.as_new, 0, Qt.AlignmentFlag.AlignTop)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 4, 0, 0)
        head = QHBoxLayout()
        head.addWidget(self.caption, 1)
        head.addWidget(self.offending)
        column.addLayout(head)
        column.addWidget(self.rows, 1)
        upper = QSplitter(Qt.Orientation.Horizontal)
        upper.addWidget(self.tabs)
        upper.addWidget(self.picture)
        upper.setSizes([450, 340])
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(upper)
        split.addWidget(below)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(form)
        whole.addLayout(told)
        whole.addWidget(split, 1)

    def _show_head(self) -> None:
        entry = self._entry
        self.kind.clear()
        for box in (self.add_it, self.as_new):
            box.blockSignals(True)
        self.add_it.setEnabled(entry is not None and entry.layer is not None)
        self.add_it.setChecked(entry is not None and entry.layer is not None and entry.wanted)
        self.as_new.setChecked(self._choices is not None and self._choices.as_new)
        for box in (self.add_it, self.as_new):
            box.blockSignals(False)
        self.evidence.setText("")
        self.date.clear()
        self.total.clear()
        is_grid = (
            entry is not None
            and entry.proposal is not None
            and entry.proposal.group.source.raster is not None
        )
        for widget in (self.total, self._total_label):
            widget.setVisible(is_grid)
        if entry is None or entry.proposal is None or self._choices is None:
            return
        for kind in KINDS:
            self.kind.addItem(str(kind.plural), kind.name)
        self.kind.setCurrentIndex(self.kind.findData(entry.proposal.group.kind.name))
        if entry.layer is not None and (date := entry.layer.provenance.date) is not None:
            self.date.setText(date.isoformat())
        elif self._choices.date is not None:
            self.date.setText(self._choices.date.isoformat())
        if self._choices.total is not None:
            self.total.setText(f"{self._choices.total:,.0f}")
        recognition = entry.proposal.group.recognition
        if self._choices.kind:
            self.evidence.setText(str(tr("chosen by you")))
            return
        said = "; ".join(str(text) for text in recognition.evidence[:_MOST_EVIDENCE])
        self.evidence.setToolTip("\n".join(str(text) for text in recognition.evidence))
        told = tr("{share:.0%} sure: {said}", share=recognition.confidence, said=said or tr("nothing tells"))
        if recognition.publisher:
            told = tr("{publisher}, {told}", publisher=recognition.publisher, told=told)
        self.evidence.setText(str(told))

    def _show_problems(self) -> None:
        self.problems.clear()
        entry = self._entry
        if entry is None:
            return
        if entry.error is not None:
            self._tell(sentence(entry.error), "error", as_it_is=True)
        messages = entry.report.messages if entry.report is not None else ()
        for problem in entry.told:
            self._tell(str(problem.text), problem.severity)
        for problem in sorted(messages, key=lambda item: _RANK[item.severity]):
            self._tell(str(problem.text), problem.severity)
        grave = sum(problem.severity != "notice" for problem in messages) + (entry.error is not None)
        self.tabs.setTabText(0, str(tr("Problems ({n})", n=grave)) if grave else str(tr("Problems")))

    def _tell(self, text: str, severity: str, *, as_it_is: bool = False) -> None:
        """Add a line; `as_it_is` keeps the letters of a name that it begins with."""
        said = text if as_it_is else text[:1].upper() + text[1:]
        item = QListWidgetItem(icon(_ICONS[severity]), said)
        item.setToolTip(text)
        self.problems.addItem(item)

    def _show_maps(self) -> None:
        entry = self._entry
        review = entry.report.review if entry is not None and entry.report is not None else ()
        self.areas.show_names(review)
        self.tabs.setTabVisible(3, bool(review))
        if review:
            self.tabs.setTabText(3, str(tr("Names to decide ({n})", n=len(review))))
        usable = (
            entry is not None and entry.proposal is not None and entry.proposal.group.source.raster is None
        )
        for table in (self.fields, self.words):
            if not usable:
                table.setRowCount(0)
        if usable and entry is not None and entry.proposal is not None:
            group = entry.proposal.group
            self.fields.show_fields(group.source, group.kind, entry.report)
            self.words.show_words(group.kind, entry.report)
        unknown = sum(
            word.value is None for words in (entry.report.words if entry and entry.report else {}).values()
            for word in words
        )  # fmt: skip
        self.tabs.setTabText(2, str(tr("Words ({n} unknown)", n=unknown)) if unknown else str(tr("Words")))

    def _show_rows(self) -> None:
        entry = self._entry
        before = self.rows.model()
        proposal = entry.proposal if entry is not None else None
        if entry is None or proposal is None or proposal.group.source.raster is not None:
            self.rows.setModel(None)
            self.caption.setText("")
        else:
            source = proposal.group.source
            model = PreviewModel(source, entry.report, offending=self.offending.isChecked())
            model.setParent(self.rows)
            self.rows.setModel(model)
            self.caption.setText(str(tr("{n:,} of {all:,} rows", n=model.rowCount(), all=len(source.frame))))
        if before is not None:
            before.deleteLater()

    def _decide(self, **what: object) -> None:
        if self._choices is not None:
            self._choices = replace(self._choices, **what)
            self._timer.start()

    def _on_kind(self, _index: int) -> None:
        # fields of another kind are other fields
        if self._entry is not None and self._entry.proposal is not None:
            if self.kind.currentData() == self._entry.proposal.group.kind.name:
                return
            self._decide(kind=self.kind.currentData(), columns={}, values={})

    def _on_date(self) -> None:
        text = self.date.text().strip()
        try:
            date = dt.date.fromisoformat(text) if text else None
        except ValueError:
            self.evidence.setText(str(tr("“{text}” is no date; expected YYYY-MM-DD.", text=text)))
            return
        shown = self._entry.layer.provenance.date if self._entry and self._entry.layer else None
        if self._choices is not None and date not in (self._choices.date, shown):
            self._decide(date=date)

    def _on_total(self) -> None:
        text = self.total.text().strip().replace(",", "").replace(" ", "").replace("\u00a0", "")
        try:
            total = float(text) if text else None
        except ValueError:
            self.evidence.setText(str(tr("“{text}” is no number of people.", text=self.total.text())))
            return
        if self._choices is not None and total != self._choices.total:
            self._decide(total=total)

    def _on_field(self, name: str, column: str) -> None:
        if self._choices is not None:
            self._decide(columns={**self._choices.columns, name: column})

    def _on_word(self, name: str, word: str, value: str) -> None:
        if self._choices is not None:
            values = {key: dict(words) for key, words in self._choices.values.items()}
            values.setdefault(name, {})[word.casefold()] = value
            self._decide(values=values)

    def _on_area(self, name: str, code: str) -> None:
        if self._choices is not None and code:
            self._decide(areas={**self._choices.areas, name: code})
