"""How hazard areas are recognised: contaminated, flooded, shelled or closed areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "name": ("name", "title", "label", "area_name"),
    "hazard_type": (
        "hazard_type",
        "hazard",
        "hazardtype",
        "contamination",
        "type",
        "hazard *",
        "* hazard type",
        "вид небезпеки*",
    ),
    "closes_roads": ("closes_roads", "roads_closed"),
    "since": (
        "since",
        "start",
        "start_date",
        "from_date",
        "sensor_date",
        "date",
        "sensor da*",
        "date ident*",
    ),
    "until": ("until", "end", "end_date", "to_date"),
    "note": ("note", "notes", "description", "remarks", "comment"),
}
VALUES = {
    "hazard_type": {
        "*mine*": "mines", "*erw*": "mines", "*explosive*": "mines", "*uxo*": "mines", "cha": "mines",
        "sha": "mines", "*flood*": "flooding", "*inundat*": "flooding", "*shell*": "shelling",
        "*chemical*": "chemical", "*closed*": "closed", "*restricted*": "closed",
    },
}  # fmt: skip


def recognise(sample: Sample) -> Recognition | None:
    """Polygons whose columns or file name speak of a hazard."""
    if Geometry.POLYGON not in sample.geometry:
        return None
    clues = Clues(sample, COLUMNS)
    if "hazard_type" in clues.columns and clues.columns["hazard_type"].casefold() != "type":
        clues.fields(0.6, "hazard_type")
    clues.file_says(
        0.6, "hazard", "minefield", "mines", "flood", "contaminat", "uxo", "danger", "water_extent"
    )
    publisher = ""
    if clues.headings(0.5, "water clas*", "sensor da*"):
        publisher = "UNOSAT"
    clues.values_in(0.5, "hazard_type", VALUES["hazard_type"])
    clues.fields(0.2, "closes_roads", "until")
    found = clues.result(publisher)
    return found if found is not None and found.confidence >= 0.5 else None
