"""The exercise, made once and then read from a copy in the user's cache."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from desktop.settings import cache_folder
from layers.errors import LayerError
from layers.workspace import Workspace
from planning.run_control import RunControl

_ROOT = Path(__file__).resolve().parent.parent
_MADE_FROM = ("resources/exercise", "resources/basemap.gpkg", "planning/exercise", "layers/kinds")


def load_exercise(control: RunControl) -> Workspace:
    """The exercise; from the cache when a copy of this very version is there."""
    from layers.formats.geopackage import load_workspace, save_workspace
    from planning.exercise import make_exercise

    cached = cache_folder() / f"exercise-{_version()}.gpkg"
    if cached.is_file():
        # a copy that cannot be read is made anew
        with contextlib.suppress(LayerError):
            return load_workspace(cached)
    workspace = make_exercise(control)
    with contextlib.suppress(LayerError, OSError):
        cached.parent.mkdir(parents=True, exist_ok=True)
        for old in cached.parent.glob("exercise-*.gpkg"):
            old.unlink(missing_ok=True)
        save_workspace(workspace, cached)
    return workspace


def _version() -> str:
    """A name that changes with anything the exercise is made from."""
    digest = hashlib.sha256()
    for place in _MADE_FROM:
        path = _ROOT / place
        files = (
            [path]
            if path.is_file()
            else sorted(p for p in path.rglob("*") if p.suffix in (".py", ".csv", ".json"))
        )
        for file in files:
            stat = file.stat()
            digest.update(f"{file.relative_to(_ROOT)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]
