"""Sentences of critical links, and their whole outcome."""

from __future__ import annotations

import numpy as np

from layers.text import Text, tr, trn
from planning.analyses.critical_links.tables import map_layers_of, named_link, sensitivity_of, tables_of
from planning.analyses.critical_links.weighed import Critical, Pair, Pairs, Weighed
from planning.network.closure import listed
from planning.outcome import FeatureRef, Finding, Outcome, Severity

_TOLD = 5


def outcome_of(critical: Critical) -> Outcome:
    """Findings, tables, map layers and assumptions of critical links."""
    findings = [_now(critical), *_without(critical), _all(critical)]
    findings += [_lost(critical, rank, one) for rank, one in enumerate(critical.worst[:_TOLD], 1)]
    if critical.pairs is not None:
        findings += _pairs(critical, critical.pairs)
    return Outcome(
        findings=tuple(findings),
        tables=tables_of(critical),
        map_layers=map_layers_of(critical),
        assumptions=critical.assumptions,
    )


def _finding(critical: Critical, text: Text, severity: Severity, *features: FeatureRef) -> Finding:
    return Finding(text=text, severity=severity, features=features, sensitivity=sensitivity_of(critical))


def _hubs(critical: Critical) -> FeatureRef:
    return FeatureRef(layer="hubs", fids=tuple(range(1, len(critical.hubs) + 1)), of_outcome=True)


def _now(critical: Critical) -> Finding:
    people, minutes = critical.people.people, critical.nearest.minutes
    way = critical.with_way
    held = float(people[way].sum())
    if held == 0:
        text = tr("Nobody has a way by {vehicle} to any hub", vehicle=critical.network.profile.label)
        return _finding(critical, text, Severity.CRITICAL, _hubs(critical))
    text = tr(
        "{people:,.0f} of {all:,.0f} people have a way by {vehicle} to the nearest of {hubs:,} hubs, of "
        "{mean:,.0f} min on average",
        people=held,
        all=float(people.sum()),
        vehicle=critical.network.profile.label,
        hubs=len(critical.hubs),
        mean=float(people[way] @ minutes[way]) / held,
    )
    return _finding(critical, text, Severity.INFO, _hubs(critical))


def _without(critical: Critical) -> list[Finding]:
    """People who have no way as it is, before anything more is lost."""
    lost = ~critical.with_way
    people = float(critical.people.people[lost].sum())
    if people < 0.5:
        return []
    far = lost & ~critical.nearest.places.attached
    text = tr(
        "{people:,.0f} people have no way to any hub as it is and are not counted below; {far:,.0f} of them "
        "live further than {snap_km:g} km from any open road or in an area closed to roads",
        people=people,
        far=float(critical.people.people[far].sum()),
        snap_km=critical.parameters.snap_km,
    )
    return [_finding(critical, text, Severity.WARNING, _hubs(critical))]


def _all(critical: Critical) -> Finding:
    text = tr(
        "{links:,} bridges and stretches of road, {bridges:,} of them known bridges, are on the fastest way "
        "of somebody; the loss of {cutting:,} cuts people off",
        bridges=critical.bridges,
        links=critical.links,
        cutting=critical.cutting,
    )
    worst = FeatureRef(layer="links", fids=tuple(range(1, len(critical.worst) + 1)), of_outcome=True)
    return _finding(critical, text, Severity.NOTICE if critical.cutting else Severity.INFO, worst)


def _lost(critical: Critical, rank: int, one: Weighed) -> Finding:
    parts: list[Text] = []
    if one.loss.cut_off:
        parts.append(tr("{people:,.0f} people cut off", people=one.loss.cut_off))
    if one.loss.person_hours > 0:
        parts.append(
            tr(
                "{hours:,.0f} person-hours more for {people:,.0f} people, up to {longest:,.0f} min each",
                hours=one.loss.person_hours,
                people=one.loss.people - one.loss.cut_off,
                longest=one.loss.longest_min,
            )
        )
    if one.detour is not None:
        parts.append(
            tr(
                "the largest group that is left a way needs {after:,.0f} min in place of {before:,.0f}",
                after=one.detour.after_min,
                before=one.detour.before_min,
            )
        )
    text = tr("{rank}. Without {link}: {what}", rank=rank, link=named_link(one), what=listed(parts))
    features = [FeatureRef(layer="links", fids=(rank,), of_outcome=True)]
    if one.detour is not None:
        features.append(FeatureRef(layer="detours", fids=(rank,), of_outcome=True))
    if one.link.ref is not None:
        features.append(one.link.ref)
    severity = Severity.WARNING if one.loss.cut_off else Severity.NOTICE
    return _finding(critical, text, severity, *features)


def _pairs(critical: Critical, pairs: Pairs) -> list[Finding]:
    if not pairs.worst:
        text = tr("No two links in {place} are on anybody's way", place=pairs.place.name)
        return [_finding(critical, text, Severity.INFO, _hubs(critical))]
    findings = [
        _pair(critical, pairs, 1, pairs.worst[0], tr("The worst pair in {place}", place=pairs.place.name))
    ]
    beyond = np.array([pair.beyond for pair in pairs.worst])
    index = int(np.argmax(beyond))
    if index > 0 and beyond[index] > 1.0:
        label = tr("The pair that costs most beyond the two apart in {place}", place=pairs.place.name)
        findings.append(_pair(critical, pairs, index + 1, pairs.worst[index], label))
    if pairs.left_out:
        text = trn(
            "{weighed:,} pairs were weighed; {count:,} link of the area only beside costlier ones",
            "{weighed:,} pairs were weighed; {count:,} links of the area only beside costlier ones",
            pairs.left_out,
            weighed=pairs.weighed,
        )
        findings.append(_finding(critical, text, Severity.NOTICE, _hubs(critical)))
    return findings


def _pair(critical: Critical, pairs: Pairs, rank: int, pair: Pair, label: Text) -> Finding:
    text = tr(
        "{label}: {first} and {second}: {cut:,.0f} people cut off, {hours:,.0f} person-hours more, weighing "
        "{beyond:,.0f} more than the two apart",
        label=label,
        first=named_link(pairs.links[pair.first]),
        second=named_link(pairs.links[pair.second]),
        cut=pair.loss.cut_off,
        hours=pair.loss.person_hours,
        beyond=pair.beyond,
    )
    ref = FeatureRef(layer="pairs", fids=(rank,), of_outcome=True)
    return _finding(critical, text, Severity.WARNING if pair.loss.cut_off else Severity.NOTICE, ref)
