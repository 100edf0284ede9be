"""Files and folders into layers of a workspace, with a report of all that was found, mended and left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from layers.area_names import AreaJoin
from layers.errors import LayerError, UnsupportedFile
from layers.formats.area_join import join_by_name
from layers.formats.grouping import Recognised, grouped, recognised, without_asides
from layers.formats.import_report import ImportResult, LayerReport, Refused
from layers.formats.intake import Intake, take_in
from layers.formats.origin import LICENCES, date_of, layer_name, named_date, sha256_of
from layers.formats.reading import files_in, is_supported, part_of, read_sources, supported
from layers.formats.shapes import LeftOut, row_list
from layers.formats.source import Source
from layers.kinds import kind_named
from layers.layer import Layer, Provenance, new_layer
from layers.layer_kind import Geometry, Problem
from layers.text import Text, tr
from layers.workspace import Workspace

Progress = Callable[[float, "Text | str"], None]


def import_files(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    kind: str = "",
    date: dt.date | None = None,
    columns: Mapping[str, str] | None = None,
    progress: Progress = lambda _fraction, _stage: None,
) -> ImportResult:
    """`workspace` with a layer for each table, layer or grid in `paths`.

    Like files of a folder become one layer unless their names are dated apart. A layer made from the same
    file before is replaced. Files that gave no layer are told in `ImportResult.refused` and with the last
    report.

    Parameters
    ----------
    paths : sequence of Path
        Files and folders.
    kind : str, optional
        Layer kind, when it is not to be recognised.
    date : date, optional
        The day the data speaks of, when it is not to be read from the file.
    columns : mapping of str to str, optional
        Source column by field; ``lon`` and ``lat`` name columns of coordinates.

    Raises
    ------
    LayerError
        When no layer could be made; told for the first file that failed.
    """
    given = kind_named(kind) if kind else None
    refused: list[Refused] = []
    sources = _read_all(paths, refused, lambda fraction, stage: progress(0.6 * fraction, stage))
    wanted = [(item, files) for item, files in sources if given is None or item.kind in ("", given.name)]
    items, asides = without_asides([recognised(item, files, given, date) for item, files in wanted])
    groups = grouped(items)
    reports: list[LayerReport] = []
    for number, group in enumerate(groups):
        where = group.source.path.name
        progress(0.6 + 0.4 * number / len(groups), tr("{name}: layer {n} of {all}", name=where, n=number + 1,
                                                      all=len(groups)))  # fmt: skip
        try:
            layer, report = _layer_of(group, workspace, columns or {}, date)
        except LayerError as error:
            refused.append(Refused(file=where, error=error))
            continue
        except OSError as error:
            refused.append(Refused(file=where, error=_gone(where, error)))
            continue
        workspace = workspace.with_layer(layer)
        if named := asides.pop(group.files, None):
            told = tr("sheets that hold no layer were left aside: {names}", names=", ".join(named))
            report = replace(report, messages=(*report.messages, Problem(text=told, severity="notice")))
        reports.append(report)
    progress(1.0, tr("done"))
    reports = _with_refusals(reports, refused)
    return ImportResult(workspace=workspace, layers=tuple(reports), refused=tuple(refused))


def _with_refusals(reports: list[LayerReport], refused: list[Refused]) -> list[LayerReport]:
    """The reports, the last of which tells of refused files, for whoever looks at the layers alone.

    Raises
    ------
    LayerError
        When there is no layer at all.
    """
    if not reports:
        raise refused[0].error if refused else LayerError(
            tr("nothing was found to import"),
            expected=tr("Corridor reads {formats}.", formats=supported()),
        )  # fmt: skip
    missing = [Problem(text=tr("not imported: {error}", error=str(item.error))) for item in refused]
    return [*reports[:-1], replace(reports[-1], messages=(*reports[-1].messages, *missing))]


def _read_all(
    paths: Sequence[Path], refused: list[Refused], progress: Progress
) -> list[tuple[Source, tuple[Path, ...]]]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [file for file in files_in(path) if is_supported(file)]
            if not inside:
                refused.append(Refused(file=path.name, error=UnsupportedFile(
                    tr("the folder holds no file that can be read"), where=path.name,
                    expected=tr("Corridor reads {formats}.", formats=supported())),
                ))  # fmt: skip
            files += inside
        else:
            files.append(path)
    sources: list[tuple[Source, tuple[Path, ...]]] = []
    for number, file in enumerate(files):
        progress(number / len(files), tr("reading {name}", name=file.name))
        part = part_of(progress, number, len(files))
        try:
            sources += [(source, (file,)) for source in read_sources(file, part)]
        except LayerError as error:
            refused.append(Refused(file=file.name, error=error))
        except OSError as error:
            refused.append(Refused(file=file.name, error=_gone(file.name, error)))
    return sources


def _gone(name: str, error: OSError) -> LayerError:
    return LayerError(
        tr("the file could not be read to its end ({reason})", reason=error.strerror or error),
        where=name,
        todo=tr("Check that the disk or USB stick is still connected and that you may read the file."),
    )


def _layer_of(
    group: Recognised, workspace: Workspace, user_columns: Mapping[str, str], date: dt.date | None
) -> tuple[Layer, LayerReport]:
    source, kind, recognition = group.source, group.kind, group.recognition
    named = date or named_date(source)
    if source.raster is None and len(source.frame) == 0:
        raise LayerError(tr("the table is empty"), where=source.path.name, expected=tr("Rows were expected."))
    if source.raster is not None and Geometry.RASTER not in kind.geometry:
        raise LayerError(
            tr("a grid cannot be imported as {kind}", kind=kind.plural),
            where=source.path.name,
            todo=tr("Leave out the kind, or give population_grid."),
        )
    columns = {**recognition.columns, **user_columns}
    if source.raster is None:
        intake = take_in(source, kind, columns, named)
    else:
        intake = Intake(source.frame, (), (), source.problems)
    frame: pd.DataFrame = intake.frame
    join: AreaJoin | None = None
    if source.raster is None and {"area_code", "area_name"} <= {item.name for item in kind.fields}:
        frame, join = join_by_name(intake.frame, workspace)
    if source.raster is None and len(frame) == 0:
        raise LayerError(
            tr("none of its {n:,} rows can be used: {reasons}", n=len(source.frame),
               reasons="; ".join(str(_left_out_text(item)) for item in intake.left_out)),
            where=source.path.name,
            todo=tr("Choose another kind, or correct the file."),
        )  # fmt: skip
    joined = join.problems() if join else ()
    day, dated = (date, ()) if date is not None else date_of(frame, kind, source)
    provenance = _provenance(group, day, intake)
    layer = new_layer(layer_name(kind, source, frame, day), kind, frame, provenance, raster=source.raster)
    checked = tuple(problem for check in kind.checks for problem in check(layer.frame))
    lost = tuple(Problem(text=_left_out_text(item)) for item in intake.left_out)
    layer = replace(layer, name=_name(workspace, layer))
    report = LayerReport(
        name=layer.name, kind=kind.name, files=tuple(file.name for file in group.files),
        read=len(source.frame) if source.raster is None else int(source.raster.values.size),
        features=len(layer) if source.raster is None else int(source.raster.values.size),
        left_out_rows=intake.left_out, repaired_rows=intake.repaired, columns=columns,
        messages=(*group.problems, *lost, *intake.problems, *joined, *dated, *checked),
        review=join.open if join else (),
        evidence=recognition.evidence, confidence=recognition.confidence, publisher=recognition.publisher,
    )  # fmt: skip
    return layer, report


def _left_out_text(item: LeftOut) -> Text:
    return tr("{n:,} rows left out: {reason} (rows {rows})", n=len(item.rows), reason=item.reason,
              rows=row_list(item.rows))  # fmt: skip


def _provenance(group: Recognised, day: dt.date | None, intake: Intake) -> Provenance:
    done = [f"imported as {group.kind.name}"]
    done += [f"{len(item.rows)} rows left out: {item.reason.render('en')}" for item in intake.left_out]
    if intake.repaired:
        done.append(f"{len(intake.repaired)} shapes repaired")
    done += [
        problem.text.render("en") for problem in intake.problems
        if problem.text.template.startswith("brought from")
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


def _name(workspace: Workspace, layer: Layer) -> str:
    """The name of the layer it replaces, or a free one."""
    before = _same_file(workspace, layer)
    if before is not None:
        return before.name
    if not any(other.name.casefold() == layer.name.casefold() for other in workspace.layers):
        return layer.name
    dated = f"{layer.name}_{layer.provenance.date:%Y}" if layer.provenance.date else layer.name
    return workspace.free_name(dated)


def _same_file(workspace: Workspace, layer: Layer) -> Layer | None:
    own = layer.provenance
    for other in workspace.layers:
        if (other.provenance.file_sha256, other.provenance.file_name) == (own.file_sha256, own.file_name):
            return other
    return None
