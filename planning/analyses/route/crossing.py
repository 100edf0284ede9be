"""What a border crossing point at the end of a way allows."""

from __future__ import annotations

import pandas as pd

from layers.gazetteer import Place
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.network.choices import Vehicle

# Nobody is sent into the countries that wage the war
NOT_INTO = {"RU": tr("Russia"), "BY": tr("Belarus")}
_TAKES = {Vehicle.CAR: "cars", Vehicle.BUS: "buses", Vehicle.TRUCK: "trucks", Vehicle.CONVOY: "trucks"}


def refused(situation: Workspace, place: Place, vehicle: Vehicle) -> Text | None:
    """Why nobody is sent to a crossing; None where the place is none, or is open to the vehicle."""
    if place.kind != "border_crossing" or place.fid is None:
        return None
    crossing = situation.layer(place.layer).frame.loc[place.fid]
    country = crossing["country"]
    if country in NOT_INTO:
        return tr(
            "{crossing} leads into {country}, where nobody is sent",
            crossing=place.name,
            country=NOT_INTO[country],
        )
    if crossing["status"] == "closed":
        return tr("the border crossing point {crossing} is closed", crossing=place.name)
    takes = crossing[_TAKES[vehicle]]
    if not pd.isna(takes) and not takes:
        column = situation.layer(place.layer).kind.field(_TAKES[vehicle])
        return tr(
            "the border crossing point {crossing} does not do this: {what}",
            crossing=place.name,
            what=column.label,
        )
    return None


def restricted(situation: Workspace, place: Place) -> bool:
    """Whether the place is a crossing that is open with restrictions."""
    if place.kind != "border_crossing" or place.fid is None:
        return False
    return bool(situation.layer(place.layer).frame.loc[place.fid, "status"] == "restricted")
