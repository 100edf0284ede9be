"""How layers are shown, at first and as the workspace remembers it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from layers.layer import Layer
from layers.layer_kind import Geometry
from layers.workspace import Workspace

SETTINGS = "settings"
DISPLAY = "display"
_FINE_MESH = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """How a layer is shown: whether, and how opaque (0 to 1)."""

    visible: bool = True
    opacity: float = 1.0

    def with_visible(self, visible: bool) -> Shown:
        """The same, shown or not."""
        return replace(self, visible=visible)

    def with_opacity(self, opacity: float) -> Shown:
        """The same, more or less opaque."""
        return replace(self, opacity=opacity)


def first_shown(layer: Layer, workspace: Workspace) -> Shown:
    """How a layer is shown until someone says otherwise.

    Grids cover the map and stay off; so does a fine mesh of areas where the same kind has a coarser one.
    """
    if layer.raster is not None:
        return Shown(visible=False)
    is_mesh = layer.kind.geometry == {Geometry.POLYGON} and len(layer) >= _FINE_MESH
    others = (other for other in workspace.of_kind(layer.kind.name) if other is not layer)
    return Shown(visible=not (is_mesh and any(0 < len(other) < len(layer) for other in others)))


def stored_display(workspace: Workspace) -> dict[str, Shown]:
    """How layers were shown when the workspace was saved, by key."""
    for document in workspace.documents_of(SETTINGS):
        if document.name == DISPLAY:
            return {
                name: Shown(bool(value.get("visible", True)), float(value.get("opacity", 1.0)))
                for name, value in document.content.items()
            }
    return {}
