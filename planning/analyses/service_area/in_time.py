"""What is reached by a time of day: the minutes there are to drive, and when each place is reached."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace

import numpy as np
import shapely

from layers.gazetteer import Place
from layers.kinds import KIND_WORDS
from layers.names import names_of
from layers.sensitivity import Sensitivity
from layers.text import tr, trn
from layers.workspace import Workspace
from planning.analyses.service_area.compared import of_places
from planning.analyses.service_area.parameters import Direction, ServiceAreaParameters
from planning.errors import BadParameter
from planning.network.nearest import nearest_hubs
from planning.network.timetable import (
    LOCAL_ZONE,
    Hours,
    column_minutes,
    curfew_of,
    driving_minutes_until,
    hours_of,
    latest_departure,
    local_time,
    shown_local,
    timetable,
)
from planning.network.travel import TravelNetwork
from planning.outcome import (
    Assumption,
    Cell,
    Column,
    FeatureRef,
    Finding,
    Ground,
    Outcome,
    Severity,
    Table,
)

MOST_LISTED = 2_000
_KINDS = ("populated_place", "border_crossing")
_MOST_MINUTES = 1_440.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The times asked for, UTC, and the driving they leave.

    Attributes
    ----------
    driving_min : float
        By the last vehicle of a convoy.
    """

    departure: dt.datetime
    arrive_by: dt.datetime
    hours: Hours
    place: tuple[float, float]
    driving_min: float


def times_of(
    network: TravelNetwork, parameters: ServiceAreaParameters, places: tuple[Place, ...]
) -> Times | None:
    """The driving between departure and arrival; None where neither is given.

    Night is taken for the first of the places.

    Raises
    ------
    BadParameter
        When only one of the two is given, or no minute is left to drive.
    """
    depart, arrive_by = parameters.depart.strip(), parameters.arrive_by.strip()
    if not depart and not arrive_by:
        return None
    if not depart or not arrive_by:
        raise BadParameter(
            tr("departure and arrival are given together or not at all"),
            where="arrive_by" if depart else "depart",
            expected=tr("A local date and time, such as 2025-01-16 18:00."),
        )
    leaves, by = local_time(depart, "depart"), local_time(arrive_by, "arrive_by")
    curfew = curfew_of(parameters.curfew, "curfew")
    hours = hours_of(network.profile, network.rules, curfew, parameters.daylight_only)
    place = (places[0].lon, places[0].lat)
    last = by - dt.timedelta(minutes=column_minutes(network.profile, network.rules))
    minutes = driving_minutes_until(leaves, last, hours, lambda _: place) if last > leaves else 0.0
    if minutes < 1.0:
        raise BadParameter(
            tr(
                "no time is left to drive between {departure} and {arrival}",
                departure=shown_local(leaves),
                arrival=shown_local(by),
            ),
            where="arrive_by",
            todo=tr("Leave earlier, arrive later, or drive in the curfew or by night."),
        )
    return Times(departure=leaves, arrive_by=by, hours=hours, place=place, driving_min=minutes)


def bounded(parameters: ServiceAreaParameters, times: Times | None) -> ServiceAreaParameters:
    """The parameters with the driving there is as the longest time, and the breaks below it."""
    if times is None:
        return parameters
    most = min(math.floor(times.driving_min + 0.02), _MOST_MINUTES)  # found to a hundredth of a minute
    breaks = tuple(value for value in parameters.breaks if value < most)
    return replace(parameters, max_minutes=float(most), breaks=breaks)


def told_in_time(
    outcome: Outcome,
    situation: Workspace,
    network: TravelNetwork,
    parameters: ServiceAreaParameters,
    places: tuple[Place, ...],
    times: Times | None,
) -> Outcome:
    """The outcome with what is reached by the time asked for."""
    if times is None:
        return outcome
    least = of_places(outcome)
    table = _reachable(situation, network, parameters, places, times)
    table = replace(table, sensitivity=max(table.sensitivity, least))
    text = trn(
        "Between {departure} and {arrival} (local times) there are {minutes:,.0f} min to drive{curfew}: "
        "{count:,} settlement or crossing is reached",
        "Between {departure} and {arrival} (local times) there are {minutes:,.0f} min to drive{curfew}: "
        "{count:,} settlements and crossings are reached",
        len(table.rows),
        departure=shown_local(times.departure),
        arrival=shown_local(times.arrive_by),
        minutes=times.driving_min,
        curfew=tr(", without curfew, night and halts") if _is_cut(times) else "",
    )
    if parameters.direction is Direction.TO:
        text = tr("{found}, counted to the places", found=text)
    features = (FeatureRef(layer="service_area", fids=(1,), of_outcome=True),)
    told = Finding(text=text, severity=Severity.INFO, features=features, sensitivity=least)
    assumption = Assumption(
        text=tr(
            "The longest time is what can be driven between departure and arrival; sunrise and sunset are "
            "those of {place}",
            place=places[0].name,
        ),
        ground=Ground.CHOSEN,
        source=str(tr("planner")),
    )
    return replace(
        outcome,
        findings=(told, *outcome.findings),
        tables=(*outcome.tables, table),
        assumptions=(*outcome.assumptions, assumption),
    )


