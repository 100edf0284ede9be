"""Every table of the outcomes as one workbook, with units, parameters and assumptions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from layers.text import Text, numeral, tr
from layers.units import unit_text
from layers.workspace import Workspace
from planning.outcome import Column, Outcome, Table
from planning.report import page_texts
from planning.report.edition import RULES, Edition, for_edition, left_out_note, outcome_for_edition
from planning.report.whole_file import whole_file
from planning.run_control import RunControl
from planning.scenario import shown_name
from planning.stale_data import stale_note

MOST_ROWS = 1_048_575  # of a sheet, without its header
_MOST_CHARACTERS = 32_767
_SHEET_NAME = 31
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WIDTHS = (9.0, 48.0)
_MEASURED_ROWS = 200
_ROWS_A_STEP = 500

_HEADER_FONT = Font(bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="1F5C99")
_UNKNOWN_FILL = PatternFill("solid", fgColor="EDEDED")
_STALE_TAB = "9C1A00"
_MARK_FONT = Font(bold=True, size=14, color="B3001B")
_TITLE_FONT = Font(bold=True, size=14)
_HEADING_FONT = Font(bold=True)
_WRAP = Alignment(wrap_text=True, vertical="top")


def write_tables(
    path: Path,
    outcomes: Sequence[Outcome],
    workspace: Workspace,
    edition: Edition = Edition.INTERNAL,
    control: RunControl | None = None,
) -> None:
    """Write the tables of `outcomes` to `path` (.xlsx).

    The first sheet says what the workbook is; each table has its own; the last lists the assumptions.
    Texts are never formulas. Unknown values are empty and grey, and the header says how many there are.

    Raises
    ------
    PlanningError
        When the file cannot be written.
    Cancelled
        When stopped through `control`.
    """
    control = control or RunControl()
    edition = Edition(edition)
    shown = tuple(outcome_for_edition(outcome, edition, workspace) for outcome in outcomes)
    note = left_out_note(workspace, edition)
    exercise = page_texts.is_exercise(workspace, outcomes)
    workspace = for_edition(workspace, edition)
    book = Workbook()
    book.properties.creator = "Corridor"
    book.properties.lastModifiedBy = "Corridor"
    book.properties.title = _book_title(workspace, edition, exercise)
    names = {"read me", "assumptions"}
    listed: list[tuple[str, Outcome, Table]] = []
    sheets: list[tuple[str, Table, int, int]] = []
    for outcome in shown:
        for table in outcome.tables:
            for start in range(0, max(1, len(table.rows)), MOST_ROWS):
                name = _free_name(f"{outcome.analysis} {table.name}", names)
                listed.append((name, outcome, table))
                sheets.append((name, table, start, start + MOST_ROWS))
    front = book.active
    front.title = "Read me"
    _fill_front(front, shown, listed, workspace, edition, note, exercise)
    for number, (name, table, start, end) in enumerate(sheets):
        part = control.part(0.8 * number / len(sheets), 0.8 * (number + 1) / len(sheets))
        sheet = book.create_sheet(name)
        _fill_table(sheet, table, start, end, part)
        _tell_stale(sheet, stale_note(listed[number][1].assumptions))
    _fill_assumptions(book.create_sheet("Assumptions"), shown)
    for sheet in book.worksheets:
        _mark(sheet, workspace, edition, exercise)
    control.step(0.8, tr("writing {file}", file=path.name))
    with whole_file(path) as draft:
        book.save(draft)


def _fill_front(
    sheet: Any,
    outcomes: Sequence[Outcome],
    tables: Sequence[tuple[str, Outcome, Table]],
    workspace: Workspace,
    edition: Edition,
    left_out: Text | None,
    exercise: bool,
) -> None:
    rows: list[tuple[Sequence[object], Font | None]] = []
    if exercise:
        rows.append(((page_texts.EXERCISE,), _MARK_FONT))
        rows.append(((page_texts.EXERCISE_NOTE,), _HEADING_FONT))
    rows.append(((workspace.name,), _TITLE_FONT))
    rows.append(((RULES[edition].mark,), _HEADING_FONT))
    rows.append(((page_texts.made_line(workspace),), None))
    if left_out is not None:
        rows.append(((left_out,), None))
    rows.append(
        ((tr("Grey empty cells are unknown, never zero. Times of day are local (Europe/Kyiv)."),), None)
    )
    for outcome in outcomes:
        rows.append(((), None))
        rows.append(((page_texts.analysis_label(outcome),), _TITLE_FONT))
        rows.append(((tr("Scenario"), shown_name(outcome.scenario)), None))
        if outcome.ran_at is not None:
            rows.append(((tr("Run at"), page_texts.local_time(outcome.ran_at)), None))
        asked = page_texts.parameter_lines(outcome)
        rows += [((line.label, line.value, line.unit), None) for line in asked]
        rows += [((tr("Finding"), finding.text), None) for finding in outcome.findings]
        rows += [
            ((tr("Sheet"), name, "", tr("{title}: {n:,} rows", title=table.title, n=len(table.rows))), None)
            for name, of, table in tables
            if of is outcome
        ]
    rows += [((), None), ((tr("Sources"),), _TITLE_FONT)]
    rows += [((line.text,), None) for line in page_texts.source_lines(workspace.layers, workspace)]
    rows += [((), None), ((page_texts.disclaimer(workspace),), None)]
    for number, (values, font) in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            cell = _put(sheet, number, column, value)
            if font is not None:
                cell.font = font
    for letter, width in zip("ABCD", (34, 44, 12, 48), strict=True):
        sheet.column_dimensions[letter].width = width


def _fill_table(sheet: Any, table: Table, start: int, end: int, control: RunControl) -> None:
    rows = table.rows[start:end]
    formats = [_number_format(column) for column in table.columns]
    for index, column in enumerate(table.columns, start=1):
        cell = _put(sheet, 1, index, column_heading(column))
        cell.font, cell.fill, cell.alignment = _HEADER_FONT, _HEADER_FILL, _WRAP
        unknown = sum(1 for row in rows if row[index - 1] is None)
        if unknown:
            text = tr("unknown in {n:,} of {all:,} rows; left empty", n=unknown, all=len(rows))
            cell.comment = Comment(str(text), "Corridor", height=60, width=180)
        sheet.column_dimensions[get_column_letter(index)].width = _width(column, rows, index - 1)
    for number, row in enumerate(rows, start=2):
        if number % _ROWS_A_STEP == 2:
            control.step((number - 2) / len(rows), tr("writing the table “{title}”", title=table.title))
        for index, value in enumerate(row, start=1):
            cell = _put(sheet, number, index, table.columns[index - 1].said(value))
            if value is None:
                cell.fill = _UNKNOWN_FILL
            elif isinstance(value, int | float) and not isinstance(value, bool):
                cell.number_format = formats[index - 1] or _format_of(value)
    if table.columns:
        last = get_column_letter(len(table.columns))
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
    sheet.oddHeader.left.text = _escaped(str(table.title))


def _tell_stale(sheet: Any, note: Text | None) -> None:
    """Say on the sheet itself, and on its print, that its figures rest on old data."""
    if note is None:
        return
    first = sheet.cell(1, 1)
    told = [str(note)] if first.comment is None else [str(note), first.comment.text]
    first.comment = Comment("\n".join(told), "Corridor", height=120, width=320)
    sheet.sheet_properties.tabColor = _STALE_TAB
    short = tr("{title}: rests on data past its shelf life", title=sheet.oddHeader.left.text)
    sheet.oddHeader.left.text = _escaped(str(short))


def _fill_assumptions(sheet: Any, outcomes: Sequence[Outcome]) -> None:
    headings = (tr("Analysis"), tr("Ground"), tr("Assumption"), tr("Source"), tr("Date"), tr("Stale"))
    grounds = page_texts.ground_labels()
    for column, heading in enumerate(headings, start=1):
        cell = _put(sheet, 1, column, heading)
        cell.font, cell.fill = _HEADER_FONT, _HEADER_FILL
    number = 1
    for outcome in outcomes:
        for item in outcome.assumptions:
            number += 1
            label = page_texts.analysis_label(outcome)
            values = (label, grounds[item.ground], item.text, item.source, item.date, item.stale)
            for column, value in enumerate(values, start=1):
                _put(sheet, number, column, value).alignment = _WRAP
    for letter, width in zip("ABCDEF", (26, 14, 90, 40, 12, 8), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:F{number}"


def column_heading(column: Column) -> str:
    """A column's label with its unit, unless the label says it already."""
    label, unit = str(column.label), str(unit_text(column.unit))
    return f"{label} ({unit})" if unit and unit not in label.casefold() else label


