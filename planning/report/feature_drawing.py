"""Draws features as their symbology says, and counts what it drew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path as Outline

from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import Text, tr

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from layers.layer import Raster
    from planning.report.map_view import MapView

# Detail finer than this on paper is not seen.
_DETAIL_MM = 0.06
_RASTER_CELL_MM = 0.25
_LAND_MARGIN = 0.12
# Symbols keep their full size up to this scale denominator.
_FULL_SYMBOLS_AT, _LEAST_SYMBOL = 2_000_000.0, 0.62
# So many outlines of areas narrower than this are not drawn.
_MESH_FROM, _LEAST_AREA_MM = 150, 5.0

_HOUSE = Outline([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.1), (0.0, 0.55), (-0.5, 0.1), (-0.5, -0.5)], closed=True)
MARKERS: dict[Shape, Any] = {
    Shape.CIRCLE: "o",
    Shape.SQUARE: "s",
    Shape.TRIANGLE: "^",
    Shape.DIAMOND: "D",
    Shape.CROSS: "X",
    Shape.PLUS: "P",
    Shape.STAR: "*",
    Shape.HOUSE: _HOUSE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A legend entry for what a rule drew.

    Attributes
    ----------
    dimension : int
        0 for points, 1 for lines, 2 for areas.
    count : int, optional
        Features in view; None where counting them says nothing.
    """

    label: Text
    symbol: Symbol
    dimension: int
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DrawnLayer:
    """What was drawn of a layer: legend entries, rules hidden at the scale, and the features in view."""

    entries: tuple[Drawn, ...]
    hidden: tuple[tuple[Text, int], ...]
    shapes: NDArray[Any]
    rows: NDArray[np.intp]


