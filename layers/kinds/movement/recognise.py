"""How movements are recognised: records with an origin and a destination."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "from_name": (
        "from_name",
        "from",
        "origin",
        "origin_name",
        "idporiginadmin1name",
        "place_from",
        "звідки*",
        "*відправлення*",
        "*місце виїзду*",
    ),
    "to_name": (
        "to_name",
        "to",
        "destination",
        "destination_name",
        "place_to",
        "куди*",
        "*призначення*",
        "*прибуття*",
    ),
    "from_lon": ("from_lon", "from_longitude", "origin_lon", "origin_longitude"),
    "from_lat": ("from_lat", "from_latitude", "origin_lat", "origin_latitude"),
    "to_lon": ("to_lon", "to_longitude", "destination_lon", "destination_longitude"),
    "to_lat": ("to_lat", "to_latitude", "destination_lat", "destination_latitude"),
    "from_code": ("from_code", "origin_pcode", "idporiginadmin1pcode"),
    "to_code": ("to_code", "destination_pcode"),
    "people": (
        "people",
        "individuals",
        "persons",
        "numpresentidpind",
        "evacuated",
        "*кількість осіб*",
        "*евакуйовано*",
        "*осіб*",
    ),
    "movement_date": ("movement_date", "date", "reportingdate", "дата*"),
    "status": ("status", "status_result"),
    "mode": ("mode", "transport", "транспорт*"),
}
TAGS: Names = {"from_name": ("#adm1+origin+name", "#loc+origin"), "to_name": ("#adm1+dest+name", "#loc+dest")}


def recognise(sample: Sample) -> Recognition | None:
    """A table with places, coordinates or codes both from and to."""
    if Geometry.POLYGON in sample.geometry or Geometry.RASTER in sample.geometry:
        return None
    clues = Clues(sample, COLUMNS, TAGS)
    pairs = [
        pair
        for pair in (("from_name", "to_name"), ("from_lon", "to_lon"), ("from_code", "to_code"))
        if set(pair) <= set(clues.columns)
    ]
    if not pairs:
        return None
    for pair in pairs:
        clues.fields(0.5, *pair)
    clues.fields(0.3, "people", "movement_date")
    clues.file_says(0.3, "corridor", "evacuation", "movement", "flow", "origin")
    return clues.result()
