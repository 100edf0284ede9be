"""A small chart of the distance from the front by date, as wide as a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.look import ACCENT, DANGER, MUTED, shade
from layers.text import numeral, tr
from layers.units import unit_text

if TYPE_CHECKING:
    from planning.cards.card import History

_HEIGHT = 74
_LEAST_SPAN_KM, _LEAST_SHARE = 5.0, 0.1


class CardChart(QWidget):
    """A line over time; the first and the last date and distance are written at its ends."""

    def __init__(self) -> None:
        super().__init__()
        self.history: History | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(str(tr("Distance from the front by date")))

    def sizeHint(self) -> QSize:
        """Low and wide."""
        return QSize(240, _HEIGHT)

    def show_history(self, history: History | None) -> None:
        """Show another course, or nothing."""
        self.history = history
        self.setVisible(history is not None)
        if history is not None:
            told = [
                f"{date.isoformat()} {km:,.1f}" for date, km in zip(history.dates, history.km, strict=True)
            ]
            self.setAccessibleDescription("; ".join(told))
            self.setToolTip("\n".join(f"{line} {unit_text('km')}" for line in told))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line, the contact line where it comes near, and what stands at the ends."""
        history = self.history
        if history is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(painter.font())
        plot = QRectF(8, metrics.height() + 4, self.width() - 16, self.height() - 2 * metrics.height() - 12)
        low, high = min(history.km), max(history.km)
        if low < 0 or low < 0.5 * high:
            low = min(low, 0.0)
        # a kilometre at five hundred is no steep fall
        least = max(_LEAST_SPAN_KM, _LEAST_SHARE * max(abs(low), abs(high)))
        low -= max(least - (high - low), 0.0) / 2
        span = max(high - low, least)
        days = max((history.dates[-1] - history.dates[0]).days, 1)
        points = [
            QPointF(
                plot.left() + plot.width() * (date - history.dates[0]).days / days,
                plot.bottom() - plot.height() * (km - low) / span,
            )
            for date, km in zip(history.dates, history.km, strict=True)
        ]
        if low <= 0 <= high:
            zero = plot.bottom() + plot.height() * low / span
            painter.setPen(QPen(QColor(shade(DANGER)), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(plot.left(), zero), QPointF(plot.right(), zero))
        painter.setPen(QPen(QColor(shade(ACCENT)), 2))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(QColor(shade(ACCENT)))
        for point in points:
            painter.drawEllipse(point, 2.4, 2.4)
        self._write_ends(painter, plot, metrics)
        painter.end()

    def _write_ends(self, painter: QPainter, plot: QRectF, metrics: QFontMetricsF) -> None:
        history = self.history
        assert history is not None
        painter.setPen(QColor(shade(MUTED)))
        flags = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
        for at, flag in zip((0, -1), flags, strict=True):
            above = QRectF(plot.left(), 0, plot.width(), metrics.height())
            below = QRectF(plot.left(), self.height() - metrics.height() - 1, plot.width(), metrics.height())
            painter.drawText(above, flag, f"{numeral(f'{history.km[at]:,.1f}')} {unit_text('km')}")
            painter.drawText(below, flag, history.dates[at].isoformat())
