"""How damage is recognised: UNOSAT assessments, ACAPS records, cluster lists of damaged infrastructure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues, plain

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "damage_id": ("damage_id", "id", "objectid_1"),
    "name": ("name", "site_name", "object_name", "facility_name", "назва обєкта*", "назва"),
    "infrastructure_type": (
        "type_of_infrastructure", "infrastructure_type", "building_type", "infrastructure", "object_type",
        "тип обєкта*", "вид обєкта*",
        "sector",
    ),
    "extent": (
        "extent_of_damage", "extent", "damage_extent", "damage_level", "damage_class", "level_of_damage",
        "main_damage_site_class", "damage", "ступінь *пошкодж*", "ступінь *руйн*", "рівень *пошкодж*",
        "характер *пошкодж*", "*level of damage*", "*extent of damage*", "*damage level*",
    ),
    "damage_date": ("date_of_event", "damage_date", "event_date", "date_of_damage", "sensordate",
    "week_start", "дата *пошкодж*", "дата *руйн*", "дата події*"),
    "people_affected": ("people_affected", "affected_people"),
    "repair_status": ("repair_status",),
    "passable": ("passable", "passability"),
    "area_code": (
        "area_code", "adm3_pcode", "admin3pcode", "adm2_pcode", "admin2pcode", "adm1_pcode", "admin1pcode",
        "pcode",
    ),
    "area_name": ("area_name", "hromada", "raion", "rayon", "oblast", "settlement", "громада", "район",
                  "область", "населений пункт"),
    "source": ("source", "source_name", "sourcename"),
}  # fmt: skip
TAGS: Names = {
    "extent": ("#severity+damage",),
    "damage_date": ("#date+occurred",),
}
VALUES = {
    "infrastructure_type": {
        "*heating and water*": "heating", "*water*": "water", "*sewage*": "sewage",
        "*sanitation*": "sewage",
        "*heating*": "heating", "*electric*": "power", "*power plant*": "power", "*energy*": "power",
        "nuclear unit": "power", "*bridge*": "bridge", "*road*": "road", "*highway*": "road",
        "*housing*": "housing",
        "*residential*": "housing", "*dwelling*": "housing", "*shelter*": "housing", "*health*": "health",
        "*hospital*": "health", "*education*": "education", "*school*": "education",
        "*kindergarten*": "education",
        "*government*": "other", "*industrial*": "other", "*gas supply*": "other", "*warehouse*": "other",
        "*cultural*": "other", "*agricultur*": "other", "*religious*": "other", "*railway*": "other",
        "*fuel*": "other", "*telecom*": "other", "*chemical*": "other", "*harbor*": "other",
        "*port*": "other",
        "*oil*": "other", "*aircraft*": "other", "total": "other", "unspecified": "other",
        "*водопос*": "water", "*каналіз*": "sewage", "*опален*": "heating", "*електр*": "power",
        "міст": "bridge",
        "*дорог*": "road", "*житл*": "housing", "*лікарн*": "health", "*школ*": "education",
    },
    "extent": {
        "completely destroyed": "destroyed", "fully destroyed": "destroyed", "total": "destroyed",
        "severe damage": "severe", "severely damaged": "severe", "major": "severe",
        "heavily damaged": "severe",
        "moderate damage": "moderate", "moderately damaged": "moderate", "partially damaged": "moderate",
        "partial": "moderate", "minor": "moderate", "lightly damaged": "moderate",
        "possible damage": "possible",
        "possibly damaged": "possible", "no visible damage": "none", "no damage": "none",
        "not damaged": "none",
        "undamaged": "none", "1": "destroyed", "2": "severe", "3": "moderate", "4": "possible", "5": "none",
        "6": "none", "11": "unknown", "n/a": "unknown",
        "зруйновано": "destroyed", "знищено": "destroyed", "пошкоджено": "moderate",
        "частково пошкоджено": "moderate",
    },
    "repair_status": {
        "not started": "none", "not begun": "none", "in progress": "ongoing", "under repair": "ongoing",
        "repaired": "done", "completed": "done", "finished": "done",
    },
}  # fmt: skip
_AREA_LEVELS = ("hromada", "raion", "rayon", "oblast")


def recognise(sample: Sample) -> Recognition | None:
    """Records of what was damaged, when and how badly, with or without a place."""
    if Geometry.LINE in sample.geometry or Geometry.RASTER in sample.geometry:
        return None
    clues = Clues(sample, COLUMNS, TAGS)
    publisher = ""
    # not fields of the kind alone: a facility list has a type and a source as well
    if clues.columns_named(0.7, "type_of_infrastructure", "extent_of_damage", "damage_id"):
        publisher = "ACAPS"
    if clues.columns_named(0.5, "building_type", "damaged_buildings"):
        publisher = "ACAPS"
    if any(plain(str(c)).startswith("maindamag") for c in sample.frame.columns):
        clues.columns_named(0.5, "sensordate", "eventcode")
        publisher = "UNOSAT"
    if clues.columns.get("extent", "") not in ("", "damage"):
        clues.fields(0.5, "extent")
    clues.columns_named(0.3, "infrastructure_type", "damage_date", "passable", "damage_extent")
    clues.values_in(0.5, "extent", VALUES["extent"])
    clues.headings(0.4, "*дата пошкодж*", "*дата руйн*")
    clues.file_says(0.4, "damage", "damaged", "unosat", "destruction", "пошкодж")
    found = clues.result(publisher)
    return found if found is not None and found.confidence >= 0.5 else None
