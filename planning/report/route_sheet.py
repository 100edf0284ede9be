"""A route to be printed and taken along: map, turn lists, times, what is passed, chart and assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from layers.text import tr
from layers.workspace import Workspace
from planning.outcome import Outcome, Table
from planning.report import page_texts
from planning.report.brief import shown_cell
from planning.report.edition import RULES, Edition, outcome_for_edition
from planning.report.map_furniture import MARK
from planning.report.map_page import map_figure
from planning.report.page_layout import MM_PER_INCH
from planning.report.profile_chart import ROUTES, draw_profile, has_profile
from planning.report.spreadsheet import column_heading
from planning.report.typesetting import font, line_height_mm, text_width_mm, wrapped
from planning.report.whole_file import whole_file
from planning.run_control import RunControl

_WIDTH, _HEIGHT = 210.0, 297.0
_MARGIN, _FOOT, _HEAD = 14.0, 14.0, 22.0
_BODY, _SMALL, _HEADING, _TITLE = 8.5, 7.0, 11.0, 15.0
_INK, _QUIET, _ACCENT, _RULE = "#222222", "#5b5b5b", "#1f5c99", "#b8b8b8"
_STALE = "#9c1a00"
_CHART_MM = 92.0
# What a driver needs first; the tables of an outcome that are not named here stay in the workbook
_TABLES = ("routes", "timetable", "turns", "on_the_way", "exposure", "costs", "lacking")
_NOT_SHOWN = {"turns": ("lon", "lat"), "routes": ("off_road_km", "longest_join_m", "slowed_km")}
_WIDEST_MM = 62.0


def write_route_sheet(
    path: Path,
    outcome: Outcome,
    workspace: Workspace,
    edition: Edition,
    control: RunControl | None = None,
) -> bool:
    """Write the sheet to `path` (.pdf, A4); False where the outcome has no routes that the edition may hold.

    Raises
    ------
    PlanningError
        When the file cannot be written.
    Cancelled
        When stopped through `control`.
    """
    control = control or RunControl()
    told = outcome_for_edition(outcome, edition, workspace)
    routes = next((layer for layer in told.map_layers if layer.name == ROUTES), None)
    if routes is None or not len(routes.frame):
        return False
    is_exercise = page_texts.is_exercise(workspace, (outcome,))
    map_page = map_figure(
        workspace, outcome=outcome, edition=edition, title=str(routes.title), control=control.part(0.0, 0.6)
    )
    control.step(0.6, tr("writing {file}", file=path.name))
    pages = _Pages(
        str(routes.title), str(RULES[edition].mark), is_exercise, str(page_texts.made_line(workspace))
    )
    _findings(pages, told)
    for name in _TABLES:
        table = next((one for one in told.tables if one.name == name), None)
        if table is not None and table.rows:
            _table(pages, table)
            if name == "routes" and has_profile(told):
                _chart(pages, told)
    _assumptions(pages, told)
    pages.text(page_texts.disclaimer(workspace), _SMALL, colour=_QUIET)
    mark = f"{page_texts.EXERCISE}: " if is_exercise else ""
    metadata = {"Title": f"{mark}{routes.title} ({RULES[edition].label})", "Creator": "Corridor",
                "Producer": "Corridor", "CreationDate": None}  # fmt: skip
    with (
        matplotlib.rc_context({"pdf.fonttype": 42}),
        whole_file(path) as draft,
        PdfPages(draft, metadata=metadata) as file,
    ):
        for figure in (map_page, *pages.numbered()):
            control.step(0.9, tr("writing {file}", file=path.name))
            file.savefig(figure)
    return True


class _Pages:
    """Pages of text that are filled from the top, in millimetres from the lower left corner."""

    def __init__(self, title: str, mark: str, is_exercise: bool, made: str) -> None:
        self._title, self._mark, self._is_exercise, self._made = title, mark, is_exercise, made
        self._figures: list[Figure] = []
        self.top = 0.0
        self.new()

    def new(self) -> None:
        """Begin a page."""
        figure = Figure(figsize=(_WIDTH / MM_PER_INCH, _HEIGHT / MM_PER_INCH), facecolor="#ffffff")
        FigureCanvasAgg(figure)
        self._figures.append(figure)
        left = _MARGIN
        if self._is_exercise:
            words = str(page_texts.EXERCISE)
            self.write(words, left, _HEIGHT - 12.0, 11.0, colour=MARK, weight="bold")
            left += text_width_mm(words, 11.0, "bold") + 4.0
        room = _WIDTH - _MARGIN - left - text_width_mm(self._mark, 7.0, "bold") - 4.0
        size = next(
            (one for one in (_TITLE, 12.0, 10.0) if text_width_mm(self._title, one, "bold") <= room), 8.0
        )
        self.write(wrapped(self._title, room, size, "bold")[0], left, _HEIGHT - 12.0, size, weight="bold")
        width = text_width_mm(self._mark, 7.0, "bold")
        self.write(self._mark, _WIDTH - _MARGIN - width, _HEIGHT - 12.0, 7.0, colour=_ACCENT, weight="bold")
        self.rule(_HEIGHT - 15.0, _ACCENT, 1.2)
        self.top = _HEIGHT - _HEAD

    @property
    def figure(self) -> Figure:
        """The page being filled."""
        return self._figures[-1]

    def write(
        self, text: str, x: float, y: float, size: float, *, colour: str = _INK, weight: str = "normal"
    ) -> None:
        """One line with its baseline at `y`."""
        self.figure.text(
            x / _WIDTH, y / _HEIGHT, text, fontproperties=font(weight), fontsize=size, color=colour,
            parse_math=False,
        )  # fmt: skip

    def rule(self, y: float, colour: str = _RULE, width: float = 0.4) -> None:
        """A line across the page."""
        from matplotlib.lines import Line2D

        ends = (_MARGIN / _WIDTH, 1.0 - _MARGIN / _WIDTH)
        self.figure.add_artist(Line2D(ends, (y / _HEIGHT, y / _HEIGHT), color=colour, linewidth=width))

    def room(self, height: float) -> bool:
        """A new page where less than `height` mm is left; whether one was begun."""
        if self.top - height >= _FOOT + 4.0:
            return False
        self.new()
        return True

    def text(
        self, text: str, size: float, *, colour: str = _INK, weight: str = "normal", indent: float = 0.0
    ) -> None:
        """A paragraph."""
        step = line_height_mm(size)
        for line in wrapped(text, _WIDTH - 2 * _MARGIN - indent, size, weight):
            self.room(step)
            self.write(line, _MARGIN + indent, self.top - 0.8 * step, size, colour=colour, weight=weight)
            self.top -= step
        self.top -= 0.6

    def heading(self, text: str) -> None:
        """A heading, kept with what follows."""
        self.room(28.0)
        self.top -= 3.0
        self.text(text, _HEADING, colour=_ACCENT, weight="bold")

    def numbered(self) -> tuple[Figure, ...]:
        """The pages with their feet."""
        total = len(self._figures) + 1
        for number, figure in enumerate(self._figures, 2):
            note = tr("Corridor calls no route safe. {made}", made=self._made)
            for words, x, side in (
                (str(note), _MARGIN, "left"),
                (f"{number} / {total}", _WIDTH - _MARGIN, "right"),
            ):
                figure.text(
                    x / _WIDTH,
                    8.0 / _HEIGHT,
                    words,
                    fontproperties=font(),
                    fontsize=6.5,
                    color=_QUIET,
                    ha=side,
                )
        return tuple(self._figures)


def _findings(pages: _Pages, outcome: Outcome) -> None:
    scenario = outcome.scenario or str(tr("Baseline"))
    pages.text(str(tr("Scenario: {scenario}", scenario=scenario)), _BODY, colour=_QUIET)
    for finding in outcome.findings:
        pages.text(f"• {finding.text}", _BODY)


def _chart(pages: _Pages, outcome: Outcome) -> None:
    pages.room(_CHART_MM + 6.0)
    bottom = pages.top - _CHART_MM
    box = ((_MARGIN + 10.0) / _WIDTH, (bottom + 8.0) / _HEIGHT, (_WIDTH - 2 * _MARGIN - 12.0) / _WIDTH,
           (_CHART_MM - 10.0) / _HEIGHT)  # fmt: skip
    draw_profile(pages.figure, outcome, box)
    pages.top = bottom - 2.0


def _table(pages: _Pages, table: Table) -> None:
    left_out = _NOT_SHOWN.get(table.name, ())
    columns = [number for number, column in enumerate(table.columns) if column.name not in left_out]
    heads = [column_heading(table.columns[number]) for number in columns]
    rows = [[shown_cell(row[number], table.columns[number]) for number in columns] for row in table.rows]
    widths = _widths(heads, rows)
    pages.heading(str(table.title))
    _heads(pages, heads, widths)
    for row in rows:
        if pages.room(_row_height(row, widths)):
            _heads(pages, heads, widths)
        _row(pages, row, widths)


def _heads(pages: _Pages, heads: Sequence[str], widths: Sequence[float]) -> None:
    _row(pages, heads, widths, weight="bold", colour=_QUIET)
    pages.rule(pages.top + 0.4)


def _row_height(cells: Sequence[str], widths: Sequence[float]) -> float:
    lines = (len(wrapped(cell, width - 1.5, _SMALL)) for cell, width in zip(cells, widths, strict=True))
    return line_height_mm(_SMALL) * max(lines)


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Width of each column, mm: what its cells need, the widest cut so that all fit the page."""
    wanted = []
    for number, head in enumerate(heads):
        words = max((text_width_mm(word, _SMALL, "bold") for word in head.split()), default=0.0)
        cells = max((text_width_mm(row[number], _SMALL) for row in rows), default=0.0)
        wanted.append((max(words, 8.0) + 2.0, max(words, min(cells, _WIDEST_MM), 8.0) + 2.0))
    room = _WIDTH - 2 * _MARGIN
    least, most = sum(one for one, _ in wanted), sum(two for _, two in wanted)
    if most <= room:
        return [two + (room - most) * (two > _WIDEST_MM) / max(1, sum(t > _WIDEST_MM for _, t in wanted))
                for _, two in wanted]  # fmt: skip
    if least >= room:
        return [one * room / least for one, _ in wanted]
    share = (room - least) / (most - least)
    return [one + (two - one) * share for one, two in wanted]


def _row(
    pages: _Pages,
    cells: Sequence[str],
    widths: Sequence[float],
    *,
    weight: str = "normal",
    colour: str = _INK,
) -> None:
    step = line_height_mm(_SMALL)
    lines = [wrapped(cell, width - 1.5, _SMALL, weight) for cell, width in zip(cells, widths, strict=True)]
    height = step * max(len(one) for one in lines)
    left = _MARGIN
    for cell_lines, width in zip(lines, widths, strict=True):
        for number, line in enumerate(cell_lines):
            pages.write(line, left, pages.top - (number + 0.8) * step, _SMALL, weight=weight, colour=colour)
        left += width
    pages.top -= height + 0.5


def _assumptions(pages: _Pages, outcome: Outcome) -> None:
    pages.heading(str(tr("What it rests on")))
    labels = page_texts.ground_labels()
    for item in outcome.assumptions:
        source = f" ({item.source})" if item.source else ""
        colour = _STALE if item.stale else _INK
        pages.text(f"• {labels[item.ground]}: {item.text}{source}", _SMALL, colour=colour)
