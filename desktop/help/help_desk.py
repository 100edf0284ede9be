"""F1: the page of help about what one is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.part import Part

if TYPE_CHECKING:
    from desktop.help.help_window import HelpWindow
    from desktop.main_window import MainWindow

# a widget names the page about itself and what stands in it in this property
TOPIC = "help"
ANALYSIS = "analysis:"
FIRST = "start"


class HelpDesk(Part):
    """Opens the help, at the page about where the focus is."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.help: HelpWindow | None = None
        window.canvas.setProperty(TOPIC, "map")
        # dialogs are windows of their own, and F1 must work there as well
        window.actions_by_id["help.here"].setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)

    def show_here(self) -> None:
        """Show the page about where the focus is."""
        self.show_topic(self._topic_of(QApplication.focusWidget()))

    def show_topic(self, topic: str = FIRST) -> None:
        """Show the page called `topic`."""
        from desktop.help.help_window import HelpWindow

        if self.help is None:
            self.help = HelpWindow(self.window)
        self.help.show_topic(topic)
        self.help.show()
        self.help.raise_()
        self.help.activateWindow()

    def close(self) -> None:
        """Close the help."""
        if self.help is not None:
            self.help.close()

    def _topic_of(self, widget: QWidget | None) -> str:
        plan = self.window.plan
        while widget is not None:
            if widget is plan and plan.choice.currentData() is not None:
                return ANALYSIS + str(plan.choice.currentData())
            topic = widget.property(TOPIC)
            if topic:
                return str(topic)
            widget = widget.parentWidget()
        return FIRST
