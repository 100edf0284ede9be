"""Paper sizes and where the parts of a map page lie, in millimetres from the lower left corner."""

from __future__ import annotations

from dataclasses import dataclass

from layers.text import tr
from planning.errors import PlanningError

# ISO 216, short and long side.
PAPER_MM = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
MM_PER_INCH = 25.4
MM_PER_POINT = MM_PER_INCH / 72.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page, millimetres."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.bottom + self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A sheet: its size, and how much larger than on A4 its writing is."""

    name: str
    width: float
    height: float
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLayout:
    """The parts of a page.

    Attributes
    ----------
    graticule_mm : float
        Free room left of and below `map`, for the labels of the grid.
    legend_columns : int
        Into how many columns the legend flows at first.
    """

    paper: Paper
    title: Box
    map: Box
    locator: Box
    scale: Box
    legend: Box
    footer: Box
    graticule_mm: float
    legend_columns: int


def paper(name: str, landscape: bool) -> Paper:
    """The sheet called `name`.

    Raises
    ------
    PlanningError
        When there is no such size.
    """
    size = PAPER_MM.get(name.upper())
    if size is None:
        raise PlanningError(
            tr("there is no page size {name}", name=name),
            where=tr("map page"),
            expected=tr("The sizes are: {known}.", known=", ".join(PAPER_MM)),
        )
    short, long = size
    width, height = (long, short) if landscape else (short, long)
    return Paper(name=name.upper(), width=width, height=height, factor=(short / 210.0) ** 0.75)


def lay_out(sheet: Paper, footer_height: float) -> PageLayout:
    """Where everything lies on `sheet`, above a footer of the height given."""
    f = sheet.factor
    margin, gap, grid = 8.0 * f, 3.0 * f, 4.0 * f
    width = sheet.width - 2 * margin
    title = Box(margin, sheet.height - margin - 15.0 * f, width, 15.0 * f)
    footer = Box(margin, margin, width, footer_height)
    room = title.bottom - gap - (footer.top + gap)
    if sheet.width > sheet.height:
        side = 62.0 * f
        panel = Box(sheet.width - margin - side, footer.top + gap, side, room)
        locator_height = 36.0 * f
        locator = Box(panel.left, panel.top - locator_height, side, locator_height)
        scale = Box(panel.left, locator.bottom - gap - 15.0 * f, side, 15.0 * f)
        legend = Box(panel.left, panel.bottom, side, scale.bottom - gap - panel.bottom)
        frame = Box(margin + grid, footer.top + gap + grid, width - side - gap - grid, room - grid)
        columns = 1
    else:
        band = 64.0 * f
        side = 50.0 * f
        panel = Box(margin, footer.top + gap, width, band)
        locator = Box(panel.right - side, panel.bottom + 18.0 * f, side, band - 18.0 * f)
        scale = Box(locator.left, panel.bottom, side, 15.0 * f)
        legend = Box(panel.left, panel.bottom, width - side - gap, band)
        frame = Box(
            margin + grid, panel.top + gap + grid, width - grid, title.bottom - gap - (panel.top + gap + grid)
        )
        columns = 3
    return PageLayout(
        paper=sheet,
        title=title,
        map=frame,
        locator=locator,
        scale=scale,
        legend=legend,
        footer=footer,
        graticule_mm=grid,
        legend_columns=columns,
    )
