"""The report of an import as a workbook, with the offending rows marked, for the sender to correct.

Texts from files are written as text, never as formulas.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from layers.errors import LayerError
from layers.formats.import_report import ImportResult, LayerReport
from layers.kinds import kind_named
from layers.layer_kind import Problem
from layers.text import Text, tr

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_HEAD = PatternFill("solid", fgColor="FFE8EEF4")
_FILLS = {
    "left out": PatternFill("solid", fgColor="FFF4C7C3"),
    "error": PatternFill("solid", fgColor="FFF4C7C3"),
    "warning": PatternFill("solid", fgColor="FFFCE8B2"),
    "notice": PatternFill("solid", fgColor="FFE3EEF9"),
}
_RANK = {"left out": 0, "error": 1, "warning": 2, "notice": 3}
_BOLD = Font(bold=True)
_MOST_ROWS = 50_000
_LONG_TEXT = 60
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_000
# characters that XML, and so a workbook, cannot hold
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_IN_TITLE = re.compile(r"[\\/*?:\[\]]")


def write_report_workbook(result: ImportResult, path: Path) -> None:
    """Write the report of an import.

    Sheets: the files with their layers, everything told with row numbers, the words that were mapped, what an
    update changed, and for each layer the publisher's rows that were left out, repaired or doubted, coloured
    by how grave it is, with the reasons beside them.

    Raises
    ------
    LayerError
        When the file cannot be written.
    """
    try:
        with path.open("wb") as handle:
            _book(result).save(handle)
    except OSError as error:
        raise LayerError(
            tr("the report could not be written ({reason})", reason=error.strerror or error),
            where=str(path),
            todo=tr("Choose another folder, or close the file where it is open."),
        ) from error


def _book(result: ImportResult) -> openpyxl.Workbook:
    book = openpyxl.Workbook(write_only=True)
    _summary(book.create_sheet(str(tr("Files"))), result)
    _problems(book.create_sheet(str(tr("Problems"))), result)
    _words(book.create_sheet(str(tr("Values"))), result.layers)
    if any(report.update is not None for report in result.layers):
        _updates(book.create_sheet(str(tr("Changes"))), result.layers)
    for report in result.layers:
        _marked_rows(book, report)
    return book


def _summary(sheet: WriteOnlyWorksheet, result: ImportResult) -> None:
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDEFGHIJKL", (34, 24, 18, 20, 11, 10, 10, 10, 10, 28, 60, 60), strict=True):
        sheet.column_dimensions[column].width = width
    _head(sheet, (
        tr("File"), tr("Layer"), tr("Kind"), tr("Publisher"), tr("Confidence"), tr("Rows read"), tr("Added"),
        tr("Left out"), tr("Repaired"), tr("Updates"), tr("Recognised by"), tr("Columns"),
    ))  # fmt: skip
    for report in result.layers:
        columns = "; ".join(f"{name} ← {column}" for name, column in report.columns.items())
        _row(sheet, (
            ", ".join(report.files[:5]) + (" …" if len(report.files) > 5 else ""), report.name,
            str(kind_named(report.kind).label), report.publisher, report.confidence, report.read,
            report.features, report.left_out, report.repaired,
            report.update.layer if report.update is not None else "",
            "; ".join(str(text) for text in report.evidence), columns,
        ))  # fmt: skip
    for refused in result.refused:
        told = (refused.file, str(tr("not imported")), *[""] * 8, str(refused.error))
        _row(sheet, told, fill=_FILLS["error"])


def _problems(sheet: WriteOnlyWorksheet, result: ImportResult) -> None:
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDE", (24, 11, 90, 9, 80), strict=True):
        sheet.column_dimensions[column].width = width
    _head(sheet, (tr("Layer"), tr("Weight"), tr("What"), tr("Rows"), tr("Row numbers or feature ids")))
    for report in result.layers:
        for problem in report.messages:
            _row(sheet, (report.name, _weight(problem.severity), str(problem.text), len(problem.fids) or "",
                         _numbers(report, problem.fids)), fill=_FILLS[problem.severity])  # fmt: skip
        for name in report.review:
            candidates = "; ".join(str(candidate) for candidate in name.candidates)
            said = tr("“{name}” needs a decision; it may be: {candidates}", name=name.name,
                      candidates=candidates or tr("nothing known"))  # fmt: skip
            _row(sheet, (report.name, _weight("warning"), str(said), len(name.rows),
                         _numbers(report, name.rows)), fill=_FILLS["warning"])  # fmt: skip


def _words(sheet: WriteOnlyWorksheet, reports: Sequence[LayerReport]) -> None:
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDE", (24, 28, 40, 28, 9), strict=True):
        sheet.column_dimensions[column].width = width
    _head(sheet, (tr("Layer"), tr("Field"), tr("As written"), tr("Taken for"), tr("Rows")))
    for report in reports:
        kind = kind_named(report.kind)
        for name, words in report.words.items():
            for word in words:
                label = str(kind.field(name).label)
                told = (report.name, label, word.written, word.value or "", word.rows)
                _row(sheet, told, fill=None if word.value else _FILLS["warning"])


def _updates(sheet: WriteOnlyWorksheet, reports: Sequence[LayerReport]) -> None:
    sheet.freeze_panes = "A2"
    for column, width in zip("ABC", (28, 12, 40), strict=True):
        sheet.column_dimensions[column].width = width
    _head(sheet, (tr("Layer"), tr("Change"), tr("Record")))
    for report in reports:
        if (update := report.update) is None:
            continue
        for said, keys in (
            (tr("added"), update.added), (tr("gone"), update.gone), (tr("changed"), update.changed),
        ):  # fmt: skip
            for key in keys[:_MOST_ROWS]:
                _row(sheet, (update.layer, str(said), key))


def _marked_rows(book: Any, report: LayerReport) -> None:
    """The publisher's rows that something is said of, as they were, with the reasons."""
    source = report.source
    if source is None or source.raster is not None:
        return
    reasons: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for item in report.left_out_rows:
        for row in item.rows:
            reasons[row].append(("left out", str(tr("left out: {reason}", reason=item.reason))))
    lost = set(reasons)
    for problem in report.messages:
        if not _speaks_of_all(problem, report):
            for row in problem.fids:
                if row not in lost:
                    reasons[row].append((problem.severity, str(problem.text)))
    if not reasons:
        return
    sheet = book.create_sheet(_title(report.name, book.sheetnames))
    sheet.freeze_panes = "D2"
    for column, width in zip("ABC", (28, 8, 70), strict=True):
        sheet.column_dimensions[column].width = width
    names = [name for name in source.frame.columns if name != "geometry"]
    _head(sheet, (tr("File"), tr("Row"), tr("What is wrong"), *(str(name) for name in names)))
    labels = source.frame.index.intersection(sorted(reasons))
    for row, values in zip(labels[:_MOST_ROWS], source.frame.loc[labels[:_MOST_ROWS], names].to_numpy(object),
                           strict=True):  # fmt: skip
        said = reasons[int(row)]
        worst = min((weight for weight, _ in said), key=_RANK.__getitem__)
        file, number = source.origin(int(row))
        told = "; ".join(dict.fromkeys(text for _, text in said))
        _row(sheet, (file, number, told, *values), fill=_FILLS[worst])
    if len(labels) > _MOST_ROWS:
        _row(sheet, ("", "", str(tr("and {n:,} more rows", n=len(labels) - _MOST_ROWS))))


