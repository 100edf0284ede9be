"""How incidents are recognised: ACLED, OCHA hostilities, and lists of dated events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "incident_id": (
        "event_id_cnty",
        "data_id",
        "incident_id",
        "event_id",
        "id",
        "* event id",
        "* attack id",
        "* incident id",
    ),
    "event_date": (
        "event_date",
        "date",
        "incident_date",
        "date_of_event",
        "* attack date",
        "attack date*",
        "date of *",
        "дата події*",
        "дата *обстріл*",
        "дата *інцидент*",
    ),
    "event_type": (
        "event_type",
        "incident_type",
        "type of incident",
        "weapon system",
        "type",
        "type of attack*",
        "*event type*",
        "*incident type*",
        "тип події*",
        "вид події*",
    ),
    "sub_event_type": ("sub_event_type", "subtype", "type of area affected"),
    "fatalities": ("fatalities", "killed", "deaths", "total deaths", "*deaths*", "* killed*", "загинуло*"),
    "status": ("status", "disorder_type"),
    "place_name": ("city_settl", "location", "settlement", "place", "name"),
    "area_code": ("admin4pcod", "admin4pcode", "admin3pcode", "adm3_pcode", "admin2pcode", "pcode"),
    "description": ("notes", "description", "summary", "details", "event description*", "опис*"),
    "source": ("source", "sources", "humanitari", "link"),
}
TAGS: Names = {
    "event_date": ("#date+occurred", "#date"),
    "event_type": ("#event+type", "#event"),
    "fatalities": ("#affected+killed",),
}


def recognise(sample: Sample) -> Recognition | None:
    """Dated points with a type, fatalities or a description of what happened."""
    clues = Clues(sample, COLUMNS, TAGS)
    if not clues.has_shape(Geometry.POINT) or "event_date" not in clues.columns:
        return None
    publisher = ""
    if clues.columns_named(0.6, "event_id_cnty", "sub_event_type", "geo_precision"):
        publisher = "ACLED"
    if clues.columns_named(0.3, "weapon system", "type of area affected"):
        publisher = "Bellingcat"
    if clues.headings(0.5, "*sind event id*"):
        publisher = "Insecurity Insight"
    if clues.headings(0.4, "*ssa*attack*", "*type of attack*"):
        publisher = "WHO SSA"
    clues.headings(0.4, "*attack date*", "*дата події*", "*дата *обстріл*")
    clues.values_in(0.5, "status", ("affected", "moderately affected", "severely affected"))
    named = clues.file_says(
        0.6, "hostilit", "incident", "acled", "civharm", "conflict", "shelling", "attacks"
    )
    if named and sample.file_name.casefold().startswith("ukr_hostil"):
        publisher = "OCHA"
    clues.columns_named(0.4, "fatalities", "event_type", "incident_id")
    clues.fields(0.15, "event_date", "description", "fatalities")
    found = clues.result(publisher)
    return found if found is not None and found.confidence >= 0.5 else None
