"""Sentences of a route, and its whole outcome. No way is ever called safe."""

from __future__ import annotations

from dataclasses import replace

from layers.text import Text, tr, trn
from planning.analyses.route import lack, trip
from planning.analyses.route.journey import Journey, Way
from planning.analyses.route.on_the_way import passes_table
from planning.analyses.route.parameters import Mode
from planning.analyses.route.tables import map_layers_of, routes_table
from planning.analyses.route.way_tables import costs_table, exposure_table, profile_table, turns_table
from planning.network.alternatives import shared_part
from planning.network.closure import Closure, listed, named
from planning.network.remedies import to_lift
from planning.outcome import FeatureRef, Finding, Outcome, Severity, Table

NEAR_FRONT_KM = 20.0  # one of the presets of exposure; it only decides how loudly the distance is told
_FAR_FROM_ROAD_KM = 1.0


def outcome_of(journey: Journey) -> Outcome:
    """Findings, table, map layers and assumptions of a journey."""
    return Outcome(
        findings=tuple(_no_way(journey) if not journey.ways else _ways(journey)),
        tables=tables_of(journey),
        map_layers=map_layers_of(journey),
        assumptions=journey.assumptions,
    )


def tables_of(journey: Journey) -> tuple[Table, ...]:
    """The tables of a route, those that have anything to tell."""
    lacking: tuple[Table, ...] = ()
    if journey.lack is not None and journey.lack.ways:
        lacking = (lack.table_of(journey.lack, journey.sensitivity),)
    if not journey.ways:
        return (routes_table(journey), *lacking)
    exposure = () if journey.network.front is None else (exposure_table(journey),)
    times = () if journey.ways[0].trip is None else (trip.timetable_of(journey),)
    return (
        routes_table(journey),
        *exposure,
        turns_table(journey),
        profile_table(journey),
        passes_table(journey),
        costs_table(journey),
        *times,
        *lacking,
    )