def _speaks_of_all(problem: Problem, report: LayerReport) -> bool:
    """Whether a remark on most rows is one on the file, not on any row."""
    return problem.severity == "notice" and len(problem.fids) > report.read // 2


def _numbers(report: LayerReport, rows: Sequence[int], most: int = 2_000) -> str:
    source = report.source
    if source is None or not source.parts:
        listed = ", ".join(str(row) for row in rows[:most])
    else:
        by_file: dict[str, list[int]] = defaultdict(list)
        for row in rows[:most]:
            file, number = source.origin(row)
            by_file[file].append(number)
        listed = "; ".join(f"{file}: {', '.join(map(str, own))}" for file, own in by_file.items())
    return f"{listed} …" if len(rows) > most else listed


def _weight(severity: str) -> str:
    return str({"notice": tr("notice"), "warning": tr("warning"), "error": tr("error")}[severity])


def _title(name: str, taken: Sequence[str]) -> str:
    base = _IN_TITLE.sub(" ", name)[:28].strip("' ") or "layer"
    title, number = base, 2
    while title.casefold() in {other.casefold() for other in taken}:
        title, number = f"{base} {number}", number + 1
    return title


def _head(sheet: WriteOnlyWorksheet, titles: Iterable[Text | str]) -> None:
    cells = []
    for title in titles:
        cell = _cell(sheet, str(title))
        cell.font, cell.fill = _BOLD, _HEAD
        cells.append(cell)
    sheet.append(cells)


def _row(sheet: WriteOnlyWorksheet, values: Iterable[Any], *, fill: PatternFill | None = None) -> None:
    cells = []
    for value in values:
        cell = _cell(sheet, value)
        if fill is not None:
            cell.fill = fill
        cells.append(cell)
    sheet.append(cells)


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    """A cell; text that begins like a formula stays text."""
    if isinstance(value, bool) or value is None or (isinstance(value, float) and not math.isfinite(value)):
        value = "" if value is None or value != value else str(value)
    elif isinstance(value, (dt.datetime, dt.date)):
        value = value.isoformat() if value == value else ""
    elif hasattr(value, "item"):
        return _cell(sheet, value.item())
    elif not isinstance(value, (int, float)):
        value = _FORBIDDEN.sub(" ", str(value))[:_LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value=None if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.value = value
        cell.data_type = "s"
        # styles are slow to set: only where they are needed
        if value[:1] in _FORMULA_SIGNS and value:
            cell.quotePrefix = True
        if len(value) > _LONG_TEXT:
            cell.alignment = _WRAPPED
    return cell
