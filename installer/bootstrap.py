"""Set up Corridor on a fresh machine and run or test it, with nothing but Python and git.

    python3 installer/bootstrap.py run [--headless] [--out DIR]
    python3 installer/bootstrap.py test

Both make `.venv` beside this folder and install the pinned dependencies there; the second time, nothing
is installed again unless what is pinned has changed. Only the standard library is used here.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CONSTRAINTS = ROOT / "installer" / "constraints.txt"
STAMP = VENV / "corridor-installed.txt"
LEAST_PYTHON = (3, 11)

# shared library that Qt opens -> Debian and Ubuntu package that holds it
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def main() -> int:
    """Read the command, set up, and run or test."""
    parser = argparse.ArgumentParser(description="Set up Corridor, then run or test it.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser(
        "run", help="open Corridor on the exercise, or do the whole job without a window"
    )
    run.add_argument("--headless", action="store_true", help="no window: run every analysis and write files")
    run.add_argument("--out", type=Path, default=ROOT / "out", metavar="DIR", help="where files are written")
    commands.add_parser("test", help="linters, type checks, import contracts and all tests")
    options = parser.parse_args()
    if sys.version_info < LEAST_PYTHON:
        version = ".".join(map(str, LEAST_PYTHON))
        return complain(f"Python {version} or newer is needed; this is {platform.python_version()}.")
    try:
        install()
        provide_qt_libraries()
        return test() if options.command == "test" else start(options.headless, options.out.resolve())
    except subprocess.CalledProcessError as error:
        return complain(f"this step failed with code {error.returncode}: {' '.join(map(str, error.cmd))}")
    except KeyboardInterrupt:
        return complain("stopped")


def install() -> None:
    """Make the virtual environment and install what is pinned, unless that is already done."""
    pinned = hashlib.sha256(
        b"\0".join([(ROOT / "pyproject.toml").read_bytes(), CONSTRAINTS.read_bytes(), sys.version.encode()])
    ).hexdigest()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == pinned and python().is_file():
        return
    if not python().is_file():
        say(f"making the virtual environment {VENV}")
        try:
            subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        except subprocess.CalledProcessError:
            shutil.rmtree(VENV, ignore_errors=True)
            say("Python's venv module is incomplete here; on Debian or Ubuntu: apt-get install python3-venv")
            raise
    say("installing the pinned dependencies (a few minutes the first time)")
    environment = os.environ | {"PIP_CONSTRAINT": str(CONSTRAINTS), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command = [str(python()), "-m", "pip", "install", "--quiet", "--quiet", "--editable", f"{ROOT}[test]"]
    subprocess.run(command, check=True, env=environment)
    STAMP.write_text(pinned, encoding="utf-8")


def provide_qt_libraries() -> None:
    """Install Qt's system libraries on Debian or Ubuntu as root; otherwise say the line that does."""
    if not sys.platform.startswith("linux"):
        return
    missing = sorted(package for library, package in QT_LIBRARIES.items() if not loads(library))
    if not missing:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if not shutil.which("apt-get"):
        say(f"Qt needs system libraries that are missing; on Debian or Ubuntu they come by: {line}")
    elif os.geteuid() != 0:
        say(f"Qt needs system libraries that are missing. Run: sudo {line}")
    else:
        say(f"installing system libraries for Qt: {' '.join(missing)}")
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", "update"], check=True, env=environment)
        subprocess.run(line.split(), check=True, env=environment, stdout=subprocess.DEVNULL)


def start(headless: bool, out: Path) -> int:
    """Open the window on the exercise, or do the whole job and write it to `out`."""
    if not headless and has_display():
        say("opening Corridor")
        return call("-m", "desktop")
    say(f"no window: the exercise, every analysis, maps, tables and brief go to {out}")
    out.mkdir(parents=True, exist_ok=True)
    workspace = out / "exercise.gpkg"
    return call("-m", "planning", "exercise", str(workspace)) or call(
        "-m", "planning", "report", str(workspace), "--out", str(out)
    )


def test() -> int:
    """Run every check; all run even when one fails, the tests last."""
    contracts = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    checks = {
        "lint": ["-m", "ruff", "check", "."],
        "format": ["-m", "ruff", "format", "--check", "."],
        "types": ["-m", "mypy"],
        "import contracts": ["-c", contracts],
        "tests": ["-m", "pytest", "-n", "auto", "--cov", "--cov-report=term"],
    }
    failed = []
    for name, arguments in checks.items():
        say(f"checking: {name}")
        started = time.monotonic()
        if call(*arguments) != 0:
            failed.append(name)
        say(f"{name}: {'FAILED' if name in failed else 'passed'} in {time.monotonic() - started:.0f} s")
    return complain(f"failed: {', '.join(failed)}") if failed else 0


def call(*arguments: str) -> int:
    """Run the interpreter of the virtual environment in the checkout; returns its exit code."""
    return subprocess.run([str(python()), "-X", "utf8", *arguments], cwd=ROOT).returncode


def python() -> Path:
    """The interpreter of the virtual environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def has_display() -> bool:
    """Whether a window can be shown."""
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def loads(library: str) -> bool:
    """Whether a shared library is on this machine."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def say(text: str) -> None:
    """Tell what is being done."""
    print(f"corridor: {text}", flush=True)


def complain(text: str) -> int:
    """Tell what went wrong; returns the exit code."""
    print(f"corridor: {text}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
