"""The brief: situation, findings, maps and what they rest on, as a Word document."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from PIL import Image

from layers.text import Text, language, numeral, tr
from layers.workspace import Workspace
from planning.outcome import Cell, Column, Finding, Outcome, Severity, Table
from planning.report import page_texts
from planning.report.edition import RULES, Edition, for_edition, left_out_note, outcome_for_edition
from planning.report.spreadsheet import column_heading
from planning.report.whole_file import whole_file
from planning.run_control import RunControl
from planning.scenario import shown_name
from planning.stale_data import stale_note

_MOST_ROWS, _MOST_COLUMNS = 10, 8
_MARGIN_MM, _PAGE_MM = 18.0, (210.0, 297.0)
_MAP_WIDTH_MM = _PAGE_MM[0] - 2 * _MARGIN_MM
_MARK = RGBColor(0xB3, 0x00, 0x1B)
_ACCENT = RGBColor(0x1F, 0x5C, 0x99)
_STALE = RGBColor(0x9C, 0x1A, 0x00)
_SEVERITIES = (Severity.CRITICAL, Severity.WARNING, Severity.NOTICE, Severity.INFO)


def write_brief(
    path: Path,
    outcomes: Sequence[Outcome],
    workspace: Workspace,
    edition: Edition = Edition.INTERNAL,
    maps: Sequence[Path | None] = (),
    control: RunControl | None = None,
) -> None:
    """Write a brief on `outcomes` to `path` (.docx, A4).

    Parameters
    ----------
    maps : sequence of Path or None
        PNG pages made for the same edition: the overview first, then one for each outcome, in order.

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
    pages = [*maps, *([None] * (len(shown) + 1 - len(maps)))]
    document = _new_document(workspace, edition, exercise)
    _write_front(document, workspace, edition, note, exercise)
    _write_situation(document, workspace, pages[0])
    for number, (outcome, page) in enumerate(zip(shown, pages[1:], strict=False)):
        control.step(number / len(shown), tr("writing {file}", file=path.name))
        _write_outcome(document, outcome, page)
    _write_end(document, workspace)
    with whole_file(path) as draft:
        document.save(str(draft))


