"""Parameters of frontline exposure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from layers.text import tr
from planning.area_level import AreaLevel
from planning.clearance_presets import DECONGEST_KM, DECONGEST_TO_PERCENT, EVACUATE_KM


class ControlSide(StrEnum):
    """Side of a front line that is under control, for lines whose row does not state it."""

    STATED = "stated"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontlineExposureParameters:
    """Which bands, and how people are counted."""

    bands_km: tuple[float, ...] = field(
        default=(5.0, 10.0, 20.0, 30.0, 50.0, 100.0),
        metadata={
            "label": tr("Band edges"),
            "unit": "km",
            "least": 0.1,
            "most": 300,
            "help": tr("Presets without official standing; they are no advice on access"),
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
    area_level: AreaLevel = field(
        default=AreaLevel.HROMADA,
        metadata={
            "label": tr("People by area of level"),
            "help": tr("Where the workspace has no such areas, its finest level is used"),
        },
    )
    evacuate_within_km: float = field(
        default=EVACUATE_KM,
        metadata={
            "label": tr("Evacuate centres within"),
            "unit": "km",
            "least": 0,
            "most": 300,
            "help": tr("The planner's rule; a preset without official standing, and no advice on access"),
        },
    )
    decongest_within_km: float = field(
        default=DECONGEST_KM,
        metadata={
            "label": tr("Decongest centres within"),
            "unit": "km",
            "least": 0,
            "most": 300,
            "help": tr("The planner's rule; a preset without official standing, and no advice on access"),
        },
    )
    decongest_to_percent: float = field(
        default=DECONGEST_TO_PERCENT,
        metadata={
            "label": tr("Decongest to a share of capacity"),
            "unit": "%",
            "least": 0,
            "most": 100,
            "help": tr("The planner's rule; the preset is not confirmed in a source"),
        },
    )
    control_side: ControlSide = field(
        default=ControlSide.STATED,
        metadata={
            "label": tr("Side under control"),
            "help": tr("For a front given as lines that do not state it; in drawing direction"),
        },
    )
