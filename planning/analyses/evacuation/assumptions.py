"""What the numbers of an evacuation rest on."""

from __future__ import annotations

from layers.text import Text, tr
from planning.analyses.evacuation.parameters import EvacuationParameters
from planning.analyses.evacuation.setting import Setting
from planning.analyses.evacuation.tables import Clock
from planning.choice_words import choice_text
from planning.outcome import Assumption, Ground

_DEFAULTS = EvacuationParameters()
_HELD = (
    tr(
        "Families are not modelled: people of one origin may be spread over vehicles and places; keep "
        "households together when boarding"
    ),
    tr(
        "Where places are short a wheelchair user or stretcher case counts twice one who walks, and one with "
        "a car nine tenths"
    ),
    tr("Seats, wheelchair places and stretcher places are each used only by those they are for"),
    tr("A stretcher case is taken only to places known to have wheelchair access"),
    tr("Roads carry any number of vehicles: jams, checkpoints and refuelling are not modelled"),
    tr("Drivers change: a vehicle can work through the hours of movement; rest is not planned"),
    tr("All throughput of a crossing is there for the evacuation, in every hour of the plan"),
    tr("Buses take their people through a crossing that takes buses and wait with them; elsewhere they walk"),
)


def assumptions_of(
    setting: Setting, parameters: EvacuationParameters, clock: Clock, straight: int
) -> tuple[Assumption, ...]:
    """Data, defaults, choices and what was left out."""
    p = parameters
    rules: list[tuple[tuple[str, ...], Text]] = [
        (
            ("share_leaving_percent",),
            tr("{n:g} % of the people leave (not confirmed in a source)", n=p.share_leaving_percent),
        ),
        (
            ("own_car_percent", "own_car_hours"),
            tr(
                "{n:g} % of those who walk leave in their own cars, evenly over {h:g} h (not confirmed)",
                n=p.own_car_percent,
                h=p.own_car_hours,
            ),
        ),
        (
            ("boarding_min", "alighting_min"),
            tr(
                "Boarding takes {board:g} min, alighting {alight:g} min (not confirmed)",
                board=p.boarding_min,
                alight=p.alighting_min,
            ),
        ),
        (
            ("departure_hour", "horizon_hours", "hours_per_day"),
            tr(
                "The plan starts on {start} and ends after {n:g} h; vehicles move {day:g} h a day",
                start=clock.start.isoformat(sep=" ", timespec="minutes"),
                n=p.horizon_hours,
                day=p.hours_per_day,
            ),
        ),
        (
            ("destination_min_front_km",),
            tr("Places are at least {km:g} km from the front", km=p.destination_min_front_km),
        ),
        (("first",), tr("Who leaves first: {rule}", rule=choice_text(str(p.first)))),
    ]
    result = list(setting.assumptions)
    for names, text in rules:
        chosen = any(getattr(p, name) != getattr(_DEFAULTS, name) for name in names)
        ground = Ground.CHOSEN if chosen else Ground.DEFAULT
        source = str(tr("planner")) if chosen else "Corridor"
        result.append(Assumption(text=text, ground=ground, source=source))
    result += [Assumption(text=text, ground=Ground.DEFAULT, source="Corridor") for text in _HELD]
    if straight:
        text = tr("{n:,} flows are drawn as straight lines; their lengths and times are by road", n=straight)
        result.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source="Corridor"))
    return tuple(dict.fromkeys(result))
