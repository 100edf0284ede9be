"""The parts of a map page around the map: title, grid, scale bar, north arrow, locator, watermark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.patches import Polygon, Rectangle

from layers.symbology import Symbol
from layers.text import tr
from planning.report import base_map
from planning.report.feature_drawing import draw_shapes, in_view
from planning.report.map_view import LonLatBounds, MapView, bar_length_km, crossing, fit_view, grid_lines
from planning.report.page_layout import MM_PER_POINT, Box, PageLayout
from planning.report.page_texts import EXERCISE
from planning.report.typesetting import cut, fitted, font, line_height_mm, text_width_mm

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#222222"
QUIET = "#5a5a5a"
ACCENT = "#1f5c99"
MARK = "#b3001b"
_RULE = "#9a9a9a"
_GRID_COLOUR = "#7f95a8"
# What the locator shows around the country when the map shows all of it.
_WIDER_DEG = (10.0, 5.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Page:
    """A sheet to draw on: `sheet` are axes over all of it, in millimetres."""

    figure: Figure
    sheet: Axes
    layout: PageLayout

    @property
    def factor(self) -> float:
        """How much larger than on A4 writing is."""
        return self.layout.paper.factor

    def axes(self, box: Box, zorder: float = 1.0) -> Axes:
        """New axes filling `box`, without ticks."""
        across, up = self.layout.paper.width, self.layout.paper.height
        rect = (box.left / across, box.bottom / up, box.width / across, box.height / up)
        axes = self.figure.add_axes(rect, zorder=zorder)
        axes.set_xticks([])
        axes.set_yticks([])
        for spine in axes.spines.values():
            spine.set_linewidth(0.8)
            spine.set_color(QUIET)
            spine.set_zorder(200)
        return axes

    def write(self, text: str, x: float, y: float, size: float, **style: Any) -> None:
        """A line of text with its baseline at `y` mm."""
        weight, slant = style.pop("weight", "normal"), style.pop("style", "normal")
        style.setdefault("color", INK)
        style.setdefault("va", "baseline")
        self.sheet.text(x, y, text, fontproperties=font(weight, slant), fontsize=size, **style)

    def lines(self, lines: list[str], x: float, top: float, size: float, **style: Any) -> float:
        """Lines of text from `top` mm down; returns where the next would begin."""
        step = line_height_mm(size)
        for line in lines:
            self.write(line, x, top - 0.8 * step, size, **style)
            top -= step
        return top

    def rectangle(self, box: Box, **style: Any) -> None:
        """A rectangle."""
        self.sheet.add_patch(Rectangle((box.left, box.bottom), box.width, box.height, **style))


def draw_title(page: Page, title: str, subtitle: str, mark: str, *, exercise: bool) -> None:
    """Title and subtitle, the edition's mark, and EXERCISE where it is one."""
    box, f = page.layout.title, page.factor
    left, right = box.left, box.right
    if exercise:
        size = 12.0 * f
        width = text_width_mm(str(EXERCISE), size, "bold") + 6.0 * f
        badge = Box(left, box.top - 8.5 * f, width, 8.0 * f)
        page.rectangle(badge, facecolor=MARK, edgecolor="none")
        page.write(
            str(EXERCISE), left + width / 2, badge.bottom + badge.height / 2, size, weight="bold",
            color="#ffffff", ha="center", va="center_baseline",
        )  # fmt: skip
        left += width + 3.0 * f
    mark_size = 7.0 * f
    mark_width = text_width_mm(mark, mark_size, "bold")
    page.write(mark, right, box.top - 3.5 * f, mark_size, weight="bold", color=ACCENT, ha="right")
    sizes = tuple(size * f for size in (16.0, 14.0, 12.5, 11.0, 9.5, 8.5, 7.5))
    size, lines = fitted(title, right - left - mark_width - 5.0 * f, 9.6 * f, sizes, "bold")
    page.lines(lines, left, box.top, size, weight="bold")
    small = 8.0 * f
    page.write(cut(subtitle, box.width, small), box.left, box.bottom + 1.8 * f, small, color=QUIET)
    page.rectangle(
        Box(box.left, box.bottom - 0.4 * f, box.width, 0.6 * f), facecolor=ACCENT, edgecolor="none"
    )


def draw_grid(page: Page, axes: Axes, view: MapView) -> None:
    """Meridians and parallels, labelled below and left of the map."""
    box, f = page.layout.map, page.factor
    size = 5.5 * f
    half_width, half_height = view.half_width_m, view.half_height_m
    for line in grid_lines(view):
        axes.plot(
            line.points[:, 0], line.points[:, 1], color=_GRID_COLOUR, linewidth=0.35, alpha=0.55, zorder=4
        )
        at = crossing(line, 1, -half_height) if line.meridian else crossing(line, 0, -half_width)
        if at is None:
            continue
        half = half_width if line.meridian else half_height
        room = text_width_mm(line.label, size) / 2
        place = (at / half + 1) / 2 * (box.width if line.meridian else box.height)
        if not room <= place <= (box.width if line.meridian else box.height) - room:
            continue
        style: dict[str, Any] = {"color": QUIET, "ha": "center"}
        if line.meridian:
            page.write(line.label, box.left + place, box.bottom - 2.6 * f, size, **style)
            page.sheet.plot(
                [box.left + place] * 2, [box.bottom - 0.8 * f, box.bottom], color=QUIET, linewidth=0.5
            )
        else:
            page.write(
                line.label, box.left - 1.8 * f, box.bottom + place, size,
                rotation=90, rotation_mode="anchor", **style,
            )  # fmt: skip
            page.sheet.plot(
                [box.left - 0.8 * f, box.left], [box.bottom + place] * 2, color=QUIET, linewidth=0.5
            )


