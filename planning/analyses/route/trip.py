"""The ways of a route in time: arrivals, halts at curfew, night and rest, and the latest departure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from layers.text import Text, tr
from layers.workspace import Workspace
from planning.analyses.route.parameters import AtCurfew, RouteParameters
from planning.nearest_place import nearest_places
from planning.network.closure import listed
from planning.network.timetable import (
    HALTS,
    LOCAL_ZONE,
    Halt,
    Position,
    Timetable,
    column_minutes,
    curfew_of,
    hours_of,
    latest_departure,
    local_time,
    shown_local,
    timetable,
)
from planning.network.travel import TravelNetwork
from planning.outcome import Assumption, Cell, Column, FeatureRef, Finding, Ground, Severity, Table

if TYPE_CHECKING:
    from planning.analyses.route.journey import Journey, Way

LOCAL = "Europe/Kyiv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """When a way is driven.

    Attributes
    ----------
    table : Timetable
    column_min : float
        By how much later the last vehicle of a convoy arrives.
    latest : datetime or None
        Latest departure to arrive by the time asked for; None where none was asked.
    halts_at : tuple
        What each halt is near; empty where nothing is.
    """

    table: Timetable
    column_min: float
    latest: dt.datetime | None
    halts_at: tuple[Text | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of time was asked for; times in UTC."""

    departure: dt.datetime | None
    arrive_by: dt.datetime | None
    curfew: tuple[dt.time, dt.time] | None


def asked_of(parameters: RouteParameters) -> Asked:
    """The times as given.

    Raises
    ------
    BadParameter
        When one cannot be read.
    """
    depart, arrive_by = parameters.depart.strip(), parameters.arrive_by.strip()
    return Asked(
        departure=local_time(depart, "depart") if depart else None,
        arrive_by=local_time(arrive_by, "arrive_by") if arrive_by else None,
        curfew=curfew_of(parameters.curfew, "curfew"),
    )


def trip_of(
    situation: Workspace, network: TravelNetwork, way: Way, parameters: RouteParameters, asked: Asked
) -> Trip | None:
    """A way in time; None where no time was asked for.

    Raises
    ------
    BadParameter
        When a curfew leaves no time to drive.
    """
    if asked.departure is None and asked.arrive_by is None:
        return None
    hours = hours_of(network.profile, network.rules, asked.curfew, parameters.daylight_only)
    column_min = column_minutes(network.profile, network.rules)
    where, minutes = _position(way), way.route.duration_min
    latest = None
    if asked.arrive_by is not None:
        last = asked.arrive_by - dt.timedelta(minutes=column_min)
        latest = latest_departure(last, minutes, hours, where)
    departure = asked.departure or latest
    assert departure is not None
    table = timetable(departure, minutes, hours, where)
    near = nearest_places(situation, [where(pause.at_min) for pause in table.pauses])
    halts_at = tuple(place.text for place in near)
    return Trip(table=table, column_min=column_min, latest=latest, halts_at=halts_at)


def _position(way: Way) -> Position:
    minutes, lonlat = way.profile.minutes, way.profile.lonlat

    def where(driven_min: float) -> tuple[float, float]:
        row = int(np.searchsorted(minutes, driven_min + 1e-9, side="right")) - 1
        lon, lat = lonlat[max(0, row)].tolist()
        return lon, lat

    return where


def findings_of(journey: Journey, asked: Asked) -> list[Finding]:
    """When the first way arrives, whether that is in time, and the latest departure."""
    way = journey.ways[0]
    trip = way.trip
    if trip is None:
        return []
    findings = [_arrival(journey, way, trip)]
    closed = [pause for pause in trip.table.pauses if pause.reason is not Halt.REST]
    if closed and journey.parameters.at_curfew is AtCurfew.REFUSE:
        text = tr(
            "The trip cannot be made as asked: it meets the {halt} at {time}, with {km:,.0f} km still to go",
            halt=HALTS[closed[0].reason],
            time=shown_local(closed[0].begins),
            km=way.route.length_km - _km_at(way, closed[0].at_min),
        )
        findings.insert(0, _finding(journey, text, Severity.CRITICAL, way))
    last = trip.table.arrival + dt.timedelta(minutes=trip.column_min)
    if asked.arrive_by is not None and trip.latest is not None:
        text = tr(
            "To be in {place} by {time}, one leaves at {latest} at the latest",
            place=journey.destination.name,
            time=shown_local(asked.arrive_by),
            latest=shown_local(trip.latest),
        )
        findings.append(_finding(journey, text, Severity.INFO, way))
    if asked.arrive_by is not None and last > asked.arrive_by:
        text = tr(
            "Leaving at {departure}, one arrives {minutes:,.0f} min too late",
            departure=shown_local(trip.table.departure),
            minutes=(last - asked.arrive_by) / dt.timedelta(minutes=1),
        )
        findings.append(_finding(journey, text, Severity.WARNING, way))
    return findings


