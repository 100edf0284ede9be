"""The foot of a map page: data with dates and publishers, notes and the disclaimer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.text import tr
from planning.report.page_layout import Paper
from planning.report.page_texts import SourceLine
from planning.report.typesetting import cut, line_height_mm, wrapped

if TYPE_CHECKING:
    from planning.report.map_furniture import Page

_SIZES = (6.0, 5.5, 5.0, 4.5)
_MOST_SHARE_OF_PAGE = 0.16
_GAP_MM = 4.0
_SOURCES_SHARE = 0.56
_PAD_MM = 1.5
_STALE_COLOUR = "#9c1a00"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    text: str
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """A footer with its lines broken: two columns of sources left, notes right."""

    size: float
    height: float
    sources: tuple[tuple[_Line, ...], ...]
    notes: tuple[_Line, ...]


def plan_footer(
    sheet: Paper, sources: Sequence[SourceLine], notes: Sequence[str], within: float | None = None
) -> Footer:
    """The footer in the largest writing that leaves the map its room; cut, and said so, at the smallest.

    Parameters
    ----------
    within : float, optional
        Height already given to the footer, mm.
    """
    f = sheet.factor
    width = sheet.width - 16.0 * f
    most = sheet.height * _MOST_SHARE_OF_PAGE if sheet.height > sheet.width else sheet.height * 0.19
    most = most if within is None else within - _PAD_MM * f
    gap = _GAP_MM * f
    source_width = (width * _SOURCES_SHARE - 2 * gap) / 2
    note_width = width * (1 - _SOURCES_SHARE)
    for size in (item * f for item in _SIZES):
        step = line_height_mm(size)
        columns = _two_columns(_source_lines(sources, source_width, size))
        noted = [_Line(text=line) for note in notes for line in wrapped(note, note_width, size)]
        rows = max(*(len(column) + 1 for column in columns), len(noted))
        if rows * step <= most + 1e-6 or size == _SIZES[-1] * f:
            break
    rows = min(rows, int((most + 1e-6) / step))
    columns = tuple(_cut_column(column, rows - 1, source_width, size) for column in columns)
    if len(noted) > rows:
        noted = noted[:rows]
        noted[-1] = _Line(text=cut(noted[-1].text + " …………", note_width, size))
    return Footer(size=size, height=rows * step + _PAD_MM * f, sources=columns, notes=tuple(noted))


def draw_footer(page: Page, footer: Footer) -> None:
    """Write the footer into its box."""
    box, f = page.layout.footer, page.factor
    gap = _GAP_MM * f
    width = (box.width * _SOURCES_SHARE - 2 * gap) / 2
    page.sheet.plot([box.left, box.right], [box.top, box.top], color="#9a9a9a", linewidth=0.5)
    top = box.top - 1.0 * f
    heading_end = page.lines([str(tr("Data and sources"))], box.left, top, footer.size, weight="bold")
    for number, column in enumerate(footer.sources):
        _write(page, column, box.left + number * (width + gap), heading_end, footer.size)
    _write(page, footer.notes, box.left + box.width * _SOURCES_SHARE, top, footer.size)


def _source_lines(sources: Sequence[SourceLine], width: float, size: float) -> list[list[_Line]]:
    """Each source broken into lines; lines after the first are set in."""
    return [
        [
            _Line(text=line if index == 0 else f"   {line}", stale=source.stale)
            for index, line in enumerate(wrapped(str(source.text), width - 2.0, size))
        ]
        for source in sources
    ]


def _two_columns(blocks: list[list[_Line]]) -> tuple[tuple[_Line, ...], ...]:
    """Sources in two columns of like height, none broken across them."""
    total = sum(map(len, blocks))
    left: list[_Line] = []
    for index, block in enumerate(blocks):
        if 2 * len(left) >= total:
            return tuple(left), tuple(line for other in blocks[index:] for line in other)
        left += block
    return tuple(left), ()


def _cut_column(lines: tuple[_Line, ...], rows: int, width: float, size: float) -> tuple[_Line, ...]:
    if len(lines) <= rows:
        return lines
    note = cut(str(tr("and {n:,} more lines, listed with the tables", n=len(lines) - rows + 1)), width, size)
    return (*lines[: rows - 1], _Line(text=note))


def _write(page: Page, lines: Sequence[_Line], left: float, top: float, size: float) -> None:
    for line in lines:
        colour = _STALE_COLOUR if line.stale else "#444444"
        top = page.lines([line.text], left, top, size, color=colour)
