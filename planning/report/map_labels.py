"""Names on the map, placed one after the other where they overlap nothing placed before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from matplotlib.patheffects import Stroke

from layers.symbology import Symbol, Symbology
from layers.text import language, tr
from planning.report import base_map
from planning.report.feature_drawing import Drawn, DrawnLayer, draw_shapes, in_view
from planning.report.page_layout import MM_PER_POINT
from planning.report.typesetting import font, text_width_mm

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from planning.report.map_view import MapView

_EDGE_MM = 1.0
# Dots of settlements lie above areas, roads and under the points of layers.
_DOTS_ZORDER = 44.0
_HEIGHT = 0.95  # of a line of text, in its size
# One settlement name for so much map, mm².
_MAP_PER_PLACE_MM2 = 620.0
# One name of a feature of a layer for so much map, mm², and at most so many features tried.
_MAP_PER_FEATURE_MM2 = 550.0
_MOST_TRIED = 1_000
_OBLAST_NAMES_FROM, _OBLAST_NAMES_TO = 600_000.0, 9_000_000.0
_COUNTRY_NAMES_FROM = 1_500_000.0
_LEAST_COUNTRY_SHARE = 0.012
# Abroad a name helps to find one's way only; at home it is where people are.
_ABROAD_WEIGHT = 0.2

_DOT = Symbol(fill="#4a4a4a", line="#ffffff", line_width=0.4, size=3.0)
_CAPITAL_DOT = Symbol(fill="#222222", line="#ffffff", line_width=0.5, size=4.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """How a name is written."""

    size: float
    weight: str = "normal"
    style: str = "normal"
    colour: str = "#222222"
    halo: str = "#ffffff"


_COUNTRY = Lettering(size=7.5, style="italic", colour="#7d7668", halo="#efece6")
_OBLAST = Lettering(size=5.8, style="italic", colour="#7a7a7a")
_CAPITAL = Lettering(size=8.0, weight="bold")
_CENTRE = Lettering(size=6.8, weight="bold", colour="#333333")
_PLACE = Lettering(size=6.0, colour="#333333")
_FEATURE = Lettering(size=5.8, colour="#1c3f5e")
_AREA = Lettering(size=5.6, style="italic", colour="#6a6a6a")


@dataclass(slots=True)
class Labeller:
    """Puts names on a map; `marks` are places (mm from the lower left) that names avoid where they can."""

    axes: Axes
    view: MapView
    factor: float
    marks: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))
    placed: list[tuple[float, float, float, float]] = field(default_factory=list)
    said: set[tuple[str, int, int]] = field(default_factory=set)

    def to_mm(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Projected metres to millimetres on the map."""
        offset = np.array([self.view.width_mm, self.view.height_mm]) / 2
        return xy * 1000.0 / self.view.denominator + offset

    def put(self, text: str, x: float, y: float, lettering: Lettering, clear_pt: float | None) -> bool:
        """Write `text` beside a point (projected metres), or upon it when `clear_pt` is None.

        Parameters
        ----------
        clear_pt : float
            Size of the symbol at the point.
        """
        ((at_x, at_y),) = self.to_mm(np.array([[x, y]]))
        # the same name twice side by side comes from two layers that know the same place
        key = (text.casefold(), round(at_x / 12), round(at_y / 12))
        if not text or key in self.said:
            return False
        size = lettering.size * self.factor
        width = text_width_mm(text, size, lettering.weight, lettering.style)
        height = size * _HEIGHT * MM_PER_POINT
        best: tuple[int, float, float] | None = None
        for left, bottom in _positions(at_x, at_y, width, height, clear_pt):
            if not self._free(left, bottom, width, height):
                continue
            hidden = self._marks_in(left, bottom, width, height)
            if best is None or hidden < best[0]:
                best = (hidden, left, bottom)
            if not hidden:
                break
        if best is None:
            return False
        _, left, bottom = best
        self.placed.append((left, bottom, left + width, bottom + height))
        self.said.add(key)
        self._write(text, left, bottom, size, lettering)
        return True

    def _free(self, left: float, bottom: float, width: float, height: float) -> bool:
        if left < _EDGE_MM or bottom < _EDGE_MM:
            return False
        if left + width > self.view.width_mm - _EDGE_MM or bottom + height > self.view.height_mm - _EDGE_MM:
            return False
        if not self.placed:
            return True
        boxes = np.array(self.placed)
        pad = 0.4
        apart = (boxes[:, 0] > left + width + pad) | (boxes[:, 2] < left - pad)
        apart |= (boxes[:, 1] > bottom + height + pad) | (boxes[:, 3] < bottom - pad)
        return bool(apart.all())

    def _marks_in(self, left: float, bottom: float, width: float, height: float) -> int:
        x, y = self.marks[:, 0], self.marks[:, 1]
        return int(((x > left) & (x < left + width) & (y > bottom) & (y < bottom + height)).sum())

    def _write(self, text: str, left: float, bottom: float, size: float, lettering: Lettering) -> None:
        at = ((left / self.view.width_mm), (bottom / self.view.height_mm))
        common: dict[str, Any] = {
            "transform": self.axes.transAxes,
            "fontproperties": font(lettering.weight, lettering.style),
            "fontsize": size,
            "ha": "left",
            "va": "baseline",
            "clip_on": False,
        }
        # descenders hang below the baseline by about a fifth of the size
        at = (at[0], at[1] + 0.2 * size * MM_PER_POINT / self.view.height_mm)
        halo = Stroke(linewidth=1.8 * self.factor, foreground=lettering.halo, alpha=0.85)
        self.axes.text(*at, text, zorder=90, path_effects=[halo], color=lettering.halo, **common)
        self.axes.text(*at, text, zorder=91, color=lettering.colour, **common)


