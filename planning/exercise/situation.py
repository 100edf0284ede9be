"""The invented front lines, hazard areas and incidents."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import Layer
from planning.exercise import TODAY
from planning.exercise.facts import Facts
from planning.exercise.invented import distances_km, invented_layer, points

# An invented line that follows no real front: longitude, latitude, and how many km it moves in a month.
FRONT_POINTS = (
    (39.30, 50.10, 0), (38.85, 49.90, 0), (38.50, 49.30, 2), (38.15, 48.80, 6), (37.75, 48.40, 14),
    (37.35, 48.00, 16), (36.70, 47.60, 9), (36.00, 47.35, 12), (35.30, 47.10, 5), (34.50, 46.90, 3),
    (33.80, 46.55, 0), (33.20, 46.25, 0), (32.40, 46.00, 0), (31.80, 45.90, 0), (31.00, 45.60, 0),
)  # fmt: skip
FRONT_DATES = (TODAY - dt.timedelta(days=32), TODAY - dt.timedelta(days=1))
WIGGLE_KM = 2.5
KM_A_DEGREE = 111.2
HAZARDS = (
    # name, type, closes roads, distance from the front km, share along it, radius km
    ("Mined fields, north", "mines", True, 9, 0.22, 6),
    ("Mined fields, centre", "mines", True, 8, 0.40, 7),
    ("Mined fields, south", "mines", True, 10, 0.60, 6),
    ("Flooded valley", "flooding", True, 30, 0.70, 8),
    ("Shelled industrial zone", "shelling", False, 14, 0.34, 9),
    ("Shelled rail junction", "shelling", False, 22, 0.46, 6),
    ("Ammonia leak", "chemical", True, 35, 0.52, 4),
    ("Closed security zone", "closed", True, 45, 0.30, 7),
)
INCIDENTS = 160
INCIDENT_TYPES = ("Shelling/artillery/missile attack", "Air/drone strike", "Armed clash", "Remote explosive")


def front_layer(facts: Facts) -> Layer:
    """Two areas of control a month apart (MultiPolygon), within the country."""
    country = facts.country
    areas = [_area_of_control(country, months) for months in (0, 1)]
    frame = gpd.GeoDataFrame(
        {
            "name": ["EXERCISE area of control"] * 2,
            "front_date": pd.to_datetime(list(FRONT_DATES)),
            "source": ["EXERCISE: invented"] * 2,
        },
        geometry=areas,
        crs="EPSG:4326",
    )
    return invented_layer("front", "frontline", frame, days_old=1)


def latest_area(front: Layer) -> shapely.Geometry:
    """The area of control of the later date."""
    return front.frame.sort_values("front_date").geometry.iloc[-1]


def hazard_layer(front: Layer, rng: np.random.Generator) -> Layer:
    """Hazard areas (Polygon) on the open side of the front."""
    line = _smooth(_control_points(1))
    records, shapes = [], []
    for name, type_, closes, distance_km, share, radius_km in HAZARDS:
        ahead = line.interpolate(share, normalized=True)
        beyond = line.interpolate(share + 0.01, normalized=True)
        along = np.array([beyond.x - ahead.x, beyond.y - ahead.y])
        # the open side lies to the right of a line drawn from north to south
        across = np.array([along[1], -along[0]]) / np.hypot(*along)
        centre = np.array([ahead.x, ahead.y]) + across * distance_km / KM_A_DEGREE * [1.5, 1.0]
        angles = np.linspace(0, 2 * np.pi, 25)[:-1]
        reach = radius_km / KM_A_DEGREE * rng.uniform(0.7, 1.2, len(angles))
        ring = centre + np.column_stack([np.cos(angles) * reach * 1.5, np.sin(angles) * reach])
        shapes.append(shapely.Polygon(ring))
        since = TODAY - dt.timedelta(days=int(rng.integers(3, 25)))
        record = {"name": name, "hazard_type": type_, "closes_roads": closes, "since": since}
        records.append(record | {"note": "EXERCISE: invented"})
    frame = gpd.GeoDataFrame(pd.DataFrame(records), geometry=shapes, crs="EPSG:4326")
    frame["geometry"] = frame.geometry.difference(latest_area(front))
    return invented_layer("hazard_areas", "hazard_area", frame, days_old=2)


def incident_layer(facts: Facts, front: Layer, rng: np.random.Generator) -> Layer:
    """Hostilities (Point) at settlements, denser towards the front."""
    places = facts.settlements.frame
    distance = distances_km(places, latest_area(front))
    weight = np.where(distance < 120, np.exp(-distance / 18), 0.0005) * (distance > 3)
    chosen = places.iloc[rng.choice(len(places), INCIDENTS, p=weight / weight.sum())]
    days = rng.integers(0, 28, INCIDENTS)
    frame = points(
        chosen.geometry.x.to_numpy() + rng.normal(0, 0.01, INCIDENTS),
        chosen.geometry.y.to_numpy() + rng.normal(0, 0.007, INCIDENTS),
        {
            "incident_id": [f"EX-IN-{number:03d}" for number in range(1, INCIDENTS + 1)],
            "event_date": [pd.Timestamp(TODAY) - pd.Timedelta(days=int(day)) for day in days],
            "event_type": rng.choice(INCIDENT_TYPES, INCIDENTS, p=[0.5, 0.3, 0.15, 0.05]),
            "fatalities": rng.poisson(0.4, INCIDENTS),
            "place_name": chosen["name_en"].to_numpy(),
            "area_code": chosen["hromada_code"].to_numpy(),
            "source": ["EXERCISE: invented"] * INCIDENTS,
        },
    )
    return invented_layer("incidents", "incident", frame, days_old=0)


def _control_points(months: int) -> np.ndarray:
    """The line's points (n, 2), moved west by its speed times `months`."""
    table = np.array(FRONT_POINTS)
    km_a_degree_lon = KM_A_DEGREE * np.cos(np.radians(table[:, 1]))
    return np.column_stack([table[:, 0] - months * table[:, 2] / km_a_degree_lon, table[:, 1]])


