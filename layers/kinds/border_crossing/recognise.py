"""How border crossing points are recognised: OCHA's list, OpenStreetMap's border controls, lists by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.countries import COUNTRY_CODES
from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues
from layers.text import tr

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "name_en": (
        "name_eng",
        "name_en",
        "bcp",
        "bcp_name",
        "crossing",
        "crossing_name",
        "border_crossing",
        "name",
    ),
    "name_uk": ("name_ukr", "name_ua", "name:uk", "назва", "назва *пункту*", "*пункт* пропуску*"),
    "country": (
        "country",
        "neighbour",
        "neighbor",
        "neighbouring_country",
        "border_country",
        "країна",
        "суміжна держава",
        "*суміжн*",
        "*країна*",
    ),
    "crossing_type": ("type", "crossing_type", "bcp_type", "transport", "вид сполучення*", "вид", "тип"),
    "status": ("status", "operational_status", "state", "стан", "статус", "режим роботи"),
    "status_date": ("statusasof", "status_date", "as_of", "updated", "last_update"),
    "pedestrians": ("pedestrians", "pedestrian"),
    "cars": ("cars", "car"),
    "buses": ("buses", "bus"),
    "trucks": ("trucks", "truck", "cargo"),
    "people_per_hour": ("people_per_hour", "throughput"),
}
VALUES = {
    "country": COUNTRY_CODES,
    "crossing_type": {
        "road": "road", "автомобільний": "road", "motorway": "road", "vehicle": "road", "rail": "rail",
        "railway": "rail", "залізничний": "rail", "train": "rail", "pedestrian": "pedestrian",
        "пішохідний": "pedestrian", "foot": "pedestrian", "river": "river", "ferry": "river",
        "sea": "river",
        "поромний": "river",
    },
    "status": {
        "operational": "open", "functional": "open", "active": "open", "working": "open", "opened": "open",
        "yes": "open", "працює": "open", "відкрито": "open", "limited": "restricted",
        "partially open": "restricted",
        "partially operational": "restricted", "обмежено": "restricted", "not operational": "closed",
        "non-operational": "closed", "suspended": "closed", "not working": "closed", "закрито": "closed",
        "не працює": "closed", "no": "closed",
    },
}  # fmt: skip


def recognise(sample: Sample) -> Recognition | None:
    """Points named as pairs of places, with neighbour, type and status."""
    clues = Clues(sample, COLUMNS)
    if not clues.has_shape(Geometry.POINT) or not {"name_en", "name_uk"} & set(clues.columns):
        return None
    clues.headings(0.6, "*пункт* пропуску*")
    clues.file_says(0.6, "border", "crossing", "bcp", "checkpoint", "пункт пропуску")
    clues.columns_named(0.5, "bcp", "border_crossing", "crossing_type", "crossing_name")
    clues.values_in(0.5, "country", COUNTRY_CODES)
    clues.values_in(0.4, "status", ("operational", "closed", "open", "restricted", "limited"))
    names = sample.frame[clues.columns.get("name_en") or clues.columns["name_uk"]].dropna().astype(str)
    if len(names) and float(names.str.contains(r"\s[-–—/]\s|\s[-–—]|[-–—]\s").mean()) > 0.5:
        clues.add(0.4, tr("names that are pairs of places, such as {name}", name=names.iloc[0]))
    found = clues.result("OCHA" if clues.columns_named(0.1, "StatusAsOf", "Name_ENG", "Name_UKR") else "")
    return found if found is not None and found.confidence >= 0.6 else None
