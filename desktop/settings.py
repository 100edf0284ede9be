"""Preferences: one small JSON file in the user's own folder, with versions and migrations."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths

VERSION = 1
_MOST_RECENT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the window remembers from one sitting to the next.

    Attributes
    ----------
    edition : str
        For whom exports are made.
    recent : tuple of str
        Workspaces opened last, the newest first.
    folder : str
        Where file dialogs start.
    seen : tuple of str
        What is shown once and was: the tour.
    colours : str
        ``day`` or ``night``.
    coordinates : str
        How coordinates are shown; see `layers.coordinate_formats`.
    overview : str
        Whether the overview map is ``on`` or ``off``.
    geometry, state : str
        Place of the window and its docks, as Qt encodes them (base64).
    """

    language: str = "en"
    edition: str = "internal"
    recent: tuple[str, ...] = ()
    folder: str = ""
    seen: tuple[str, ...] = ()
    colours: str = "day"
    coordinates: str = "decimal"
    overview: str = "off"
    geometry: str = ""
    state: str = ""

    def having_opened(self, path: Path) -> Settings:
        """The settings after a workspace was opened or saved."""
        newest = str(path)
        others = tuple(other for other in self.recent if other != newest)
        return dataclasses.replace(
            self, recent=(newest, *others)[:_MOST_RECENT], folder=str(path.resolve().parent)
        )


# from version n, at index n, to n + 1; version 0 had no version number
_MIGRATIONS: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = (lambda content: content,)


def config_folder() -> Path:
    """Where preferences are kept; `CORRIDOR_HOME` puts them elsewhere."""
    return _own_folder("config", QStandardPaths.StandardLocation.GenericConfigLocation)


def cache_folder() -> Path:
    """Where what can be made again is kept."""
    return _own_folder("cache", QStandardPaths.StandardLocation.GenericCacheLocation)


def recovery_folder() -> Path:
    """Where copies of unsaved work without a file go."""
    return _own_folder("recovery", QStandardPaths.StandardLocation.GenericDataLocation)


def load_settings(path: Path) -> Settings:
    """The settings at `path`; the defaults when there are none or they cannot be read.

    A file that cannot be read is set aside as ``….broken``, never overwritten.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise ValueError("an object was expected")
        version = int(content.pop("version", 0))
        for migrate in _MIGRATIONS[version:]:
            content = migrate(content)
        return _from_content(content)
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, TypeError):
        with contextlib.suppress(OSError):
            path.replace(path.with_name(path.name + ".broken"))
        return Settings()


def save_settings(settings: Settings, path: Path) -> None:
    """Write the settings; preferences are not worth a failure, so that a full disk is passed over."""
    content = {"version": VERSION, **dataclasses.asdict(settings)}
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(path)


def _from_content(content: dict[str, Any]) -> Settings:
    known = {field.name for field in dataclasses.fields(Settings)}
    values = {name: value for name, value in content.items() if name in known}
    for name, value in values.items():
        if name in ("recent", "seen"):
            values[name] = tuple(str(item) for item in value)
        elif not isinstance(value, str):
            raise ValueError(name)
    return Settings(**values)


def _own_folder(name: str, location: QStandardPaths.StandardLocation) -> Path:
    chosen = os.environ.get("CORRIDOR_HOME")
    if chosen:
        return Path(chosen) / name
    folder = Path(QStandardPaths.writableLocation(location)) / "corridor"
    return folder / "recovery" if name == "recovery" else folder
