"""Changes of the front: another date, moved along its normal, or redrawn by a line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar

from layers.text import Text, tr
from layers.workspace import Workspace
from planning.changes.change import WHERE, Change, lines_of, place_of
from planning.errors import BadParameter, PlanningError


@dataclass(frozen=True, slots=True, kw_only=True)
class UseFront(Change):
    """Take the front of another date, in place of the latest."""

    kind: ClassVar[str] = "use_front"
    label: ClassVar[Text] = tr("Front of another date")
    date: str = field(
        default="",
        metadata={
            "label": tr("Date"),
            "pick": "front_date",
            "help": tr("YYYY-MM-DD of a front held"),
        },
    )

    def apply(self, workspace: Workspace) -> Workspace:
        """Keep only rows of that date in every front layer."""
        try:
            date = dt.date.fromisoformat(self.date)
        except ValueError as error:
            raise BadParameter(
                tr("“{text}” is no date", text=self.date),
                where=WHERE,
                expected=tr("Expected {expected}.", expected=tr("a date as YYYY-MM-DD")),
            ) from error
        found = False
        dates: set[dt.date] = set()
        for layer in workspace.of_kind("frontline"):
            days = layer.frame["front_date"].dt.date
            dates |= set(days.dropna())
            keep = days == date
            found = found or bool(keep.any())
            workspace = workspace.with_layer(layer.with_frame(layer.frame[keep]))
        if not found:
            known = ", ".join(day.isoformat() for day in sorted(dates)) or tr("none")
            raise PlanningError(
                tr("no front is dated {date}", date=self.date),
                where=WHERE,
                expected=tr("The dates are: {known}.", known=known),
                todo=tr("Import a front of that date, or choose another."),
            )
        return workspace

    def text(self) -> Text:
        """The change in words."""
        return tr("front of {date}", date=self.date)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveFront(Change):
    """Move the front along its normal, all of it or on a stretch with ends that taper smoothly."""

    kind: ClassVar[str] = "move_front"
    label: ClassVar[Text] = tr("Front moved")
    km: float = field(
        default=10.0,
        metadata={
            "label": tr("Moved by"),
            "unit": "km",
            "least": -200.0,
            "most": 200.0,
            "help": tr("Positive: the area of control grows; negative: it shrinks"),
        },
    )
    from_place: str = field(
        default="",
        metadata={
            "label": tr("From"),
            "pick": "place",
            "optional": True,
            "help": tr("The nearest point of the front begins the stretch; empty for the whole front"),
        },
    )
    to_place: str = field(
        default="",
        metadata={"label": tr("To"), "pick": "place", "optional": True, "help": tr("Where it ends")},
    )
    taper_km: float = field(
        default=10.0,
        metadata={
            "label": tr("Tapering ends"),
            "unit": "km",
            "least": 0.0,
            "most": 200.0,
            "help": tr("Length at either end of a stretch over which the shift grows from nothing"),
        },
    )

    def apply(self, workspace: Workspace) -> Workspace:
        """Put the moved area of control in place of the latest front."""
        from planning.country import country_of
        from planning.front import require_front
        from planning.front_outline import Outline
        from planning.front_shape import moved_area, with_area

        if bool(self.from_place.strip()) != bool(self.to_place.strip()):
            raise BadParameter(
                tr("only one end of the stretch of the front is given"),
                where=WHERE,
                expected=tr("Both from_place and to_place, or neither for the whole front."),
            )
        front = require_front(workspace)
        ends = None
        if self.from_place.strip():
            first, last = (place_of(workspace, text)[:2] for text in (self.from_place, self.to_place))
            ends = first, last
        area = moved_area(
            front, Outline(front), country_of(workspace), self.km, ends=ends, taper_km=self.taper_km
        )
        return with_area(workspace, front, area, str(self.text()))

    def text(self) -> Text:
        """The change in words."""
        sense = tr("forward") if self.km >= 0 else tr("back")
        if not self.from_place.strip():
            return tr("whole front moved {sense} by {km:g} km", sense=sense, km=abs(self.km))
        return tr(
            "front moved {sense} by {km:g} km between {first} and {last}, tapering over {taper:g} km",
            sense=sense,
            km=abs(self.km),
            first=self.from_place,
            last=self.to_place,
            taper=self.taper_km,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RedrawFront(Change):
    """Drawn lines take the place of the stretches of the front between their ends."""

    kind: ClassVar[str] = "redraw_front"
    label: ClassVar[Text] = tr("Front redrawn")
    wkt: str = field(
        default="",
        metadata={
            "label": tr("New line"),
            "pick": "line",
            "help": tr(
                "LINESTRING, or MULTILINESTRING for several, in longitude and latitude; the ends join the "
                "nearest points of the front"
            ),
        },
    )

    def apply(self, workspace: Workspace) -> Workspace:
        """Put the redrawn area of control in place of the latest front."""
        from planning.country import country_of
        from planning.front import require_front
        from planning.front_outline import Outline
        from planning.front_redrawn import redrawn
        from planning.front_shape import with_area

        front = require_front(workspace)
        after = redrawn(front, Outline(front), country_of(workspace), lines_of(self.wkt))
        return with_area(workspace, front, after.area, str(self.text()))

    def text(self) -> Text:
        """The change in words."""
        vertices = self.wkt.count(",") + 1
        lines = self.wkt.count("),") + self.wkt.count(") ,") + 1
        if lines > 1:
            return tr("front redrawn by {lines} lines of {count:,} points", lines=lines, count=vertices)
        return tr("front redrawn by a line of {count:,} points", count=vertices)
