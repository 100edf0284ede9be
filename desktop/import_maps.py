"""Decisions about publishers' files that a user made before, in any workspace: a small file of one's own."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable

from desktop.settings import config_folder
from layers.workspace import Document

_FILE = "import_maps.json"
_SECTION = "import_maps"


def load_import_maps() -> tuple[Document, ...]:
    """What was remembered; nothing when there is no file or it cannot be read."""
    try:
        content = json.loads((config_folder() / _FILE).read_text(encoding="utf-8"))
        return tuple(
            Document(section=_SECTION, name=str(name), content=dict(decided))
            for name, decided in content.items()
        )
    except (OSError, ValueError, TypeError, AttributeError):
        return ()


def save_import_maps(maps: Iterable[Document]) -> None:
    """Remember decisions; a full disk is passed over, as with other preferences."""
    path = config_folder() / _FILE
    draft = path.with_name(f".{_FILE}.{os.getpid()}")
    content = {item.name: dict(item.content) for item in maps}
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(path)
