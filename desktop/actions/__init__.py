"""Every action as data: one module for each menu, and `MENUS`, the only list of them."""

from __future__ import annotations

from desktop.actions import (
    draw_menu,
    edit_menu,
    file_menu,
    help_menu,
    layer_menu,
    map_menu,
    plan_menu,
    table_menu,
    view_menu,
)
from desktop.actions.action import SEPARATOR, Action, Menu

MENUS: tuple[Menu, ...] = (
    file_menu.MENU,
    edit_menu.MENU,
    view_menu.MENU,
    map_menu.MENU,
    draw_menu.MENU,
    layer_menu.MENU,
    plan_menu.MENU,
    table_menu.MENU,
    help_menu.MENU,
)

ACTIONS: tuple[Action, ...] = tuple(action for menu in MENUS for action in menu.actions)

TOOL_BAR: tuple[str | None, ...] = (
    "file.open", "file.save", "file.import", "file.export", SEPARATOR, "edit.undo", "edit.redo", SEPARATOR,
    "view.zoom_in", "view.zoom_out", "view.zoom_box", "view.home",
)  # fmt: skip
