"""The layers of a situation as they are drawn, with a front in place of the front layers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from desktop.front_on_map import FrontOnMap
from desktop.map_view.scene import Ground, Scene, SceneLayer, drawing_order
from desktop.session import Shown
from layers.layer import Layer
from layers.layer_order import chosen_order
from layers.symbology import Symbology
from layers.workspace import Workspace


def scene_of(
    situation: Workspace,
    shown_of: Callable[[str], Shown],
    front: FrontOnMap | None,
    *,
    style_of: Callable[[Layer], Symbology] = lambda layer: layer.style,
    results: Iterable[SceneLayer] = (),
    selected: tuple[tuple[str, tuple[int, ...]], ...] = (),
    base: tuple[SceneLayer, ...] = (),
    grounds: tuple[Ground, ...] = (),
    background: str = "#ffffff",
    only_front: bool = False,
) -> Scene:
    """The scene of a situation.

    Parameters
    ----------
    shown_of : callable
        How the layer of a name is shown.
    style_of : callable
        What a layer is drawn with, which may be a style that is only being tried.
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
        elif (layer.has_geometry or layer.raster is not None) and style_of(layer).rules:
            layers.append(
                SceneLayer(
                    key=layer.name,
                    frame=layer.frame,
                    symbology=style_of(layer),
                    raster=layer.raster,
                    opacity=shown.opacity,
                )
            )
    if line is not None:
        layers.append(line)
    ordered = drawing_order(layers, chosen_order(situation))
    return Scene(base=base, grounds=grounds, layers=ordered, selected=selected, background=background)
