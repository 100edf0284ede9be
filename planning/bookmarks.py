"""Named views of the map, kept in the workspace as documents."""

from __future__ import annotations

from dataclasses import dataclass

from layers.errors import LayerError
from layers.text import tr
from layers.workspace import Document, Workspace

SECTION = "bookmarks"


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A named view.

    Attributes
    ----------
    lon, lat : float
        Its middle in degrees, EPSG:4326.
    scale : float
        Denominator of its scale.
    """

    name: str
    lon: float
    lat: float
    scale: float


def bookmarks_of(workspace: Workspace) -> tuple[Bookmark, ...]:
    """The bookmarks in the order they were made; one that cannot be read is passed over."""
    found = []
    for document in workspace.documents_of(SECTION):
        try:
            numbers = tuple(float(document.content[key]) for key in ("lon", "lat", "scale"))
        except (KeyError, TypeError, ValueError):
            continue
        found.append(Bookmark(document.name, *numbers))
    return tuple(found)


def with_bookmark(workspace: Workspace, bookmark: Bookmark) -> Workspace:
    """The workspace with a bookmark more, or in place of the one of its name.

    Raises
    ------
    LayerError
        When it has no name.
    """
    name = bookmark.name.strip()
    if not name:
        raise LayerError(tr("the bookmark has no name"), todo=tr("Type what the view shows."))
    content = {"lon": round(bookmark.lon, 6), "lat": round(bookmark.lat, 6), "scale": round(bookmark.scale)}
    return workspace.with_document(Document(section=SECTION, name=name, content=content))


def without_bookmark(workspace: Workspace, name: str) -> Workspace:
    """The workspace without the bookmark called `name`."""
    return workspace.without_document(SECTION, name)
