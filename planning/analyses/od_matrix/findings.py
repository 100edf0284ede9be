"""Sentences of an OD matrix, and its whole outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from layers.sensitivity import Sensitivity
from layers.text import Text, tr, trn
from planning.analyses.od_matrix.pairs import Access, Pairs, Unreachable
from planning.analyses.od_matrix.tables import (
    accessibility_table,
    map_layers_of,
    matrix_table,
    nearest_table,
    sensitivity_of,
    unreachable_table,
)
from planning.outcome import Action, FeatureRef, Finding, Outcome, Severity

_REASONS_TOLD = 5
_NUMBERS = (("snap_km",), ("join_m",))


def outcome_of(pairs: Pairs) -> Outcome:
    """Findings, tables, map layers and assumptions of an OD matrix."""
    tables = [matrix_table(pairs)] if pairs.is_listed else []
    tables += [nearest_table(pairs), unreachable_table(pairs)]
    if pairs.access:
        tables.append(accessibility_table(pairs))
    findings = [_all(pairs), *_farthest(pairs), *_without(pairs), *_unlisted(pairs)]
    findings += [_near(pairs, one) for one in pairs.access]
    return Outcome(
        findings=tuple(findings),
        tables=tuple(tables),
        map_layers=map_layers_of(pairs),
        assumptions=pairs.assumptions,
    )


def _finding(pairs: Pairs, text: Text, severity: Severity, features: tuple[FeatureRef, ...]) -> Finding:
    return Finding(text=text, severity=severity, features=features, sensitivity=sensitivity_of(pairs))


def _all(pairs: Pairs) -> Finding:
    minutes = pairs.matrix.duration_min
    reached = np.isfinite(minutes)
    text = tr(
        "{origins:,} origins and {destinations:,} destinations by {vehicle}: {reached:,} of {all:,} pairs "
        "have a way{mean}",
        origins=len(pairs.origins),
        destinations=len(pairs.destinations),
        vehicle=pairs.network.profile.label,
        reached=int(reached.sum()),
        all=minutes.size,
        mean=tr(", of {minutes:,.0f} min on average", minutes=float(minutes[reached].mean()))
        if reached.any()
        else "",
    )
    severity = Severity.INFO if reached.any() else Severity.CRITICAL
    return _finding(pairs, text, severity, _refs(range(len(pairs.origins))))


def _farthest(pairs: Pairs) -> list[Finding]:
    """The origin that is farthest from its nearest destination."""
    nearest = pairs.nearest
    reached = np.flatnonzero(nearest >= 0)
    if not len(reached):
        return []
    minutes = pairs.matrix.duration_min[reached, nearest[reached]]
    worst = int(reached[np.argmax(minutes)])
    text = tr(
        "The nearest destination is {median:,.0f} min away for half of the origins; it is farthest from "
        "{origin}: {destination} in {minutes:,.0f} min, {km:,.0f} km",
        median=float(np.median(minutes)),
        origin=pairs.origins.names[worst],
        destination=pairs.destinations.names[int(nearest[worst])],
        minutes=float(minutes.max()),
        km=float(pairs.matrix.length_km[worst, nearest[worst]]),
    )
    return [_finding(pairs, text, Severity.INFO, _refs([worst]))]


def _without(pairs: Pairs) -> list[Finding]:
    """Origins from which no way leads anywhere, and why pairs have none."""
    findings = []
    lost = np.flatnonzero(pairs.nearest < 0)
    if len(lost):
        text = trn(
            "From {count:,} origin no way leads to any destination: {names}",
            "From {count:,} origins no way leads to any destination: {names}",
            len(lost),
            names=", ".join(pairs.origins.names[index] for index in lost[:5])
            + (" …" if len(lost) > 5 else ""),
        )
        findings.append(_finding(pairs, text, Severity.CRITICAL, _refs(lost.tolist())))
    by_reason: dict[str, list[Unreachable]] = {}
    for one in pairs.unreachable:
        by_reason.setdefault(one.place or str(one.reason), []).append(one)
    largest = sorted(by_reason.values(), key=lambda group: -sum(len(one.origins) for one in group))
    for group in largest[:_REASONS_TOLD]:
        count = sum(len(one.origins) for one in group)
        features = _refs(np.unique(np.concatenate([one.origins for one in group])).tolist())
        text = trn(
            "{count:,} pair without a way: {what}",
            "{count:,} pairs without a way: {what}",
            count,
            what=_why(group),
        )
        told = _finding(pairs, text, Severity.WARNING, features)
        findings.append(replace(told, actions=_actions(group)))
    if len(largest) > _REASONS_TOLD:
        text = trn(
            "{count:,} further reason is in the table of pairs without a way",
            "{count:,} further reasons are in the table of pairs without a way",
            len(largest) - _REASONS_TOLD,
        )
        findings.append(_finding(pairs, text, Severity.NOTICE, _refs(range(len(pairs.origins)))))
    return findings


def _actions(group: list[Unreachable]) -> tuple[Action, ...]:
    """What could be done; of the same parameter the largest value, which serves all."""
    kept: dict[object, Action] = {}
    for action in (action for one in group for action in one.actions):
        names = tuple(name for name, _ in action.parameters)
        key: object = names or action
        known = kept.get(key)
        if known is None or (names in _NUMBERS and _value(action) > _value(known)):
            kept[key] = action
    return tuple(kept.values())


def _value(action: Action) -> float:
    return float(action.parameters[0][1])


def _why(group: list[Unreachable]) -> Text:
    """The reason of pairs; of several places off the roads the first, and how many more."""
    if len(group) == 1:
        return group[0].reason
    return tr("{reason}; and {more:,} more places likewise", reason=group[0].reason, more=len(group) - 1)


def _unlisted(pairs: Pairs) -> list[Finding]:
    if pairs.is_listed:
        return []
    text = tr(
        "{count:,} pairs are too many for a table; only the nearest destination of each origin is listed",
        count=pairs.matrix.duration_min.size,
    )
    return [_finding(pairs, text, Severity.NOTICE, _refs(range(len(pairs.origins))))]


def _near(pairs: Pairs, one: Access) -> Finding:
    """People near a service, and what the scenario changes."""
    change: Text | str = ""
    severity = Severity.INFO
    if one.within_before is not None and one.no_way_before is not None:
        fewer = one.within_before - one.within
        change = tr(
            "; {people:+,} against the baseline, and {no_way:+,} without any way to one",
            people=-round(fewer),
            no_way=round(one.no_way - one.no_way_before),
        )
        severity = Severity.WARNING if fewer >= 0.5 or one.no_way > one.no_way_before else Severity.INFO
    text = tr(
        "{people:,.0f} people ({share:.1%}) live within {minutes:g} min of a {service}; no way leads to one "
        "from {no_way:,.0f}, and {off_road:,.0f} live further than {snap_km:g} km from any road{change}",
        off_road=one.off_road,
        snap_km=pairs.parameters.snap_km,
        people=one.within,
        share=one.within / max(one.people, 1e-9),
        minutes=pairs.parameters.max_minutes,
        service=one.service,
        no_way=one.no_way,
        change=change,
    )
    places = FeatureRef(
        layer="destinations", fids=tuple(range(1, len(pairs.destinations) + 1)), of_outcome=True
    )
    return Finding(text=text, severity=severity, features=(places,), sensitivity=Sensitivity.LOW)


def _refs(origins: Iterable[int]) -> tuple[FeatureRef, ...]:
    fids = tuple(int(index) + 1 for index in origins)
    return (FeatureRef(layer="origins", fids=fids, of_outcome=True),)
