"""The findings of a distribution plan."""

from __future__ import annotations

import numpy as np

from layers.sensitivity import Sensitivity
from layers.text import Text, tr, trn
from planning.analyses.distribution.problem import DistributionPlan, IntArray
from planning.analyses.distribution.setting import Setting
from planning.outcome import FeatureRef, Finding, Severity

_CONVOY_WITHOUT_LEADER = 5  # Logistics Cluster: more than five vehicles need a leader
_CAUSES: tuple[tuple[str, Text, Text], ...] = (
    (
        "stock",
        tr("{pieces:,} pieces for {sites:,} site stay unmet for want of stock"),
        tr("{pieces:,} pieces for {sites:,} sites stay unmet for want of stock"),
    ),
    (
        "vehicle_time",
        tr("{pieces:,} pieces for {sites:,} site stay unmet for want of vehicle time"),
        tr("{pieces:,} pieces for {sites:,} sites stay unmet for want of vehicle time"),
    ),
    (
        "vehicle",
        tr("{pieces:,} pieces for {sites:,} site stay unmet because no vehicle can carry them"),
        tr("{pieces:,} pieces for {sites:,} sites stay unmet because no vehicle can carry them"),
    ),
    (
        "route",
        tr("{pieces:,} pieces for {sites:,} site stay unmet because no road leads there"),
        tr("{pieces:,} pieces for {sites:,} sites stay unmet because no road leads there"),
    ),
    (
        "barred",
        tr("{pieces:,} pieces for {sites:,} site stay unmet: it lies beyond the front limit"),
        tr("{pieces:,} pieces for {sites:,} sites stay unmet: they lie beyond the front limit"),
    ),
)


def sentences(
    setting: Setting, plan: DistributionPlan, days: int, sensitivity: Sensitivity
) -> tuple[Finding, ...]:
    """What the plan gives, what it does not and why, and how good it is."""
    problem = setting.problem
    need = int(problem.need.sum())
    if need == 0:
        return (Finding(text=tr("Nobody is in need at the chosen sites: nothing is planned")),)
    delivered: IntArray = plan.delivered(problem).sum(axis=0)
    findings = [_headline(setting, plan, delivered, days, sensitivity)]
    findings += _by_cause(setting, plan, sensitivity)
    findings += _by_site(setting, delivered, sensitivity)
    done = int(delivered.sum())
    if plan.most_pieces and done < need:
        findings.append(
            Finding(
                text=tr(
                    "No plan with this stock and these vehicles could deliver more than {most:,} pieces; "
                    "this one delivers {done:,} ({share:.1f} % of that)",
                    most=plan.most_pieces,
                    done=done,
                    share=100.0 * done / plan.most_pieces,
                ),
                sensitivity=Sensitivity.HIGH,
            )
        )
    findings += _vehicles(setting, plan)
    return tuple(findings)


def _headline(
    setting: Setting, plan: DistributionPlan, delivered: IntArray, days: int, sensitivity: Sensitivity
) -> Finding:
    problem = setting.problem
    served = np.nonzero(delivered.sum(axis=1))[0]
    need, done = int(problem.need.sum()), int(delivered.sum())
    share = done / need
    return Finding(
        text=trn(
            "{done:,} of {need:,} pieces ({share:.1f} %) reach {sites:,} of {all_sites:,} sites on {trips:,} "
            "trips within {count:,} day, {km:,.0f} km in all",
            "{done:,} of {need:,} pieces ({share:.1f} %) reach {sites:,} of {all_sites:,} sites on {trips:,} "
            "trips within {count:,} days, {km:,.0f} km in all",
            days,
            done=done,
            need=need,
            share=100.0 * share,
            sites=len(served),
            all_sites=len(problem.sites),
            trips=len(plan.trips),
            km=sum(trip.length_km for trip in plan.trips),
        ),
        severity=Severity.INFO if done == need else Severity.NOTICE if share >= 0.8 else Severity.WARNING,
        features=_refs(setting, served),
        sensitivity=sensitivity,
    )


def _by_cause(setting: Setting, plan: DistributionPlan, sensitivity: Sensitivity) -> list[Finding]:
    found: list[tuple[int, Finding]] = []
    for cause, one, several in _CAUSES:
        rows = [shortage for shortage in plan.shortages if shortage.cause == cause]
        if not rows:
            continue
        pieces = sum(row.pieces for row in rows)
        sites = sorted({row.site for row in rows})
        wording = one if len(sites) == 1 else several
        finding = Finding(
            text=tr(wording.template, pieces=pieces, sites=len(sites)),
            severity=Severity.WARNING,
            features=_refs(setting, np.array(sites)),
            sensitivity=sensitivity,
        )
        found.append((pieces, finding))
    return [finding for _, finding in sorted(found, key=lambda item: -item[0])]


def _by_site(setting: Setting, delivered: IntArray, sensitivity: Sensitivity) -> list[Finding]:
    problem = setting.problem
    nothing = np.nonzero((problem.need.sum(axis=1) > 0) & (delivered.sum(axis=1) == 0))[0]
    findings: list[Finding] = []
    if len(nothing):
        findings.append(
            Finding(
                text=trn(
                    "{count:,} site with {people:,.0f} people gets nothing",
                    "{count:,} sites with {people:,.0f} people get nothing",
                    len(nothing),
                    people=float(setting.sites.people[nothing].sum()),
                ),
                severity=Severity.CRITICAL,
                features=_refs(setting, nothing),
                sensitivity=sensitivity,
            )
        )
    for item, name in enumerate(problem.items):
        need = int(problem.need[:, item].sum())
        stock = int(problem.stock[:, item].sum())
        if stock < need:
            short = np.nonzero(delivered[:, item] < problem.need[:, item])[0]
            findings.append(
                Finding(
                    text=tr(
                        "{item}: {stock:,} pieces in stock for a need of {need:,}, {short:,} short",
                        item=name,
                        stock=stock,
                        need=need,
                        short=need - stock,
                    ),
                    severity=Severity.NOTICE,
                    features=_refs(setting, short),
                    sensitivity=Sensitivity.HIGH,
                )
            )
    return findings


def _vehicles(setting: Setting, plan: DistributionPlan) -> list[Finding]:
    problem = setting.problem
    if not problem.trucks:
        return [Finding(text=tr("There is no truck to deliver with"), severity=Severity.CRITICAL)]
    used = {trip.truck for trip in plan.trips}
    hours = sum(trip.returns_min - trip.starts_min for trip in plan.trips) / 60.0
    there = len(problem.trucks) * problem.horizon_days * problem.working_min / 60.0
    findings = [
        Finding(
            text=tr(
                "{used:,} of {count:,} trucks are used, for {hours:,.0f} of {there:,.0f} working hours",
                used=len(used),
                count=len(problem.trucks),
                hours=hours,
                there=there,
            ),
            sensitivity=Sensitivity.HIGH,
        )
    ]
    if problem.max_convoy > _CONVOY_WITHOUT_LEADER:
        text = tr(
            "Up to {count:,} trucks may leave together; convoys of more than {most:,} need a leader",
            count=problem.max_convoy,
            most=_CONVOY_WITHOUT_LEADER,
        )
        findings.append(Finding(text=text, severity=Severity.NOTICE))
    return findings


def _refs(setting: Setting, sites: IntArray) -> tuple[FeatureRef, ...]:
    by_layer: dict[str, list[int]] = {}
    for site in sites:
        ref = setting.sites.refs[int(site)]
        by_layer.setdefault(ref.layer, []).extend(ref.fids)
    return tuple(FeatureRef(layer=layer, fids=tuple(fids)) for layer, fids in by_layer.items())
