"""Parameters of prioritisation."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum

from layers.text import Text, tr
from planning.area_level import AreaLevel


class Sector(StrEnum):
    """For whose work areas are ranked."""

    WASH = "wash"
    SHELTER = "shelter"


class ControlSide(StrEnum):
    """Side of a front line that is under control, for lines whose row does not state it."""

    STATED = "stated"
    LEFT = "left"
    RIGHT = "right"


_WEIGHT_HELP = tr("Planning figure, not confirmed in a source: set your own; 0 leaves the indicator out")


def _weight(default: float, label: Text) -> float:
    metadata = {"label": label, "least": 0, "most": 10, "help": _WEIGHT_HELP}
    field: float = dataclasses.field(default=default, metadata=metadata)
    return field


@dataclass(frozen=True, slots=True, kw_only=True)
class PrioritisationParameters:
    """Which areas are ranked for what, and how much each indicator counts."""

    sector: Sector = dataclasses.field(
        default=Sector.WASH, metadata={"label": tr("Sector"), "help": tr("WASH, or shelter and NFI")}
    )
    area_level: AreaLevel = dataclasses.field(
        default=AreaLevel.HROMADA,
        metadata={
            "label": tr("Areas"),
            "help": tr("Where the workspace has no such areas, its finest level is used"),
        },
    )
    population: str = dataclasses.field(
        default="",
        metadata={"label": tr("People counted from"), "pick": "population", "optional": True},
    )
    control_side: ControlSide = dataclasses.field(
        default=ControlSide.STATED,
        metadata={
            "label": tr("Side under control"),
            "help": tr("For a front given as lines that do not state it; in drawing direction"),
        },
    )
    include_control_area: bool = dataclasses.field(
        default=False,
        metadata={
            "label": tr("Rank areas under control"),
            "help": tr("Areas more than half in the area of control are otherwise listed apart"),
        },
    )
    top: int = dataclasses.field(
        default=10,
        metadata={
            "label": tr("Areas at the top"),
            "least": 1,
            "most": 100,
            "help": tr("How many areas the sentences and the measure of stability speak of"),
        },
    )
    weight_change_percent: float = dataclasses.field(
        default=50.0,
        metadata={
            "label": tr("Weights varied by"),
            "unit": "%",
            "least": 0,
            "most": 100,
            "help": tr("To see how far the ranks hang on the weights"),
        },
    )
    weight_damage: float = _weight(3, tr("Weight: damage"))
    weight_people_affected: float = _weight(2, tr("Weight: people affected by damage"))
    weight_people: float = _weight(2, tr("Weight: people living there"))
    weight_people_in_need: float = _weight(2, tr("Weight: people in need"))
    weight_displaced: float = _weight(2, tr("Weight: displaced people in centres"))
    weight_centre_gaps: float = _weight(2, tr("Weight: people in centres below standard"))
    weight_severity: float = _weight(3, tr("Weight: published severity"))
    weight_front_proximity: float = _weight(2, tr("Weight: nearness to the contact line"))
    weight_hostilities: float = _weight(1, tr("Weight: hostilities"))
    weight_winter: float = _weight(1, tr("Weight: winter exposure"))
