"""Changes of people: an influx to a place, or an outflux from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.changes.change import PLANNER, Change
from planning.outcome import Assumption, Ground

_NOT_CONFIRMED = "Corridor's default, not confirmed in a source"


def _share(label: Text, default: float) -> Any:
    return field(
        default=default,
        metadata={
            "label": label,
            "least": 0.0,
            "most": 1.0,
            "help": tr("Share of the people; the default is not confirmed in a source"),
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Influx(Change):
    """People arrive at a place or, with a negative number, leave it.

    A share of them goes into the collective centres near the place, by free places (those who leave, by
    occupancy); the others, and those who find no room, stay with residents and are counted in every count
    of people the workspace holds: the grid, the areas that hold the place, and the place itself.
    """

    kind: ClassVar[str] = "influx"
    label: ClassVar[Text] = tr("People arrive or leave")
    place: str = field(
        default="",
        metadata={
            "label": tr("Place"),
            "pick": "place",
            "help": tr("Of an area, people are spread over it as its population is"),
        },
    )
    people: int = field(
        default=1000,
        metadata={
            "label": tr("People"),
            "unit": "people",
            "least": -10_000_000,
            "most": 10_000_000,
            "help": tr("Positive: they arrive; negative: they leave"),
        },
    )
    share_in_centres: float = _share(tr("Share in collective centres"), 0.1)
    centres_within_km: float = field(
        default=30.0,
        metadata={
            "label": tr("Centres within this distance"),
            "unit": "km",
            "least": 0.1,
            "most": 500.0,
            "help": tr("Of a place; of an area, the centres in it are taken"),
        },
    )
    women: float = _share(tr("Women"), 0.42)
    men: float = _share(tr("Men"), 0.26)
    girls: float = _share(tr("Girls"), 0.16)
    boys: float = _share(tr("Boys"), 0.16)
    older_people: float = _share(tr("Older people (60+)"), 0.22)
    people_with_disabilities: float = _share(tr("Persons with disabilities"), 0.10)
    wheelchair_users: float = _share(tr("Wheelchair users"), 0.01)
    stretcher_cases: float = _share(tr("Stretcher cases"), 0.003)

    def apply(self, workspace: Workspace) -> Workspace:
        """Add the people to centres and counts."""
        from planning.changes.arrivals import settled

        return settled(self, workspace).workspace

    def text(self) -> Text:
        """The change in words."""
        if self.people < 0:
            return trn(
                "{count:,} person leaves {place}",
                "{count:,} people leave {place}",
                -self.people,
                place=self.place,
            )
        return trn(
            "{count:,} person arrives at {place}",
            "{count:,} people arrive at {place}",
            self.people,
            place=self.place,
        )

    def notes(self, before: Workspace, after: Workspace) -> tuple[Assumption, ...]:  # noqa: ARG002
        """Where the people went, and the profile they were given."""
        from planning.changes.arrivals import settled

        done = settled(self, before)
        default = Influx()
        profile = ("women", "men", "girls", "boys", "older_people", "people_with_disabilities")
        shares = ", ".join(f"{name.replace('_', ' ')} {getattr(self, name):.0%}" for name in profile)
        chosen = any(getattr(self, name) != getattr(default, name) for name in profile)
        profile_note = Assumption(
            text=tr("Profile of people in centres: {shares}", shares=shares),
            ground=Ground.CHOSEN if chosen else Ground.DEFAULT,
            source=PLANNER if chosen else _NOT_CONFIRMED,
        )
        return (self.chosen(), *done.notes, profile_note)
