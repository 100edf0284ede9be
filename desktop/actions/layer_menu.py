"""The layer chosen in the list, and base maps of the planner's own."""

from __future__ import annotations

from desktop.actions.action import SEPARATOR, Action, Condition, Menu
from desktop.base_map_tools import BaseMapTools
from desktop.layer_tools import LayerTools
from desktop.panels.layers_panel import Tool
from layers.text import Text, tr


def _has(tool: Tool) -> Condition:
    return lambda window: tool in window.layers.tools_of(window.layers.current_key())


def _tool(tool: Tool, text: Text, *, shortcut: str = "", icon: str = "") -> Action:
    return Action(
        id=f"layer.{tool}",
        text=text,
        shortcuts=(shortcut,) if shortcut else (),
        icon=icon,
        run=lambda window: window.part(LayerTools).use_on_current(tool),
        enabled=_has(tool),
    )


MENU = Menu(
    title=tr("&Layer"),
    items=(
        _tool(Tool.STYLE, tr("&Style of the layer…"), shortcut="Ctrl+L", icon="style"),
        _tool(Tool.FILTER, tr("&Filter of the layer…"), shortcut="Ctrl+Shift+L", icon="filter"),
        _tool(Tool.COPY_STYLE, tr("&Copy the style")),
        Action(
            id="layer.paste_style",
            text=tr("&Paste the style"),
            run=lambda w: w.part(LayerTools).use_on_current(Tool.PASTE_STYLE),
            enabled=lambda w: _has(Tool.PASTE_STYLE)(w) and w.part(LayerTools).has_copied,
        ),
        _tool(Tool.KIND_STYLE, tr("Style of its &kind")),
        SEPARATOR,
        _tool(Tool.RENAME, tr("&Rename the layer…")),
        _tool(Tool.UP, tr("Move the layer &up"), shortcut="Ctrl+Shift+PgUp", icon="up"),
        _tool(Tool.DOWN, tr("Move the layer &down"), shortcut="Ctrl+Shift+PgDown", icon="down"),
        SEPARATOR,
        Action(
            id="layer.zoom",
            text=tr("&Zoom to the layer"),
            run=lambda w: w.map.zoom_to_layer(w.layers.current_key()),
            enabled=lambda w: bool(w.layers.current_key()),
        ),
        Action(
            id="layer.details",
            text=tr("Source and &history of the layer…"),
            icon="info",
            run=lambda w: w.layers.details_wanted.emit(w.layers.current_key()),
            enabled=lambda w: w.layers.current_layer() is not None,
        ),
        Action(
            id="layer.remove",
            text=tr("Re&move the layer"),
            icon="remove",
            run=lambda w: w.layers.removal_wanted.emit(w.layers.current_key()),
            enabled=lambda w: w.layers.current_layer() is not None,
        ),
        SEPARATOR,
        Action(
            id="layer.add_base_map",
            text=tr("Add a &base map…"),
            shortcuts=("Ctrl+Shift+B",),
            icon="add",
            run=lambda w: w.part(BaseMapTools).choose(),
            tip=tr("MBTiles or a GeoTIFF of your own, drawn under the data"),
        ),
        _tool(Tool.REMOVE_BASE_MAP, tr("Remove the base map")),
    ),
)