def _put(sheet: Any, row: int, column: int, value: object) -> Any:
    """Set a cell; texts stay texts, whatever they begin with."""
    cell = sheet.cell(row=row, column=column)
    if value is None:
        return cell
    if isinstance(value, bool):
        value = tr("yes") if value else tr("no")
    if isinstance(value, dt.datetime):
        cell.value, cell.number_format = page_texts.local_time(value), "yyyy-mm-dd hh:mm"
    elif isinstance(value, dt.date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif isinstance(value, int | float):
        # spreadsheets have no infinity and no not-a-number
        if value == value and abs(value) != float("inf"):
            cell.value = value if isinstance(value, int) else round(value, 9) + 0.0
    elif value != "":
        text = _CONTROL.sub("", str(value))[:_MOST_CHARACTERS]
        cell.value = text
        cell.data_type = "s"
        if text[:1] in "=+-@\t\r":
            cell.quotePrefix = True
    return cell


def _number_format(column: Column) -> str:
    """Format of a column's numbers; empty where each number has its own."""
    if column.decimals is None:
        return "" if column.unit else "General"
    return "#,##0" + ("." + "0" * column.decimals if column.decimals else "")


def _format_of(value: float) -> str:
    """Whole numbers without a point, others with three decimals at most."""
    return "#,##0" if float(value).is_integer() else "#,##0.0##"


def _width(column: Column, rows: Sequence[Sequence[object]], index: int) -> float:
    longest = max((len(_shown(row[index], column)) for row in rows[:_MEASURED_ROWS]), default=0)
    heading = max((len(word) for word in column_heading(column).split()), default=0)
    return min(_WIDTHS[1], max(_WIDTHS[0], longest + 2.0, heading + 5.0))


def _shown(value: object, column: Column) -> str:
    if isinstance(value, float) and column.decimals is not None:
        return numeral(f"{value:,.{column.decimals}f}")
    return "" if value is None else str(value)


def _free_name(wanted: str, taken: set[str]) -> str:
    """A sheet name not yet taken, without what sheet names must not hold."""
    base = _FORBIDDEN_IN_NAME.sub(" ", wanted).strip().strip("'") or "table"
    name = base[:_SHEET_NAME]
    number = 2
    while name.casefold() in taken:
        suffix = f" ({number})"
        name = base[: _SHEET_NAME - len(suffix)] + suffix
        number += 1
    taken.add(name.casefold())
    return name


def _mark(sheet: Any, workspace: Workspace, edition: Edition, exercise: bool) -> None:
    """Header and footer for print: exercise, edition, workspace, page."""
    if exercise:
        sheet.oddHeader.center.text = str(page_texts.EXERCISE)
        sheet.oddHeader.center.color = "B3001B"
        sheet.oddFooter.center.text = _escaped(str(page_texts.EXERCISE_NOTE))
    sheet.oddHeader.right.text = _escaped(str(RULES[edition].mark))
    sheet.oddFooter.left.text = _escaped(workspace.name)
    sheet.oddFooter.right.text = "&P / &N"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _escaped(text: str) -> str:
    """Text for a header: an ampersand begins a code there, and the length is limited."""
    return text.replace("&", "&&")[:80]


def _book_title(workspace: Workspace, edition: Edition, exercise: bool) -> str:
    mark = f"{page_texts.EXERCISE}: " if exercise else ""
    return f"{mark}{workspace.name} ({RULES[edition].label})"
