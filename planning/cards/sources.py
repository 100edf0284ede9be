"""Where what is known of a feature comes from, and how old it is."""

from __future__ import annotations

from layers.layer import Layer
from layers.text import Text, tr, trn
from planning.cards.card import Content, Line, Subject, Tone
from planning.run_control import RunControl

_BESIDE = ("frontline", "road")


def where_it_comes_from(subject: Subject, _control: RunControl) -> Content:
    """The feature's own layer in full, and the layers its distances and ways rest on."""
    layer, today = subject.layer, subject.situation.today()
    provenance = layer.provenance
    lines = [
        Line(label=tr("Layer"), value=layer.name),
        Line(label=tr("Publisher"), value=provenance.source or tr("unknown")),
        Line(label=tr("Date"), value=_age(layer, subject), tone=_tone(layer, subject)),
    ]
    if provenance.file_name:
        lines.append(Line(label=tr("File"), value=provenance.file_name))
    if provenance.licence:
        lines.append(Line(label=tr("Licence"), value=provenance.licence))
    if provenance.exercise:
        lines.append(Line(value=tr("EXERCISE: the figures are invented.")))
    if provenance.transformations:
        lines.append(Line(label=tr("Last changed by"), value=provenance.transformations[-1]))
    for kind in _BESIDE:
        for other in subject.situation.of_kind(kind):
            if other is not layer:
                words = tr("{source}, {age}", source=other.provenance.source or tr("unknown"),
                           age=_age(other, subject))  # fmt: skip
                lines.append(Line(label=other.kind.plural, value=words, tone=_tone(other, subject)))
    age = layer.age_days(today)
    summary: Text = tr("date unknown")
    if age is not None:
        summary = trn("{count:,} day old", "{count:,} days old", age)
    return Content(lines=tuple(lines), summary=summary)


def _age(layer: Layer, subject: Subject) -> Text:
    age, date = layer.age_days(subject.situation.today()), layer.provenance.date
    if age is None or date is None:
        return tr("date unknown")
    told = trn("{date}, {count:,} day old", "{date}, {count:,} days old", age, date=date.isoformat())
    if layer.is_stale(subject.situation.today()):
        return tr(
            "{told}: older than its shelf life of {days:,} days", told=told, days=layer.kind.shelf_life_days
        )
    return told


def _tone(layer: Layer, subject: Subject) -> Tone:
    return Tone.BAD if layer.is_stale(subject.situation.today()) else Tone.PLAIN
