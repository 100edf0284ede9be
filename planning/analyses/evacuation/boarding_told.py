"""What is told of boarding points: who boards where, which are not used and why, which take too many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from layers.sensitivity import Sensitivity
from layers.text import Text, tr, trn
from planning.analyses.evacuation.boarding import NOWHERE, BoardingPoints, Use
from planning.analyses.evacuation.parameters import EvacuationParameters
from planning.analyses.evacuation.problem import STRETCHER, WALKING, WHEELCHAIR, EvacuationPlan, IntArray
from planning.analyses.evacuation.setting import Setting
from planning.analyses.evacuation.tables import Clock, boards_at
from planning.outcome import Assumption, Cell, Column, FeatureRef, Finding, Ground, Severity, Table

_BOARDING = (WALKING, WHEELCHAIR, STRETCHER)
_MOST_NAMES = 5
_WHY: dict[Use, Text] = {
    Use.CLOSED: tr("closed"),
    Use.STATUS_UNKNOWN: tr("not known to be open"),
    Use.NO_POSITION: tr("position not known"),
    Use.IN_CONTROL: tr("in the area of control"),
    Use.NO_ROAD: tr("too far from any road"),
    Use.ROADS_CLOSED: tr("the roads nearby are closed"),
    Use.BARRED: tr("within a closed area or cut off by one"),
    Use.OPEN: tr("open, but nearest to nobody within the distance"),
}


@dataclass(frozen=True, slots=True, eq=False)
class _Load:
    """People by boarding point and whole hour of the plan in which their rides depart; int array (P, H)."""

    people: IntArray

    def busiest(self, point: int) -> tuple[int, int]:
        """The hour in which most people board at a point, and how many."""
        hour = int(np.argmax(self.people[point]))
        return hour, int(self.people[point, hour])


def boarding_findings(
    setting: Setting, plan: EvacuationPlan, sensitivity: Sensitivity
) -> tuple[Finding, ...]:
    """Sentences on boarding points; none where the workspace holds none."""
    boarding, points = setting.boarding, setting.boarding.points
    if not points.names or not boarding.by_vehicle.any():
        return ()
    at = boarding.point != NOWHERE
    people = boarding.by_vehicle
    serving = sorted(set(boarding.point[at & (people > 0)].tolist()))
    findings = [
        Finding(
            text=trn(
                "{people:,} people who leave in vehicles board at {count:,} boarding point, up to {km:.1f} "
                "km from where they would meet otherwise; {rest:,} have none near and are fetched there",
                "{people:,} people who leave in vehicles board at {count:,} boarding points, up to {km:.1f} "
                "km from where they would meet otherwise; {rest:,} have none near and are fetched there",
                len(serving),
                people=int(people[at].sum()),
                km=float(boarding.km[at & (people > 0)].max(initial=0.0)),
                rest=int(people[~at].sum()),
            ),
            severity=Severity.INFO if serving else Severity.NOTICE,
            features=_refs(points, serving),
            sensitivity=sensitivity,
        )
    ]
    findings += _apart(setting, sensitivity)
    findings += _unused(setting, sensitivity)
    findings += _overrun(points, _load(setting, plan), sensitivity)
    return tuple(findings)


def _apart(setting: Setting, sensitivity: Sensitivity) -> list[Finding]:
    """Wheelchair users and stretcher cases who board elsewhere than the others of their origin."""
    groups = np.flatnonzero(setting.boarding.apart)
    if len(groups) == 0:
        return []
    people = setting.boarding.by_vehicle[groups]
    fetched = int(people[setting.boarding.point[groups] == NOWHERE].sum())
    text = tr(
        "{people:,} wheelchair users and stretcher cases do not board with the others of their origin, whose "
        "point is not known to be accessible: {fetched:,} are fetched where they would meet without boarding "
        "points, the others board at an accessible point",
        people=int(people.sum()),
        fetched=fetched,
    )
    return [Finding(text=text, severity=Severity.NOTICE, sensitivity=sensitivity)]


def _unused(setting: Setting, sensitivity: Sensitivity) -> list[Finding]:
    points = setting.boarding.points
    findings: list[Finding] = []
    for use, members in _by_reason(setting).items():
        text = trn(
            "{count:,} boarding point is not used ({why}): {names}",
            "{count:,} boarding points are not used ({why}): {names}",
            len(members),
            why=_WHY[use],
            names=_listed([points.names[p] for p in members]),
        )
        severity = Severity.NOTICE if use in (Use.OPEN, Use.CLOSED) else Severity.WARNING
        findings.append(
            Finding(text=text, severity=severity, features=_refs(points, members), sensitivity=sensitivity)
        )
    return findings


def _overrun(points: BoardingPoints, load: _Load, sensitivity: Sensitivity) -> list[Finding]:
    findings: list[Finding] = []
    for point, name in enumerate(points.names):
        _, most = load.busiest(point)
        if most > points.people_per_hour[point]:
            text = tr(
                "At {name} up to {most:,} people would board in an hour, and it is said to take {rate:,.0f}",
                name=name,
                most=most,
                rate=float(points.people_per_hour[point]),
            )
            refs = (points.refs[point],)
            findings.append(
                Finding(text=text, severity=Severity.WARNING, features=refs, sensitivity=sensitivity)
            )
    return findings


def boarding_tables(
    setting: Setting, plan: EvacuationPlan, clock: Clock, sensitivity: Sensitivity
) -> tuple[Table, ...]:
    """Tables ``boarding`` and ``boarding_points``; none where the workspace holds no boarding points."""
    if not setting.boarding.points.names:
        return ()
    return _who_boards_where(setting, sensitivity), _points(setting, plan, clock, sensitivity)


def _who_boards_where(setting: Setting, sensitivity: Sensitivity) -> Table:
    boarding, points = setting.boarding, setting.boarding.points
    second = boarding.apart
    divided = np.isin(boarding.origin, boarding.origin[second])
    rows: list[tuple[Cell, ...]] = []
    refs: list[FeatureRef | None] = []
    for group in np.flatnonzero(boarding.by_vehicle > 0).tolist():
        who = tr("all who leave in vehicles")
        if divided[group]:
            who = tr("wheelchair users, stretcher cases") if second[group] else tr("those who walk")
        point = int(boarding.point[group])
        rows.append(
            (
                setting.origins.names[group],
                who,
                boards_at(setting, group),
                None if point == NOWHERE else float(boarding.km[group]),
                int(boarding.by_vehicle[group]),
            )
        )
        refs.append(setting.origins.refs[group] if point == NOWHERE else points.refs[point])
    columns = (
        Column(name="origin", label=tr("From")),
        Column(name="who", label=tr("Who")),
        Column(name="boards_at", label=tr("Boards at")),
        Column(name="length_km", label=tr("By road"), unit="km", decimals=1),
        Column(name="people", label=tr("People"), unit="people"),
    )
    return Table(
        name="boarding",
        title=tr("Who boards where"),
        columns=columns,
        rows=tuple(rows),
        features=tuple(refs),
        sensitivity=sensitivity,
    )


def _points(setting: Setting, plan: EvacuationPlan, clock: Clock, sensitivity: Sensitivity) -> Table:
    boarding, points = setting.boarding, setting.boarding.points
    load = _load(setting, plan)
    unused = {point: use for use, members in _by_reason(setting).items() for point in members}
    rows: list[tuple[Cell, ...]] = []
    for point, name in enumerate(points.names):
        here = (boarding.point == point) & (boarding.by_vehicle > 0)
        hour, most = load.busiest(point)
        rate = float(points.people_per_hour[point])
        rows.append(
            (
                name,
                _WHY[unused[point]] if point in unused else tr("used"),
                len(set(boarding.origin[here].tolist())),
                int(boarding.by_vehicle[here].sum()),
                int(load.people[point].sum()),
                most,
                clock.at(hour * 60.0) if most else None,
                None if np.isnan(rate) else rate,
            )
        )
    columns = (
        Column(name="boarding_point", label=tr("Boarding point")),
        Column(name="use", label=tr("Use")),
        Column(name="origins", label=tr("Origins")),
        Column(name="people", label=tr("People to board"), unit="people"),
        Column(name="moved", label=tr("Moved"), unit="people"),
        Column(name="most_in_an_hour", label=tr("Most in an hour"), unit="people"),
        Column(name="busiest_from", label=tr("In the hour from"), unit="Europe/Kyiv"),
        Column(name="people_per_hour", label=tr("People that can board"), unit="people/h"),
    )
    return Table(
        name="boarding_points",
        title=tr("Boarding points: use and load"),
        columns=columns,
        rows=tuple(rows),
        features=points.refs,
        sensitivity=sensitivity,
    )


def boarding_assumptions(setting: Setting, parameters: EvacuationParameters) -> tuple[Assumption, ...]:
    """The rule of the choice, what it leaves out of account, and the points not used."""
    points = setting.boarding.points
    if not points.names:
        return ()
    is_default = parameters.boarding_point_km == EvacuationParameters().boarding_point_km
    rule = tr(
        "Where an open boarding point lies within {km:g} km of where people would meet otherwise, by the "
        "fastest way of a bus, they board at the nearest one instead; own cars do not go there (distance not "
        "confirmed)",
        km=parameters.boarding_point_km,
    )
    notes = [
        Assumption(
            text=rule,
            ground=Ground.DEFAULT if is_default else Ground.CHOSEN,
            source="Corridor" if is_default else str(tr("planner")),
        )
    ]
    held = (
        tr("How people come to their boarding point, and how long it takes, is not modelled"),
        tr(
            "How many can board in an hour does not limit the plan; it is compared with those whose rides "
            "depart in each hour"
        ),
    )
    notes += [Assumption(text=text, ground=Ground.DEFAULT, source="Corridor") for text in held]
    unsaid = int((points.is_open & ~points.accessible).sum())
    if unsaid:
        text = trn(
            "{count:,} open boarding point is not known to be accessible: no wheelchair user or stretcher "
            "case boards there",
            "{count:,} open boarding points are not known to be accessible: no wheelchair user or stretcher "
            "case boards there",
            unsaid,
        )
        notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source="Corridor"))
    for use, members in _by_reason(setting).items():
        text = trn(
            "{count:,} boarding point left out: {why}",
            "{count:,} boarding points left out: {why}",
            len(members),
            why=_WHY[use],
        )
        notes.append(Assumption(text=text, ground=Ground.IGNORED))
    return tuple(notes)


def _by_reason(setting: Setting) -> dict[Use, list[int]]:
    """Points at which nobody boards, by why; `Use.OPEN` for those nearest to nobody."""
    boarding, points = setting.boarding, setting.boarding.points
    serving = set(boarding.point[boarding.by_vehicle > 0].tolist())
    result: dict[Use, list[int]] = {}
    for use in Use:
        members = [p for p, its in enumerate(points.use) if its is use and p not in serving]
        if members:
            result[use] = members
    return result


def _load(setting: Setting, plan: EvacuationPlan) -> _Load:
    hours = int(setting.problem.horizon_min // 60) + 1
    people = np.zeros((len(setting.boarding.points.names), hours), dtype=np.int64)
    for ride in plan.rides:
        point = setting.boarding.point[ride.origin]
        if ride.vehicle >= 0 and point != NOWHERE:
            people[point, int((ride.departs_min + 1e-6) // 60)] += int(ride.people[list(_BOARDING)].sum())
    return _Load(people)


def _refs(points: BoardingPoints, chosen: Iterable[int]) -> tuple[FeatureRef, ...]:
    by_layer: dict[str, list[int]] = {}
    for point in chosen:
        by_layer.setdefault(points.refs[point].layer, []).extend(points.refs[point].fids)
    return tuple(FeatureRef(layer=layer, fids=tuple(fids)) for layer, fids in by_layer.items())


def _listed(names: Sequence[str]) -> Text | str:
    listed = ", ".join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return tr("{listed} and {n:,} more", listed=listed, n=more) if more > 0 else listed
