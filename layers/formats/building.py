"""One recognised source as a layer with its report, before it is put beside the layers there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd

from layers.area_names import AreaJoin
from layers.errors import LayerError
from layers.formats.area_join import join_by_koatuu, join_by_name, known_by_name_only, unknown_codes
from layers.formats.choices import Choices
from layers.formats.grouping import Recognised
from layers.formats.import_report import LayerReport
from layers.formats.intake import Intake, take_in
from layers.formats.marks import with_marks
from layers.formats.origin import LICENCES, date_of, layer_name, named_date, sha256_of
from layers.formats.shapes import LeftOut, row_list
from layers.layer import Layer, Provenance, Raster, new_layer
from layers.layer_kind import Geometry, Problem
from layers.text import Text, tr
from layers.workspace import Workspace

# what is done to all of a layer, by the beginning of the words that tell it
_TRANSFORMATIONS = ("brought from", "the grid was brought from", "scaled to", "the grid has {n:,} cells:")


def build(group: Recognised, workspace: Workspace, choices: Choices) -> tuple[Layer, LayerReport]:
    """The layer a source gives, and what is told of it; the workspace lends its areas.

    Raises
    ------
    LayerError
        When the source gives none.
    """
    source, kind, recognition = group.source, group.kind, group.recognition
    named = choices.date or named_date(source)
    if source.raster is None and len(source.frame) == 0:
        raise LayerError(tr("the table is empty"), where=source.path.name, expected=tr("Rows were expected."))
    if source.raster is not None and Geometry.RASTER not in kind.geometry:
        raise LayerError(
            tr("a grid cannot be imported as {kind}", kind=kind.plural),
            where=source.path.name,
            todo=tr("Leave out the kind, or give population_grid."),
        )
    columns = choices.mapped(recognition.columns)
    join: AreaJoin | None = None
    placed: tuple[Problem, ...] = ()
    if source.raster is not None:
        sample = replace(source.sample(), date=named or date_of(source.frame, kind, source)[0])
        frame, completed = kind.complete(source.frame, sample)
        raster, told = _with_total(source.raster, choices.total, source.path.name)
        source = replace(source, raster=raster)
        intake = Intake(frame, (), (), (*source.problems, *told, *completed))
    else:
        intake = take_in(source, kind, columns, named, choices.values)
        frame, join = intake.frame, None
        frame, by_koatuu = join_by_koatuu(frame, workspace)
        if {"area_code", "area_name"} <= {item.name for item in kind.fields}:
            frame, join = join_by_name(frame, workspace, choices.areas)
        _check_rows(frame, group, intake)
        frame, marked = with_marks(frame)
        placed = (*by_koatuu, *(join.problems() if join else ()), *marked, *unknown_codes(frame, workspace),
                  *known_by_name_only(frame, workspace, kind))  # fmt: skip
    day, dated = (choices.date, ()) if choices.date is not None else date_of(frame, kind, source)
    layer = new_layer(
        layer_name(kind, source, frame, day),
        kind,
        frame,
        _provenance(group, day, intake),
        raster=source.raster,
    )
    # a plain frame finds its columns several times as fast
    plain = pd.DataFrame(layer.frame)
    checked = tuple(problem for check in kind.checks for problem in check(plain))
    lost = tuple(Problem(text=left_out_text(item), fids=item.rows) for item in intake.left_out)
    cells = None if source.raster is None else int(source.raster.values.size)
    report = LayerReport(
        name=layer.name, kind=kind.name, files=tuple(file.name for file in group.files),
        read=len(source.frame) if cells is None else cells,
        features=len(layer) if cells is None else cells,
        left_out_rows=intake.left_out, repaired_rows=intake.repaired, columns=columns, words=intake.words,
        messages=(*group.problems, *lost, *intake.problems, *placed, *dated, *checked),
        review=join.open if join else (), source=source,
        evidence=recognition.evidence, confidence=recognition.confidence, publisher=recognition.publisher,
    )  # fmt: skip
    return layer, report


def _with_total(raster: Raster, total: float | None, where: str) -> tuple[Raster, tuple[Problem, ...]]:
    """A grid whose cells add up to `total`, and what they added up to before.

    Raises
    ------
    LayerError
        When nobody lives in the grid, or the total is not above 0.
    """
    before = float(np.nansum(raster.values, dtype="float64"))
    said = Problem(text=tr("the cells of the grid add up to {sum:,.0f}", sum=before), severity="notice")
    if total is None:
        return raster, (said,)
    if not (total > 0 and before > 0):
        raise LayerError(
            tr("cells that add up to {sum:,.0f} cannot be scaled to {total:,.0f}", sum=before, total=total),
            where=where,
            expected=tr("Both have to be above 0."),
        )
    scaled = replace(raster, values=(raster.values * (total / before)).astype("float32"))
    told = tr("scaled to a stated total: all cells by {factor:.4f}, from {sum:,.0f} to {total:,.0f}",
              factor=total / before, sum=before, total=total)  # fmt: skip
    return scaled, (Problem(text=told),)


def _check_rows(frame: pd.DataFrame, group: Recognised, intake: Intake) -> None:
    if len(frame) == 0:
        raise LayerError(
            tr("none of its {n:,} rows can be used: {reasons}", n=len(group.source.frame),
               reasons="; ".join(str(left_out_text(item)) for item in intake.left_out)),
            where=group.source.path.name,
            todo=tr("Choose another kind, or correct the file."),
        )  # fmt: skip


def left_out_text(item: LeftOut) -> Text:
    """Rows left out in words."""
    return tr("{n:,} rows left out: {reason} (rows {rows})", n=len(item.rows), reason=item.reason,
              rows=row_list(item.rows))  # fmt: skip


def _provenance(group: Recognised, day: dt.date | None, intake: Intake) -> Provenance:
    done = [f"imported as {group.kind.name}"]
    done += [f"{len(item.rows)} rows left out: {item.reason.render('en')}" for item in intake.left_out]
    if intake.repaired:
        done.append(f"{len(intake.repaired)} shapes repaired")
    done += [
        problem.text.render("en") for problem in intake.problems
        if problem.text.template.startswith(_TRANSFORMATIONS)
    ]  # fmt: skip
    source, publisher = group.source, group.recognition.publisher
    name = source.path.name + (f" [{source.layer_name}]" if source.layer_name else "")
    return Provenance(
        source=publisher or source.path.name,
        date=day,
        licence=LICENCES.get(publisher, ""),
        file_name=name,
        file_sha256=sha256_of(group.files),
        imported_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        transformations=tuple(done),
    )


def with_message(report: LayerReport, *problems: Problem) -> LayerReport:
    """The report with more told."""
    return replace(report, messages=(*report.messages, *problems))
