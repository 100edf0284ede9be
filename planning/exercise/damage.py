"""The invented damage records."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import Layer
from planning.exercise import TODAY
from planning.exercise.facts import Facts
from planning.exercise.invented import distances_km, invented_layer, points
from planning.exercise.situation import latest_area

# infrastructure type: records with a place, records known only by area
RECORDS = {
    "housing": (120, 6), "water": (56, 3), "power": (52, 3), "heating": (38, 2), "education": (32, 2),
    "health": (26, 1), "sewage": (22, 1), "road": (20, 0), "bridge": (16, 0),
}  # fmt: skip
EXTENTS = {"destroyed": 0.18, "severe": 0.32, "moderate": 0.38, "possible": 0.12}
PEOPLE_AFFECTED = {
    "housing": (5, 180), "water": (200, 9000), "power": (300, 12000), "heating": (150, 4000),
    "education": (80, 700), "health": (100, 3000), "sewage": (200, 5000), "road": (0, 0), "bridge": (0, 0),
}  # fmt: skip
REPAIR = {"none": 0.55, "planned": 0.2, "ongoing": 0.15, "done": 0.1}


def damage_layer(facts: Facts, front: Layer, rng: np.random.Generator) -> Layer:
    """400 damage records: points in settlements and on roads, and some known only by raion."""
    frames = []
    for type_, (placed, by_area) in RECORDS.items():
        where = _on_roads if type_ in ("road", "bridge") else _in_settlements
        frames.append(where(facts, front, type_, placed, rng))
        frames.append(_known_by_area(facts, type_, by_area, rng))
    frame = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs="EPSG:4326")
    number = len(frame)
    frame["damage_id"] = [f"EX-DM-{n:03d}" for n in range(1, number + 1)]
    frame["extent"] = rng.choice(list(EXTENTS), number, p=list(EXTENTS.values()))
    frame["damage_date"] = pd.Timestamp(TODAY) - pd.to_timedelta(rng.integers(2, 170, number), unit="D")
    low, high = np.array([PEOPLE_AFFECTED[type_] for type_ in frame["infrastructure_type"]]).T
    affected = np.round(low + (high - low) * rng.beta(1.2, 4, number))
    frame["people_affected"] = pd.Series(affected).mask((high == 0) | (rng.random(number) < 0.15))
    frame["repair_status"] = rng.choice(list(REPAIR), number, p=list(REPAIR.values()))
    on_road = frame["infrastructure_type"].isin(["road", "bridge"])
    passable = frame["extent"].isin(["moderate", "possible"]) | (frame["repair_status"] == "done")
    frame["passable"] = passable.astype(object).mask(~on_road | (rng.random(number) < 0.2))
    frame["source"] = "EXERCISE: invented"
    return invented_layer("damage", "damage", frame, days_old=2)


def _in_settlements(
    facts: Facts, front: Layer, type_: str, number: int, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    places = facts.settlements.frame
    distance = distances_km(places, latest_area(front))
    people = places["population"].fillna(500).to_numpy(dtype=float)
    weight = np.where(distance > 3, people**0.5 * (np.exp(-distance / 35) + 0.01), 0)
    chosen = places.iloc[rng.choice(len(places), number, p=weight / weight.sum())]
    return points(
        chosen.geometry.x.to_numpy() + rng.normal(0, 0.012, number),
        chosen.geometry.y.to_numpy() + rng.normal(0, 0.008, number),
        {
            "infrastructure_type": type_,
            "name": [f"{type_.capitalize()}, {place}" for place in chosen["name_en"]],
            "area_code": chosen["hromada_code"].to_numpy(),
            "area_name": chosen["name_en"].to_numpy(),
        },
    )


def _on_roads(
    facts: Facts, front: Layer, type_: str, number: int, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Points on drawn roads within 150 km of the front; bridges where a road crosses a river."""
    roads = facts.roads.frame
    if type_ == "bridge":
        tree = shapely.STRtree(roads.geometry.to_numpy())
        river, road = tree.query(facts.rivers.geometry.to_numpy(), predicate="intersects")
        meeting = shapely.intersection(
            facts.rivers.geometry.to_numpy()[river], roads.geometry.to_numpy()[road]
        )
        spots, road = shapely.point_on_surface(meeting), road
    else:
        road = rng.integers(0, len(roads), 60 * number)
        spots = shapely.line_interpolate_point(
            roads.geometry.to_numpy()[road], rng.uniform(0.1, 0.9, len(road)), normalized=True
        )
    frame = gpd.GeoDataFrame({"road": road}, geometry=spots, crs="EPSG:4326")
    distance = distances_km(frame, latest_area(front))
    frame = frame[(distance > 0) & (distance < 150)]
    frame = frame.iloc[rng.choice(len(frame), number, replace=len(frame) < number)]
    links = roads.iloc[frame["road"].to_numpy()]
    names = [
        f"{type_.capitalize()} on {road_number}, {start} – {end}"
        for road_number, start, end in zip(
            links["road_number"], links["from_place"], links["to_place"], strict=True
        )
    ]
    columns = {"infrastructure_type": type_, "name": names}
    return points(frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy(), columns)


def _known_by_area(facts: Facts, type_: str, number: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    raions = facts.areas["raions"].frame
    chosen = raions.iloc[rng.integers(0, len(raions), number)]
    return gpd.GeoDataFrame(
        {
            "infrastructure_type": type_,
            "name": [f"{type_.capitalize()}, place not stated" for _ in range(number)],
            "area_code": chosen["code"].to_numpy(),
            "area_name": chosen["name_en"].to_numpy(),
        },
        geometry=[None] * number,
        crs="EPSG:4326",
    )
