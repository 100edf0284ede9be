"""The invented collective centres and facilities."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import Layer
from planning.exercise import TODAY
from planning.exercise.facts import Facts
from planning.exercise.invented import distances_km, invented_layer, points, unknown_at
from planning.exercise.situation import latest_area

CENTRES = 250
LEAST_FRONT_KM = 6
# only main roads are drawn; a centre further off would hang on none of them
MOST_ROAD_KM = 3.5
SITE_TYPES = {
    "Dormitory": ("Гуртожиток", 0.32),
    "School": ("Школа", 0.18),
    "Kindergarten": ("Дитячий садок", 0.14),
    "Sanatorium": ("Санаторій", 0.10),
    "Cultural centre": ("Будинок культури", 0.12),
    "Hospital wing": ("Корпус лікарні", 0.06),
    "Modular town": ("Модульне містечко", 0.08),
}
# mean occupancy of monitored collective sites, site monitoring round 8, 2023
MEAN_OCCUPANCY = 0.56
HEATING = {"district": 0.46, "own_boiler": 0.30, "electric": 0.12, "stove": 0.08, "none": 0.04}
RECEIVING_OBLASTS = {
    "UA12": 2.2,
    "UA53": 2.0,
    "UA46": 1.8,
    "UA21": 1.6,
    "UA05": 1.4,
    "UA63": 1.8,
    "UA23": 1.6,
}
FACILITIES = {
    # type: number, English word, Ukrainian word, capacity range, unit
    "hospital": (70, "Hospital", "Лікарня", (80, 600), "beds"),
    "health": (60, "Outpatient clinic", "Амбулаторія", (20, 80), "visits/day"),
    "school": (60, "School", "Школа", (150, 900), "pupils"),
    "water": (50, "Pumping station", "Насосна станція", (500, 9000), "m³/day"),
    "heating": (40, "Boiler house", "Котельня", (2, 60), "MW"),
    "power": (20, "Substation", "Підстанція", (16, 250), "MVA"),
    "shelter": (40, "Protective shelter", "Укриття", (80, 700), "people"),
}


def collective_centre_layer(facts: Facts, front: Layer, rng: np.random.Generator) -> Layer:
    """250 collective centres (Point) in real settlements, with people, heating, water and access."""
    places = _open_places(facts, front, least_population=3000)
    places = places[distances_km(places, shapely.union_all(facts.roads.frame.geometry)) < MOST_ROAD_KM]
    weight = places["population"].to_numpy() ** 0.55
    weight = weight * places["oblast_code"].map(RECEIVING_OBLASTS).fillna(1.0).to_numpy()
    weight = np.where(places["front_km"] < 60, weight * 1.6, weight)
    chosen = places.iloc[rng.choice(len(places), CENTRES, p=weight / weight.sum())].reset_index(drop=True)
    types = rng.choice(list(SITE_TYPES), CENTRES, p=[share for _, share in SITE_TYPES.values()])
    capacity = np.round(rng.lognormal(4.7, 0.55, CENTRES) / 5) * 5
    frame = points(
        chosen.geometry.x + rng.normal(0, 0.008, CENTRES),
        chosen.geometry.y + rng.normal(0, 0.006, CENTRES),
        {
            "site_id": [f"EX-CC-{number:03d}" for number in range(1, CENTRES + 1)],
            "name_en": [
                f"{t} {n}, {p}" for n, (t, p) in enumerate(zip(types, chosen["name_en"], strict=True), 1)
            ],
            "name_uk": [
                f"{SITE_TYPES[t][0]} {n}, {uk if isinstance(uk, str) else en}"
                for n, (t, uk, en) in enumerate(
                    zip(types, chosen["name_uk"], chosen["name_en"], strict=True), 1
                )
            ],
            "area_code": chosen["hromada_code"],
            "site_type": types,
            "status": rng.choice(["active", "standby", "closed"], CENTRES, p=[0.90, 0.07, 0.03]),
            "capacity": capacity,
            "assessed_on": pd.Timestamp(TODAY) - pd.to_timedelta(rng.integers(5, 150, CENTRES), unit="D"),
            "disregarded": False,
        },
    )
    frame["occupancy"] = _occupancy(frame, rng)
    _add_people(frame, rng)
    _add_services(frame, rng)
    return invented_layer("collective_centres", "collective_centre", frame, days_old=12)


def facility_layer(facts: Facts, front: Layer, rng: np.random.Generator) -> Layer:
    """Hospitals, clinics, schools, pumping stations, boiler houses and shelters (Point)."""
    places = _open_places(facts, front, least_population=5000)
    frames = []
    for type_, (number, word, word_uk, (low, high), unit) in FACILITIES.items():
        weight = places["population"].to_numpy() ** 0.8
        chosen = places.iloc[rng.choice(len(places), number, replace=False, p=weight / weight.sum())]
        frames.append(
            points(
                chosen.geometry.x.to_numpy() + rng.normal(0, 0.01, number),
                chosen.geometry.y.to_numpy() + rng.normal(0, 0.007, number),
                {
                    "facility_id": [f"EX-FA-{type_[:3].upper()}-{n:03d}" for n in range(1, number + 1)],
                    "name_en": [f"{word}, {place}" for place in chosen["name_en"]],
                    "name_uk": [
                        f"{word_uk}, {uk if isinstance(uk, str) else en}"
                        for uk, en in zip(chosen["name_uk"], chosen["name_en"], strict=True)
                    ],
                    "facility_type": type_,
                    "status": rng.choice(["operational", "limited", "closed"], number, p=[0.82, 0.14, 0.04]),
                    "capacity": np.round(rng.uniform(low, high, number)),
                    "capacity_unit": unit,
                    "area_code": chosen["hromada_code"].to_numpy(),
                },
            )
        )
    frame = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs="EPSG:4326")
    return invented_layer("facilities", "facility", frame, days_old=40)


def _open_places(facts: Facts, front: Layer, *, least_population: int) -> gpd.GeoDataFrame:
    """Settlements outside the area of control, with their rough distance to it and a hromada code."""
    places = facts.settlements.frame
    places = places[places["population"].fillna(0) >= least_population].copy()
    places["population"] = places["population"].astype(float)
    places["front_km"] = distances_km(places, latest_area(front))
    places = places[places["front_km"] > LEAST_FRONT_KM]
    hromadas = facts.areas["hromadas"].frame
    tree = shapely.STRtree(hromadas.geometry.to_numpy())
    point, area = tree.query(places.geometry.to_numpy(), predicate="within")
    cell = pd.Series(hromadas["code"].to_numpy()[area], index=places.index[point])
    places["hromada_code"] = places["hromada_code"].fillna(cell[~cell.index.duplicated()])
    return places


def _occupancy(frame: gpd.GeoDataFrame, rng: np.random.Generator) -> np.ndarray:
    share = rng.beta(2.8, 2.8 * (1 - MEAN_OCCUPANCY) / MEAN_OCCUPANCY, CENTRES)
    # a few centres hold more than they should
    share = np.where(rng.random(CENTRES) < 0.06, rng.uniform(1.02, 1.25, CENTRES), share)
    occupancy = np.round(frame["capacity"].to_numpy() * share)
    return np.where(frame["status"] == "active", occupancy, 0)


def _add_people(frame: gpd.GeoDataFrame, rng: np.random.Generator) -> None:
    occupancy = frame["occupancy"].to_numpy().astype(int)
    groups = np.array([rng.multinomial(n, [0.42, 0.23, 0.17, 0.18]) for n in occupancy])
    for column, name in enumerate(("women", "men", "girls", "boys")):
        frame[name] = groups[:, column]
    adults = groups[:, 0] + groups[:, 1]
    frame["older_people"] = rng.binomial(adults, rng.uniform(0.2, 0.5, CENTRES))
    frame["people_with_disabilities"] = rng.binomial(occupancy, rng.uniform(0.05, 0.2, CENTRES))
    frame["wheelchair_users"] = rng.binomial(frame["people_with_disabilities"], 0.15)
    frame["stretcher_cases"] = rng.binomial(frame["people_with_disabilities"], 0.04)
    silent = rng.random(CENTRES) < 0.08
    for name in ("older_people", "people_with_disabilities", "wheelchair_users", "stretcher_cases"):
        frame[name] = frame[name].astype(object).mask(silent)


def _add_services(frame: gpd.GeoDataFrame, rng: np.random.Generator) -> None:
    capacity = frame["capacity"].to_numpy()
    frame["covered_area_m2"] = unknown_at(
        pd.Series(np.round(capacity * rng.normal(4.6, 1.0, CENTRES))), 0.05, rng
    )
    frame["heating"] = rng.choice(list(HEATING), CENTRES, p=list(HEATING.values()))
    works = (rng.random(CENTRES) < 0.88) & (frame["heating"] != "none").to_numpy()
    frame["heating_works"] = unknown_at(pd.Series(works), 0.04, rng)
    power = np.where(rng.random(CENTRES) < 0.45, rng.choice([5, 8, 12, 20, 30, 50], CENTRES), 0)
    frame["backup_power_kw"] = unknown_at(pd.Series(power.astype(float)), 0.05, rng)
    frame["water_l_per_day"] = unknown_at(
        pd.Series(np.round(capacity * rng.lognormal(3.0, 0.45, CENTRES) / 100) * 100), 0.07, rng
    )
    frame["water_taps"] = np.maximum(1, np.round(capacity / rng.uniform(15, 60, CENTRES)))
    toilets = np.maximum(1, np.round(capacity / rng.uniform(12, 38, CENTRES)))
    frame["toilets"] = toilets
    frame["toilets_female"] = np.round(toilets * rng.uniform(0.4, 0.75, CENTRES))
    access = rng.random(CENTRES) < 0.34
    frame["wheelchair_access"] = unknown_at(pd.Series(access), 0.06, rng)
    frame["toilets_accessible"] = np.where(access, rng.integers(0, 3, CENTRES), 0)
    frame["showers"] = np.round(capacity / rng.uniform(30, 90, CENTRES))
    shelter = np.where(rng.random(CENTRES) < 0.55, np.round(capacity * rng.uniform(0.4, 1.4, CENTRES)), 0)
    frame["protective_shelter_places"] = unknown_at(pd.Series(shelter), 0.08, rng)
