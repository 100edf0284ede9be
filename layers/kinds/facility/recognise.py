"""How facilities are recognised: health, schools, power plants, water points of HOT, NSZU, WRI and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "facility_id": (
        "facility_id", "gppd_idnr", "post_id", "osm_id", "full_id",
        "healthsites_uuid",
        "id",
    ),
    "name_en": ("name_en", "name:en", "facility_name", "name_eng"),
    "name_uk": ("name_uk", "name:uk", "division_name", "post_name", "назва", "name", "назва *",
                "найменування*"),
    "facility_type": (
        "facility_type", "amenity", "healthcare", "primary_fuel", "building_type", "school_type",
        "тип закладу", "тип об'єкта",
        "type_of_facility",
        "fclass", "building", "тип", "тип *", "вид закладу*", "категорія*",
    ),
    "status": ("operational_status", "functionality", "status"),
    "capacity": ("capacity_mw", "capacity", "beds", "capacity:persons", "places", "*місткість*",
                 "*кількість місць*", "*ліжко*"),
    "capacity_unit": ("capacity_unit",),
    "area_code": ("adm3_pcode", "hromada_code", "admin3pcode", "adm4_pcode", "adm2_pcode", "pcode"),
}  # fmt: skip
VALUES = {
    "facility_type": {
        "hospital": "hospital", "clinic": "health", "doctors": "health", "pharmacy": "health",
        "dentist": "health",
        "*health*": "health", "ambulance_station": "health", "лікарня": "hospital", "амбулаторія": "health",
        "school": "school", "kindergarten": "school", "college": "school", "university": "school",
        "школа": "school",
        "solar": "power", "coal": "power", "hydro": "power", "nuclear": "power", "gas": "power",
        "wind": "power",
        "biomass": "power", "oil": "power", "substation": "power", "plant": "power", "*water*": "water",
        "pumping_station": "water", "well": "water", "social_facility": "social", "nursing_home": "social",
        "community_centre": "social", "shelter": "shelter", "boiler": "heating",
        "*укриття*": "shelter", "сховище*": "shelter", "пру": "shelter", "*протирадіаційн*": "shelter",
        "*незламн*": "social", "*лікарн*": "hospital", "*госпітал*": "hospital", "*амбулатор*": "health",
        "*поліклін*": "health", "*фельдшер*": "health", "фап": "health", "*аптек*": "health",
        "*школ*": "school", "*ліцей*": "school", "*гімназі*": "school", "*дошкільн*": "school",
        "*садок*": "school", "*освіт*": "school", "*університет*": "school", "*коледж*": "school",
        "*котельн*": "heating", "*водопост*": "water", "*водозабір*": "water", "*свердловин*": "water",
        "*підстанці*": "power", "*тец*": "power", "*соціальн*": "social", "*цнап*": "social",
    },
    "status": {
        "functional": "operational", "working": "operational", "open": "operational",
        "active": "operational",
        "partially functional": "limited", "partially": "limited", "partially operational": "limited",
        "non-functional": "closed", "not functional": "closed", "not operational": "closed",
        "destroyed": "closed",
    },
}  # fmt: skip
# words in a file's name or columns, and the type all its rows have
TYPE_OF_FILE: dict[str, str] = {
    "hospital": "health", "health": "health", "medic": "health", "clinic": "health", "pharmac": "health",
    "school": "school", "education": "school", "kindergart": "school", "power_plant": "power",
    "water": "water",
    "heating": "heating", "shelter": "shelter", "social": "social",
}  # fmt: skip
_OF_INTEREST = ("hospital", "clinic", "doctors", "pharmacy", "school", "kindergarten", "nursing_home")
_SOME = 0.05
_TYPES = (*VALUES["facility_type"], "hospital", "health", "water", "power", "heating", "social")


def recognise(sample: Sample) -> Recognition | None:
    """Points or footprints with a type of facility, or a file named after one."""
    clues = Clues(sample, COLUMNS)
    if not clues.has_shape(Geometry.POINT, Geometry.POLYGON) or Geometry.LINE in sample.geometry:
        return None
    publisher = ""
    if clues.columns_named(0.4, "legal_entity_name", "division_name"):
        publisher = "NSZU"
    if clues.columns_named(0.5, "gppd_idnr", "primary_fuel", "capacity_mw"):
        publisher = "WRI Global Power Plant Database"
    if clues.columns_named(0.4, "post_id", "post_name", "waterlab_name"):
        publisher = "State Agency of Water Resources of Ukraine"
    clues.values_in(0.5, "facility_type", _TYPES)
    of_osm = clues.columns.get("facility_type") == "fclass" and "osm_id" in clues.sample.frame.columns
    # of the points of interest of OpenStreetMap some are facilities; restaurants come along
    if of_osm and clues.column_holds(0.5, "fclass", _OF_INTEREST, share=_SOME):
        publisher = "Geofabrik"
    clues.columns_named(0.3, "amenity", "healthcare", "facility_type", "facility_name", "beds")
    clues.file_says(0.5, *TYPE_OF_FILE, "facilit")
    if clues.is_hot():
        publisher = "HOT"
    publisher = publisher or ("KoBo" if clues.is_kobo() else "")
    found = clues.result(publisher)
    return found if found is not None and found.confidence >= 0.4 else None
