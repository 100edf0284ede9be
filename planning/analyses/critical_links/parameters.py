"""Parameters of critical links."""

from __future__ import annotations

from dataclasses import dataclass, field

from layers.text import tr
from planning.network.choices import AVOID_FRONT, CONTROL_SIDE, JOIN, SNAP, VEHICLE, ControlSide, Vehicle


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalLinksParameters:
    """Who travels where, and what weighs how much."""

    hubs: str = field(
        default="layer:warehouse",
        metadata={
            "label": tr("To the nearest of"),
            "help": tr(
                "layer:warehouse, layer:hospital, layer:crossing or any layer; or names, P-codes or lon,lat; "
                "several with semicolons between"
            ),
        },
    )
    people: str = field(
        default="",
        metadata={
            "label": tr("People counted from"),
            "pick": "population",
            "optional": True,
            "help": tr(
                "grid, areas, places or a layer; layer:collective_centre for people in centres; empty for "
                "the best there is"
            ),
        },
    )
    vehicle: Vehicle = field(default=Vehicle.CAR, metadata=VEHICLE)
    avoid_front_km: float = field(default=0.0, metadata=AVOID_FRONT)
    most_links: int = field(default=30, metadata={"label": tr("Links to list"), "least": 1, "most": 1000})
    hours_if_cut_off: float = field(
        default=24.0,
        metadata={
            "label": tr("A person cut off weighs"),
            "unit": "h",
            "least": 0,
            "most": 10_000,
            "help": tr("Corridor's default, for the ranking only: as many person-hours as each stands for"),
        },
    )
    pairs_within: str = field(
        default="",
        metadata={
            "label": tr("Worst pairs within"),
            "pick": "place",
            "optional": True,
            "help": tr("An area, such as a raion: what the loss of two of its links together costs"),
        },
    )
    join_m: float = field(default=50.0, metadata=JOIN)
    snap_km: float = field(default=5.0, metadata=SNAP)
    control_side: ControlSide = field(default=ControlSide.STATED, metadata=CONTROL_SIDE)
