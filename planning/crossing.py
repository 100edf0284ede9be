"""What a border crossing point allows, and whom nobody sends there."""

from __future__ import annotations

import pandas as pd

from layers.gazetteer import Place
from layers.layer import Layer
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
    layer = situation.layer(place.layer)
    return refused_record(layer.frame.loc[place.fid], place.name, layer, vehicle)


def refused_record(crossing: pd.Series, name: str, layer: Layer, vehicle: Vehicle) -> Text | None:
    """Why nobody is sent to the crossing of a record called `name`; None where it is open to the vehicle."""
    country = crossing["country"]
    if country in NOT_INTO:
        return tr(
            "{crossing} leads into {country}, where nobody is sent",
            crossing=name,
            country=NOT_INTO[country],
        )
    if crossing["status"] == "closed":
        return tr("the border crossing point {crossing} is closed", crossing=name)
    takes = crossing[_TAKES[vehicle]]
    if not pd.isna(takes) and not takes:
        column = layer.kind.field(_TAKES[vehicle])
        return tr(
            "the border crossing point {crossing} does not do this: {what}",
            crossing=name,
            what=column.label,
        )
    return None


def restricted(situation: Workspace, place: Place) -> bool:
    """Whether the place is a crossing that is open with restrictions."""
    if place.kind != "border_crossing" or place.fid is None:
        return False
    return bool(situation.layer(place.layer).frame.loc[place.fid, "status"] == "restricted")
