"""How partners are recognised: contact lists and 3W tables with a row for each organisation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues, worded

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "partner_id": ("partner_id", "org_id"),
    "name": (
        "organization name",
        "organisation name",
        "organisation",
        "organization",
        "partner",
        "partner_name",
        "org_name",
        "implementing partner",
        "name",
        "* organi?ation",
        "* organi?ation name",
        "* partner",
        "назва організації*",
        "організація*",
    ),
    "acronym": ("acronym", "org_acronym", "abbreviation", "* acronym"),
    "partner_type": (
        "partner_type",
        "org_type",
        "type of organisation",
        "organisation type",
        "type",
        "org_type_description",
        "тип організації",
    ),
    "sectors": (
        "sectors",
        "sector",
        "cluster",
        "clusters",
        "sector_name",
        "cluster *",
        "кластер*",
        "сектор*",
    ),
    "area_code": (
        "admin3 pcode",
        "admin2 pcode",
        "admin2_code",
        "admin1 pcode",
        "admin1_code",
        "oblast pcode",
        "raion pcode",
        "hromada pcode",
        "adm1_pcode",
        "adm2_pcode",
        "adm3_pcode",
        "pcode",
    ),
    "activities": ("activities", "activity", "activity type", "* activity", "діяльність*", "вид діяльності*"),
}
TAGS: Names = {
    "name": ("#org+name", "#org"),
    "acronym": ("#org+acronym",),
    "partner_type": ("#org+type",),
    "sectors": ("#sector",),
    "area_code": ("#adm3+code", "#adm2+code", "#adm1+code"),
    "activities": ("#activity",),
}


def recognise(sample: Sample) -> Recognition | None:
    """A table whose rows name organisations and their sectors."""
    if not sample.geometry <= {Geometry.NONE, Geometry.POINT}:
        return None
    clues = Clues(sample, COLUMNS, TAGS)
    if "name" not in clues.columns:
        return None
    if any(
        sample.tags.get(clues.columns[f], "").startswith("#org")
        for f in ("name", "acronym")
        if f in clues.columns
    ):
        clues.fields(0.6, "name")
    clues.columns_named(
        0.5, "organisation", "organization", "partner_name", "partner_id", "acronym", "partner_type"
    )
    clues.file_says(0.4, "partner", "contact_list", "3w")
    heading = worded(clues.columns["name"])
    if re.search(r"\borg\b|organi[sz]ation|partner|організац", heading) and (
        {"sectors", "activities"} & set(clues.columns)
    ):
        clues.fields(0.6, "name")
    clues.fields(0.2, "sectors", "activities")
    placed = {"sectors", "area_code"} <= set(clues.columns) or "3w" in sample.file_name.casefold()
    found = clues.result("OCHA 3W" if placed else "")
    return found if found is not None and found.confidence >= 0.6 else None
