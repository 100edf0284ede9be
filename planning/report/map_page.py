"""A map page for print: map, legend, scale bar, grid, locator, sources and disclaimer, as PDF, PNG or SVG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from layers.layer_order import chosen_order
from layers.symbology import Symbol
from layers.text import Text, numeral, tr
from layers.workspace import Workspace
from planning.errors import PlanningError
from planning.outcome import Outcome
from planning.report import base_map, page_texts
from planning.report.edition import RULES, Edition, for_edition, left_out_note, outcome_for_edition
from planning.report.feature_drawing import Drawn, DrawnLayer, draw_layer, draw_raster, draw_shapes, in_view
from planning.report.map_content import Shown, layers_spoken_of, shown_on
from planning.report.map_extent import Extent, extent_of
from planning.report.map_footer import draw_footer, plan_footer
from planning.report.map_furniture import (
    Page,
    draw_grid,
    draw_locator,
    draw_scale,
    draw_title,
    draw_watermark,
)
from planning.report.map_labels import Labeller, label_countries, label_features, label_oblasts, label_places
from planning.report.map_legend import LegendGroup, draw_legend
from planning.report.map_view import MapView, fit_view
from planning.report.own_base_map import draw_grounds, grounds_for
from planning.report.page_layout import MM_PER_INCH, lay_out, paper
from planning.report.whole_file import whole_file
from planning.run_control import RunControl
from planning.scenario import scenario_named, shown_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PNG_DPI = 200
_OUTLINE = Symbol(line="#1f1f1f", line_width=1.6, dashes=(5.0, 1.5, 1.0, 1.5))
_SETTINGS: Any = {
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "corridor",
    "hatch.linewidth": 0.45,
    "lines.scale_dashes": False,
    "axes.unicode_minus": False,
}


def write_map(
    path: Path,
    workspace: Workspace,
    *,
    page: str = "A4",
    landscape: bool = False,
    title: str = "",
    area: str = "",
    outcome: Outcome | None = None,
    edition: Edition = Edition.INTERNAL,
    control: RunControl | None = None,
) -> None:
    """Write a map page of a workspace or of an outcome to `path` (.pdf, .png or .svg).

    Parameters
    ----------
    page : str
        "A4" or "A3".
    title : str
        Given by the user; the analysis or the workspace names the page when empty.
    area : str
        P-code, name or "lon,lat" of what to show; everything when empty.

    Raises
    ------
    PlanningError
        When the ending or the page size is unknown, or the file cannot be written.
    UnknownPlace, AmbiguousPlace
        When `area` is not one place.
    """
    write_maps(
        (path,),
        workspace,
        page=page,
        landscape=landscape,
        title=title,
        area=area,
        outcome=outcome,
        edition=edition,
        control=control,
    )


def write_maps(
    paths: Sequence[Path],
    workspace: Workspace,
    *,
    page: str = "A4",
    landscape: bool = False,
    title: str = "",
    area: str = "",
    outcome: Outcome | None = None,
    edition: Edition = Edition.INTERNAL,
    control: RunControl | None = None,
) -> None:
    """Write one map page to several files of the same or of different formats; see `write_map`."""
    control = control or RunControl()
    formats = [_format(path) for path in paths]
    figure = map_figure(
        workspace,
        page=page,
        landscape=landscape,
        title=title,
        area=area,
        outcome=outcome,
        edition=edition,
        control=control.part(0.0, 0.6),
    )
    exercise = page_texts.is_exercise(workspace, (outcome,))
    shown = _title(title, workspace, outcome)
    for number, (path, format_) in enumerate(zip(paths, formats, strict=True)):
        control.step(0.6 + 0.4 * number / len(paths), tr("writing {file}", file=path.name))
        metadata = _metadata(format_, shown, exercise, Edition(edition))
        with matplotlib.rc_context(_SETTINGS), whole_file(path) as draft:
            figure.savefig(draft, format=format_, dpi=PNG_DPI, metadata=metadata)
    control.step(1.0, tr("map written"))


def _format(path: Path) -> str:
    format_ = path.suffix.lower().removeprefix(".")
    if format_ not in ("pdf", "png", "svg"):
        raise PlanningError(
            tr("a map cannot be written as “{ending}”", ending=path.suffix),
            where=str(path),
            expected=tr("The endings are .pdf, .png and .svg."),
        )
    return format_


def map_figure(
    workspace: Workspace,
    *,
    page: str = "A4",
    landscape: bool = False,
    title: str = "",
    area: str = "",
    outcome: Outcome | None = None,
    edition: Edition = Edition.INTERNAL,
    control: RunControl | None = None,
) -> Figure:
    """The page as a figure; see `write_map`."""
    control = control or RunControl()
    edition = Edition(edition)
    control.step(0.0, tr("choosing what the map shows"))
    workspace = _situation(workspace, outcome)
    note = left_out_note(workspace, edition)
    exercise = page_texts.is_exercise(workspace, (outcome,))
    if outcome is not None:
        outcome = outcome_for_edition(outcome, edition, workspace)
    order = chosen_order(workspace)
    grounds = grounds_for(workspace, edition)
    workspace = for_edition(workspace, edition)
    extent = extent_of(workspace, outcome, area)
    shown = shown_on(workspace, outcome, order)
    sources = _sources(workspace, shown, outcome)
    sheet = paper(page, landscape)
    # hidden features are known only after drawing: their note is measured with the longest it can be
    longest = _notes(workspace, exercise, note, _hidden_note(shown, None), None)
    footer = plan_footer(sheet, sources, [*longest, *grounds.notes])
    layout = lay_out(sheet, footer.height)
    view = fit_view(extent.bounds, layout.map.width, layout.map.height)
    with matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=(sheet.width / MM_PER_INCH, sheet.height / MM_PER_INCH), facecolor="#ffffff")
        FigureCanvasAgg(figure)
        overlay = figure.add_axes((0, 0, 1, 1), zorder=5, frameon=False)
        overlay.set_xlim(0, sheet.width)
        overlay.set_ylim(0, sheet.height)
        overlay.set_axis_off()
        overlay.patch.set_visible(False)
        drawing = Page(figure=figure, sheet=overlay, layout=layout)
        axes = drawing.axes(layout.map)
        axes.set_xlim(-view.half_width_m, view.half_width_m)
        axes.set_ylim(-view.half_height_m, view.half_height_m)
        draw_grounds(axes, view, grounds)
        groups, hidden, in_sight = _draw_map(drawing, axes, view, shown, extent, control)
        if exercise:
            draw_watermark(axes, view)
        control.step(0.8, tr("drawing the legend"))
        draw_grid(drawing, axes, view)
        draw_legend(drawing, groups)
        draw_scale(drawing, view)
        draw_locator(drawing, view)
        notes = _notes(workspace, exercise, note, _hidden_note(shown, hidden), view)
        sources = _sources(workspace, in_sight, outcome)
        draw_footer(drawing, plan_footer(sheet, sources, [*notes, *grounds.notes], footer.height))
        draw_title(
            drawing,
            _title(title, workspace, outcome),
            _subtitle(title, workspace, outcome, extent),
            str(RULES[edition].mark),
            exercise=exercise,
        )
    return figure


def _situation(workspace: Workspace, outcome: Outcome | None) -> Workspace:
    """The workspace as the outcome's scenario has it, so that the map shows the front it speaks of."""
    if outcome is None or not outcome.scenario:
        return workspace
    try:
        return scenario_named(workspace, outcome.scenario).applied_to(workspace)
    except PlanningError:
        # the scenario is no longer stored, or the workspace given is the situation already
        return workspace


