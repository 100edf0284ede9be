"""Parameters of an evacuation."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from layers.text import tr


class Mobility(StrEnum):
    """Where the shares of wheelchair users and stretcher cases come from."""

    SHARES = "shares"
    COLLECTIVE_CENTRES = "collective_centres"


class First(StrEnum):
    """Who leaves first."""

    NEAREST_FRONT = "nearest_front"
    ALL_ALIKE = "all_alike"


class ControlSide(StrEnum):
    """Side of a front line that is under control, for lines whose row does not state it."""

    STATED = "stated"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvacuationParameters:
    """Who is moved from where, to where, with what, within which time."""

    origin: str = field(
        default="",
        metadata={
            "label": tr("From"),
            "pick": "place",
            "optional": True,
            "help": tr(
                "Areas or places by name or code, with semicolons between; empty for all within the "
                "distance below"
            ),
        },
    )
    within_front_km: float = field(
        default=20.0,
        metadata={
            "label": tr("Within this distance of the front"),
            "unit": "km",
            "least": 1,
            "most": 300,
            "help": tr("Used when no place is named; a preset, never access advice"),
        },
    )
    population: str = field(
        default="",
        metadata={
            "label": tr("People counted from"),
            "pick": "population",
            "optional": True,
            "help": tr("grid, areas, places or a layer; empty for the best there is"),
        },
    )
    share_leaving_percent: float = field(
        default=50.0,
        metadata={
            "label": tr("Share of people leaving"),
            "unit": "%",
            "least": 0,
            "most": 100,
            "help": tr("A planning figure, not confirmed in a source: set your own"),
        },
    )
    mobility_from: Mobility = field(
        default=Mobility.SHARES,
        metadata={
            "label": tr("Wheelchair users and stretcher cases from"),
            "help": tr("The shares below, or those counted in collective centres"),
        },
    )
    wheelchair_percent: float = field(
        default=1.0,
        metadata={
            "label": tr("Wheelchair users"),
            "unit": "%",
            "least": 0,
            "most": 100,
            "help": tr("About 1 % of people need a wheelchair (WHO); not confirmed for Ukraine"),
        },
    )
    stretcher_percent: float = field(
        default=0.3,
        metadata={
            "label": tr("Stretcher cases"),
            "unit": "%",
            "least": 0,
            "most": 100,
            "help": tr("Corridor's default, not confirmed in a source"),
        },
    )
    own_car_percent: float = field(
        default=40.0,
        metadata={
            "label": tr("Leave in their own car, of those who walk"),
            "unit": "%",
            "least": 0,
            "most": 100,
            "help": tr("Corridor's default, not confirmed in a source"),
        },
    )
    own_car_hours: float = field(
        default=6.0,
        metadata={
            "label": tr("Own cars leave over"),
            "unit": "h",
            "least": 1,
            "most": 240,
            "help": tr("Evenly, in hourly waves; not confirmed in a source"),
        },
    )
    first: First = field(
        default=First.NEAREST_FRONT,
        metadata={
            "label": tr("Who leaves first"),
            "help": tr("A person nearest the front counts up to three times one farthest from it"),
        },
    )
    destination_min_front_km: float = field(
        default=50.0,
        metadata={
            "label": tr("Places at least this far from the front"),
            "unit": "km",
            "least": 0,
            "most": 1000,
            "help": tr("A preset, never access advice"),
        },
    )
    use_crossings: bool = field(
        default=True,
        metadata={
            "label": tr("Use border crossings"),
            "help": tr("Those that are open, never into Russia or Belarus"),
        },
    )
    crossing_people_per_hour: float = field(
        default=100.0,
        metadata={
            "label": tr("Throughput of a crossing, where it is not known"),
            "unit": "people/h",
            "least": 0,
            "most": 10000,
            "help": tr(
                "The western border carried 79 to 93 thousand people a day in April to September 2022 "
                "(press); the share of one crossing is not confirmed"
            ),
        },
    )
    boarding_point_km: float = field(
        default=10.0,
        metadata={
            "label": tr("Farthest boarding point"),
            "unit": "km",
            "least": 0,
            "most": 100,
            "help": tr(
                "By road, from where the people of an area would meet otherwise; they board at the nearest "
                "open point within it. 0 uses none. Corridor's default, not confirmed in a source"
            ),
        },
    )
    boarding_min: float = field(
        default=30.0,
        metadata={
            "label": tr("Boarding"),
            "unit": "min",
            "least": 0,
            "most": 600,
            "help": tr("Corridor's default, not confirmed in a source"),
        },
    )
    alighting_min: float = field(
        default=15.0,
        metadata={
            "label": tr("Alighting"),
            "unit": "min",
            "least": 0,
            "most": 600,
            "help": tr("Corridor's default, not confirmed in a source"),
        },
    )
    departure_hour: float = field(
        default=6.0,
        metadata={"label": tr("Starts at, the day after today"), "unit": "h", "least": 0, "most": 23},
    )
    horizon_hours: float = field(
        default=48.0, metadata={"label": tr("Time there is"), "unit": "h", "least": 1, "most": 240}
    )
    hours_per_day: float = field(
        default=24.0,
        metadata={
            "label": tr("Hours a day vehicles may move"),
            "unit": "h",
            "least": 1,
            "most": 24,
            "help": tr("From the hour of the start; less than 24 for a curfew"),
        },
    )
    snap_km: float = field(
        default=5.0,
        metadata={
            "label": tr("Farthest a place may lie from a road"),
            "unit": "km",
            "least": 0.1,
            "most": 100,
            "help": tr("The rest of the way is a straight line at the speed between a place and its road"),
        },
    )
    control_side: ControlSide = field(
        default=ControlSide.STATED,
        metadata={
            "label": tr("Side under control"),
            "help": tr("For a front given as lines that do not state it; in drawing direction"),
        },
    )