def label_countries(labeller: Labeller) -> None:
    """Names of the countries that take up a good part of the map."""
    view = labeller.view
    if view.denominator < _COUNTRY_NAMES_FROM:
        return
    frame = base_map.base_layer("countries", base_map.BASE_MAP)
    shapes, rows = in_view(frame.geometry.to_numpy(), view)
    seen = shapely.intersection(shapely.make_valid(shapes), view.frame)
    share = shapely.area(seen) / shapely.area(view.frame)
    names = frame[base_map.name_column()].to_numpy()
    for index in np.argsort(-share):
        home = frame["iso2"].iloc[rows[index]] == base_map.OWN_COUNTRY
        if share[index] >= _LEAST_COUNTRY_SHARE and not home:
            point = shapely.maximum_inscribed_circle(seen[index], tolerance=view.metres(3.0))
            x, y = shapely.get_coordinates(point)[0]
            labeller.put(str(names[rows[index]]).upper(), x, y, _COUNTRY, None)


def label_oblasts(labeller: Labeller) -> None:
    """Names of oblasts, where the scale leaves room for them."""
    view = labeller.view
    if not _OBLAST_NAMES_FROM <= view.denominator <= _OBLAST_NAMES_TO:
        return
    frame = base_map.base_layer("oblasts", base_map.BASE_MAP)
    shapes, rows = in_view(frame.geometry.to_numpy(), view)
    for shape, row in zip(shapes, rows, strict=True):
        seen = shapely.intersection(shapely.make_valid(shape), view.frame)
        if shapely.area(seen) < view.metres(12.0) ** 2:
            continue
        x, y = shapely.get_coordinates(shapely.point_on_surface(seen))[0]
        labeller.put(_short_oblast(frame.iloc[int(row)]), x, y, _OBLAST, None)


