"""Base maps of the planner's own as the workspace remembers them: by path, the files stay in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from layers.workspace import Document, Workspace

_SECTION, _NAME = "settings", "base_maps"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBaseMap:
    """A file of tiles or a picture with coordinates.

    Attributes
    ----------
    path : str
        Where the file was when it was added.
    bounds : tuple of float
        West, south, east, north in degrees.
    """

    path: str
    title: str
    attribution: str = ""
    bounds: tuple[float, float, float, float] = (-180.0, -85.0, 180.0, 85.0)

    @property
    def key(self) -> str:
        """Its key on the map."""
        return f"ground:{self.path}"


def own_base_maps(workspace: Workspace) -> tuple[OwnBaseMap, ...]:
    """The base maps of the planner's own, the lowest first."""
    for document in workspace.documents_of(_SECTION):
        if document.name == _NAME:
            return tuple(_read(item) for item in document.content.get("lowest_first", ()))
    return ()


def _read(item: Mapping[str, Any]) -> OwnBaseMap:
    west, south, east, north = map(float, item["bounds"])
    return OwnBaseMap(
        path=str(item["path"]),
        title=str(item["title"]),
        attribution=str(item.get("attribution", "")),
        bounds=(west, south, east, north),
    )


def with_own_base_maps(workspace: Workspace, maps: Iterable[OwnBaseMap]) -> Workspace:
    """The workspace that remembers these base maps."""
    listed = [{**asdict(item), "bounds": list(item.bounds)} for item in maps]
    if not listed:
        return workspace.without_document(_SECTION, _NAME)
    return workspace.with_document(Document(section=_SECTION, name=_NAME, content={"lowest_first": listed}))


def is_missing(own: OwnBaseMap) -> bool:
    """Whether its file is not where it was."""
    return not Path(own.path).is_file()
