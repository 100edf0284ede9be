"""What is real in the exercise: areas, settlements, main roads and border crossing points."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from layers.kinds import kind_named
from layers.layer import Layer, Provenance, new_layer
from planning.exercise import SEED, TODAY
from planning.exercise.invented import MADE_AT

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
BASEMAP = RESOURCES / "basemap.gpkg"
LEVELS = {"oblasts": 1, "raions": 2, "hromadas": 3}
# GeoNames keeps figures of mixed dates; nearly all were taken before February 2022
POPULATION_DATE = dt.date(2021, 1, 1)
# facts are taken as current in the exercise's fictional present
ROADS_DATE = TODAY - dt.timedelta(days=60)
CROSSINGS_DATE = TODAY - dt.timedelta(days=10)
# an invented throughput where a crossing takes cars or buses, people an hour
THROUGHPUT_PEOPLE_PER_HOUR = {
    "road": (250, 900),
    "rail": (150, 500),
    "pedestrian": (200, 600),
    "river": (30, 90),
}
ROAD_CLASSES = {
    "international": "trunk", "national": "primary", "regional": "secondary", "territorial": "tertiary",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facts:
    """The real layers of the exercise, and the country's outline (MultiPolygon, EPSG:4326)."""

    areas: dict[str, Layer]
    settlements: Layer
    roads: Layer
    crossings: Layer
    country: shapely.Geometry
    rivers: gpd.GeoDataFrame

    @classmethod
    def read(cls) -> Facts:
        """Read them from the resources."""
        countries = pyogrio.read_dataframe(BASEMAP, layer="countries")
        return cls(
            areas={name: _areas(name, level) for name, level in LEVELS.items()},
            settlements=_settlements(),
            roads=_roads(),
            crossings=_crossings(),
            country=countries.set_index("iso2").geometry["UA"],
            rivers=pyogrio.read_dataframe(BASEMAP, layer="rivers"),
        )

    def layers(self) -> tuple[Layer, ...]:
        """The layers in the order of the layer list."""
        return (*self.areas.values(), self.settlements, self.roads, self.crossings)


def _fact_layer(
    name: str, kind: str, frame: gpd.GeoDataFrame, *, source: str, licence: str,
    date: dt.date | None = None, exercise: bool = False, notes: tuple[str, ...] = (),
) -> Layer:  # fmt: skip
    provenance = Provenance(
        source=source,
        date=date,
        licence=licence,
        imported_at=MADE_AT,
        exercise=exercise,
        transformations=notes,
    )
    return new_layer(name, kind_named(kind), frame, provenance)


def _areas(name: str, level: int) -> Layer:
    frame = pyogrio.read_dataframe(BASEMAP, layer=name)
    parents = {2: "oblast_code", 3: "raion_code"}
    columns = {
        "code": frame["code"],
        "level": level,
        "name_en": frame["name_en"],
        "name_uk": frame["name_uk"],
        "parent_code": frame[parents[level]] if level in parents else "UA",
        "katottg": frame.get("katottg"),
        "approximate": level > 1,
    }
    if "population" in frame.columns:
        known = frame["population"].notna()
        columns["population"] = frame["population"]
        columns["population_date"] = pd.Series(pd.Timestamp(POPULATION_DATE), index=frame.index).where(known)
    extra = {column: frame[column] for column in ("oblast_name_en", "oblast_name_uk") if column in frame}
    result = gpd.GeoDataFrame(columns | extra, geometry=frame.geometry, crs="EPSG:4326")
    return _fact_layer(
        name,
        "admin_area",
        result,
        source="Natural Earth lines, KATOTTG codes, GeoNames population",
        licence="public domain; open data; CC BY 4.0",
        date=POPULATION_DATE,
        notes=("borders of raions and hromadas are approximate: Voronoi cells of hromada centres",)
        if level > 1
        else (),
    )


def _settlements() -> Layer:
    frame = pyogrio.read_dataframe(BASEMAP, layer="settlements", where="iso2 = 'UA'")
    # places without a code may be parts of a city, whose people are already counted there
    coded = frame["katottg"].notna()
    ranks = {"capital": "capital", "oblast centre": "oblast_centre", "city": "city"}
    columns = {
        "code": frame["katottg"],
        "name_en": frame["name_en"],
        "name_uk": frame["name_uk"],
        "place_type": frame["admin_rank"].map(ranks),
        "population": frame["population"].where(coded),
        "population_date": pd.Series(pd.Timestamp(POPULATION_DATE), index=frame.index).where(coded),
        "hromada_code": frame["hromada_code"],
        "oblast_code": frame["oblast_code"],
        "country": "UA",
    }
    result = gpd.GeoDataFrame(columns, geometry=frame.geometry, crs="EPSG:4326")
    return _fact_layer(
        "settlements",
        "populated_place",
        result,
        source="GeoNames, KATOTTG",
        licence="CC BY 4.0; open data",
        date=POPULATION_DATE,
        notes=(f"population left unknown for {(~coded).sum()} places without a code: maybe city parts",),
    )


def _roads() -> Layer:
    links = pd.read_csv(RESOURCES / "exercise" / "road_links.csv")
    lines = [_line(row) for row in links.itertuples()]
    columns = {
        "road_number": links["road"],
        "road_class": links["class"].map(ROAD_CLASSES),
        "status": "open",
        "one_way": "both",
        "length_km": links["length_km"],
        "from_place": links["from_place"],
        "to_place": links["to_place"],
    }
    frame = gpd.GeoDataFrame(columns, geometry=lines, crs="EPSG:4326")
    return _fact_layer(
        "roads",
        "road",
        frame,
        source="Road numbers, order of places and lengths: public facts; places: GeoNames",
        licence="CC BY 4.0 (GeoNames)",
        date=ROADS_DATE,
        notes=(
            "taken as current in the exercise",
            "drawn from place to place; times and distances use the stated length",
        ),
    )


def _line(row: object) -> shapely.LineString:
    via = getattr(row, "via", "")
    between = (
        [tuple(map(float, pair.split())) for pair in via.split(";")] if isinstance(via, str) and via else []
    )
    ends = (row.from_lon, row.from_lat), (row.to_lon, row.to_lat)  # type: ignore[attr-defined]
    return shapely.LineString([ends[0], *between, ends[1]])


def _crossings() -> Layer:
    facts = pd.read_csv(RESOURCES / "exercise" / "border_crossings.csv", keep_default_na=False)
    rng = np.random.default_rng([SEED, 100])
    low, high = np.array([THROUGHPUT_PEOPLE_PER_HOUR[type_] for type_ in facts["type"]]).T
    throughput = np.round(rng.uniform(low, high), -1)
    columns = {
        "name_en": facts["name_en"],
        "name_uk": facts["name_uk"],
        "country": facts["country_iso2"],
        "crossing_type": facts["type"],
        "status": facts["status"],
        "status_date": pd.Timestamp(CROSSINGS_DATE),
        **{mode: facts[mode].astype(int).astype(bool) for mode in ("pedestrians", "cars", "buses", "trucks")},
        "people_per_hour": np.where(facts["status"] == "closed", 0.0, throughput),
    }
    frame = gpd.GeoDataFrame(
        columns, geometry=gpd.points_from_xy(facts["lon"], facts["lat"]), crs="EPSG:4326"
    )
    return _fact_layer(
        "border_crossings",
        "border_crossing",
        frame,
        source="OCHA “Ukraine: Border Crossings”, GeoNames; throughput: EXERCISE, invented",
        licence="CC BY",
        date=CROSSINGS_DATE,
        exercise=True,
        notes=("people per hour are invented",),
    )