def _arrival(journey: Journey, way: Way, trip: Trip) -> Finding:
    table = trip.table
    halts = [
        tr(
            "{halt} {begins} to {ends}",
            halt=HALTS[pause.reason],
            begins=shown_local(pause.begins),
            ends=shown_local(pause.ends),
        )
        for pause in table.pauses
    ]
    text = tr(
        "Leaving {origin} at {departure}, one arrives in {destination} at {arrival} (local times){column}"
        "{halts}",
        origin=journey.origin.name,
        departure=shown_local(table.departure),
        destination=journey.destination.name,
        arrival=shown_local(table.arrival),
        column=tr(", the last vehicle {minutes:,.0f} min later", minutes=trip.column_min)
        if trip.column_min >= 0.5
        else "",
        halts=tr("; halts: {halts}", halts=listed(halts[:6])) if halts else "",
    )
    return _finding(journey, text, Severity.NOTICE if halts else Severity.INFO, way)


def _finding(journey: Journey, text: Text, severity: Severity, way: Way) -> Finding:
    route = FeatureRef(layer="routes", fids=(way.rank,), of_outcome=True)
    return Finding(text=text, severity=severity, features=(route,), sensitivity=journey.sensitivity)


def timetable_of(journey: Journey) -> Table:
    """When each way leaves, passes stops and waits, halts and arrives."""
    from planning.analyses.route.way_tables import named_on_ways

    rows: list[tuple[Cell, ...]] = []
    refs = []
    for way in journey.ways:
        assert way.trip is not None
        for at_min, what, place, begins, ends in _events(journey, way, way.trip):
            rows.append(
                (
                    way.rank,
                    what,
                    place,
                    begins.astimezone(LOCAL_ZONE),
                    ends.astimezone(LOCAL_ZONE),
                    _km_at(way, at_min),
                    at_min,
                )
            )
            refs.append(FeatureRef(layer="routes", fids=(way.rank,), of_outcome=True))
    return Table(
        name="timetable",
        title=tr("When the ways are driven"),
        columns=(
            Column(name="rank", label=tr("Rank")),
            Column(name="what", label=tr("What")),
            Column(name="place", label=tr("Where")),
            Column(name="from", label=tr("From"), unit=LOCAL),
            Column(name="until", label=tr("Until"), unit=LOCAL),
            Column(name="at_km", label=tr("After"), unit="km", decimals=1),
            Column(name="at_min", label=tr("Driven"), unit="min", decimals=0),
        ),
        rows=tuple(rows),
        features=tuple(refs),
        sensitivity=named_on_ways(journey),
    )


Event = tuple[float, Text, Text | str | None, dt.datetime, dt.datetime]


def _events(journey: Journey, way: Way, trip: Trip) -> list[Event]:
    """In the order of time: departure, stops, waits, halts, arrival."""
    table, leaves = trip.table, trip.table.departure
    events: list[Event] = []
    events.append((0.0, tr("departure"), journey.origin.name, leaves, leaves))
    for place, (_, at_min) in zip(journey.via, way.route.stops, strict=True):
        events.append((at_min, tr("stop"), place.name, table.at(at_min), table.at(at_min)))
    for wait, at_min in way.waits:
        ends = table.at(at_min) + dt.timedelta(minutes=wait.minutes)
        events.append((at_min, tr("wait"), wait.text, table.at(at_min), ends))
    events += [
        (pause.at_min, HALTS[pause.reason], place or None, pause.begins, pause.ends)
        for pause, place in zip(table.pauses, trip.halts_at, strict=True)
    ]
    driven = way.route.duration_min
    events.append((driven, tr("arrival"), journey.destination.name, table.arrival, table.arrival))
    return sorted(events, key=lambda event: (event[3], event[0]))


def _km_at(way: Way, at_min: float) -> float:
    return float(np.interp(at_min, way.profile.minutes, way.profile.km))


def assumptions_of(network: TravelNetwork, parameters: RouteParameters, asked: Asked) -> list[Assumption]:
    """Curfew, daylight and the halts of a convoy."""
    if asked.departure is None and asked.arrive_by is None:
        return []
    result = []
    if asked.curfew is not None:
        text = tr(
            "Nobody drives in the curfew of {begins} to {ends} local time; a trip halts where it is and goes "
            "on after it",
            begins=asked.curfew[0].strftime("%H:%M"),
            ends=asked.curfew[1].strftime("%H:%M"),
        )
        result.append(Assumption(text=text, ground=Ground.CHOSEN, source=str(tr("planner"))))
    if parameters.daylight_only:
        text = tr(
            "Nobody drives from sunset to sunrise, taken for the day and the place on the way; a trip halts "
            "where it is"
        )
        source = "NOAA solar calculator"
        result.append(Assumption(text=text, ground=Ground.CHOSEN, source=source))
    rules = network.rules
    if column_minutes(network.profile, rules) > 0:
        text = tr(
            "A convoy of {count:g} vehicles {spacing:g} m apart, the slowest at {kmh:g} km/h, halts for "
            "{halt:g} min after {every:g} h of driving; a curfew or night halt counts as one",
            count=rules.convoy_vehicles,
            spacing=rules.convoy_spacing_m,
            kmh=rules.convoy_slowest_kmh,
            halt=rules.halt_min,
            every=rules.halt_every_h,
        )
        result.append(Assumption(text=text, ground=Ground.DEFAULT, source="Corridor"))
    return result
