"""What an action and a menu are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.text import Text

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

Condition = Callable[["MainWindow"], bool]
SEPARATOR = None


def _always(_window: MainWindow) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something the user can do.

    Attributes
    ----------
    id : str
        ``menu.what``; stable.
    shortcuts : tuple of str
        Each as Qt writes it; the first is shown.
    enabled : callable
        Asked of the window whenever the session changes.
    checked : callable, optional
        For what is on or off: asked of the window whenever the session changes and after it was run.
    tip : Text, optional
        What it does, where the text does not say all.
    """

    id: str
    text: Text
    run: Callable[[MainWindow], object]
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    enabled: Condition = _always
    checked: Condition | None = None
    tip: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A menu of the menu bar: its title, and its actions in order, `SEPARATOR` between groups."""

    title: Text
    items: tuple[Action | None, ...]

    @property
    def actions(self) -> tuple[Action, ...]:
        """The actions alone."""
        return tuple(item for item in self.items if item is not None)