def in_view(geometries: NDArray[Any], view: MapView) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Those of `geometries` (EPSG:4326) that meet the view, projected and cut near its edge; and which."""
    west, south, east, north = view.bounds(_LAND_MARGIN)
    bounds = shapely.bounds(geometries)
    with np.errstate(invalid="ignore"):  # bounds of missing geometries are no numbers
        near = (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north)
        near &= bounds[:, 3] >= south
        beyond = (bounds[:, 0] < west - 1) | (bounds[:, 2] > east + 1)
        beyond |= (bounds[:, 1] < south - 1) | (bounds[:, 3] > north + 1)
    rows = np.flatnonzero(near)
    if not len(rows):
        return np.empty(0, dtype=object), rows
    shapes = geometries[rows].copy()
    # what reaches far out of view may not survive the projection
    far = beyond[rows]
    shapes[far] = shapely.intersection(shapely.make_valid(shapes[far]), shapely.box(west, south, east, north))
    shapes = view.project(shapes)
    frame = view.frame
    shapely.prepare(frame)
    met = shapely.intersects(frame, shapes)
    shapes, rows = shapes[met], rows[met]
    margin = view.metres(8.0)
    left, bottom, right, top = frame.bounds
    large = shapely.get_num_coordinates(shapes) > 1
    over = large & ~shapely.within(shapes, shapely.buffer(frame, margin))
    shapes[over] = shapely.clip_by_rect(
        shapes[over], left - margin, bottom - margin, right + margin, top + margin
    )
    # areas must not vanish, so their rings are kept; lines always keep their ends
    for dimension, keep_rings in ((1, False), (2, True)):
        some = large & (shapely.get_dimensions(shapes) == dimension)
        shapes[some] = shapely.simplify(shapes[some], view.metres(_DETAIL_MM), preserve_topology=keep_rings)
    return shapes, rows


def draw_layer(
    axes: Axes, frame: pd.DataFrame, style: Symbology, view: MapView, *, zorder: float, gid: str
) -> DrawnLayer:
    """Draw the features of a frame (EPSG:4326) that meet the view, each by the first rule that takes it."""
    geometries = frame["geometry"].to_numpy()
    shapes, rows = in_view(geometries, view)
    seen = frame.iloc[rows]
    classes = style.classify(seen)
    shown = style.classify(seen, scale=view.denominator)
    areas = shapely.get_dimensions(shapes) == 2
    entries, hidden = [], []
    for index, rule in enumerate(style.rules):
        taken = shown == index
        if not rule.symbol.fill and _too_fine(geometries[rows[taken & areas]], view):
            taken &= ~areas
            shown[areas & (shown == index)] = -1
        missed = int((classes == index).sum()) - int(taken.sum())
        if missed:
            hidden.append((rule.label, missed))
        symbol = at_scale(rule.symbol, view)
        if rule.as_point and taken.any():
            # later rules lie under earlier ones
            depth = zorder + (len(style.rules) - index) * 0.001
            values = seen[rule.proportion.field].to_numpy(dtype=float)[taken] if rule.proportion else None
            entries += draw_marks(
                axes, shapes[taken], symbol, rule, values, zorder=depth, gid=f"{gid}:{index}:0"
            )
            continue
        dimensions = shapely.get_dimensions(shapes)
        for dimension in (2, 1, 0):
            of_rule = shapes[taken & (dimensions == dimension)]
            if len(of_rule):
                # later rules lie under earlier ones: the first are the ones that matter
                depth = zorder + (len(style.rules) - index) * 0.001
                draw_shapes(axes, of_rule, symbol, zorder=depth, gid=f"{gid}:{index}:{dimension}")
                entries.append(
                    Drawn(label=rule.label, symbol=symbol, dimension=dimension, count=len(of_rule))
                )
    kept = shown >= 0
    return DrawnLayer(entries=tuple(entries), hidden=tuple(hidden), shapes=shapes[kept], rows=rows[kept])


def draw_shapes(axes: Axes, shapes: NDArray[Any], symbol: Symbol, *, zorder: float, gid: str) -> None:
    """Draw projected shapes of one dimension with one symbol, one path (or marker) for each."""
    if int(shapely.get_dimensions(shapes[:1])[0]) == 0:
        _draw_points(axes, shapes, symbol, zorder, gid)
        return
    paths = [outline(shape) for shape in shapes]
    area = int(shapely.get_dimensions(shapes[:1])[0]) == 2
    style: dict[str, Any] = {"linewidths": symbol.line_width, "gid": gid, "zorder": zorder}
    edge = to_rgba(symbol.line) if symbol.line else "none"
    if not area:
        collection = PathCollection(paths, facecolors="none", edgecolors=edge, **style)
        collection.set_linestyle(_dashes(symbol))
        collection.set_joinstyle("round")
        axes.add_collection(collection, autolim=False)
        return
    face = to_rgba(symbol.fill, symbol.fill_opacity) if symbol.fill else "none"
    collection = PathCollection(paths, facecolors=face, edgecolors=edge if symbol.line else "none", **style)
    collection.set_linestyle(_dashes(symbol))
    if symbol.hatch:
        collection.set_hatch("////")
        collection.set_hatchcolor(to_rgba(symbol.line or symbol.fill, 0.45))
    axes.add_collection(collection, autolim=False)


def draw_marks(
    axes: Axes,
    shapes: NDArray[Any],
    symbol: Symbol,
    rule: Rule,
    values: NDArray[np.float64] | None,
    *,
    zorder: float,
    gid: str,
) -> list[Drawn]:
    """Draw a marker on each shape, by its value where the rule is in proportion.

    The entries give sample sizes, none above the largest value drawn.
    """
    points = shapely.point_on_surface(shapes)
    count = len(points)
    if rule.proportion is None or values is None:
        _draw_points(axes, points, symbol, zorder, gid)
        return [Drawn(label=rule.label, symbol=symbol, dimension=0, count=count)]
    sizes = np.array([rule.proportion.size_of(value, symbol.size) for value in values])
    largest_first = np.argsort(-sizes, kind="stable")
    _draw_points(axes, points[largest_first], symbol, zorder, gid, sizes[largest_first])
    samples = replace(rule.proportion, value=float(values.max())).samples()
    return [
        Drawn(
            label=tr("{number:,.6g}", number=value),
            symbol=replace(symbol, size=rule.proportion.size_of(value, symbol.size)),
            dimension=0,
            count=count if number == 0 else None,
        )
        for number, value in enumerate(samples)
    ]


def draw_raster(axes: Axes, raster: Raster, style: Symbology, view: MapView, *, zorder: float) -> DrawnLayer:
    """Draw a grid in the colours of the rules, which class the cell values; entries carry no count."""
    import pandas as pd

    columns = max(2, round(view.width_mm / _RASTER_CELL_MM))
    rows = max(2, round(view.height_mm / _RASTER_CELL_MM))
    x = (np.arange(columns) + 0.5) / columns * 2 - 1
    y = 1 - (np.arange(rows) + 0.5) / rows * 2
    grid = np.stack(np.meshgrid(x * view.half_width_m, y * view.half_height_m), axis=-1).reshape(-1, 2)
    lonlat = view.lonlat(grid)
    with np.errstate(invalid="ignore"):
        column = np.floor((lonlat[:, 0] - raster.west) / raster.cell_width)
        row = np.floor((raster.north - lonlat[:, 1]) / raster.cell_height)
        inside = (column >= 0) & (column < raster.values.shape[1])
        inside &= (row >= 0) & (row < raster.values.shape[0])
    values = np.full(len(grid), np.nan)
    values[inside] = raster.values[row[inside].astype(int), column[inside].astype(int)]
    known = ~np.isnan(values)
    classes = np.full(len(grid), -1, dtype=np.int16)
    fields = {rule.field: values[known] for rule in style.rules if rule.field}
    classes[known] = style.classify(pd.DataFrame(fields, index=range(int(known.sum()))), view.denominator)
    image = np.zeros((len(grid), 4))
    entries = []
    for index, rule in enumerate(style.rules):
        taken = classes == index
        if taken.any() and rule.symbol.fill:
            image[taken] = to_rgba(rule.symbol.fill, rule.symbol.fill_opacity)
            entries.append(Drawn(label=rule.label, symbol=rule.symbol, dimension=2, count=None))
    half_width, half_height = view.half_width_m, view.half_height_m
    axes.imshow(
        image.reshape(rows, columns, 4),
        extent=(-half_width, half_width, -half_height, half_height),
        interpolation="nearest",
        aspect="auto",
        zorder=zorder,
    )
    none = np.empty(0, dtype=object)
    return DrawnLayer(entries=tuple(entries), hidden=(), shapes=none, rows=np.empty(0, dtype=np.intp))


def at_scale(symbol: Symbol, view: MapView) -> Symbol:
    """The symbol as drawn at the view's scale: smaller where the map shows a country than where a town."""
    share = min(1.0, max(_LEAST_SYMBOL, (_FULL_SYMBOLS_AT / view.denominator) ** 0.35))
    thin = 0.5 + 0.5 * share
    return replace(symbol, size=symbol.size * share, line_width=symbol.line_width * thin)


