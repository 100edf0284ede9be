"""The application from start to end, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

_RUN = """
import sys
from desktop import application, main_window

start = main_window.MainWindow.start

def start_and_close(window, path):
    print("heavy before the first paint:", "pandas" in sys.modules)
    window.map.drawn.connect(lambda picture: picture.scene.layers and picture.scene.base and window.close())
    start(window, path)

main_window.MainWindow.start = start_and_close
sys.exit(application.run_window(None))
"""


def test_the_exercise_opens_and_the_window_closes_cleanly(tmp_path):
    home = tmp_path / "home"
    run = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "ignore", "-c", _RUN],
        cwd=ROOT,
        env={**os.environ, "CORRIDOR_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "heavy before the first paint: False\n"
    assert json.loads((home / "config" / "settings.json").read_text(encoding="utf-8"))["geometry"]
    assert len(list((home / "cache").glob("exercise-*.gpkg"))) == 1
