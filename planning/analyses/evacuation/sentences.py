"""The findings of an evacuation plan."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from layers.sensitivity import Sensitivity
from layers.text import Text, tr, trn
from planning.analyses.evacuation.problem import OWN_CAR, STRETCHER, WALKING, WHEELCHAIR, EvacuationPlan
from planning.analyses.evacuation.setting import Setting
from planning.outcome import FeatureRef, Finding, Severity

_CAUSES: dict[str, Text] = {
    "vehicle_time": tr("{people:,} people are left over for want of vehicle time (origins: {origins:,})"),
    "road_time": tr("{people:,} people with cars would arrive too late (origins: {origins:,})"),
    "places": tr("{people:,} people are left over for want of free places (origins: {origins:,})"),
    "throughput": tr("{people:,} people are left over: crossings are at their limit (origins: {origins:,})"),
    "route": tr("{people:,} people are left over because no road leads out (origins: {origins:,})"),
    "vehicle": tr("{people:,} people are left over: no vehicle has places for them (origins: {origins:,})"),
}
_BOTTLENECK: dict[str, Text] = {
    "vehicle_time": tr(
        "Vehicles limit the evacuation: they hold back {people:,} of {left:,} people left over"
    ),
    "road_time": tr("Distance limits the evacuation: it holds back {people:,} of {left:,} people left over"),
    "places": tr("Free places limit the evacuation: they hold back {people:,} of {left:,} people left over"),
    "throughput": tr(
        "Crossings limit the evacuation: they hold back {people:,} of {left:,} people left over"
    ),
    "route": tr("Roads limit the evacuation: they hold back {people:,} of {left:,} people left over"),
    "vehicle": tr(
        "No vehicle has the places needed: that holds back {people:,} of {left:,} people left over"
    ),
}


def sentences(setting: Setting, plan: EvacuationPlan, sensitivity: Sensitivity) -> tuple[Finding, ...]:
    """Who is moved by when, who is not and why, what limits, and how good the plan is."""
    problem = setting.problem
    people = int(problem.people.sum() + setting.controlled.sum())
    if people == 0:
        return (Finding(text=tr("Nobody is to be moved from the chosen origins: nothing is planned")),)
    findings = [_headline(setting, plan, people), *_clearance(setting, plan)]
    findings += _split(setting, plan, sensitivity)
    findings += _causes(setting, plan)
    findings.append(_mobility(setting, plan))
    if setting.controlled.any():
        origins = np.nonzero(setting.controlled.any(axis=1))[0]
        findings.append(
            Finding(
                text=tr(
                    "{people:,} people in the area of control are left over: nobody is sent through it",
                    people=int(setting.controlled.sum()),
                ),
                severity=Severity.CRITICAL,
                features=_refs(setting.origins.refs[o] for o in origins),
            )
        )
    findings += _full_centres(setting, plan, sensitivity)
    return tuple(findings)


def _headline(setting: Setting, plan: EvacuationPlan, people: int) -> Finding:
    share = 100.0 * plan.moved / people
    text = trn(
        "{moved:,} of {people:,} people ({share:.1f} %) are moved from {count:,} origin within {hours:g} h; "
        "counted from: {source}",
        "{moved:,} of {people:,} people ({share:.1f} %) are moved from {count:,} origins within {hours:g} h; "
        "counted from: {source}",
        len(set(setting.boarding.origin.tolist())),
        moved=plan.moved,
        people=people,
        share=share,
        hours=setting.problem.horizon_min / 60,
        source=setting.origins.label,
    )
    severity = (
        Severity.INFO if plan.moved == people else Severity.WARNING if share >= 50 else Severity.CRITICAL
    )
    return Finding(text=text, severity=severity, features=_refs(setting.origins.refs))


def _clearance(setting: Setting, plan: EvacuationPlan) -> list[Finding]:
    if not plan.rides:
        return []
    last = max(plan.rides, key=lambda ride: ride.arrives_min)
    findings = [
        Finding(
            text=tr(
                "Clearance time {hours:.1f} h: then the last of those moved has arrived; no plan that moves "
                "the same people can take less than {least:.1f} h",
                hours=plan.clearance_min / 60,
                least=plan.least_clearance_min / 60,
            ),
            severity=Severity.NOTICE,
            features=_refs([setting.origins.refs[last.origin]]),
        )
    ]
    if plan.left_over:
        findings.append(
            Finding(
                text=tr(
                    "No plan with these vehicles and places could move more than {most:,} people in this "
                    "time; this one moves {share:.1f} % of that",
                    most=plan.most_people,
                    share=100.0 * plan.moved / max(plan.most_people, 1),
                )
            )
        )
    return findings


def _split(setting: Setting, plan: EvacuationPlan, sensitivity: Sensitivity) -> list[Finding]:
    if not plan.rides:
        return []
    crossing = setting.problem.is_crossing
    abroad = sum(int(ride.people.sum()) for ride in plan.rides if crossing[ride.destination])
    cars = sum(int(ride.people[OWN_CAR]) for ride in plan.rides)
    used = {ride.vehicle for ride in plan.rides if ride.vehicle >= 0}
    rides = sum(ride.vehicle >= 0 for ride in plan.rides)
    reached = sorted({ride.destination for ride in plan.rides})
    return [
        Finding(
            text=tr(
                "{inside:,} people go to {centres:,} centres and {abroad:,} over {crossings:,} crossings; "
                "{cars:,} of them in their own cars, the others on {rides:,} rides of {used:,} of {all:,} "
                "vehicles",
                inside=plan.moved - abroad,
                centres=sum(not crossing[d] for d in reached),
                abroad=abroad,
                crossings=sum(bool(crossing[d]) for d in reached),
                cars=cars,
                rides=rides,
                used=len(used),
                all=len(setting.problem.vehicles),
            ),
            features=_refs(setting.destinations.refs[d] for d in reached),
            sensitivity=sensitivity,
        )
    ]


def _causes(setting: Setting, plan: EvacuationPlan) -> list[Finding]:
    by_cause: dict[str, int] = {}
    for item in plan.left_over:
        by_cause[item.cause] = by_cause.get(item.cause, 0) + item.people
    order = sorted(by_cause, key=lambda cause: (-by_cause[cause], cause))
    findings: list[Finding] = []
    if order:
        text = tr(_BOTTLENECK[order[0]].template, people=by_cause[order[0]], left=sum(by_cause.values()))
        findings.append(
            Finding(text=text, severity=Severity.WARNING, features=_origins(setting, plan, order[0]))
        )
    for cause in order:
        count = len({setting.boarding.origin[x.origin] for x in plan.left_over if x.cause == cause})
        text = tr(_CAUSES[cause].template, people=by_cause[cause], origins=count)
        findings.append(
            Finding(text=text, severity=Severity.WARNING, features=_origins(setting, plan, cause))
        )
    return findings


def _origins(setting: Setting, plan: EvacuationPlan, cause: str) -> tuple[FeatureRef, ...]:
    origins = sorted({item.origin for item in plan.left_over if item.cause == cause})
    return _refs(setting.origins.refs[o] for o in origins)


def _mobility(setting: Setting, plan: EvacuationPlan) -> Finding:
    moved = (
        np.sum([ride.people for ride in plan.rides], axis=0) if plan.rides else np.zeros(4, dtype=np.int64)
    )
    asked = setting.problem.people.sum(axis=0) + setting.controlled.sum(axis=0)
    behind = asked[WHEELCHAIR] + asked[STRETCHER] > moved[WHEELCHAIR] + moved[STRETCHER]
    return Finding(
        text=tr(
            "Moved: {walk:,} of {walk_all:,} who walk, {wheel:,} of {wheel_all:,} wheelchair users, "
            "{lie:,} of {lie_all:,} stretcher cases",
            walk=int(moved[WALKING] + moved[OWN_CAR]),
            walk_all=int(asked[WALKING] + asked[OWN_CAR]),
            wheel=int(moved[WHEELCHAIR]),
            wheel_all=int(asked[WHEELCHAIR]),
            lie=int(moved[STRETCHER]),
            lie_all=int(asked[STRETCHER]),
        ),
        severity=Severity.WARNING if behind else Severity.INFO,
        features=_refs(setting.origins.refs),
    )


def _full_centres(setting: Setting, plan: EvacuationPlan, sensitivity: Sensitivity) -> list[Finding]:
    taken = np.zeros(len(setting.problem.destinations))
    for ride in plan.rides:
        taken[ride.destination] += ride.people.sum()
    full = np.nonzero(~setting.problem.is_crossing & (taken > 0) & (taken >= setting.problem.places))[0]
    if len(full) == 0:
        return []
    centres = int((~setting.problem.is_crossing).sum())
    text = tr("{count:,} of {all:,} usable centres are full afterwards", count=len(full), all=centres)
    refs = _refs(setting.destinations.refs[d] for d in full)
    return [Finding(text=text, severity=Severity.NOTICE, features=refs, sensitivity=sensitivity)]


def _refs(refs: Iterable[FeatureRef | None]) -> tuple[FeatureRef, ...]:
    by_layer: dict[str, list[int]] = {}
    for ref in refs:
        if ref is not None:
            by_layer.setdefault(ref.layer, []).extend(ref.fids)
    return tuple(FeatureRef(layer=layer, fids=tuple(fids)) for layer, fids in by_layer.items())
