"""A country of one box whose front runs straight along the meridian of 36° E; the east is under control."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import Geod
from shapely.geometry import LineString, Point, box

from layers.kinds import kind_named
from layers.layer import Provenance, new_layer
from layers.workspace import Workspace

GEOD = Geod(ellps="WGS84")
LON = 36.0
DATE = dt.date(2025, 2, 1)
PROVENANCE = Provenance(source="test", date=DATE, imported_at=dt.datetime(2025, 2, 2, tzinfo=dt.UTC))
COUNTRY = box(30, 46, 40, 52)


def held(lon: float = LON) -> shapely.Polygon:
    """The area of control east of a meridian."""
    return box(lon, 46, 40, 52)


def west_of(lat: float, km: float, lon: float = LON) -> tuple[float, float]:
    """The point so many km due west of the meridian at a latitude (along the geodesic)."""
    x, y, _ = GEOD.fwd(lon, lat, 270.0, km * 1000)
    return x, y


def layer(name, kind, frame):
    return new_layer(name, kind_named(kind), frame, PROVENANCE)


def front_layer(*rows, name="front"):
    """A front layer of (date, area) rows."""
    frame = gpd.GeoDataFrame(
        {"front_date": pd.to_datetime([str(day) for day, _ in rows])},
        geometry=[area for _, area in rows],
        crs=4326,
    )
    return layer(name, "frontline", frame)


def country_layers():
    whole = gpd.GeoDataFrame(
        {"code": ["UA"], "level": [0], "name_en": ["Country"]}, geometry=[COUNTRY], crs=4326
    )
    cells = [(lon, lat) for lon in range(30, 40) for lat in range(46, 52)]
    areas = gpd.GeoDataFrame(
        {
            "code": [f"UA{lon}{lat}001" for lon, lat in cells],
            "level": 3,
            "name_en": [f"Hromada {lon} {lat}" for lon, lat in cells],
            "population": 1000,
            "population_date": pd.Timestamp("2024-01-01"),
        },
        geometry=[box(lon, lat, lon + 1, lat + 1) for lon, lat in cells],
        crs=4326,
    )
    return layer("country", "admin_area", whole), layer("hromadas", "admin_area", areas)


def centres(points, **columns):
    frame = gpd.GeoDataFrame(
        {
            "site_id": [f"C{number}" for number in range(1, len(points) + 1)],
            "name_en": [f"Centre {number}" for number in range(1, len(points) + 1)],
            "status": "active",
            **columns,
        },
        geometry=[Point(*point) for point in points],
        crs=4326,
    )
    return layer("centres", "collective_centre", frame)


def roads(*lines, **columns):
    frame = gpd.GeoDataFrame(
        {"road_class": ["primary"] * len(lines), "status": "open", **columns},
        geometry=[LineString(line) for line in lines],
        crs=4326,
    )
    return layer("roads", "road", frame)


def workspace(*layers):
    return Workspace(
        name="straight",
        layers=(*country_layers(), front_layer((DATE, held())), *layers),
        exercise_date=dt.date(2025, 2, 3),
    )
