"""Sentences of a service area, and its whole outcome."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from layers.sensitivity import Sensitivity
from layers.text import Text, tr, trn
from planning.analyses.service_area.parameters import Direction
from planning.analyses.service_area.service import Break, Service
from planning.analyses.service_area.tables import map_layers_of, tables_of
from planning.network.closure import listed
from planning.outcome import FeatureRef, Finding, Outcome, Severity

_SMALL_PIECE = 0.5  # of the length of all roads


def outcome_of(service: Service) -> Outcome:
    """Findings, tables, map layers and assumptions of a service area."""
    findings = [_within(service, index, one) for index, one in enumerate(service.breaks)]
    findings += [
        *_allocated(service),
        *_not_attached(service),
        *_beyond(service),
        *_small_piece(service),
        *_joins(service),
    ]
    if not service.snap.attached.any():
        findings = [_nothing(service)]
    return Outcome(
        findings=tuple(findings),
        tables=tables_of(service),
        map_layers=map_layers_of(service),
        assumptions=service.assumptions,
    )


def _finding(service: Service, text: Text, severity: Severity, features: tuple[FeatureRef, ...]) -> Finding:
    return Finding(text=text, severity=severity, features=features, sensitivity=service.sensitivity)


def _nothing(service: Service) -> Finding:
    reasons = [reason.text for reason in service.not_attached]
    text = tr("Nothing is reached, because {reason}", reason=listed(reasons))
    told = _finding(service, text, Severity.CRITICAL, (_places(service),))
    actions = dict.fromkeys(action for reason in service.not_attached for action in reason.actions)
    return replace(told, actions=tuple(actions))


def _within(service: Service, index: int, one: Break) -> Finding:
    text = tr(
        "Within {minutes:g} min by {vehicle} {direction} {places}: {area:,.0f} km²{people}{centres}",
        minutes=one.minutes,
        vehicle=service.network.profile.label,
        direction=tr("of") if service.parameters.direction is Direction.FROM else tr("to"),
        places=_named(service),
        area=one.area_km2,
        people=_people_text(service, one),
        centres=_centres_text(service, one),
    )
    area = FeatureRef(layer="service_area", fids=(index + 1,), of_outcome=True)
    single = one.inside is not None and int(one.inside.sum()) == 1
    sensitivity = max(service.sensitivity, Sensitivity.HIGH) if single else service.sensitivity
    return Finding(
        text=text,
        severity=Severity.INFO,
        features=(area,),
        sensitivity=sensitivity,
        records_of="collective_centre",
        records=int(one.inside.sum()) if one.inside is not None else 0,
    )


def _named(service: Service) -> Text | str:
    if len(service.places) == 1:
        return service.places[0].name
    names = ", ".join(place.name for place in service.places[:3])
    if len(service.places) > 3:
        return tr("the nearest of {names} and {more:,} more", names=names, more=len(service.places) - 3)
    return tr("the nearest of {names}", names=names)


def _people_text(service: Service, one: Break) -> Text | str:
    if one.people is None or service.population is None:
        return tr("; how many people live there is not known, as the workspace has no population")
    return tr(", {people:,} people ({label})", people=round(one.people), label=service.population.label)


def _centres_text(service: Service, one: Break) -> Text | str:
    if one.inside is None or service.centres is None:
        return ""
    held = int(np.nansum(service.centres["occupancy"].to_numpy()[one.inside]))
    return trn(
        ", {count:,} collective centre with {held:,} people",
        ", {count:,} collective centres with {held:,} people",
        int(one.inside.sum()),
        held=held,
    )


def _allocated(service: Service) -> list[Finding]:
    """Which place most people belong to, where there are several."""
    found = service.allocation
    if len(service.places) < 2 or found.people is None or found.beyond is None or not found.people.sum():
        return []
    most = int(np.argmax(found.people))
    text = tr(
        "Of {places:,} places, {place} is the nearest within {minutes:g} min to most people: {people:,.0f} "
        "of {all:,.0f}; {beyond:,.0f} people are further from every place, or have no way",
        places=len(service.places),
        place=service.places[most].name,
        minutes=service.parameters.max_minutes,
        people=float(found.people[most]),
        all=float(found.people.sum()),
        beyond=found.beyond,
    )
    place = FeatureRef(layer="places", fids=(most + 1,), of_outcome=True)
    return [_finding(service, text, Severity.INFO, (place,))]


def _not_attached(service: Service) -> list[Finding]:
    return [
        replace(
            _finding(
                service, tr("Left out: {reason}", reason=reason.text), Severity.WARNING, (_places(service),)
            ),
            actions=reason.actions,
        )
        for reason in service.not_attached
    ]


def _beyond(service: Service) -> list[Finding]:
    """Centres beyond the longest time."""
    if service.centres is None or not len(service.centres):
        return []
    beyond = service.centres[service.centres["within_min"].isna()]
    held = int(np.nansum(beyond["occupancy"].to_numpy()))
    text = trn(
        "{count:,} collective centre with {held:,} people is beyond {minutes:g} min",
        "{count:,} collective centres with {held:,} people are beyond {minutes:g} min",
        len(beyond),
        held=held,
        minutes=service.parameters.max_minutes,
    )
    features = tuple(
        FeatureRef(layer=str(layer), fids=tuple(int(fid) for fid in group["fid"]))
        for layer, group in beyond.groupby("layer", sort=False)
    )
    sensitivity = Sensitivity.HIGH if len(beyond) == 1 else Sensitivity.LOW
    return [
        Finding(
            text=text,
            severity=Severity.NOTICE,
            features=features,
            sensitivity=sensitivity,
            records_of="collective_centre",
            records=len(beyond),
        )
    ]


def _small_piece(service: Service) -> list[Finding]:
    """Places whose road is not joined to the longest piece of the network."""
    graph = service.network.graph
    findings = []
    for place, edge, attached in zip(
        service.places, service.snap.edge.tolist(), service.snap.attached.tolist(), strict=True
    ):
        piece = int(graph.component[edge])
        if attached and piece > 0 and graph.component_km[piece] < _SMALL_PIECE * graph.component_km.sum():
            text = tr(
                "The road at {place} lies on a piece of {km:,.0f} km that is not joined to the rest of the "
                "road data; gaps of up to {join_m:g} m were joined",
                place=place.name,
                km=float(graph.component_km[piece]),
                join_m=graph.join_m,
            )
            findings.append(_finding(service, text, Severity.WARNING, (_places(service),)))
    return findings


def _joins(service: Service) -> list[Finding]:
    used = service.breaks[-1].joins
    if not len(used):
        return []
    text = trn(
        "The area relies on {count:,} join of a gap of {longest:,.0f} m in the road data, which must be "
        "checked",
        "The area relies on {count:,} joins of gaps of up to {longest:,.0f} m in the road data, which must "
        "be checked",
        len(used),
        longest=float(service.network.graph.joins.gap_m[used].max()),
    )
    joins = FeatureRef(layer="joins", fids=tuple(range(1, len(used) + 1)), of_outcome=True)
    return [_finding(service, text, Severity.WARNING, (joins,))]


def _places(service: Service) -> FeatureRef:
    return FeatureRef(layer="places", fids=tuple(range(1, len(service.places) + 1)), of_outcome=True)
