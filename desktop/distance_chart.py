"""A chart of distances from the front by date, painted with the platform's own means."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop.look import ACCENT, MUTED, shade
from layers.text import numeral, tr
from layers.units import unit_text

# Told apart by colour-blind eyes too: Okabe and Ito, "Color universal design", 2008.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_LEGEND = 250.0


@dataclass(frozen=True, slots=True)
class Series:
    """Distance of one feature on each date, km; below zero in the area of control."""

    name: str
    km: tuple[float, ...]


class DistanceChart(QWidget):
    """Lines of distance over time, and a mark at the date shown on the map."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(90)
        self.setAccessibleName(str(tr("Distance from the front by date")))
        self.dates: tuple[dt.date, ...] = ()
        self.series: tuple[Series, ...] = ()
        self.marked: dt.date | None = None

    def sizeHint(self) -> QSize:
        """Low and wide."""
        return QSize(500, 150)

    def show_series(self, dates: tuple[dt.date, ...], series: tuple[Series, ...]) -> None:
        """Show other lines."""
        self.dates, self.series = dates, series
        words = [
            str(tr("{name}: {first:,.1f} km, then {last:,.1f} km", name=s.name, first=s.km[0], last=s.km[-1]))
            for s in series
        ]
        self.setAccessibleDescription("; ".join(words))
        self.update()

    def mark(self, date: dt.date) -> None:
        """Mark the date that the map shows."""
        self.marked = date
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw axes, lines, mark and legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(shade("#ffffff")))
        if not self.series or len(self.dates) < 2:
            painter.setPen(QColor(shade(MUTED)))
            hint = str(tr("Select sites, settlements or areas to see their distance from the front by date."))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, hint)
            painter.end()
            return
        metrics = QFontMetricsF(painter.font())
        values = [km for series in self.series for km in series.km]
        step = _round_step(max(max(values), 0.0) - min(min(values), 0.0))
        low, high = _down(min(min(values), 0.0), step), -_down(-max(max(values), step), step)
        legend = min(_LEGEND, self.width() * 0.3)
        plot = QRectF(52, 12, self.width() - 64 - legend, self.height() - 24 - metrics.height())
        self._draw_axes(painter, plot, low, high, step)
        for number, series in enumerate(self.series):
            points = [
                self._place(plot, date, km, low, high) for date, km in zip(self.dates, series.km, strict=True)
            ]
            painter.setPen(QPen(QColor(_COLOURS[number]), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))
            painter.setBrush(QColor(_COLOURS[number]))
            for point in points:
                painter.drawEllipse(point, 2.6, 2.6)
        self._draw_legend(painter, QRectF(plot.right() + 12, 8, legend, self.height() - 12))
        painter.end()

    def _place(self, plot: QRectF, date: dt.date, km: float, low: float, high: float) -> QPointF:
        days = (self.dates[-1] - self.dates[0]).days
        x = plot.left() + plot.width() * (date - self.dates[0]).days / days
        return QPointF(x, plot.bottom() - plot.height() * (km - low) / (high - low))

    def _draw_axes(self, painter: QPainter, plot: QRectF, low: float, high: float, step: float) -> None:
        metrics = QFontMetricsF(painter.font())
        count = round((high - low) / step)
        for number in range(count + 1):
            km = low + number * step
            y = plot.bottom() - plot.height() * number / count
            painter.setPen(QPen(QColor(shade(MUTED if km == 0 else "#e1e4e6")), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(shade(MUTED)))
            text = f"{numeral(f'{km:,.0f}')} {unit_text('km')}"
            painter.drawText(QPointF(plot.left() - metrics.horizontalAdvance(text) - 5, y + 4), text)
        last = -1e9
        for date in self.dates:
            x = self._place(plot, date, low, low, high).x()
            text = date.isoformat()
            width = metrics.horizontalAdvance(text)
            painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 3))
            left = min(max(x - width / 2, plot.left() - 20), plot.right() - width + 20)
            if left > last + 8:
                painter.drawText(QPointF(left, plot.bottom() + metrics.height() + 1), text)
                last = left + width
        if self.marked is not None and self.dates[0] <= self.marked <= self.dates[-1]:
            x = self._place(plot, self.marked, low, low, high).x()
            painter.setPen(QPen(QColor(shade(ACCENT)), 1.6, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))

    def _draw_legend(self, painter: QPainter, box: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        at = self.dates.index(self.marked) if self.marked in self.dates else len(self.dates) - 1
        for number, series in enumerate(self.series):
            y = box.top() + number * (metrics.height() + 3)
            painter.fillRect(QRectF(box.left(), y + 3, 9, 9), QColor(_COLOURS[number]))
            painter.setPen(QColor(shade("#22282c")))
            km = series.km[at]
            tail = str(tr("in the area of control")) if km < 0 else f"{km:,.1f} {unit_text('km')}"
            room = box.width() - 18 - metrics.horizontalAdvance(f": {tail}")
            name = metrics.elidedText(series.name, Qt.TextElideMode.ElideRight, max(room, 30.0))
            text = f"{name}: {tail}"
            painter.drawText(QPointF(box.left() + 15, y + metrics.ascent()), text)


def _round_step(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that makes three to six parts of a span."""
    power = 1.0
    while power * 10 <= span / 3:
        power *= 10
    return next((power * f for f in (1, 2, 5, 10) if span / (power * f) <= 5), power * 10)


def _down(value: float, step: float) -> float:
    return step * (value // step)
