"""The offline base map: what lies under the layers of a workspace."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import shapely

from layers.symbology import Symbol
from layers.text import Text, language, tr
from planning.report.feature_drawing import Drawn, draw_shapes, in_view

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes

    from planning.report.map_view import LonLatBounds, MapView

BASE_MAP = Path(__file__).resolve().parents[2] / "resources" / "basemap.gpkg"
OWN_COUNTRY = "UA"
SOURCE = tr(
    "Base map: Made with Natural Earth. Places © GeoNames (CC BY 4.0). Rivers: World Data Bank II, GSHHG."
)

SEA = "#d3e4f0"
_ABROAD = Symbol(fill="#efece6")
_HOME = Symbol(fill="#fefdfa")
_LAKE = Symbol(fill="#cde1ef", line="#9fc3dc", line_width=0.3)
_RIVER = Symbol(line="#9fc3dc", line_width=0.5)
_BORDER = Symbol(line="#5f5f5f", line_width=1.0)
_OBLAST_LINE = Symbol(line="#a3a3a3", line_width=0.5, dashes=(3.0, 1.5))


@lru_cache(maxsize=16)
def base_layer(name: str, path: Path) -> gpd.GeoDataFrame:
    """A layer of the base map, whole (EPSG:4326); shared, never to be changed."""
    return pyogrio.read_dataframe(path, layer=name)


def home_bounds() -> LonLatBounds:
    """West, south, east and north of the country that Corridor plans for."""
    countries = base_layer("countries", BASE_MAP)
    west, south, east, north = countries[countries["iso2"] == OWN_COUNTRY].total_bounds
    return float(west), float(south), float(east), float(north)


def name_column() -> str:
    """Column of names in the language in use."""
    return "name_uk" if language() == "uk" else "name_en"


def draw_ground(axes: Axes, view: MapView) -> tuple[Drawn, ...]:
    """Sea, land and water; what was drawn of them, for the legend."""
    axes.set_facecolor(SEA)
    countries = base_layer("countries", BASE_MAP)
    home = (countries["iso2"] == OWN_COUNTRY).to_numpy()
    drawn = []
    parts: tuple[tuple[gpd.GeoDataFrame, Symbol, Text | None, int], ...] = (
        (countries[~home], _ABROAD, None, 1),
        (countries[home], _HOME, None, 1),
        (base_layer("rivers", BASE_MAP), _RIVER, tr("river"), 2),
        (base_layer("lakes", BASE_MAP), _LAKE, tr("lake or reservoir"), 2),
    )
    for drawn_as, (frame, symbol, label, zorder) in enumerate(parts):
        shapes, _ = in_view(frame.geometry.to_numpy(), view)
        if len(shapes):
            draw_shapes(axes, shapes, symbol, zorder=zorder, gid=f"base:{drawn_as}")
            if label is not None:
                drawn.append(Drawn(label=label, symbol=symbol, dimension=_dimension(shapes), count=None))
    return tuple(drawn)


def draw_borders(axes: Axes, view: MapView, *, oblasts: bool) -> tuple[Drawn, ...]:
    """Borders of countries and, with `oblasts`, of oblasts; what was drawn, for the legend."""
    countries = base_layer("countries", BASE_MAP)
    parts = [(shapely.boundary(countries.geometry.to_numpy()), _BORDER, tr("international boundary"))]
    if oblasts:
        lines = base_layer("oblast_lines", BASE_MAP).geometry.to_numpy()
        parts.insert(0, (lines, _OBLAST_LINE, tr("oblast boundary")))
    drawn = []
    for drawn_as, (geometries, symbol, label) in enumerate(parts):
        shapes, _ = in_view(geometries, view)
        if len(shapes):
            draw_shapes(axes, shapes, symbol, zorder=3, gid=f"base:border:{drawn_as}")
            drawn.append(Drawn(label=label, symbol=symbol, dimension=1, count=None))
    return tuple(drawn)


def _dimension(shapes: np.ndarray[tuple[int], np.dtype[np.object_]]) -> int:
    return int(shapely.get_dimensions(shapes[:1])[0])
