"""How long the window takes to be painted, and the exercise to be on the map.

    python benchmarks/startup.py [RUNS]

Each run is a fresh process, counted from before the interpreter starts. The first run makes the exercise,
later ones read it from the cache, as on a user's second start. Goals: first paint within 0.5 s, exercise
within 3 s.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_CHILD = """
import sys, time
began = float(sys.argv[1])
sys.setswitchinterval(0.001)
from PySide6.QtCore import QObject, QEvent, QTimer
from PySide6.QtWidgets import QApplication
application = QApplication([])
from desktop.look import apply_look
from desktop.main_window import MainWindow
from desktop.settings import Settings
apply_look(application)
window = MainWindow(Settings())

class Watch(QObject):
    painted = False
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.painted:
            self.painted = True
            QTimer.singleShot(0, self, lambda: print("paint", time.time() - began, flush=True))
            QTimer.singleShot(0, window, lambda: window.start(None))
        return False

def drawn(picture):
    if len(picture.scene.layers) >= 10 and picture.scene.base:
        print("exercise", time.time() - began, flush=True)
        QTimer.singleShot(0, window, window.close)

watch = Watch()
window.canvas.installEventFilter(watch)
window.map.drawn.connect(drawn)
window.show()
application.exec()
"""


def main() -> None:
    """Print every run, and the median of all but the first."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found: dict[str, list[float]] = {"paint": [], "exercise": []}
    with tempfile.TemporaryDirectory() as home:
        for number in range(runs):
            child = subprocess.run(
                [sys.executable, "-c", _CHILD, repr(time.time())],
                cwd=ROOT,
                env={**os.environ, "CORRIDOR_HOME": home},
                capture_output=True,
                text=True,
                check=True,
            )
            times = dict(line.split() for line in child.stdout.splitlines())
            for name, values in found.items():
                values.append(float(times[name]))
            made = "made" if number == 0 else "from the cache"
            print(f"run {number + 1}: first paint {found['paint'][-1]:.2f} s, "
                  f"exercise ({made}) {found['exercise'][-1]:.2f} s")  # fmt: skip
    for name, goal in (("paint", 0.5), ("exercise", 3.0)):
        values = found[name][1:]
        print(
            f"{name}: median {statistics.median(values):.2f} s, best {min(values):.2f} s, goal {goal:.1f} s"
        )


if __name__ == "__main__":
    main()
