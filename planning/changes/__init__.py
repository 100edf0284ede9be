"""The changes a scenario can hold; adding one is a class in a module here and a line in `CHANGES`."""

from __future__ import annotations

from planning.changes.change import Amount, Change
from planning.changes.closures import (
    ChangeThroughput,
    CloseArea,
    CloseFeatures,
    LiftClosures,
    SlowRoads,
    TwoWay,
)
from planning.changes.front import MoveFront, RedrawFront, UseFront
from planning.changes.people import Influx
from planning.changes.roads import AddRoads, WaitAt
from planning.changes.services import UtilityOutage, Weather
from planning.changes.sites import AddSite, ChangeCapacity, LoseFeatures, SiteKind
from planning.changes.supplies import ChangeFleet, ChangeStock

__all__ = [
    "CHANGES", "AddRoads", "AddSite", "Amount", "Change", "ChangeCapacity", "ChangeFleet", "ChangeStock",
    "ChangeThroughput", "CloseArea", "CloseFeatures", "Influx", "LiftClosures", "LoseFeatures", "MoveFront",
    "RedrawFront", "SiteKind", "SlowRoads", "TwoWay", "UseFront", "UtilityOutage", "WaitAt", "Weather",
]  # fmt: skip

CHANGES: tuple[type[Change], ...] = (
    MoveFront,
    RedrawFront,
    UseFront,
    CloseFeatures,
    LiftClosures,
    SlowRoads,
    TwoWay,
    AddRoads,
    WaitAt,
    ChangeThroughput,
    CloseArea,
    LoseFeatures,
    AddSite,
    ChangeCapacity,
    Influx,
    UtilityOutage,
    Weather,
    ChangeStock,
    ChangeFleet,
)
