"""Base maps of the planner's own on the page: in the internal edition alone, their terms being unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.errors import LayerError
from layers.formats.ground_image import GroundImage
from layers.own_base_maps import OwnBaseMap, own_base_maps
from layers.text import tr
from planning.report.edition import Edition

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from layers.workspace import Workspace
    from planning.report.map_view import MapView

_DOTS_A_MM = 200 / 25.4
# above land and water, beneath borders
_ZORDER = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What is drawn, each with its opacity, and what the page says of it."""

    images: tuple[tuple[GroundImage, float], ...]
    notes: tuple[str, ...]


def grounds_for(workspace: Workspace, edition: Edition) -> Grounds:
    """The base maps that an edition of the workspace draws, the lowest first, and the notes they need."""
    shown = _shown(workspace)
    own = [item for item in own_base_maps(workspace) if shown.get(item.key, {}).get("visible", True)]
    if not own:
        return Grounds(images=(), notes=())
    if edition is not Edition.INTERNAL:
        return Grounds(
            images=(), notes=(str(tr("Base maps of the planner's own are not drawn in this edition.")),)
        )
    images, notes = [], []
    for item in own:
        opacity = float(shown.get(item.key, {}).get("opacity", 1.0))
        try:
            images.append((GroundImage(Path(item.path)), opacity))
        except LayerError as error:
            text = tr("Base map {title} is not drawn: {reason}.", title=item.title, reason=error.what)
            notes.append(str(text))
        else:
            notes.append(_credit(item))
    return Grounds(images=tuple(images), notes=tuple(notes))


def draw_grounds(axes: Axes, view: MapView, grounds: Grounds) -> None:
    """Draw the base maps in the projection of the page."""
    half_width, half_height = view.half_width_m, view.half_height_m
    crs = f"+proj=laea +lat_0={view.lat} +lon_0={view.lon} +datum=WGS84 +units=m +no_defs"
    size = max(1, round(view.width_mm * _DOTS_A_MM)), max(1, round(view.height_mm * _DOTS_A_MM))
    for image, opacity in grounds.images:
        pixels = image.read(crs, (-half_width, -half_height, half_width, half_height), *size)
        if pixels is not None:
            axes.imshow(
                pixels,
                extent=(-half_width, half_width, -half_height, half_height),
                interpolation="nearest",
                aspect="auto",
                alpha=opacity,
                zorder=_ZORDER,
                gid="ground",
            )


def _credit(item: OwnBaseMap) -> str:
    if item.attribution:
        return str(tr("Base map {title}: {credit}.", title=item.title, credit=item.attribution.rstrip(".")))
    return str(tr("Base map {title}: source not stated.", title=item.title))


def _shown(workspace: Workspace) -> Mapping[str, Any]:
    """How layers are shown, as the window keeps it among the settings."""
    for document in workspace.documents_of("settings"):
        if document.name == "display":
            return document.content
    return {}
