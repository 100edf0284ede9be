"""What the analyses run so far say of a feature."""

from __future__ import annotations

from layers.text import Text, numeral, tr, trn
from layers.units import unit_text
from planning.cards.card import Content, Line, Subject, Tone
from planning.outcome import FeatureRef, Finding, Outcome, Severity, Table
from planning.run_control import RunControl

_MOST_FINDINGS, _MOST_ROWS, _MOST_CELLS = 4, 4, 5


def what_plans_say(subject: Subject, control: RunControl) -> Content | None:
    """Findings and rows of tables that speak of the feature, the newest run first."""
    lines: list[Line] = []
    speaking = 0
    for number, outcome in enumerate(reversed(subject.outcomes)):
        control.step(number / len(subject.outcomes), tr("plans"))
        told = _of_outcome(subject, outcome)
        if told:
            speaking += 1
            lines += [Line(value=_heading(outcome), tone=Tone.PLAIN), *told]
    if not subject.outcomes:
        words = tr("No analysis was run yet.")
        return Content(lines=(Line(value=words, tone=Tone.UNKNOWN),), summary=tr("none run"))
    if not lines:
        words = trn(
            "The {count} outcome of this sitting does not speak of it.",
            "None of the {count} outcomes of this sitting speaks of it.",
            len(subject.outcomes),
        )
        return Content(lines=(Line(value=words),), summary=tr("nothing"))
    return Content(lines=tuple(lines), summary=trn("{count} outcome", "{count} outcomes", speaking))


def _heading(outcome: Outcome) -> Text:
    from planning.analyses import ANALYSES

    labels = {analysis.name: analysis.label for analysis in ANALYSES}
    label = labels.get(outcome.analysis, outcome.analysis)
    if outcome.ran_at is None:
        return tr("{analysis} ({scenario}):", analysis=label, scenario=outcome.scenario or tr("Baseline"))
    return tr(
        "{analysis} ({scenario}, {time}):",
        analysis=label,
        scenario=outcome.scenario or tr("Baseline"),
        time=f"{outcome.ran_at.astimezone():%H:%M}",
    )


def _of_outcome(subject: Subject, outcome: Outcome) -> list[Line]:
    findings = [item for item in outcome.findings if any(_is_of(ref, subject) for ref in item.features)]
    # what speaks of few features says more of this one
    findings.sort(key=lambda item: sum(len(ref.fids) for ref in item.features))
    lines = [_line(item) for item in findings[:_MOST_FINDINGS]]
    for table in outcome.tables:
        lines += _of_table(subject, table)
    return lines


def _line(finding: Finding) -> Line:
    urgent = finding.severity in (Severity.WARNING, Severity.CRITICAL)
    return Line(value=finding.text, tone=Tone.BAD if urgent else Tone.PLAIN)


def _of_table(subject: Subject, table: Table) -> list[Line]:
    rows = [
        row
        for row, ref in zip(table.rows, table.features, strict=False)
        if ref is not None and _is_of(ref, subject) and len(ref.fids) == 1
    ]
    lines = []
    for row in rows[:_MOST_ROWS]:
        cells = [
            f"{column.label} {_cell(column.said(value), column.decimals)}{_unit(column.unit)}"
            for column, value in zip(table.columns, row, strict=True)
            if value is not None and not _names_it(value, subject)
        ]
        if cells:
            lines.append(Line(label=table.title, value="; ".join(cells[:_MOST_CELLS])))
    if len(rows) > _MOST_ROWS:
        more = len(rows) - _MOST_ROWS
        lines.append(
            Line(label=table.title, value=trn("and {count} row more", "and {count} rows more", more))
        )
    return lines


def _is_of(ref: FeatureRef, subject: Subject) -> bool:
    return not ref.of_outcome and ref.layer == subject.layer.name and subject.fid in ref.fids


def _names_it(value: object, subject: Subject) -> bool:
    """Whether a cell only repeats what the card is of."""
    names = ("name_en", "name_uk", "name", "site_id", "warehouse_id", "code", "area_code")
    row = subject.row
    return isinstance(value, str) and any(value == row.get(name) for name in names)


def _cell(value: object, decimals: int | None) -> str:
    if isinstance(value, bool):
        return str(tr("yes") if value else tr("no"))
    if isinstance(value, int | float):
        return numeral(f"{value:,.{decimals}f}") if decimals is not None else numeral(f"{value:,.6g}")
    return str(value)


def _unit(unit: str) -> str:
    return f" {unit_text(unit)}" if unit else ""
