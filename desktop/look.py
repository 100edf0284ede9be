"""How the window looks: the platform's font, the Fusion style, one accent colour, and the icons."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QSize
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImageReader, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"

ACCENT = "#1d5f8a"
MUTED = "#5f6b73"
WARNING = "#8a5a00"
DANGER = "#a4262c"

# what white and black become at night
_DARKEST, _LIGHTEST = 24, 226
_HEX = re.compile("#[0-9a-fA-F]{6}\\b")
_ICON_PIXELS = 64

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
QStatusBar QToolButton {{ border: 0; padding: 0 4px; }}
QStatusBar QToolButton::menu-indicator {{ image: none; }}
QStatusBar QToolButton:focus {{ border: 1px solid {ACCENT}; border-radius: 2px; }}
QStatusBar QLineEdit {{ background: transparent; border: 1px solid transparent; padding: 1px 4px; }}
QStatusBar QLineEdit:hover {{ border-color: #c3c8cc; }}
QStatusBar QLineEdit:focus {{ background: #ffffff; border-color: {ACCENT}; }}
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


def apply_look(application: QApplication, night: bool = False) -> None:
    """Give the application its style, palette and icon."""
    application.setStyle("Fusion")
    palette = QPalette()
    for role, colour in _COLOURS.items():
        palette.setColor(role, QColor(_turned(colour) if night else colour))
    disabled = "#9aa3a9"
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(_turned(disabled) if night else disabled))
    application.setPalette(palette)
    application.setStyleSheet(shade(_SHEET))
    application.setWindowIcon(icon("corridor"))


def is_night() -> bool:
    """Whether the window is dark now."""
    return QGuiApplication.palette().color(QPalette.ColorRole.Base).lightness() < 128


def shade(text: str) -> str:
    """A style sheet, a colour or anything that names colours as `#rrggbb`, as it is to be now."""
    return _HEX.sub(lambda found: _turned(found[0]), text) if is_night() else text


@lru_cache(maxsize=256)
def _turned(colour: str) -> str:
    """A colour with its lightness turned around, never quite black or white; as the map does at night."""
    parts = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    shift = 255 - max(parts) - min(parts)
    turned = (round(_DARKEST + (part + shift) * (_LIGHTEST - _DARKEST) / 255) for part in parts)
    return "#" + "".join(f"{part:02x}" for part in turned)


def icon(name: str) -> QIcon:
    """The icon called `name`; an empty one when there is none of that name."""
    return _icon(name, is_night()) if name else QIcon()


@lru_cache(maxsize=256)
def _icon(name: str, night: bool) -> QIcon:
    path = ICONS / f"{name}.svg"
    if not night or name == "corridor" or not path.exists():
        return QIcon(str(path))
    buffer = QBuffer()
    buffer.setData(QByteArray(shade(path.read_text(encoding="utf-8")).encode()))
    reader = QImageReader(buffer, QByteArray(b"svg"))
    reader.setScaledSize(QSize(_ICON_PIXELS, _ICON_PIXELS))
    return QIcon(QPixmap.fromImage(reader.read()))
