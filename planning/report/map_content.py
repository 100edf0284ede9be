"""What a map page draws of a workspace and of an outcome, undermost first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from layers.layer import STORAGE_CRS, Layer, Raster
from layers.layer_order import arranged
from layers.symbology import Rule, Symbology
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.errors import PlanningError
from planning.front import Front, front_of
from planning.outcome import Outcome
from planning.report.page_texts import layer_title
from planning.report.sieve import packed_vertices

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

# Orders of points: an outcome shows only the points it speaks of, but all areas, lines and the front.
_POINTS_FROM, _POINTS_TO = 40, 60
_BASE_ORDER = 5.0
# more than the rules of one layer are apart
_APART = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shown:
    """Something to draw.

    Attributes
    ----------
    frame : GeoDataFrame
        EPSG:4326.
    gid : str
        Identifies what is drawn in the figure and in SVG files.
    layers : tuple of Layer
        Layers of the workspace it comes from; empty for a map layer of the outcome.
    """

    title: Text | str
    frame: pd.DataFrame
    style: Symbology
    gid: str
    zorder: float
    layers: tuple[Layer, ...] = ()
    raster: Raster | None = None

    @property
    def draws_oblasts(self) -> bool:
        """Whether it draws the borders of oblasts, which the base map then need not."""
        return any(layer.kind.name == "admin_area" for layer in self.layers) and bool(
            (self.frame["level"] == 1).any()
        )


def shown_on(workspace: Workspace, outcome: Outcome | None, chosen: tuple[str, ...] = ()) -> list[Shown]:
    """What to draw, the lowest first: all layers, or for an outcome its own and those that it speaks of.

    Layers named in `chosen`, the topmost first, lie on one another in that order.
    """
    spoken_of = layers_spoken_of(outcome) if outcome is not None else set()
    classed = [packed_vertices(item.frame) for item in (outcome.map_layers if outcome is not None else ())]
    shown: list[Shown] = []
    front = _front(workspace)
    if front is not None:
        shown += _front_shown(front, workspace)
    for layer in workspace.layers:
        order = layer.style.order
        if not layer.style.rules or not (layer.raster is not None or (layer.has_geometry and len(layer))):
            continue
        if front is not None and layer.name in front.layers:
            continue
        points = outcome is not None and _POINTS_FROM <= order < _POINTS_TO
        if points and (layer.name not in spoken_of or _mostly_in(layer, classed)):
            continue
        # a grid of people under the areas of an outcome would mix two colourings
        if outcome is not None and outcome.map_layers and layer.raster is not None:
            continue
        shown.append(
            Shown(
                title=layer_title(layer, workspace),
                frame=_latest(layer),
                style=layer.style,
                gid=f"layer:{layer.name}",
                zorder=_BASE_ORDER + order,
                layers=(layer,),
                raster=layer.raster,
            )
        )
    shown += [
        Shown(
            title=item.title,
            frame=item.frame,
            style=item.symbology,
            gid=f"outcome:{item.name}",
            zorder=_BASE_ORDER + 0.5 + item.symbology.order,
        )
        for item in (outcome.map_layers if outcome is not None else ())
        if len(item.frame)
    ]
    return _arranged(sorted(shown, key=lambda item: item.zorder), chosen)


def _arranged(shown: list[Shown], chosen: tuple[str, ...]) -> list[Shown]:
    if not chosen:
        return shown
    topmost_first = shown[::-1]
    places = {item.layers[0].name: number for number, item in enumerate(topmost_first) if item.layers}
    listed = [places[name] for name in chosen if name in places]
    ordered = arranged(range(len(shown)), listed, lambda number: topmost_first[number].zorder)
    result: list[Shown] = []
    for number, zorder in zip(reversed(ordered), (item.zorder for item in shown), strict=True):
        above = result[-1].zorder + _APART if result else zorder
        result.append(replace(topmost_first[number], zorder=max(zorder, above)))
    return result


def _mostly_in(layer: Layer, classed: list[NDArray[np.int64]]) -> bool:
    """Whether the outcome draws most points of the layer itself; they are not drawn twice."""
    points = packed_vertices(layer.frame)
    return len(points) > 0 and any(np.isin(points, drawn).mean() > 0.5 for drawn in classed)


def layers_spoken_of(outcome: Outcome) -> set[str]:
    """Names of the layers of the workspace that findings and tables refer to."""
    refs = [ref for finding in outcome.findings for ref in finding.features]
    refs += [ref for table in outcome.tables for ref in table.features if ref is not None]
    return {ref.layer for ref in refs if not ref.of_outcome}


def _front(workspace: Workspace) -> Front | None:
    try:
        return front_of(workspace)
    except PlanningError:
        # lines without a side, or undated: drawn as they stand
        return None


def _front_shown(front: Front, workspace: Workspace) -> list[Shown]:
    """The latest front: the area of control without an outline, and the contact line alone as a line."""
    layers = tuple(workspace.layer(name) for name in front.layers)
    style = layers[0].style
    symbol = style.rules[0].symbol
    date = front.date.isoformat()
    parts = (
        ("line", front.line, tr("front line, {date}", date=date), symbol, 0.2),
        ("area", front.area, tr("area of control, {date}", date=date), replace(symbol, line=""), 0.1),
    )
    shown = []
    for name, shape, label, drawn_with, above in parts:
        if shapely.is_empty(shape):
            continue
        shown.append(
            Shown(
                title=label,
                frame=gpd.GeoDataFrame(geometry=[shape], crs=STORAGE_CRS),
                style=replace(style, rules=(Rule(label=label, symbol=drawn_with),)),
                gid=f"layer:{layers[0].name}:{name}",
                zorder=_BASE_ORDER + style.order + above,
                layers=layers,
            )
        )
    return shown


def _latest(layer: Layer) -> pd.DataFrame:
    """Of a layer that holds several dated fronts, the latest; two at once would read as one."""
    if "front_date" not in layer.frame.columns or not layer.frame["front_date"].notna().any():
        return layer.frame
    return layer.frame[layer.frame["front_date"] == layer.frame["front_date"].max()]
