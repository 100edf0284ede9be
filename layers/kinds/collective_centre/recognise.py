"""How collective centres are recognised: CCCM site lists, UNHCR locations, KoBo site monitoring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.layer_kind import Recognition, Sample
from layers.recognition import Clues

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "site_id": (
        "site_id",
        "siteid",
        "site_code",
        "ssid",
        "cccm_id",
        "pcode",
        "id",
        "*ssid*",
        "*site id",
        "*site code",
    ),
    "name_en": (
        "site_name",
        "site_name_en",
        "name_en",
        "name",
        "centre_name",
        "name of the site",
        "*site name*",
        "name of *site*",
        "name of *cent*",
        "*centre name*",
    ),
    "name_uk": (
        "site_name_uk",
        "site_name_ua",
        "name_uk",
        "name_ua",
        "назва",
        "назва закладу",
        "назва мтп",
        "назва *закладу*",
        "назва *місця*",
        "найменування *",
    ),
    "area_code": ("hromada_pcode", "adm3_pcode", "admin3pcode", "hromada_code", "adm2_pcode"),
    "site_type": (
        "site_type",
        "loc_type",
        "type_of_site",
        "location_type",
        "type",
        "тип",
        "тип закладу",
        "type of *site*",
        "*site type*",
        "type of *cent*",
        "тип *",
    ),
    "status": ("site_status", "status"),
    "capacity": (
        "capacity",
        "max_capacity",
        "total_capacity",
        "planned_capacity",
        "місткість",
        "кількість місць",
        "загальна місткість",
        "кількість ліжко-місць",
        "ліжкомісця",
        "* capacity *",
        "max* capacity*",
        "*total capacity*",
        "capacity *",
        "*кількість місць*",
        "*місткість*",
        "*ліжко*",
    ),
    "occupancy": (
        "occupancy",
        "current_occupancy",
        "residents",
        "idps",
        "num_idps",
        "population",
        "individuals",
        "current number of residents",
        "number of residents",
        "current_number_of_idps",
        "проживає",
        "фактично проживає",
        "зайнято",
        "заповнено",
        "заповненість",
        "розміщено",
        "фактично розміщено",
        "кількість осіб",
        "кількість впо",
        "*number of idps*",
        "*idps hosted*",
        "*of individuals*",
        "*number of residents*",
        "*occupancy*",
        "*проживає*",
        "*розміщено*",
        "*кількість впо*",
    ),
    "women": ("women", "adult_women", "female_adults"),
    "men": ("men", "adult_men", "male_adults"),
    "girls": ("girls",),
    "boys": ("boys",),
    "older_people": ("older_people", "elderly", "older_persons"),
    "people_with_disabilities": (
        "people_with_disabilities",
        "pwd",
        "persons_with_disabilities",
        "disability",
    ),
    "wheelchair_users": ("wheelchair_users",),
    "stretcher_cases": ("stretcher_cases", "bedridden"),
    "covered_area_m2": ("covered_area_m2", "area_m2", "floor_area"),
    "heating": ("heating", "heating_type"),
    "heating_works": ("heating_works",),
    "backup_power_kw": ("backup_power_kw", "generator_kw"),
    "water_l_per_day": ("water_l_per_day",),
    "water_taps": ("water_taps", "taps"),
    "toilets": ("toilets", "latrines", "num_toilets"),
    "toilets_female": ("toilets_female",),
    "toilets_accessible": ("toilets_accessible", "accessible_toilets"),
    "showers": ("showers",),
    "wheelchair_access": ("wheelchair_access", "accessible"),
    "protective_shelter_places": ("protective_shelter_places", "bomb_shelter_places"),
    "assessed_on": (
        "assessed_on",
        "assessment_date",
        "date_of_assessment",
        "updatedate",
        "_submission_time",
        "дата перевірки",
        "survey date",
        "date of *assessment*",
    ),
    "disregarded": ("disregarded",),
}
TAGS: Names = {
    "site_id": ("#loc+code", "#loc+id"),
    "name_en": ("#loc+name",),
    "capacity": ("#capacity",),
}
VALUES = {
    "status": {
        "open": "active", "operational": "active", "functional": "active", "1": "active", "діє": "active",
        "stand-by": "standby", "stand by": "standby", "reserve": "standby", "inactive": "closed",
        "0": "closed",
        "closed down": "closed", "archived": "closed", "закрито": "closed", "in preparation": "planned",
        "n/a": "unknown",
    },
    "heating": {
        "central": "district", "centralized": "district", "central heating": "district",
        "boiler": "own_boiler",
        "gas boiler": "own_boiler", "own boiler": "own_boiler", "wood": "stove", "solid fuel": "stove",
        "electricity": "electric", "no": "none", "no heating": "none", "немає": "none",
    },
}  # fmt: skip
_TYPES = (
    "idp location", "refugee location", "refugee camp", "idp camp", "refugee center", "idp center",
    "idp settlement",
    "refugee settlement", "refugee accomodation", "refugee urban location", "collective centre",
    "collective center",
    "collective site", "transit centre", "transit center", "dormitory", "school", "kindergarten",
    "reception centre", "гуртожиток", "школа", "дитячий садок", "садок", "санаторій",
    "місце компактного поселення", "транзитний центр", "collective *", "dormitory*", "*гуртожит*",
    "spontaneous*", "planned site*", "*compact settlement*",
)  # fmt: skip


def recognise(sample: Sample) -> Recognition | None:
    """Records of sites with a type of site, capacity and occupants."""
    clues = Clues(sample, COLUMNS, TAGS)
    site = clues.values_in(0.7, "site_type", _TYPES)
    publisher = "UNHCR" if clues.columns_named(0.3, "loc_type", "loc_subtype", "unhcr_assist") else ""
    named = clues.file_says(
        0.5, "collective", "collective_site", "idp_site", "cccm", "site_list", "displacement_locations",
        "shelter_sites"
    )  # fmt: skip
    own = {"capacity", "occupancy"} <= set(clues.columns)
    if own:
        clues.fields(0.5, "capacity", "occupancy")
    if clues.columns_named(0.4, "site_id", "site_name", "site_type"):
        site = True
    if clues.headings(0.4, "*ssid*"):
        publisher, site = "IOM DTM", True
    if not (site or named or own):
        return None
    publisher = publisher or ("KoBo" if clues.is_kobo() else "")
    clues.fields(0.2, "toilets", "heating", "wheelchair_access", "showers", "women")
    found = clues.result(publisher)
    return found if found is not None and found.confidence >= 0.6 else None
