"""A section of the card that folds: its heading with a summary, lines, and a chart where there is one."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop.cards.card_chart import CardChart
from desktop.look import DANGER, MUTED, WARNING, shade
from layers.text import tr

if TYPE_CHECKING:
    from planning.cards.card import Content, Line

_GOOD = "#2a6b3c"
# the sign says what the colour says
_LOOKS = {"plain": ("", ""), "good": (_GOOD, "✓ "), "bad": (DANGER, "✕ "), "unknown": (WARNING, "? ")}


class CardSection(QWidget):
    """A part of the card.

    Signals
    -------
    folded(name, bool)
    """

    folded = Signal(str, bool)

    def __init__(self, name: str, title: str, *, is_open: bool) -> None:
        super().__init__()
        self.name, self.title = name, title
        self.plain = ""
        self.head = QToolButton()
        self.head.setText(title)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setCheckable(True)
        self.head.setAutoRaise(True)
        self.head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.head.setStyleSheet(
            "QToolButton { font-weight: bold; border: 0; padding: 2px 0; text-align: left; }"
            "QToolButton:focus { background: #e3eef6; }"
        )
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setAccessibleName(title)
        self.chart = CardChart()
        self.chart.hide()
        self._has_chart = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(0)
        for widget in (self.head, self.chart, self.text):
            column.addWidget(widget)
        self.head.toggled.connect(self._fold)
        self.head.setChecked(is_open)
        self._fold(is_open)
        self.show_text("")

    def show_text(self, rich: str, summary: str = "", plain: str = "") -> None:
        """Show rich text, and the summary beside the heading."""
        self.text.setText(shade(rich or f'<span style="color:{MUTED}">{tr("being worked out…")}</span>'))
        self.plain = plain
        words = f"{self.title} – {summary}" if summary else self.title
        self.head.setAccessibleName(words)
        self.head.setToolTip(words)
        room = self.head.fontMetrics()
        self.head.setText(room.elidedText(words, Qt.TextElideMode.ElideRight, 270))

    def show_content(self, content: Content) -> None:
        """Show what was worked out."""
        rows = "".join(_row(line) for line in content.lines)
        plain = "\n".join(
            f"{line.label}: {line.value}" if str(line.label) else str(line.value) for line in content.lines
        )
        self._has_chart = content.history is not None
        self.chart.show_history(content.history)
        self.chart.setVisible(self._has_chart and self.head.isChecked())
        self.show_text(f"<table width='100%'>{rows}</table>", str(content.summary), plain)

    def _fold(self, is_open: bool) -> None:
        self.head.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self.text.setVisible(is_open)
        self.chart.setVisible(is_open and self._has_chart)
        self.folded.emit(self.name, not is_open)


def _row(line: Line) -> str:
    colour, sign = _LOOKS[str(line.tone)]
    style = f"color:{colour}" if colour else ""
    value = f'<span style="{style}">{sign}{html.escape(str(line.value))}</span>'
    if not str(line.label):
        return f'<tr><td colspan="2" style="padding:2px 0">{value}</td></tr>'
    return (
        f'<tr><td style="color:{MUTED}; padding:1px 8px 1px 0">{html.escape(str(line.label))}</td>'
        f'<td style="padding:1px 0">{value}</td></tr>'
    )
