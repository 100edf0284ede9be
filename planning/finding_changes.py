"""Which findings of one outcome another tells differently, and how that reads."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

from layers.text import Text, tr
from planning.outcome import Finding, Outcome

# A finding and its counterpart share the sentence; of several alike, those whose values agree most belong
# together, as in “within 20 km” of two scenarios.


def changed_findings(
    first_name: str, first: Outcome, other_name: str, other: Outcome
) -> list[tuple[Finding, bool]]:
    """A sentence for each finding that `other` tells differently, that only it or only `first` has.

    Returns
    -------
    list of (Finding, bool)
        The flag says whether the features are those of the other outcome, in place of the first's.
    """
    pairs = _matched(first.findings, other.findings)
    taken = {id(old) for old, _ in pairs}
    found: list[tuple[Finding, bool]] = []
    counterpart = {id(new): old for old, new in pairs}
    for new in other.findings:
        old = counterpart.get(id(new))
        if old is None:
            text = tr("Only in {scenario}: {finding}", scenario=other_name, finding=new.text)
            found.append((dataclasses.replace(new, text=text), True))
        elif str(old.text) != str(new.text):
            text = _changed(first_name, old.text, other_name, new.text)
            sensitivity = max(old.sensitivity, new.sensitivity)
            found.append((dataclasses.replace(new, text=text, sensitivity=sensitivity), True))
    for old in first.findings:
        if id(old) not in taken:
            text = tr("Not in {scenario}: {finding}", scenario=other_name, finding=old.text)
            found.append((dataclasses.replace(old, text=text), False))
    return found


def _matched(old: tuple[Finding, ...], new: tuple[Finding, ...]) -> list[tuple[Finding, Finding]]:
    """Pairs of findings with one sentence; those that agree in most values first."""
    candidates = [
        (-_agreement(a.text, b.text), abs(at - to), at, to)
        for (at, a), (to, b) in itertools.product(enumerate(old), enumerate(new))
        if a.text.template == b.text.template
    ]
    pairs: list[tuple[Finding, Finding]] = []
    used_old: set[int] = set()
    used_new: set[int] = set()
    for _, _, at, to in sorted(candidates):
        if at not in used_old and to not in used_new:
            used_old.add(at)
            used_new.add(to)
            pairs.append((old[at], new[to]))
    return pairs


def _agreement(one: Text, other: Text) -> int:
    return sum(str(value) == str(other.values.get(name)) for name, value in one.values.items())


def _changed(first_name: str, old: Text, other_name: str, new: Text) -> Text:
    """The new sentence, and what its numbers were; the old sentence where more than numbers differ."""
    numbers: list[Text] = []
    template = new.plural or new.template
    for name in sorted(new.values, key=lambda name: template.find("{" + name)):
        value, was = new.values[name], old.values.get(name)
        if str(was) == str(value):
            continue
        if not (_is_number(value) and _is_number(was)):
            return tr("{other}: {new}. {first}: {old}", other=other_name, new=new, first=first_name, old=old)
        numbers.append(
            tr("{was} ({change})", was=_shown(was), change=_signed(float(value) - float(was)))  # type: ignore[arg-type]
        )
    return tr(
        "{other}: {new}. {first}: {numbers}",
        other=other_name,
        new=new,
        first=first_name,
        numbers=", ".join(str(item) for item in numbers),
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"


def _signed(change: float) -> str:
    return f"{change:+,.0f}" if change == int(change) else f"{change:+,.3g}"
