"""The front as the map shows it: the latest one, its contact line apart from borders and coasts.

The outline of an area of control runs along the international border and the coast, where nobody stands
against anybody; drawn as a line it would tell of a front that is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.map_view.scene import SceneLayer
from layers.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from layers.symbology import Symbology
    from planning.front import Front

LINE_KEY = "front:line"


@dataclass(frozen=True, slots=True, eq=False)
class FrontOnMap:
    """What is drawn in place of the layers of the latest front.

    Attributes
    ----------
    made_from : tuple of DataFrame
        Frames of all front layers of the situation.
    styles : tuple of Symbology
        What these layers were drawn with.
    areas : mapping of layer name to SceneLayer
        The rows of the latest date, without outline.
    line : SceneLayer
        The contact line.
    """

    made_from: tuple[pd.DataFrame, ...]
    styles: tuple[Symbology, ...]
    areas: Mapping[str, SceneLayer]
    line: SceneLayer

    def is_of(self, situation: Workspace) -> bool:
        """Whether it was made from the fronts of this very situation, in their styles."""
        frames = front_frames(situation)
        if any(one is not other for one, other in zip(_styles(situation), self.styles, strict=False)):
            return False
        return len(frames) == len(self.made_from) and all(
            one is other for one, other in zip(frames, self.made_from, strict=True)
        )


def front_frames(situation: Workspace) -> tuple[pd.DataFrame, ...]:
    """Frames of all front layers, in order."""
    return tuple(layer.frame for layer in situation.of_kind("frontline"))


def _styles(situation: Workspace) -> tuple[Symbology, ...]:
    return tuple(layer.style for layer in situation.of_kind("frontline"))


def front_on_map(situation: Workspace) -> FrontOnMap | None:
    """The latest front as it is drawn; None when fronts are drawn as they stand (lines, or undated)."""
    from planning.errors import PlanningError
    from planning.front import front_of

    try:
        front = front_of(situation)
    except PlanningError:
        return None
    return None if front is None else front_drawn(front, situation)


def front_drawn(front: Front, situation: Workspace) -> FrontOnMap | None:
    """A front of the situation as it is drawn; None when it is drawn as it stands."""
    import geopandas as gpd
    import shapely

    from layers.layer import STORAGE_CRS

    if shapely.is_empty(front.area) or shapely.is_empty(front.line):
        return None
    areas = {}
    for name in front.layers:
        layer = situation.layer(name)
        rows = layer.frame[layer.frame["front_date"].dt.date == front.date]
        areas[name] = SceneLayer(key=name, frame=rows, symbology=_changed(layer.style, with_line=False))
    style = _changed(situation.layer(front.layers[0]).style, with_line=True)
    line = gpd.GeoDataFrame(geometry=[front.line], crs=STORAGE_CRS)
    drawn_line = SceneLayer(key=LINE_KEY, frame=line, symbology=style)
    return FrontOnMap(front_frames(situation), _styles(situation), areas, drawn_line)


def _changed(style: Symbology, *, with_line: bool) -> Symbology:
    """The style with its fills or its lines alone; the line lies above the fill."""
    rules = tuple(
        replace(
            rule,
            symbol=replace(rule.symbol, fill="", hatch=False) if with_line else replace(rule.symbol, line=""),
        )
        for rule in style.rules
    )
    return replace(style, rules=rules, order=style.order + (1 if with_line else 0))
