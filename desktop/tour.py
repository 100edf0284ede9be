"""Five steps through the window on the exercise, for who opens Corridor for the first time."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.dialog_opener import DialogOpener
from desktop.look import ACCENT
from desktop.part import Part
from layers.text import Text, tr
from planning.outcome import FeatureRef

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

SEEN = "tour"
_WIDTH, _MARGIN = 430, 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: what it points at, what it says, and what “Show me” does."""

    title: Text
    text: Text
    target: Callable[[MainWindow], QWidget]
    show: Callable[[MainWindow], object]


def _show_centre(window: MainWindow) -> None:
    centres = window.session.situation.of_kind("collective_centre")
    placed = [
        FeatureRef(layer=layer.name, fids=(int(layer.frame.index[place]),))
        for layer in centres
        for place in layer.frame.geometry.notna().to_numpy().nonzero()[0][:1]
    ]
    window.map.show_features(tuple(placed[:1]))


def _run_exposure(window: MainWindow) -> None:
    window.plan.choose("frontline_exposure")
    window.plan.start()


STEPS: tuple[Step, ...] = (
    Step(
        title=tr("What lies on the map"),
        text=tr(
            "This is an exercise: the places, roads and crossings are real, every figure is invented. The "
            "panel on the left lists the layers with what is in view. A layer tells its source and its age; "
            "what is too old is named at the foot of the window and wherever it is used."
        ),
        target=lambda w: w.docks["layers"],
        show=lambda w: w.canvas.zoom_home(),
    ),
    Step(
        title=tr("Ask a place"),
        text=tr(
            "Click anything on the map, or look for a place or P-code with Ctrl+K. A card says what is known "
            "of it and where that comes from."
        ),
        target=lambda w: w.canvas,
        show=_show_centre,
    ),
    Step(
        title=tr("What if the front moves?"),
        text=tr(
            "Take hold of the front and pull it: people, sites, roads and crossings newly within each "
            "distance are counted while the mouse moves. Closures, losses, influx and weather are other "
            "changes of a scenario; the data itself is never changed by one."
        ),
        target=lambda w: w.docks["scenarios"],
        show=lambda w: w.front.start(),
    ),
    Step(
        title=tr("Run an analysis"),
        text=tr(
            "Choose a question, look at what it assumes, run it. Each finding is a sentence with its number; "
            "a click shows what it speaks of. Beneath the tables stands everything the numbers rest on."
        ),
        target=lambda w: w.docks["plan"],
        show=_run_exposure,
    ),
    Step(
        title=tr("Take it to the report"),
        text=tr(
            "Maps, tables and a brief leave in one of three editions. The public one withholds the sites and "
            "the people who could be harmed by being found, and lists what was withheld."
        ),
        target=lambda w: w.tools,
        show=lambda w: w.part(DialogOpener).export(),
    ),
)


class Tour(Part):
    """Shows the steps, at the first start by itself."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.card: TourCard | None = None
        self._frame: QFrame | None = None
        self._at = 0
        window.files.opened.connect(self._on_opened)

    def start(self) -> None:
        """Begin with the first step."""
        self._remember()
        if self.card is None:
            self.card = TourCard(self.window)
            self.card.moved.connect(self._go)
            self._frame = QFrame(self.window)
            self._frame.setObjectName("tour_frame")
            self._frame.setStyleSheet(
                f"#tour_frame {{ border: 3px solid {ACCENT}; background: transparent; }}"
            )
            self._frame.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self.window.installEventFilter(self)
        self._at = 0
        self._show()
        self.card.setFocus()

    def end(self) -> None:
        """Put the steps away."""
        if self.card is not None and self._frame is not None:
            self.card.hide()
            self._frame.hide()

    @property
    def step(self) -> Step | None:
        """The step that is shown; None when the tour is not on."""
        return STEPS[self._at] if self.card is not None and self.card.isVisible() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the window is resized."""
        if event.type() == QEvent.Type.Resize and self.step is not None:
            QTimer.singleShot(0, self, self._place)
        return super().eventFilter(watched, event)

    def _on_opened(self, path: Path | None) -> None:
        first = SEEN not in self.window.settings.seen and path is None
        if first and self.window.session.workspace.is_exercise:
            self.start()

    def _remember(self) -> None:
        settings = self.window.settings
        if SEEN not in settings.seen:
            self.window.settings = dataclasses.replace(settings, seen=(*settings.seen, SEEN))

    def _go(self, by: int) -> None:
        if by == 0:
            STEPS[self._at].show(self.window)
        elif not 0 <= self._at + by < len(STEPS):
            self.end()
        else:
            self._at += by
            self._show()

    def _show(self) -> None:
        assert self.card is not None
        self.card.show_step(STEPS[self._at], self._at)
        self._place()

    def _place(self) -> None:
        assert self.card is not None
        assert self._frame is not None
        window, target = self.window, STEPS[self._at].target(self.window)
        self._frame.setGeometry(target.rect().translated(target.mapTo(window, QPoint(0, 0))))
        self._frame.show()
        self._frame.raise_()
        corner = window.canvas.mapTo(window, QPoint(_MARGIN, window.canvas.height() - _MARGIN))
        width = min(_WIDTH, window.canvas.width() - 2 * _MARGIN)
        self.card.resize(width, self.card.height_at(width))
        self.card.move(corner.x(), corner.y() - self.card.height())
        self.card.show()
        self.card.raise_()


class TourCard(QFrame):
    """What a step says, with its buttons.

    Signals
    -------
    moved(int)
        1 forth, -1 back, 0 “Show me”; beyond the last step the tour ends.
    """

    moved = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tour_card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setStyleSheet(
            f"#tour_card {{ background: #ffffff; border: 1px solid {ACCENT}; border-radius: 4px; }}"
        )
        self._place = QLabel()
        self._place.setProperty("role", "muted")
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self.end_button = QPushButton(str(tr("End the tour")))
        self.back_button = QPushButton(str(tr("Previous")))
        self.show_button = QPushButton(str(tr("Show me")))
        self.next_button = QPushButton(str(tr("Next")))
        self.next_button.setProperty("primary", True)
        self.end_button.clicked.connect(lambda: self.moved.emit(len(STEPS)))
        self.back_button.clicked.connect(lambda: self.moved.emit(-1))
        self.show_button.clicked.connect(lambda: self.moved.emit(0))
        self.next_button.clicked.connect(lambda: self.moved.emit(1))
        buttons = QHBoxLayout()
        buttons.addWidget(self.end_button)
        buttons.addStretch(1)
        for button in (self.back_button, self.show_button, self.next_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        for label in (self._place, self._title, self._text):
            column.addWidget(label)
        column.addLayout(buttons)

    def show_step(self, step: Step, at: int) -> None:
        """Show a step; `at` counts from 0."""
        self._place.setText(str(tr("Step {number} of {count}", number=at + 1, count=len(STEPS))))
        self._title.setText(str(step.title))
        self._text.setText(str(step.text))
        self.setAccessibleName(f"{step.title}. {step.text}")
        self.back_button.setEnabled(at > 0)
        self.next_button.setText(str(tr("Finish") if at == len(STEPS) - 1 else tr("Next")))

    def height_at(self, width: int) -> int:
        """How high the step is at a width, its text whole."""
        column = self.layout()
        column.activate()
        return column.totalHeightForWidth(width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape ends the tour, the arrows go through it."""
        steps = {Qt.Key.Key_Escape: len(STEPS), Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.key() in steps:
            self.moved.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)
