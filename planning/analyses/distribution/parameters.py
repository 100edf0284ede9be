"""Parameters of a distribution."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from layers.text import tr


class NeedAt(StrEnum):
    """Where need arises."""

    COLLECTIVE_CENTRES = "collective_centres"
    AREAS = "areas"


class Rule(StrEnum):
    """Who comes first when there is not enough."""

    FAIR_SHARE = "fair_share"
    NEAREST_FRONT = "nearest_front"
    MOST_VULNERABLE = "most_vulnerable"


class ControlSide(StrEnum):
    """Side of a front line that is under control, for lines whose row does not state it."""

    STATED = "stated"
    LEFT = "left"
    RIGHT = "right"


class Profile(StrEnum):
    """Speeds used on the road."""

    TRUCK = "truck"
    CONVOY = "convoy"


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionParameters:
    """What is brought to whom, with what, within which time."""

    need_at: NeedAt = field(
        default=NeedAt.COLLECTIVE_CENTRES,
        metadata={
            "label": tr("Need of"),
            "help": tr("People in collective centres, or residents of areas"),
        },
    )
    within: str = field(
        default="",
        metadata={
            "label": tr("Only within"),
            "pick": "place",
            "optional": True,
            "help": tr("An oblast, raion or hromada by name or code; empty for everywhere"),
        },
    )
    people_share_percent: float = field(
        default=10.0,
        metadata={
            "label": tr("Share of residents in need"),
            "unit": "%",
            "least": 0,
            "most": 100,
            "help": tr("Used for areas only; a planning figure, not confirmed in a source: set your own"),
        },
    )
    items: str = field(
        default="",
        metadata={
            "label": tr("Items"),
            "optional": True,
            "help": tr("Names as in the stock, with semicolons between; empty for all"),
        },
    )
    rule: Rule = field(
        default=Rule.FAIR_SHARE,
        metadata={
            "label": tr("When there is not enough"),
            "help": tr(
                "Share in proportion to need, or serve first the sites nearest the front, or those with the "
                "largest share of children, older people and persons with disabilities"
            ),
        },
    )
    horizon_days: int = field(
        default=3, metadata={"label": tr("Days"), "unit": "days", "least": 1, "most": 14}
    )
    day_starts_hour: float = field(
        default=8.0, metadata={"label": tr("Work starts at"), "unit": "h", "least": 0, "most": 23}
    )
    working_hours_per_day: float = field(
        default=10.0,
        metadata={
            "label": tr("Working hours a day"),
            "unit": "h",
            "least": 1,
            "most": 24,
            "help": tr("A truck loads, drives and unloads within these hours"),
        },
    )
    overnight: bool = field(
        default=False,
        metadata={
            "label": tr("Trips may last over night"),
            "help": tr(
                "A truck stands where it is when work ends, goes on when it starts, and is back on the last "
                "day; otherwise it is back every day"
            ),
        },
    )
    loading_min: float = field(
        default=45.0,
        metadata={
            "label": tr("Loading a truck"),
            "unit": "min",
            "least": 0,
            "most": 600,
            "help": tr("Usual 45 to 60 min, not confirmed in a source"),
        },
    )
    unloading_min_per_stop: float = field(
        default=30.0,
        metadata={
            "label": tr("Unloading at a stop"),
            "unit": "min",
            "least": 0,
            "most": 600,
            "help": tr("Corridor's default, not confirmed in a source"),
        },
    )
    max_convoy: int = field(
        default=5,
        metadata={
            "label": tr("Trucks leaving together"),
            "least": 1,
            "most": 100,
            "help": tr(
                "At most so many leave a warehouse within the time below; more than five need a leader"
            ),
        },
    )
    convoy_gap_min: float = field(
        default=30.0,
        metadata={"label": tr("Time between convoys"), "unit": "min", "least": 0, "most": 600},
    )
    profile: Profile = field(default=Profile.TRUCK, metadata={"label": tr("Speeds of")})
    avoid_front_km: float = field(
        default=0.0,
        metadata={
            "label": tr("Keep from the front"),
            "unit": "km",
            "least": 0,
            "most": 500,
            "help": tr("Roads and sites nearer are not used; a preset, never access advice"),
        },
    )
    people_per_piece: float = field(
        default=1.0,
        metadata={
            "label": tr("People a piece serves, where stock does not say"),
            "unit": "people",
            "least": 0.01,
            "most": 1000,
            "help": tr("One piece a person is Corridor's default, not confirmed in a source"),
        },
    )
    missing_weight_kg: float = field(
        default=0.0,
        metadata={
            "label": tr("Weight of a piece, where stock does not say"),
            "unit": "kg",
            "least": 0,
            "most": 30_000,
            "help": tr("0 refuses to plan with goods of unknown weight"),
        },
    )
    missing_volume_m3: float = field(
        default=0.0,
        metadata={
            "label": tr("Volume of a piece, where stock does not say"),
            "unit": "m³",
            "least": 0,
            "most": 100,
            "help": tr("0 refuses to plan with goods of unknown volume"),
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