def _is_cut(times: Times) -> bool:
    return times.driving_min < (times.arrive_by - times.departure) / dt.timedelta(minutes=1) - 1.0


def _reachable(
    situation: Workspace,
    network: TravelNetwork,
    parameters: ServiceAreaParameters,
    places: tuple[Place, ...],
    times: Times,
) -> Table:
    """Settlements and crossings, the nearest first; towards the places they have to be left, not reached."""
    hubs = np.array([(place.lon, place.lat) for place in places])
    to_places = parameters.direction is Direction.TO
    found = []
    for layer in (layer for kind in _KINDS for layer in situation.of_kind(kind)):
        if not (len(layer) and layer.has_geometry):
            continue
        shapes = layer.frame.geometry.to_numpy()
        placed = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
        lonlat = shapely.get_coordinates(shapely.point_on_surface(shapely.force_2d(shapes[placed])))
        nearest = nearest_hubs(network, lonlat, hubs, from_hubs=not to_places)
        within = np.flatnonzero(nearest.minutes <= parameters.max_minutes)
        names = names_of(layer.frame)
        found += [
            (
                float(nearest.minutes[row]),
                str(names.iloc[placed[row]]),
                layer,
                int(layer.frame.index[placed[row]]),
                places[int(nearest.hub[row])].name,
                float(nearest.km[row]),
            )
            for row in within.tolist()
        ]
    found.sort(key=lambda item: (item[0], item[1]))
    clock = _Clock(times, to_places=to_places)
    kept = found[:MOST_LISTED]
    rows: list[tuple[Cell, ...]] = [
        (name, layer.kind.label, hub, clock.at(minutes), minutes, km)
        for minutes, name, layer, _, hub, km in kept
    ]
    title = tr("Reached by {time}", time=shown_local(times.arrive_by))
    if len(found) > len(kept):
        title = tr(
            "Reached by {time}: the first {shown:,} of {all:,}",
            time=shown_local(times.arrive_by),
            shown=len(kept),
            all=len(found),
        )
    when = tr("Leaves at the latest") if to_places else tr("Reached")
    return Table(
        name="reachable",
        title=title,
        columns=(
            Column(name="place", label=tr("Place")),
            Column(name="kind", label=tr("Kind"), words=KIND_WORDS),
            Column(name="nearest", label=tr("To") if to_places else tr("From")),
            Column(name="time", label=when, unit="Europe/Kyiv"),
            Column(name="duration_min", label=tr("Driven"), unit="min", decimals=0),
            Column(name="length_km", label=tr("Length"), unit="km", decimals=1),
        ),
        rows=tuple(rows),
        features=tuple(FeatureRef(layer=layer.name, fids=(fid,)) for _, _, layer, fid, _, _ in kept),
        sensitivity=max(layer.sensitivity for _, _, layer, _, _, _ in kept) if kept else Sensitivity.LOW,
    )


class _Clock:
    """When a place so many minutes away is reached, or has to be left."""

    def __init__(self, times: Times, *, to_places: bool) -> None:
        self._times, self._to_places = times, to_places
        place = times.place
        self._table = timetable(times.departure, times.driving_min, times.hours, lambda _: place)
        self._latest: dict[int, dt.datetime] = {}

    def at(self, minutes: float) -> dt.datetime:
        if not self._to_places:
            return self._table.at(minutes).astimezone(LOCAL_ZONE)
        whole = math.ceil(minutes)
        if whole not in self._latest:
            times = self._times
            self._latest[whole] = latest_departure(times.arrive_by, whole, times.hours, lambda _: times.place)
        return self._latest[whole].astimezone(LOCAL_ZONE)
