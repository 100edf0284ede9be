"""Time: plays the dated fronts over the map, with the distance of what is selected by date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.background import Job
from desktop.distance_chart import DistanceChart, Series
from desktop.front_on_map import FrontOnMap, front_drawn, front_frames
from desktop.look import icon
from desktop.session import Session
from layers.errors import LayerError
from layers.text import tr, trn
from layers.workspace import Workspace
from planning.run_control import RunControl

if TYPE_CHECKING:
    from planning.front import Front

_STEP_MS = 900
_MOST_SERIES = 6


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """The front of one date, ready to be drawn.

    Attributes
    ----------
    days_old : int, optional
        Of the latest front where it is past its shelf life: it stands for today, earlier ones for their day.
    """

    date: dt.date
    area_km2: float
    front: Front
    on_map: FrontOnMap | None
    days_old: int | None = None


class TimePanel(QWidget):
    """The time slider.

    Signals
    -------
    front_shown(FrontOnMap or None)
        The front to draw in place of the latest; None for the situation's own.
    failed(Exception)
    """

    front_shown = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._made_from: Workspace | None = None
        self._watched = False
        self._job: Job | None = None
        self._distances: Job | None = None
        self.fronts: tuple[Played, ...] = ()
        self.play = QToolButton()
        self.play.setIcon(icon("play"))
        self.play.setCheckable(True)
        self.play.setToolTip(str(tr("Play the dates one after another")))
        self.play.setAccessibleName(str(tr("Play")))
        self.play.toggled.connect(self._set_playing)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(str(tr("Date of the front")))
        self.slider.setPageStep(1)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.setTickInterval(1)
        self.slider.valueChanged.connect(self._show_date)
        self.words = QLabel()
        self.words.setMinimumWidth(300)
        self._latest = QPushButton(str(tr("Back to the situation")))
        self._latest.clicked.connect(self.leave)
        self._progress = QProgressBar()
        self._progress.setRange(0, 1000)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(8)
        self._stop = QPushButton(icon("stop"), str(tr("Stop")))
        self._stop.clicked.connect(self._cancel)
        self.chart = DistanceChart()
        self._clock = QTimer(self, interval=_STEP_MS)
        self._clock.timeout.connect(self._step)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 6, 8, 2)
        bar.setSpacing(10)
        for widget, stretch in (
            (self.play, 0),
            (self.slider, 1),
            (self.words, 0),
            (self._progress, 1),
            (self._stop, 0),
            (self._latest, 0),
        ):
            bar.addWidget(widget, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.chart, 1)
        session.situation_changed.connect(self._refresh)
        session.selection_changed.connect(self._measure)
        self._show_state()

    @property
    def current(self) -> Played | None:
        """The date on the slider."""
        return self.fronts[self.slider.value()] if self.fronts else None

    def set_watched(self, watched: bool) -> None:
        """Whether the tab is in front: the dates are prepared then, and nothing plays on unseen."""
        self._watched = watched
        if watched:
            self._refresh()
            self._measure()
        else:
            self.play.setChecked(False)

    def leave(self) -> None:
        """Show the front of the situation again."""
        self.play.setChecked(False)
        if self.fronts:
            self.slider.setValue(len(self.fronts) - 1)
        self._latest.setEnabled(False)
        self.front_shown.emit(None)

    def _refresh(self) -> None:
        """Fronts of another workspace are prepared anew; those of a scenario are the baseline's."""
        workspace = self._session.workspace
        if not self._watched or self._is_of(workspace):
            return
        self._cancel()
        self._made_from = workspace
        self.fronts = ()
        self.chart.show_series((), ())
        self.front_shown.emit(None)
        if not front_frames(workspace):
            self._show_state()
            return

        def prepare(control: RunControl) -> tuple[Played, ...]:
            return _prepared(workspace, control)

        self._job = job = self._session.background.start(
            tr("Dated fronts"),
            prepare,
            done=lambda fronts: self._take(job, fronts),
            failed=lambda error: self._on_failed(job, error),
        )
        job.progressed.connect(lambda fraction, _stage: self._progress.setValue(round(fraction * 1000)))
        self._show_state()

    def _is_of(self, workspace: Workspace) -> bool:
        if self._made_from is None:
            return False
        before, now = front_frames(self._made_from), front_frames(workspace)
        return len(before) == len(now) and all(a is b for a, b in zip(before, now, strict=True)) and bool(now)

    def _cancel(self) -> None:
        if self._job is not None:
            job, self._job = self._job, None
            job.cancel()
        self._show_state()

    def _take(self, job: Job, fronts: tuple[Played, ...]) -> None:
        if job is not self._job:
            return
        self._job = None
        self.fronts = fronts
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, len(fronts) - 1))
        self.slider.setValue(len(fronts) - 1)
        self.slider.blockSignals(False)
        self._latest.setEnabled(False)
        self._show_state()
        self._measure()

    def _on_failed(self, job: Job, error: Exception) -> None:
        if job is self._job:
            self._job = None
            self._show_state()
            if isinstance(error, LayerError):
                self.words.setText(str(error))
            else:
                self.failed.emit(error)

    def _show_state(self) -> None:
        busy = self._job is not None
        for widget in (self._progress, self._stop):
            widget.setVisible(busy)
        for widget in (self.play, self.slider, self._latest):
            widget.setVisible(not busy)
            widget.setEnabled(bool(self.fronts))
        self._latest.setEnabled(False)
        self._show_words()

    def _show_words(self) -> None:
        current = self.current
        if self._job is not None:
            self.words.setText(str(tr("preparing the dated fronts…")))
        elif current is None:
            self.words.setText(str(tr("The workspace holds no dated front: import fronts of several dates.")))
        else:
            at = self.slider.value()
            words = tr("{date}: {area:,.0f} km² of control", date=current.date, area=current.area_km2)
            if at > 0:
                before = self.fronts[at - 1]
                words = tr(
                    "{date}: {area:,.0f} km² of control, {change:+,.0f} since {before}",
                    date=current.date,
                    area=current.area_km2,
                    change=current.area_km2 - before.area_km2,
                    before=before.date,
                )
            if current.days_old is not None:
                words = tr(
                    "{words} ⚠ {age:,} days old, past its shelf life", words=words, age=current.days_old
                )
            self.words.setText(str(words))

    def _show_date(self, _value: int) -> None:
        current = self.current
        if current is None:
            return
        self._latest.setEnabled(True)
        self._show_words()
        self.chart.mark(current.date)
        self.front_shown.emit(current.on_map)

    def _set_playing(self, playing: bool) -> None:
        self.play.setIcon(icon("pause" if playing else "play"))
        if playing and self.fronts:
            if self.slider.value() == self.slider.maximum():
                self.slider.setValue(0)
            self._clock.start()
        else:
            self._clock.stop()

    def _step(self) -> None:
        if self.slider.value() == self.slider.maximum():
            self.play.setChecked(False)
        else:
            self.slider.setValue(self.slider.value() + 1)

    # distances of what is selected

    def _measure(self) -> None:
        if not self.fronts or not self._watched:
            return
        names, shapes = self._selected()
        if not shapes:
            self.chart.show_series((), ())
            return
        fronts = tuple(played.front for played in self.fronts)
        selection = self._session.selection

        def measure(control: RunControl) -> Any:
            from planning.front_history import distances_by_date

            return distances_by_date(shapes, fronts, control).km

        def measured(km: Any) -> None:
            if selection is self._session.selection and self.fronts:
                dates = tuple(played.date for played in self.fronts)
                series = tuple(Series(name, tuple(row)) for name, row in zip(names, km.tolist(), strict=True))
                self.chart.show_series(dates, series)
                current = self.current
                if current is not None:
                    self.chart.mark(current.date)

        if self._distances is not None:
            self._distances.cancel()
        self._distances = self._session.background.start(
            trn("distance by date", "distances by date", len(shapes)),
            measure,
            done=measured,
            failed=self.failed.emit,
            listed=False,
        )

    def _selected(self) -> tuple[list[str], list[Any]]:
        """Names and shapes of the first selected features that have a place."""
        names: list[str] = []
        shapes: list[Any] = []
        for feature in self._session.selection:
            if feature.of_outcome:
                layer = self._session.map_layer(feature.layer)
            else:
                layer = self._session.layer(feature.layer)
            if layer is None or "geometry" not in layer.frame.columns:
                continue
            for fid in feature.fids:
                if len(shapes) == _MOST_SERIES:
                    return names, shapes
                if fid not in layer.frame.index:
                    continue
                row = layer.frame.loc[fid]
                if row["geometry"] is not None and not row["geometry"].is_empty:
                    named = [row.get(name) for name in ("name_en", "name", "name_uk", "code")]
                    names.append(
                        next((v for v in named if isinstance(v, str) and v), f"{feature.layer} {fid}")
                    )
                    shapes.append(row["geometry"])
        return names, shapes


def _prepared(workspace: Workspace, control: RunControl) -> tuple[Played, ...]:
    """The front of every date with its size and what is drawn of it."""
    from planning.errors import MissingData
    from planning.front_history import front_dates, fronts_between
    from planning.geodesy import area_km2

    if len(front_dates(workspace)) < 2:
        raise MissingData(
            tr("the workspace holds a front of one date only"),
            where=workspace.name,
            todo=tr("Import fronts of other dates to see it move."),
        )
    fronts = fronts_between(workspace, None, None, control.part(0.0, 0.8))
    played = []
    for number, front in enumerate(fronts):
        control.step(0.8 + 0.2 * number / len(fronts), str(front.date))
        size = float(area_km2([front.area])[0])
        drawn = front_drawn(front, workspace)
        last = number == len(fronts) - 1
        played.append(Played(front.date, size, front, drawn, _days_old(workspace, front) if last else None))
    control.step(1.0, tr("ready"))
    return tuple(played)


def _days_old(workspace: Workspace, front: Front) -> int | None:
    """Age of a front past its shelf life; None for a fresh one."""
    age = (workspace.today() - front.date).days
    shelf = min(workspace.layer(name).kind.shelf_life_days for name in front.layers)
    return age if age > shelf else None