def _too_fine(areas: NDArray[Any], view: MapView) -> bool:
    """Whether outlines are too many and too small to be told apart: a grey mesh."""
    if len(areas) < _MESH_FROM:
        return False
    bounds = shapely.bounds(areas)
    lat = np.radians((bounds[:, 1] + bounds[:, 3]) / 2)
    metres = (bounds[:, 2] - bounds[:, 0]) * 111_200.0 * np.cos(lat)
    return float(np.median(metres)) < view.metres(_LEAST_AREA_MM)


def outline(shape: Any) -> Outline:
    """A line or area, of any number of parts, as one path."""
    rings: list[Any] = []
    for part in shapely.get_parts(shape):
        if shapely.get_dimensions(part) == 2:
            rings += [part.exterior, *part.interiors]
        elif shapely.get_dimensions(part) == 1:
            rings.append(part)
    corners, codes = [], []
    for ring in rings:
        points = shapely.get_coordinates(ring)
        if len(points) < 2:
            continue
        code = np.full(len(points), Outline.LINETO, dtype=Outline.code_type)
        code[0] = Outline.MOVETO
        if ring.geom_type == "LinearRing":
            code[-1] = Outline.CLOSEPOLY
        corners.append(points)
        codes.append(code)
    if not corners:
        return Outline(np.empty((0, 2)))
    return Outline(np.concatenate(corners), np.concatenate(codes))


def _draw_points(
    axes: Axes,
    shapes: NDArray[Any],
    symbol: Symbol,
    zorder: float,
    gid: str,
    sizes: NDArray[np.float64] | None = None,
) -> None:
    points = shapely.get_coordinates(shapes)
    axes.scatter(
        points[:, 0],
        points[:, 1],
        s=(symbol.size if sizes is None else sizes) ** 2 * _area_factor(symbol.shape),
        marker=MarkerStyle(MARKERS[symbol.shape]),
        facecolors=to_rgba(symbol.fill, symbol.fill_opacity) if symbol.fill else "none",
        edgecolors=to_rgba(symbol.line) if symbol.line else "none",
        linewidths=symbol.line_width,
        zorder=zorder,
        gid=gid,
        clip_on=True,
    )


def _area_factor(shape: Shape) -> float:
    # a square on its corner is √2 wider than one on its side
    return 0.5 if shape is Shape.DIAMOND else 1.0


def _dashes(symbol: Symbol) -> Any:
    return (0, symbol.dashes) if symbol.dashes else "solid"