def duration_text(minutes: float) -> Text:
    """Hours and minutes."""
    whole = round(minutes)
    if whole < 60:
        return tr("{minutes} min", minutes=whole)
    return tr("{hours} h {minutes:02d} min", hours=whole // 60, minutes=whole % 60)


def _no_way(journey: Journey) -> list[Finding]:
    assert journey.reason is not None
    text = tr(
        "No way by {vehicle} from {origin} to {destination}, because {reason}",
        vehicle=journey.network.profile.label,
        origin=journey.origin.name,
        destination=journey.destination.name,
        reason=journey.reason.text,
    )
    features = _features(journey.reason.closures)
    if journey.reason.gap is not None:
        features = (FeatureRef(layer="gap", fids=(1,), of_outcome=True),)
    told = _finding(journey, text, Severity.CRITICAL, features or (_places(),))
    findings = [replace(told, actions=journey.reason.actions)]
    if journey.lack is not None:
        findings += lack.findings_of(journey.lack, None, _places(), journey.sensitivity)
    if journey.direct is not None:
        text = tr(
            "Without keeping {km:g} km from the front there is a way of {length:,.0f} km in {duration}",
            km=journey.parameters.avoid_front_km,
            length=journey.direct.length_km,
            duration=duration_text(journey.direct.duration_min),
        )
        findings.append(_finding(journey, text, Severity.NOTICE, (_places(),)))
    return findings


def _ways(journey: Journey) -> list[Finding]:
    best = journey.ways[0]
    findings = [_best(journey, best), *trip.findings_of(journey, journey.asked)]
    for way in journey.ways:
        findings += _warnings(journey, way)
    findings += _off_road(journey, best)
    if journey.restricted:
        text = tr(
            "The border crossing point {place} is open with restrictions", place=journey.destination.name
        )
        findings.append(_finding(journey, text, Severity.WARNING, (_places(),)))
    findings += _unclosed(journey, best)
    if journey.lack is not None:
        findings += lack.findings_of(journey.lack, best.route.length_km, _route(best), journey.sensitivity)
    findings.append(_others(journey) if journey.parameters.mode is Mode.FASTEST else _exposure(journey))
    if journey.parameters.backup:
        findings.append(_backup(journey))
    if journey.direct is not None:
        findings.append(_cost_of_distance(journey, best))
    return findings


def _best(journey: Journey, way: Way) -> Finding:
    text = tr(
        "{origin} to {destination}{via} by {vehicle}: {km:,.0f} km in {duration}{roads}{front}",
        via=tr(" by way of {names}", names=", ".join(place.name for place in journey.via))
        if journey.via
        else "",
        origin=journey.origin.name,
        destination=journey.destination.name,
        vehicle=journey.network.profile.label,
        km=way.route.length_km,
        duration=duration_text(way.route.duration_min),
        roads=tr(", by {numbers}", numbers=", ".join(way.road_numbers)) if way.road_numbers else "",
        front=_front_text(journey, way),
    )
    is_near = way.front_km is not None and way.front_km < NEAR_FRONT_KM
    return _finding(journey, text, Severity.WARNING if is_near else Severity.INFO, (_route(way),))


def _front_text(journey: Journey, way: Way) -> Text | str:
    if way.front_km is None or journey.network.front is None:
        return tr("; the workspace holds no front to measure from")
    return tr(
        "; nearest to the front of {date}: {km:,.1f} km",
        date=journey.network.front.date.isoformat(),
        km=way.front_km,
    )


def _warnings(journey: Journey, way: Way) -> list[Finding]:
    """Damaged bridges, slowed roads and joined gaps of one way."""
    findings = []
    bridges = way.route.damaged_bridges
    if bridges:
        text = trn(
            "Route {rank} crosses {count:,} damaged bridge: {named}",
            "Route {rank} crosses {count:,} damaged bridges: {named}",
            len(bridges),
            rank=way.rank,
            named=named(bridges),
        )
        findings.append(_finding(journey, text, Severity.WARNING, (_route(way), *_features(bridges))))
    if way.slowed:
        text = trn(
            "Route {rank} is slowed at {count:,} place: {named}",
            "Route {rank} is slowed at {count:,} places: {named}",
            len(way.slowed),
            rank=way.rank,
            named=named(way.slowed),
        )
        findings.append(_finding(journey, text, Severity.NOTICE, (_route(way), *_features(way.slowed))))
    if len(way.route.joins):
        gaps = journey.network.graph.joins.gap_m[way.route.joins]
        text = trn(
            "Route {rank} relies on {count:,} join of a gap of {longest:,.0f} m in the road data, which must "
            "be checked",
            "Route {rank} relies on {count:,} joins of gaps of up to {longest:,.0f} m in the road data, "
            "which must be checked",
            len(gaps),
            rank=way.rank,
            longest=float(gaps.max()),
        )
        findings.append(_finding(journey, text, Severity.WARNING, (_route(way),)))
    return findings


def _off_road(journey: Journey, way: Way) -> list[Finding]:
    findings = []
    for place, km in zip((journey.origin, journey.destination), way.route.access_km, strict=True):
        if km >= _FAR_FROM_ROAD_KM:
            text = tr(
                "{place} is {km:,.1f} km from the nearest road, counted as a straight line at {speed:g} km/h",
                place=place.name,
                km=km,
                speed=journey.network.rules.access_kmh,
            )
            findings.append(_finding(journey, text, Severity.NOTICE, (_places(),)))
    return findings


def _unclosed(journey: Journey, best: Way) -> list[Finding]:
    """The shorter way that closures keep one from."""
    if journey.unclosed is None:
        return []
    text = tr(
        "If nothing were closed the fastest way would be {km:,.0f} km in place of {now:,.0f} km; closed on "
        "it: {named}",
        km=journey.unclosed.length_km,
        now=best.route.length_km,
        named=named(journey.unclosed.closures),
    )
    features = (_route(best), *_features(journey.unclosed.closures))
    told = _finding(journey, text, Severity.NOTICE, features)
    return [replace(told, actions=to_lift(journey.network, journey.unclosed.closures))]


def _others(journey: Journey) -> Finding:
    best = journey.ways[0]
    others = [way for way in journey.ways[1:] if not way.is_backup]
    if journey.parameters.alternatives == 1:
        text: Text = tr("Only the fastest way was looked for")
    elif not others:
        text = tr("No other way differs enough from the fastest without taking much longer")
    else:
        each = listed([_compared(way, best) for way in others])
        text = trn("{count:,} other way: {each}", "{count:,} other ways: {each}", len(others), each=each)
    return _finding(journey, text, Severity.INFO, tuple(_route(way) for way in journey.ways))


def _exposure(journey: Journey) -> Finding:
    """What less exposure to the front costs in time."""
    ways = [way for way in journey.ways if not way.is_backup]
    fastest = min(ways, key=lambda way: way.route.duration_min)
    least = min(ways, key=lambda way: way.exposure_min or 0.0)
    if fastest is least:
        text = tr("The fastest way is also the least exposed to the front that was found")
        return _finding(journey, text, Severity.INFO, (_route(fastest),))
    fewer = [one.minutes - other.minutes for one, other in zip(fastest.within, least.within, strict=True)]
    band = fewer.index(max(fewer))
    text = trn(
        "The least exposed way takes {longer} and {km:+,.0f} km more than the fastest, and is within "
        "{band:g} km of the front for {least:,.0f} min in place of {most:,.0f} min",
        "{count:,} ways from the fastest to the least exposed: the least exposed takes {longer} and "
        "{km:+,.0f} km more, and is within {band:g} km of the front for {least:,.0f} min in place of "
        "{most:,.0f} min",
        len(ways) - 1 if journey.parameters.mode is Mode.LEAST_EXPOSED else len(ways),
        longer=duration_text(least.route.duration_min - fastest.route.duration_min),
        km=least.route.length_km - fastest.route.length_km,
        band=least.within[band].band_km,
        least=least.within[band].minutes,
        most=fastest.within[band].minutes,
    )
    return _finding(journey, text, Severity.INFO, tuple(_route(way) for way in ways))


def _backup(journey: Journey) -> Finding:
    best, backup = journey.ways[0], journey.ways[-1]
    if not backup.is_backup:
        text = tr("There is no back-up route: every way runs along the first")
        return _finding(journey, text, Severity.WARNING, (_route(best),))
    shared_km = shared_part(backup.route, best.route) * float(backup.route.edge_km.sum())
    text = tr(
        "Route {rank} is the back-up: {km:,.0f} km in {duration}, {shared:,.1f} km of it along route 1",
        rank=backup.rank,
        km=backup.route.length_km,
        duration=duration_text(backup.route.duration_min),
        shared=shared_km,
    )
    severity = Severity.NOTICE if shared_km >= 0.1 else Severity.INFO
    return _finding(journey, text, severity, (_route(backup),))


def _compared(way: Way, best: Way) -> Text:
    return tr(
        "route {rank} {km:+,.0f} km, +{duration}{front}",
        rank=way.rank,
        km=way.route.length_km - best.route.length_km,
        duration=duration_text(way.route.duration_min - best.route.duration_min),
        front="" if way.front_km is None else tr(", {km:,.1f} km from the front", km=way.front_km),
    )


def _cost_of_distance(journey: Journey, best: Way) -> Finding:
    assert journey.direct is not None
    text = tr(
        "Keeping {km:g} km from the front costs {more_km:+,.0f} km and {more} against the fastest way",
        km=journey.parameters.avoid_front_km,
        more_km=best.route.length_km - journey.direct.length_km,
        more=duration_text(max(0.0, best.route.duration_min - journey.direct.duration_min)),
    )
    return _finding(journey, text, Severity.INFO, (_route(best),))


def _finding(journey: Journey, text: Text, severity: Severity, features: tuple[FeatureRef, ...]) -> Finding:
    """A finding as sensitive as the places and the records it speaks of."""
    levels = [journey.layer_sensitivity[ref.layer] for ref in features if not ref.of_outcome]
    sensitivity = max(journey.sensitivity, *levels) if levels else journey.sensitivity
    return Finding(text=text, severity=severity, features=features, sensitivity=sensitivity)


def _features(closures: tuple[Closure, ...]) -> tuple[FeatureRef, ...]:
    by_layer: dict[str, list[int]] = {}
    for closure in closures:
        if closure.fid is not None:
            by_layer.setdefault(closure.layer, []).append(closure.fid)
    return tuple(FeatureRef(layer=layer, fids=tuple(fids)) for layer, fids in by_layer.items())


def _route(way: Way) -> FeatureRef:
    return FeatureRef(layer="routes", fids=(way.rank,), of_outcome=True)


def _places() -> FeatureRef:
    return FeatureRef(layer="places", fids=(1, 2), of_outcome=True)