def _smooth(control: np.ndarray) -> shapely.LineString:
    """A line through the points with a fixed waviness, so that it looks surveyed rather than ruled."""
    from planning.exercise import SEED

    fine = np.linspace(0, len(control) - 1, 20 * (len(control) - 1) + 1)
    curve = _catmull_rom(control, fine)
    phase = np.random.default_rng(SEED).uniform(0, 2 * np.pi, 3)
    wave = sum(np.sin(fine * pace + start) for pace, start in zip((2.1, 5.3, 11.7), phase, strict=True))
    curve[:, 0] += wave / 3 * WIGGLE_KM / (KM_A_DEGREE * np.cos(np.radians(curve[:, 1])))
    return shapely.LineString(np.round(curve, 5))


def _catmull_rom(control: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Points of the curve through `control` (n, 2) at positions 0 to n - 1.

    Source: Catmull, E. and Rom, R. (1974), A class of local interpolating splines.
    """
    padded = np.vstack([2 * control[0] - control[1], control, 2 * control[-1] - control[-2]])
    start = np.minimum(at.astype(int), len(control) - 2)
    t = (at - start)[:, None]
    before, here, there, after = (padded[start + step] for step in range(4))
    points: np.ndarray = 0.5 * (
        2 * here
        + (there - before) * t
        + (2 * before - 5 * here + 4 * there - after) * t**2
        + (3 * here - before - 3 * there + after) * t**3
    )
    return points


def _area_of_control(country: shapely.Geometry, months: int) -> shapely.Geometry:
    line = _smooth(_control_points(months))
    beyond = [(31.0, 43.5), (42.0, 43.5), (42.0, 50.1)]
    behind = shapely.Polygon([*line.coords, *beyond]).buffer(0)
    area = shapely.set_precision(country.intersection(behind), 1e-5)
    parts = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)
