"""Settlements of Ukraine with their codes, and those of its neighbours."""

from __future__ import annotations

from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from basemap_matching import SettlementMatcher
from basemap_names import OBLAST_BY_GEONAMES, OBLASTS, transliterate
from basemap_sources import BOUNDS, CRS, UKRAINE_LAEA, read_capitals, read_codifier, read_places

NEIGHBOURS = ("PL", "SK", "HU", "RO", "MD", "BY", "RU")
LEAST_PEOPLE_ABROAD = 1_000
CITY_ABROAD_FROM = 20_000  # people; the source has no rank for places outside Ukraine
# A place abroad this near to one with three times its people counts as a suburb or a part of it.
SUBURB_M = 12_000.0
COLUMNS = [
    "name_en",
    "name_uk",
    "name_geonames",
    "population",
    "iso2",
    "katottg",
    "hromada_code",
    "raion_code",
    "oblast_code",
    "admin_rank",
    "match",
    "geometry",
]


def settlement_table() -> pd.DataFrame:
    """Cities, settlements and villages of the codifier, with Kyiv and Sevastopol as cities."""
    codifier = read_codifier()
    table = codifier[codifier["category"].isin(["M", "X", "C", "K"])]
    return table.assign(category=table["category"].replace("K", "M")).reset_index(drop=True)


def build_ukrainian(
    places: pd.DataFrame, settlements: pd.DataFrame
) -> tuple[gpd.GeoDataFrame, Counter[str], int]:
    """Places of Ukraine with the codes that could be proved; counts by evidence, and of those named."""
    places = places[places["countrycode"] == "UA"].reset_index(drop=True)
    matcher = SettlementMatcher(places, settlements)
    matcher.run()
    found = matcher.found >= 0
    code = np.where(found, settlements["katottg"].to_numpy()[matcher.found], None)
    name_uk = np.where(found, settlements["name_uk"].to_numpy()[matcher.found], None)
    city = found & (settlements["category"].to_numpy()[matcher.found] == "M")
    frame = _frame(places)
    frame["name_uk"] = name_uk
    official = [transliterate(name) if name else None for name in name_uk]
    frame["name_en"] = [name or given for name, given in zip(official, places["name"], strict=True)]
    frame["name_geonames"] = [
        given if given != name else None for name, given in zip(frame["name_en"], places["name"], strict=True)
    ]
    frame["katottg"] = code
    frame["hromada_code"] = [_hromada_code(value) for value in code]
    frame["raion_code"] = [value and value[:6] for value in code]
    geonames_oblast = places["admin1code"].map(OBLAST_BY_GEONAMES)
    frame["oblast_code"] = [
        value[:4] if value else given for value, given in zip(code, geonames_oblast, strict=True)
    ]
    frame["admin_rank"] = np.where(city, "city", "other")
    for fact in OBLASTS:
        rank = "capital" if fact.code == "UA80" else "oblast centre"
        frame.loc[city & (frame["oblast_code"] == fact.code) & (name_uk == fact.centre_uk), "admin_rank"] = (
            rank
        )
    frame["match"] = matcher.how
    return frame[COLUMNS], Counter(matcher.how), matcher.named


def _hromada_code(katottg: str | None) -> str | None:
    """First nine characters; none for a city outside any hromada, other than Kyiv and Sevastopol."""
    if katottg is None or (katottg[6:9] == "000" and katottg[:4] not in ("UA80", "UA85")):
        return None
    return katottg[:9]


def build_abroad(places: pd.DataFrame) -> tuple[gpd.GeoDataFrame, int]:
    """Places of the neighbours within ``BOUNDS``, and how many small ones were left out."""
    west, south, east, north = BOUNDS
    inside = (
        places["countrycode"].isin(NEIGHBOURS)
        & places["longitude"].between(west, east)
        & places["latitude"].between(south, north)
    )
    kept = places[inside & (places["population"] >= LEAST_PEOPLE_ABROAD)].reset_index(drop=True)
    frame = _frame(kept)
    frame["name_en"] = kept["name"]
    frame[["name_uk", "name_geonames", "katottg", "hromada_code", "raion_code", "oblast_code", "match"]] = (
        None
    )
    frame["admin_rank"] = np.where(
        (kept["population"] >= CITY_ABROAD_FROM) & ~_is_suburb(frame), "city", "other"
    )
    capitals = read_capitals()
    for country in NEIGHBOURS:
        own = frame[frame["iso2"] == country]
        capital = capitals[country]
        named = own[own["name_en"] == capital]
        if named.empty:
            raise SystemExit(f"The capital of {country}, {capital}, is not among its places.")
        frame.loc[named["population"].idxmax(), "admin_rank"] = "capital"
    return frame[COLUMNS], int(inside.sum()) - len(kept)


def _is_suburb(frame: gpd.GeoDataFrame) -> np.ndarray:
    points = frame.to_crs(UKRAINE_LAEA).geometry.values
    population = frame["population"].fillna(0).to_numpy()
    first, second = shapely.STRtree(points).query(points, "dwithin", SUBURB_M)
    overshadowed = first[population[second] >= 3 * population[first]]
    return np.isin(np.arange(len(frame)), overshadowed)


def _frame(places: pd.DataFrame) -> gpd.GeoDataFrame:
    # GeoNames writes 0 where it knows no figure.
    population = places["population"].astype("Int64").where(places["population"] > 0)
    points = shapely.points(places["longitude"].round(5), places["latitude"].round(5))
    return gpd.GeoDataFrame(
        {"population": population, "iso2": places["countrycode"]}, geometry=points, crs=CRS
    )


def build_settlements() -> tuple[gpd.GeoDataFrame, Counter[str], int, int]:
    """All settlements; counts of the evidence, of places named in the codifier, of places left out abroad."""
    places = read_places()
    ukraine, evidence, named = build_ukrainian(places, settlement_table())
    abroad, left_out = build_abroad(places)
    return pd.concat([ukraine, abroad], ignore_index=True), evidence, named, left_out
