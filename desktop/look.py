"""How the window looks: the platform's font, the Fusion style, one accent colour, and the icons."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"

ACCENT = "#1d5f8a"
MUTED = "#5f6b73"
WARNING = "#8a5a00"
DANGER = "#a4262c"

_COLOURS = {
    QPalette.ColorRole.Window: "#f3f4f5",
    QPalette.ColorRole.WindowText: "#22282c",
    QPalette.ColorRole.Base: "#ffffff",
    QPalette.ColorRole.AlternateBase: "#f7f8f9",
    QPalette.ColorRole.Text: "#22282c",
    QPalette.ColorRole.Button: "#f3f4f5",
    QPalette.ColorRole.ButtonText: "#22282c",
    QPalette.ColorRole.ToolTipBase: "#ffffff",
    QPalette.ColorRole.ToolTipText: "#22282c",
    QPalette.ColorRole.Highlight: ACCENT,
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.Link: ACCENT,
    QPalette.ColorRole.PlaceholderText: "#7d878e",
    QPalette.ColorRole.Mid: "#c3c8cc",
    QPalette.ColorRole.Light: "#ffffff",
}

_SHEET = f"""
QToolBar {{ border: 0; border-bottom: 1px solid #d5d9dc; padding: 3px 6px; spacing: 3px; }}
QToolBar QLabel {{ color: {MUTED}; padding: 0 4px 0 8px; }}
QToolBar::separator {{ width: 1px; background: #d5d9dc; margin: 4px 6px; }}
QStatusBar {{ border-top: 1px solid #d5d9dc; }}
QStatusBar::item {{ border: 0; }}
QStatusBar QLabel {{ padding: 0 8px; }}
QDockWidget {{ titlebar-close-icon: none; titlebar-normal-icon: none; }}
QDockWidget::title {{ padding: 5px 8px; background: #e9ebed; border-bottom: 1px solid #d5d9dc; }}
QMainWindow::separator {{ width: 4px; height: 4px; background: #e3e6e8; }}
QMainWindow::separator:hover {{ background: {ACCENT}; }}
QTreeView, QTableView, QListView {{ border: 0; }}
QTreeView::item {{ min-height: 18px; padding: 1px 0; }}
QListView::item {{ padding: 2px 0; }}
QHeaderView::section {{ background: #eef0f1; border: 0; border-right: 1px solid #d5d9dc;
    border-bottom: 1px solid #d5d9dc; padding: 3px 6px; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid #d5d9dc; }}
QPushButton[primary="true"] {{ background: {ACCENT}; color: #ffffff; border: 1px solid {ACCENT};
    border-radius: 3px; padding: 4px 16px; font-weight: bold; }}
QPushButton[primary="true"]:hover {{ background: #24719f; }}
QPushButton[primary="true"]:disabled {{ background: #b8c4cb; border-color: #b8c4cb; }}
QPushButton[primary="true"]:focus {{ border: 2px solid #0d3550; padding: 3px 15px; }}
QLabel[role="muted"] {{ color: {MUTED}; }}
QLabel[role="error"] {{ color: {DANGER}; }}
QLabel[role="title"] {{ font-weight: bold; }}
QProgressBar {{ border: 1px solid #c3c8cc; border-radius: 2px; background: #ffffff; text-align: center; }}
QProgressBar::chunk {{ background: #a9cbe0; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QDialog QTreeView, QDialog QListView {{ border: 1px solid #d5d9dc; }}
QScrollArea#card_area {{ background: #ffffff; border: 0; }}
QToolTip {{ border: 1px solid #c3c8cc; padding: 3px; }}
"""


def apply_look(application: QApplication) -> None:
    """Give the application its style, palette and icon."""
    application.setStyle("Fusion")
    palette = QPalette()
    for role, colour in _COLOURS.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#9aa3a9"))
    application.setPalette(palette)
    application.setStyleSheet(_SHEET)
    application.setWindowIcon(icon("corridor"))


@lru_cache(maxsize=128)
def icon(name: str) -> QIcon:
    """The icon called `name`; an empty one when there is none of that name."""
    return QIcon(str(ICONS / f"{name}.svg")) if name else QIcon()
