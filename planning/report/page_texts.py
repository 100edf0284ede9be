"""What every page, table and brief says of itself: mark, edition, sources, disclaimer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from layers.layer import Layer
from layers.text import Text, tr
from layers.units import unit_text
from layers.workspace import Workspace
from planning.outcome import Ground, Outcome
from planning.stale_data import stale_among

LOCAL_ZONE = ZoneInfo("Europe/Kyiv")
EXERCISE = tr("EXERCISE")
EXERCISE_NOTE = tr("EXERCISE: the figures are invented; not for use in operations.")
# Wording follows the usual practice of humanitarian maps; each office may set its own.
DISCLAIMER = tr(
    "The boundaries and names shown and the designations used on this map do not imply official endorsement "
    "or acceptance."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A dataset with its publisher, its date and whether it is stale."""

    text: Text
    stale: bool


def is_exercise(workspace: Workspace, outcomes: Iterable[Outcome | None] = ()) -> bool:
    """Whether anything shown is invented; to be asked of the whole workspace, before an edition thins it."""
    invented = any(outcome is not None and outcome.exercise for outcome in outcomes)
    return invented or workspace.is_exercise or workspace.exercise_date is not None


def disclaimer(workspace: Workspace) -> str:
    """The office's own wording (document “disclaimer” of the settings), or the usual one."""
    for document in workspace.documents_of("settings"):
        if document.name == "disclaimer":
            own = str(document.content.get("text", "")).strip()
            if own:
                return own
    return str(DISCLAIMER)


def analysis_label(outcome: Outcome) -> str:
    """What the outcome's analysis is called."""
    from planning.analyses import ANALYSES

    for analysis in ANALYSES:
        if analysis.name == outcome.analysis:
            return str(analysis.label)
    return outcome.analysis.replace("_", " ").capitalize() or str(tr("Analysis"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterLine:
    """A parameter of a run as it was given, with its unit."""

    label: str
    value: str
    unit: str


def parameter_lines(outcome: Outcome) -> tuple[ParameterLine, ...]:
    """The parameters an outcome was run with, as its analysis describes them."""
    from planning.analyses import ANALYSES
    from planning.choice_words import choice_text
    from planning.parameters import as_text, describe

    known = {
        item.name: item
        for analysis in ANALYSES
        if analysis.name == outcome.analysis
        for item in describe(analysis.parameters)
    }
    lines = []
    for name, value in outcome.parameters.items():
        item = known.get(name)
        label = str(item.label) if item is not None else name.replace("_", " ")
        words = str(choice_text(str(value))) if item and item.type == "choice" else as_text(value)
        unit = str(unit_text(item.unit)) if item else ""
        lines.append(ParameterLine(label=label, value=words, unit=unit))
    return tuple(lines)


def layer_title(layer: Layer, workspace: Workspace) -> Text | str:
    """The user's word for the layer, or the kind's, with the name where the workspace has several of it."""
    if layer.title:
        return layer.title
    if layer.kind.name == "reference":
        return layer.name.replace("_", " ")
    if len(workspace.of_kind(layer.kind.name)) > 1:
        return tr("{kind}: {name}", kind=layer.kind.plural, name=layer.name.replace("_", " "))
    return layer.kind.plural


def source_lines(layers: Iterable[Layer], workspace: Workspace) -> tuple[SourceLine, ...]:
    """What, who published it, of which day, and how old if stale; layers alike share a line."""
    today = workspace.today()
    alike: dict[tuple[str, dt.date | None, bool, str], list[Layer]] = {}
    for layer in layers:
        known = layer.provenance
        key = (known.source, known.date, layer.is_stale(today), layer.kind.name)
        alike.setdefault(key, []).append(layer)
    lines = []
    for (source, date, stale, _), together in alike.items():
        title = layer_title(together[0], workspace)
        if len(together) > 1:
            names = ", ".join(layer.name.replace("_", " ") for layer in together)
            title = tr("{kind}: {name}", kind=together[0].kind.plural, name=names)
        values = {
            "layer": title,
            "source": source or tr("source unknown"),
            "date": date.isoformat() if date else "",
            "age": together[0].age_days(today) or 0,
        }
        if date is None:
            text = tr("{layer}: {source}, date unknown", **values)
        elif stale:
            text = tr("{layer}: {source}, {date}, STALE: {age:,} days old", **values)
        else:
            text = tr("{layer}: {source}, {date}", **values)
        lines.append(SourceLine(text=text, stale=stale))
    return tuple(lines)


def stale_lines(outcome: Outcome, told: Iterable[SourceLine]) -> tuple[SourceLine, ...]:
    """What an outcome rests on that is past its shelf life and that no line tells of yet."""
    old = [str(line.text) for line in told if line.stale]
    return tuple(
        SourceLine(text=tr("STALE: {what}", what=item.text), stale=True)
        for item in stale_among(outcome.assumptions)
        if not any(item.source and item.source in line and _day(item.date) in line for line in old)
    )


def _day(date: dt.date | None) -> str:
    return "" if date is None else date.isoformat()


def ground_labels() -> dict[Ground, Text]:
    """What each ground of an assumption is called."""
    return {
        Ground.DATA: tr("data"),
        Ground.DEFAULT: tr("default"),
        Ground.CHOSEN: tr("chosen"),
        Ground.SUBSTITUTED: tr("substituted"),
        Ground.IGNORED: tr("left out"),
    }


def local_time(moment: dt.datetime) -> dt.datetime:
    """A stored time (UTC) as local time of day, without zone."""
    return moment if moment.tzinfo is None else moment.astimezone(LOCAL_ZONE).replace(tzinfo=None)


def made_on() -> dt.date:
    """The day a page is made, by the computer's clock."""
    return dt.datetime.now().astimezone().date()


def made_line(workspace: Workspace) -> Text:
    """When the page was made and, in an exercise, on which day it plays."""
    if workspace.exercise_date is None:
        return tr("Made {made} with Corridor.", made=made_on().isoformat())
    return tr(
        "Made {made} with Corridor. The exercise plays on {day}.",
        made=made_on().isoformat(),
        day=workspace.exercise_date.isoformat(),
    )
