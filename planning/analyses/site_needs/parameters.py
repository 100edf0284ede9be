"""Parameters of site needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from layers.text import tr


class Season(StrEnum):
    """Which season's standards hold."""

    BY_DATE = "by_date"
    HEATING = "heating"
    WARM = "warm"


class PeopleCounted(StrEnum):
    """For how many people a site must do."""

    PRESENT = "present"
    CAPACITY = "capacity"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteNeedsParameters:
    """For whom and for which season the standards are applied."""

    people_counted: PeopleCounted = field(
        default=PeopleCounted.PRESENT,
        metadata={
            "label": tr("People"),
            "help": tr("Those present now, or as many as the site has places for"),
        },
    )
    season: Season = field(
        default=Season.BY_DATE,
        metadata={
            "label": tr("Season"),
            "help": tr("In the heating season heating must work and more floor is needed"),
        },
    )
