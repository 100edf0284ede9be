"""The layers of a situation as they are drawn, with a front in place of the front layers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from desktop.front_on_map import FrontOnMap
from desktop.map_view.scene import Scene, SceneLayer, drawing_order
from desktop.session import Shown
from layers.workspace import Workspace


def scene_of(
    situation: Workspace,
    shown_of: Callable[[str], Shown],
    front: FrontOnMap | None,
    *,
    results: Iterable[SceneLayer] = (),
    selected: tuple[tuple[str, tuple[int, ...]], ...] = (),
    base: tuple[SceneLayer, ...] = (),
    background: str = "#ffffff",
    only_front: bool = False,
) -> Scene:
    """The scene of a situation.

    Parameters
    ----------
    shown_of : callable
        How the layer of a name is shown.
    front : FrontOnMap, optional
        Drawn in place of the layers it is made from.
    results : iterable of SceneLayer
        What analyses drew, the newest first.
    only_front : bool
        Leave out front layers that `front` does not speak of.
    """
    layers = list(results)
    line: SceneLayer | None = None
    for layer in situation.layers:
        shown = shown_of(layer.name)
        if not shown.visible:
            continue
        if front is not None and layer.name in front.areas:
            layers.append(replace(front.areas[layer.name], opacity=shown.opacity))
            line = replace(front.line, opacity=shown.opacity)
        elif only_front and layer.kind.name == "frontline":
            continue
        elif (layer.has_geometry or layer.raster is not None) and layer.style.rules:
            layers.append(
                SceneLayer(
                    key=layer.name,
                    frame=layer.frame,
                    symbology=layer.style,
                    raster=layer.raster,
                    opacity=shown.opacity,
                )
            )
    if line is not None:
        layers.append(line)
    return Scene(base=base, layers=drawing_order(layers), selected=selected, background=background)
