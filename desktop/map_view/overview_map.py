"""The overview: the whole country small, with a frame around what the map shows."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.map_view.projection import View, home_view
from desktop.map_view.scene import Picture, Scene
from desktop.map_view.tools import ACCENT
from desktop.map_view.worker import PaintWorker
from layers.text import tr

WIDTH, HEIGHT = 196, 132
_LEAST_FRAME = 7.0
_KEY_PIXELS = 6


class OverviewMap(QWidget):
    """A small map; a click or drag moves the middle of the large one, arrow keys do so by steps.

    Signals
    -------
    wanted(x, y)
        Where the middle shall be, map metres.
    failed(Exception)
    """

    wanted = Signal(float, float)
    failed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(WIDTH, HEIGHT))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(str(tr("Overview map")))
        self.setToolTip(str(tr("Click or drag to move the map")))
        self._picture: Picture | None = None
        self._shown: View | None = None
        self._grab = QPointF()
        self._worker = PaintWorker(self.font().family(), self)
        self._worker.painted.connect(self._take)
        self._worker.failed.connect(self.failed)

    @property
    def view(self) -> View:
        """The whole country."""
        return home_view(WIDTH, HEIGHT, self.devicePixelRatioF())

    def set_scene(self, scene: Scene) -> None:
        """Draw this beneath the frame."""
        self._worker.request(scene, self.view, 0.7)

    def show_view(self, view: View) -> None:
        """Frame what the large map shows."""
        self._shown = view
        self.update()

    def frame(self) -> QRectF:
        """The frame, logical pixels; never too small to be seen."""
        if self._shown is None:
            return QRectF()
        west, south, east, north = self._shown.bounds
        corners = (QPointF(*self.view.screen_of(west, north)), QPointF(*self.view.screen_of(east, south)))
        box = QRectF(*corners)
        width, height = max(_LEAST_FRAME, box.width()), max(_LEAST_FRAME, box.height())
        return QRectF(box.center().x() - width / 2, box.center().y() - height / 2, width, height)

    def close_worker(self) -> None:
        """End the painting thread."""
        self._worker.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, the frame, and a rim."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        if self._picture is not None:
            painter.drawImage(QPoint(0, 0), self._picture.image)
        fill = QColor(ACCENT)
        fill.setAlpha(40)
        painter.setBrush(fill)
        painter.setPen(QPen(self.palette().highlight().color(), 1.6))
        painter.drawRect(self.frame())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        rim = self.palette().highlight() if self.hasFocus() else self.palette().mid()
        painter.setPen(QPen(rim.color(), 2 if self.hasFocus() else 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the frame, or bring it here."""
        at, frame = event.position(), self.frame()
        self._grab = at - frame.center() if frame.contains(at) else QPointF()
        self._move_to(at - self._grab)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the frame."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move_to(event.position() - self._grab)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the frame."""
        steps = {
            Qt.Key.Key_Left: (-_KEY_PIXELS, 0),
            Qt.Key.Key_Right: (_KEY_PIXELS, 0),
            Qt.Key.Key_Up: (0, -_KEY_PIXELS),
            Qt.Key.Key_Down: (0, _KEY_PIXELS),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._move_to(self.frame().center() + QPointF(*step))

    def _move_to(self, middle: QPointF) -> None:
        self.wanted.emit(*self.view.map_of(middle.x(), middle.y()))

    def _take(self, picture: Picture) -> None:
        self._picture = picture
        self.update()
