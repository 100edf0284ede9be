"""Sphere and other constants, each with unit and source, editable in the workspace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from layers.text import tr
from layers.units import unit_text
from layers.workspace import Document, Workspace
from planning.errors import BadParameter
from planning.outcome import Assumption, Ground
from planning.standards.constants import STANDARDS, Standard

__all__ = ["SECTION", "STANDARDS", "Standard", "Standards", "standard_named", "standards_of", "with_standard"]

SECTION = "standards"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standards:
    """The standards a workspace goes by.

    Attributes
    ----------
    by_name : mapping of str to Standard
    changed : frozenset of str
        Names whose value the planner has set.
    """

    by_name: Mapping[str, Standard]
    changed: frozenset[str]

    def value(self, name: str) -> float:
        """The value of the standard called `name`, in the unit its name states."""
        return self.by_name[name].value

    def is_heating_season(self, day: dt.date) -> bool:
        """Whether `day` lies in the heating season, both ends included; it may run over the new year."""
        first = self.value("heating_season_begins_mmdd")
        last = self.value("heating_season_ends_mmdd")
        today = day.month * 100 + day.day
        return first <= today <= last if first <= last else today >= first or today <= last

    def assumption(self, name: str) -> Assumption:
        """The standard as something figures rest on."""
        item = self.by_name[name]
        text = tr("{label}: {value} {unit}", label=item.label, value=item.shown, unit=unit_text(item.unit))
        ground = Ground.CHOSEN if name in self.changed else Ground.DEFAULT
        return Assumption(text=text, ground=ground, source=item.cited)


def standard_named(name: str) -> Standard:
    """The standard called `name` as shipped.

    Raises
    ------
    BadParameter
        When there is none.
    """
    for item in STANDARDS:
        if item.name == name:
            return item
    raise BadParameter(
        tr("there is no standard {name}", name=name),
        expected=tr("The standards are: {known}.", known=", ".join(item.name for item in STANDARDS)),
    )


def standards_of(workspace: Workspace) -> Standards:
    """The standards as shipped, with what the workspace puts in their place.

    Raises
    ------
    BadParameter
        When the workspace holds a value out of bounds or for a standard that does not exist.
    """
    by_name = {item.name: item for item in STANDARDS}
    changed = set()
    for document in workspace.documents_of(SECTION):
        item = standard_named(document.name)
        by_name[item.name] = _set(
            item, document.content.get("value"), str(document.content.get("source", "planner"))
        )
        changed.add(item.name)
    return Standards(by_name=by_name, changed=frozenset(changed))


def with_standard(workspace: Workspace, name: str, value: float, source: str = "planner") -> Workspace:
    """The workspace with another value for a standard, and who set it.

    Raises
    ------
    BadParameter
        When the standard does not exist or the value is out of bounds.
    """
    _set(standard_named(name), value, source)
    return workspace.with_document(
        Document(section=SECTION, name=name, content={"value": value, "source": source})
    )


def _set(item: Standard, value: object, source: str) -> Standard:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not item.least <= float(value) <= item.most:  # type: ignore[arg-type]
        raise BadParameter(
            tr("{value} was given for {label}", value=str(value), label=item.label),
            where=item.name,
            expected=tr(
                "Expected {low:g} to {high:g} {unit}.",
                low=item.least,
                high=item.most,
                unit=unit_text(item.unit),
            ),
        )
    return replace(item, value=float(value), source=source, confirmed=True)  # type: ignore[arg-type]
