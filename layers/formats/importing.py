"""Files and folders into layers of a workspace, with a report of all that was found, mended and left out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.errors import LayerError, UnsupportedFile
from layers.formats.area_join import join_by_name
from layers.formats.intake import Intake, take_in
from layers.formats.origin import LICENCES, date_of, layer_name, named_date, sha256_of
from layers.formats.reading import files_in, is_supported, read_sources, supported
from layers.formats.shapes import LeftOut, row_list
from layers.formats.source import Source
from layers.kinds import KINDS, kind_named
from layers.layer import Layer, Provenance, new_layer
from layers.layer_kind import Geometry, LayerKind, Problem, Recognition
from layers.text import Text, tr
from layers.workspace import Workspace

Progress = Callable[[float, "Text | str"], None]
LEAST_CONFIDENCE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerReport:
    """What an import made of one source.

    Attributes
    ----------
    name, kind : str
        Layer and kind it became.
    files : tuple of str
        Files it was read from.
    read, features : int
        Rows read, and features in the layer.
    left_out_rows : tuple of LeftOut
        By reason, with row numbers (of a folder, counted through its files).
    repaired_rows : tuple of int
        Rows whose shape was repaired.
    columns : mapping of str to str
        The publisher's column of each field.
    messages : tuple of Problem
        Everything worth telling; fids are those of the layer.
    evidence : tuple of Text
        What the kind was recognised by; empty when it was given.
    confidence : float
        0 to 1; 1 when the kind was given.
    publisher : str
        Known publisher shape; empty when none.
    """

    name: str
    kind: str
    files: tuple[str, ...]
    read: int
    features: int
    left_out_rows: tuple[LeftOut, ...] = ()
    repaired_rows: tuple[int, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    messages: tuple[Problem, ...] = ()
    evidence: tuple[Text, ...] = ()
    confidence: float = 1.0
    publisher: str = ""

    @property
    def left_out(self) -> int:
        """Number of rows read that are not features of the layer."""
        return sum(len(item.rows) for item in self.left_out_rows)

    @property
    def repaired(self) -> int:
        """Number of shapes repaired."""
        return len(self.repaired_rows)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, texts in the language in use."""
        return {
            "name": self.name,
            "kind": self.kind,
            "features": self.features,
            "read": self.read,
            "left_out": self.left_out,
            "repaired": self.repaired,
            "messages": [str(message.text) for message in self.messages],
            "files": list(self.files),
            "columns": dict(self.columns),
            "publisher": self.publisher,
            "confidence": round(self.confidence, 2),
            "evidence": [str(text) for text in self.evidence],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file that gave no layer, and why."""

    file: str
    error: LayerError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ImportResult:
    """The workspace with the layers added, and what became of each file."""

    workspace: Workspace
    layers: tuple[LayerReport, ...]
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Recognised:
    """A source with the kind it is taken for."""

    source: Source
    files: tuple[Path, ...]
    kind: LayerKind
    recognition: Recognition
    problems: tuple[Problem, ...] = ()


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
    file before is replaced.

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
    groups = _grouped(_recognise(item, files, given, date) for item, files in sources)
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
        workspace = _added(workspace, layer)
        reports.append(report)
    if not reports:
        raise (
            refused[0].error
            if refused
            else LayerError(
                tr("nothing was found to import"),
                expected=tr("Corridor reads {formats}.", formats=supported()),
            )
        )
    progress(1.0, tr("done"))
    return ImportResult(workspace=workspace, layers=tuple(reports), refused=tuple(refused))


def recognise(source: Source, date: dt.date | None = None) -> tuple[tuple[LayerKind, Recognition], ...]:
    """Kinds a source may be of, the surest first; equal ones in the order of `KINDS`."""
    sample = replace(source.sample(), date=date)
    found = [(kind, recognition) for kind in KINDS if (recognition := kind.recognise(sample)) is not None]
    return tuple(sorted(found, key=lambda pair: -pair[1].confidence))


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
        try:
            sources += [(source, (file,)) for source in read_sources(file)]
        except LayerError as error:
            refused.append(Refused(file=file.name, error=error))
    return sources


def _recognise(
    source: Source, files: tuple[Path, ...], given: LayerKind | None, date: dt.date | None
) -> _Recognised:
    date = date or named_date(source)
    if given is not None:
        own = given.recognise(replace(source.sample(), date=date))
        columns = own.columns if own is not None else {}
        publisher = own.publisher if own is not None else ""
        return _Recognised(
            source, files, given, Recognition(confidence=1.0, columns=columns, publisher=publisher)
        )
    kinds = recognise(source, date)
    if not kinds:
        kinds = ((kind_named("reference"), Recognition(confidence=LEAST_CONFIDENCE)),)
    kind, recognition = kinds[0]
    problems: tuple[Problem, ...] = ()
    if len(kinds) > 1 and recognition.confidence - kinds[1][1].confidence < 0.1 and kind.name != "reference":
        told = tr("taken as {kind}, though it may be {other}; give the kind with --kind if it is wrong",
                  kind=kind.label, other=kinds[1][0].label)  # fmt: skip
        problems = (Problem(text=told),)
    return _Recognised(source, files, kind, recognition, problems)


def _grouped(recognised: Any) -> list[_Recognised]:
    """Like files of one folder as one source; files dated apart by their names stay apart."""
    groups: dict[Any, list[_Recognised]] = {}
    for item in recognised:
        path = item.source.path
        crs = getattr(item.source.frame, "crs", None)
        key = (
            item.kind.name, path.parent, path.suffix.lower(), item.source.layer_name,
            named_date(item.source), crs.to_string() if crs is not None else None,
            item.source.sample().geometry & {Geometry.NONE},
        )  # fmt: skip
        groups.setdefault(key, []).append(item)
    result: list[_Recognised] = []
    for group in groups.values():
        alike, others = _alike(group)
        result += [_merged(alike)] if len(alike) > 1 else alike
        result += others
    return result


def _alike(group: list[_Recognised]) -> tuple[list[_Recognised], list[_Recognised]]:
    """Files that hold the same sort of rows, by the fields most of them have, and the others."""
    if len(group) < 2 or any(item.source.raster is not None for item in group):
        return [], group
    counts = Counter(field for item in group for field in item.recognition.columns)
    usual = {field for field, count in counts.items() if 2 * count >= len(group)}
    alike = [item for item in group if 2 * len(usual & set(item.recognition.columns)) >= len(usual)]
    return alike, [item for item in group if item not in alike]


def _merged(group: list[_Recognised]) -> _Recognised:
    frames = [item.source.frame for item in group]
    first = group[0]
    whole = pd.concat(frames, ignore_index=True)
    whole.index = pd.RangeIndex(1, len(whole) + 1)
    if isinstance(first.source.frame, gpd.GeoDataFrame):
        whole = gpd.GeoDataFrame(whole, geometry="geometry", crs=first.source.frame.crs)
    problems: list[Problem] = []
    offset = 0
    for item in group:
        for problem in item.source.problems:
            told = tr("{file}: {text}", file=item.source.path.name, text=problem.text)
            problems.append(replace(problem, text=told, fids=tuple(i + offset for i in problem.fids)))
        offset += len(item.source.frame)
    folder = first.source.path.parent
    source = Source(
        frame=whole, path=folder, layer_name=first.source.layer_name, tags=first.source.tags,
        groups=first.source.groups, problems=tuple(problems),
    )  # fmt: skip
    # the union of all columns may map more fields than any one file
    again = first.kind.recognise(source.sample()) or first.recognition
    columns = {**first.recognition.columns, **again.columns}
    usual = replace(first.recognition, columns=columns)
    files = tuple(file for item in group for file in item.files)
    return _Recognised(source, files, first.kind, usual, first.problems)


def _layer_of(
    group: _Recognised, workspace: Workspace, user_columns: Mapping[str, str], date: dt.date | None
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
    joined: tuple[Problem, ...] = ()
    if source.raster is None and {"area_code", "area_name"} <= {item.name for item in kind.fields}:
        frame, joined = join_by_name(intake.frame, workspace)
    if source.raster is None and len(frame) == 0:
        raise LayerError(
            tr("none of its {n:,} rows can be used: {reasons}", n=len(source.frame),
               reasons="; ".join(str(_left_out_text(item)) for item in intake.left_out)),
            where=source.path.name,
            todo=tr("Choose another kind, or correct the file."),
        )  # fmt: skip
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
        evidence=recognition.evidence, confidence=recognition.confidence, publisher=recognition.publisher,
    )  # fmt: skip
    return layer, report


def _left_out_text(item: LeftOut) -> Text:
    return tr("{n:,} rows left out: {reason} (rows {rows})", n=len(item.rows), reason=item.reason,
              rows=row_list(item.rows))  # fmt: skip


def _provenance(group: _Recognised, day: dt.date | None, intake: Intake) -> Provenance:
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


def _added(workspace: Workspace, layer: Layer) -> Workspace:
    return workspace.with_layer(layer)