def label_places(labeller: Labeller) -> tuple[Drawn, ...]:
    """Dots and names of the largest settlements in view; legend entries for the dots."""
    view = labeller.view
    frame = base_map.base_layer("settlements", base_map.BASE_MAP)
    shapes, rows = in_view(frame.geometry.to_numpy(), view)
    inside = shapely.within(shapes, view.frame)
    shapes, seen = shapes[inside], frame.iloc[rows[inside]].reset_index(drop=True)
    if not len(seen):
        return ()
    rank = seen["admin_rank"].map({"capital": 3, "oblast centre": 2}).fillna(1).astype(int)
    # a place without a code may be a part of a city
    part = (seen["iso2"] == base_map.OWN_COUNTRY) & seen["katottg"].isna()
    part |= (seen["iso2"] != base_map.OWN_COUNTRY) & (seen["admin_rank"] == "other")
    abroad = (seen["iso2"] != base_map.OWN_COUNTRY) & (rank != 3)
    rank = rank.where(~abroad, 1)
    weight = seen["population"].fillna(0.0) * np.where(abroad, _ABROAD_WEIGHT, 1.0)
    order = np.lexsort((seen.index, -weight.to_numpy(), -rank.to_numpy()))
    order = order[~part.to_numpy()[order]]
    room = int(view.width_mm * view.height_mm / labeller.factor**2 / _MAP_PER_PLACE_MM2)
    names = seen[base_map.name_column()].fillna(seen["name_en"]).fillna("")
    points = shapely.get_coordinates(shapes)
    dots: dict[bool, list[int]] = {True: [], False: []}
    for index in order[: room * 3]:
        if sum(map(len, dots.values())) >= room:
            break
        capital = rank[index] == 3
        lettering = _CAPITAL if capital else _CENTRE if rank[index] == 2 else _PLACE
        size = (_CAPITAL_DOT if capital else _DOT).size
        if labeller.put(str(names[index]), points[index, 0], points[index, 1], lettering, size):
            dots[bool(capital)].append(int(index))
    drawn = []
    for capital, symbol, label in ((True, _CAPITAL_DOT, tr("capital")), (False, _DOT, tr("city or town"))):
        chosen = dots[capital]
        if chosen:
            draw_shapes(
                labeller.axes, shapes[chosen], symbol, zorder=_DOTS_ZORDER, gid=f"base:places:{capital}"
            )
            drawn.append(Drawn(label=label, symbol=symbol, dimension=0, count=None))
    return tuple(drawn)


def label_features(labeller: Labeller, frame: pd.DataFrame, drawn: DrawnLayer, style: Symbology) -> None:
    """Names of the features of a layer that were drawn, where the layer's style asks for them."""
    view = labeller.view
    column = _label_column(frame, style.label_field)
    if not column or view.denominator >= style.label_max_scale:
        return
    names = frame[column].iloc[drawn.rows].to_numpy(dtype=object)
    # the largest first; points, which have no size, in the order of the layer
    order = np.argsort(-shapely.area(drawn.shapes), kind="stable")[:_MOST_TRIED]
    room = view.width_mm * view.height_mm / labeller.factor**2 / _MAP_PER_FEATURE_MM2
    for index in order:
        if room <= 0:
            break
        if not pd.isna(names[index]) and _label_feature(labeller, drawn.shapes[index], str(names[index])):
            room -= 1


def _label_feature(labeller: Labeller, shape: Any, name: str) -> bool:
    view = labeller.view
    seen = shapely.intersection(shapely.make_valid(shape), view.frame)
    if shapely.is_empty(seen):
        return False
    dimension = int(shapely.get_dimensions(seen))
    if dimension == 2:
        # an area is named only where the name has room in it
        west, _, east, _ = shapely.bounds(seen)
        if view.metres(text_width_mm(name, _AREA.size * labeller.factor, style="italic")) > east - west:
            return False
        x, y = shapely.get_coordinates(shapely.point_on_surface(seen))[0]
        return labeller.put(name, x, y, _AREA, None)
    middle = seen if dimension == 0 else shapely.line_interpolate_point(_longest(seen), 0.5, normalized=True)
    x, y = shapely.get_coordinates(middle)[0]
    return labeller.put(name, x, y, _FEATURE, 7.0 if dimension == 0 else None)


def _label_column(frame: pd.DataFrame, name: str) -> str:
    own = name.removesuffix("_en") + "_uk"
    if language() == "uk" and name.endswith("_en") and own in frame.columns:
        return own
    return name if name in frame.columns else ""


def _longest(line: Any) -> Any:
    parts = shapely.get_parts(line)
    return parts[int(np.argmax(shapely.length(parts)))]


def _short_oblast(row: pd.Series[Any]) -> str:
    name = str(row[base_map.name_column()])
    return name.removesuffix(" Oblast").removesuffix(" область")


def _positions(
    x: float, y: float, width: float, height: float, clear_pt: float | None
) -> Iterator[tuple[float, float]]:
    """Lower left corners to try, best first."""
    if clear_pt is None:
        for shift in (0.0, 0.9, -0.9, 1.8, -1.8):
            yield x - width / 2, y - height / 2 + shift * height
        return
    gap = clear_pt * MM_PER_POINT / 2 + 0.5
    middle = y - height / 2
    yield x + gap, middle
    yield x + gap, y + gap * 0.5
    yield x + gap, y - height - gap * 0.5
    yield x - gap - width, middle
    yield x - width / 2, y + gap
    yield x - width / 2, y - gap - height
    yield x - gap - width, y + gap * 0.5
    yield x - gap - width, y - height - gap * 0.5
