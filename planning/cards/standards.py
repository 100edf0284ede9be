"""What a collective centre lacks against the standards."""

from __future__ import annotations

import math

from layers.text import Text, tr, trn
from layers.units import unit_text
from planning.cards.card import Content, Line, Subject, Tone
from planning.centres_in_use import NOT_IN_USE
from planning.run_control import RunControl


def state_against_standards(subject: Subject, _control: RunControl) -> Content:
    """Each standard with what is required, what is there and what lacks.

    Source of the figures: `planning.standards` as the workspace has them.
    """
    from planning.site_gaps import SITE_STANDARDS, site_gaps
    from planning.standards import standards_of

    standards = standards_of(subject.situation)
    cold = standards.is_heating_season(subject.situation.today())
    rows = site_gaps(subject.layer.frame.loc[[subject.fid]], standards, cold=cold)
    by_name = rows.set_index("standard")
    people = float(by_name["people"].iloc[0])
    short, unknown = 0, 0
    lines: list[Line] = []
    for item in SITE_STANDARDS:
        found = by_name.loc[item.name]
        required, present, gap = (float(found[name]) for name in ("required", "present", "gap"))
        if required == 0:
            continue
        short += gap > 0
        unknown += math.isnan(gap)
        value, tone = _told(required, present, gap, item.unit)
        lines.append(Line(label=item.label, value=value, tone=tone))
    order = {Tone.BAD: 0, Tone.UNKNOWN: 1, Tone.GOOD: 2}
    lines.sort(key=lambda line: order[line.tone])
    return Content(
        lines=(*_head(subject, people, cold), *lines), summary=_summary(people, short, unknown, len(lines))
    )


def _head(subject: Subject, people: float, cold: bool) -> list[Line]:
    lines = []
    row, kind = subject.row, subject.layer.kind
    if row["status"] in NOT_IN_USE:
        words = tr("{status}: analyses leave it out", status=kind.field("status").vocabulary[row["status"]])
        lines.append(Line(label=kind.field("status").label, value=words, tone=Tone.BAD))
    if math.isnan(people):
        lines.append(
            Line(value=tr("How many people live here is unknown, and with it what they need."),
                 tone=Tone.UNKNOWN)
        )  # fmt: skip
    else:
        season = tr("heating season") if cold else tr("warm season")
        value = trn("{count:,} person, {season}", "{count:,} people, {season}", round(people), season=season)
        lines.append(Line(label=tr("Reckoned for"), value=value))
    return lines


def _told(required: float, present: float, gap: float, unit: str) -> tuple[Text, Tone]:
    if unit == "yes/no":
        if math.isnan(gap):
            return tr("unknown"), Tone.UNKNOWN
        return (tr("missing"), Tone.BAD) if gap > 0 else (tr("there"), Tone.GOOD)
    words = unit_text(unit)
    if math.isnan(required):
        if math.isnan(present):
            return tr("unknown"), Tone.UNKNOWN
        return tr("{present:,.4g} {unit}, requirement unknown", present=present, unit=words), Tone.UNKNOWN
    if math.isnan(present):
        return tr("unknown, {required:,.0f} {unit} required", required=required, unit=words), Tone.UNKNOWN
    if gap > 0:
        return (
            tr("{present:,.0f} of {required:,.0f} {unit}: {gap:,.0f} short",
               present=present, required=required, unit=words, gap=math.ceil(gap)),
            Tone.BAD,
        )  # fmt: skip
    return tr(
        "{present:,.0f} of {required:,.0f} {unit}", present=present, required=required, unit=words
    ), Tone.GOOD


def _summary(people: float, short: int, unknown: int, count: int) -> Text:
    if math.isnan(people) and not short:
        return tr("people unknown")
    if short:
        return trn("{count} of {all} short", "{count} of {all} short", short, all=count)
    return tr("{count} of {all} unknown", count=unknown, all=count) if unknown else tr("all met")