def _draw_map(
    page: Page, axes: Axes, view: MapView, shown: list[Shown], extent: Extent, control: RunControl
) -> tuple[list[LegendGroup], dict[str, int], list[Shown]]:
    """Draw the map itself; the legend's groups (the outcome's first), what the scale hides, what is seen."""
    ground = base_map.draw_ground(axes, view)
    groups: list[LegendGroup] = []
    of_outcome: list[LegendGroup] = []
    hidden: dict[str, int] = {}
    drawn: list[tuple[Shown, DrawnLayer]] = []
    for index, item in enumerate(shown):
        control.step(0.1 + 0.5 * index / len(shown), tr("drawing {layer}", layer=item.title))
        result = _draw(axes, item, view)
        drawn.append((item, result))
        if result.entries:
            group = LegendGroup(title=_legend_title(item), entries=result.entries)
            (groups if item.layers else of_outcome).insert(0, group)
        if result.hidden:
            hidden[str(item.title)] = sum(count for _, count in result.hidden)
    borders = base_map.draw_borders(axes, view, oblasts=not any(item.draws_oblasts for item in shown))
    if extent.outline is not None:
        shapes, _ = in_view(shapely.boundary(_array(extent.outline)), view)
        if len(shapes):
            draw_shapes(axes, shapes, _OUTLINE, zorder=75, gid="outline")
            entry = Drawn(label=tr("area shown"), symbol=_OUTLINE, dimension=1, count=None)
            groups.append(LegendGroup(title=extent.name, entries=(entry,)))
    control.step(0.6, tr("placing names"))
    places = _label(page, axes, view, drawn)
    groups.append(LegendGroup(title=tr("Base map"), entries=places + borders + ground))
    # what the analysis found is what the page is for
    return of_outcome + groups, hidden, [item for item, result in drawn if result.entries]


def _legend_title(item: Shown) -> Text | str:
    """The title of a layer, which says how much of it a filter lets through."""
    if item.style.only is None:
        return item.title
    passed = int(item.style.only.takes(item.frame).sum())
    return tr(
        "{title}, filtered: {count:,} of {total:,}", title=item.title, count=passed, total=len(item.frame)
    )


