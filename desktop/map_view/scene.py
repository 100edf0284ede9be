"""What there is to draw, as values: the renderer's input and output."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from layers.layer_order import arranged
from layers.symbology import Symbology

if TYPE_CHECKING:
    import pandas as pd
    from PySide6.QtGui import QImage

    from desktop.map_view.ground import GroundSource
    from desktop.map_view.projection import View
    from layers.layer import Raster


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SceneLayer:
    """One layer to draw.

    Attributes
    ----------
    key : str
        Tells layers apart; a result layer's key starts with ``outcome:``, the base map's with ``base:``.
    frame : GeoDataFrame or DataFrame
        EPSG:4326, shared, never changed.
    priority_field : str
        Column by whose descending value labels are placed; where the frame has none, by rule.
    label_points : float
        Height of the label font in points.
    label_colour : str
    """

    key: str
    frame: pd.DataFrame
    symbology: Symbology
    raster: Raster | None = None
    opacity: float = 1.0
    priority_field: str = "population"
    label_points: float = 7.5
    label_colour: str = "#222222"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """An image of the ground, from a file of tiles or a picture with coordinates."""

    key: str
    source: GroundSource
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """Everything on the map.

    Attributes
    ----------
    base : tuple of SceneLayer
        The base map, painted as one image beneath the layers.
    grounds : tuple of Ground
        Base maps of the planner's own, between the base map and the layers, the first lowest.
    layers : tuple of SceneLayer
        In drawing order, the first lowest.
    selected : mapping of layer key to fids
        Features drawn as chosen.
    background : str
        Colour beneath everything.
    night : bool
        Drawn in night colours.
    """

    base: tuple[SceneLayer, ...] = ()
    grounds: tuple[Ground, ...] = ()
    layers: tuple[SceneLayer, ...] = ()
    selected: tuple[tuple[str, tuple[int, ...]], ...] = ()
    background: str = "#ffffff"
    night: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """A painted scene.

    Attributes
    ----------
    in_view : tuple of str
        Keys of layers of which something was drawn.
    counts : mapping of layer key to tuple of int
        How many features each rule of the layer's symbology takes.
    counts_in_view : mapping of layer key to tuple of int
        How many of those lie in view; empty for grids.
    milliseconds : mapping of layer key to float
        What each layer took that was painted anew.
    """

    image: QImage
    view: View
    scene: Scene
    in_view: tuple[str, ...] = ()
    counts: dict[str, tuple[int, ...]] = field(default_factory=dict)
    counts_in_view: dict[str, tuple[int, ...]] = field(default_factory=dict)
    milliseconds: dict[str, float] = field(default_factory=dict)


def drawing_order(layers: list[SceneLayer], chosen: tuple[str, ...] = ()) -> tuple[SceneLayer, ...]:
    """`layers` with the lowest first; those of one order in the order given, the first on top.

    Among areas, lines and points alike, results lie above what they were made from.

    Parameters
    ----------
    chosen : tuple of str
        Keys of layers whose order the user chose, the topmost first.
    """

    def height(position: int) -> tuple[int, bool, int]:
        order = layers[position].symbology.order
        return order // 20, layers[position].key.startswith("outcome:"), order

    positions = {layer.key: position for position, layer in enumerate(layers)}
    listed = [positions[key] for key in chosen if key in positions]
    return tuple(layers[position] for position in reversed(arranged(range(len(layers)), listed, height)))
