"""When a trip is where: by its departure, with curfew, daylight and the halts of a convoy.

A trip that meets a curfew, or the night where it drives by daylight only, halts where it is and goes on when
that ends. Times of day are local (Europe/Kyiv); every time is kept in UTC. As no part of the road is driven
faster later, leaving later never means arriving earlier, and the fastest way stays the fastest.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from layers.text import Text, tr
from planning.daylight import sun_times
from planning.errors import BadParameter
from planning.network.speeds import CONVOY, Profile, Rules

LOCAL_ZONE = ZoneInfo("Europe/Kyiv")
MOST_DAYS = 31
_MINUTE = dt.timedelta(minutes=1)

Position = Callable[[float], tuple[float, float]]


class Halt(StrEnum):
    """Why a trip halts."""

    CURFEW = "curfew"
    NIGHT = "night"
    REST = "rest"


HALTS = {Halt.CURFEW: tr("curfew"), Halt.NIGHT: tr("night"), Halt.REST: tr("halt of the convoy")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When one may drive.

    Attributes
    ----------
    curfew : tuple of time or None
        Local begin and end; it may run over midnight.
    daylight_only : bool
    halt_every_min, halt_min : float
        Driving between halts, and their length; 0 min for none.
    """

    curfew: tuple[dt.time, dt.time] | None = None
    daylight_only: bool = False
    halt_every_min: float = 0.0
    halt_min: float = 0.0

    def closed(self, at: dt.datetime, place: tuple[float, float]) -> tuple[Halt, dt.datetime] | None:
        """Why one may not drive at a time and place, and until when; None where one may."""
        for reason, begins, ends in self._closed_near(at, place):
            if begins <= at < ends:
                return reason, ends
        return None

    def next_closed(self, at: dt.datetime, place: tuple[float, float]) -> dt.datetime:
        """When one next may no longer drive at a place; far away where one always may."""
        ahead = [begins for _, begins, _ in self._closed_near(at, place) if begins > at]
        return min(ahead, default=at + dt.timedelta(days=MOST_DAYS))

    def _closed_near(
        self, at: dt.datetime, place: tuple[float, float]
    ) -> list[tuple[Halt, dt.datetime, dt.datetime]]:
        """What closes from the day before to the day after."""
        day = at.astimezone(LOCAL_ZONE).date()
        days = [day + dt.timedelta(days=shift) for shift in (-2, -1, 0, 1, 2)]
        found = []
        if self.curfew is not None:
            first, last = self.curfew
            for one in days:
                until = one if last > first else one + dt.timedelta(days=1)
                found.append((Halt.CURFEW, _utc(one, first), _utc(until, last)))
        if self.daylight_only:
            suns = [sun_times(one, *place) for one in days]
            for before, after in itertools.pairwise(suns):
                if before is not None and after is not None:
                    found.append((Halt.NIGHT, before[1], after[0]))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A halt on the way.

    Attributes
    ----------
    at_min : float
        Minutes of driving before it.
    begins, ends : datetime
        UTC.
    """

    reason: Halt
    at_min: float
    begins: dt.datetime
    ends: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """A trip in time.

    Attributes
    ----------
    departure, arrival : datetime
        UTC; the arrival of the first vehicle.
    pauses : tuple of Pause
        In order.
    """

    departure: dt.datetime
    arrival: dt.datetime
    pauses: tuple[Pause, ...]

    def at(self, driven_min: float) -> dt.datetime:
        """When so many minutes are driven; before a halt that is made just there."""
        time = self.departure + driven_min * _MINUTE
        for pause in self.pauses:
            if pause.at_min < driven_min - 1e-9 or pause.at_min == 0.0:
                time += pause.ends - pause.begins
        return time


def timetable(departure: dt.datetime, driving_min: float, hours: Hours, where: Position) -> Timetable:
    """A trip of `driving_min` minutes from a departure.

    Parameters
    ----------
    where : callable
        Longitude and latitude after so many minutes of driving.

    Raises
    ------
    BadParameter
        When it does not end within a month, as when a curfew leaves no time to drive.
    """
    time, driven, since_halt = departure, 0.0, 0.0
    pauses: list[Pause] = []
    while driven < driving_min - 1e-9:
        if time - departure > dt.timedelta(days=MOST_DAYS):
            raise _never()
        place = where(driven)
        closed = hours.closed(time, place)
        if closed is not None:
            pauses.append(Pause(reason=closed[0], at_min=driven, begins=time, ends=closed[1]))
            time, since_halt = closed[1], 0.0
            continue
        if hours.halt_min > 0 and hours.halt_every_min - since_halt < 1e-6:
            ends = time + hours.halt_min * _MINUTE
            pauses.append(Pause(reason=Halt.REST, at_min=driven, begins=time, ends=ends))
            time, since_halt = ends, 0.0
            continue
        step = min(driving_min - driven, (hours.next_closed(time, place) - time) / _MINUTE, 60.0)
        if hours.halt_min > 0:
            step = min(step, hours.halt_every_min - since_halt)
        driven, since_halt, time = driven + step, since_halt + step, time + step * _MINUTE
    return Timetable(departure=departure, arrival=time, pauses=tuple(pauses))


def latest_departure(
    arrive_by: dt.datetime, driving_min: float, hours: Hours, where: Position
) -> dt.datetime:
    """The last whole minute at which a trip can leave and arrive by a time.

    Raises
    ------
    BadParameter
        When none within a month before leads there in time.
    """
    # minutes before; leaving `early` is in time, leaving `late` is not
    early, late = MOST_DAYS * 24 * 60, math.ceil(driving_min) - 1
    while early - late > 1:
        middle = (early + late) // 2
        leaves = arrive_by - middle * _MINUTE
        if timetable(leaves, driving_min, hours, where).arrival <= arrive_by:
            early = middle
        else:
            late = middle
    if early == MOST_DAYS * 24 * 60:
        raise _never()
    leaves = arrive_by - early * _MINUTE
    closed = hours.closed(leaves, where(0.0))
    # leaving in a curfew is waiting for its end: one may as well leave then
    return closed[1] if closed is not None else leaves


def driving_minutes_until(
    departure: dt.datetime, arrive_by: dt.datetime, hours: Hours, where: Position
) -> float:
    """How many minutes can be driven from a departure to a time; 0 where none can."""
    most = max(0.0, (arrive_by - departure) / _MINUTE)
    low, high = 0.0, most
    while high - low > 0.01:
        middle = (low + high) / 2.0
        if timetable(departure, middle, hours, where).arrival <= arrive_by:
            low = middle
        else:
            high = middle
    return most if high == most else low


def hours_of(
    profile: Profile, rules: Rules, curfew: tuple[dt.time, dt.time] | None, daylight_only: bool
) -> Hours:
    """When a vehicle may drive; only a convoy makes halts."""
    is_convoy = profile.name == CONVOY
    return Hours(
        curfew=curfew,
        daylight_only=daylight_only,
        halt_every_min=rules.halt_every_h * 60.0 if is_convoy else 0.0,
        halt_min=rules.halt_min if is_convoy else 0.0,
    )


def column_minutes(profile: Profile, rules: Rules) -> float:
    """By how much later the last vehicle of a convoy arrives; 0 for a vehicle alone."""
    if profile.name != CONVOY:
        return 0.0
    length_km = (rules.convoy_vehicles - 1.0) * rules.convoy_spacing_m / 1000.0
    return length_km / min(rules.convoy_slowest_kmh, max(profile.kmh.values())) * 60.0


def local_time(text: str, where: str) -> dt.datetime:
    """A time as typed, such as 2025-01-16 06:30, local, in UTC.

    Raises
    ------
    BadParameter
        When it cannot be read.
    """
    try:
        typed = dt.datetime.fromisoformat(text.strip().replace("T", " "))
    except ValueError as error:
        raise _unread(text, where, tr("a local date and time as 2025-01-16 06:30")) from error
    zoned = typed.replace(tzinfo=LOCAL_ZONE) if typed.tzinfo is None else typed
    return zoned.astimezone(dt.UTC)


def curfew_of(text: str, where: str) -> tuple[dt.time, dt.time] | None:
    """A curfew as typed, such as 22:00-05:00; None where none is given.

    Raises
    ------
    BadParameter
        When it cannot be read.
    """
    if not text.strip():
        return None
    begin, _, end = text.replace("–", "-").partition("-")
    try:
        hours = dt.time.fromisoformat(begin.strip()), dt.time.fromisoformat(end.strip())
    except ValueError as error:
        raise _unread(text, where, tr("local times as 22:00-05:00")) from error
    if hours[0] == hours[1]:
        raise _unread(text, where, tr("a begin and an end that differ"))
    return hours


def shown_local(time: dt.datetime) -> str:
    """A time as people read it, local, to the nearest minute."""
    return (time + _MINUTE / 2).astimezone(LOCAL_ZONE).strftime("%Y-%m-%d %H:%M")


def _utc(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, tzinfo=LOCAL_ZONE).astimezone(dt.UTC)


def _unread(text: str, where: str, expected: Text) -> BadParameter:
    return BadParameter(
        tr("“{text}” cannot be read", text=text),
        where=where,
        expected=tr("Expected {expected}.", expected=expected),
    )


def _never() -> BadParameter:
    return BadParameter(
        tr("the trip would not end within {days} days", days=MOST_DAYS),
        where="curfew",
        todo=tr("Shorten the curfew, or drive by night too."),
    )
