"""What is known of a feature, shown over the corner of the map."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from desktop.look import MUTED, WARNING, icon
from desktop.panels.table_model import shown_value
from desktop.session import Session
from layers.layer import Layer
from layers.text import language, tr
from layers.units import unit_text
from planning.outcome import FeatureRef, MapLayer

if TYPE_CHECKING:
    import pandas as pd

_WIDTH = 290
_HIGHEST = 330


class FeatureCard(QFrame):
    """The first selected feature, with its values and where they come from.

    Signals
    -------
    closed()
    zoom_wanted()
    """

    closed = Signal()
    zoom_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("feature_card")
        self.setAccessibleName(str(tr("Feature")))
        self.setStyleSheet(
            "#feature_card { background: #ffffff; border: 1px solid #b9c0c5; border-radius: 4px; }"
        )
        self._title = QLabel()
        self._title.setWordWrap(True)
        self._title.setProperty("role", "title")
        zoom = _button("zoom_home", str(tr("Zoom to the feature")))
        zoom.clicked.connect(self.zoom_wanted)
        close = _button("close", str(tr("Close")))
        close.clicked.connect(self.closed)
        self._body = QLabel()
        self._body.setWordWrap(True)
        self._body.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._body.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setObjectName("card_area")
        area.setWidget(self._body)
        self._body.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(zoom, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(area)
        self.hide()

    @property
    def title(self) -> str:
        """The heading."""
        return self._title.text()

    @property
    def body(self) -> str:
        """What is shown of the feature, as rich text."""
        return self._body.text()

    def show_feature(self, feature: FeatureRef) -> None:
        """Show the first feature of `feature`."""
        layer: Layer | MapLayer | None
        layer = (
            self._session.map_layer(feature.layer)
            if feature.of_outcome
            else self._session.layer(feature.layer)
        )
        if layer is None or not feature.fids or feature.fids[0] not in layer.frame.index:
            self.hide()
            return
        row = layer.frame.loc[feature.fids[0]]
        self._title.setText(_name_of(row) or f"{_kind_words(layer)} {feature.fids[0]}")
        self._body.setText(_described(layer, row) + self._source(layer))
        self.show()
        self.place()

    def place(self) -> None:
        """Take the upper right corner of the map."""
        parent = self.parentWidget()
        width = min(_WIDTH, parent.width() - 24)
        self._body.setFixedWidth(width - 34)
        wanted = self._body.heightForWidth(width - 34) + self._title.heightForWidth(width - 90) + 40
        self.setGeometry(parent.width() - width - 12, 12, width, min(wanted, _HIGHEST, parent.height() - 60))
        self.raise_()

    def _source(self, layer: Layer | MapLayer) -> str:
        if not isinstance(layer, Layer):
            return ""
        provenance = layer.provenance
        date = provenance.date.isoformat() if provenance.date else str(tr("date unknown"))
        text = f'<p style="color:{MUTED}; margin-top:6px">{html.escape(provenance.source)}, {date}</p>'
        if layer.is_stale(self._session.situation.today()):
            text += f'<p style="color:{WARNING}">⚠ {tr("older than its shelf life")}</p>'
        return text


def _described(layer: Layer | MapLayer, row: pd.Series) -> str:
    fields = {item.name: item for item in layer.kind.fields} if isinstance(layer, Layer) else {}
    lines = [f'<p style="color:{MUTED}; margin:0 0 4px 0">{html.escape(_kind_words(layer))}</p>']
    for name, value in row.items():
        if name == "geometry":
            continue
        field = fields.get(str(name))
        if field is not None and isinstance(value, str) and value in field.vocabulary:
            words = str(field.vocabulary[value])
        else:
            words = shown_value(value)
        if not words:
            continue
        label = str(field.label) if field is not None else str(name).replace("_", " ")
        unit = f" {unit_text(field.unit)}" if field is not None and field.unit else ""
        lines.append(
            f'<tr><td style="color:{MUTED}; padding:1px 8px 1px 0">{html.escape(label)}</td>'
            f'<td style="padding:1px 0">{html.escape(words)}{unit}</td></tr>'
        )
    return f"{lines[0]}<table>{''.join(lines[1:])}</table>"


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