def draw_scale(page: Page, view: MapView) -> float:
    """North arrow, scale bar and scale in figures; returns the length the bar stands for, km."""
    box, f = page.layout.scale, page.factor
    _draw_arrow(page, box.left + 4.5 * f, box.bottom + 1.0 * f, 13.0 * f)
    left = box.left + 13.0 * f
    length_km = bar_length_km(view, box.right - left - 8.0 * f)
    length_mm = length_km * 1e6 / view.denominator
    bar = Box(left, box.bottom + 4.5 * f, length_mm, 1.6 * f)
    for quarter in range(4):
        part = Box(bar.left + quarter * bar.width / 4, bar.bottom, bar.width / 4, bar.height)
        page.rectangle(part, facecolor=INK if quarter % 2 == 0 else "#ffffff", edgecolor=INK, linewidth=0.5)
    size = 6.0 * f
    for share in (0.0, 0.5, 1.0):
        value = f"{length_km * share:g}"
        page.write(value, bar.left + share * bar.width, bar.top + 0.9 * f, size, ha="center")
    page.write(
        str(tr("km")), bar.right + text_width_mm(f"{length_km:g}", size) / 2 + 1.0, bar.top + 0.9 * f, size
    )
    figures = tr("1 : {n:,.0f} on {page}", n=view.denominator, page=page.layout.paper.name)
    page.write(str(figures), left, box.bottom + 0.8 * f, size, color=QUIET)
    return length_km


def draw_locator(page: Page, view: MapView) -> None:
    """A small map of the country, or of its region, with what the page shows of it."""
    box, f = page.layout.locator, page.factor
    bounds = _locator_bounds(view)
    locator = fit_view(bounds, box.width, box.height)
    axes = page.axes(box)
    axes.set_xlim(-locator.half_width_m, locator.half_width_m)
    axes.set_ylim(-locator.half_height_m, locator.half_height_m)
    axes.set_facecolor(base_map.SEA)
    countries = base_map.base_layer("countries", base_map.BASE_MAP)
    home = (countries["iso2"] == base_map.OWN_COUNTRY).to_numpy()
    for chosen, fill in ((~home, "#e6e2da"), (home, "#fefdfa")):
        shapes, _ = in_view(countries.geometry.to_numpy()[chosen], locator)
        if len(shapes):
            symbol = Symbol(fill=fill, line="#8a8a8a", line_width=0.4)
            draw_shapes(axes, shapes, symbol, zorder=1, gid=f"locator:{fill}")
    lines, _ = in_view(base_map.base_layer("oblast_lines", base_map.BASE_MAP).geometry.to_numpy(), locator)
    if len(lines):
        thin = Symbol(line="#c0c0c0", line_width=0.3)
        draw_shapes(axes, lines, thin, zorder=2, gid="locator:oblasts")
    edge = shapely.segmentize(view.frame, max(view.half_width_m, view.half_height_m) / 10)
    corners = locator.transformer.transform(*view.lonlat(shapely.get_coordinates(edge)).T)
    least = 2.2 * f
    outline = np.column_stack(corners)
    if np.ptp(outline, axis=0).max() * 1000 / locator.denominator < least:
        middle, half = outline.mean(axis=0), least * locator.denominator / 2000
        outline = middle + half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    axes.add_patch(
        Polygon(
            outline, closed=True, facecolor=(0.7, 0.0, 0.1, 0.12), edgecolor=MARK, linewidth=1.0, zorder=5
        )
    )


def draw_watermark(axes: Axes, view: MapView) -> None:
    """EXERCISE across the map."""
    text = str(EXERCISE)
    angle = np.degrees(np.arctan2(view.height_mm, view.width_mm)) * 0.8
    room = np.hypot(view.width_mm, view.height_mm) * 0.72
    size = 100.0 * room / text_width_mm(text, 100.0, "bold")
    size = min(size, view.height_mm * 0.3 / MM_PER_POINT, view.width_mm * 0.3 / MM_PER_POINT)
    axes.text(
        0.5, 0.5, text, transform=axes.transAxes, rotation=angle, ha="center", va="center", zorder=95,
        fontproperties=font("bold"), fontsize=size, color=MARK, alpha=0.11, gid="watermark", clip_on=True,
    )  # fmt: skip


def _draw_arrow(page: Page, x: float, bottom: float, height: float) -> None:
    half, shaft = height * 0.2, height * 0.62
    left = [(x, bottom), (x, bottom + shaft), (x - half, bottom - height * 0.1)]
    right = [(x, bottom), (x, bottom + shaft), (x + half, bottom - height * 0.1)]
    page.sheet.add_patch(Polygon(left, facecolor=INK, edgecolor=INK, linewidth=0.6))
    page.sheet.add_patch(Polygon(right, facecolor="#ffffff", edgecolor=INK, linewidth=0.6))
    page.write(str(tr("N")), x, bottom + shaft + 0.8, 8.0 * page.factor, weight="bold", ha="center")


def _locator_bounds(view: MapView) -> LonLatBounds:
    west, south, east, north = base_map.home_bounds()
    shown = view.bounds()
    width, height = shown[2] - shown[0], shown[3] - shown[1]
    reaches_out = shown[0] < west - 1 or shown[2] > east + 1 or shown[1] < south - 1 or shown[3] > north + 1
    if width < 0.6 * (east - west) and height < 0.6 * (north - south) and not reaches_out:
        return west, south, east, north
    across, up = _WIDER_DEG
    wide = (west - across / 2, south - up / 2, east + across / 2, north + up / 2)
    return (
        min(wide[0], shown[0] - 1), min(wide[1], shown[1] - 1),
        max(wide[2], shown[2] + 1), max(wide[3], shown[3] + 1),
    )  # fmt: skip
