"""Night colours: map, window and icons turn dark at once, and stay so until told otherwise."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from desktop.actions.action import Action
from desktop.look import apply_look, icon, is_night, shade
from desktop.part import Part

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

_MARK = "/* night */"
_DAY_SHEET = "day_sheet"


class Night(Part):
    """Turns the colours; style sheets that single widgets bring along are turned as they appear."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        window.map.night = is_night()
        if is_night():
            self._watch()

    @property
    def is_on(self) -> bool:
        """Whether it is night."""
        return is_night()

    def toggle(self) -> None:
        """Turn the colours, and remember it."""
        self.set_on(not is_night())
        window = self.window
        window.settings = dataclasses.replace(window.settings, colours="night" if self.is_on else "day")

    def set_on(self, night: bool) -> None:
        """Show night colours, or those of the day."""
        application, window = QApplication.instance(), self.window
        assert isinstance(application, QApplication)
        application.removeEventFilter(self)
        apply_look(application, night)
        if night:
            self._watch()
        else:
            for widget in application.allWidgets():
                day = widget.property(_DAY_SHEET)
                if day:
                    widget.setProperty(_DAY_SHEET, None)
                    widget.setStyleSheet(day)
        from desktop.actions import ACTIONS

        items: dict[str, Action] = {item.id: item for item in ACTIONS}
        for name, action in window.actions_by_id.items():
            if items[name].icon:
                action.setIcon(icon(items[name].icon))
        window.map.night = night
        window.map.refresh()
        window.session.shown_changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turn the colours of a style sheet that has not been turned yet."""
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange) and isinstance(watched, QWidget):
            _turn(watched)
        return False

    def close(self) -> None:
        """Watch no more."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def _watch(self) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        for widget in application.allWidgets():
            _turn(widget)
        application.installEventFilter(self)


def _turn(widget: QWidget) -> None:
    sheet = widget.styleSheet()
    if "#" in sheet and not sheet.startswith(_MARK):
        widget.setProperty(_DAY_SHEET, sheet)
        widget.setStyleSheet(_MARK + shade(sheet))
