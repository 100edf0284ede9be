"""Where the panels lie: layers and scenarios left, the plan right, tables and activity beneath the map."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

from desktop.help.help_desk import TOPIC as HELP_TOPIC
from layers.text import Text, tr

_LEFT, _RIGHT, _BOTTOM = 248, 318, 226

_PLACES: tuple[tuple[str, Text, Qt.DockWidgetArea], ...] = (
    ("layers", tr("Layers"), Qt.DockWidgetArea.LeftDockWidgetArea),
    ("scenarios", tr("Scenarios"), Qt.DockWidgetArea.LeftDockWidgetArea),
    ("plan", tr("Plan"), Qt.DockWidgetArea.RightDockWidgetArea),
    ("table", tr("Table"), Qt.DockWidgetArea.BottomDockWidgetArea),
    ("results", tr("Results"), Qt.DockWidgetArea.BottomDockWidgetArea),
    ("time", tr("Time"), Qt.DockWidgetArea.BottomDockWidgetArea),
    ("steps", tr("Steps"), Qt.DockWidgetArea.BottomDockWidgetArea),
    ("activity", tr("Activity"), Qt.DockWidgetArea.BottomDockWidgetArea),
)


def build_docks(window: QMainWindow, panels: Mapping[str, QWidget]) -> dict[str, QDockWidget]:
    """Put each panel into its dock; gives the docks by name."""
    window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
    window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
    window.setTabPosition(Qt.DockWidgetArea.BottomDockWidgetArea, QTabWidget.TabPosition.North)
    docks = {}
    for name, title, area in _PLACES:
        dock = docks[name] = QDockWidget(str(title), window)
        dock.setObjectName(f"dock_{name}")
        dock.setWidget(panels[name])
        panels[name].setProperty(HELP_TOPIC, name)
        window.addDockWidget(area, dock)
        if area == Qt.DockWidgetArea.BottomDockWidgetArea:
            # the tab says the name already
            dock.setTitleBarWidget(QWidget())
    window.tabifyDockWidget(docks["table"], docks["results"])
    window.tabifyDockWidget(docks["results"], docks["time"])
    window.tabifyDockWidget(docks["time"], docks["steps"])
    window.tabifyDockWidget(docks["steps"], docks["activity"])
    docks["table"].raise_()
    horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    window.resizeDocks([docks["layers"], docks["plan"]], [_LEFT, _RIGHT], horizontal)
    window.resizeDocks([docks["layers"], docks["scenarios"]], [430, 200], vertical)
    window.resizeDocks([docks["table"]], [_BOTTOM], vertical)
    return docks