def shown_cell(value: Cell, column: Column) -> str:
    """A value as a reader sees it; unknown is said."""
    if value is None:
        return str(tr("unknown"))
    if isinstance(value, bool):
        return str(tr("yes") if value else tr("no"))
    if isinstance(value, float):
        if value != value or abs(value) == float("inf"):
            return str(tr("unknown"))
        return numeral(f"{value:,.{column.decimals}f}" if column.decimals is not None else f"{value:,g}")
    if isinstance(value, int):
        return numeral(f"{value:,}") if column.decimals is not None or column.unit else str(value)
    if isinstance(value, dt.datetime):
        return page_texts.local_time(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(column.said(value))


def _new_document(workspace: Workspace, edition: Edition, exercise: bool) -> Any:
    document = Document()
    properties = document.core_properties
    properties.author = properties.last_modified_by = "Corridor"
    properties.comments = ""
    mark = f"{page_texts.EXERCISE}: " if exercise else ""
    properties.title = f"{mark}{workspace.name} ({RULES[edition].label})"
    properties.language = language()
    now = dt.datetime.now(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    properties.created = properties.modified = now
    section = document.sections[0]
    section.page_width, section.page_height = Mm(_PAGE_MM[0]), Mm(_PAGE_MM[1])
    section.left_margin = section.right_margin = Mm(_MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(20)
    _set_styles(document)
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    if exercise:
        run = header.add_run(str(page_texts.EXERCISE))
        run.bold, run.font.color.rgb, run.font.size = True, _MARK, Pt(14)
        header.add_run("   ")
    run = header.add_run(str(RULES[edition].mark))
    run.bold, run.font.color.rgb, run.font.size = True, _ACCENT, Pt(8)
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _say(footer, f"{workspace.name} · ")
    _add_field(footer, "PAGE")
    footer.add_run(" / ")
    _add_field(footer, "NUMPAGES")
    return document


def _set_styles(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10)
    normal.element.rPr.rFonts.set(qn("w:cs"), "Calibri")
    normal.paragraph_format.space_after = Pt(4)
    for name, size in (("Title", 22), ("Heading 1", 15), ("Heading 2", 11)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), _ACCENT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(key), None)


def _add_field(paragraph: Any, code: str) -> None:
    """A field that Word fills in, such as the page number."""
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _write_front(
    document: Any, workspace: Workspace, edition: Edition, left_out: Text | None, exercise: bool
) -> None:
    document.add_paragraph(_printable(workspace.name), style="Title")
    document.add_paragraph(
        str(tr("Brief, {edition}. ", edition=RULES[edition].label)) + str(page_texts.made_line(workspace))
    )
    if exercise:
        run = document.add_paragraph().add_run(str(page_texts.EXERCISE_NOTE))
        run.bold, run.font.color.rgb = True, _MARK
    if left_out is not None:
        document.add_paragraph(str(left_out))


def _write_situation(document: Any, workspace: Workspace, page: Path | None) -> None:
    document.add_heading(str(tr("Situation")), 1)
    columns = (
        Column(name="layer", label=tr("Layer")),
        Column(name="records", label=tr("Records"), decimals=0),
        Column(name="date", label=tr("Date")),
        Column(name="source", label=tr("Source")),
        Column(name="age", label=tr("Age")),
    )
    today = workspace.today()
    rows: list[tuple[Cell, ...]] = []
    for layer in workspace.layers:
        age = layer.age_days(today)
        told = tr("unknown") if age is None else tr("{n:,} days", n=age)
        if layer.is_stale(today) and age is not None:
            told = tr("STALE: {n:,} days", n=age)
        records = len(layer) if layer.raster is None else None
        shown = tr("grid") if records is None else records
        source = layer.provenance.source
        rows.append((page_texts.layer_title(layer, workspace), shown, layer.provenance.date, source, told))
    _add_table(document, columns, rows)
    _add_map(document, page)


def _write_outcome(document: Any, outcome: Outcome, page: Path | None) -> None:
    document.add_heading(page_texts.analysis_label(outcome), 1)
    asked = [str(tr("Scenario: {scenario}", scenario=shown_name(outcome.scenario)))]
    asked += [
        f"{line.label}: {line.value or tr('not given')} {line.unit if line.value else ''}".strip()
        for line in page_texts.parameter_lines(outcome)
    ]
    _say(document.add_paragraph(), "; ".join(asked) + ".")
    document.add_heading(str(tr("Findings")), 2)
    _add_findings(document, outcome.findings)
    table = _key_table(outcome)
    if table is not None:
        document.add_heading(_printable(str(table.title)), 2)
        columns = table.columns[:_MOST_COLUMNS]
        _add_table(document, columns, [row[:_MOST_COLUMNS] for row in table.rows[:_MOST_ROWS]])
        if len(table.rows) > _MOST_ROWS or len(table.columns) > _MOST_COLUMNS:
            note = tr(
                "The first {shown:,} of {rows:,} rows; the workbook of tables holds all rows and columns.",
                shown=min(_MOST_ROWS, len(table.rows)),
                rows=len(table.rows),
            )
            document.add_paragraph(str(note))
        old = stale_note(outcome.assumptions)
        if old is not None:
            _say(document.add_paragraph(), old).font.color.rgb = _STALE
    _add_map(document, page)
    if outcome.assumptions:
        document.add_heading(str(tr("What this rests on")), 2)
        grounds = page_texts.ground_labels()
        for item in outcome.assumptions:
            paragraph = document.add_paragraph(style="List Bullet")
            paragraph.add_run(f"{grounds[item.ground]}: ").italic = True
            run = _say(paragraph, item.text)
            if item.stale:
                run.font.color.rgb = _STALE
            if item.source:
                _say(paragraph, f" ({item.source})")


def _add_findings(document: Any, findings: Sequence[Finding]) -> None:
    if not findings:
        document.add_paragraph(str(tr("There is nothing to report.")))
    words = {Severity.CRITICAL: tr("Critical"), Severity.WARNING: tr("Warning"), Severity.NOTICE: tr("Note")}
    for severity in _SEVERITIES:
        for finding in findings:
            if finding.severity == severity:
                paragraph = document.add_paragraph(style="List Bullet")
                if severity in words:
                    run = paragraph.add_run(f"{words[severity]}: ")
                    run.bold = True
                    run.font.color.rgb = _MARK if severity is Severity.CRITICAL else _STALE
                _say(paragraph, finding.text)


def _key_table(outcome: Outcome) -> Table | None:
    """The first table with rows: analyses give the one that answers the question first."""
    return next((table for table in outcome.tables if table.rows), None)


def _add_table(document: Any, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    table = document.add_table(rows=1, cols=len(columns), style="Light Grid Accent 1")
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        _fill_cell(cell, column_heading(column), bold=True)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in rows:
        for cell, value, column in zip(table.add_row().cells, row, columns, strict=True):
            number = isinstance(value, int | float) and not isinstance(value, bool)
            _fill_cell(cell, shown_cell(value, column), right=number)
    document.add_paragraph()


def _fill_cell(cell: Any, text: str, *, bold: bool = False, right: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = _say(paragraph, text)
    run.font.size, run.bold = Pt(8), bold


def _say(paragraph: Any, text: Text | str) -> Any:
    """A run of text, without what XML cannot hold."""
    return paragraph.add_run(_printable(str(text)))


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n")


def _add_map(document: Any, page: Path | None) -> None:
    if page is None:
        return
    document.add_picture(_in_few_colours(page), width=Mm(_MAP_WIDTH_MM))
    document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _in_few_colours(page: Path) -> io.BytesIO:
    """The page with a palette: a third of the size, so that a brief of many maps can be sent by mail."""
    with Image.open(page) as picture:
        flat = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        dots = picture.info.get("dpi")
    small = io.BytesIO()
    flat.save(small, "PNG", optimize=True, **({"dpi": dots} if dots else {}))
    small.seek(0)
    return small


def _write_end(document: Any, workspace: Workspace) -> None:
    document.add_heading(str(tr("Sources")), 1)
    for line in page_texts.source_lines(workspace.layers, workspace):
        run = document.add_paragraph(style="List Bullet").add_run(_printable(str(line.text)))
        if line.stale:
            run.font.color.rgb = _STALE
    _say(document.add_paragraph(), page_texts.disclaimer(workspace))
