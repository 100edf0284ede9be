"""Who asked for the map tool in hand, and gets what it gives."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.map_view.canvas import MapCanvas
from desktop.map_view.tools import AreaTool, LineTool, MapTool, NavigateTool, PickTool, ZoomBoxTool
from desktop.message_bar import MessageBar
from desktop.parameter_fields import PlaceField
from layers.text import tr

Corners = tuple[tuple[float, float], ...]


class ToolController(QObject):
    """Hands out map tools and takes them back after use."""

    def __init__(self, canvas: MapCanvas, messages: MessageBar) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._messages = messages
        self._take_area: Callable[[Corners], None] | None = None
        self._place_field: PlaceField | None = None
        self._then: Callable[[], None] | None = None
        canvas.area_drawn.connect(self._on_area_drawn)
        canvas.place_picked.connect(self._on_place_picked)

    def zoom_box(self) -> None:
        """Take the box for the next drag on the map."""
        self.use(ZoomBoxTool(done=lambda: self.use(NavigateTool())))

    def draw_area(self, take: Callable[[Corners], None]) -> None:
        """Let an area be drawn; `take` gets its corners in degrees, none when it was given up."""
        self._take_area = take
        self.use(AreaTool())
        self._messages.say(tr("Click the corners; a double click or Enter ends the area, Escape gives up."))

    def draw_line(self, take: Callable[[Corners], None]) -> None:
        """Let a line be drawn; `take` gets its corners in degrees, none when it was given up."""
        self._take_area = take
        self.use(LineTool())
        self._messages.say(tr("Click along the line; a double click or Enter ends it, Escape gives up."))

    def pick_place(self, field: PlaceField, then: Callable[[], None] | None = None) -> None:
        """Let a place be picked for a field of a form; `then` is called whether or not it was."""
        self._place_field, self._then = field, then
        self.use(PickTool())
        self._messages.say(tr("Click the place on the map; Escape gives up."))

    def let_go(self) -> None:
        """Go back to moving the map."""
        self.use(NavigateTool())

    def use(self, tool: MapTool) -> None:
        """Take another tool."""
        self._canvas.set_tool(tool)
        self._canvas.setFocus()

    def _on_area_drawn(self, corners: Corners) -> None:
        self.use(NavigateTool())
        self._messages.hide()
        take, self._take_area = self._take_area, None
        if take is not None:
            take(corners)

    def _on_place_picked(self, place: tuple[float, float] | None) -> None:
        self.use(NavigateTool())
        self._messages.hide()
        field, self._place_field = self._place_field, None
        then, self._then = self._then, None
        if then is not None:
            then()
        if place is not None and field is not None:
            field.set_text(f"{place[0]:.5f},{place[1]:.5f}")
            field.setFocus()
