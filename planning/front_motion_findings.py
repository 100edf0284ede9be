"""What a pulled front changes, in sentences; each person and site is counted once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.sensitivity import Sensitivity
from layers.text import Text, tr, trn
from planning.distance_bands import whole_people
from planning.outcome import Finding, Severity

if TYPE_CHECKING:
    from planning.front_motion_state import DragAnswer
    from planning.site_clearance import Clearance


def findings_of(answer: DragAnswer, *, with_people: bool) -> tuple[Finding, ...]:
    """People, centres to be cleared, sites by kind, areas with their official status, and roads."""
    from planning.front_motion_state import SITE_KINDS

    found = _people(answer) if with_people else []
    found += _to_clear(answer)
    for kind in SITE_KINDS:
        found += _sites(answer, kind)
    found += _areas(answer)
    found += _ways(answer)
    return tuple(found)


def _people(answer: DragAnswer) -> list[Finding]:
    if answer.people is None or answer.people_before is None:
        return []
    now, before = whole_people(answer.people), whole_people(answer.people_before)
    found = []
    for row in range(answer.bands.count - 1):
        change = int(now[row] - before[row])
        if change:
            text = tr(
                "{band}: {people:,} people, {change:+,} ({label})",
                band=answer.bands.label(row),
                people=int(now[row]),
                change=change,
                label=answer.people_label,
            )
            found.append(Finding(text=text, severity=Severity.WARNING))
    return found


def _sites(answer: DragAnswer, kind: str) -> list[Finding]:
    """Sites of a kind by the band they come into, nearer ones and farther ones apart."""
    of_kind = answer.sites.of_kind(kind)
    if not of_kind.any():
        return []
    words = next(layer.kind.plural for layer in answer.sites.layers if layer.kind.name == kind)
    found = []
    taken = of_kind & answer.newly_in(0)
    if taken.any():
        text = tr("{kind}: {count:,} more in the area of control", kind=words, count=int(taken.sum()))
        refs = answer.sites.refs(taken)
        found.append(Finding(text=text, severity=Severity.CRITICAL, features=refs))
    known = of_kind & (answer.rows > 0) & (answer.rows_before >= 0)
    nearer = known & (answer.rows < answer.rows_before)
    if nearer.any():
        text = tr(
            "{kind} now in a nearer band: {bands}", kind=words, bands=_by_band(answer, answer.rows[nearer])
        )
        refs = answer.sites.refs(nearer)
        found.append(Finding(text=text, severity=Severity.WARNING, features=refs))
    farther = known & (answer.rows > answer.rows_before)
    if farther.any():
        text = tr(
            "{kind} now in a farther band: {bands}", kind=words, bands=_by_band(answer, answer.rows[farther])
        )
        refs = answer.sites.refs(farther)
        found.append(Finding(text=text, severity=Severity.INFO, features=refs))
    return found


def _by_band(answer: DragAnswer, rows: np.ndarray) -> Text:
    counts = np.bincount(rows, minlength=answer.bands.count)
    parts = [
        str(tr("{count:,} at {band}", count=int(counts[row]), band=answer.bands.label(int(row))))
        for row in np.flatnonzero(counts)
    ]
    return tr("{parts}", parts=", ".join(parts))


def _to_clear(answer: DragAnswer) -> list[Finding]:
    clearance = answer.clearance()
    if clearance is None:
        return []
    rule = answer.rule
    centre = np.flatnonzero(answer.sites.of_kind("collective_centre"))
    found = []
    if clearance.evacuate.any():
        chosen = centre[clearance.evacuate]
        text = trn(
            "{count:,} collective centre newly within {km:g} km, to be evacuated by the planner's rule: "
            "{inside}",
            "{count:,} collective centres newly within {km:g} km, to be evacuated by the planner's rule: "
            "{inside}",
            len(chosen),
            km=rule.evacuate_km,
            inside=_inside(answer, chosen),
        )
        found.append(_on_centres(answer, text, chosen, Severity.CRITICAL))
    if clearance.decongest.any():
        chosen = centre[clearance.decongest]
        text = trn(
            "{count:,} collective centre newly {low:g}–{high:g} km away, to be decongested to {percent:g} % "
            "of its capacity by the planner's rule: {inside}; {leaving:,} of them to leave",
            "{count:,} collective centres newly {low:g}–{high:g} km away, to be decongested to {percent:g} % "
            "of their capacity by the planner's rule: {inside}; {leaving:,} of them to leave",
            len(chosen),
            low=rule.evacuate_km,
            high=rule.decongest_km,
            percent=rule.decongest_to_percent,
            inside=_inside(answer, chosen),
            leaving=int(np.nansum(clearance.leaving[clearance.decongest])),
        )
        found.append(_on_centres(answer, text, chosen, Severity.WARNING))
    if clearance.known:
        found.append(_received(answer, clearance, centre))
    return found


def _inside(answer: DragAnswer, chosen: np.ndarray) -> Text:
    """Occupants and places of some centres, and how many are above capacity."""
    people, capacity = answer.sites.people[chosen], answer.sites.capacity[chosen]
    over = np.nan_to_num(people - capacity).clip(min=0)
    parts = [
        str(
            tr(
                "{people:,} people, {capacity:,} places",
                people=int(np.nansum(people)),
                capacity=int(np.nansum(capacity)),
            )
        )
    ]
    if over.any():
        parts.append(
            str(
                tr(
                    "{people:,} people above capacity in {count:,} of them",
                    people=int(over.sum()),
                    count=int((over > 0).sum()),
                )
            )
        )
    unknown = int((np.isnan(people) | np.isnan(capacity)).sum())
    if unknown:
        parts.append(str(tr("occupancy or capacity unknown in {count:,}", count=unknown)))
    return tr("{parts}", parts="; ".join(parts))


def _received(answer: DragAnswer, clearance: Clearance, centre: np.ndarray) -> Finding:
    """Where those who leave could be received."""
    if not len(clearance.targets):
        text = tr(
            "For the {people:,} people to leave no free place is known beyond {km:g} km",
            people=int(clearance.known),
            km=answer.rule.decongest_km,
        )
        return Finding(text=text, severity=Severity.CRITICAL)
    targets = np.unique(clearance.targets)
    text = trn(
        "Free places beyond {far:g} km: {before:,}. Of {people:,} people to leave {placed:,} could be "
        "received in {count:,} centre, {nearest:,.0f} to {farthest:,.0f} km away as the crow flies; "
        "{after:,} places would be left, {unplaced:,} people would find none",
        "Free places beyond {far:g} km: {before:,}. Of {people:,} people to leave {placed:,} could be "
        "received in {count:,} centres, {nearest:,.0f} to {farthest:,.0f} km away as the crow flies; "
        "{after:,} places would be left, {unplaced:,} people would find none",
        len(targets),
        far=answer.rule.decongest_km,
        before=round(clearance.free_before),
        placed=round(clearance.placed),
        people=round(clearance.known),
        nearest=float(clearance.km.min()),
        farthest=float(clearance.km.max()),
        after=round(clearance.free_after),
        unplaced=round(clearance.unplaced),
    )
    severity = Severity.CRITICAL if clearance.unplaced >= 1 else Severity.NOTICE
    return _on_centres(answer, text, centre[targets], severity)


def _on_centres(answer: DragAnswer, text: Text, chosen: np.ndarray, severity: Severity) -> Finding:
    """A finding on centres; a count of a single one is as sensitive as the centre."""
    layers = {answer.sites.layers[at].sensitivity for at in np.unique(answer.sites.layer[chosen])}
    sensitivity = max(layers) if len(chosen) == 1 else Sensitivity.LOW
    refs = answer.sites.refs(chosen)
    return Finding(
        text=text,
        severity=severity,
        features=refs,
        sensitivity=sensitivity,
        records_of="collective_centre",
        records=len(chosen),
    )


def _areas(answer: DragAnswer) -> list[Finding]:
    areas = answer.areas
    if areas is None or not areas.count:
        return []
    return [Finding(text=areas.text(), severity=Severity.NOTICE, features=areas.newly)]


def _ways(answer: DragAnswer) -> list[Finding]:
    if answer.roads is None:
        return []
    found = []
    if answer.roads.lost_km > 0:
        text = tr(
            "{km:,.0f} km of road and {bridges:,} bridges come into the area of control",
            km=answer.roads.lost_km,
            bridges=answer.roads.bridges_lost,
        )
        found.append(Finding(text=text, severity=Severity.WARNING))
    if len(answer.roads.cut_off):
        text = trn(
            "{count:,} site or settlement is cut off from its nearest hub",
            "{count:,} sites and settlements are cut off from their nearest hub",
            len(answer.roads.cut_off),
        )
        refs = answer.places.refs(answer.roads.cut_off)
        found.append(Finding(text=text, severity=Severity.CRITICAL, features=refs))
    return found