def _sources(
    workspace: Workspace, shown: list[Shown], outcome: Outcome | None
) -> tuple[page_texts.SourceLine, ...]:
    used = {layer.name for item in shown for layer in item.layers}
    if outcome is not None:
        used |= layers_spoken_of(outcome)
    lines = page_texts.source_lines([layer for layer in workspace.layers if layer.name in used], workspace)
    return lines if outcome is None else (*lines, *page_texts.stale_lines(outcome, lines))


def _label(page: Page, axes: Axes, view: MapView, drawn: list[tuple[Shown, DrawnLayer]]) -> tuple[Drawn, ...]:
    labeller = Labeller(axes=axes, view=view, factor=page.factor)
    points = [result.shapes[shapely.get_dimensions(result.shapes) == 0] for _, result in drawn]
    listed = [shapely.get_coordinates(shapes) for shapes in points if len(shapes)]
    if listed:
        labeller.marks = labeller.to_mm(shapely.get_coordinates([item for s in points for item in s]))
    of_outcome = [pair for pair in reversed(drawn) if not pair[0].layers]
    of_workspace = [pair for pair in reversed(drawn) if pair[0].layers]
    for item, result in of_outcome:
        label_features(labeller, item.frame, result, item.style)
    places = label_places(labeller)
    label_countries(labeller)
    for item, result in of_workspace:
        label_features(labeller, item.frame, result, item.style)
    # layers of oblasts bring their own names
    if not any(item.draws_oblasts and view.denominator < item.style.label_max_scale for item, _ in drawn):
        label_oblasts(labeller)
    return places


def _draw(axes: Axes, item: Shown, view: MapView) -> DrawnLayer:
    if item.raster is not None:
        return draw_raster(axes, item.raster, item.style, view, zorder=item.zorder)
    return draw_layer(axes, item.frame, item.style, view, zorder=item.zorder, gid=item.gid)


def _title(title: str, workspace: Workspace, outcome: Outcome | None) -> str:
    if title.strip():
        return title.strip()
    return page_texts.analysis_label(outcome) if outcome is not None else workspace.name


def _subtitle(title: str, workspace: Workspace, outcome: Outcome | None, extent: Extent) -> str:
    parts = []
    if outcome is not None:
        if title.strip():
            parts.append(page_texts.analysis_label(outcome))
        parts.append(str(tr("Scenario: {scenario}", scenario=shown_name(outcome.scenario))))
    if outcome is not None or title.strip():
        parts.append(workspace.name)
    else:
        parts.append(str(tr("Situation overview")))
    if extent.name:
        parts.append(extent.name)
    parts.append(workspace.today().isoformat())
    return " · ".join(parts)


def _hidden_note(shown: list[Shown], hidden: dict[str, int] | None) -> str:
    """What the scale hides; with None, the longest that this can read."""
    if hidden is None:
        hidden = {
            str(item.title): len(item.frame)
            for item in shown
            if item.style.min_scale > 0
            or min(item.style.max_scale, *(rule.max_scale for rule in item.style.rules)) < float("inf")
        }
    if not hidden:
        return ""
    listed = "; ".join(f"{title} ({numeral(f'{count:,}')})" for title, count in hidden.items())
    return str(tr("Not drawn at this scale: {what}.", what=listed))


def _notes(
    workspace: Workspace, exercise: bool, left_out: Text | None, hidden: str, view: MapView | None
) -> list[str]:
    lon, lat = (view.lon, view.lat) if view is not None else (-100.0, -10.0)
    projection = tr(
        "Lambert azimuthal equal-area projection about {lat:.2f}°, {lon:.2f}°; WGS 84.", lat=lat, lon=lon
    )
    notes = [f"{page_texts.made_line(workspace)} {projection}"]
    if exercise:
        notes.append(str(page_texts.EXERCISE_NOTE))
    if left_out is not None:
        notes.append(str(left_out))
    if hidden:
        notes.append(hidden)
    return [*notes, str(base_map.SOURCE), page_texts.disclaimer(workspace)]


def _metadata(format_: str, title: str, is_exercise: bool, edition: Edition) -> dict[str, Any]:
    """What the file says of itself: never who made it, or where."""
    mark = f"{page_texts.EXERCISE}: " if is_exercise else ""
    shown = f"{mark}{title} ({RULES[edition].label})"
    if format_ == "pdf":
        return {"Title": shown, "Creator": "Corridor", "Producer": "Corridor", "CreationDate": None}
    if format_ == "svg":
        return {"Title": shown, "Creator": ["Corridor"], "Date": None}
    return {"Title": shown, "Software": "Corridor"}


def _array(shape: shapely.Geometry) -> Any:
    import numpy as np

    result = np.empty(1, dtype=object)
    result[0] = shape
    return result
