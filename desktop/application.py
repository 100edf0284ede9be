"""Starting the window: the first paint comes before anything heavy is imported."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.look import apply_look
from desktop.settings import config_folder, load_settings, save_settings
from desktop.window_keeper import WindowKeeper

# the painting thread must hand the interpreter lock to the window every millisecond
_SWITCH_INTERVAL_S = 0.001


def run_window(path: Path | None) -> NoReturn:
    """Open the window on `path`, or on the exercise, and end the process with it."""
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Corridor")
    application.setDesktopFileName("corridor")
    settings_path = config_folder() / "settings.json"
    settings = load_settings(settings_path)
    apply_look(application, settings.colours == "night")
    keeper = WindowKeeper(application, settings)
    window = keeper.window
    window.crashes.install()
    window.show()
    QTimer.singleShot(0, window, lambda: window.start(path))
    code = application.exec()
    save_settings(keeper.window.settings, settings_path)
    # everything is on disk; taking Qt apart beneath threads that were left at work could only crash
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
