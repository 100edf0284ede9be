"""Moving and zooming the map whatever tool is taken: wheel, touchpad, pinch, middle button, space, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

if TYPE_CHECKING:
    from desktop.map_view.canvas import MapCanvas

_NOTCH = 120
ZOOM_A_NOTCH = 1.5
_KEY_STEP, _SMALL_STEP = 0.2, 0.04
_STEP_BUTTONS = {Qt.MouseButton.BackButton: -1, Qt.MouseButton.ForwardButton: 1}


class MapHand:
    """Takes what moves the map before the tool sees it.

    Space held down makes every drag move the map; a tap on it marks the middle of the map for the tool.
    """

    def __init__(self, canvas: MapCanvas) -> None:
        self._canvas = canvas
        self._last: QPointF | None = None
        self._space = False
        self._moved = False

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the cursor; two fingers on a touchpad move the map, with Ctrl they zoom."""
        pixels, turned = event.pixelDelta(), event.angleDelta().y()
        on_touchpad = event.device() is not None and event.device().type() == QInputDevice.DeviceType.TouchPad
        zooms = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        canvas = self._canvas
        if on_touchpad and not zooms and not pixels.isNull():
            canvas.set_view(canvas.view.moved(pixels.x(), pixels.y()))
        elif turned:
            at = event.position()
            canvas.zoom(ZOOM_A_NOTCH ** (turned / _NOTCH), at.x(), at.y())
        event.accept()

    def gesture(self, event: QEvent) -> bool:
        """A pinch, as the platform tells of it; says whether it was one."""
        canvas = self._canvas
        if isinstance(event, QNativeGestureEvent):
            at = event.position()
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                canvas.zoom(1.0 + event.value(), at.x(), at.y())
            elif event.gestureType() == Qt.NativeGestureType.SmartZoomNativeGesture:
                canvas.zoom(2.0, at.x(), at.y())
            else:
                return False
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture) and pinch.scaleFactor() > 0:
                at = canvas.mapFromGlobal(pinch.centerPoint())
                step = pinch.centerPoint() - pinch.lastCenterPoint()
                canvas.set_view(canvas.view.moved(step.x(), step.y()))
                canvas.zoom(pinch.scaleFactor(), at.x(), at.y())
                event.accept(pinch)
                return True
        return False

    def press(self, event: QMouseEvent) -> bool:
        """Begin to drag with the middle button, or with the left one while space is held."""
        if event.button() in _STEP_BUTTONS:
            self._canvas.step_wanted.emit(_STEP_BUTTONS[event.button()])
            return True
        if event.button() == Qt.MouseButton.MiddleButton or (
            self._space and event.button() == Qt.MouseButton.LeftButton
        ):
            self._last = event.position()
            self._canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
            return True
        return False

    def move(self, event: QMouseEvent) -> bool:
        """Drag the map along."""
        if self._last is None:
            return False
        step = event.position() - self._last
        self._last = event.position()
        self._moved = True
        self._canvas.set_view(self._canvas.view.moved(step.x(), step.y()))
        return True

    def release(self, event: QMouseEvent) -> bool:
        """End the drag."""
        if self._last is None or event.button() not in (
            Qt.MouseButton.MiddleButton,
            Qt.MouseButton.LeftButton,
        ):
            return event.button() in _STEP_BUTTONS
        self._last = None
        self._show_cursor()
        return True

    def key_press(self, event: QKeyEvent) -> bool:
        """Move and zoom without a mouse; with Shift by small steps."""
        canvas = self._canvas
        small = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        share = _SMALL_STEP if small else _KEY_STEP
        width, height = canvas.width() * share, canvas.height() * share
        moves = {
            Qt.Key.Key_Left: (width, 0.0),
            Qt.Key.Key_Right: (-width, 0.0),
            Qt.Key.Key_Up: (0.0, height),
            Qt.Key.Key_Down: (0.0, -height),
        }
        key = Qt.Key(event.key())
        if key in moves:
            canvas.set_view(canvas.view.moved(*moves[key]))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_PageUp):
            canvas.zoom(ZOOM_A_NOTCH)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_PageDown):
            canvas.zoom(1 / ZOOM_A_NOTCH)
        elif key == Qt.Key.Key_Home:
            canvas.zoom_home()
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space, self._moved = True, False
                canvas.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            return False
        return True

    def key_release(self, event: QKeyEvent) -> bool:
        """Let go of space."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat() or not self._space:
            return False
        marks = not self._moved and self._last is None
        self.let_go()
        if marks:
            self._canvas.tool.mark(self._canvas)
        return True

    def let_go(self) -> None:
        """Nothing is held any more."""
        self._space, self._last = False, None
        self._show_cursor()

    def _show_cursor(self) -> None:
        self._canvas.setCursor(Qt.CursorShape.OpenHandCursor if self._space else self._canvas.tool.cursor)
