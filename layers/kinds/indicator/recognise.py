"""How indicator tables are recognised: rows for areas with codes or names, and numbers about them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues, code_columns, coordinate_columns, plain, worded
from layers.text import tr

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "area_code": (
        "area_code", "adm4_pcode", "hromada_code", "hromada_pcode", "municipality pcode", "adm3_pcode",
        "admin3pcode",
        "raion pcode", "raion_code", "adm2_pcode", "admin2pcode", "admin2 pcode", "oblast pcode",
        "oblast_code",
        "adm1_pcode", "admin1pcode", "admin1 pcode", "admin1_id", "katottg", "katotth", "pcode",
    ),
    "area_name": (
        "area_name", "hromada_name", "hromada_short_name", "municipality name", "adm3_en", "назва",
        "raion [en]",
        "raion_name", "raion", "rayon", "admin2", "adm2_en", "oblast [en]", "oblast_name", "oblast",
        "adm1_name", "adm1_en", "громада", "hromada", "район", "область", "admin2_name", "admin1_name",
        "admin1", "назва *громад*", "назва *район*", "назва *област*", "*територіальн* громад*",
    ),
    "area_level": ("area_level",),
    "indicator_date": (
        "indicator_date", "reported date", "reportingdate", "snapshot_date", "reference_date",
    ),
}  # fmt: skip
TAGS: Names = {
    "area_code": ("#adm4+code", "#adm3+code", "#adm2+code", "#adm1+code"),
    "area_name": (
        "#adm4+name", "#adm3+name+en", "#adm3+name", "#adm2+name+en", "#adm2+name", "#adm1+name+en",
        "#adm1+name",
    ),
    "indicator_date": ("#date+reported", "#date"),
}  # fmt: skip
_AREA_WORDS = ("hromada", "raion", "rayon", "oblast", "область", "громада", "район", "назва", "admin")


def recognise(sample: Sample) -> Recognition | None:
    """A table with one row an area, and numbers."""
    if sample.geometry != frozenset({Geometry.NONE}):
        return None
    clues = Clues(sample, COLUMNS, TAGS)
    rows = len(sample.frame)
    codes = code_columns(sample.frame)
    if clues.columns.get("area_code") not in codes:
        clues.columns.pop("area_code", None)
        if codes:
            best = max(codes, key=lambda c: (sample.frame[c].nunique() >= 0.9 * rows, codes[c]))
            clues.columns["area_code"] = best
    numbers = [c for c in sample.frame.columns if sample.frame[c].dtype.kind in "iufb"]
    if code := clues.columns.get("area_code"):
        clues.add(0.5, tr("P-codes in {column}", column=code))
        if sample.frame[code].nunique() >= 0.9 * rows:
            clues.add(0.6, tr("one row for each area"))
    elif not _named_areas(clues, has_numbers=bool(numbers)):
        return None
    if any(
        tag.startswith(("#severity", "#inneed", "#affected", "#population")) for tag in sample.tags.values()
    ):
        clues.add(0.5, tr("HXL tags of needs"))
    if any(tag.startswith("#org") for tag in sample.tags.values()):
        # a row for each organisation and area is a list of partners
        return clues.result("OCHA 3W", most=0.5)
    if _lists_organisations(sample):
        return clues.result("OCHA 3W", most=0.5)
    if numbers:
        clues.add(0.2, tr("{n} columns of numbers", n=len(numbers)))
    # rows with a place of their own are mostly sites or events
    of_places = coordinate_columns(sample) is not None
    most = 0.99 if not of_places else 0.7 if "area_code" in clues.columns else 0.45
    return clues.result(_publisher(sample), most=most)


def _named_areas(clues: Clues, *, has_numbers: bool) -> bool:
    """Count the clues of a column that names the areas; whether there is one that is worth something."""
    column = clues.columns.get("area_name")
    if column is None or not any(word in plain(column) for word in map(plain, _AREA_WORDS)):
        return False
    values = clues.sample.frame[column]
    once = values.nunique() >= 0.6 * len(values)
    if not once and not has_numbers:
        return False
    clues.add(0.3, tr("names of areas in {column}", column=column))
    if once:
        clues.add(0.3, tr("hardly an area stands twice"))
    return True


def _lists_organisations(sample: Sample) -> bool:
    """Whether each row names who works where, which makes a list of partners."""
    headings = [worded(str(column)) for column in sample.frame.columns]
    who = any(re.search(r"\borg\b|\borgani[sz]ation|\bpartner\b|\bорганізаці", words) for words in headings)
    what = any(re.search(r"\bsector|\bcluster|\bactivit|\bкластер|\bсектор", words) for words in headings)
    return who and what


def _publisher(sample: Sample) -> str:
    columns = " ".join(plain(str(column)) for column in sample.frame.columns)
    name = sample.file_name.casefold()
    if "ttl" in columns and "ftl" in columns:
        return "OCHA COD-PS"
    if "numpresentidpind" in columns or ("idp" in columns and "round" in columns):
        return "IOM DTM"
    headings = {word for column in sample.frame.columns for word in worded(str(column)).split()}
    if "events" in headings and "fatalities" in headings:
        return "ACLED"
    if {"population", "status", "sector"} <= headings or {"pin", "severity"} <= headings:
        return "OCHA HNO"
    if "inneed" in columns and ("targeted" in columns or "cluster" in columns):
        return "OCHA HNO"
    if "hno" in name or "hrp" in name:
        return "OCHA HNO"
    if "idpind" in columns or "idps" in name or "dtm" in name:
        return "IOM DTM"
    if "3w" in name or "whowhatwhere" in name:
        return "OCHA 3W"
    return ""
