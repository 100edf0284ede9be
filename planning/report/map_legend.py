"""The legend: every rule that drew something in view, with how many features, and nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Rectangle

from layers.symbology import Shape
from layers.text import Text, numeral, tr
from planning.report.feature_drawing import MARKERS, Drawn
from planning.report.page_layout import MM_PER_POINT
from planning.report.typesetting import line_height_mm, wrapped

if TYPE_CHECKING:
    from planning.report.map_furniture import Page
    from planning.report.page_layout import Box

_SWATCH_MM = 8.0
_COLUMN_GAP_MM = 2.5
_LEAST_COLUMN_MM = 27.0
_SIZES = (7.0, 6.5, 6.0, 5.5)
_SMALL_SIZES = (5.5, 5.0, 4.5)
_PLAIN = ("all", "reference")
# A label that begins with the title's first letters says what the title says.
_STEM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendGroup:
    """Entries of one layer under its title."""

    title: Text | str
    entries: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """A line of the legend, measured: a heading, or an entry with its swatch."""

    lines: tuple[str, ...]
    height: float
    drawn: Drawn | None
    # a heading is never left alone at the foot of a column
    heading: bool = False


def draw_legend(page: Page, groups: Sequence[LegendGroup]) -> int:
    """Draw the legend in its box; returns how many entries found no room, which the page then says."""
    box, f = page.layout.legend, page.factor
    heading_size = 8.0 * f
    page.write(str(tr("Legend")), box.left, box.top - 2.8 * f, heading_size, weight="bold")
    top = box.top - 5.0 * f
    room = top - box.bottom
    items: list[_Item] = []
    columns: list[list[_Item]] = []
    size, count = _SIZES[0] * f, page.layout.legend_columns
    for count, size in _trials(box, page.layout.legend_columns, f):
        width = _column_width(box, count, f)
        items = _items(groups, width - _SWATCH_MM * f, width, size)
        columns = _flowed(items, room, count)
        if sum(map(len, columns)) == len(items):
            break
    width = _column_width(box, count, f)
    missing = sum(1 for item in items if item.drawn is not None) - sum(
        1 for column in columns for item in column if item.drawn is not None
    )
    if missing:
        columns = _flowed(items, room - line_height_mm(size) * 1.3, count)
        shown = sum(1 for column in columns for item in column if item.drawn is not None)
        missing = sum(1 for item in items if item.drawn is not None) - shown
        note = tr("and {n:,} more entries, for which there is no room", n=missing)
        page.lines(wrapped(str(note), box.width, size)[:1], box.left, box.bottom + line_height_mm(size), size)
    for number, column in enumerate(columns):
        _draw_column(page, column, box.left + number * (width + _COLUMN_GAP_MM * f), top, size)
    return missing


def entry_text(group: LegendGroup, drawn: Drawn) -> str:
    """An entry as it reads; the only one of a group carries the group's title."""
    label = str(drawn.label)
    if len(group.entries) == 1:
        title = str(group.title)
        if drawn.label.template in _PLAIN or label.casefold() in title.casefold():
            label = title
        elif title and label.casefold()[:_STEM] != title.casefold()[:_STEM]:
            label = f"{title}: {label}"
    label = label[:1].upper() + label[1:]
    return label if drawn.count is None else f"{label} ({numeral(f'{drawn.count:,}')})"


def _trials(box: Box, columns: int, f: float) -> Iterable[tuple[int, float]]:
    yield from ((columns, size * f) for size in _SIZES)
    for more in range(columns + 1, columns + 4):
        if _column_width(box, more, f) >= _LEAST_COLUMN_MM * f:
            yield from ((more, size * f) for size in _SMALL_SIZES)


def _column_width(box: Box, columns: int, f: float) -> float:
    return (box.width - (columns - 1) * _COLUMN_GAP_MM * f) / columns


def _items(groups: Sequence[LegendGroup], text_mm: float, width_mm: float, size: float) -> list[_Item]:
    items: list[_Item] = []
    step = line_height_mm(size)
    under_heading = False
    for group in groups:
        headed = len(group.entries) > 1 and bool(str(group.title))
        if under_heading and not headed:
            # without a gap it would read as one more entry of the group above
            items.append(_Item((), 0.6 * step, None))
        under_heading = headed
        if headed:
            title = str(group.title)
            lines = tuple(wrapped(title[:1].upper() + title[1:], width_mm, size, "bold"))
            items.append(_Item(lines, len(lines) * step + 0.5 * step, None, heading=True))
        for drawn in group.entries:
            lines = tuple(wrapped(entry_text(group, drawn), text_mm, size))
            tall = drawn.symbol.size * MM_PER_POINT if drawn.dimension == 0 else 0.0
            items.append(_Item(lines, max(len(lines) * step, tall) + 0.25 * step, drawn))
    return items


def _flowed(items: list[_Item], room: float, columns: int) -> list[list[_Item]]:
    """Items in columns no higher than `room`, as many as fit."""
    result: list[list[_Item]] = [[]]
    used = 0.0
    for item, following in itertools.zip_longest(items, items[1:]):
        needed = item.height + (following.height if item.heading and following is not None else 0.0)
        if used + needed > room and result[-1]:
            if len(result) == columns:
                return result
            result.append([])
            used = 0.0
        if item.height > room:
            return result
        result[-1].append(item)
        used += item.height
    return result


def _draw_column(page: Page, column: list[_Item], left: float, top: float, size: float) -> None:
    step = line_height_mm(size)
    for item in column:
        if item.drawn is None:
            page.lines(list(item.lines), left, top - 0.35 * step, size, weight="bold")
        else:
            inner = item.height - 0.25 * step
            middle = top - min(inner, max(step, item.drawn.symbol.size * MM_PER_POINT)) / 2
            first = middle + step / 2 if len(item.lines) == 1 else top
            _draw_swatch(page, item.drawn, left, middle, step)
            page.lines(list(item.lines), left + _SWATCH_MM * page.factor, first, size)
        top -= item.height


def _draw_swatch(page: Page, drawn: Drawn, left: float, middle: float, step: float) -> None:
    symbol, width = drawn.symbol, (_SWATCH_MM - 2.0) * page.factor
    edge: Any = to_rgba(symbol.line) if symbol.line else "none"
    face: Any = to_rgba(symbol.fill, symbol.fill_opacity) if symbol.fill else "none"
    if drawn.dimension == 0:
        area = symbol.size**2 * (0.5 if symbol.shape is Shape.DIAMOND else 1.0)
        page.sheet.scatter(
            [left + width / 2], [middle], s=area, marker=MarkerStyle(MARKERS[symbol.shape]), facecolors=face,
            edgecolors=edge, linewidths=symbol.line_width, clip_on=False,
        )  # fmt: skip
    elif drawn.dimension == 1:
        style: Any = (0, symbol.dashes) if symbol.dashes else "solid"
        page.sheet.add_line(
            Line2D(
                [left, left + width],
                [middle] * 2,
                color=symbol.line or "none",
                linewidth=symbol.line_width,
                linestyle=style,
            )
        )
    else:
        patch = Rectangle(
            (left, middle - 0.38 * step), width, 0.76 * step, facecolor=face, edgecolor=edge,
            linewidth=symbol.line_width, linestyle=(0, symbol.dashes) if symbol.dashes else "solid",
        )  # fmt: skip
        if symbol.hatch:
            patch.set_hatch("////")
            patch.set_hatchcolor(to_rgba(symbol.line or symbol.fill, 0.45))
        page.sheet.add_patch(patch)
