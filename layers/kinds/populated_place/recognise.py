"""How populated places are recognised: settlements of COD-AB, GeoNames, Geofabrik and HOT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "code": ("adm4_pcode", "admin4pcode", "settlement_code", "katottg", "katotth", "pcode", "geonameid"),
    "name_en": (
        "adm4_en",
        "admin4name_en",
        "name_eng",
        "name:en",
        "asciiname",
        "settlement_en",
        "settlement",
    ),
    "name_uk": ("adm4_ua", "admin4name_ua", "name_ukr", "name:uk", "settlement_uk", "назва", "name"),
    "place_type": ("place", "fclass", "featurecode", "settlement_type", "type", "категорія"),
    "population": ("population", "pop", "pop_total", "населення"),
    "population_date": ("population:date", "population_date"),
    "hromada_code": ("adm3_pcode", "admin3pcode", "hromada_pcode"),
    "oblast_code": ("adm1_pcode", "admin1pcode", "oblast_pcode"),
    "country": ("countrycode", "country_code", "iso2"),
}
VALUES = {
    "place_type": {
        "national_capital": "capital", "pplc": "capital", "ppla": "oblast_centre", "місто": "city",
        "смт": "settlement", "селище": "settlement", "село": "village",
        "urban-type settlement": "settlement",
        "hamlet": "village", "isolated_dwelling": "village", "suburb": "village", "urban": "city",
        "rural": "village", "ppl": "village", "ppla2": "town", "ppla3": "settlement",
    },
}  # fmt: skip
_WORDS = (
    "city",
    "town",
    "village",
    "hamlet",
    "місто",
    "село",
    "смт",
    "селище",
    "ppl",
    "ppla",
    "ppla2",
    "ppla3",
)


def recognise(sample: Sample) -> Recognition | None:
    """Points with names and a kind of settlement."""
    clues = Clues(sample, COLUMNS)
    if not clues.has_shape(Geometry.POINT) or not {"name_en", "name_uk"} & set(clues.columns):
        return None
    typed = clues.values_in(0.7, "place_type", _WORDS) or clues.columns_named(0.6, "place_type")
    named = clues.file_says(0.5, "places", "settlement", "populated", "cities", "admbnda_adm4", "admbndp")
    if not typed and not named and not clues.columns_named(0.6, "adm4_pcode"):
        return None
    clues.fields(0.2, "population", "code", "hromada_code")
    return clues.result(_publisher(clues))


def _publisher(clues: Clues) -> str:
    if clues.columns_named(0.3, "adm4_pcode", "adm3_pcode"):
        return "OCHA COD-AB"
    if clues.columns_named(0.2, "fclass", "osm_id", "code"):
        # Geofabrik's code is that of the class
        clues.columns.pop("code", None)
        return "Geofabrik"
    if clues.is_hot():
        return "HOT"
    return "GeoNames" if clues.columns_named(0.3, "geonameid", "asciiname", "featurecode") else ""
