"""Charts along the ways of a route: distance to the front, and time since the start.

Drawn from the tables of the outcome alone, so that the chart shows what the tables say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from layers.palette import BLUE, INK, VERMILION
from layers.text import tr
from layers.workspace import Workspace
from planning.outcome import Cell, MapLayer, Outcome
from planning.report import page_texts
from planning.report.edition import RULES, Edition, outcome_for_edition
from planning.report.map_furniture import MARK
from planning.report.page_layout import MM_PER_INCH
from planning.report.typesetting import font
from planning.report.whole_file import whole_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PROFILE, ROUTES, TIMETABLE = "profile", "routes", "timetable"
_SIZE_MM = (240.0, 130.0)
_DPI = 200
_QUIET = "#5b5b5b"
Records = Sequence[Mapping[str, Cell]]


def write_profile(path: Path, outcome: Outcome, workspace: Workspace, edition: Edition) -> bool:
    """Write the chart of a route to `path` (.png, .pdf or .svg); False where there is none to draw.

    Raises
    ------
    PlanningError
        When the file cannot be written.
    """
    told = outcome_for_edition(outcome, edition, workspace)
    if not has_profile(told):
        return False
    figure = profile_figure(told, str(RULES[edition].mark), page_texts.is_exercise(workspace, (outcome,)))
    with matplotlib.rc_context({"pdf.fonttype": 42}), whole_file(path) as draft:
        figure.savefig(draft, format=path.suffix.lower().removeprefix("."), dpi=_DPI)
    return True


def has_profile(outcome: Outcome) -> bool:
    """Whether the outcome has points along ways."""
    return any(table.name == PROFILE and table.rows for table in outcome.tables)


def profile_figure(outcome: Outcome, mark: str = "", is_exercise: bool = False) -> Figure:
    """The chart as a figure of its own, with title and mark."""
    size = _SIZE_MM[0] / MM_PER_INCH, _SIZE_MM[1] / MM_PER_INCH
    figure = Figure(figsize=size, facecolor="#ffffff")
    FigureCanvasAgg(figure)
    draw_profile(figure, outcome, (0.075, 0.11, 0.9, 0.76))
    title = _title(outcome)
    figure.text(0.02, 0.955, title, fontproperties=font("bold"), fontsize=11, color=INK, va="center")
    figure.text(
        0.98, 0.955, mark, fontproperties=font("bold"), fontsize=7, color=BLUE, va="center", ha="right"
    )
    note = str(tr("A distance from the front is no advice on access, and no route is safe"))
    figure.text(0.02, 0.015, note, fontproperties=font(), fontsize=6, color=_QUIET)
    if is_exercise:
        words = str(page_texts.EXERCISE)
        figure.text(0.98, 0.015, words, fontproperties=font("bold"), fontsize=9, color=MARK, ha="right")
    return figure


def draw_profile(figure: Figure, outcome: Outcome, box: tuple[float, float, float, float]) -> None:
    """Draw both panels into a box of the figure: left, bottom, width and height as shares of it."""
    points = outcome.table(PROFILE).records()
    colours, labels = _colours(outcome), _labels(outcome)
    left, bottom, width, height = box
    has_front = any(point["front_km"] is not None for point in points)
    below = height * (0.42 if has_front else 1.0)
    time_axes = figure.add_axes((left, bottom, width, below))
    _time_panel(time_axes, points, colours, labels, outcome)
    axes = [time_axes]
    if has_front:
        gap = height * 0.07
        front_axes = figure.add_axes((left, bottom + below + gap, width, height - below - gap))
        _front_panel(front_axes, points, colours, labels, outcome)
        front_axes.tick_params(labelbottom=False)
        axes.append(front_axes)
    longest = max(_number(point["at_km"]) for point in points)
    for one in axes:
        one.set_xlim(0.0, longest or 1.0)
        _quiet(one)
    _write(time_axes.set_xlabel, tr("km from the start"))
    legend = axes[-1].legend(prop=font(), fontsize=7, loc="upper right", framealpha=0.85, borderpad=0.4)
    for text in legend.get_texts():
        text.set_fontsize(7)


def _front_panel(
    axes: Axes, points: Records, colours: Mapping[int, str], labels: Mapping[int, str], outcome: Outcome
) -> None:
    for rank in colours:
        own = [point for point in points if point["rank"] == rank and point["front_km"] is not None]
        km = [_number(point["at_km"]) for point in own]
        front = [_number(point["front_km"]) for point in own]
        axes.plot(km, front, color=colours[rank], linewidth=1.6, label=labels[rank])
    top = axes.get_ylim()[1]
    for number, band in enumerate(_bands(outcome)):
        if band < top:
            axes.axhline(band, color=VERMILION, linewidth=0.7, dashes=(4, 2))
            words, across = str(tr("{km:g} km", km=band)), axes.get_yaxis_transform()
            left = 0.002 + 0.045 * number
            text = axes.text(left, band, words, transform=across, fontproperties=font(), va="bottom")
            text.set(fontsize=6.5, color=VERMILION)
    axes.set_ylim(0.0, top)
    _write(axes.set_ylabel, tr("km to the front"))


def _time_panel(
    axes: Axes, points: Records, colours: Mapping[int, str], labels: Mapping[int, str], outcome: Outcome
) -> None:
    events = [record for table in outcome.tables if table.name == TIMETABLE for record in table.records()]
    for rank in colours:
        own = [point for point in points if point["rank"] == rank]
        km, hours = _with_halts(own, [event for event in events if event["rank"] == rank])
        axes.plot(km, hours, color=colours[rank], linewidth=1.6, label=labels[rank])
    axes.set_ylim(0.0, None)
    _write(axes.set_ylabel, tr("hours, with halts") if events else tr("hours"))


def _with_halts(points: Records, events: Records) -> tuple[list[float], list[float]]:
    """Km and hours since the departure; a halt is a step."""
    km = [_number(point["at_km"]) for point in points]
    hours = [_number(point["at_min"]) / 60.0 for point in points]
    halts = [
        (_number(event["at_km"]), _number(event["at_min"]) / 60.0, (until - begins) / dt.timedelta(hours=1))
        for event in events
        if isinstance(begins := event["from"], dt.datetime)
        and isinstance(until := event["until"], dt.datetime)
        and str(event["what"]) != str(tr("wait"))  # which counts as driving
        and until > begins
    ]
    line = sorted(
        [(at, spent, 0.0) for at, spent in zip(km, hours, strict=True)] + halts, key=lambda p: p[:2]
    )
    added, found_km, found_hours = 0.0, [], []
    for at, spent, halt in line:
        found_km.append(at)
        found_hours.append(spent + added)
        if halt:
            added += halt
            found_km.append(at)
            found_hours.append(spent + added)
    return found_km, found_hours


def _colours(outcome: Outcome) -> dict[int, str]:
    """The colour of each way as on the map."""
    layer = _routes(outcome)
    ranks = sorted({int(_number(rank)) for rank in outcome.table(PROFILE).column("rank")})
    if layer is None:
        return dict.fromkeys(ranks, BLUE)
    by_rank = {rule.equals[0]: rule.symbol.line for rule in layer.symbology.rules if rule.equals}
    return {rank: str(by_rank.get(rank, BLUE)) for rank in ranks}


def _labels(outcome: Outcome) -> dict[int, str]:
    layer = _routes(outcome)
    rules = () if layer is None else layer.symbology.rules
    known = {rule.equals[0]: str(rule.label) for rule in rules if rule.equals}
    return {rank: known.get(rank, str(rank)) for rank in _colours(outcome)}


def _routes(outcome: Outcome) -> MapLayer | None:
    return next((layer for layer in outcome.map_layers if layer.name == ROUTES), None)


def _title(outcome: Outcome) -> str:
    layer = _routes(outcome)
    return str(outcome.table(PROFILE).title if layer is None else layer.title)


def _bands(outcome: Outcome) -> list[float]:
    text = str(outcome.parameters.get("bands_km", ""))
    return [float(part) for part in text.split(",") if part.strip().replace(".", "", 1).isdigit()]


def _number(value: Cell) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _quiet(axes: Axes) -> None:
    axes.grid(color="#e3e3e3", linewidth=0.5)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(font())
        label.set_fontsize(7)


def _write(setter: Any, text: object) -> None:
    setter(str(text), fontproperties=font(), fontsize=7.5, color=INK)
