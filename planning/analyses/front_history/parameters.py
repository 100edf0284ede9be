"""Parameters of the front history."""

from __future__ import annotations

from dataclasses import dataclass, field

from layers.text import tr
from planning.area_level import AreaLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontHistoryParameters:
    """Which dates, which band, and whose distances."""

    from_date: str = field(
        default="",
        metadata={
            "label": tr("From"),
            "optional": True,
            "help": tr("YYYY-MM-DD; empty for the first front there is"),
        },
    )
    to_date: str = field(
        default="",
        metadata={
            "label": tr("To"),
            "optional": True,
            "help": tr("YYYY-MM-DD; empty for the latest front"),
        },
    )
    band_km: float = field(
        default=20.0,
        metadata={
            "label": tr("Distance band"),
            "unit": "km",
            "least": 0.1,
            "most": 300.0,
            "help": tr("A preset without official standing; it is no advice on access"),
        },
    )
    area_level: AreaLevel = field(
        default=AreaLevel.HROMADA,
        metadata={
            "label": tr("Areas of level"),
            "help": tr("Where the workspace has no such areas, its finest level is used"),
        },
    )
    areas: bool = field(default=True, metadata={"label": tr("Distances of areas")})
    settlements: bool = field(default=True, metadata={"label": tr("Distances of settlements")})
    sites: bool = field(
        default=True,
        metadata={
            "label": tr("Distances of sites"),
            "help": tr("Collective centres, facilities, warehouses and border crossing points"),
        },
    )
    within_km: float = field(
        default=150.0,
        metadata={
            "label": tr("Distances up to"),
            "unit": "km",
            "least": 1.0,
            "most": 2000.0,
            "help": tr("What was never nearer to the contact line is left out of the tables"),
        },
    )
    jump_km_month: float = field(
        default=20.0,
        metadata={
            "label": tr("New section of the front above"),
            "unit": "km/month",
            "least": 1.0,
            "most": 1000.0,
            "help": tr(
                "A faster change between two dates is no approach but a section of the front that opened or "
                "closed; the speed is then taken from the later date on"
            ),
        },
    )
    horizon_months: float = field(
        default=12.0,
        metadata={
            "label": tr("Early warning for"),
            "unit": "months",
            "least": 0.5,
            "most": 120.0,
            "help": tr("How far ahead the present speed is assumed to last"),
        },
    )
    confidence: float = field(
        default=0.9,
        metadata={
            "label": tr("Confidence of the range of speeds"),
            "least": 0.5,
            "most": 0.999,
            "help": tr("Share of such ranges that hold the true trend, if its noise is random"),
        },
    )
