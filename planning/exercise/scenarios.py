"""The three named scenarios of the exercise."""

from __future__ import annotations

from layers.workspace import Document, Workspace
from planning.exercise.invented import distances_km
from planning.exercise.situation import FRONT_DATES, latest_area
from planning.scenario import CloseArea, CloseFeatures, LoseFeatures, Scenario, UseFront, as_document

CLOSED_CROSSINGS = ("Krakivets - Korczowa", "Shehyni - Medyka", "Porubne - Siret")
LOST_SITES_WITHIN_KM = 25
CLOSED_LINKS = (frozenset({"Dnipro", "Pidhorodne"}), frozenset({"Dnipro", "Synelnykove"}))
CLOSED_AREA = "POLYGON ((35.1 48.3, 35.3 48.3, 35.3 48.42, 35.1 48.42, 35.1 48.3))"


def scenario_documents(workspace: Workspace) -> tuple[Document, ...]:
    """The scenarios as documents of the workspace."""
    earlier = Scenario(
        name="Front a month ago",
        description="EXERCISE: the situation with the front of a month before, to see what has changed.",
        changes=(UseFront(date=FRONT_DATES[0].isoformat()),),
    )
    crossings = workspace.layer("border_crossings").frame
    closed = crossings.index[crossings["name_en"].isin(CLOSED_CROSSINGS)]
    outflux = Scenario(
        name="Western crossings closed",
        description="EXERCISE: three of the busiest crossings close while people leave.",
        changes=(CloseFeatures(layer="border_crossings", fids=tuple(int(fid) for fid in closed)),),
    )
    centres = workspace.layer("collective_centres").frame
    near = distances_km(centres, latest_area(workspace.layer("front"))) < LOST_SITES_WITHIN_KM
    roads = workspace.layer("roads").frame
    ends = [frozenset(pair) for pair in zip(roads["from_place"], roads["to_place"], strict=True)]
    cut = roads.index[[pair in CLOSED_LINKS for pair in ends]]
    blackout = Scenario(
        name="Blackout on the Dnipro",
        description="EXERCISE: centres near the front are lost and roads round Dnipro are closed.",
        changes=(
            LoseFeatures(layer="collective_centres", fids=tuple(int(fid) for fid in centres.index[near])),
            CloseFeatures(layer="roads", fids=tuple(int(fid) for fid in cut)),
            CloseArea(name="Industrial zone", wkt=CLOSED_AREA),
        ),
    )
    return tuple(as_document(scenario) for scenario in (earlier, outflux, blackout))
